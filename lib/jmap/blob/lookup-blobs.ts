import type { AccountMail } from '#lib/gateway/index.ts';
import { parseBlobId } from '#lib/gateway/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';

/** Types that a blob can be looked up in (RFC 9404 §4.3). */
export const lookupTypes = ['Email', 'Thread', 'Mailbox'] as const;
type LookupType = (typeof lookupTypes)[number];
const isLookupType = (name: string): name is LookupType => (lookupTypes as readonly string[]).includes(name);

/** Blob/lookup (RFC 9404 §4.3): what refers to a blob. Messages and their parts do; an upload is only what was made of it. */
export const lookupBlobs: Method = {
  capability: 'urn:ietf:params:jmap:blob',
  async run(context, given) {
    const checked = checkArguments('Blob/lookup', given);
    if (!checked.typeNames.every(isLookupType)) throw new MethodError('unknownDataType');
    const typeNames = checked.typeNames.filter(isLookupType);
    const account = await readyAccount(context, checked.accountId, 'read');
    const ids = [...new Set(checked.ids.map((id) => resolveId(context, id)))];
    if (ids.length > context.limits.objectsInGet) throw new MethodError('requestTooLarge');
    const list: Record<string, unknown>[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const matched = await matchesOf(account, id);
      if (matched === null) notFound.push(id);
      else list.push({ id, matchedIds: Object.fromEntries(typeNames.map((name) => [name, matched[name]])) });
    }
    return [['Blob/lookup', { accountId: account.id, list, notFound }]];
  },
};

async function matchesOf(account: AccountMail, blobId: string): Promise<Record<LookupType, string[]> | null> {
  const emailId = emailOf(blobId);
  if (emailId === null) {
    const isThere = (await account.store.blobs.stat(account.id, uploadOf(blobId))) !== null;
    return isThere ? { Email: [], Thread: [], Mailbox: [] } : null;
  }
  const [email] = await account.store.emails.summaries(account.id, [emailId]);
  return email === undefined ? null : { Email: [email.id], Thread: [email.threadId], Mailbox: email.mailboxIds };
}

/** The Email that a blob is, or is a part of, however deep. */
function emailOf(blobId: string): EmailId | null {
  const name = parseBlobId(blobId);
  if (name?.kind === 'nested') return emailOf(name.messageBlobId);
  if (name?.kind === 'winmail') return emailOf(name.containerBlobId);
  return name?.kind === 'message' || name?.kind === 'part' ? name.emailId : null;
}

function uploadOf(blobId: string): string {
  const name = parseBlobId(blobId);
  if (name?.kind === 'winmail') return uploadOf(name.containerBlobId);
  return name?.kind === 'nested' ? uploadOf(name.messageBlobId) : blobId;
}
