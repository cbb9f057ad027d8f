import type { SignatureReport } from '#lib/contract/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import type { EmailBody } from './email-bodies.ts';

/** Types of the parts by which signed or encrypted mail is recognised; only then it is looked at. */
const tellingTypes = /^application\/(?:pgp-signature|pgp-encrypted|(?:x-)?pkcs7-(?:signature|mime))$/;

/** A text that holds its own signature (RFC 9580 §7): of one among other words nobody could see where it begins to count. */
export const isClearSigned = ({ bodyValues }: Pick<EmailBody, 'bodyValues'>): boolean =>
  Object.values(bodyValues).some(({ value }) => /^-----BEGIN PGP SIGNED MESSAGE-----\s*$/m.test(value));

/** Whether there is something to ask for or to say: a cheap look, which a mail can fool only into a question too many. */
export const mayBeSigned = (body: EmailBody): boolean =>
  isClearSigned(body) ||
  body.attachments.some(({ type }) => tellingTypes.test(type)) ||
  body.textBody.some(({ partId }) => body.bodyValues[partId ?? '']?.value.startsWith('-----BEGIN PGP MESSAGE-----') === true);

/** The person says that the key is the sender's. @returns the report as it is now; null when the message is gone. @throws MailError */
export async function acceptSignatureKey(account: Account, emailId: EmailId, fingerprint: string): Promise<SignatureReport | null> {
  return (await account.client.call('SignatureReport/acceptKey', { accountId: account.id, id: emailId, fingerprint })).report;
}

/** What is signed or encrypted in a message; null when it is gone. @throws MailError */
export async function signatureReportOf(account: Account, emailId: EmailId): Promise<SignatureReport | null> {
  const { list } = await account.client.call('SignatureReport/get', { accountId: account.id, ids: [emailId] });
  return list[0] ?? null;
}
