import type { EmailFilter, EmailFilterCondition, Mailbox, Tag } from '#lib/contract/index.ts';
import type { MailFilter } from '#lib/mail/index.ts';
import { parseSearch } from '#lib/search/index.ts';

export type TypedSearch = {
  /** null: nothing was asked for */
  filter: EmailFilter | null;
  /** words to mark in what was found */
  words: readonly string[];
  /** parts that were not understood; they find nothing */
  problems: readonly string[];
};

/** What was typed into the search box as a filter of Email/query. Days begin at midnight of the person's zone. */
export function searchFilter(
  typed: string,
  mailboxes: readonly Mailbox[],
  nameOf: (mailbox: Mailbox) => string,
  nowMs: number,
  tags: readonly Tag[] = [],
  accountName: string | null = null,
  vipAddresses: readonly string[] = [],
): TypedSearch {
  const parsed = parseSearch(typed, {
    nowMs,
    vipAddresses,
    ...(accountName === null ? {} : { isAccount: (name: string) => accountName.toLowerCase().includes(name.toLowerCase()) }),
    dayStartMs: (year, month, day) => new Date(year, month - 1, day).getTime(),
    tagOf(name) {
      const wanted = name.toLowerCase();
      return (tags.find((tag) => tag.name.toLowerCase() === wanted) ?? tags.find((tag) => tag.keyword === wanted))?.keyword ?? null;
    },
    tagKeywords: tags.map(({ keyword }) => keyword),
    mailboxOf(name) {
      const wanted = name.toLowerCase();
      const found = mailboxes.find((mailbox) => [mailbox.name, nameOf(mailbox), mailbox.role].some((one) => one?.toLowerCase() === wanted));
      return found?.id ?? null;
    },
  });
  return { filter: parsed.filter === null ? null : toEmailFilter(parsed.filter), words: parsed.words, problems: parsed.problems };
}

const utcDate = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const operators = { and: 'AND', or: 'OR', not: 'NOT' } as const;
const threadKeyword = { all: 'allInThreadHaveKeyword', some: 'someInThreadHaveKeyword', none: 'noneInThreadHaveKeyword' } as const;

/** The filter tree in JMAP's words (RFC 8621 §4.4.1). */
export function toEmailFilter(filter: MailFilter): EmailFilter {
  switch (filter.op) {
    case 'and':
    case 'or':
    case 'not':
      return { operator: operators[filter.op], conditions: filter.terms.map(toEmailFilter) };
    case 'in-mailbox':
      return { inMailbox: filter.mailboxId };
    case 'in-mailbox-other-than':
      return { inMailboxOtherThan: [...filter.mailboxIds] };
    case 'keyword':
      return filter.has ? { hasKeyword: filter.keyword } : { notKeyword: filter.keyword };
    case 'thread-keyword':
      return { [threadKeyword[filter.quantity]]: filter.keyword };
    case 'received':
      return withoutNull({
        after: filter.afterMs === null ? null : utcDate(filter.afterMs),
        before: filter.beforeMs === null ? null : utcDate(filter.beforeMs),
      });
    case 'size':
      return withoutNull({ minSize: filter.minBytes, maxSize: filter.maxBytes });
    case 'has-attachment':
      return { hasAttachment: filter.has };
    case 'text':
      return { [filter.field === 'any' ? 'text' : filter.field]: filter.text };
    case 'file-name':
      return { fileName: filter.text };
    case 'file-kind':
      // nobody types it; files are asked for by AttachedFile/query
      return { hasAttachment: true };
    case 'sender':
      return { fromAny: filter.addresses };
    case 'header':
      return { header: filter.value === null ? [filter.name] : [filter.name, filter.value] };
  }
}

function withoutNull(condition: { [Key in keyof EmailFilterCondition]: EmailFilterCondition[Key] | null }): EmailFilterCondition {
  return Object.fromEntries(Object.entries(condition).filter(([, value]) => value !== null)) as EmailFilterCondition;
}
