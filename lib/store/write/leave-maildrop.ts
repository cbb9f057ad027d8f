import type { AccountId, AccountServers, EmailId } from '#lib/mail/index.ts';
import type { ListedMailboxFact } from '../api.ts';
import { carryLocally } from './carry-locally.ts';
import { type EmailUnit, isShown, type LocationRow } from './email-unit.ts';
import { ensureMailboxOnServer, queueIntent, queueKeywords } from './intent-queue.ts';
import { identityHost } from './people.ts';
import { recordListing } from './record-listing.ts';
import { accountKey, type Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

export type NewHome = {
  servers: AccountServers;
  listed: ListedMailboxFact[];
  /** of the server's inbox; null: it has no lasting UIDs */
  uidValidity: number | null;
  /** which of our Emails is which message of the server's inbox */
  bound: { emailId: EmailId; uid: number }[];
};

/**
 * See MaildropStore.leave. In one transaction: the mailboxes become places that are only here until the server has them, what the server's
 * inbox has is bound to it, and all the rest waits to be appended. Ids, keywords and threads stay.
 */
export function leaveMaildrop(transaction: Transaction, accountId: AccountId, home: NewHome): void {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  // What was to be done is done; deletions that somebody could have taken back as well.
  while (carryLocally(transaction, accountId, Number.MAX_SAFE_INTEGER) > 0);
  connection.run(
    `update mailbox set stage = iif(role = 'inbox', 'listed', 'local'), path = iif(role = 'inbox', 'INBOX', null), delimiter = null,
      uid_validity = iif(role = 'inbox', ?, null), uid_next = null, is_filled = iif(role = 'inbox', 0, 1) where account = ?`,
    home.uidValidity,
    account,
  );
  connection.run('update location set uid = null, uid_validity = null, base = null where account = ?', account);
  recordListing(transaction, accountId, home.listed, [], []);
  const uids = new Map(home.bound.map(({ emailId, uid }) => [emailId as string, uid]));
  workOn(transaction, accountId, (work) => {
    const inbox = [...work.mailboxes.values()].find(({ role }) => role === 'inbox');
    for (const { key } of connection.all<{ key: number }>('select key from email where account = ? order by key', account)) {
      const unit = work.unit(key);
      const uid = unit === null || home.uidValidity === null ? undefined : uids.get(unit.id);
      if (unit !== null && inbox !== undefined)
        settleIn(work, unit, inbox.key, uid === undefined ? null : { uid, uidValidity: home.uidValidity! });
    }
  });
  connection.run('delete from maildrop_message where account = ?', account);
  connection.run('update account set servers = ? where key = ?', JSON.stringify(home.servers), account);
  addIdentity(transaction, account, home.servers);
}

function settleIn(work: Work, unit: EmailUnit, inbox: number, place: { uid: number; uidValidity: number } | null): void {
  const shown = unit.locations.filter(isShown);
  if (shown.length === 0) return;
  for (const { mailbox } of shown) ensureMailboxOnServer(work, mailbox);
  if (place !== null) bind(work, unit, shown, inbox, place);
  else if (unit.rawBlobId !== null) {
    const [first, ...others] = shown;
    queueIntent(work, { kind: 'append', email: unit.key, to: first!.key });
    for (const other of others) queueIntent(work, { kind: 'copy', email: unit.key, from: first!.key, to: other.key });
  }
}

/** The server has it in its inbox: there it stays, or from there it goes where it was put here. */
function bind(work: Work, unit: EmailUnit, shown: LocationRow[], inbox: number, place: { uid: number; uidValidity: number }): void {
  const inInbox = shown.find(({ mailbox }) => mailbox === inbox);
  const others = shown.filter((location) => location !== inInbox);
  const source = inInbox ?? work.addLocation(unit, { mailbox: inbox, is_wanted: 0, size_bytes: unit.sizeBytes });
  work.setLocation(source, { uid: place.uid, uid_validity: place.uidValidity });
  // To fetch a message is to read it, for some servers: what is unread here is unread there.
  queueKeywords(work, unit, [...unit.keywords], unit.keywords.has('$seen') ? [] : ['$seen']);
  const last = inInbox === undefined ? others.pop() : undefined;
  for (const other of others) queueIntent(work, { kind: 'copy', email: unit.key, from: source.key, to: other.key });
  if (last !== undefined) queueIntent(work, { kind: 'move', email: unit.key, from: source.key, to: last.key });
}

/** Whoever signed in by the old server signs in by the new one. */
function addIdentity({ connection }: Transaction, account: number, { incoming }: AccountServers): void {
  connection.run(
    `insert or ignore into sign_in_identity (protocol, host, port, login, person)
      select ?, ?, ?, ?, a.person from account a where a.key = ? and exists (select 1 from sign_in_identity s where s.person = a.person and s.protocol = 'pop3')`,
    incoming.protocol,
    identityHost(incoming.host),
    incoming.port,
    incoming.login,
    account,
  );
}
