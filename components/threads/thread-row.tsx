import { BellOff, Crown, Paperclip, Star } from 'lucide-react';
import { lazy, type MouseEvent, memo, type ReactNode, Suspense } from 'react';
import { Avatar, Checkbox, classNames } from '#components/ui/index.ts';
import { commaList, type MarkedText, n, type RightsOver, type RowSnippet, type ThreadSummary, t } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import { TagChip } from '../tags/tag-chip.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';
import { GridCell } from './grid-cell.tsx';
import { fullDate, listDate } from './list-date.ts';

export type RowActions = {
  open(thread: ThreadSummary, index: number): void;
  tick(thread: ThreadSummary, index: number, extend: boolean): void;
  archive(thread: ThreadSummary): void;
  snooze(thread: ThreadSummary): void;
  trash(thread: ThreadSummary): void;
  read(thread: ThreadSummary, on: boolean): void;
  star(thread: ThreadSummary, on: boolean): void;
  hover(thread: ThreadSummary): void;
  drag(thread: ThreadSummary, transfer: DataTransfer): void;
  menu(thread: ThreadSummary, index: number, at: { x: number; y: number }): void;
};

/** Of which account a row is, where several are in one list. The same object for the same account. */
export type RowAccount = { name: string; hue: number };

// No part of the first load (performance.md).
const RowHoverActions = lazy(async () => ({ default: (await untilItComes(() => import('./row-hover-actions.tsx'))).RowHoverActions }));

type ThreadRowProps = {
  thread: ThreadSummary;
  account: RowAccount | null;
  index: number;
  href: string;
  isOpen: boolean;
  isSelected: boolean;
  isCursor: boolean;
  /** some row is ticked: every row shows its box */
  isSelecting: boolean;
  isCompact: boolean;
  canArchive: boolean;
  /** what would be refused here is not offered (I32) */
  may: RightsOver;
  /** where the words of a search stand in it */
  snippet: RowSnippet | null;
  /** only the mail server found it */
  isFromServer: boolean;
  /** what the first look does not need may come */
  isLate: boolean;
  nowMs: number;
  actions: RowActions;
};

/** One conversation of the list. Draws what it is given. */
export const ThreadRow = memo(function ThreadRow(props: ThreadRowProps) {
  const { thread, index, isOpen, isSelected, isCursor, isCompact } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names this row by aria-activedescendant
    <div
      role="row"
      id={rowId(thread.threadId)}
      aria-rowindex={index + 1}
      aria-label={spoken(props)}
      aria-selected={isSelected}
      aria-current={isOpen || undefined}
      data-unread={thread.unread || undefined}
      data-cursor={isCursor || undefined}
      data-thread={thread.threadId}
      onPointerEnter={() => props.actions.hover(thread)}
      draggable={props.may.mayRemove}
      onDragStart={(event) => props.actions.drag(thread, event.dataTransfer)}
      onContextMenu={(event) => {
        // A touch keeps the browser's own.
        if (!window.matchMedia('(pointer: fine)').matches) return;
        event.preventDefault();
        props.actions.menu(thread, index, { x: event.clientX, y: event.clientY });
      }}
      className={classNames(
        'group/row relative flex h-full border-b border-line pe-3 ps-2',
        isCompact ? 'items-center gap-2' : 'gap-2.5 py-3',
        isSelected || isOpen ? 'bg-paper-selected' : 'hover:bg-paper-hover',
      )}
    >
      {props.account === null ? null : <AccountMark account={props.account} />}
      {isCursor ? <span aria-hidden className="absolute inset-y-0 start-0 w-0.5 bg-accent group-focus-visible/grid:w-1" /> : null}
      <RowTick {...props} />
      {isCompact ? <CompactCells {...props} /> : <ComfortableCells {...props} />}
      {props.isLate ? (
        <Suspense fallback={null}>
          <RowHoverActions {...props} />
        </Suspense>
      ) : null}
    </div>
  );
});

/** By the conversation: when another takes a row's place, the grid names another row, which is read aloud. */
export const rowId = (threadId: ThreadId): string => `row-${threadId}`;

/** A row as it is read aloud, in one breath: first what tells whether to go on listening. */
function spoken({ thread, account, snippet, isFromServer, nowMs }: ThreadRowProps): string {
  const plain = (text: MarkedText) => text.map((piece) => piece.text).join('');
  return [
    thread.muted && t('list.muted'),
    thread.unread && t('list.unread'),
    ...thread.names.map(({ text }) => text),
    nobody(thread),
    thread.priority && t('list.priority'),
    thread.count > 1 && t('list.messages', { count: thread.count }),
    isDrafted(thread) && t('list.draft'),
    (snippet?.subject ? plain(snippet.subject) : thread.subject) || t('list.noSubject'),
    thread.starred && t('list.starred'),
    thread.hasAttachment && t('list.attachment'),
    ...thread.tags.map(({ name }) => name),
    snippet?.until ?? listDate(thread.receivedAtMs, nowMs),
    isFromServer && t('list.fromServer'),
    account?.name,
    snippet?.preview ? plain(snippet.preview) : thread.preview,
  ]
    .filter(Boolean)
    .join(t('list.comma'));
}

