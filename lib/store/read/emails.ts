import type { BlobId, EmailId, Keyword, MailboxId, MessagePart, TextReach, ThreadId } from '#lib/mail/index.ts';
import type { EmailLocation, EmailRecord, EmailSummary, UidRange } from '../api.ts';
import { wholeSeconds } from '../prepared-content.ts';
import type { Connection } from '../sqlite/connection.ts';
import { unpackHead } from '../write/email-head.ts';
import { systemBits } from '../write/email-unit.ts';
import { flagsOfBase } from '../write/flags.ts';
import { ownHash } from '../write/hash-id.ts';
import { textStateName } from '../write/ingest.ts';
import { keyBase, keyEnd } from '../write/transaction.ts';
import type { PackReader } from './pack-reader.ts';

type Row = {
  key: number;
  id: string;
  threadId: string;
  received_at_ms: number;
  sent_at_ms: number | null;
  sent_at: string | null;
  size_bytes: number;
  subject: string | null;
  flags: number;
  has_attachment: number;
  preview: string;
  text_state: number;
  raw_blob_id: string | null;
  server_email_id: string | null;
  server_thread_id: string | null;
  head: string;
  is_header_complete: number;
};
type DetailRow = Row & { pack: number; slot: number };

const columns = `e.key, e.id, t.id threadId, e.received_at_ms, e.sent_at_ms, e.sent_at, e.size_bytes, e.subject, e.flags, e.has_attachment,
  e.preview, e.text_state, e.raw_blob_id, e.server_email_id, e.server_thread_id, e.head, e.is_header_complete`;
const from = 'from email e join thread t on t.key = e.thread';
const visible = 'e.id = ? and e.log is not null and e.key between ? and ?';

function summaryOf(connection: Connection, row: Row): EmailSummary {
  const head = unpackHead(row.head);
  return {
    id: row.id as EmailId,
    threadId: row.threadId as ThreadId,
    mailboxIds: connection
      .all<{ id: MailboxId }>(
        `select distinct m.id from location l join mailbox m on m.key = l.mailbox
          where l.email = ? and l.is_wanted = 1 and l.is_deleted = 0 order by m.key`,
        row.key,
      )
      .map(({ id }) => id),
    keywords: keywordsOf(connection, row.key, row.flags),
    sizeBytes: row.size_bytes,
    receivedAtMs: row.received_at_ms,
    sentAtMs: row.sent_at_ms,
    sentAt: row.sent_at,
    subject: row.subject,
    ...head,
    hasAttachment: row.has_attachment === 1,
    isHeaderComplete: row.is_header_complete === 1,
    preview: row.preview,
    textState: textStateName(row.text_state),
    rawBlobId: row.raw_blob_id as BlobId | null,
    serverEmailId: row.server_email_id,
    serverThreadId: row.server_thread_id,
  };
}

function keywordsOf(connection: Connection, email: number, flags: number): Keyword[] {
  const keywords: Keyword[] = [];
  for (const [keyword, bit] of systemBits) if (flags & bit) keywords.push(keyword);
  for (const { keyword } of connection.all<{ keyword: string }>('select keyword from keyword where email = ?', email))
    keywords.push(keyword);
  return keywords;
}

export function emailSummaries(connection: Connection, account: number, ids: readonly string[]): EmailSummary[] {
  const found: EmailSummary[] = [];
  for (const id of new Set(ids)) {
    const row = connection.get<Row>(`select ${columns} ${from} where ${visible}`, id, keyBase(account), keyEnd(account));
    if (row) found.push(summaryOf(connection, row));
  }
  return found;
}

/** See EmailStore.receivedTimes. */
export function receivedTimes(connection: Connection, account: number, ids: readonly EmailId[]): Map<EmailId, number> {
  const times = new Map<EmailId, number>();
  for (const id of ids) {
    const row = connection.get<{ at: number }>(
      `select received_at_ms at from email e where ${visible}`,
      id,
      keyBase(account),
      keyEnd(account),
    );
    if (row) times.set(id, row.at);
  }
  return times;
}

export function emailRecords(connection: Connection, packs: PackReader, account: number, ids: readonly string[]): EmailRecord[] {
  const found: EmailRecord[] = [];
  for (const id of new Set(ids)) {
    const row = connection.get<DetailRow>(
      `select ${columns}, e.pack, e.slot ${from} where ${visible}`,
      id,
      keyBase(account),
      keyEnd(account),
    );
    if (!row) continue;
    found.push({ ...summaryOf(connection, row), ...packs.detail(row.pack, row.slot) });
  }
  return found;
}

