import type { UidRange } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapResponse, type ImapToken, type ImapTokens, listOf, numberOf, sequence, textOf } from './tokens.ts';
import { expandRanges, parseUidSet, toSetTexts } from './uid-set.ts';
import type { RunOptions } from './wire.ts';

/** @throws MailError 'invalid' for what is no range: `5:3` would mean `3:5` on the wire */
export const uidCriterion = (range: UidRange): ImapToken[] => [atom('UID'), sequence(toSetTexts([range])[0] ?? '')];

/**
 * UIDs that match, ascending: UID SEARCH RETURN (ALL), or plain UID SEARCH without ESEARCH.
 *
 * @param charset null: criteria are US-ASCII
 * @see RFC 4731, RFC 9051 §6.4.4
 */
export async function searchUids(
  context: SessionContext,
  criteria: ImapTokens,
  options: RunOptions,
  charset: string | null = null,
): Promise<number[]> {
  const { capabilities, wire } = context;
  const head: ImapTokens = capabilities.esearch ? [atom('RETURN'), [atom('ALL')]] : [];
  if (charset !== null) head.push(atom('CHARSET'), atom(charset));
  let ranges: UidRange[] = [];
  const plain: number[] = [];
  await wire.run('UID SEARCH', [...head, ...criteria], {
    ...options,
    untagged: {
      esearch: (response) => {
        const set = esearchValue(response, 'ALL');
        if (set !== null) ranges = [...ranges, ...(parseUidSet(set) ?? [])];
      },
      // Some servers answer a RETURN search in the old way.
      search: (response) =>
        plain.push(...(response.numbers ?? (response.attributes ?? []).map((token) => numberOf(token) ?? 0).filter((uid) => uid > 0))),
    },
  });
  const uids = plain.length > 0 ? [...plain, ...expandRanges(ranges)] : expandRanges(ranges);
  return sortedUnique(uids);
}

/** What one answer names at most, where the server gives it in pages (I15). */
const pageUids = 50_000;
const maxUid = 4_294_967_295;

/**
 * UIDs that the mailbox has, of a range or all of them (null), ascending. Where more than 50,000 may come and the server can, they come in pages (RFC 9394 §3.1).
 * Each page is the first of what lies above the last UID of the one before: places in an answer shift with every message that goes.
 */
export async function uidsInRange(context: SessionContext, range: UidRange | null, options: RunOptions): Promise<number[]> {
  const { exists } = await context.selection.forReading(options);
  const atOnce = () => searchUids(context, range === null ? [atom('ALL')] : uidCriterion(range), options);
  if (!context.capabilities.partial || exists <= pageUids) return atOnce();
  const pages: number[][] = [];
  const { to } = range ?? { to: maxUid };
  let from = range?.from ?? 1;
  while (from <= to) {
    const page = (await firstPage(context, { from, to }, options))?.filter((uid) => uid >= from) ?? null;
    if (page === null) return atOnce();
    pages.push(page);
    if (page.length < pageUids) break;
    from = (page.at(-1) ?? to) + 1;
  }
  return pages.flat();
}

/** Null when the server did not answer in pages after all. */
async function firstPage({ wire }: SessionContext, range: UidRange, options: RunOptions): Promise<number[] | null> {
  let uids: number[] | null = null;
  const result = [atom('PARTIAL'), sequence(`1:${pageUids}`)];
  await wire.run('UID SEARCH', [atom('RETURN'), result, ...uidCriterion(range)], {
    ...options,
    untagged: {
      esearch: ({ attributes = [] }) => {
        const at = attributes.findIndex((token) => textOf(token)?.toUpperCase() === 'PARTIAL');
        const [, found] = listOf(attributes[at + 1]) ?? [];
        if (at >= 0 && found !== undefined) uids = sortedUnique(expandRanges(parseUidSet(textOf(found) ?? '') ?? [], pageUids));
      },
    },
  });
  return uids;
}

/** How many match; the server counts where it can (RFC 4731 §3.1). */
export async function countUids(context: SessionContext, criteria: ImapTokens, options: RunOptions): Promise<number> {
  if (!context.capabilities.esearch) return (await searchUids(context, criteria, options)).length;
  let count: number | null = null;
  let listed = 0;
  await context.wire.run('UID SEARCH', [atom('RETURN'), [atom('COUNT')], ...criteria], {
    ...options,
    untagged: {
      esearch: (response) => {
        const text = esearchValue(response, 'COUNT');
        if (text !== null) count = Number(text);
      },
      search: (response) => {
        listed += response.numbers?.length ?? response.attributes?.length ?? 0;
      },
    },
  });
  return count ?? listed;
}

/** `ESEARCH (TAG "A1") UID COUNT 5 ALL 1:5` */
function esearchValue(response: ImapResponse, name: string): string | null {
  const items = response.attributes ?? [];
  for (let at = 0; at < items.length; at += 1) if (textOf(items[at])?.toUpperCase() === name) return textOf(items[at + 1]);
  return null;
}

function sortedUnique(uids: number[]): number[] {
  let isSorted = true;
  for (let at = 1; at < uids.length; at += 1) if ((uids[at] ?? 0) <= (uids[at - 1] ?? 0)) isSorted = false;
  return isSorted ? uids : [...new Set(uids)].sort((a, b) => a - b);
}
