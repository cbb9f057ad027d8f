import type { MailboxProgress } from '#lib/contract/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

/** Rows of a part that was fetched out of turn. */
export type PlacedWindow = {
  /** its first row: what the gateway is asked from */
  first: EmailId;
  /** the row of the list at which it stands */
  at: number;
  rows: number;
  /** messages before it, and in it */
  position: number;
  emails: number;
};

/** Where the rows that the gateway has stand in a list that spans the whole mailbox (settled 7). */
export type ListLayout = {
  /** rows from the newest on without a gap; row n of the list is row n of the gateway */
  top: number;
  /** below them, in order, apart from each other */
  windows: readonly PlacedWindow[];
  /** all rows, those that are not here yet included */
  span: number;
};

export const plainLayout = (total: number): ListLayout => ({ top: total, windows: [], span: total });

/** Rows that a message makes: messages are counted by the server, rows are conversations, and what is indexed tells how many make one. */
export function rowsPerMessage(progress: MailboxProgress, collapseThreads: boolean): number {
  return collapseThreads && progress.indexed > 0 ? Math.min(1, progress.threads / progress.indexed) : 1;
}

/** There is more on the server than at the gateway. */
export const isFilling = (progress: MailboxProgress | null): progress is MailboxProgress =>
  progress !== null && progress.indexed > 0 && (progress.indexed < progress.serverMessages || progress.windows.length > 0);

/**
 * Lays out the list of a mailbox while it fills. A window stands at its position in messages, taken as rows, unless its first row stands
 * somewhere already: rows that a person looks at stay where they are, whatever the fill learns about those above. A window that the fill has
 * come up to follows the newest rows at once.
 *
 * @param total rows that the gateway has
 * @param progress null: the list is not one mailbox as such, so nothing is known to be missing
 * @param placedAt the row at which a window stands already or was asked for, or null
 */
export function layOut(
  total: number,
  progress: MailboxProgress | null,
  { collapseThreads, isAscending }: { collapseThreads: boolean; isAscending: boolean },
  placedAt: (window: Omit<PlacedWindow, 'at'>) => number | null,
): ListLayout {
  if (!isFilling(progress)) return plainLayout(total);
  const perMessage = rowsPerMessage(progress, collapseThreads);
  const missing = Math.max(0, progress.serverMessages - progress.indexed);
  const windows = isAscending ? [] : progress.windows;
  let messages = progress.indexed - sum(windows.map(({ emails }) => emails));
  const rowsOf = (window: (typeof windows)[number]) => (collapseThreads ? window.threads : window.emails);
  const top = Math.max(0, total - sum(windows.map(rowsOf)));
  let end = top;
  const placed: PlacedWindow[] = [];
  for (const window of windows) {
    const first = collapseThreads ? window.firstThreadEmailId : window.firstEmailId;
    const rows = rowsOf(window);
    const hasGap = window.position > messages;
    messages = Math.max(messages, window.position) + window.emails;
    if (first === null || rows === 0) continue;
    const { position, emails } = window;
    const wanted = placedAt({ first, rows, position, emails }) ?? Math.round(position * perMessage);
    const at = hasGap ? Math.max(end + 1, wanted) : end;
    placed.push({ first, at, rows, position, emails });
    end = at + rows;
  }
  return { top, windows: placed, span: Math.max(end, total + Math.round(missing * perMessage)) };
}

export const windowAt = (layout: ListLayout, row: number): PlacedWindow | null =>
  layout.windows.find(({ at, rows }) => row >= at && row < at + rows) ?? null;

/** One of these rows is not at the gateway yet. */
export function hasMissing(layout: ListLayout, first: number, last: number): boolean {
  let row = Math.max(first, layout.top);
  const end = Math.min(last, layout.span - 1);
  for (const { at, rows } of layout.windows) {
    if (row < at) break;
    row = Math.max(row, at + rows);
  }
  return row <= end;
}

/** The layout after a row came (+1) or went (-1). */
export function withRow(layout: ListLayout, row: number, change: 1 | -1): ListLayout {
  return {
    top: row < layout.top ? layout.top + change : layout.top,
    windows: layout.windows.map((window) => {
      if (row < window.at) return { ...window, at: window.at + change };
      return row < window.at + window.rows ? { ...window, rows: window.rows + change } : window;
    }),
    span: layout.span + change,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
