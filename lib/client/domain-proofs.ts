import type { DomainProof } from '#lib/contract/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

/** The gateway's own DKIM check of a message, now; null when the message is gone. @throws MailError */
export async function domainProofOf(account: Account, emailId: EmailId): Promise<DomainProof | null> {
  const { list } = await account.client.call('DomainProof/get', { accountId: account.id, ids: [emailId] });
  return list[0] ?? null;
}
