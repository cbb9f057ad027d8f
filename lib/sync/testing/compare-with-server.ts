import type { MailServers, MailUser } from '#e2e/servers/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { keywordFromFlag } from '#lib/mail/index.ts';
import type { EmailSummary, Store } from '#lib/store/index.ts';
import type { OtherClient } from './other-client.ts';

/** `mailbox uid` → what is there; the same form for the server and for our index. */
export type MailPicture = Record<string, { messageId: string; flags: string[] }>;

const systemFlags = ['\\answered', '\\flagged', '\\draft', '\\seen'];

/** All mail of a user as the server has it, told by doveadm. Mail marked `\Deleted` is left out: it is invisible (J6). */
export async function serverPicture(servers: MailServers, user: MailUser): Promise<MailPicture> {
  const table = await servers.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'mailbox uid flags hdr.message-id', 'all']);
  const picture: MailPicture = {};
  for (const line of table.split('\n').slice(1)) {
    const [mailbox, uid, flags = '', messageId = ''] = line.split('\t');
    if (mailbox === undefined || uid === undefined || /\\Deleted/i.test(flags)) continue;
    picture[`${mailbox} ${uid}`] = { messageId: messageId.replaceAll(/[<>\s]/g, ''), flags: plainFlags(flags.split(' ')) };
  }
  return picture;
}

/** The same as told by another mail program. */
export async function otherPicture(other: OtherClient): Promise<MailPicture> {
  const picture: MailPicture = {};
  for (const path of await other.mailboxes())
    for (const { uid, messageId, flags } of await other.messages(path))
      if (!flags.some((flag) => /^\\deleted$/i.test(flag))) picture[`${path} ${uid}`] = { messageId, flags: plainFlags(flags) };
  return picture;
}

/** Places at which two pictures differ. */
export function differing(server: MailPicture, index: MailPicture): string[] {
  const lines: string[] = [];
  for (const place of new Set([...Object.keys(server), ...Object.keys(index)])) {
    const [there, here] = [JSON.stringify(server[place] ?? null), JSON.stringify(index[place] ?? null)];
    if (there !== here) lines.push(`${place}: server ${there}, index ${here}`);
  }
  return lines.sort();
}

/** Lines in which our index differs from the server: none when all is well. */
export async function differences(store: Store, accountId: AccountId, servers: MailServers, user: MailUser): Promise<string[]> {
  return differing(await serverPicture(servers, user), await indexPicture(store, accountId));
}

/** The same from our index: what a JMAP client sees, with the place on the server of each copy. */
export async function indexPicture(store: Store, accountId: AccountId): Promise<MailPicture> {
  const picture: MailPicture = {};
  for (const row of await store.mailboxes.syncRows(accountId)) {
    for (const { uid } of await store.emails.knownUids(accountId, row.id, null)) {
      const [id] = await store.emails.idsOfUids(accountId, row.id, [uid]);
      if (id === undefined) continue;
      const [email] = await store.emails.summaries(accountId, [id]);
      picture[`${row.path} ${uid}`] = { messageId: email?.messageId?.[0] ?? '', flags: [...(email?.keywords ?? [])].sort() };
    }
  }
  return picture;
}

/** Every Email that a JMAP client sees, newest first. */
export async function allEmails(store: Store, accountId: AccountId): Promise<EmailSummary[]> {
  const result = await store.emails.query(accountId, {
    filter: null,
    sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: 50_000,
    calculateTotal: false,
  });
  return store.emails.summaries(accountId, 'ids' in result ? result.ids : []);
}

/** Email ids by Message-ID, for comparing before and after. Message-IDs that occur twice are left out. */
export async function idsByMessageId(store: Store, accountId: AccountId): Promise<Map<string, EmailId>> {
  const ids = new Map<string, EmailId>();
  const twice = new Set<string>();
  for (const email of await allEmails(store, accountId)) {
    const key = email.messageId?.[0] ?? '';
    if (ids.has(key)) twice.add(key);
    ids.set(key, email.id);
  }
  for (const key of twice) ids.delete(key);
  return ids;
}

function plainFlags(flags: readonly string[]): string[] {
  return flags
    .filter((flag) => flag !== '' && !/^\\(recent|deleted)$/i.test(flag))
    .filter((flag) => !flag.startsWith('\\') || systemFlags.includes(flag.toLowerCase()))
    .map((flag) => keywordFromFlag(flag) ?? flag.toLowerCase())
    .sort();
}
