import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** Rows drawn beyond those that are seen, on both sides. */
const beyond = 6;

/** The rows that a person sees; `end` before `start`: nothing is known of the place yet. */
export type Sight = { start: number; end: number };

/** Of rows of one height: those of which at least a line is between these edges. */
export function sightOf(topPx: number, heightPx: number, rowPx: number): Sight {
  const start = Math.max(0, Math.floor(topPx / rowPx));
  return { start, end: heightPx <= 0 ? start - 1 : Math.max(start, Math.ceil((topPx + heightPx) / rowPx) - 1) };
}

/** Where the edge has to be for this row to be seen whole, and stays where it is. */
export const edgeFor = (index: number, topPx: number, heightPx: number, rowPx: number): number =>
  Math.min(index * rowPx, Math.max(topPx, (index + 1) * rowPx - heightPx));

/** What is drawn for it. Of a list that became shorter it is the end, to which the browser scrolls by itself. */
export function drawnOf({ start, end }: Sight, count: number): { first: number; last: number; seen: number } {
  const rows = end - start + 1;
  const seen = Math.max(0, Math.min(start, count - rows));
  return { first: Math.max(0, seen - beyond), last: rows <= 0 ? -1 : Math.min(count, seen + rows + beyond) - 1, seen };
}

export type RowsInSight = {
  /** what is to be drawn */
  first: number;
  last: number;
  /** the first row that is seen */
  seen: number;
  /** where the scroller stands, as far as is known: nothing is laid out to say it */
  topPx(): number;
  /** Brings the row in sight, which is drawn in the same frame. */
  bring(index: number): void;
  /** Scrolls there, and draws what is there in the same frame. */
  scrollTo(topPx: number): void;
};

/** Which of very many rows are drawn. All are of one height, so nothing about them is measured: the scroller is asked where it stands, that is all. */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, count: number, rowPx: number): RowsInSight {
  const [sight, setSight] = useState<Sight>({ start: 0, end: -1 });
  const shown = useRef(sight);
  const stands = useRef({ topPx: 0, heightPx: 0 });
  /** where it is to stand as soon as the rows are there */
  const goal = useRef<number | null>(null);

  /** @returns whether other rows are drawn now */
  const look = useCallback((): boolean => {
    const next = sightOf(stands.current.topPx, stands.current.heightPx, rowPx);
    const isOther = next.start !== shown.current.start || next.end !== shown.current.end;
    shown.current = next;
    if (isOther) setSight(next);
    return isOther;
  }, [rowPx]);

  const arrive = useCallback(() => {
    const element = scroller.current;
    if (element === null || goal.current === null) return;
    element.scrollTop = goal.current;
    goal.current = null;
    stands.current.topPx = element.scrollTop;
    look();
  }, [scroller, look]);
  useLayoutEffect(arrive);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    stands.current = { topPx: element.scrollTop, heightPx: element.clientHeight };
    look();
    const scrolled = () => {
      stands.current.topPx = element.scrollTop;
      // In the frame that shows the place, not in the one after it.
      flushSync(() => void look());
    };
    const sized = new ResizeObserver(() => {
      stands.current = { topPx: element.scrollTop, heightPx: element.clientHeight };
      look();
    });
    sized.observe(element);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      sized.disconnect();
      element.removeEventListener('scroll', scrolled);
    };
  }, [scroller, look]);

  const moves = useMemo(() => {
    const scrollTo = (topPx: number) => {
      stands.current.topPx = topPx;
      goal.current = topPx;
      // Scrolled when the rows of the new place stand in the page, so that it is laid out once.
      if (!look()) arrive();
    };
    return {
      scrollTo,
      topPx: () => stands.current.topPx,
      bring(index: number) {
        const { topPx, heightPx } = stands.current;
        const edgePx = edgeFor(index, topPx, heightPx, rowPx);
        if (edgePx !== topPx) scrollTo(edgePx);
      },
    };
  }, [look, arrive, rowPx]);

  const { first, last, seen } = drawnOf(sight, count);
  return useMemo(() => ({ ...moves, first, last, seen }), [moves, first, last, seen]);
}
