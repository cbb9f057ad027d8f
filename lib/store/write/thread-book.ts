import { collapsedList } from '../list-kinds.ts';
import { freshId } from './fresh-id.ts';
import type { Work } from './work.ts';

/** What one Email contributes to its thread. */
type ThreadShare = {
  id: string;
  receivedDesc: number;
  mailboxes: readonly number[];
  isUnread: boolean;
  /** false: the Email was and stays in the thread, only its keywords or mailboxes changed, so the Thread object did not */
  isMember: boolean;
};

type Row = {
  mailbox: number;
  latest_desc: number;
  latest_id: string;
  emails: number;
  unread: number;
  is_unread: number;
  isStale: boolean;
  /** its place in the collapsed list as stored; null: not there yet */
  stored: { desc: number; id: string } | null;
};
type StoredThread = { id: string; log: number | null; emails: number; unread_outside_trash: number };
type Entry = {
  key: number;
  id: string;
  log: number | null;
  emails: number;
  unreadOutsideTrash: number;
  rows: Map<number, Row>;
  membersChanged: boolean;
  isFresh: boolean;
};
type Delta = { emails: number; unread: number; threads: number; unreadThreads: number };

/** Keeps thread rows, the collapsed lists and the mailbox counts in step with changing Emails, by deltas (RFC 8621 §2, trash rule included). */
export class ThreadBook {
  readonly #work: Work;
  readonly #entries = new Map<number, Entry>();
  readonly #deltas = new Map<number, Delta>();

  constructor(work: Work) {
    this.#work = work;
  }

  remove(thread: number, share: ThreadShare): void {
    const entry = this.#entry(thread);
    this.#count(entry, share, -1);
    for (const mailbox of share.mailboxes) {
      const row = entry.rows.get(mailbox);
      if (!row) continue;
      row.emails -= 1;
      if (share.isUnread) row.unread -= 1;
      if (row.latest_id === share.id) row.isStale = true;
    }
  }

  add(thread: number, share: ThreadShare): void {
    const entry = this.#entry(thread);
    this.#count(entry, share, 1);
    for (const mailbox of share.mailboxes) {
      let row = entry.rows.get(mailbox);
      if (!row) {
        row = {
          mailbox,
          latest_desc: share.receivedDesc,
          latest_id: share.id,
          emails: 0,
          unread: 0,
          is_unread: 0,
          isStale: false,
          stored: null,
        };
        entry.rows.set(mailbox, row);
      }
      row.emails += 1;
      if (share.isUnread) row.unread += 1;
      const isEarlier = share.receivedDesc < row.latest_desc || (share.receivedDesc === row.latest_desc && share.id < row.latest_id);
      if (isEarlier) {
        row.latest_desc = share.receivedDesc;
        row.latest_id = share.id;
      }
    }
  }

