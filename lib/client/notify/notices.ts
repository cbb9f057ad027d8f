import type { PreferenceValues } from '#lib/contract/index.ts';
import type { AccountId, EmailId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import { commaList } from '../comma-list.ts';
import type { RowEmail } from '../email-view.ts';
import { t } from '../messages/t.ts';

/** One notification: of a message, or of several that came at once. */
export type Notice = {
  /** the same notice replaces itself */
  tag: string;
  title: string;
  body: string;
  accountId: AccountId;
  /** null: of several */
  email: { id: EmailId; threadId: ThreadId } | null;
};

type Arrived = {
  accountId: AccountId;
  /** said where there are several accounts */
  accountName: string | null;
  inboxId: MailboxId | null;
  emails: readonly RowEmail[];
  /** mail received before this is none that just came */
  sinceMs: number;
};
type Wishes = Pick<PreferenceValues, 'notify' | 'quietHours' | 'timeZone' | 'vipSenders'>;

/** More at once are told as one. */
const mostAlone = 3;

/** What is to be said of mail that came: of unread mail in the inbox, as the person wants it, in one notice where it is much. */
export function noticesFor({ accountId, accountName, inboxId, emails, sinceMs }: Arrived, wishes: Wishes, nowMs: number): Notice[] {
  const choice = wishes.notify[accountId] ?? 'all';
  if (choice === 'none' || inboxId === null || isQuiet(wishes, nowMs)) return [];
  const vip = new Set(wishes.vipSenders);
  const told = emails.filter(
    ({ mailboxIds, keywords, receivedAt, from }) =>
      mailboxIds[inboxId] === true &&
      keywords.$seen !== true &&
      keywords.$muted !== true &&
      keywords.$draft !== true &&
      Date.parse(receivedAt) >= sinceMs &&
      (choice === 'all' || vip.has(from?.[0]?.email.toLowerCase() ?? '')),
  );
  const where = accountName === null ? '' : ` · ${accountName}`;
  if (told.length > mostAlone) {
    const names = commaList([...new Set(told.map(senderOf))].slice(0, mostAlone + 1));
    return [{ tag: `many-${accountId}`, title: t('notify.many', { count: told.length }) + where, body: names, accountId, email: null }];
  }
  return told.map((email) => ({
    tag: email.id,
    title: senderOf(email) + where,
    body: [email.subject || t('list.noSubject'), email.preview].filter(Boolean).join('\n'),
    accountId,
    email: { id: email.id, threadId: email.threadId },
  }));
}

function senderOf({ from }: RowEmail): string {
  const [first] = from ?? [];
  return first?.name || first?.email || t('list.unknownSender');
}

/** Does this moment lie between the person's quiet hours? */
export function isQuiet({ quietHours, timeZone }: Pick<Wishes, 'quietHours' | 'timeZone'>, nowMs: number): boolean {
  if (quietHours === null) return false;
  const { from, to } = quietHours;
  const now = timeOfDay(nowMs, timeZone);
  return from <= to ? now >= from && now < to : now >= from || now < to;
}

/** `HH:MM` in this zone; null: the browser's. */
function timeOfDay(ms: number, timeZone: string | null): string {
  const form = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...form, ...(timeZone === null ? {} : { timeZone }) }).format(ms);
  } catch {
    // A zone that this browser does not know.
    return new Intl.DateTimeFormat('en-GB', form).format(ms);
  }
}
