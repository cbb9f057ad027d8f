import type { ParsedHeaders } from '#lib/message/index.ts';

export type ThreadIds = {
  /** first id of Message-ID; null when there is none worth the name */
  ownId: string | null;
  /** ids of References in order, then those of In-Reply-To that are not among them */
  citedIds: string[];
  /** what the tree is built from (RFC 5256 §3 step 1): References, else the first id of In-Reply-To */
  parentIds: string[];
};

/** "Ids" that programs write when they have none. */
const junk = new Set(['unknown', 'no-id', '0', 'none', '']);

const longestJunk = Math.max(...[...junk].map(({ length }) => length));

/** How many cited ids count: the first two and the last thirty (T3). */
const firstIds = 2;
const lastIds = 30;

/**
 * The ids that place a message in a thread, normalised for comparison: no brackets, blanks removed, domain in lower case. Ids that are junk,
 * over-long, or an address of the message itself are left out (`testing/README.md`, "Id rules used").
 */
export function messageIdsOf(headers: Pick<ParsedHeaders, 'messageId' | 'inReplyTo' | 'references' | 'from' | 'to' | 'cc'>): ThreadIds {
  const people = [headers.from, headers.to, headers.cc];
  const isAddress = (id: string): boolean =>
    // Most ids have another length than every address: no letter need be looked at.
    people.some((list) => list?.some(({ email }) => email.length === id.length && email.toLowerCase() === id.toLowerCase()));
  const isUsable = (id: string): boolean => id.length <= 996 && !(id.length <= longestJunk && junk.has(id.toLowerCase())) && !isAddress(id);
  const usable = (ids: readonly string[] | null): string[] => {
    if (ids === null || ids.length === 0) return [];
    const kept = ids.filter(isUsable).map(normalId);
    return kept.length > 1 ? [...new Set(kept)] : kept;
  };
  const own = headers.messageId?.[0];
  const ownId = own !== undefined && isUsable(own) ? normalId(own) : null;
  const references = usable(headers.references);
  const inReplyTo = usable(headers.inReplyTo);
  const known = new Set(references);
  const cited = [...references, ...inReplyTo.filter((id) => !known.has(id))];
  return { ownId, citedIds: ends(cited), parentIds: references.length > 0 ? ends(references) : inReplyTo.slice(0, 1) };
}

const ends = (ids: readonly string[]): string[] =>
  ids.length <= firstIds + lastIds ? [...ids] : [...ids.slice(0, firstIds), ...ids.slice(-lastIds)];

function normalId(id: string): string {
  const sign = id.lastIndexOf('@');
  return sign < 0 ? id : id.slice(0, sign) + id.slice(sign).toLowerCase();
}
