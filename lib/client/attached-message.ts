import type { BlobId, EmailAddress } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { bodyRequest, type EmailBody, toBody } from './email-bodies.ts';

/** A message inside a message, as far as it is shown. */
export type AttachedMessage = {
  from: readonly EmailAddress[];
  to: readonly EmailAddress[];
  subject: string | null;
  sentAt: string | null;
  body: EmailBody;
};

/**
 * Reads a message that is attached to another one.
 *
 * @throws MailError 'unreadable' when it is none; network …
 */
export async function attachedMessage(account: Account, blobId: BlobId): Promise<AttachedMessage> {
  const { properties, ...rest } = bodyRequest;
  const wanted = [...properties.filter((name) => name !== 'id'), 'from', 'to', 'subject'];
  const { parsed } = await account.client.call('Email/parse', { accountId: account.id, blobIds: [blobId], properties: wanted, ...rest });
  const email = parsed?.[blobId];
  if (email === undefined) throw new MailError('unreadable', 'not a message', { permanent: true });
  const { from = null, to = null, subject = null, sentAt = null } = email;
  return { from: from ?? [], to: to ?? [], subject, sentAt, body: { ...toBody(email as Parameters<typeof toBody>[0]), blobId } };
}
