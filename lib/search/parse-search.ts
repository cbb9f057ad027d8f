import { isKeyword, type Keyword, type MailboxId, type MailFilter } from '#lib/mail/index.ts';

export type SearchContext = {
  /** the mailbox a person means by `in:name`; null when there is none of that name */
  mailboxOf(name: string): MailboxId | null;
  /** the keyword of the tag that a person means by `tag:name`; null when there is none of that name */
  tagOf?(name: string): Keyword | null;
  /** keywords that are tags, for `has:tag` */
  tagKeywords?: readonly Keyword[];
  /** addresses of priority senders, for `is:vip` */
  vipAddresses?: readonly string[];
  /** whether a person means this account by `account:name`; absent: nobody asks for one */
  isAccount?(name: string): boolean;
  /** midnight of that day in the person's zone, as an instant; default: UTC */
  dayStartMs?(year: number, month: number, day: number): number;
  /** now, for `newer:3d` and `after:today` */
  nowMs: number;
};

export type ParsedSearch = {
  /** null: no restriction */
  filter: MailFilter | null;
  /** words of the text search, for highlighting */
  words: string[];
  /** parts that were not understood (an unknown mailbox, a date that is none); they find nothing and can be shown */
  problems: string[];
};

const maxTerms = 100;
const dayMs = 24 * 60 * 60 * 1000;

type Term = { kind: 'term'; isNegated: boolean; name: string | null; value: string; isPhrase: boolean; typed: string; start: number };
type Token = { kind: 'open' } | { kind: 'close' } | { kind: 'or' } | Term;

/**
 * Reads what a person types into the search box: words, `"phrases"`, `-not this`, `OR`, parentheses, and
 * `from: to: cc: bcc: subject: body: in: has:attachment|tag|<tag's name> is:unread|read|starred|unstarred|answered|draft|forwarded tag: filename: before: after: on:
 * newer: older: newer_than: older_than: larger: smaller: list: account:`, and `is:vip`. Anything else is text; no input is an error.
 */
export function parseSearch(text: string, context: SearchContext): ParsedSearch {
  const tokens = tokenize(text);
  const words: string[] = [];
  const problems: string[] = [];
  let at = 0;

  const readAny = (depth: number): MailFilter | null => {
    const alternatives: (MailFilter | null)[] = [readAll(depth)];
    while (tokens[at]?.kind === 'or') {
      at += 1;
      alternatives.push(readAll(depth));
    }
    return joined('or', alternatives);
  };
  const readAll = (depth: number): MailFilter | null => {
    const terms: (MailFilter | null)[] = [];
    for (let token = tokens[at]; token !== undefined && token.kind !== 'or'; token = tokens[at]) {
      if (token.kind === 'close') {
        if (depth > 0) break;
        at += 1;
      } else if (token.kind === 'open') {
        at += 1;
        if (depth < 20) {
          terms.push(readAny(depth + 1));
          if (tokens[at]?.kind === 'close') at += 1;
        }
      } else {
        at += 1;
        const filter = termFilter(token, context, words, problems);
        terms.push(filter !== null && token.isNegated ? { op: 'not', terms: [filter] } : filter);
      }
    }
    return joined('and', terms);
  };
  const found: (MailFilter | null)[] = [];
  while (at < tokens.length) found.push(readAny(0));
  return { filter: joined('and', found), words, problems };
}

/** A filter among what was typed, as `-from:anna`: where it stands, and where its value does. */
export type TypedFilter = { name: string; value: string; isNegated: boolean; start: number; end: number; valueStart: number };

/** The filters that somebody typed (`name:value`), in their order. */
export function typedFilters(text: string): TypedFilter[] {
  return tokenize(text).flatMap((token) => {
    if (token.kind !== 'term' || token.name === null) return [];
    const { name, value, isNegated, start, typed } = token;
    return [{ name, value, isNegated, start, end: start + typed.length, valueStart: start + (isNegated ? 1 : 0) + name.length + 1 }];
  });
}

