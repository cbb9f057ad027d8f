import type { EmailFilter, EmailFilterCondition, EmailQueryArguments } from '#lib/contract/index.ts';
import type { AccountId, MailboxId } from '#lib/mail/index.ts';

/** The chips above the list; each narrows it. */
export const chips = ['unread', 'starred', 'attachment', 'contacts'] as const;
export type Chip = (typeof chips)[number];

/** By date first; the others put conversations of equal rank newest first. */
export const listSorts = ['newest', 'oldest', 'sender', 'subject', 'largest', 'unread', 'starred'] as const;
export type ListSort = (typeof listSorts)[number];

const newestFirst = { property: 'receivedAt', isAscending: false } as const;
type SortOrder = NonNullable<EmailQueryArguments['sort']>;
const orders: Record<ListSort, SortOrder> = {
  newest: [newestFirst],
  oldest: [{ property: 'receivedAt', isAscending: true }],
  sender: [{ property: 'from', isAscending: true }, newestFirst],
  subject: [{ property: 'subject', isAscending: true }, newestFirst],
  largest: [{ property: 'size', isAscending: false }, newestFirst],
  unread: [{ property: 'hasKeyword', keyword: '$seen', isAscending: true }, newestFirst],
  starred: [{ property: 'hasKeyword', keyword: '$flagged', isAscending: false }, newestFirst],
};

/** The order of Email/query (RFC 8621 §4.4.2). */
export const sortOrder = (sort: ListSort): SortOrder => orders[sort];

/** What the list shows: a mailbox, or the answer to a search (in one mailbox or all of them). */
export type ListView = {
  accountId: AccountId;
  /** null: all mailboxes */
  mailboxId: MailboxId | null;
  /** the search as a filter; null: no search */
  search: EmailFilter | null;
  chips: readonly Chip[];
  sort: ListSort;
};

const chipCondition: Record<Chip, EmailFilterCondition> = {
  unread: { notKeyword: '$seen' },
  starred: { hasKeyword: '$flagged' },
  attachment: { hasAttachment: true },
  contacts: { fromContacts: true },
};

export const chipFilters = (active: readonly Chip[]): EmailFilter[] => active.map((chip) => chipCondition[chip]);

/** The filter of Email/query for a view. Search over everything leaves out what `elsewhere` names (Trash, Junk). */
export function filterOf(view: ListView, elsewhere: readonly MailboxId[]): EmailFilter {
  const conditions: EmailFilter[] = [];
  if (view.mailboxId !== null) conditions.push({ inMailbox: view.mailboxId });
  else if (elsewhere.length > 0) conditions.push({ inMailboxOtherThan: [...elsewhere] });
  if (view.search !== null) conditions.push(view.search);
  conditions.push(...chipFilters(view.chips));
  const first = conditions[0];
  return conditions.length === 1 && first !== undefined ? first : { operator: 'AND', conditions };
}

/** The same for the same view: the name under which its list is kept. */
export function viewKey(view: ListView): string {
  return JSON.stringify([view.accountId, view.mailboxId, view.search, view.chips, view.sort]);
}

/** Does an archived, moved or deleted conversation leave this list? A search over everything keeps what it found. */
export const isMailboxView = (view: ListView): boolean => view.mailboxId !== null && view.search === null;

/** Shows what passes a search or a chip: how many pass, nobody has counted ahead of time. */
export const isNarrowed = (view: ListView): boolean => view.search !== null || view.chips.length > 0;
