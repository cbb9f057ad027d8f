import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Checkpoint, FlatMessages, PassFacts } from '../api.ts';
import { type ArrivedMessage, readFlatMessages } from '../flat-messages.ts';
import type { PreparedContent } from '../prepared-content.ts';
import type { SqlValue } from '../sqlite/connection.ts';
import { type EmailUnit, isShown, type LocationRow } from './email-unit.ts';
import { baseOf, flagsOfBase, isDeletedFlag, keywordsOfFlags, takeFlags } from './flags.ts';
import { insertEmail } from './ingest.ts';
import { queueKeywords } from './intent-queue.ts';
import { takeLabels } from './labels.ts';
import { isLive, type MailboxUnit } from './mailbox-unit.ts';
import { dropAsDuplicate, giveUpUnmatched, HeldMatcher, loseLocation, matchArriving, voidPlaces } from './match-copies.ts';
import { isFiledByProvider, takeProviderCopy } from './provider-copies.ts';
import { attachServerThread } from './threading.ts';
import type { Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

/** So many messages at once are no delivery but a fill: their words wait for `indexWords`, which does it cheaper and holds nobody up. */
export const manyAtOnce = 32;

/** The mailbox as sync sees it, deletion pending included. @throws MailError 'not-found' */
export function syncedMailbox(work: Work, mailboxId: MailboxId): MailboxUnit {
  const mailbox = work.mailboxOfId(mailboxId);
  if (!mailbox) throw new MailError('not-found', 'no such mailbox', { stage: 'store', code: 'MAILBOX' });
  return mailbox;
}

/** A pass as it comes to the writer. */
export type ArrivedFacts = Omit<PassFacts, 'appeared'> & { appeared: FlatMessages | null };

/** See EmailStore.applyPass. */
export function applyPass(
  transaction: Transaction,
  accountId: AccountId,
  mailboxId: MailboxId,
  facts: ArrivedFacts,
): { created: EmailId[]; held: number } {
  const created: { id: string }[] = [];
  const held = workOn(transaction, accountId, (work) => {
    const mailbox = syncedMailbox(work, mailboxId);
    if (mailbox.uid_validity !== null && mailbox.uid_validity !== facts.uidValidity)
      throw new MailError('stale-uids', 'UIDVALIDITY changed: void the locations first', { stage: 'store' });
    if (mailbox.uid_validity === null) {
      work.connection.run('update mailbox set uid_validity = ? where key = ?', facts.uidValidity, mailbox.key);
      mailbox.uid_validity = facts.uidValidity;
      // Copies that landed before anybody had read the mailbox: it may have been numbered anew since (I27).
      voidPlaces(work, mailbox.key, facts.uidValidity);
    }
    for (const range of facts.vanished) {
      const gone = work.connection.all<{ key: number }>(
        'select key from location where mailbox = ? and uid_validity = ? and uid between ? and ?',
        mailbox.key,
        facts.uidValidity,
        range.from,
        range.to,
      );
      for (const { key } of gone) {
        const location = work.location(key);
        if (location) loseLocation(work, location);
      }
    }
    for (const fact of facts.flags) {
      const place = work.locationAt(mailbox.key, facts.uidValidity, fact.uid);
      if (place) takeTold(work, place, fact);
    }
    if (facts.appeared !== null) created.push(...takeAppeared(work, mailbox, facts.uidValidity, readFlatMessages(facts.appeared)));
    for (const view of facts.filledViews ?? []) work.connection.run('update mailbox set is_filled = 1 where id = ?', view);
    if (facts.checkpoint) {
      storeCheckpoint(work, mailbox.key, facts.checkpoint);
      if (facts.checkpoint.uidNext !== undefined && facts.checkpoint.uidNext !== null)
        giveUpUnmatched(work, mailbox.key, facts.checkpoint.uidNext);
    }
    return work.connection.get<{ n: number }>(
      'select count(*) n from location where account = ? and held_since_ms is not null',
      work.account,
    )!.n;
  });
  return { created: created.map(({ id }) => id as EmailId), held };
}

function takeAppeared(work: Work, mailbox: MailboxUnit, uidValidity: number, appeared: readonly ArrivedMessage[]): { id: string }[] {
  const unknown: ArrivedMessage[] = [];
  const known = knownAmong(work, mailbox.key, uidValidity, appeared);
  for (const message of appeared) {
    const place = known.has(message.uid) ? work.locationAt(mailbox.key, uidValidity, message.uid) : null;
    if (place) takeTold(work, place, message);
    else unknown.push(message);
  }
  const arriving = work.connection.all<{ key: number }>(
    'select key from location where mailbox = ? and uid is null and held_since_ms is null and (note_uid_next is not null or is_confirmed = 1) order by key',
    mailbox.key,
  );
  const waiting = arriving.map(({ key }) => work.location(key)).filter((location): location is LocationRow => location !== null);
  const heldMatcher = new HeldMatcher(work, mailbox.key, unknown);
  work.takesMany = unknown.length > manyAtOnce;
  if (work.takesMany) {
    const times = unknown.map(({ content }) => content.receivedAtMs);
    work.words.expect(Math.min(...times), Math.max(...times));
  }
  const created: { id: string }[] = [];
  const seen = new Set<number>();
  // What a mailbox turns out to have while it waits for its deletion is shown nowhere.
  const shown = isLive(mailbox) ? {} : { is_wanted: 0 };
  for (const message of unknown) {
    // The server may name a message twice in one answer.
    if (seen.has(message.uid)) continue;
    seen.add(message.uid);
    const found = matchArriving(work, waiting, uidValidity, message) ?? heldMatcher.match(message);
    if (found) {
      const { unit, location } = found;
      // Set where the message was no more, perhaps (J1): a server says OK to that, and what it says of the new place is no answer to it.
      const untold = location.held_since_ms === null ? [] : flagsOfBase(location.unsure);
      const base = untold.length === 0 ? location.base : baseOf(flagsOfBase(location.base).filter((flag) => !isOneOf(flag, untold)));
      work.setLocation(location, {
        base,
        unsure: untold.length === 0 ? location.unsure : '',
        mailbox: mailbox.key,
        uid_validity: uidValidity,
        uid: message.uid,
        size_bytes: message.content.sizeBytes,
        held_since_ms: null,
        is_void: 0,
        note_uid_next: null,
        note_uid_validity: null,
        is_confirmed: 0,
        ...shown,
      });
      takeTold(work, { unit, location }, message);
      setAgain(work, unit, untold, message);
      learnServerIds(work, unit, message.content);
      continue;
    }
    if (isFiledByProvider(work, mailbox, message) && takeProviderCopy(work, mailbox, uidValidity, message)) continue;
    const isDeleted = message.flags.some(isDeletedFlag);
    const bound = message.labels !== undefined && work.allMail === null && !isDeleted ? boundEmail(work, message) : null;
    const unit =
      bound ??
      insertEmail(work, message.content, {
        keywords: keywordsOfFlags(message.flags),
        rawBlobId: null,
        isShown: !isDeleted && isLive(mailbox),
        wordsWait: work.takesMany,
      });
    const location = work.addLocation(unit, {
      mailbox: mailbox.key,
      uid_validity: uidValidity,
      uid: message.uid,
      is_deleted: isDeleted ? 1 : 0,
      base: bound ? null : baseOf(message.flags),
      size_bytes: message.content.sizeBytes,
      ...shown,
    });
    if (bound) takeFlags(work, unit, location, message.flags);
    if (message.labels !== undefined) takeLabels(work, unit, location, message.labels);
    if (!isDeleted && !bound && isLive(mailbox)) created.push(unit);
  }
  return created;
}

const isOneOf = (flag: string, keywords: readonly string[]): boolean =>
  keywordsOfFlags([flag]).some((keyword) => keywords.includes(keyword));

/** What the person set and the new place lacks is set there. */
function setAgain(work: Work, unit: EmailUnit, untold: readonly string[], { flags }: ToldOf): void {
  const there = keywordsOfFlags(flags);
  const wanted = [...unit.keywords].filter((keyword) => untold.includes(keyword) && !there.includes(keyword));
  if (wanted.length > 0) queueKeywords(work, unit, wanted, []);
}

function takeTold(work: Work, { unit, location }: { unit: EmailUnit; location: LocationRow }, told: ToldOf): void {
  takeFlags(work, unit, location, told.flags);
  if (told.labels !== undefined) takeLabels(work, unit, location, told.labels);
}

type ToldOf = Pick<ArrivedMessage, 'flags' | 'labels'>;

/** The Email of which the server says by its own id that this is a copy (I33); one that waits to be found is matched, not bound. */
function boundEmail(work: Work, { content }: ArrivedMessage): EmailUnit | null {
  if (content.serverEmailId === null) return null;
  const rows = work.connection.all<{ key: number }>(
    'select key from email where server_email_id = ? and key between ? and ?',
    content.serverEmailId,
    work.firstKey,
    work.lastKey,
  );
  for (const { key } of rows) {
    const unit = work.unit(key);
    if (unit?.locations.some((location) => isShown(location) && location.held_since_ms === null)) return unit;
  }
  return null;
}

/** Which of the UIDs the index has; one question for a whole batch. */
function knownAmong(work: Work, mailbox: number, uidValidity: number, messages: readonly ArrivedMessage[]): Set<number> {
  let [from, to] = [Number.MAX_SAFE_INTEGER, 0];
  for (const { uid } of messages) {
    from = Math.min(from, uid);
    to = Math.max(to, uid);
  }
  const rows = work.connection.all<{ uid: number }>(
    'select uid from location where mailbox = ? and uid_validity = ? and uid between ? and ?',
    mailbox,
    uidValidity,
    from,
    to,
  );
  return new Set(rows.map(({ uid }) => uid));
}

/** The server's own ids of a mail that we put there: for matching later, and for its thread (J3). */
function learnServerIds(work: Work, unit: EmailUnit, content: PreparedContent): void {
  if (content.serverEmailId !== null)
    work.connection.run('update email set server_email_id = coalesce(server_email_id, ?) where key = ?', content.serverEmailId, unit.key);
  if (content.serverThreadId !== null) attachServerThread(work, content.serverThreadId, unit.thread);
}

function storeCheckpoint(work: Work, mailbox: number, checkpoint: Partial<Checkpoint>): void {
  const columns: Record<keyof Checkpoint, string> = {
    uidValidity: 'uid_validity',
    uidNext: 'uid_next',
    highestModSeq: 'highest_mod_seq',
    lowUid: 'low_uid',
    isFilled: 'is_filled',
    serverMessages: 'server_messages',
    fillModSeq: 'fill_mod_seq',
    windows: 'windows',
    shownMost: 'shown_most',
    shownFrom: 'shown_from',
    comparedAtMs: 'compared_at_ms',
  };
  for (const [name, column] of Object.entries(columns) as [keyof Checkpoint, string][]) {
    const value = checkpoint[name];
    if (value === undefined) continue;
    work.connection.run(`update mailbox set ${column} = ? where key = ?`, storedValue(value), mailbox);
  }
}

function storedValue(value: Checkpoint[keyof Checkpoint]): SqlValue {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** Bridge for those who learn a UID outside of a pass (COPYUID, APPENDUID). */
export function settleLanding(work: Work, location: LocationRow, landed: { uidValidity: number; uid: number }, base: string | null): void {
  dropAsDuplicate(work, location, landed);
  work.setLocation(location, {
    uid_validity: landed.uidValidity,
    uid: landed.uid,
    base,
    note_uid_next: null,
    note_uid_validity: null,
    is_confirmed: 0,
  });
}
