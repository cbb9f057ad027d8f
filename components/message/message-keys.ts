import { type RefObject, useEffect } from 'react';
import type { EmailId } from '#lib/mail/index.ts';
import { placeOf, type ReplyPlace } from './reply-places.ts';

/** The messages of the conversation as they stand on the screen. */
export const cards = (box: HTMLElement | null): HTMLElement[] => [...(box?.querySelectorAll<HTMLElement>('article[data-message]') ?? [])];

export const cardOf = (box: HTMLElement | null, emailId: string): HTMLElement | null =>
  cards(box).find((card) => card.dataset.message === emailId) ?? null;

/** What scrolls the conversation; null while all of it is in sight. */
export function scrollerOf(box: HTMLElement | null): HTMLElement | null {
  for (let element = box?.parentElement ?? null; element !== null; element = element.parentElement)
    if (element.scrollHeight > element.clientHeight + 1) return element;
  return null;
}

/** `n` and `p` go through the messages as they stand; `Shift-p` to what the message answers, `Shift-n` to its first answer. */
export function useMessageKeys(
  box: RefObject<HTMLElement | null>,
  places: ReadonlyMap<EmailId, ReplyPlace>,
  onJump: (emailId: EmailId) => void,
): void {
  useEffect(() => {
    const current = (all: readonly HTMLElement[]): number => {
      const scroller = scrollerOf(box.current)?.getBoundingClientRect();
      const topPx = scroller?.top ?? 0;
      // Near the end nothing can stand at the top any more: then the focus says where one is, unless it was scrolled out of sight.
      const focused = all.findIndex((card) => card.contains(document.activeElement));
      const place = all[focused]?.getBoundingClientRect();
      if (place !== undefined && place.bottom > topPx && place.top < (scroller?.bottom ?? Number.POSITIVE_INFINITY)) return focused;
      const top = all.findIndex((card) => card.getBoundingClientRect().bottom > topPx + 8);
      return top < 0 ? all.length - 1 : top;
    };
    const step = (by: 1 | -1) => () => {
      const all = cards(box.current);
      const next = all[Math.max(0, Math.min(all.length - 1, current(all) + by))];
      next?.scrollIntoView({ block: 'start' });
      next?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    };
    const follow = (choose: (place: ReplyPlace) => EmailId | null | undefined) => () => {
      const all = cards(box.current);
      const id = all[current(all)]?.dataset.message;
      const to = id === undefined ? null : choose(placeOf(places, id as EmailId));
      if (to != null) onJump(to);
    };
    const listeners = new Map([
      ['postern:message-next', step(1)],
      ['postern:message-previous', step(-1)],
      ['postern:message-answer', follow((place) => place.answerIds[0])],
      ['postern:message-answered', follow((place) => place.parentId)],
    ]);
    for (const [name, listener] of listeners) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) window.removeEventListener(name, listener);
    };
  }, [box, places, onJump]);
}
