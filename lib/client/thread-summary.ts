import type { Mailbox, Tag, Thread } from '#lib/contract/index.ts';
import type { EmailAddress, EmailId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type { RowEmail } from './email-view.ts';
import { oneOfEachCopy } from './one-of-each-copy.ts';
import { type TagMark, tagsOfEmails } from './tags.ts';

/** One name in “Anna, me (4)”. */
export type RowName = { key: string; text: string; unread: boolean };

/** What a row of the list says. Plain data: the row draws it. */
export type ThreadSummary = {
  threadId: ThreadId;
  /** the Email that stands for the conversation in this list */
  emailId: EmailId;
  /** the conversation's Emails that this list means, oldest first */
  emailIds: readonly EmailId[];
  /** whose initials are drawn */
  avatar: EmailAddress;
  names: readonly RowName[];
  /** in Sent and Drafts the names are recipients */
  namesAreRecipients: boolean;
  /** messages in the conversation; copies of one message are one (T5) */
  count: number;
  subject: string;
  preview: string;
  receivedAtMs: number;
  /** something in it was not read; a muted conversation does not ask for it */
  unread: boolean;
  muted: boolean;
  starred: boolean;
  hasAttachment: boolean;
  hasDraft: boolean;
  /** somebody wrote in it whose mail has priority */
  priority: boolean;
  tags: readonly TagMark[];
};

export type SummaryContext = {
  /** the mailbox shown; null in a search over all */
  mailbox: Mailbox | null;
  /** Trash and Junk: left out of a conversation seen from elsewhere */
  elsewhere: ReadonlySet<MailboxId>;
  /** lower-case addresses of the account */
  own: ReadonlySet<string>;
  /** addresses, in lower case, whose mail has priority */
  vip: ReadonlySet<string>;
  /** the word for oneself */
  me: string;
  /** the account's tags */
  tags: readonly Tag[];
};

const isIn = (email: RowEmail, mailboxId: MailboxId): boolean => email.mailboxIds[mailboxId] === true;

/** The Emails of a conversation that a list means: not what lies in Trash or Junk, unless the list shows that mailbox. */
export function emailsMeant<E extends RowEmail>(emails: readonly E[], context: Pick<SummaryContext, 'mailbox' | 'elsewhere'>): E[] {
  const { mailbox, elsewhere } = context;
  if (mailbox !== null && elsewhere.has(mailbox.id)) return emails.filter((email) => isIn(email, mailbox.id));
  return emails.filter((email) => (Object.keys(email.mailboxIds) as MailboxId[]).some((id) => !elsewhere.has(id)));
}

/** First name out of a display name (“Doe, Anna” is Anna), else the part before the `@`. */
export function shortName(address: EmailAddress): string {
  const name = (address.name ?? '').trim().slice(0, 120);
  if (name === '') return address.email.split('@')[0] || address.email;
  if (name.includes('@')) return name;
  const comma = name.indexOf(', ');
  const turned = comma > 0 && !name.slice(0, comma).includes(' ') ? name.slice(comma + 2) : name;
  return turned.split(/\s/)[0] || name;
}

const fullName = (address: EmailAddress): string => address.name?.trim() || address.email;

/**
 * Says what a row says. `emailId` is the Email the query gave; `emails` what is known of its thread (at least that one).
 * Names: who wrote, in order, each once; with one writer in full, with several by first name, and of many the first and the last two.
 */
export function summarise(
  emailId: EmailId,
  thread: Thread | null,
  emails: readonly RowEmail[],
  context: SummaryContext,
): ThreadSummary | null {
  const meant = emailsMeant(emails, context);
  const shown = meant.find((email) => email.id === emailId) ?? meant.at(-1) ?? emails.find((email) => email.id === emailId);
  if (shown === undefined) return null;
  const list = meant.length > 0 ? meant : [shown];
  const entries = oneOfEachCopy(list);
  // Of a long conversation only the newest Emails are here; the others count all the same.
  const count = entries.length + Math.max(0, (thread?.emailIds.length ?? 0) - emails.length);
  const role = context.mailbox?.role;
  const namesAreRecipients = role === 'sent' || role === 'drafts';
  const isOwn = (address: EmailAddress) => context.own.has(address.email.toLowerCase());

  const muted = list.some((email) => email.keywords.$muted === true);
  const people = new Map<string, { address: EmailAddress; unread: boolean }>();
  for (const email of list) {
    const isDraft = email.keywords.$draft === true;
    if (isDraft && !namesAreRecipients && list.length > 1) continue;
    for (const address of (namesAreRecipients ? email.to : email.from) ?? []) {
      const key = address.email.toLowerCase();
      const known = people.get(key);
      const unread = !muted && email.keywords.$seen !== true && !isDraft;
      people.set(key, { address: known?.address ?? address, unread: unread || (known?.unread ?? false) });
    }
  }
  const everyone = [...people.values()];
  const nameOf = ({ address, unread }: (typeof everyone)[number], alone: boolean): RowName => ({
    key: address.email.toLowerCase(),
    text: isOwn(address) ? context.me : alone ? fullName(address) : shortName(address),
    unread,
  });
  const alone = everyone.length === 1;
  const some = everyone.length > 3 ? [everyone[0], ...everyone.slice(-2)].filter((one) => one !== undefined) : everyone;
  const newest = list.at(-1) ?? shown;
  const latestFirst = list.toReversed().flatMap((email) => (namesAreRecipients ? email.to : email.from) ?? []);
  const other = latestFirst.find((address) => !isOwn(address)) ?? latestFirst[0];

  return {
    threadId: shown.threadId,
    emailId,
    emailIds: list.map((email) => email.id),
    avatar: other ?? { name: null, email: '' },
    names: some.map((one) => nameOf(one, alone)),
    namesAreRecipients,
    count,
    subject: shown.subject ?? '',
    preview: newest.preview || shown.preview,
    receivedAtMs: Date.parse(shown.receivedAt),
    muted,
    unread: !muted && list.some((email) => email.keywords.$seen !== true && email.keywords.$draft !== true),
    starred: list.some((email) => email.keywords.$flagged === true),
    // `$hasattachment` is the word of a server that has looked inside (RFC 9979).
    hasAttachment: list.some((email) => email.hasAttachment || email.keywords.$hasattachment === true),
    tags: tagsOfEmails(list, context.tags),
    priority:
      context.vip.size > 0 &&
      !namesAreRecipients &&
      list.some((email) => (email.from ?? []).some((address) => context.vip.has(address.email.toLowerCase()))),
    hasDraft: list.some((email) => email.keywords.$draft === true),
  };
}