  settle(): void {
    for (const entry of this.#entries.values()) this.#settleThread(entry);
    // Threads of Emails that nobody sees.
    for (const thread of this.#work.freshThreads)
      this.#work.connection.run('insert into thread (key, id) values (?, ?)', thread, freshId('t'));
    this.#work.freshThreads.clear();
    for (const [mailbox, delta] of this.#deltas) {
      if (delta.emails === 0 && delta.unread === 0 && delta.threads === 0 && delta.unreadThreads === 0) continue;
      this.#work.connection.run(
        `update mailbox set total_emails = total_emails + ?, unread_emails = unread_emails + ?, total_threads = total_threads + ?,
          unread_threads = unread_threads + ? where key = ?`,
        delta.emails,
        delta.unread,
        delta.threads,
        delta.unreadThreads,
        mailbox,
      );
      const log = this.#work.mailboxes.get(mailbox)?.log;
      if (log !== null && log !== undefined) this.#work.changes.countsUpdated('Mailbox', log);
    }
  }

  #count(entry: Entry, share: ThreadShare, sign: 1 | -1): void {
    entry.emails += sign;
    if (share.isMember) entry.membersChanged = true;
    if (share.isUnread && share.mailboxes.some((mailbox) => !this.#work.isTrash(mailbox))) entry.unreadOutsideTrash += sign;
    for (const mailbox of share.mailboxes) {
      const delta = this.#delta(mailbox);
      delta.emails += sign;
      if (share.isUnread) delta.unread += sign;
    }
  }

  #settleThread(entry: Entry): void {
    const { connection, changes, lists } = this.#work;
    const { id } = entry;
    for (const row of entry.rows.values()) {
      if (row.emails === 0) {
        if (row.stored) {
          lists.removed(collapsedList, row.mailbox, row.stored.desc, row.stored.id);
          connection.run('delete from thread_mailbox where thread = ? and mailbox = ?', entry.key, row.mailbox);
          const delta = this.#delta(row.mailbox);
          delta.threads -= 1;
          delta.unreadThreads -= row.is_unread;
        }
        continue;
      }
      if (row.isStale) {
        const latest = connection.get<{ received_desc: number; email_id: string }>(
          `select -e.received_at_ms received_desc, e.id email_id from email e join location l on l.email = e.key
            where e.thread = ? and e.log is not null and l.mailbox = ? and l.is_wanted = 1 and l.is_deleted = 0 order by 1, 2 limit 1`,
          entry.key,
          row.mailbox,
        )!;
        row.latest_desc = latest.received_desc;
        row.latest_id = latest.email_id;
      }
      const wasUnread = row.is_unread;
      row.is_unread = (this.#work.isTrash(row.mailbox) ? row.unread : entry.unreadOutsideTrash) > 0 ? 1 : 0;
      const delta = this.#delta(row.mailbox);
      delta.unreadThreads += row.is_unread - wasUnread;
      if (row.stored) {
        // What stands in the index of the list is named only where it is another.
        if (row.stored.desc === row.latest_desc && row.stored.id === row.latest_id)
          connection.run(
            'update thread_mailbox set emails = ?, unread = ?, is_unread = ? where thread = ? and mailbox = ?',
            row.emails,
            row.unread,
            row.is_unread,
            entry.key,
            row.mailbox,
          );
        else {
          lists.removed(collapsedList, row.mailbox, row.stored.desc, row.stored.id);
          lists.added(collapsedList, row.mailbox, row.latest_desc, row.latest_id);
          connection.run(
            'update thread_mailbox set latest_desc = ?, latest_id = ?, emails = ?, unread = ?, is_unread = ? where thread = ? and mailbox = ?',
            row.latest_desc,
            row.latest_id,
            row.emails,
            row.unread,
            row.is_unread,
            entry.key,
            row.mailbox,
          );
        }
      } else {
        delta.threads += 1;
        lists.added(collapsedList, row.mailbox, row.latest_desc, row.latest_id);
        connection.run(
          'insert into thread_mailbox (thread, mailbox, latest_desc, latest_id, emails, unread, is_unread) values (?, ?, ?, ?, ?, ?, ?)',
          entry.key,
          row.mailbox,
          row.latest_desc,
          row.latest_id,
          row.emails,
          row.unread,
          row.is_unread,
        );
      }
    }
    if (entry.emails === 0 && entry.log !== null) {
      changes.objectDestroyed('Thread', entry.log, entry);
      entry.log = null;
    } else if (entry.emails > 0 && entry.log === null) {
      const formerLog = entry.isFresh ? null : (this.#work.revival?.thread(entry.id, entry.key) ?? null);
      if (formerLog !== null) {
        changes.objectRevived('Thread', formerLog, entry);
        entry.log = formerLog;
      } else {
        // A dead Thread's id is never used again (J3), but by itself when its end is taken back.
        entry.id = freshId('t');
        const isOfMany = entry.isFresh && this.#work.takesMany;
        entry.log = isOfMany ? changes.createdAmongMany('Thread', entry.key) : changes.created('Thread', entry.id);
      }
    } else if (entry.membersChanged && entry.log !== null) {
      changes.objectUpdated('Thread', entry.log, entry);
    }
    if (!entry.isFresh && entry.id === id)
      connection.run(
        'update thread set log = ?, emails = ?, unread_outside_trash = ? where key = ?',
        entry.log,
        entry.emails,
        entry.unreadOutsideTrash,
        entry.key,
      );
    else
      connection.run(
        entry.isFresh
          ? 'insert into thread (id, log, emails, unread_outside_trash, key) values (?, ?, ?, ?, ?)'
          : 'update thread set id = ?, log = ?, emails = ?, unread_outside_trash = ? where key = ?',
        entry.id,
        entry.log,
        entry.emails,
        entry.unreadOutsideTrash,
        entry.key,
      );
    this.#work.freshThreads.delete(entry.key);
  }

  #entry(thread: number): Entry {
    let entry = this.#entries.get(thread);
    if (entry) return entry;
    const isFresh = this.#work.freshThreads.has(thread);
    const row: StoredThread = isFresh
      ? { id: '', log: null, emails: 0, unread_outside_trash: 0 }
      : this.#work.connection.get<StoredThread>('select id, log, emails, unread_outside_trash from thread where key = ?', thread)!;
    const rows = new Map<number, Row>();
    if (row.emails > 0) {
      const stored = this.#work.connection.all<Omit<Row, 'isStale' | 'stored'>>(
        'select mailbox, latest_desc, latest_id, emails, unread, is_unread from thread_mailbox where thread = ?',
        thread,
      );
      for (const each of stored)
        rows.set(each.mailbox, { ...each, isStale: false, stored: { desc: each.latest_desc, id: each.latest_id } });
    }
    entry = {
      key: thread,
      id: row.id,
      log: row.log,
      emails: row.emails,
      unreadOutsideTrash: row.unread_outside_trash,
      rows,
      membersChanged: false,
      isFresh,
    };
    this.#entries.set(thread, entry);
    return entry;
  }

  #delta(mailbox: number): Delta {
    let delta = this.#deltas.get(mailbox);
    if (!delta) {
      delta = { emails: 0, unread: 0, threads: 0, unreadThreads: 0 };
      this.#deltas.set(mailbox, delta);
    }
    return delta;
  }
}
