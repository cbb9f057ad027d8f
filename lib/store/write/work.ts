import type { Keyword, ThreadRule } from '#lib/mail/index.ts';
import type { Connection } from '../sqlite/connection.ts';
import { ChangeLog } from './change-log.ts';
import { type EmailUnit, flagsOf, isShown, type LocationRow, shownMailboxes, systemBits } from './email-unit.ts';
import { ListBook } from './list-book.ts';
import { type MailboxUnit, type MailboxUnitRow, mailboxColumns, mailboxUnitOf } from './mailbox-unit.ts';
import { MidBook } from './mid-book.ts';
import { PackWriter } from './pack-writer.ts';
import { keyBase, keyEnd, type Transaction } from './transaction.ts';
import { WordBook } from './word-book.ts';

type EmailRow = {
  key: number;
  id: string;
  log: number | null;
  thread: number;
  received_at_ms: number;
  size_bytes: number;
  own_hash: Uint8Array;
  raw_blob_id: string | null;
  pack: number;
  slot: number;
  flags: number;
  preview: string;
};
const emailColumns = 'key, id, log, thread, received_at_ms, size_bytes, own_hash, raw_blob_id, pack, slot, flags, preview';

/** Rows in the change log of what was destroyed and comes back under its id; null where the id is spent. See Revival. */
type FormerLogs = { email(id: string, thread: number): number | null; thread(id: string, key: number): number | null };

/**
 * The unit of work on one account: Emails are loaded once, changed in memory, and `settle` derives from before and after everything that
 * follows (memberships, thread rows, counts, change log). So no operation can forget a count, and states move only when something visible
 * changed (J7).
 */
export class Work {
  readonly transaction: Transaction;
  readonly connection: Connection;
  readonly nowMs: number;
  readonly account: number;
  readonly changes: ChangeLog;
  readonly packs: PackWriter;
  readonly lists: ListBook;
  readonly mids: MidBook;
  readonly words: WordBook;
  readonly units = new Map<number, EmailUnit>();
  #mailboxes: Map<number, MailboxUnit> | null = null;
  #allMail: MailboxUnit | null | undefined = undefined;
  #views: Map<string, MailboxUnit> | null = null;
  #hasIntents: boolean | null = null;
  #nextEmail: number | null = null;
  #nextThread: number | null = null;
  #hasWordsWaiting = false;
  /** threads made by this transaction; their rows are written when it settles */
  readonly freshThreads = new Set<number>();
  hasMergedFresh = false;
  /** the messages of a fill are on their way in: what is written for each of them counts */
  takesMany = false;
  #hasRedirects: boolean | null = null;
  #hasJoiners: boolean | null = null;
  /** while Emails that are here find their thread again: those before `key`, and from `endKey` on, have it (T7) */
  walk: { key: number; endKey: number } | null = null;
  #threadRule: ThreadRule | null = null;
  /** while a deletion is taken back: what becomes visible has the id that it had */
  revival: FormerLogs | null = null;

  constructor(transaction: Transaction, account: number) {
    this.transaction = transaction;
    this.connection = transaction.connection;
    this.nowMs = transaction.nowMs;
    this.account = account;
    this.changes = new ChangeLog(transaction, account);
    this.packs = new PackWriter(this.connection);
    this.lists = new ListBook(this.connection);
    this.mids = new MidBook(this.connection, account);
    this.words = new WordBook(this.connection, account);
  }

  get firstKey(): number {
    return keyBase(this.account);
  }
  get lastKey(): number {
    return keyEnd(this.account);
  }