const nobody = (thread: ThreadSummary): string =>
  thread.names.length > 0 ? '' : thread.namesAreRecipients ? t('list.noRecipients') : t('list.unknownSender');
const isDrafted = (thread: ThreadSummary): boolean => thread.hasDraft && !thread.namesAreRecipients;

/** A stroke in the colour of the account at the row's edge; its name for whoever does not see it, and on the pointer. */
function AccountMark({ account }: { account: RowAccount }) {
  return (
    <GridCell className="absolute inset-y-1.5 start-0.5 z-1 w-1">
      <span data-hue={account.hue} title={account.name} className="account-mark block h-full rounded-full">
        <span className="sr-only">{account.name}</span>
      </span>
    </GridCell>
  );
}

/** The avatar, which is a check box when the pointer is on it or something is ticked. */
function RowTick({ thread, index, isSelected, isSelecting, isCompact, actions }: ThreadRowProps) {
  return (
    <GridCell className={classNames('relative z-1 flex shrink-0 justify-center', isCompact ? 'w-6 items-center' : 'w-10 items-center')}>
      {isCompact ? null : (
        <Avatar
          name={thread.avatar.name}
          email={thread.avatar.email}
          className={isSelecting ? 'invisible' : 'group-hover/row:invisible coarse:group-hover/row:visible'}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a wider target around the check box, which itself takes the keyboard */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same */}
      <span
        className={classNames(
          'absolute inset-0 flex items-center justify-center',
          !isSelecting && !isCompact && 'opacity-0 group-hover/row:opacity-100 focus-within:opacity-100 coarse:group-hover/row:opacity-0',
        )}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          actions.tick(thread, index, event.shiftKey);
        }}
      >
        <Checkbox label={`${t('list.select')}: ${thread.subject}`} hideLabel tabIndex={-1} checked={isSelected} readOnly />
      </span>
    </GridCell>
  );
}

/** Lies over the row and is named as the row is: what it lies over is for the eye. */
function RowLink({ thread, index, href, actions }: ThreadRowProps) {
  return (
    // biome-ignore lint/a11y/useAnchorContent: its name is the row's
    <a
      href={href}
      aria-labelledby={rowId(thread.threadId)}
      tabIndex={-1}
      draggable={false}
      className="absolute inset-0 outline-none"
      onClick={(event: MouseEvent) => {
        if (event.metaKey || event.ctrlKey || event.button !== 0) return;
        event.preventDefault();
        if (event.shiftKey) actions.tick(thread, index, true);
        else actions.open(thread, index);
      }}
    />
  );
}

function ComfortableCells(props: ThreadRowProps) {
  const { thread, nowMs } = props;
  return (
    <GridCell className="flex min-w-0 flex-1 flex-col justify-center gap-0.5">
      <RowLink {...props} />
      <span aria-hidden className="flex items-baseline gap-2">
        <UnreadDot thread={thread} />
        <Names thread={thread} />
        <DateText atMs={thread.receivedAtMs} nowMs={nowMs} unread={thread.unread} until={props.snippet?.until} />
      </span>
      <span className="flex min-w-0 items-center gap-2">
        <SubjectAndPreview {...props} />
        <Marks {...props} />
        <StarButton {...props} />
      </span>
    </GridCell>
  );
}

function CompactCells(props: ThreadRowProps) {
  const { thread, nowMs } = props;
  return (
    <GridCell className="flex min-w-0 flex-1 items-center gap-2">
      <RowLink {...props} />
      <span aria-hidden className="contents">
        <UnreadDot thread={thread} />
        <span className="flex w-40 shrink-0 overflow-hidden">
          <Names thread={thread} />
        </span>
      </span>
      <SubjectAndPreview {...props} />
      <Marks {...props} />
      <StarButton {...props} />
      <DateText atMs={thread.receivedAtMs} nowMs={nowMs} unread={thread.unread} until={props.snippet?.until} />
    </GridCell>
  );
}

function UnreadDot({ thread }: { thread: ThreadSummary }) {
  if (thread.muted)
    return (
      <span className="shrink-0 self-center text-ink-faint">
        <BellOff size={13} />
      </span>
    );
  if (!thread.unread) return null;
  return <span className="size-2 shrink-0 self-center rounded-full bg-accent" />;
}

