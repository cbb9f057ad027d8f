import { useEffect, useLayoutEffect, useRef } from 'react';
import { searchBoxId } from '#components/threads/index.ts';
import type { Commands } from './commands.ts';
import { TypeAhead } from './type-ahead.ts';

/** Events for whoever shows the open conversation. */
export const messageNextEvent = 'postern:message-next';
export const messagePreviousEvent = 'postern:message-previous';
export const messageAnswerEvent = 'postern:message-answer';
export const messageAnsweredEvent = 'postern:message-answered';

const chordMs = 1_200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type="checkbox"]):not([type="radio"]), textarea, select');
}

const isBusy = (): boolean => document.querySelector('dialog[open], [role="menu"]:popover-open') !== null;

/**
 * Gmail's single keys, everywhere but in fields, dialogs and menus.
 *
 * @param isOpening a window was asked for: what is typed before it is there is written into it
 */
export function useKeyboard(commands: Commands, showHelp: () => void, showPalette: () => void, isOpening: boolean): void {
  const opening = useRef(isOpening);
  useLayoutEffect(() => {
    opening.current = isOpening;
  }, [isOpening]);
  useEffect(() => {
    const ahead = new TypeAhead();
    const onFocusIn = (event: FocusEvent) => {
      // At once: keys that are still to come are handled before any timer is.
      if (isTyping(event.target)) ahead.deliver(event.target as HTMLElement);
      // Opening a dialog focuses its close button first, then its field, if it has one.
      else setTimeout(() => isBusy() && !isTyping(document.activeElement) && ahead.deliver(null), 0);
    };
    let chordUntilMs = 0;
    const focusSearch = () => document.getElementById(searchBoxId)?.focus();
    const say = (name: string) => window.dispatchEvent(new CustomEvent(name));
    const keys = new Map<string, () => void>([
      ['j', commands.next],
      ['k', commands.previous],
      ['o', commands.openCursor],
      ['u', commands.back],
      ['Escape', commands.back],
      ['e', () => commands.archive()],
      ['#', () => commands.trash()],
      ['Delete', () => commands.trash()],
      ['!', () => commands.junk()],
      ['s', () => commands.star()],
      ['m', commands.mute],
      ['r', () => commands.reply('reply')],
      ['a', () => commands.reply('reply-all')],
      ['f', () => commands.reply('forward')],
      ['c', commands.compose],
      ['/', focusSearch],
      ['?', showHelp],
      ['z', commands.undo],
      ['x', commands.tick],
      ['v', commands.askMove],
      ['l', commands.askLabel],
      ['b', () => commands.askSnooze()],
      ['I', () => commands.read(true)],
      ['U', () => commands.read(false)],
      ['n', () => say(messageNextEvent)],
      ['p', () => say(messagePreviousEvent)],
      ['N', () => say(messageAnswerEvent)],
      ['P', () => say(messageAnsweredEvent)],
    ]);
    const afterG: Record<string, () => void> = {
      i: () => commands.goToRole('inbox'),
      d: () => commands.goToRole('drafts'),
      t: () => commands.goToRole('sent'),
      s: commands.goStarred,
    };

    function onKeyDown(event: KeyboardEvent): void {
      const isPalette = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';
      // An editor has its own use for it.
      if (isPalette && !event.defaultPrevented && !isBusy() && !(event.target as HTMLElement | null)?.isContentEditable) {
        event.preventDefault();
        showPalette();
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isBusy()) return;
      if (opening.current && ahead.take(event)) {
        event.preventDefault();
        return;
      }
      if (event.timeStamp < chordUntilMs) {
        chordUntilMs = 0;
        const run = afterG[event.key];
        if (run !== undefined) {
          event.preventDefault();
          run();
          return;
        }
      }
      if (event.key === 'g') {
        chordUntilMs = event.timeStamp + chordMs;
        return;
      }
      const target = event.target instanceof HTMLElement ? event.target : null;
      const inList = target === null || target === document.body || target.getAttribute('role') === 'grid';
      const arrows: Record<string, () => void> = inList
        ? { ArrowDown: commands.next, ArrowUp: commands.previous, Enter: commands.openCursor, ' ': commands.tick }
        : {};
      const run = keys.get(event.key) ?? arrows[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    }
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('focusin', onFocusIn);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('focusin', onFocusIn);
    };
  }, [commands, showHelp, showPalette]);
}
