import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import type { Outcome, Refusal } from '../api.ts';
import { checkPlace } from './change-mailboxes.ts';
import { dropIntent, type IntentRow } from './intent-queue.ts';
import { restoreMailbox } from './mailbox-undo.ts';
import type { MailboxUnit } from './mailbox-unit.ts';
import type { Farewell } from './revival.ts';
import type { Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

type Held = { mailbox: MailboxUnit; row: IntentRow };

const refused = (kind: Refusal['kind'], rest: Omit<Refusal, 'kind'> = {}): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { kind, ...rest },
});

/** A deletion that the outbox has not taken: null from then on. */
function heldDeletion(work: Work, id: MailboxId): Held | null {
  const mailbox = work.mailboxOfId(id);
  if (mailbox?.stage !== 'deleting') return null;
  const row = work.connection.get<IntentRow>("select * from intent where mailbox = ? and kind = 'mailbox-delete'", mailbox.key);
  return row === undefined || row.is_started !== 0 ? null : { mailbox, row };
}

/** See MailboxStore.restore. */
export function restoreDestroyed(transaction: Transaction, accountId: AccountId, id: MailboxId): Outcome<null> {
  return workOn(transaction, accountId, (work) => {
    const held = heldDeletion(work, id);
    if (held === null) return refused('not-found');
    const { mailbox, row } = held;
    const parent = mailbox.parent === null ? null : work.mailboxes.get(mailbox.parent);
    const place = checkPlace(work, mailbox.name, (parent?.id ?? null) as MailboxId | null, mailbox);
    if (!place.ok) return place;
    dropIntent(work, row);
    restoreMailbox(work, mailbox, (JSON.parse(row.detail) as { farewell?: Farewell }).farewell ?? null);
    return { ok: true, value: null };
  });
}

/** See MailboxStore.holdDestroyed. */
export function holdDestroyed(transaction: Transaction, accountId: AccountId, id: MailboxId, notBeforeMs: number): Outcome<null> {
  return workOn(transaction, accountId, (work) => {
    const held = heldDeletion(work, id);
    if (held === null) return refused('not-found');
    work.connection.run('update intent set due_at_ms = max(due_at_ms, ?) where key = ?', notBeforeMs, held.row.key);
    return { ok: true, value: null };
  });
}
