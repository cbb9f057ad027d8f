import { memo, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react';
import { classNames, Skeleton, useValue } from '#components/ui/index.ts';
import { type MailRows, type RightsOver, type RowSnippet, type SummaryContext, type ThreadList, t } from '#lib/client/index.ts';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';
import type { DateGroup, DateGroups } from './date-group.ts';
import { GridCell } from './grid-cell.tsx';
import type { ListSelection } from './list-selection.ts';
import { createRowSummaries } from './row-summaries.ts';
import { type RowAccount, type RowActions, rowId, ThreadRow } from './thread-row.tsx';
import { useRowsInSight } from './use-rows-in-sight.ts';

export const rowHeightPx = { comfortable: 68, compact: 36 } as const;

type ThreadGridProps = {
  rows: MailRows;
  list: ThreadList;
  selection: ListSelection;
  contextOf: (threadId: ThreadId) => SummaryContext;
  /** which account a row is of; null where there is only one */
  accountOf: ((threadId: ThreadId) => RowAccount | null) | null;
  density: 'comfortable' | 'compact';
  openThreadId: ThreadId | null;
  canArchive: boolean;
  may: RightsOver;
  hrefOf: (threadId: ThreadId) => string;
  actions: RowActions;
  /** Emails that only the mail server found */
  fromServer: ReadonlySet<EmailId>;
  /** what a search puts into its rows, which it is told of; null: there is none */
  search: { of(emailId: EmailId): RowSnippet | null; seen(emailIds: readonly EmailId[]): void } | null;
  /** the list is by date, so its rows stand under headings: 'soon' until these are there */
  groups: DateGroups | 'soon' | null;
  /** what the first look does not need may come */
  isLate: boolean;
  /** these messages are on screen and not there yet */
  onWant: (window: { position: number; limit: number }) => void;
};

const skeletonRows = 14;
const scrollTops = new WeakMap<ThreadList, number>();

/** The list over the whole mailbox: only the rows on screen exist, the scroll bar spans all of them. */
export const ThreadGrid = memo(function ThreadGrid(props: ThreadGridProps) {
  const {
    rows,
    list,
    selection,
    contextOf,
    accountOf,
    density,
    openThreadId,
    canArchive,
    may,
    hrefOf,
    actions,
    fromServer,
    search,
    groups,
    isLate,
    onWant,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  useValue(rows.version);
  const state = useValue(list.state);
  const selected = useValue(selection.selected);
  const but = useValue(selection.everythingBut);
  const cursor = useValue(selection.cursor);
  const nowMs = useMinute();
  const redraw = useReducer((times: number) => times + 1, 0)[1];
  const rowHeight = rowHeightPx[density];
  const count = state.status === 'loading' ? skeletonRows : state.span;

  const sight = useRowsInSight(scroller, count, rowHeight);
  /** rows are drawn above what is seen as well */
  const { first, last, seen } = sight;

  useEffect(() => {
    if (state.status === 'loading' && first === 0) list.show(0, skeletonRows);
    else list.show(first, Math.max(first, last), seen);
    const missing = list.missing(first, Math.max(first, last));
    if (missing !== null) onWant(missing);
  }, [list, first, last, seen, state, onWant]);

  useEffect(() => {
    search?.seen(Array.from({ length: last - first + 1 }, (_, at) => list.at(first + at)).filter((id) => id !== null));
  });

  // Rows that came or went above what is seen: scroll along, so that nothing jumps under the eye. The rows of the new place are drawn in the
  // same frame, and the list is never told of the old ones.
  const shiftSeen = useRef({ list, rows: state.shift.rows });
  useLayoutEffect(() => {
    const before = shiftSeen.current;
    const moved = before.list === list ? state.shift.rows - before.rows : 0;
    shiftSeen.current = { list, rows: state.shift.rows };
    const element = scroller.current;
    if (moved === 0 || element === null) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    // A list that became shorter while its end was on screen has been scrolled by the browser already.
    const stood = moved < 0 && scrollTop + clientHeight >= scrollHeight - 1 ? Math.max(scrollTop, sight.topPx()) : scrollTop;
    sight.scrollTo(stood + moved * rowHeight);
  }, [list, state.shift, rowHeight, sight]);

  // Another list stands where it was left.
  const { scrollTo, topPx } = sight;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    scrollTo(scrollTops.get(list) ?? 0);
    // Noted already: asked of the element, it would lay out the rows that were just drawn.
    const keep = () => scrollTops.set(list, topPx());
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [list, scrollTo, topPx]);

  // The keyboard's row stays in sight: in the frame in which it is marked, so that the page is laid out once.
  const cursorSeen = useRef(cursor);
  useLayoutEffect(() => {
    if (cursorSeen.current === cursor) return;
    cursorSeen.current = cursor;
    if (cursor.threadId !== null && cursor.index < count) sight.bring(cursor.index);
  }, [cursor, count, sight]);

  // A cache between drawings: it changes what is reused, never what is shown.
  const [summariesOf] = useState(createRowSummaries);
  const summaries = summariesOf(rows, list, contextOf, first, last);
  // A row is known by its conversation: what is held by a pointer or the focus stays the same when rows come above it.
  const places = new Map([...summaries].map(([index, { threadId }]) => [threadId, index]));

  // Whoever comes to the list with the keyboard stands on a row, and hears it.
  useEffect(() => {
    const { threadId } = cursor;
    if (
      !grid.current?.matches(':focus-visible') ||
      (threadId !== null && (places.has(threadId) || list.indexOf(threadId, cursor.index) >= 0))
    )
      return;
    const index = summaries.has(cursor.index) ? cursor.index : seen;
    const thread = summaries.get(index);
    if (thread !== undefined) selection.setCursor({ threadId: thread.threadId, index });
  });

  const groupAt = (index: number) => {
    const thread = summaries.get(index);
    return typeof groups !== 'function' || thread === undefined ? null : groups(thread.receivedAtMs, nowMs);
  };

  return (
    <>
      {groups === null ? null : (
        <p className="h-6 shrink-0 truncate border-b border-line bg-paper-sunken px-4 text-xs leading-6 font-medium text-ink-muted">
          {groupAt(seen)?.label}
        </p>
      )}
      <div ref={scroller} className="min-h-0 flex-1 touch-pan-y touch-pinch-zoom overflow-y-auto overscroll-contain [overflow-anchor:none]">
        {/* biome-ignore lint/a11y/useSemanticElements: a table cannot hold rows that are placed by hand */}
        <div
          ref={grid}
          role="grid"
          aria-label={t('list.grid')}
          aria-rowcount={state.isCounted ? count : -1}
          aria-multiselectable
          aria-busy={state.status === 'loading'}
          aria-activedescendant={cursor.threadId !== null && places.has(cursor.threadId) ? rowId(cursor.threadId) : undefined}
          tabIndex={0}
          onFocus={redraw}
          className="group/grid relative outline-none"
          style={{ height: count * rowHeight }}
        >
          {Array.from({ length: last - first + 1 }, (_, at) => {
            const index = first + at;
            const thread = summaries.get(index) ?? null;
            const emailId = list.at(index);
            return (
              <div
                key={thread !== null && places.get(thread.threadId) === index ? thread.threadId : index}
                role="presentation"
                className="absolute inset-x-0 top-0"
                style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
              >
                {thread === null ? (
                  <SkeletonRow index={index} isCompact={density === 'compact'} />
                ) : (
                  <ThreadRow
                    thread={thread}
                    account={accountOf?.(thread.threadId) ?? null}
                    index={index}
                    href={hrefOf(thread.threadId)}
                    isOpen={thread.threadId === openThreadId}
                    isSelected={but === null ? selected.has(thread.threadId) : !but.has(thread.threadId)}
                    isCursor={cursor.threadId === thread.threadId}
                    isSelecting={selected.size > 0 || but !== null}
                    isCompact={density === 'compact'}
                    canArchive={canArchive}
                    may={may}
                    snippet={emailId === null ? null : (search?.of(emailId) ?? null)}
                    isFromServer={emailId !== null && fromServer.has(emailId)}
                    isLate={isLate}
                    nowMs={nowMs}
                    actions={actions}
                  />
                )}
                {index > seen ? <GroupMark group={groupAt(index)} above={groupAt(index - 1)} isCompact={density === 'compact'} /> : null}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
});

/**
 * On the line above the first row of a group: its heading, which takes no room of its own, since of rows that are not here yet nobody knows
 * whether they begin one, and the scroll bar must be true. Each row tells its date to whoever does not see it.
 */
function GroupMark({ group, above, isCompact }: { group: DateGroup | null; above: DateGroup | null; isCompact: boolean }) {
  if (group === null || above === null || group.key === above.key) return null;
  return (
    <span
      aria-hidden
      className={classNames(
        'pointer-events-none absolute z-1 rounded-full border border-line bg-paper px-2 text-[11px] font-medium text-ink-muted',
        isCompact ? '-top-1.75 start-10 h-3.5 leading-3' : '-top-2 start-14 h-4 leading-3.5',
      )}
    >
      {group.label}
    </span>
  );
}

function SkeletonRow({ index, isCompact }: { index: number; isCompact: boolean }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: nothing to do in a row that is not there yet
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand
    <div
      role="row"
      aria-rowindex={index + 1}
      aria-busy
      aria-label={t('list.loadingRow')}
      className={classNames('flex h-full items-center gap-3 border-b border-line px-3')}
    >
      {isCompact ? null : <Skeleton round className="size-9" />}
      <GridCell className="flex flex-1 flex-col gap-2">
        <Skeleton className={index % 3 === 0 ? 'h-3 w-2/5' : 'h-3 w-1/3'} />
        {isCompact ? null : <Skeleton className={index % 2 === 0 ? 'h-3 w-4/5' : 'h-3 w-3/5'} />}
      </GridCell>
    </div>
  );
}

/** The time, renewed every minute: dates of rows and their headings go on. */
function useMinute(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const renew = () => setNowMs(Date.now());
    const timer = setInterval(renew, 60_000);
    // a page that was out of sight for a night says at once what is today
    document.addEventListener('visibilitychange', renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
    };
  }, []);
  return useMemo(() => nowMs, [nowMs]);
}
