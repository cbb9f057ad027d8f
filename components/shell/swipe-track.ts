/** Where a row is moved: towards the start or the end of its line. */
export type Towards = 'start' | 'end';

/** A finger is never quite still. */
const stillPx = 8;
/** A swipe is clearly sideways; everything else scrolls. */
const slope = 1.4;

/** What a finger does that came so far from where it was put down: nothing yet, a row is moved aside, or the list is scrolled or pulled. */
export function movesAs(dx: number, dy: number): 'still' | 'aside' | 'along' {
  if (Math.hypot(dx, dy) < stillPx) return 'still';
  return Math.abs(dx) > Math.abs(dy) * slope ? 'aside' : 'along';
}

/** `dx` grows to the right of the screen, whichever way the line runs. */
export function towardsOf(dx: number, isRightToLeft: boolean): Towards {
  return dx > 0 === isRightToLeft ? 'start' : 'end';
}

/** How far a row of this width is moved before letting it go does something: more than by mistake, less than across the screen. */
export function enoughPx(widthPx: number): number {
  return Math.min(128, Math.max(72, widthPx * 0.28));
}

/** Pulled so far the list asks for new mail. */
export const enoughPullPx = 72;
const mostPullPx = 112;

/** How far what is pulled comes down: it gives way less and less, and no further than its place. */
export function pulledPx(dy: number): number {
  if (dy <= 0) return 0;
  return mostPullPx * (1 - Math.exp(-dy / (mostPullPx * 1.2)));
}
