import type { AccountId, EmailId, MailboxId, TextReach } from '#lib/mail/index.ts';
import { firstWordRow } from '../word-rows.ts';
import { noteEvent } from './account-event.ts';
import { syncedMailbox } from './apply-pass.ts';
import { unpackHead } from './email-head.ts';
import type { EmailUnit } from './email-unit.ts';
import { textStateNumber } from './ingest.ts';
import { dropIntent, intentsOf } from './intent-queue.ts';
import { isLabelRow, labelRows } from './labels.ts';
import { voidPlaces } from './match-copies.ts';
import { accountKey, type Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

/** See EmailStore.releaseHeld. */
export function releaseHeld(
  transaction: Transaction,
  accountId: AccountId,
  heldBeforeMs: number,
): { destroyed: number; stillHeld: number; heldLater: number } {
  return workOn(transaction, accountId, (work) => {
    // A copy made void by a new UIDVALIDITY waits until its mailbox was read again: it will be found there (I27).
    const rows = work.connection.all<{ key: number }>(
      `select l.key from location l left join mailbox m on m.key = l.mailbox
        where l.account = ? and l.held_since_ms <= ? and (l.is_void = 0 or coalesce(m.is_filled, 1) = 1)`,
      work.account,
      heldBeforeMs,
    );
    let destroyed = 0;
    for (const { key } of rows) {
      const location = work.location(key);
      const unit = location ? work.unit(location.email) : null;
      if (!location || !unit) continue;
      work.dropLocation(unit, location);
      if (unit.locations.some((other) => other.is_wanted !== 0 && !isLabelRow(work, other))) continue;
      if (unit.before.isVisible) destroyed += 1;
      for (const label of labelRows(work, unit)) work.dropLocation(unit, label);
      if (unit.locations.length === 0) dropIntents(work, unit, location.mailbox);
    }
    const still = work.connection.get<{ n: number; later: number }>(
      `select count(*) n, coalesce(sum(l.is_void = 0 or coalesce(m.is_filled, 1) = 1), 0) later
        from location l left join mailbox m on m.key = l.mailbox where l.account = ? and l.held_since_ms is not null`,
      work.account,
    )!;
    return { destroyed, stillHeld: still.n, heldLater: still.later };
  });
}

/** What was still to be done with a message that is gone from the server; the person is told, save where it was to go anyway (I27). */
function dropIntents(work: Work, unit: EmailUnit, mailbox: number): void {
  for (const intent of intentsOf(work, unit.key)) {
    dropIntent(work, intent);
    if (intent.kind === 'remove') continue;
    const mailboxId = work.mailboxes.get(mailbox)?.id ?? null;
    const event = { kind: `${intent.kind}:not-found`, emailId: unit.id, mailboxId, blobId: null, serverText: null };
    noteEvent(work.connection, work.account, work.nowMs, event);
  }
}

/** See EmailStore.voidLocations. */
export function voidLocations(transaction: Transaction, accountId: AccountId, mailboxId: MailboxId, newUidValidity: number | null): void {
  workOn(transaction, accountId, (work) => {
    const mailbox = syncedMailbox(work, mailboxId);
    if (mailbox.uid_validity === newUidValidity) return;
    work.connection.run(
      `update mailbox set uid_validity = null, uid_next = null, highest_mod_seq = null, low_uid = null, is_filled = 0, fill_mod_seq = null, windows = '[]', shown_from = null where key = ?`,
      mailbox.key,
    );
    voidPlaces(work, mailbox.key, null);
  });
}

/** See EmailStore.storeText. */
export function storeText(
  transaction: Transaction,
  accountId: AccountId,
  texts: { emailId: EmailId; search: string; preview: string; parts: { partId: string; bytes: Uint8Array }[] }[],
): void {
  workOn(transaction, accountId, (work) => {
    for (const text of texts) {
      const unit = work.unitOfId(text.emailId);
      if (!unit) continue;
      const row = work.connection.get<{ subject: string | null; head: string }>('select subject, head from email where key = ?', unit.key)!;
      const former = work.words.remove(unit.key);
      const isInPlace = former !== null && former >= firstWordRow(work.account);
      const wordRow = isInPlace ? former : work.words.place(unit.key, unit.receivedAtMs);
      work.words.put(wordRow, { subject: row.subject, head: unpackHead(row.head), search: text.search });
      unit.preview = text.preview;
      work.connection.run(
        'update email set preview = ?, text_state = ?, word_row = ? where key = ?',
        text.preview,
        textStateNumber('stored'),
        wordRow,
        unit.key,
      );
      for (const { partId, bytes } of text.parts)
        work.connection.run(
          'insert or replace into cached_part (email, part_id, bytes, used_at_ms, size_bytes) values (?, ?, ?, ?, ?)',
          unit.key,
          partId,
          bytes,
          work.nowMs,
          bytes.byteLength,
        );
    }
  });
}

/** See EmailStore.setTextReach. */
export function setTextReach({ connection }: Transaction, accountId: AccountId, reach: TextReach): void {
  connection.run('update account set text_reach = ? where key = ?', reach, accountKey(connection, accountId));
}

/** See EmailStore.markUnreadable. */
export function markUnreadable(transaction: Transaction, accountId: AccountId, emailId: EmailId): void {
  workOn(transaction, accountId, (work) => {
    const unit = work.unitOfId(emailId);
    if (unit) work.connection.run('update email set text_state = ? where key = ?', textStateNumber('unreadable'), unit.key);
  });
}
