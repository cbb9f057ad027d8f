import { Archive, Clock, FolderInput, type LucideIcon, Mail, MailOpen, RefreshCw, Star, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { type Account, announce, type RightsOver, showToast, t } from '#lib/client/index.ts';
import type { SwipeDeed } from '#lib/contract/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import type { ListSelection } from '../threads/list-selection.ts';
import { classNames } from '../ui/class-names.ts';
import type { Commands } from './commands.ts';
import { listenToTouch, type Swiping } from './list-touch.ts';
import type { MailView } from './mail-view.ts';
import type { Towards } from './swipe-track.ts';

type TouchListProps = {
  view: MailView;
  accounts: readonly Account[];
  commands: Commands;
  selection: ListSelection;
  preferences: { swipeStart: SwipeDeed; swipeEnd: SwipeDeed };
  may: RightsOver;
};

type Look = { icon: LucideIcon; label: string; ground: string };
type Pull = { px: number; isFar: boolean; isAsking: boolean };

/** What the gateway asked for comes by push; how soon a mail server lets itself be asked is its own affair. */
const askingMs = 1_200;
const notPulled: Pull = { px: 0, isFar: false, isAsking: false };

/** What fingers do in the list: rows are swiped aside, held to tick them, and the list is pulled down to look for new mail. */
export function TouchList(props: TouchListProps) {
  const here = useRef<HTMLDivElement>(null);
  const [swiping, setSwiping] = useState<Swiping | null>(null);
  const [pull, setPull] = useState(notPulled);
  const now = useRef(props);
  now.current = props;

  useEffect(() => {
    const area = here.current?.parentElement;
    if (area == null) return;
    let later: ReturnType<typeof setTimeout> | undefined;
    const deedOf = (towards: Towards): SwipeDeed => mayDo(now.current, towards);
    const stop = listenToTouch(area, {
      maySwipe: (towards) => deedOf(towards) !== 'none',
      swiping: setSwiping,
      leaves: (towards) => leavesList(now.current.view, deedOf(towards)),
      swiped: (row, towards) => act(now.current, threadOf(row), deedOf(towards)),
      held: (row) => tick(now.current, threadOf(row)),
      isTicking: () => isTicking(now.current.selection),
      tapped: (row) => tick(now.current, threadOf(row)),
      pulling: (px, isFar) => setPull({ px, isFar, isAsking: false }),
      pulled() {
        setPull({ px: 0, isFar: false, isAsking: true });
        announce(t('touch.asking'));
        void ask(now.current).then(() => {
          later = setTimeout(() => setPull(notPulled), askingMs);
        });
      },
      topPx: () => here.current?.getBoundingClientRect().top ?? 0,
    });
    return () => {
      clearTimeout(later);
      stop();
    };
  }, []);

  const wrapper = swiping?.row.parentElement ?? null;
  return (
    <>
      <div ref={here} className="shrink-0 overflow-hidden" style={{ height: pull.isAsking ? 40 : pull.px }}>
        <p className="flex h-10 items-center justify-center gap-2 text-ink-muted">
          <RefreshCw
            aria-hidden
            size={16}
            className={classNames(pull.isAsking && 'motion-safe:animate-spin', pull.isFar && 'text-accent')}
            style={pull.isAsking ? undefined : { transform: `rotate(${pull.px * 3}deg)` }}
          />
          {pull.isAsking ? t('touch.asking') : null}
        </p>
      </div>
      {swiping === null || wrapper === null
        ? null
        : createPortal(<Ground look={lookOf(props, swiping)} towards={swiping.towards} isFar={swiping.isFar} />, wrapper)}
    </>
  );
}

/** What is seen in the place that the row has left. */
function Ground({ look: { icon: Icon, label, ground }, towards, isFar }: { look: Look; towards: Towards; isFar: boolean }) {
  return (
    <div
      aria-hidden
      className={classNames(
        'absolute inset-0 -z-1 flex items-center gap-2 px-5 font-medium',
        towards === 'start' ? 'flex-row-reverse' : '',
        isFar ? ground : 'bg-paper-sunken text-ink-muted',
      )}
    >
      <Icon size={20} className={classNames('transition-transform duration-150', isFar && 'scale-110')} />
      <span className="text-sm">{label}</span>
    </div>
  );
}

const threadOf = (row: HTMLElement): ThreadId => row.dataset.thread as ThreadId;
const isUnread = ({ view }: TouchListProps, threadId: ThreadId): boolean =>
  view.rows.threadEmails(threadId).some(({ keywords }) => keywords.$seen !== true);
const isStarred = ({ view }: TouchListProps, threadId: ThreadId): boolean =>
  view.rows.threadEmails(threadId).some(({ keywords }) => keywords.$flagged === true);
const isTicking = (selection: ListSelection): boolean => selection.selected.get().size > 0 || selection.everythingBut.get() !== null;

/** What was chosen for this side, as far as it can be done here. */
function mayDo({ view, may, preferences }: TouchListProps, towards: Towards): SwipeDeed {
  const deed = towards === 'start' ? preferences.swipeStart : preferences.swipeEnd;
  const isAllowed: Record<SwipeDeed, boolean> = {
    archive: may.mayRemove && view.mailbox?.role !== 'archive',
    delete: may.mayRemove,
    snooze: may.mayRemove,
    move: may.mayRemove,
    read: may.maySetSeen,
    star: may.maySetKeywords,
    none: false,
  };
  return isAllowed[deed] ? deed : 'none';
}

/** What is deleted for good is asked for first. */
const leavesList = (view: MailView, deed: SwipeDeed): boolean =>
  view.route.search === null && (deed === 'archive' || (deed === 'delete' && view.mailbox?.role !== 'trash'));

function act(props: TouchListProps, threadId: ThreadId, deed: SwipeDeed): void {
  const { commands, selection } = props;
  const deeds: Record<SwipeDeed, () => void> = {
    archive: () => commands.archive(threadId),
    delete: () => commands.trash(threadId),
    snooze: () => commands.askSnooze(threadId),
    read: () => commands.read(isUnread(props, threadId), threadId),
    star: () => commands.star(threadId),
    move() {
      // The dialog moves what is ticked.
      selection.replace([threadId]);
      commands.askMove();
    },
    none: () => undefined,
  };
  deeds[deed]();
}

function tick({ selection, view }: TouchListProps, threadId: ThreadId): void {
  const index = view.list.indexOf(threadId);
  if (index >= 0) selection.toggle(threadId, index);
}

/** Asks every account that the list is of. That there was nothing new nobody tells, so it is not said either. */
async function ask({ view, accounts }: TouchListProps): Promise<void> {
  const asked = await Promise.allSettled(accounts.map((account) => account.checkNow()));
  void view.list.refresh();
  if (asked.some(({ status }) => status === 'rejected')) showToast({ kind: 'error', text: t('touch.failed') });
}

function lookOf(props: TouchListProps, { row, towards }: Swiping): Look {
  const threadId = threadOf(row);
  const deed = mayDo(props, towards);
  const plain = 'bg-accent text-accent-ink';
  switch (deed) {
    case 'archive':
      return { icon: Archive, label: t('list.archive'), ground: plain };
    case 'delete':
      return { icon: Trash2, label: t('list.delete'), ground: 'bg-danger text-danger-ink' };
    case 'snooze':
      return { icon: Clock, label: t('list.snooze'), ground: plain };
    case 'move':
      return { icon: FolderInput, label: t('list.move'), ground: plain };
    case 'star': {
      const label = isStarred(props, threadId) ? t('list.unstar') : t('list.star');
      return { icon: Star, label, ground: plain };
    }
    case 'read':
    case 'none':
      return isUnread(props, threadId)
        ? { icon: MailOpen, label: t('list.markRead'), ground: plain }
        : { icon: Mail, label: t('list.markUnread'), ground: plain };
  }
}
