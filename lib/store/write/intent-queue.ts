import type { Keyword } from '#lib/mail/index.ts';
import type { IntentWork } from '../api.ts';
import type { EmailUnit } from './email-unit.ts';
import { freshId } from './fresh-id.ts';
import type { Work } from './work.ts';

export type IntentRow = {
  key: number;
  id: string;
  account: number;
  kind: IntentWork['kind'];
  email: number | null;
  mailbox: number | null;
  from_location: number | null;
  to_location: number | null;
  detail: string;
  /** 0: waits, may still be changed · 2: in the outbox's hands, stays as it is · 1: its command may have left, so a lost answer is possible */
  is_started: number;
  attempts: number;
  due_at_ms: number;
};
export type KeywordDetail = { add: Keyword[]; remove: Keyword[] };

export function queueIntent(
  work: Work,
  intent: {
    kind: IntentWork['kind'];
    email?: number;
    mailbox?: number;
    from?: number | null;
    to?: number | null;
    detail?: object;
    dueAtMs?: number;
  },
): void {
  work.connection.run(
    'insert into intent (id, account, kind, email, mailbox, from_location, to_location, detail, due_at_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    freshId('n'),
    work.account,
    intent.kind,
    intent.email ?? null,
    intent.mailbox ?? null,
    intent.from ?? null,
    intent.to ?? null,
    JSON.stringify(intent.detail ?? {}),
    intent.dueAtMs ?? 0,
  );
  work.noteIntent();
}

/** Takes one copy from the server; how the server names the message is noted, for it may have to be found again on the way (I33). */
export function queueRemoval(work: Work, unit: EmailUnit, location: { key: number; mailbox: number }): void {
  const isLabelled = location.mailbox === work.allMail?.key;
  const msgId = isLabelled
    ? (work.connection.get<{ id: string | null }>('select server_email_id id from email where key = ?', unit.key)?.id ?? null)
    : null;
  queueIntent(work, { kind: 'remove', email: unit.key, from: location.key, detail: msgId === null ? {} : { msgId } });
}

/** What was held back as a draft is one no more: it goes now. One that was tried already keeps the time of its next try. */
export function hurryAppend(work: Work, unit: EmailUnit): void {
  if (!work.hasIntents) return;
  work.connection.run("update intent set due_at_ms = 0 where email = ? and kind = 'append' and is_started = 0 and attempts = 0", unit.key);
}

/** Pending intents of an Email, oldest first. */
export function intentsOf(work: Work, email: number): IntentRow[] {
  if (!work.hasIntents) return [];
  return work.connection.all<IntentRow>('select * from intent where email = ? order by key', email);
}

export function dropIntent(work: Work, intent: IntentRow): void {
  work.connection.run('delete from intent where key = ?', intent.key);
}

/** Keywords that a pending intent decides: what the server says of them does not count meanwhile (G3, J2). */
export function pendingKeywords(work: Work, email: number): Set<Keyword> {
  const pending = new Set<Keyword>();
  for (const intent of intentsOf(work, email)) {
    if (intent.kind !== 'keywords') continue;
    const { add, remove } = JSON.parse(intent.detail) as KeywordDetail;
    for (const keyword of [...add, ...remove]) pending.add(keyword);
  }
  return pending;
}

/** Queues a keyword change, joined with the Email's last intent where that is a keyword change nobody has begun to carry. */
export function queueKeywords(work: Work, unit: EmailUnit, add: Keyword[], remove: Keyword[]): void {
  const pending = intentsOf(work, unit.key);
  // An append that has not begun carries the keywords of that moment itself.
  const append = pending.find((intent) => intent.kind === 'append');
  if (append && append.is_started === 0 && unit.locations.every((location) => location.uid === null && !isLanded(location))) return;
  const last = pending.at(-1);
  if (last?.kind === 'keywords' && last.is_started === 0) {
    const before = JSON.parse(last.detail) as KeywordDetail;
    const adds = new Set([...before.add.filter((keyword) => !remove.includes(keyword)), ...add]);
    const removes = new Set([...before.remove.filter((keyword) => !add.includes(keyword)), ...remove]);
    work.connection.run('update intent set detail = ? where key = ?', JSON.stringify({ add: [...adds], remove: [...removes] }), last.key);
    return;
  }
  queueIntent(work, { kind: 'keywords', email: unit.key, detail: { add, remove } });
}

const isLanded = (location: { is_confirmed: number }): boolean => location.is_confirmed === 1;

/** A mailbox that exists only here is created on the server before anything is put into it (J13). */
export function ensureMailboxOnServer(work: Work, mailbox: number): void {
  const unit = work.mailboxes.get(mailbox);
  if (unit?.stage !== 'local') return;
  if (unit.parent !== null) ensureMailboxOnServer(work, unit.parent);
  work.connection.run("update mailbox set stage = 'creating' where key = ?", mailbox);
  unit.stage = 'creating';
  queueIntent(work, { kind: 'mailbox-create', mailbox });
}