function joined(op: 'and' | 'or', terms: readonly (MailFilter | null)[]): MailFilter | null {
  const real = terms.filter((term) => term !== null);
  return real.length === 0 ? null : real.length === 1 ? (real[0] as MailFilter) : { op, terms: real };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length && tokens.length < maxTerms) {
    const char = text[at] as string;
    if (/\s/.test(char)) at += 1;
    else if (char === '(' || char === ')') {
      tokens.push({ kind: char === '(' ? 'open' : 'close' });
      at += 1;
    } else {
      const start = at;
      const isNegated = char === '-' && at + 1 < text.length && !/[\s-]/.test(text[at + 1] as string);
      if (isNegated) at += 1;
      const head = /^[a-z_]{2,12}:/i.exec(text.slice(at, at + 14));
      const name = head === null ? null : head[0].slice(0, -1).toLowerCase();
      const isField = name !== null && fields.has(name);
      if (isField) at += (head as RegExpExecArray)[0].length;
      const value = readValue(text, at);
      at = value.end;
      const typed = text.slice(start, at);
      if (typed === 'OR') tokens.push({ kind: 'or' });
      else if (value.text !== '')
        tokens.push({ kind: 'term', isNegated, name: isField ? name : null, value: value.text, isPhrase: value.isPhrase, typed, start });
    }
  }
  return tokens;
}

function readValue(text: string, from: number): { text: string; end: number; isPhrase: boolean } {
  if (text[from] === '"') {
    const close = text.indexOf('"', from + 1);
    return close < 0
      ? { text: text.slice(from + 1), end: text.length, isPhrase: true }
      : { text: text.slice(from + 1, close), end: close + 1, isPhrase: true };
  }
  let end = from;
  while (end < text.length && !/[\s()"]/.test(text[end] as string)) end += 1;
  // a bracket or quote inside a word belongs to it, at its start it was handled already
  return { text: text.slice(from, end), end: Math.max(end, from + (text[from] === undefined ? 0 : end === from ? 1 : 0)), isPhrase: false };
}

const fields = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'body',
  'in',
  'has',
  'is',
  'tag',
  'label',
  'keyword',
  'before',
  'after',
  'on',
  'newer',
  'older',
  'newer_than',
  'older_than',
  'account',
  'larger',
  'smaller',
  'list',
  'filename',
  'since',
  'until',
]);

const keywordOf: Record<string, { keyword: string; has: boolean }> = {
  unread: { keyword: '$seen', has: false },
  unseen: { keyword: '$seen', has: false },
  read: { keyword: '$seen', has: true },
  seen: { keyword: '$seen', has: true },
  starred: { keyword: '$flagged', has: true },
  flagged: { keyword: '$flagged', has: true },
  unstarred: { keyword: '$flagged', has: false },
  unflagged: { keyword: '$flagged', has: false },
  answered: { keyword: '$answered', has: true },
  replied: { keyword: '$answered', has: true },
  unanswered: { keyword: '$answered', has: false },
  draft: { keyword: '$draft', has: true },
  forwarded: { keyword: '$forwarded', has: true },
  muted: { keyword: '$muted', has: true },
};

const tagFilter = (keyword: Keyword | null): MailFilter | null => (keyword === null ? null : { op: 'keyword', keyword, has: true });

function anyTag(keywords: readonly Keyword[]): MailFilter {
  const terms = keywords.slice(0, maxTerms).map((keyword): MailFilter => ({ op: 'keyword', keyword, has: true }));
  return terms.length === 0 ? nothing : { op: 'or', terms };
}

/** A filter that matches all mail. */
const everything: MailFilter = { op: 'and', terms: [] };

/** A filter that matches no mail: what is asked for cannot be met. */
const nothing: MailFilter = { op: 'not', terms: [{ op: 'and', terms: [] }] };

