import { conversationsDragType } from '#components/mailboxes/index.ts';
import type { ListSelection } from '#components/threads/index.ts';
import {
  type Account,
  emailsMeant,
  go,
  openComposer,
  type SnoozePart,
  showToast,
  type ThreadSummary,
  t,
  type UndoStack,
} from '#lib/client/index.ts';
import type { Tag } from '#lib/contract/index.ts';
import type { EmailId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import { subjectId } from '../message/subject-id.ts';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { ListDeed } from './list-deed.ts';
import type { MailView } from './mail-view.ts';

/** A menu for rows: of these conversations, at this place of the screen. */
export type RowMenuAt = { threads: readonly ThreadId[]; at: { x: number; y: number } };

/** Puts conversations off until the time that was chosen. */
export type PutOff = (parts: readonly SnoozePart[], undoStack: UndoStack) => void;

/** Everything a key, a button or a menu can ask for. What it acts on: the ticked conversations, else the open one, else the keyboard's row. */
export type Commands = {
  next(): void;
  previous(): void;
  openCursor(): void;
  open(threadId: ThreadId, index: number): void;
  back(): void;
  archive(only?: ThreadId): void;
  trash(only?: ThreadId): void;
  destroyConfirmed(threads: readonly ThreadId[]): void;
  junk(only?: ThreadId): void;
  move(to: MailboxId): void;
  copy(to: MailboxId): void;
  tag(threads: readonly ThreadId[], tag: Pick<Tag, 'keyword' | 'name'>, on: boolean): void;
  /** what was dragged out of the list was dropped on this folder */
  take(to: MailboxId): void;
  askMove(): void;
  askLabel(): void;
  askSnooze(only?: ThreadId): void;
  /** `put` comes with the dialog that asks until when; `untilMs` null: back now */
  snooze(threads: readonly ThreadId[], put: PutOff, untilMs: number | null): void;
  star(only?: ThreadId, on?: boolean): void;
  mute(): void;
  read(on: boolean, only?: ThreadId): void;
  tick(): void;
  /** The keyboard's row and the next one (1) or the one before (-1), with what is ticked already. */
  extend(by: 1 | -1): void;
  /** All that the list holds, also what is not here yet. */
  selectAll(): void;
  /** of the rows that are here */
  selectThose(which: 'none' | 'read' | 'unread'): void;
  /** the menu of the row that the keyboard is on */
  more(): void;
  undo(): void;
  reply(mode: 'reply' | 'reply-all' | 'forward'): void;
  /** one new message with the messages of these conversations as files, or the messages as files on this device */
  takeAlong(how: 'forward' | 'export'): void;
  compose(): void;
  /** Groups the messages of this conversation anew, from those that are in it now. */
  rebuild(threadId: ThreadId): void;
  goToRole(role: 'inbox' | 'drafts' | 'sent' | 'archive'): void;
  goStarred(): void;
  targets(): readonly ThreadId[];
};

export type CommandDeps = {
  view: MailView;
  selection: ListSelection;
  /** the reader stands beside the list, so that walking the list opens conversations */
  readerBeside: boolean;
  afterAction: 'next' | 'list';
  askDestroy: (threads: readonly ThreadId[]) => void;
  askMove: (threads: readonly ThreadId[]) => void;
  askLabel: (threads: readonly ThreadId[]) => void;
  askSnooze: (threads: readonly ThreadId[]) => void;
  openMenu: (menu: RowMenuAt) => void;
  setChips: (chips: readonly 'starred'[]) => void;
};

/** `deps` is read at every command, so the commands themselves never change. */
export function createCommands(deps: () => CommandDeps | null): Commands {
  function threadAt(index: number): ThreadId | null {
    const view = deps()?.view;
    const emailId = view?.list.at(index) ?? null;
    return emailId === null ? null : (view?.rows.email(emailId)?.threadId ?? null);
  }

  /** Another conversation, or none, beside the same list. */
  function showThread(threadId: ThreadId | null): void {
    const view = deps()?.view;
    if (view === undefined) return;
    const { all } = view;
    const of = threadId === null || all === null ? {} : { all, accountId: view.accountOf(threadId).id };
    go({ ...of, threadId }, { replace: true });
  }

  function cursorIndex(): number {
    const now = deps();
    if (now === null) return 0;
    const { threadId, index } = now.selection.cursor.get();
    const anchor = threadId ?? now.view.route.threadId;
    const found = anchor === null ? -1 : now.view.list.indexOf(anchor, index);
    return found < 0 ? index : found;
  }

  function step(by: 1 | -1): void {
    const now = deps();
    if (now === null) return;
    const { list, route } = now.view;
    const isFresh = now.selection.cursor.get().threadId === null && route.threadId === null;
    const total = list.state.get().span;
    const index = Math.max(0, Math.min(total - 1, isFresh ? 0 : cursorIndex() + by));
    const threadId = threadAt(index);
    if (threadId === null) return;
    now.selection.setCursor({ threadId, index });
    // The list reads its rows aloud where it has the focus.
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true });
    // While conversations are ticked the keyboard walks without opening.
    const opens = route.threadId !== null && route.threadId !== threadId && now.selection.selected.get().size === 0;
    if (opens) showThread(threadId);
  }

  /** All of the list is ticked: the gateway does it. @returns false when it is not */
  function everything(deed: ListDeed, only?: ThreadId): boolean {
    const now = deps();
    const but = now?.selection.everythingBut.get() ?? null;
    if (now === null || but === null || only !== undefined) return false;
    const { view, selection } = now;
    void untilItComes(() => import('./act-on-everything.ts')).then(({ actOnList }) => actOnList(view, selection, but, deed));
    return true;
  }

  function loaded(): ThreadId[] {
    const span = deps()?.view.list.state.get().span ?? 0;
    return Array.from({ length: span }, (_, index) => threadAt(index)).filter((id) => id !== null);
  }

  function targets(): readonly ThreadId[] {
    const now = deps();
    if (now === null) return [];
    const but = now.selection.everythingBut.get();
    if (but !== null) return loaded().filter((id) => !but.has(id));
    const ticked = now.selection.selected.get();
    if (ticked.size > 0) return [...ticked];
    const one = now.view.route.threadId ?? now.selection.cursor.get().threadId;
    return one === null ? [] : [one];
  }

  function leaving(only: ThreadId | undefined, act: (threads: readonly ThreadId[]) => void): void {
    leavingAll(only === undefined ? targets() : [only], act);
  }

  /** Runs something that takes conversations out of the list and goes on with the row that takes their place. */
  function leavingAll(threads: readonly ThreadId[], act: (threads: readonly ThreadId[]) => void): void {
    const now = deps();
    if (now === null || threads.length === 0) return;
    // Nothing leaves a folder whose owner does not let it (I32), so the screen does not go on either.
    if (now.view.mailbox?.id === now.view.from && now.view.mailbox?.myRights.mayRemoveItems === false) {
      showToast({ kind: 'error', text: t('action.failed'), detail: t('error.forbidden') });
      return;
    }
    const { list, route } = now.view;
    const gone = new Set(threads);
    const first = Math.min(...threads.map((id) => list.indexOf(id, cursorIndex())).filter((index) => index >= 0), list.state.get().span);
    const cursor = now.selection.cursor.get();
    act(threads);
    now.selection.replace([...now.selection.selected.get()].filter((id) => !gone.has(id)));
    const openGone = route.threadId !== null && gone.has(route.threadId);
    const cursorGone = cursor.threadId !== null && gone.has(cursor.threadId);
    if (!openGone && !cursorGone) return;
    const index = Math.max(0, Math.min(first, list.state.get().span - 1));
    const inPlace = threadAt(index);
    // A long conversation is still there: the rest of it is fetched before it goes.
    const next = inPlace !== null && gone.has(inPlace) ? threadAt(index + 1) : inPlace;
    now.selection.setCursor({ threadId: next, index });
    if (openGone) showThread(now.afterAction === 'next' && now.readerBeside ? next : null);
  }

  function newestEmail(threadId: ThreadId): EmailId | null {
    const view = deps()?.view;
    if (view === undefined) return null;
    const emails = view.rows.threadEmails(threadId);
    const meant = emailsMeant(emails, view.contextOf(threadId)).filter((email) => email.keywords.$draft !== true);
    return (meant.at(-1) ?? emails.at(-1))?.id ?? null;
  }

  const commands: Commands = {
    targets,
    next: () => step(1),
    previous: () => step(-1),
    openCursor() {
      const now = deps();
      const index = cursorIndex();
      const threadId = now?.selection.cursor.get().threadId ?? threadAt(index);
      if (threadId === null) return;
      if (threadId === now?.view.route.threadId) document.getElementById(subjectId)?.focus({ preventScroll: true });
      else commands.open(threadId, index);
    },
    open(threadId, index) {
      const now = deps();
      if (now === null) return;
      now.selection.setCursor({ threadId, index });
      const { all, mailbox } = now.view;
      const emails = now.view.rows.threadEmails(threadId);
      const account = now.view.accountOf(threadId);
      // A draft alone is not read but written on.
      if (emails.length > 0 && !account.isReadOnly && emails.every((email) => email.keywords.$draft === true)) {
        openComposer({ mode: 'draft', accountId: account.id, emailId: emails.at(-1)?.id ?? null });
        return;
      }
      go({ all, accountId: account.id, mailboxId: mailbox?.id ?? null, threadId });
    },
    back() {
      const now = deps();
      if (now === null) return;
      if (now.selection.selected.get().size > 0 || now.selection.everythingBut.get() !== null) now.selection.clear();
      else if (now.view.route.threadId !== null) go({ threadId: null });
      else if (now.view.route.search !== null)
        go(now.view.all === null ? { search: null, mailboxId: null } : { search: null, all: 'inbox' });
    },
    archive(only) {
      const view = deps()?.view;
      if (view === undefined || view.mailbox?.role === 'archive' || everything({ do: 'archive' }, only)) return;
      leaving(only, (threads) => view.actions.archive(threads, view.from));
    },
    trash(only) {
      const now = deps();
      if (now === null) return;
      const { view } = now;
      if (view.mailbox?.role === 'trash') {
        const threads = only === undefined ? targets() : [only];
        if (threads.length > 0) now.askDestroy(threads);
        return;
      }
      if (!everything({ do: 'trash' }, only)) leaving(only, (threads) => view.actions.trash(threads, view.from));
    },
    destroyConfirmed(threads) {
      const view = deps()?.view;
      const from = view?.from ?? null;
      if (view === undefined || from === null || everything({ do: 'destroy' })) return;
      for (const [index, one] of threads.entries()) {
        if (index === 0) leaving(one, () => view.actions.destroy(threads, from));
        else leaving(one, () => undefined);
      }
    },
    junk(only) {
      const view = deps()?.view;
      if (view === undefined || everything({ do: 'junk' }, only)) return;
      if (view.mailbox?.role === 'junk') leaving(only, (threads) => view.actions.notJunk(threads));
      else leaving(only, (threads) => view.actions.junk(threads, view.from));
    },
    move(to) {
      const view = deps()?.view;
      if (view !== undefined && !everything({ do: 'move', to })) leaving(undefined, (threads) => view.actions.move(threads, view.from, to));
    },
    copy(to) {
      const view = deps()?.view;
      if (view !== undefined && !everything({ do: 'copy', to })) view.actions.copy(targets(), view.from, to);
    },
    tag(threads, tag, on) {
      if (!everything({ do: 'tag', keyword: tag.keyword, name: tag.name, on })) deps()?.view.actions.tag(threads, tag, on);
    },
    take(to) {
      const view = deps()?.view;
      const threads = dragged;
      dragged = [];
      if (threads === 'everything') everything({ do: 'move', to });
      else if (view !== undefined && threads.length > 0) leavingAll(threads, (all) => view.actions.move(all, view.from, to));
    },
    askMove() {
      const threads = targets();
      if (threads.length > 0) deps()?.askMove(threads);
    },
    askLabel() {
      const threads = targets();
      if (threads.length > 0) deps()?.askLabel(threads);
    },
    askSnooze(only) {
      const threads = only === undefined ? targets() : [only];
      if (threads.length > 0) deps()?.askSnooze(threads);
    },
    snooze(threads, put, untilMs) {
      const view = deps()?.view;
      if (view === undefined || (untilMs !== null && everything({ do: 'snooze', untilMs }))) return;
      const parts = new Map<Account, ThreadId[]>();
      for (const id of threads) {
        const account = view.accountOf(id);
        parts.set(account, [...(parts.get(account) ?? []), id]);
      }
      leavingAll(threads, () =>
        put(
          [...parts].map(([account, ids]) => ({ account, threads: ids, from: view.from })),
          view.client.undoStack,
        ),
      );
    },
    star(only, on) {
      const view = deps()?.view;
      const threads = only === undefined ? targets() : [only];
      if (view === undefined || threads.length === 0) return;
      const isStarred = (id: ThreadId) => view.rows.threadEmails(id).some((email) => email.keywords.$flagged === true);
      const isOn = on ?? !threads.every(isStarred);
      if (!everything({ do: 'star', on: isOn }, only)) view.actions.star(threads, isOn);
    },
    mute() {
      const view = deps()?.view;
      const threads = targets();
      if (view === undefined || threads.length === 0) return;
      const isMuted = (id: ThreadId) => view.account.cache.threadEmails(id).some((email) => email.keywords.$muted === true);
      const isOn = !threads.every(isMuted);
      if (!everything({ do: 'mute', on: isOn })) view.actions.mute(threads, isOn);
    },
    read(on, only) {
      const view = deps()?.view;
      const threads = only === undefined ? targets() : [only];
      if (view === undefined || threads.length === 0) return;
      if (!everything({ do: 'read', on }, only)) view.actions.read(threads, on);
      // An open conversation that is unread again is closed: left open it would look read.
      if (!on && view.route.threadId !== null && threads.includes(view.route.threadId)) go({ threadId: null });
    },
    tick() {
      const now = deps();
      if (now === null) return;
      const index = cursorIndex();
      const threadId = threadAt(index);
      if (threadId === null) return;
      now.selection.setCursor({ threadId, index });
      now.selection.toggle(threadId, index);
    },
    extend(by) {
      const now = deps();
      const { threadId, index } = now?.selection.cursor.get() ?? { threadId: null, index: 0 };
      if (now === null || now.selection.everythingBut.get() !== null) return;
      if (threadId !== null && !now.selection.selected.get().has(threadId)) now.selection.toggle(threadId, index);
      step(by);
      const reached = now.selection.cursor.get();
      if (reached.threadId !== null) now.selection.extend(reached.index, threadAt);
    },
    selectAll() {
      const now = deps();
      if (now === null) return;
      const all = loaded();
      if (all.length >= now.view.list.state.get().span) now.selection.replace(all);
      else now.selection.selectEverything();
    },
    selectThose(which) {
      const now = deps();
      if (now === null) return;
      commands.selectAll();
      const isUnread = (id: ThreadId) => now.view.rows.threadEmails(id).some(({ keywords }) => keywords.$seen !== true);
      now.selection.replace([...now.selection.selected.get()].filter((id) => which !== 'none' && isUnread(id) === (which === 'unread')));
    },
    more() {
      const threads = commands.targets();
      const row = document.querySelector('[data-cursor]')?.getBoundingClientRect();
      if (threads.length > 0) deps()?.openMenu({ threads, at: { x: (row?.left ?? 0) + 60, y: row?.bottom ?? 120 } });
    },
    undo() {
      const client = deps()?.view.client;
      if (client?.undoStack.undoLast() === null) showToast({ id: 'action', text: t('action.nothingToUndo'), durationMs: 2_500 });
      else showToast({ id: 'action', text: t('action.undone'), said: null, durationMs: 2_500 });
    },
    reply(mode) {
      const view = deps()?.view;
      const threadId = targets()[0];
      const emailId = threadId === undefined ? null : newestEmail(threadId);
      if (view === undefined || threadId === undefined || emailId === null) return;
      const account = view.accountOf(threadId);
      if (account.isReadOnly) showToast({ kind: 'error', text: t('action.failed'), detail: t('error.forbidden') });
      else openComposer({ mode, accountId: account.id, emailId });
    },
    takeAlong(how) {
      const now = deps();
      const threads = targets();
      if (now === null || threads.length === 0) return;
      const { view, selection } = now;
      void untilItComes(() => import('./take-along.ts')).then((taking) =>
        taking.takeAlong(how, { view, threads, but: selection.everythingBut.get() }),
      );
    },
    rebuild(threadId) {
      const account = deps()?.view.accountOf(threadId);
      if (account === undefined) return;
      void untilItComes(() => import('./rebuild-conversation.ts')).then(({ rebuildConversation }) =>
        rebuildConversation(account, threadId, () => deps()?.view.route.threadId === threadId),
      );
    },
    compose() {
      openComposer({ mode: 'new', accountId: deps()?.view.account.id ?? null });
    },
    goToRole(role) {
      const view = deps()?.view;
      if (view !== undefined && view.all !== null) {
        go({ all: role === 'archive' ? 'mail' : role, accountId: null, threadId: null, search: null });
        return;
      }
      const id = view?.account.withRole(role) ?? null;
      if (view !== undefined && id !== null) go({ accountId: view.account.id, mailboxId: id, threadId: null, search: null });
    },
    goStarred() {
      const now = deps();
      if (now === null) return;
      if (now.view.all !== null) {
        go({ all: 'starred', accountId: null, threadId: null, search: null });
        return;
      }
      commands.goToRole('inbox');
      now.setChips(['starred']);
    },
  };
  return commands;
}