/** “Anna, me (4)”: who has written something unread stands in bold. */
function Names({ thread }: { thread: ThreadSummary }) {
  return (
    <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
      <span dir="auto" className={classNames('truncate', thread.unread ? 'text-ink' : 'text-ink')}>
        {nobody(thread)}
        {thread.names.map((name, index) => (
          <span key={name.key} className={name.unread ? 'font-semibold' : undefined}>
            {index > 0 ? <span className="font-normal">{t('list.comma')}</span> : null}
            {name.text}
          </span>
        ))}
      </span>
      {thread.priority ? (
        <span className="shrink-0 self-center text-star" title={t('list.priority')}>
          <Crown size={13} />
        </span>
      ) : null}
      {thread.count > 1 ? (
        <span className="shrink-0 text-sm text-ink-muted tabular-nums" title={t('list.messages', { count: thread.count })}>
          {n(thread.count)}
        </span>
      ) : null}
      {isDrafted(thread) ? <span className="shrink-0 text-sm text-danger">{t('list.draft')}</span> : null}
    </span>
  );
}

/** “Re:” says nothing about the direction of what follows it. */
function withPrefixApart(subject: string): ReactNode {
  const [prefix = ''] = /^(?:\p{L}{1,5}\s*[:：]\s*)*\p{L}{1,5}\s*[:：](?=\s)/u.exec(subject) ?? [];
  if (prefix === '') return subject;
  return (
    <>
      <bdi>{prefix}</bdi>
      {subject.slice(prefix.length)}
    </>
  );
}

function SubjectAndPreview({ thread, snippet }: ThreadRowProps) {
  const preview = snippet?.preview ? marked(snippet.preview) : thread.preview;
  return (
    <span aria-hidden className="flex min-w-0 flex-1 text-ink-muted">
      {/* Each in its own direction, so that each is cut at its own end. */}
      <span dir="auto" className={classNames('truncate', thread.unread ? 'font-semibold text-ink' : 'text-ink')}>
        {snippet?.subject ? marked(snippet.subject) : withPrefixApart(thread.subject) || t('list.noSubject')}
      </span>
      {preview ? (
        <span className="flex min-w-0 flex-1 basis-0 overflow-hidden">
          <span className="whitespace-pre"> — </span>
          <span dir="auto" className="min-w-0 flex-1 truncate [text-align:match-parent]">
            {preview}
          </span>
        </span>
      ) : null}
    </span>
  );
}

const marked = (text: MarkedText): ReactNode =>
  text.map((piece, index) =>
    piece.isHit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name and never move
      <mark key={index} className="rounded-xs bg-warn-soft text-ink">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );

/** Chips shown in a row; of many tags the rest is a number. */
const chipsInRow = 2;

function Tags({ thread }: { thread: ThreadSummary }) {
  if (thread.tags.length === 0) return null;
  const rest = thread.tags.slice(chipsInRow);
  return (
    <span className="flex shrink-0 items-center gap-1">
      {thread.tags.slice(0, chipsInRow).map((tag) => (
        <TagChip key={tag.keyword} tag={tag} className="max-w-24!" />
      ))}
      {rest.length === 0 ? null : (
        <span className="text-xs text-ink-muted tabular-nums" title={commaList(rest.map(({ name }) => name))}>
          +{n(rest.length)}
        </span>
      )}
    </span>
  );
}

function DateText({ atMs, nowMs, unread, until }: { atMs: number; nowMs: number; unread: boolean; until?: string | undefined }) {
  return (
    <time
      aria-hidden
      dateTime={new Date(atMs).toISOString()}
      title={fullDate(atMs)}
      className={classNames(
        'shrink-0 text-sm tabular-nums group-hover/row:invisible coarse:group-hover/row:visible',
        unread ? 'font-semibold text-accent' : 'text-ink-muted',
      )}
    >
      {until ?? listDate(atMs, nowMs)}
    </time>
  );
}

function Marks({ thread, isFromServer }: ThreadRowProps) {
  return (
    <span aria-hidden className="contents text-ink-muted">
      <Tags thread={thread} />
      {isFromServer ? <span className="shrink-0 rounded-sm border border-line-strong px-1 text-xs">{t('list.fromServer')}</span> : null}
      {thread.hasAttachment ? <Paperclip size={14} className="shrink-0" /> : null}
    </span>
  );
}

function StarButton({ thread, may, actions }: ThreadRowProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      disabled={!may.maySetKeywords}
      aria-label={thread.starred ? t('list.unstar') : t('list.star')}
      onClick={() => actions.star(thread, !thread.starred)}
      className={classNames(
        'relative z-1 -my-1 -ms-1 inline-flex size-6 shrink-0 items-center justify-center rounded-sm',
        thread.starred
          ? 'text-star'
          : 'text-ink-faint opacity-0 enabled:group-hover/row:opacity-100 enabled:hover:text-star coarse:enabled:opacity-60',
      )}
    >
      <Star aria-hidden size={16} strokeWidth={1.75} fill={thread.starred ? 'currentColor' : 'none'} />
    </button>
  );
}
