import type { UidRange } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapResponse, type ImapToken, type ImapTokens, numberOf, sequence, textOf } from './tokens.ts';
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