export function threadsWithEmails(
  connection: Connection,
  account: number,
  ids: readonly string[],
): { id: ThreadId; emailIds: EmailId[] }[] {
  const found: { id: ThreadId; emailIds: EmailId[] }[] = [];
  for (const id of new Set(ids)) {
    const thread = connection.get<{ key: number }>(
      'select key from thread where id = ? and log is not null and key between ? and ?',
      id,
      keyBase(account),
      keyEnd(account),
    );
    if (!thread) continue;
    const emails = connection.all<{ id: EmailId }>(
      'select id from email where thread = ? and log is not null order by received_at_ms, id',
      thread.key,
    );
    found.push({ id: id as ThreadId, emailIds: emails.map((email) => email.id) });
  }
  return found;
}

const placeColumns = 'l.uid_validity uidValidity, l.uid, m.id mailboxId, m.path';
const placed = 'l.uid is not null and m.path is not null';
/** The server shows the message there (I23). */
const shown = (location: string, mailbox: string) => `(${mailbox}.shown_from is null or ${location}.uid >= ${mailbox}.shown_from)`;
type PlaceRow = { uidValidity: number; uid: number; mailboxId: MailboxId; path: string };

export function locateEmail(connection: Connection, account: number, emailId: string): EmailLocation | null {
  // A copy that is only leaving is still there to be read.
  const row = connection.get<PlaceRow>(
    `select ${placeColumns} from email e join location l on l.email = e.key join mailbox m on m.key = l.mailbox
      where e.id = ? and e.key between ? and ? and ${placed} order by ${shown('l', 'm')} desc, l.is_wanted desc, l.key limit 1`,
    emailId,
    keyBase(account),
    keyEnd(account),
  );
  return row ? { emailId: emailId as EmailId, ...row } : null;
}

export function emailsWithoutText(
  connection: Connection,
  packs: PackReader,
  account: number,
  ids: readonly string[] | null,
  limit: number,
): (EmailLocation & { structure: MessagePart | null })[] {
  const select = `select e.id emailId, e.pack, e.slot, ${placeColumns} from email e
    join location l on l.key = (select x.key from location x join mailbox y on y.key = x.mailbox
      where x.email = e.key and x.uid is not null and y.path is not null and ${shown('x', 'y')} order by x.is_wanted desc, x.key limit 1)
    join mailbox m on m.key = l.mailbox where e.account = ? and e.log is not null and e.text_state = 0`;
  type Found = PlaceRow & { emailId: EmailId; pack: number; slot: number };
  const rows =
    ids === null
      ? connection.all<Found>(`${select} order by e.received_at_ms desc limit ?`, account, limit)
      : connection.all<Found>(
          `${select} and e.id in (select value from json_each(?)) order by e.received_at_ms desc limit ?`,
          account,
          JSON.stringify(ids),
          limit,
        );
  return rows.map(({ pack, slot, ...row }) => ({ ...row, structure: packs.detail(pack, slot).structure }));
}

/** See EmailStore.textsWanted. */
export function textsWanted(
  connection: Connection,
  packs: PackReader,
  account: number,
  { sinceMs, beforeMs, limit }: { sinceMs: number; beforeMs: number | null; limit: number },
): (EmailLocation & { structure: MessagePart | null; receivedAtMs: number })[] {
  const rows = connection.all<PlaceRow & { emailId: EmailId; pack: number; slot: number; receivedAtMs: number }>(
    `select e.id emailId, e.received_at_ms receivedAtMs, e.pack, e.slot, ${placeColumns} from email e
      join location l on l.key = (select x.key from location x join mailbox y on y.key = x.mailbox
        where x.email = e.key and x.uid is not null and y.path is not null and ${shown('x', 'y')} order by x.is_wanted desc, x.key limit 1)
      join mailbox m on m.key = l.mailbox
      where e.account = ? and e.log is not null and e.text_state = 0 and e.received_at_ms >= ? and e.received_at_ms < ?
      order by e.received_at_ms desc limit ?`,
    account,
    sinceMs,
    beforeMs ?? Number.MAX_SAFE_INTEGER,
    limit,
  );
  return rows.map(({ pack, slot, ...row }) => ({ ...row, structure: packs.detail(pack, slot).structure }));
}

