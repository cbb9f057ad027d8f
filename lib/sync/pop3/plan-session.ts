import type { Pop3Settings } from '#lib/mail/index.ts';
import type { KnownMaildrop, MaildropMessage } from '#lib/store/index.ts';
import { stranger } from './identify-messages.ts';
import type { Listed, MaildropListing } from './maildrop-listing.ts';

const dayMs = 24 * 60 * 60_000;
/** A message that could not be had so often is taken with its header only (P10). */
export const mostFailures = 3;
/** And when even that could not be had, it is left alone. */
const leftAloneAfter = 10;

/** A message to fetch. `key`: of the row that is `missing` so far, after so many failures. */
export type Fetch = Listed & { key: number | null; failures: number };

/** Who is who in a session: `rows` gives to each row of the listing one of what is known, or `stranger`. */
export type Identified = { listing: MaildropListing; known: KnownMaildrop; rows: Int32Array };

/** Messages that are not here, as rows of the listing: the newest first, those that failed before last. */
export function planFetches(
  { listing, known, rows }: Identified,
  options: { mostBytes: number; hasTop: boolean },
): { whole: number[]; headers: number[] } {
  const failures = (at: number) => (rows[at] === stranger ? 0 : known.failures(rows[at]!));
  const whole: number[] = [];
  const headers: number[] = [];
  // Listings ascend: so the sort has little to do.
  for (let at = listing.length - 1; at >= 0; at -= 1) {
    const row = rows[at]!;
    if (row !== stranger && !(known.isMissing(row) && failures(at) < leftAloneAfter)) continue;
    const isHeaderOnly = options.hasTop && (failures(at) >= mostFailures || listing.sizeBytes(at) > options.mostBytes);
    (isHeaderOnly ? headers : whole).push(at);
  }
  const order = (a: number, b: number) => failures(a) - failures(b) || listing.number(b) - listing.number(a);
  return { whole: whole.sort(order), headers: headers.sort(order) };
}

/**
 * Messages that the policy may want gone from the server (P9), as rows of the listing; `isToGo` says of each whether it does.
 *
 * @param destroyed keys of what a person destroyed
 */
export function planRemovals(
  { listing, known, rows }: Identified,
  { policy, recent }: Pop3Settings,
  destroyed: ReadonlySet<number>,
  nowMs: number,
): number[] {
  const candidates: number[] = [];
  if (policy.kind === 'keep' || recent) return candidates;
  for (let at = 0; at < listing.length; at += 1) {
    const row = rows[at]!;
    if (row === stranger || known.isMissing(row)) continue;
    const isDue = policy.kind === 'remove' || (policy.kind === 'days' && known.firstSeenMs(row) + policy.days * dayMs <= nowMs);
    if (isDue || destroyed.has(known.key(row))) candidates.push(at);
  }
  return candidates;
}

/** What is not here with all its octets goes only when a person destroyed it; nothing goes that only `recent:` shows (P11). */
export function isToGo({ state, firstSeenMs }: MaildropMessage, { policy, recent }: Pop3Settings, nowMs: number): boolean {
  if (policy.kind === 'keep' || recent) return false;
  if (state !== 'whole') return state === 'destroyed';
  return policy.kind === 'remove' || (policy.kind === 'days' && firstSeenMs + policy.days * dayMs <= nowMs);
}