/** What is dragged out of the list at the moment; another window's drag brings nothing with it. */
let dragged: readonly ThreadId[] | 'everything' = [];

/** Ticks the rows from the last one that was ticked to this one; those of them that are not here yet when they have come. */
function extendTo({ view, selection }: CommandDeps, index: number, threadAt: (index: number) => ThreadId | null): void {
  const from = selection.extend(index, threadAt);
  const [first, last] = [Math.min(from, index), Math.max(from, index)];
  if (Array.from({ length: last - first + 1 }, (_, at) => threadAt(first + at)).every((id) => id !== null)) return;
  const ticked = selection.selected.get();
  void view.list.bring(first, last).then(() => {
    // Unless something else was ticked meanwhile.
    if (selection.selected.get() === ticked) selection.extend(index, threadAt);
  });
}

/** What the rows ask for, in the words of the commands. */
export function rowActions(commands: Commands, deps: () => CommandDeps | null) {
  return {
    open: (thread: ThreadSummary, index: number) => commands.open(thread.threadId, index),
    tick(thread: ThreadSummary, index: number, extend: boolean) {
      const now = deps();
      if (now === null) return;
      const threadAt = (at: number) => {
        const emailId = now.view.list.at(at);
        return emailId === null ? null : (now.view.rows.email(emailId)?.threadId ?? null);
      };
      if (extend) extendTo(now, index, threadAt);
      else now.selection.toggle(thread.threadId, index);
      now.selection.setCursor({ threadId: thread.threadId, index });
    },
    /** Of a row that is ticked all ticked ones are meant. */
    drag(thread: ThreadSummary, transfer: DataTransfer) {
      const { selected, everythingBut } = deps()?.selection ?? {};
      const ticked = selected?.get();
      const but = everythingBut?.get() ?? null;
      const isAll = but !== null && !but.has(thread.threadId);
      dragged = isAll ? 'everything' : ticked?.has(thread.threadId) ? [...ticked] : [thread.threadId];
      const count = dragged === 'everything' ? (deps()?.view.list.state.get().total ?? 0) - (but?.size ?? 0) : dragged.length;
      transfer.setData(conversationsDragType, '');
      transfer.effectAllowed = 'move';
      const label = document.createElement('div');
      label.className = 'fixed -top-20 start-0 rounded-full bg-accent px-3 py-1 font-medium text-accent-ink';
      label.textContent = t('list.count', { count });
      document.body.append(label);
      transfer.setDragImage(label, -12, -8);
      // The browser has taken its picture by then.
      setTimeout(() => label.remove(), 0);
    },
    menu(thread: ThreadSummary, index: number, at: { x: number; y: number }) {
      const now = deps();
      if (now === null) return;
      const ticked = now.selection.selected.get();
      const but = now.selection.everythingBut.get();
      if (but?.has(thread.threadId)) now.selection.clear();
      const isAll = but !== null && !but.has(thread.threadId);
      const threads = isAll ? commands.targets() : ticked.has(thread.threadId) ? [...ticked] : [thread.threadId];
      now.selection.setCursor({ threadId: thread.threadId, index });
      now.openMenu({ threads, at });
    },
    archive: (thread: ThreadSummary) => commands.archive(thread.threadId),
    snooze: (thread: ThreadSummary) => commands.askSnooze(thread.threadId),
    trash: (thread: ThreadSummary) => commands.trash(thread.threadId),
    read: (thread: ThreadSummary, on: boolean) => commands.read(on, thread.threadId),
    star: (thread: ThreadSummary, on: boolean) => commands.star(thread.threadId, on),
    hover: (thread: ThreadSummary) => deps()?.view.accountOf(thread.threadId).conversations.prefetch(thread.threadId),
  };
}