/** See EmailStore.textReach. */
export const textReachOf = (connection: Connection, account: number): TextReach =>
  connection.get<{ reach: TextReach }>('select text_reach reach from account where key = ?', account)!.reach;

/** See EmailStore.countWithoutText. */
export function countWithoutText(connection: Connection, account: number, sinceMs: number): number {
  const row = connection.get<{ n: number }>(
    'select count(*) n from email where account = ? and text_state = 0 and received_at_ms >= ?',
    account,
    sinceMs,
  );
  return row?.n ?? 0;
}

/** @param touched told the Email's key when the part is there */
export function cachedPart(
  connection: Connection,
  account: number,
  emailId: string,
  partId: string,
  touched: (email: number) => void,
): Uint8Array | null {
  const row = connection.get<{ email: number; bytes: Uint8Array }>(
    'select p.email, p.bytes from email e join cached_part p on p.email = e.key where e.id = ? and e.log is not null and e.key between ? and ? and p.part_id = ?',
    emailId,
    keyBase(account),
    keyEnd(account),
    partId,
  );
  if (!row) return null;
  touched(row.email);
  return row.bytes;
}

export function twinMailboxes(
  connection: Connection,
  account: number,
  mailboxId: string,
  messages: readonly { messageId: string | null; receivedAtMs: number; sizeBytes: number; serverEmailId: string | null }[],
): MailboxId[] {
  const twins = new Set<MailboxId>();
  const select = `select distinct m.id from email e join location l on l.email = e.key join mailbox m on m.key = l.mailbox
    where e.key between ? and ? and l.uid is not null and l.is_wanted <> 0 and m.id <> ?`;
  for (const { messageId, receivedAtMs, sizeBytes, serverEmailId } of messages) {
    const found: { id: MailboxId }[] =
      serverEmailId === null
        ? []
        : connection.all(`${select} and e.server_email_id = ?`, keyBase(account), keyEnd(account), mailboxId, serverEmailId);
    if (found.length === 0 && messageId !== null) {
      const seconds = wholeSeconds(receivedAtMs);
      const own = ownHash({ messageId, sizeBytes, receivedAtMs: seconds, subject: null, author: null });
      found.push(
        ...connection.all<{ id: MailboxId }>(
          `${select} and e.account = ? and e.received_at_ms = ? and e.own_hash = ? and coalesce(l.size_bytes, e.size_bytes) = ?`,
          keyBase(account),
          keyEnd(account),
          mailboxId,
          account,
          seconds,
          own,
          sizeBytes,
        ),
      );
    }
    for (const { id } of found) twins.add(id);
  }
  return [...twins];
}

const maxUid = 4_294_967_295;

/** Copies of the mailbox on the server, the ones with `\Deleted` and the ones about to leave included: what EXISTS counts. */
export function knownUids(
  connection: Connection,
  account: number,
  mailboxId: string,
  range: UidRange | null,
): { uid: number; flags: string[] }[] {
  const rows = connection.all<{ uid: number; base: string | null }>(
    `select l.uid, l.base from location l join mailbox m on m.key = l.mailbox
      where m.account = ? and m.id = ? and l.uid_validity = m.uid_validity and l.uid between ? and ? order by l.uid`,
    account,
    mailboxId,
    range?.from ?? 1,
    range?.to ?? maxUid,
  );
  return rows.map(({ uid, base }) => ({ uid, flags: flagsOfBase(base) }));
}

export function countUids(connection: Connection, account: number, mailboxId: string, range: UidRange | null): number {
  return connection.get<{ n: number }>(
    `select count(*) n from location l join mailbox m on m.key = l.mailbox
      where m.account = ? and m.id = ? and l.uid_validity = m.uid_validity and l.uid between ? and ?`,
    account,
    mailboxId,
    range?.from ?? 1,
    range?.to ?? maxUid,
  )!.n;
}

export function idsOfUids(connection: Connection, account: number, mailboxId: string, uids: readonly number[]): EmailId[] {
  const ids: EmailId[] = [];
  for (const uid of uids) {
    const row = connection.get<{ id: EmailId }>(
      `select e.id from mailbox m join location l on l.mailbox = m.key and l.uid_validity = m.uid_validity and l.uid = ?
        join email e on e.key = l.email where m.account = ? and m.id = ? and l.is_wanted <> 0 and e.log is not null`,
      uid,
      account,
      mailboxId,
    );
    if (row) ids.push(row.id);
  }
  return ids;
}
