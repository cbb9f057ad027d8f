import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import type { EmailUpdate, Outcome } from '../api.ts';
import { updateEmail } from './change-emails.ts';
import { type EmailUnit, shownMailboxes } from './email-unit.ts';
import { isLive } from './mailbox-unit.ts';
import type { Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

const notFound: Outcome<null> = { ok: false, refusal: { kind: 'not-found' } };
/** What came back this long ago is on top of nothing any more. */
const keptAfterMs = 14 * 24 * 60 * 60_000;

/** See SnoozeStore.put. */
export function snoozeEmails(
  transaction: Transaction,
  accountId: AccountId,
  { emailIds, mailboxId, untilMs }: { emailIds: readonly EmailId[]; mailboxId: MailboxId; untilMs: number },
): Map<EmailId, Outcome<null>> {
  return workOn(transaction, accountId, (work) => {
    const outcomes = new Map<EmailId, Outcome<null>>();
    const place = work.mailboxOfId(mailboxId);
    for (const id of emailIds) {
      const unit = work.unitOfId(id);
      if (!unit || !place) {
        outcomes.set(id, notFound);
        continue;
      }
      outcomes.set(id, snoozeUnit(work, unit, mailboxId, untilMs));
    }
    return outcomes;
  });
}

/** Puts one Email off: into this mailbox alone, with the time beside it. */
export function snoozeUnit(work: Work, unit: EmailUnit, mailboxId: MailboxId, untilMs: number): Outcome<null> {
  const from = mailboxIdsOf(work, unit).filter((one) => one !== mailboxId);
  const outcome = from.length === 0 ? ok : updateEmail(work, { ...unchanged(unit.id as EmailId), mailboxIds: [mailboxId] });
  if (outcome.ok) note(work, unit, from, untilMs);
  return outcome;
}

const ok: Outcome<null> = { ok: true, value: null };
const unchanged = (id: EmailId): EmailUpdate => ({ id, addKeywords: [], removeKeywords: [], mailboxIds: null });

/** Of one that is away already the mailboxes that it came out of stay known. */
function note(work: Work, unit: EmailUnit, from: readonly MailboxId[], untilMs: number): void {
  work.connection.run(
    `insert into snooze (email, account, until_ms, mailboxes) values (?, ?, ?, ?)
      on conflict (email) do update set until_ms = excluded.until_ms, back_at_ms = null,
        mailboxes = case when excluded.mailboxes = '[]' then mailboxes else excluded.mailboxes end`,
    unit.key,
    work.account,
    untilMs,
    JSON.stringify(from),
  );
}

/** See SnoozeStore.takeBack. */
export function unsnoozeEmails(transaction: Transaction, accountId: AccountId, emailIds: readonly EmailId[]): Map<EmailId, Outcome<null>> {
  return workOn(transaction, accountId, (work) => {
    const outcomes = new Map<EmailId, Outcome<null>>();
    for (const id of emailIds) {
      const unit = work.unitOfId(id);
      outcomes.set(id, unit ? unsnoozeUnit(work, unit) : notFound);
    }
    return outcomes;
  });
}

/** Back to where it was; not-found: it is not put off. */
export function unsnoozeUnit(work: Work, unit: EmailUnit): Outcome<null> {
  const row = rowOf(work, unit.key);
  if (!row) return notFound;
  const outcome = updateEmail(work, { ...unchanged(unit.id as EmailId), mailboxIds: placesOf(work, row) });
  work.connection.run('delete from snooze where email = ?', unit.key);
  return outcome;
}

/** See SnoozeStore.bringBack. */
export function bringBackSnoozed(transaction: Transaction, accountId: AccountId, mailboxId: MailboxId | null, nowMs: number): EmailId[] {
  return workOn(transaction, accountId, (work) => {
    const { connection, account } = work;
    connection.run('delete from snooze where account = ? and back_at_ms < ?', account, nowMs - keptAfterMs);
    const back: EmailId[] = [];
    const due = connection.all<{ email: number; id: EmailId | null } & Row>(
      `select s.email, s.mailboxes, e.id from snooze s left join email e on e.key = s.email and e.log is not null
        where s.account = ? and s.back_at_ms is null and s.until_ms <= ?`,
      account,
      nowMs,
    );
    for (const row of due) {
      const unit = row.id === null ? null : work.unitOfId(row.id);
      const isAway = unit != null && mailboxId !== null && mailboxIdsOf(work, unit).includes(mailboxId);
      const outcome =
        isAway && row.id !== null
          ? updateEmail(work, { ...unchanged(row.id), removeKeywords: ['$seen'], mailboxIds: placesOf(work, row) })
          : notFound;
      if (outcome.ok && row.id !== null) {
        back.push(row.id);
        connection.run('update snooze set back_at_ms = ? where email = ?', nowMs, row.email);
      } else connection.run('delete from snooze where email = ?', row.email);
    }
    return back;
  });
}

type Row = { mailboxes: string };

function rowOf(work: Work, email: number): Row | undefined {
  return work.connection.get<Row>('select mailboxes from snooze where email = ? and back_at_ms is null', email);
}

function mailboxIdsOf(work: Work, unit: EmailUnit): MailboxId[] {
  return shownMailboxes(unit)
    .map((key) => work.mailboxes.get(key)?.id as MailboxId | undefined)
    .filter((id) => id !== undefined);
}

/** Where it came out of, as far as that is still there and takes mail; else the inbox. */
function placesOf(work: Work, row: Row): MailboxId[] {
  const places = (JSON.parse(row.mailboxes) as MailboxId[]).filter((id) => {
    const mailbox = work.mailboxOfId(id);
    return mailbox != null && isLive(mailbox) && mailbox.rights.mayAddItems;
  });
  if (places.length > 0) return places;
  return [...work.mailboxes.values()].filter((mailbox) => mailbox.role === 'inbox' && isLive(mailbox)).map(({ id }) => id as MailboxId);
}
