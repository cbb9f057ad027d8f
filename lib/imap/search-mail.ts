import { flagFromKeyword, MailError, type MailFilter } from '#lib/mail/index.ts';
import { flagTokens } from './flags.ts';
import { searchUids } from './search-uids.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapToken, type ImapTokens, literal, quoted } from './tokens.ts';
import type { RunOptions } from './wire.ts';

type TextField = Extract<MailFilter, { op: 'text' }>['field'];

const maxTextLength = 1_000;
const maxDepth = 20;
const dayMs = 86_400_000;

/**
 * Server SEARCH (I34). Dates count on the server by whole days in its own zone, so they are widened (narrowed under a NOT) by a day: the
 * answer may hold too much and never too little.
 *
 * @throws MailError 'refused' with code BADCHARSET when the server searches no UTF-8; 'invalid' for terms without a word in IMAP
 * @see RFC 9051 §6.4.4, RFC 9755 §3
 */
export async function searchMail(context: SessionContext, filter: MailFilter, options: RunOptions): Promise<number[]> {
  const { utf8, gmail } = context.capabilities;
  const criteria = criteriaOf(filter, utf8, gmail);
  return searchUids(context, criteria, options, !utf8 && holdsLiteral(criteria) ? 'UTF-8' : null);
}

/** @param gmail words are asked for as its own search does, by its index (X-GM-RAW, I33) */
export function criteriaOf(filter: MailFilter, utf8: boolean, gmail = false): ImapTokens {
  return term(filter, { utf8, gmail, isNegated: false, depth: 0 });
}

type Mode = { utf8: boolean; gmail: boolean; isNegated: boolean; depth: number };

function term(filter: MailFilter, mode: Mode): ImapTokens {
  if (mode.depth > maxDepth) throw new MailError('invalid', 'filter is too deep', { code: 'FILTER' });
  switch (filter.op) {
    case 'and':
    case 'or':
    case 'not':
      return operator(filter.op, filter.terms, { ...mode, depth: mode.depth + 1 });
    case 'keyword':
      return keyword(flagFromKeyword(filter.keyword), filter.has);
    case 'received':
      return received(filter.afterMs, filter.beforeMs, mode.isNegated ? -dayMs : dayMs);
    case 'size':
      return joined([
        filter.minBytes === null || filter.minBytes < 1 ? [] : [atom('LARGER'), atom(String(Math.trunc(filter.minBytes) - 1))],
        filter.maxBytes === null ? [] : [atom('SMALLER'), atom(String(Math.trunc(filter.maxBytes)))],
      ]);
    case 'text':
      if (mode.gmail) return [atom('X-GM-RAW'), textToken(gmailQuery(filter.field, filter.text), mode.utf8)];
      return [atom(filter.field === 'any' ? 'TEXT' : filter.field.toUpperCase()), textToken(unquoted(filter.text), mode.utf8)];
    case 'header':
      if (!/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(filter.name)) throw new MailError('invalid', 'not a header name', { code: 'FILTER' });
      return [atom('HEADER'), quoted(filter.name), textToken(filter.value ?? '', mode.utf8)];
    default:
      throw new MailError('invalid', 'IMAP cannot search for this', { code: 'FILTER' });
  }
}

/** IMAP looks for text as it stands, so for a phrase already; its quotes stand in no message. */
const unquoted = (text: string): string => /^"([^"]+)"$/.exec(text)?.[1] ?? text;

/** A phrase in Gmail's own search: quotes cannot be written inside one. */
function gmailQuery(field: TextField, text: string): string {
  const phrase = `"${text.replaceAll('"', ' ').trim()}"`;
  return field === 'any' || field === 'body' ? phrase : `${field}:${phrase}`;
}

function operator(op: 'and' | 'or' | 'not', terms: MailFilter[], mode: Mode): ImapTokens {
  if (op === 'and') return joined(terms.map((each) => term(each, mode)));
  if (op === 'not') {
    const inner = { ...mode, isNegated: !mode.isNegated };
    return joined(terms.map((each) => [atom('NOT'), group(term(each, inner))]));
  }
  const [first, ...rest] = terms;
  if (first === undefined) return [atom('NOT'), atom('ALL')];
  return rest.reduce<ImapTokens>((left, each) => [atom('OR'), group(left), group(term(each, mode))], term(first, mode));
}

/** An empty `and` is everything. */
const joined = (parts: ImapTokens[]): ImapTokens => {
  const tokens = parts.flat();
  return tokens.length === 0 ? [atom('ALL')] : tokens;
};

const group = (tokens: ImapTokens): ImapToken | ImapTokens => {
  const [first] = tokens;
  return tokens.length === 1 && first !== undefined && first !== null ? first : tokens;
};

const systemKeys: Record<string, [string, string]> = {
  '\\seen': ['SEEN', 'UNSEEN'],
  '\\flagged': ['FLAGGED', 'UNFLAGGED'],
  '\\answered': ['ANSWERED', 'UNANSWERED'],
  '\\deleted': ['DELETED', 'UNDELETED'],
  '\\draft': ['DRAFT', 'UNDRAFT'],
};

/** The search key of one flag. @throws MailError 'invalid' */
export function keyword(flag: string, has: boolean): ImapToken[] {
  const system = systemKeys[flag.toLowerCase()];
  if (system !== undefined) return [atom(has ? system[0] : system[1])];
  if (flag.startsWith('\\')) throw new MailError('invalid', 'IMAP cannot search for this flag', { code: 'FLAG' });
  return [atom(has ? 'KEYWORD' : 'UNKEYWORD'), ...flagTokens([flag])];
}

function received(afterMs: number | null, beforeMs: number | null, slackMs: number): ImapTokens {
  return joined([
    afterMs === null ? [] : [atom('SINCE'), atom(searchDate(afterMs - slackMs))],
    beforeMs === null ? [] : [atom('BEFORE'), atom(searchDate(beforeMs + slackMs + dayMs))],
  ]);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function searchDate(ms: number): string {
  const date = new Date(Math.min(Math.max(ms, 0), 4_102_444_800_000));
  return `${date.getUTCDate()}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
}

/** @throws MailError 'invalid' for line ends and NUL, and for what is longer than anybody types */
export function textToken(text: string, utf8: boolean): ImapToken {
  if (text.length > maxTextLength || /[\0\r\n]/.test(text))
    throw new MailError('invalid', 'text cannot be searched for', { code: 'FILTER' });
  return utf8 || /^[\x20-\x7e]*$/.test(text) ? quoted(text) : literal(Buffer.from(text, 'utf8'));
}

function holdsLiteral(criteria: ImapTokens): boolean {
  return criteria.some((token) => token !== null && (Array.isArray(token) ? holdsLiteral(token) : token.type === 'LITERAL'));
}
