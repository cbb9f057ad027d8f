import { plainList } from '../list-kinds.ts';
import { type EmailUnit, flagsOf, isUnread, shownMailboxes } from './email-unit.ts';
import { freshId } from './fresh-id.ts';
import { settleLabels } from './labels.ts';
import { ThreadBook } from './thread-book.ts';
import type { Work } from './work.ts';

/** Derives memberships, thread rows, counts and the change log from what the loaded Emails were and are. */
export function settleEmails(work: Work): void {
  if (work.units.size === 0) return;
  settleLabels(work);
  const book = new ThreadBook(work);
  for (const unit of work.units.values()) settleEmail(work, book, unit);
  book.settle();
}

function settleEmail(work: Work, book: ThreadBook, unit: EmailUnit): void {
  const { before } = unit;
  const mailboxes = shownMailboxes(unit);
  const isVisible = mailboxes.length > 0;
  const flags = flagsOf(unit.keywords);
  // A thread is immutable for an id: after a merge the Email comes back under a new one (J3).
  const isReissued = before.isVisible && isVisible && before.thread !== unit.thread;

  if (!before.isVisible && !isVisible) {
    if (flags !== before.flags || before.thread !== unit.thread)
      work.connection.run('update email set flags = ?, thread = ? where key = ?', flags, unit.thread, unit.key);
    purgeIfGone(work, unit);
    return;
  }

  const keepsPlaces = before.isVisible && isVisible && !isReissued;
  const samePlaces = keepsPlaces && sameSet(before.mailboxes, mailboxes);
  const sameKeywords = samePlaces && flags === before.flags && sameKeywordSet(unit);
  if (samePlaces && sameKeywords) {
    if (unit.preview !== before.preview && unit.log !== null) work.changes.objectUpdated('Email', unit.log, unit);
    return;
  }

  if (before.isVisible && !keepsPlaces) {
    if (unit.log !== null) work.changes.objectDestroyed('Email', unit.log, unit);
    unit.log = null;
  }
  if (isVisible && !keepsPlaces) {
    const formerLog = isReissued || unit.isFresh ? null : (work.revival?.email(unit.id, unit.thread) ?? null);
    if (formerLog !== null) {
      work.changes.objectRevived('Email', formerLog, unit);
      unit.log = formerLog;
    } else {
      // A fresh one may be in the log already.
      if (!unit.isFresh) unit.id = freshId('e');
      if (unit.log === null || !unit.isFresh) {
        unit.log = work.changes.created('Email', unit.id);
        if (!isReissued) work.changes.arrived();
      }
    }
  } else if (isVisible && unit.log !== null) {
    work.changes.objectUpdated('Email', unit.log, unit);
  }
  const isAsWritten = unit.isFresh && unit.log === unit.writtenLog && flags === before.flags && unit.thread === before.thread;
  // Id, log and thread stand in indexes, which are written where they are named.
  if (keepsPlaces && unit.log === unit.writtenLog) {
    if (flags !== before.flags) work.connection.run('update email set flags = ? where key = ?', flags, unit.key);
  } else if (!isAsWritten)
    work.connection.run(
      'update email set id = ?, log = ?, flags = ?, thread = ? where key = ?',
      unit.id,
      unit.log,
      flags,
      unit.thread,
      unit.key,
    );

  const receivedDesc = -unit.receivedAtMs;
  for (const mailbox of before.isVisible ? before.mailboxes : []) {
    if (keepsPlaces && mailboxes.includes(mailbox)) continue;
    work.connection.run(
      'delete from membership where mailbox = ? and received_desc = ? and email_id = ?',
      mailbox,
      receivedDesc,
      before.id,
    );
    work.lists.removed(plainList, mailbox, receivedDesc, before.id);
  }
  for (const mailbox of mailboxes) {
    if (keepsPlaces && before.mailboxes.includes(mailbox)) {
      if (flags !== before.flags)
        work.connection.run(
          'update membership set flags = ? where mailbox = ? and received_desc = ? and email_id = ?',
          flags,
          mailbox,
          receivedDesc,
          unit.id,
        );
    } else {
      work.connection.run(
        'insert into membership (mailbox, received_desc, email_id, email, thread, flags) values (?, ?, ?, ?, ?, ?)',
        mailbox,
        receivedDesc,
        unit.id,
        unit.key,
        unit.thread,
        flags,
      );
      work.lists.added(plainList, mailbox, receivedDesc, unit.id);
    }
  }
  // Thread and counts see of keywords only whether the Email is unread.
  if (samePlaces && isUnread(flags) === isUnread(before.flags)) return;
  const isNewInThread = !keepsPlaces;
  if (before.isVisible)
    book.remove(before.thread, {
      id: before.id,
      receivedDesc,
      mailboxes: before.mailboxes,
      isUnread: isUnread(before.flags),
      isMember: isNewInThread,
    });
  if (isVisible) book.add(unit.thread, { id: unit.id, receivedDesc, mailboxes, isUnread: isUnread(flags), isMember: isNewInThread });
  if (!isVisible) purgeIfGone(work, unit);
}

/** Rows of an Email that nobody sees stay while the server still has a copy or an intent still needs them. */
function purgeIfGone(work: Work, unit: EmailUnit): void {
  if (unit.locations.length > 0) return;
  if (work.hasIntents && work.connection.get('select 1 from intent where email = ? limit 1', unit.key)) return;
  for (const table of ['keyword', 'cached_part']) work.connection.run(`delete from ${table} where email = ?`, unit.key);
  work.packs.remove(unit);
  work.words.remove(unit.key);
  work.connection.run('delete from email where key = ?', unit.key);
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

function sameKeywordSet(unit: EmailUnit): boolean {
  const { keywords, before } = unit;
  if (keywords.size !== before.keywords.size) return false;
  for (const keyword of keywords) if (!before.keywords.has(keyword)) return false;
  return true;
}
