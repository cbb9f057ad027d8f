import { type RefObject, useLayoutEffect } from 'react';
import { route } from '#lib/client/index.ts';
import { subjectId } from './subject-id.ts';

/** a conversation stands, or the next one is on its way */
let isReading = false;
/** it was in the conversation that has just given way */
let hadFocus = false;

/**
 * Opening a conversation leads into it: its subject gets the focus, and is read aloud. Whoever walks the list stays in the list, and when
 * the conversation is closed the list has the focus again.
 */
export function useReaderFocus(box: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const active = document.activeElement;
    const isFree = active === null || active === document.body || active.closest('[role="grid"]') !== null;
    if (hadFocus || (!isReading && isFree)) document.getElementById(subjectId)?.focus({ preventScroll: true });
    isReading = true;
    hadFocus = false;
    const element = box.current;
    return () => {
      hadFocus = element?.contains(document.activeElement) === true;
      setTimeout(() => {
        if (route.get().threadId !== null) return;
        isReading = false;
        hadFocus = false;
        if (document.activeElement === document.body) document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
      });
    };
  }, [box]);
}
