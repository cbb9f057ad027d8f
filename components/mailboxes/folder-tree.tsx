import { ChevronRight, FolderCog, Lock, MoreHorizontal, Plus } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from 'react';
import { classNames, Skeleton } from '#components/ui/index.ts';
import { n, t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { leftToRight } from '../ui/direction.ts';
import { mailboxIcon } from './mailbox-icon.ts';
import { mailboxName } from './mailbox-name.ts';
import { mailboxBadge, mailboxTree, type TreeNode } from './mailbox-tree.ts';

type FolderTreeProps = {
  mailboxes: readonly Mailbox[] | null;
  currentId: MailboxId | null;
  /** only icons */
  isNarrow: boolean;
  hrefOf: (id: MailboxId) => string;
  onOpen: (id: MailboxId) => void;
  /** what can be done with folders; null: nothing */
  manage: FolderManage | null;
  /** conversations were dropped on a folder; absent: none can be */
  onTake?: ((to: MailboxId) => void) | undefined;
};

/** What the tree asks of whoever manages its folders. */
export type FolderManage = {
  openMenu(mailbox: Mailbox, at: HTMLElement | { x: number; y: number }): void;
  rename(mailbox: Mailbox): void;
  remove(mailbox: Mailbox): void;
  /** null: at the top level */
  create(parentId: MailboxId | null): void;
  mayMove(id: MailboxId, to: MailboxId | null): boolean;
  move(id: MailboxId, to: MailboxId | null): void;
};

const collapsedKey = 'postern.collapsed-folders';

/** The folder tree (WAI-ARIA tree pattern): special folders first, own ones below. */
export function FolderTree({ mailboxes, currentId, isNarrow, hrefOf, onOpen, manage, onTake }: FolderTreeProps) {
  const [dragged, setDragged] = useState<MailboxId | null>(null);
  const [collapsed, setCollapsed] = useState(readCollapsed);
  const tree = useRef<HTMLDivElement>(null);
  const { special, own } = useMemo(() => mailboxTree(mailboxes ?? [], collapsed), [mailboxes, collapsed]);
  const nodes = [...special, ...own];
  // Where the focus was last, until another folder is opened: Tab comes back there, and the button below the tree is about it.
  const [visited, setVisited] = useState<{ id: MailboxId | null; while: MailboxId | null }>({ id: null, while: null });
  const nodeOf = (id: MailboxId | null) => nodes.find(({ mailbox }) => mailbox.id === id) ?? null;
  const current = (visited.while === currentId ? nodeOf(visited.id) : null) ?? nodeOf(currentId);
  const focusable = (current ?? nodes[0])?.mailbox.id ?? null;

  function fold(id: MailboxId, on: boolean): void {
    const next = new Set(collapsed);
    if (on) next.add(id);
    else next.delete(id);
    setCollapsed(next);
    localStorage.setItem(collapsedKey, JSON.stringify([...next].slice(-500)));
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
    const at = items.indexOf(event.target as HTMLElement);
    const node = nodes[at];
    if (at < 0 || node === undefined) return;
    switch (leftToRight(event.key)) {
      case 'ArrowDown':
        items[at + 1]?.focus();
        break;
      case 'ArrowUp':
        items[at - 1]?.focus();
        break;
      case 'Home':
        items[0]?.focus();
        break;
      case 'End':
        items.at(-1)?.focus();
        break;
      case 'ArrowRight':
        if (node.hasChildren && collapsed.has(node.mailbox.id)) fold(node.mailbox.id, false);
        else if (node.hasChildren) items[at + 1]?.focus();
        break;
      case 'ArrowLeft':
        if (node.hasChildren && !collapsed.has(node.mailbox.id)) fold(node.mailbox.id, true);
        else items[nodes.findLastIndex((other, index) => index < at && other.depth < node.depth)]?.focus();
        break;
      case 'Enter':
      case ' ':
        onOpen(node.mailbox.id);
        break;
      case 'F2':
        if (manage === null || !node.mailbox.myRights.mayRename) return;
        manage.rename(node.mailbox);
        break;
      case 'Delete':
        if (manage === null || !node.mailbox.myRights.mayDelete) return;
        // The focus goes on to the next one before this one is gone.
        if (!node.hasChildren) (items[at + 1] ?? items[at - 1])?.focus();
        manage.remove(node.mailbox);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  if (mailboxes === null) return <TreeSkeleton isNarrow={isNarrow} />;
  const item = (node: TreeNode) => (
    <FolderItem
      key={node.mailbox.id}
      node={node}
      isCurrent={node.mailbox.id === currentId}
      isFocusable={node.mailbox.id === focusable}
      isCollapsed={collapsed.has(node.mailbox.id)}
      isNarrow={isNarrow}
      href={hrefOf(node.mailbox.id)}
      onOpen={onOpen}
      onFold={fold}
      onVisit={(id) => setVisited({ id, while: currentId })}
      manage={manage}
      dragged={dragged}
      onDrag={setDragged}
      onTake={onTake}
    />
  );
  return (
    <>
      <div ref={tree} role="tree" aria-label={t('mailbox.tree')} onKeyDown={onKeyDown} className="flex flex-col gap-px">
        {special.map(item)}
        {own.length > 0 ? (
          isNarrow ? (
            <hr className="mx-2 my-2 border-line" />
          ) : (
            <TreeHeading manage={manage} dragged={dragged} />
          )
        ) : manage === null || isNarrow ? null : (
          <TreeHeading manage={manage} dragged={dragged} />
        )}
        {own.map(item)}
      </div>
      {manage === null || isNarrow ? null : (
        <div className="mt-px flex items-center gap-1">
          <button
            type="button"
            onClick={() => manage.create(null)}
            className="flex h-8 min-w-0 flex-1 items-center gap-2.5 rounded-md ps-2.5 text-ink-muted hover:bg-paper-pressed hover:text-ink pointer-coarse:h-11"
          >
            <Plus aria-hidden size={17} strokeWidth={1.75} />
            {t('folder.new')}
          </button>
          {current === null ? null : (
            <button
              type="button"
              aria-haspopup="menu"
              aria-label={t('folder.actions', { name: mailboxName(current.mailbox) })}
              data-tooltip={t('folder.actions', { name: mailboxName(current.mailbox) })}
              onClick={(event) => manage.openMenu(current.mailbox, event.currentTarget)}
              className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-muted hover:bg-paper-pressed hover:text-ink pointer-coarse:size-11"
            >
              <FolderCog aria-hidden size={17} strokeWidth={1.75} />
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** Begins the person's own folders; the place to drop one that goes to the top level. */
function TreeHeading({ manage, dragged }: { manage: FolderManage | null; dragged: MailboxId | null }) {
  const drop = useDropTarget(manage, dragged, null);
  return (
    <div
      // for the eye and the pointer: a tree holds folders only
      aria-hidden
      {...drop.handlers}
      className={classNames(
        'mt-3 flex h-7 items-center rounded-md pe-1 ps-2.5 text-xs font-medium text-ink-muted',
        drop.isOver && 'bg-accent-soft outline-2 -outline-offset-2 outline-accent',
      )}
    >
      {t('mailbox.own')}
    </div>
  );
}

const dragType = 'application/x-postern-folder';
/** Of conversations of the list; which, the list knows. */
export const conversationsDragType = 'application/x-postern-conversations';

function useDropTarget(manage: FolderManage | null, dragged: MailboxId | null, to: MailboxId | null) {
  const [isOver, setOver] = useState(false);
  const accepts = () => manage !== null && dragged !== null && manage.mayMove(dragged, to);
  return {
    isOver: isOver && dragged !== null,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!event.dataTransfer.types.includes(dragType) || !accepts()) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event: DragEvent) {
        setOver(false);
        if (!accepts() || dragged === null) return;
        event.preventDefault();
        manage?.move(dragged, to);
      },
    },
  };
}

/** Takes in conversations that are dragged out of the list. */
function useMailDrop(take: (() => void) | null) {
  const [isOver, setOver] = useState(false);
  return {
    isOver: isOver && take !== null,
    handlers: {
      onDragOver(event: DragEvent) {
        if (take === null || !event.dataTransfer.types.includes(conversationsDragType)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop(event: DragEvent) {
        setOver(false);
        if (take === null || !event.dataTransfer.types.includes(conversationsDragType)) return;
        event.preventDefault();
        take();
      },
    },
  };
}

type FolderItemProps = {
  node: TreeNode;
  isCurrent: boolean;
  isFocusable: boolean;
  isCollapsed: boolean;
  isNarrow: boolean;
  href: string;
  onOpen: (id: MailboxId) => void;
  onFold: (id: MailboxId, on: boolean) => void;
  onVisit: (id: MailboxId) => void;
  manage: FolderManage | null;
  dragged: MailboxId | null;
  onDrag: (id: MailboxId | null) => void;
  onTake: ((to: MailboxId) => void) | undefined;
};

const indents = ['ps-2.5', 'ps-6', 'ps-9.5', 'ps-13', 'ps-16.5'];

function FolderItem(props: FolderItemProps) {
  const { node, isCurrent, isFocusable, isCollapsed, isNarrow, href, onOpen, onFold, onVisit, manage, dragged, onDrag, onTake } = props;
  const { mailbox, depth, hasChildren } = node;
  const Icon = mailboxIcon(mailbox.role);
  const name = mailboxName(mailbox);
  const badge = mailboxBadge(mailbox);
  const { mayReadItems: isSelectable, mayAddItems, mayRemoveItems, mayRename } = mailbox.myRights;
  const isReadOnly = isSelectable && !mayAddItems && !mayRemoveItems;
  const folderDrop = useDropTarget(manage, dragged, mailbox.id);
  const mailDrop = useMailDrop(isCurrent || !mayAddItems || onTake === undefined ? null : () => onTake(mailbox.id));
  const drop = dragged === null ? mailDrop : folderDrop;
  const more = useRef<HTMLButtonElement>(null);
  function onContextMenu(event: MouseEvent<HTMLElement>): void {
    if (manage === null) return;
    event.preventDefault();
    // By the keyboard there is no point to hang it on.
    const isByKey = event.clientX === 0 && event.clientY === 0;
    manage.openMenu(mailbox, isByKey ? event.currentTarget : { x: event.clientX, y: event.clientY });
  }
  return (
    <div className="group/folder relative flex items-center" {...drop.handlers}>
      <a
        draggable={manage !== null && mayRename}
        onDragStart={(event) => {
          event.dataTransfer.setData(dragType, mailbox.id);
          event.dataTransfer.effectAllowed = 'move';
          onDrag(mailbox.id);
        }}
        onDragEnd={() => onDrag(null)}
        onContextMenu={onContextMenu}
        onFocus={() => onVisit(mailbox.id)}
        href={href}
        role="treeitem"
        tabIndex={isFocusable ? 0 : -1}
        aria-level={depth + 1}
        aria-posinset={node.position}
        aria-setsize={node.siblings}
        aria-expanded={hasChildren ? !isCollapsed : undefined}
        aria-selected={isCurrent}
        aria-label={
          badge.count > 0
            ? `${name}, ${t(mailbox.role === 'drafts' ? 'mailbox.draftCount' : 'mailbox.unread', { count: badge.count })}`
            : name
        }
        aria-disabled={!isSelectable || undefined}
        data-tooltip={isNarrow ? name : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          if (isSelectable) onOpen(mailbox.id);
          else onFold(mailbox.id, !isCollapsed);
        }}
        className={classNames(
          'flex h-8 min-w-0 flex-1 items-center gap-2.5 rounded-md pe-2.5 pointer-coarse:h-11',
          isNarrow ? 'justify-center ps-2.5' : (indents[Math.min(depth, indents.length - 1)] ?? ''),
          isCurrent ? 'bg-paper-selected font-medium text-accent' : 'text-ink hover:bg-paper-pressed',
          !isSelectable && 'text-ink-muted',
          drop.isOver && 'bg-accent-soft outline-2 -outline-offset-2 outline-accent',
        )}
      >
        <span className="relative shrink-0">
          <Icon aria-hidden size={17} strokeWidth={1.75} className={isCurrent ? 'text-accent' : 'text-ink-muted'} />
          {isNarrow && badge.count > 0 && badge.strong ? <span className="absolute -top-1 -end-1 size-2 rounded-full bg-accent" /> : null}
        </span>
        {isNarrow ? null : (
          <span dir="auto" className={classNames('min-w-0 flex-1 truncate', badge.strong && badge.count > 0 && 'font-semibold')}>
            {name}
          </span>
        )}
        {isReadOnly && !isNarrow ? <Lock aria-label={t('folder.readOnly')} size={13} className="shrink-0 text-ink-muted" /> : null}
        {/* a space, so that what is read aloud begins with what is seen (WCAG 2.5.3) */}
        {isNarrow || badge.count === 0 ? null : ' '}
        {isNarrow || badge.count === 0 ? null : (
          <span
            className={classNames(
              'shrink-0 text-sm tabular-nums',
              manage !== null &&
                'pointer-coarse:me-9 group-hover/folder:invisible group-focus-within/folder:invisible pointer-coarse:visible!',
              badge.strong ? 'font-semibold' : 'text-ink-muted',
              isCurrent ? 'text-accent' : undefined,
            )}
          >
            {n(badge.count)}
          </span>
        )}
      </a>
      {hasChildren && !isNarrow ? (
        <button
          type="button"
          tabIndex={-1}
          // For the pointer: the folder itself says whether it is open, and the arrow keys open it.
          aria-hidden
          title={isCollapsed ? t('mailbox.expand', { name }) : t('mailbox.collapse', { name })}
          onClick={() => onFold(mailbox.id, !isCollapsed)}
          className="absolute start-0 inline-flex size-5 -translate-x-1.5 rtl:translate-x-1.5 items-center justify-center rounded-sm text-ink-muted opacity-0 group-hover/folder:opacity-100 hover:text-ink focus-visible:opacity-100 aria-expanded:rotate-90"
          data-collapsed={isCollapsed || undefined}
        >
          <ChevronRight
            aria-hidden
            size={14}
            className={classNames('transition-transform duration-100', !isCollapsed && 'rotate-90 rtl:-rotate-90')}
          />
        </button>
      ) : null}
      {manage === null || isNarrow ? null : (
        <button
          ref={more}
          type="button"
          tabIndex={-1}
          // For the pointer: a tree holds folders only. The keyboard and what reads aloud have the button below the tree, about the folder of the focus.
          aria-hidden
          title={t('folder.more', { name })}
          onClick={() => more.current !== null && manage.openMenu(mailbox, more.current)}
          className="absolute end-1 inline-flex size-6 items-center pointer-coarse:end-0 pointer-coarse:size-11 justify-center rounded-sm text-ink-muted opacity-0 group-focus-within/folder:opacity-100 group-hover/folder:opacity-100 hover:bg-paper-pressed hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100"
        >
          <MoreHorizontal aria-hidden size={15} />
        </button>
      )}
    </div>
  );
}

function TreeSkeleton({ isNarrow }: { isNarrow: boolean }) {
  return (
    <div aria-busy className="flex flex-col gap-3 px-2.5 py-2">
      {['w-16', 'w-20', 'w-12', 'w-24', 'w-14', 'w-28'].map((width) => (
        <span key={width} className="flex items-center gap-3">
          <Skeleton className="size-4" />
          {isNarrow ? null : <Skeleton className={classNames('h-3', width)} />}
        </span>
      ))}
    </div>
  );
}

function readCollapsed(): ReadonlySet<MailboxId> {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(collapsedKey);
  if (kept === null) return new Set();
  try {
    const ids: unknown = JSON.parse(kept);
    return new Set(Array.isArray(ids) ? ids.filter((id): id is MailboxId => typeof id === 'string') : []);
  } catch {
    // Somebody else wrote there; every folder is open then.
    return new Set();
  }
}
