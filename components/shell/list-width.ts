import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { isRightToLeft, leftToRight } from '../ui/direction.ts';

export const narrowestPx = 320;
export const widestPx = 560;
const firstPx = 420;
const key = 'postern.list-width';

const within = (px: number): number => Math.max(narrowestPx, Math.min(widestPx, Math.round(px)));

function keptWidth(): number {
  const kept = Number(typeof localStorage === 'undefined' ? 0 : localStorage.getItem(key));
  return kept > 0 ? within(kept) : firstPx;
}

/** The width of the list beside the reader, dragged or moved by arrow keys, kept on this device. */
export function useListWidth() {
  const [widthPx, setWidthPx] = useState(keptWidth);
  function change(px: number): void {
    setWidthPx(within(px));
    localStorage.setItem(key, String(within(px)));
  }
  return {
    widthPx,
    splitter: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        const startX = event.clientX;
        const startPx = widthPx;
        const handle = event.currentTarget;
        handle.setPointerCapture(event.pointerId);
        const move = (moved: globalThis.PointerEvent) => change(startPx + (moved.clientX - startX) * (isRightToLeft() ? -1 : 1));
        handle.addEventListener('pointermove', move);
        handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
        event.preventDefault();
      },
      onKeyDown(event: KeyboardEvent) {
        const pressed = leftToRight(event.key);
        if (pressed !== 'ArrowLeft' && pressed !== 'ArrowRight') return;
        change(widthPx + (pressed === 'ArrowLeft' ? -16 : 16));
        event.preventDefault();
      },
    },
  };
}