function termFilter(term: Term, context: SearchContext, words: string[], problems: string[]): MailFilter | null {
  const { name, value } = term;
  const text = term.isPhrase ? `"${value}"` : value;
  const unknown = (): MailFilter => {
    problems.push(term.typed);
    return nothing;
  };
  switch (name) {
    case null:
      if (!term.isNegated) words.push(value);
      return { op: 'text', field: 'any', text };
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'subject':
    case 'body':
      if (!term.isNegated) words.push(value);
      return { op: 'text', field: name, text };
    case 'in': {
      const mailboxId = context.mailboxOf(value);
      return mailboxId === null ? unknown() : { op: 'in-mailbox', mailboxId };
    }
    case 'has':
      if (/^attachments?$/i.test(value)) return { op: 'has-attachment', has: true };
      if (value.toLowerCase() === 'star') return { op: 'keyword', keyword: '$flagged', has: true };
      if (/^(tags?|labels?)$/i.test(value)) return anyTag(context.tagKeywords ?? []);
      return tagFilter(context.tagOf?.(value) ?? null) ?? unknown();
    case 'is': {
      if (/^(vip|priority)$/i.test(value)) return { op: 'sender', addresses: [...(context.vipAddresses ?? [])] };
      const known = Object.hasOwn(keywordOf, value.toLowerCase()) ? keywordOf[value.toLowerCase()] : undefined;
      return known === undefined ? unknown() : { op: 'keyword', ...known };
    }
    case 'tag':
    case 'label':
    case 'keyword':
      return tagFilter(context.tagOf?.(value) ?? (isKeyword(value) ? value.toLowerCase() : null)) ?? unknown();
    case 'account':
      return context.isAccount === undefined || context.isAccount(value) ? everything : nothing;
    case 'filename':
      return { op: 'file-name', text: value.replace(/^\*+|\*+$/g, '') };
    case 'list':
      return { op: 'header', name: 'List-Id', value };
    case 'larger':
    case 'smaller': {
      const bytes = parseSize(value);
      if (bytes === null) return unknown();
      return { op: 'size', minBytes: name === 'larger' ? bytes : null, maxBytes: name === 'smaller' ? bytes : null };
    }
    default:
      return dateFilter(name, value, context) ?? unknown();
  }
}

function dateFilter(name: string, value: string, context: SearchContext): MailFilter | null {
  const isAge = /^(newer|older)(_than)?$/.test(name);
  const range = isAge ? ageRange(value, context.nowMs) : dayRange(value, context);
  if (range === null) return null;
  switch (name) {
    case 'before':
    case 'until':
    case 'older':
    case 'older_than':
      return { op: 'received', afterMs: null, beforeMs: range.fromMs };
    case 'on':
      return { op: 'received', afterMs: range.fromMs, beforeMs: range.toMs };
    default:
      return { op: 'received', afterMs: range.fromMs, beforeMs: null };
  }
}

/** `3d`, `2w`, `6m`, `1y` back from now. */
function ageRange(value: string, nowMs: number): { fromMs: number; toMs: number } | null {
  const match = /^(\d{1,4})([dwmy])$/i.exec(value);
  if (match === null) return null;
  const days = { d: 1, w: 7, m: 30, y: 365 }[(match[2] as string).toLowerCase()] ?? 1;
  return { fromMs: nowMs - Number(match[1]) * days * dayMs, toMs: nowMs };
}

/** `2026-11-03`, `2026/11/3`, `2026-11`, `2026`, `today`, `yesterday`: the span from its first to behind its last instant. */
function dayRange(value: string, context: SearchContext): { fromMs: number; toMs: number } | null {
  const start = context.dayStartMs ?? ((year: number, month: number, day: number) => Date.UTC(year, month - 1, day));
  const word = value.toLowerCase();
  if (word === 'today' || word === 'yesterday') {
    const today = new Date(context.nowMs);
    const fromMs = start(today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate() - (word === 'today' ? 0 : 1));
    return { fromMs, toMs: fromMs + dayMs };
  }
  const match = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(value);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = match[2] === undefined ? null : Number(match[2]);
  const day = match[3] === undefined ? null : Number(match[3]);
  if (year < 1970 || year > 9998 || (month !== null && (month < 1 || month > 12)) || (day !== null && (day < 1 || day > 31))) return null;
  if (month === null) return { fromMs: start(year, 1, 1), toMs: start(year + 1, 1, 1) };
  if (day === null) return { fromMs: start(year, month, 1), toMs: start(year, month + 1, 1) };
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null;
  return { fromMs: start(year, month, day), toMs: start(year, month, day + 1) };
}

function parseSize(value: string): number | null {
  const match = /^(\d{1,9})(?:\.\d+)?\s*([kmg]?)b?$/i.exec(value);
  if (match === null) return null;
  return Number(match[1]) * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match[2] as string).toLowerCase()] ?? 1);
}
