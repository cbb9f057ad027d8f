import { type BlobId, type EmailId, MailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

/** A message as it is, headers and all: the blob that holds it. */
export type WholeMessage = { emailId: EmailId; blobId: BlobId; sizeBytes: number; subject: string | null };

type Teller = Pick<Account, 'id' | 'client'>;

/** The blobs of these Emails, in their order; those that are gone are left out. @throws MailError */
export async function wholeMessages({ id: accountId, client }: Teller, emailIds: readonly EmailId[]): Promise<WholeMessage[]> {
  const most = Math.max(1, client.session().capabilities['urn:ietf:params:jmap:core'].maxObjectsInGet);
  const found: WholeMessage[] = [];
  for (let at = 0; at < emailIds.length; at += most) {
    const ids = emailIds.slice(at, at + most);
    const { list } = await client.call('Email/get', { accountId, ids, properties: ['id', 'blobId', 'size', 'subject'] });
    const known = new Map(list.map((email) => [email.id, email]));
    for (const emailId of ids) {
      const email = known.get(emailId);
      if (email !== undefined) found.push({ emailId, blobId: email.blobId, sizeBytes: email.size, subject: email.subject });
    }
  }
  return found;
}

/** The same messages as blobs of another account of the person (Blob/copy, RFC 8620 §6.3). @throws MailError 'not-found' when one cannot be had */
export async function copyMessages(from: Teller, to: Teller, messages: readonly WholeMessage[]): Promise<WholeMessage[]> {
  if (from.id === to.id || messages.length === 0) return [...messages];
  const blobIds = messages.map(({ blobId }) => blobId);
  const { copied } = await to.client.call('Blob/copy', { fromAccountId: from.id, accountId: to.id, blobIds });
  return messages.map((message) => {
    const blobId = copied?.[message.blobId];
    if (blobId === undefined) throw new MailError('not-found', 'a message could not be copied to the other account');
    return { ...message, blobId: blobId as BlobId };
  });
}
