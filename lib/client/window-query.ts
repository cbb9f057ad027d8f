import type { EmailFilter } from '#lib/contract/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import type { ListSort } from './list-view.ts';

/** What a list asks the gateway: ids of one window, their Emails and Threads put into the cache on the way. */
export type WindowQuery = {
  filter: EmailFilter;
  sort: ListSort;
  collapseThreads: boolean;
  position: number;
  /** wins over `position`: the window begins `-anchorOffset` rows before this Email */
  anchor: EmailId | null;
  anchorOffset: number;
  limit: number;
  /** most of these rows are known: only what the cache lacks is asked for beside the ids */
  isRefresh: boolean;
  /** counts all rows as well; with `limit` 0 nothing else is asked for */
  withTotal: boolean;
  /** what this search on the mail server found so far belongs to it (J16) */
  serverSearchId?: string;
};
/** `total` is null where it was not asked for. */
export type WindowAnswer = { position: number; ids: EmailId[]; total: number | null };
export type AskWindow = (query: WindowQuery, signal: AbortSignal) => Promise<WindowAnswer>;

/** What of a list was received since then. */
export const newerThan = (filter: EmailFilter, date: string): EmailFilter =>
  Object.keys(filter).length === 0 ? { after: date } : { operator: 'AND', conditions: [filter, { after: date }] };

/**
 * What the answer to one window says of all rows. Without a total it still says where the list ends when fewer rows came than were asked for;
 * else what was known stands, at least with these rows.
 *
 * @param kept rows of the answer that are shown: some may have been taken out by this screen
 * @returns `isCounted`: the total is one that the gateway said at some time; `isExact`: it is of this answer
 */
export function totalSaid(
  answer: WindowAnswer,
  limit: number,
  kept: number,
  known: { total: number; isCounted: boolean },
): { total: number; isCounted: boolean; isExact: boolean } {
  if (answer.total !== null) return { total: Math.max(0, answer.total - (answer.ids.length - kept)), isCounted: true, isExact: true };
  const isEnd = answer.ids.length < limit && (answer.ids.length > 0 || answer.position === 0);
  if (isEnd) return { total: answer.position + kept, isCounted: true, isExact: true };
  const total = kept === 0 ? known.total : Math.max(known.total, answer.position + kept);
  return { total, isCounted: known.isCounted, isExact: false };
}