  /** How the account's mail becomes threads (T7). */
  get threadRule(): ThreadRule {
    this.#threadRule ??= this.connection.get<{ rule: ThreadRule }>(
      'select thread_rule rule from account where key = ?',
      this.account,
    )!.rule;
    return this.#threadRule;
  }

  /** False spares a look-up for every cited id until threads were merged for the first time. */
  get hasRedirects(): boolean {
    this.#hasRedirects ??=
      this.connection.get('select 1 from thread_redirect where old between ? and ? limit 1', this.firstKey, this.lastKey) !== undefined;
    return this.#hasRedirects;
  }
  noteRedirect(): void {
    this.#hasRedirects = true;
  }
  /** False while no message waits for one with its subject; joiners are rare. */
  get hasJoiners(): boolean {
    this.#hasJoiners ??= this.connection.get('select 1 from email indexed by email_waiting where is_joiner = 1 limit 1') !== undefined;
    return this.#hasJoiners;
  }
  noteJoiner(): void {
    this.#hasJoiners = true;
  }

  // ---- mailboxes

  get mailboxes(): Map<number, MailboxUnit> {
    if (!this.#mailboxes) {
      const rows = this.connection.all<MailboxUnitRow>(`select ${mailboxColumns} from mailbox where account = ?`, this.account);
      this.#mailboxes = new Map(rows.map((row) => [row.key, mailboxUnitOf(row)]));
    }
    return this.#mailboxes;
  }
  forgetMailboxes(): void {
    this.#mailboxes = null;
    this.noteFiling();
  }
  /** The mailbox that holds every message that bears labels; null where mailboxes hold their own (I33). */
  get allMail(): MailboxUnit | null {
    if (this.#allMail === undefined) this.#allMail = [...this.mailboxes.values()].find(({ filing }) => filing === 'all') ?? null;
    return this.#allMail;
  }
  viewOfLabel(label: string): MailboxUnit | null {
    if (this.#views === null) {
      this.#views = new Map();
      for (const mailbox of this.mailboxes.values()) {
        const own = mailbox.filing === 'view' ? (mailbox.label ?? mailbox.path) : null;
        if (own !== null) this.#views.set(own, mailbox);
      }
    }
    return this.#views.get(label) ?? null;
  }
  /** Mailboxes, their paths or labels are others now. */
  noteFiling(): void {
    this.#allMail = undefined;
    this.#views = null;
  }
  mailboxOfId(id: string): MailboxUnit | null {
    for (const mailbox of this.mailboxes.values()) if (mailbox.id === id) return mailbox;
    return null;
  }
  isTrash(mailbox: number): boolean {
    return this.mailboxes.get(mailbox)?.role === 'trash';
  }

  // ---- emails

  unit(key: number): EmailUnit | null {
    const known = this.units.get(key);
    if (known) return known;
    const row = this.connection.get<EmailRow>(`select ${emailColumns} from email where key = ?`, key);
    return row ? this.#load(row) : null;
  }
  /** Only an Email that JMAP can see. */
  unitOfId(id: string): EmailUnit | null {
    const row = this.connection.get<EmailRow>(
      `select ${emailColumns} from email where id = ? and key between ? and ?`,
      id,
      this.firstKey,
      this.lastKey,
    );
    if (!row) return null;
    const unit = this.units.get(row.key) ?? this.#load(row);
    return shownMailboxes(unit).length > 0 ? unit : null;
  }
  adopt(unit: EmailUnit): void {
    this.units.set(unit.key, unit);
  }
  nextEmailKey(): number {
    this.#nextEmail ??= this.connection.get<{ n: number }>('select next_email n from account where key = ?', this.account)!.n;
    return this.firstKey + this.#nextEmail++;
  }
  /** An Email came whose words are not in the full-text index yet. */
  noteWordsWaiting(): void {
    this.#hasWordsWaiting = true;
  }
  nextThreadKey(): number {
    this.#nextThread ??= this.connection.get<{ n: number }>('select next_thread n from account where key = ?', this.account)!.n;
    return this.firstKey + this.#nextThread++;
  }

  addKeyword(unit: EmailUnit, keyword: Keyword): void {
    if (unit.keywords.has(keyword)) return;
    unit.keywords.add(keyword);
    if (!systemBits.has(keyword)) this.connection.run('insert or ignore into keyword (email, keyword) values (?, ?)', unit.key, keyword);
  }
  removeKeyword(unit: EmailUnit, keyword: Keyword): void {
    if (!unit.keywords.delete(keyword)) return;
    if (!systemBits.has(keyword)) this.connection.run('delete from keyword where email = ? and keyword = ?', unit.key, keyword);
  }

  // ---- locations

  location(key: number): LocationRow | null {
    const row = this.connection.get<LocationRow>('select * from location where key = ?', key);
    if (!row) return null;
    return this.unit(row.email)?.locations.find((location) => location.key === key) ?? null;
  }
  locationAt(mailbox: number, uidValidity: number, uid: number): { unit: EmailUnit; location: LocationRow } | null {
    const row = this.connection.get<{ key: number; email: number }>(
      'select key, email from location where mailbox = ? and uid_validity = ? and uid = ?',
      mailbox,
      uidValidity,
      uid,
    );
    const unit = row ? this.unit(row.email) : null;
    const location = unit?.locations.find((candidate) => candidate.key === row?.key);
    return unit && location ? { unit, location } : null;
  }
  addLocation(unit: EmailUnit, fields: Partial<LocationRow> & { mailbox: number }): LocationRow {
    // Field by field: a fill does it for each message, and a spread costs as much as all else here.
    const row: LocationRow = {
      key: 0,
      email: unit.key,
      mailbox: fields.mailbox,
      uid_validity: fields.uid_validity ?? null,
      uid: fields.uid ?? null,
      is_wanted: fields.is_wanted ?? 1,
      is_deleted: fields.is_deleted ?? 0,
      base: fields.base ?? null,
      unsure: fields.unsure ?? '',
      size_bytes: fields.size_bytes ?? null,
      held_since_ms: fields.held_since_ms ?? null,
      is_void: fields.is_void ?? 0,
      note_uid_next: fields.note_uid_next ?? null,
      note_uid_validity: fields.note_uid_validity ?? null,
      is_confirmed: fields.is_confirmed ?? 0,
      labels: fields.labels ?? null,
    };
    row.key = this.connection.insert(
      'insert into location (email, account, mailbox, uid_validity, uid, is_wanted, is_deleted, base, unsure, size_bytes, labels) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      unit.key,
      this.account,
      row.mailbox,
      row.uid_validity,
      row.uid,
      row.is_wanted,
      row.is_deleted,
      row.base,
      row.unsure,
      row.size_bytes,
      row.labels,
    );
    unit.locations.push(row);
    return row;
  }
  /** Names only what changes: SQLite writes every index that has a column which is named. */
  setLocation(location: LocationRow, patch: Partial<Omit<LocationRow, 'key' | 'email'>>): void {
    const columns = (Object.keys(patch) as (keyof typeof patch)[]).filter((column) => patch[column] !== location[column]);
    if (columns.length === 0) return;
    Object.assign(location, patch);
    const assignments = columns.map((column) => `${column} = ?`).join(', ');
    this.connection.run(`update location set ${assignments} where key = ?`, ...columns.map((column) => location[column]), location.key);
  }
  dropLocation(unit: EmailUnit, location: LocationRow): void {
    this.connection.run('delete from location where key = ?', location.key);
    unit.locations = unit.locations.filter((other) => other.key !== location.key);
  }

  // ---- intents

  /** False spares the look-ups of a pass while nothing waits. */
  get hasIntents(): boolean {
    this.#hasIntents ??= this.connection.get('select 1 from intent where account = ? limit 1', this.account) !== undefined;
    return this.#hasIntents;
  }
  noteIntent(): void {
    this.#hasIntents = true;
  }

  /** Notes the counters and the moved states; what follows from the changed Emails has been written (`settleWork`). */
  close(): void {
    this.packs.close();
    this.mids.settle();
    this.lists.settle();
    this.words.close();
    if (this.#nextEmail !== null)
      this.connection.run(
        'update account set next_email = ?1, unindexed_from = iif(?2 = 0 and unindexed_from = next_email, ?1, unindexed_from) where key = ?3',
        this.#nextEmail,
        Number(this.#hasWordsWaiting),
        this.account,
      );
    if (this.#nextThread !== null) this.connection.run('update account set next_thread = ? where key = ?', this.#nextThread, this.account);
    this.changes.close();
  }

  #load(row: EmailRow): EmailUnit {
    const locations = this.connection.all<LocationRow>('select * from location where email = ?', row.key);
    const keywords = new Set<Keyword>(
      this.connection.all<{ keyword: string }>('select keyword from keyword where email = ?', row.key).map((each) => each.keyword),
    );
    for (const [keyword, bit] of systemBits) if (row.flags & bit) keywords.add(keyword);
    const mailboxes = [...new Set(locations.filter(isShown).map((location) => location.mailbox))];
    const unit: EmailUnit = {
      key: row.key,
      id: row.id,
      log: row.log,
      thread: row.thread,
      receivedAtMs: row.received_at_ms,
      sizeBytes: row.size_bytes,
      ownHash: row.own_hash,
      rawBlobId: row.raw_blob_id,
      pack: row.pack,
      slot: row.slot,
      keywords,
      preview: row.preview,
      locations,
      isFresh: false,
      writtenLog: row.log,
      before: {
        isVisible: row.log !== null,
        id: row.id,
        thread: row.thread,
        mailboxes,
        keywords: new Set(keywords),
        flags: flagsOf(keywords),
        preview: row.preview,
      },
    };
    this.units.set(unit.key, unit);
    return unit;
  }
}
