import { isRightToLeft } from '../ui/direction.ts';
import { enoughPullPx, enoughPx, movesAs, pulledPx, type Towards, towardsOf } from './swipe-track.ts';

/** A row that is being moved, and whether letting it go does something. */
export type Swiping = { row: HTMLElement; towards: Towards; isFar: boolean };

export type TouchEvents = {
  /** whether a swipe to that side does anything */
  maySwipe(towards: Towards): boolean;
  /** told when side or `isFar` change; null: no row is out of its place */
  swiping(now: Swiping | null): void;
  /** whether a row that is let go far enough leaves the list */
  leaves(towards: Towards): boolean;
  swiped(row: HTMLElement, towards: Towards): void;
  /** a finger rested on the row */
  held(row: HTMLElement): void;
  /** taps tick rows, while some are ticked */
  isTicking(): boolean;
  tapped(row: HTMLElement): void;
  /** how far the list is pulled down; 0: not at all */
  pulling(px: number, isFar: boolean): void;
  pulled(): void;
  /** content that can be pulled begins below this */
  topPx(): number;
};

const holdMs = 450;
/** Where the browser or the system has gestures of its own (back, forward). */
const edgePx = 20;
const settleMs = 150;

type Finger = { id: number; x: number; y: number; row: HTMLElement | null; does: 'nothing yet' | 'swipe' | 'pull' | 'other' };

const rowOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[role="row"][data-thread]') : null;

const mayMove = (): boolean => !window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A short tremble of the device, where it can. Before the first tap on a page browsers refuse it, loudly. */
function tremble(): void {
  if (typeof navigator.vibrate === 'function' && navigator.userActivation?.hasBeenActive === true) navigator.vibrate(10);
}

/**
 * What fingers do in the list that `area` holds: rows swiped aside, a row held, the list pulled down. Scrolling stays the browser's: only a list
 * that stands at its top has it wait for us, and a swipe is seen by us alone because the list says `touch-action: pan-y`.
 *
 * @returns lets go of it
 */
