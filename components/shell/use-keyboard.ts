import { useEffect, useLayoutEffect, useRef } from 'react';
import { searchBoxId } from '#components/threads/index.ts';
import { commandsByKey, type KeyCommand, ownKeys } from '#lib/client/index.ts';
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
 * Gmail's keys, or what the person has put in their place (lib/client/keys.ts), everywhere but in fields, dialogs and menus.
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
    let begun = '';
    const focusSearch = () => document.getElementById(searchBoxId)?.focus();
    const say = (name: string) => window.dispatchEvent(new CustomEvent(name));
    const runs: Record<KeyCommand, () => void> = {
      next: commands.next,
      previous: commands.previous,
      open: commands.openCursor,
      back: commands.back,
      archive: () => commands.archive(),
      delete: () => commands.trash(),
      junk: () => commands.junk(),
      star: () => commands.star(),
      mute: commands.mute,
      reply: () => commands.reply('reply'),
      replyAll: () => commands.reply('reply-all'),
      forward: () => commands.reply('forward'),
      forwardFiles: () => commands.takeAlong('forward'),
      compose: commands.compose,
      search: focusSearch,
      help: showHelp,
      undo: commands.undo,
      select: commands.tick,
      selectAll: commands.selectAll,
      selectNone: () => commands.selectThose('none'),
      selectRead: () => commands.selectThose('read'),
      selectUnread: () => commands.selectThose('unread'),
      move: commands.askMove,
      label: commands.askLabel,
      snooze: () => commands.askSnooze(),
      read: () => commands.read(true),
      unread: () => commands.read(false),
      more: commands.more,
      nextMessage: () => say(messageNextEvent),
      previousMessage: () => say(messagePreviousEvent),
      answer: () => say(messageAnswerEvent),
      answered: () => say(messageAnsweredEvent),
      goInbox: () => commands.goToRole('inbox'),
      goDrafts: () => commands.goToRole('drafts'),
      goSent: () => commands.goToRole('sent'),
      goArchive: () => commands.goToRole('archive'),
      goStarred: commands.goStarred,
    };
    const fixed: Record<string, KeyCommand> = { Escape: 'back', Delete: 'delete' };
    let own = ownKeys.get();
    let keys = commandsByKey(own);

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
      if (own !== ownKeys.get()) {
        own = ownKeys.get();
        keys = commandsByKey(own);
      }
      if (event.timeStamp < chordUntilMs && event.key !== 'Shift') {
        chordUntilMs = 0;
        const second = keys.get(`${begun} ${event.key}`);
        if (second !== undefined) {
          event.preventDefault();
          runs[second]();
          return;
        }
      }
      if ([...keys.keys()].some((key) => key.startsWith(`${event.key} `))) {
        chordUntilMs = event.timeStamp + chordMs;
        begun = event.key;
        return;
      }
      const target = event.target instanceof HTMLElement ? event.target : null;
      const inList = target === null || target === document.body || target.getAttribute('role') === 'grid';
      const arrows: Record<string, () => void> = inList
        ? { ArrowDown: commands.next, ArrowUp: commands.previous, Enter: commands.openCursor, ' ': commands.tick }
        : {};
      if (inList && event.shiftKey && event.key.startsWith('Arrow')) {
        arrows.ArrowDown = () => commands.extend(1);
        arrows.ArrowUp = () => commands.extend(-1);
      }
      const named = keys.get(event.key) ?? fixed[event.key];
      const run = named === undefined ? arrows[event.key] : runs[named];
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
