import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { isRightToLeft, leftToRight } from '../ui/direction.ts';

/** Pixels: the list beside the reader, or above it. */
const sides = {
  beside: { key: 'postern.list-width', leastPx: 320, mostPx: 560, firstPx: 420 },
  above: { key: 'postern.list-height', leastPx: 200, mostPx: 720, firstPx: 380 },
} as const;
export type ListSide = keyof typeof sides;

const within = ({ leastPx, mostPx }: { leastPx: number; mostPx: number }, px: number): number =>
  Math.max(leastPx, Math.min(mostPx, Math.round(px)));

function keptSize(side: ListSide): number {
  const kept = Number(typeof localStorage === 'undefined' ? 0 : localStorage.getItem(sides[side].key));
  return kept > 0 ? within(sides[side], kept) : sides[side].firstPx;
}

/** The size of the list beside or above the reader, dragged or moved by arrow keys, kept on this device. */
export function useListSize(side: ListSide) {
  const [kept, setKept] = useState<Partial<Record<ListSide, number>>>({});
  const sizePx = kept[side] ?? keptSize(side);
  const isAbove = side === 'above';
  function change(px: number): void {
    const size = within(sides[side], px);
    setKept({ ...kept, [side]: size });
    localStorage.setItem(sides[side].key, String(size));
  }
  return {
    sizePx,
    leastPx: sides[side].leastPx,
    mostPx: sides[side].mostPx,
    splitter: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        const at = (pointer: { clientX: number; clientY: number }) =>
          isAbove ? pointer.clientY : pointer.clientX * (isRightToLeft() ? -1 : 1);
        const start = at(event);
        const handle = event.currentTarget;
        handle.setPointerCapture(event.pointerId);
        const move = (moved: globalThis.PointerEvent) => change(sizePx + at(moved) - start);
        handle.addEventListener('pointermove', move);
        handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
        event.preventDefault();
      },
      onKeyDown(event: KeyboardEvent) {
        const pressed = isAbove ? event.key : leftToRight(event.key);
        const [less, more] = isAbove ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
        if (pressed !== less && pressed !== more) return;
        change(sizePx + (pressed === less ? -16 : 16));
        event.preventDefault();
      },
    },
  };
}