export function listenToTouch(area: HTMLElement, events: TouchEvents): () => void {
  const end = new AbortController();
  const { signal } = end;
  let finger: Finger | null = null;
  let letGo = () => {};
  let holding: ReturnType<typeof setTimeout> | undefined;
  let shown: Swiping | null = null;
  let offsetPx = 0;
  /** the tap that ends a long press or a swipe is none */
  let isSpent = false;
  let isTouched = false;
  let hearsPulls = false;

  const scroller = (): HTMLElement | null => area.querySelector<HTMLElement>('[role="grid"]')?.parentElement ?? null;
  const isAtTop = (): boolean => (scroller()?.scrollTop ?? 0) <= 0;

  function show(next: Swiping | null): void {
    if (shown?.row === next?.row && shown?.towards === next?.towards && shown?.isFar === next?.isFar) return;
    if (next?.isFar === true && shown?.isFar !== true) tremble();
    shown = next;
    events.swiping(next);
  }

  /** The row on its own ground, so that what is under it does not shine through. */
  function moveRow(row: HTMLElement, px: number, isSettling: boolean): void {
    const { style } = row;
    if (style.transform === '') {
      if (getComputedStyle(row).backgroundColor === 'rgba(0, 0, 0, 0)') style.backgroundColor = 'var(--paper)';
      if (row.parentElement !== null) row.parentElement.style.overflowX = 'clip';
    }
    style.transition = isSettling && mayMove() ? `transform ${settleMs}ms var(--ease-calm)` : 'none';
    style.transform = `translateX(${px}px)`;
  }

  function putBack(row: HTMLElement): void {
    for (const name of ['transform', 'transition', 'background-color']) row.style.removeProperty(name);
    row.parentElement?.style.removeProperty('overflow-x');
    if (shown?.row === row) show(null);
  }

  function settle(row: HTMLElement, px: number, then: () => void): void {
    moveRow(row, px, true);
    setTimeout(
      () => {
        then();
        // A row that has left for good is gone by then; one that stays comes back.
        putBack(row);
      },
      mayMove() ? settleMs : 0,
    );
  }

  function release(isMeant: boolean): void {
    clearTimeout(holding);
    const before = finger;
    finger = null;
    letGo();
    if (before?.does === 'pull') {
      const isFar = isMeant && offsetPx >= enoughPullPx;
      events.pulling(0, false);
      if (isFar) events.pulled();
    }
    const moved = shown;
    if (before?.does !== 'swipe' || before.row === null) return;
    const { row } = before;
    if (moved === null || !isMeant || !moved.isFar) settle(row, 0, () => undefined);
    else if (events.leaves(moved.towards)) {
      settle(row, Math.sign(offsetPx) * row.clientWidth, () => events.swiped(row, moved.towards));
    } else {
      settle(row, 0, () => undefined);
      events.swiped(row, moved.towards);
    }
  }

  function swipe(row: HTMLElement, dx: number): void {
    const towards = towardsOf(dx, isRightToLeft());
    offsetPx = dx !== 0 && events.maySwipe(towards) ? dx : 0;
    moveRow(row, offsetPx, false);
    show(offsetPx === 0 ? null : { row, towards, isFar: Math.abs(offsetPx) >= enoughPx(row.clientWidth) });
  }

  function onMove(event: TouchEvent): void {
    const touch = [...event.touches].find(({ identifier }) => identifier === finger?.id);
    if (finger === null || touch === undefined) return;
    const [dx, dy] = [touch.clientX - finger.x, touch.clientY - finger.y];
    if (finger.does === 'nothing yet') {
      const way = movesAs(dx, dy);
      if (way === 'still') return;
      clearTimeout(holding);
      const isEdge = finger.x < edgePx || finger.x > window.innerWidth - edgePx;
      const mayPull = hearsPulls && dy > 0 && finger.y > events.topPx() && isAtTop();
      if (way === 'aside') finger.does = finger.row === null || isEdge || events.isTicking() ? 'other' : 'swipe';
      else finger.does = mayPull ? 'pull' : 'other';
      if (finger.does !== 'other') isSpent = true;
    }
    if (finger.does === 'swipe' && finger.row !== null) swipe(finger.row, dx);
    if (finger.does === 'pull') {
      // Else the browser pulls as well, and some load the page anew.
      if (event.cancelable) event.preventDefault();
      offsetPx = pulledPx(dy);
      const isFar = offsetPx >= enoughPullPx;
      events.pulling(offsetPx, isFar);
    }
  }

  function onStart(event: TouchEvent): void {
    release(false);
    isTouched = true;
    isSpent = false;
    hearPulls();
    const [touch] = event.changedTouches;
    // A second finger zooms.
    if (touch === undefined || event.touches.length > 1) return;
    const row = rowOf(event.target);
    finger = { id: touch.identifier, x: touch.clientX, y: touch.clientY, row, does: 'nothing yet' };
    // Moves are told to what was touched, also when it has left the page: a row may go while it is held.
    const target = event.target as EventTarget;
    const over = new AbortController();
    letGo = () => over.abort();
    const options = { signal: over.signal, passive: true };
    target.addEventListener('touchmove', (moved) => !hearsPulls && onMove(moved as TouchEvent), options);
    target.addEventListener('touchend', (ended) => onEnd(ended as TouchEvent), { signal: over.signal });
    target.addEventListener('touchcancel', () => release(false), options);
    if (row === null) return;
    const grid = row.closest<HTMLElement>('[role="grid"]');
    // A held row is ticked; its words are not marked, and the link in it shows no preview.
    for (const name of ['user-select', '-webkit-user-select', '-webkit-touch-callout']) grid?.style.setProperty(name, 'none');
    holding = setTimeout(() => {
      if (finger?.does !== 'nothing yet' || !row.isConnected) return;
      finger.does = 'other';
      isSpent = true;
      tremble();
      events.held(row);
    }, holdMs);
  }

  function onEnd(event: TouchEvent): void {
    if (isSpent && event.cancelable) event.preventDefault();
    release(true);
  }

  /** Only a list at its top can be pulled; any other is scrolled without waiting for us. */
  function hearPulls(): void {
    const hears = isAtTop();
    if (hears === hearsPulls || finger !== null) return;
    hearsPulls = hears;
    if (hears) area.addEventListener('touchmove', onMove, { passive: false, signal });
    else area.removeEventListener('touchmove', onMove);
  }

  const isByTouch = (event: Event): boolean => (event instanceof PointerEvent ? event.pointerType === 'touch' : isTouched);

  area.addEventListener('touchstart', onStart, { passive: true, signal });
  area.addEventListener('scroll', hearPulls, { passive: true, capture: true, signal });
  area.addEventListener('pointerdown', ({ pointerType }) => (isTouched = pointerType === 'touch'), { passive: true, signal });
  // A finger that rests on a row is ours; the browser would open a menu about its link, or begin to drag it.
  for (const name of ['contextmenu', 'dragstart'] as const)
    area.addEventListener(
      name,
      (event) => {
        if (!isTouched || rowOf(event.target) === null) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true, signal },
    );
  area.addEventListener(
    'click',
    (event) => {
      const row = rowOf(event.target);
      if (row === null || !isByTouch(event)) return;
      const isOwnButton = (event.target as Element).closest('button') !== null;
      if (!isSpent && (isOwnButton || !events.isTicking())) return;
      event.preventDefault();
      event.stopPropagation();
      if (!isSpent) events.tapped(row);
    },
    { capture: true, signal },
  );
  hearPulls();
  return () => {
    release(false);
    end.abort();
  };
}
