import { type ReactNode, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createListSelection, type ListSelection } from '#components/threads/index.ts';
import { Button, classNames, EmptyState, useValue } from '#components/ui/index.ts';
import {
  type Account,
  type AllFolder,
  type Chip,
  createValue,
  go,
  type ListSort,
  openComposers,
  route as routeValue,
  setOwnKeys,
  type ThreadList,
  type ThreadListState,
  t,
} from '#lib/client/index.ts';
import type { MailboxId, ThreadId } from '#lib/mail/index.ts';
import { type CommandDeps, createCommands, type RowMenuAt, rowActions } from './commands.ts';
import { ConnectionBar } from './connection-bar.tsx';
import { FolderPane } from './folder-pane.tsx';
import {
  AllAccountsView,
  BottomBar,
  CommandPalette,
  ComposerHost,
  DestroyDialog,
  FirstSteps,
  FolderDrawer,
  KeysDialog,
  LabelDialog,
  LateHosts,
  loadLate,
  MoveDialog,
  OutboxDialog,
  RowMenu,
  SnoozeDialog,
  ToastHost,
  TooltipHost,
  UndoLogDialog,
} from './late-parts.ts';
import { useLayoutMode } from './layout-mode.ts';
import { ListPane } from './list-pane.tsx';
import { useListSize } from './list-size.ts';
import { keepSort, keptSort } from './list-sorts.ts';
import type { ListChoices, MailScreenProps } from './mail-screen-props.ts';
import { MailSkeleton } from './mail-skeleton.tsx';
import { type MailView, useMailView } from './mail-view.ts';
import { ReaderPane } from './reader-pane.tsx';
import { applyTheme } from './theme.ts';
import { useKeyboard } from './use-keyboard.ts';

type MailPanesProps = MailScreenProps & {
  /** null: not here yet */
  view: MailView | null;
  choices: ListChoices;
  /** takes the place of the account's folders; `onChosen`: an overlay goes away */
  folderList?: (isNarrow: boolean, onChosen: () => void) => ReactNode;
};

const noChips: readonly Chip[] = [];
const noList = createValue<{ status: 'none' | ThreadListState['status'] }>({ status: 'none' }).readable;
const narrowKey = 'postern.narrow-folders';

/** The mail of one account. */
export function MailScreen(props: MailScreenProps) {
  const choices = useListChoices();
  const view = useMailView(props.client, props.account, choices.chips, choices.sort);
  return <MailPanes {...props} view={view} choices={choices} />;
}

/** The mail of all accounts together. */
export function AllMailScreen(props: MailScreenProps) {
  const choices = useListChoices();
  return (
    <Suspense fallback={<MailSkeleton />}>
      <AllAccountsView {...props} choices={choices}>
        {(view, folderList) => <MailPanes {...props} view={view} choices={choices} folderList={folderList} />}
      </AllAccountsView>
    </Suspense>
  );
}

function useListChoices(): ListChoices {
  const [chips, setChips] = useState<readonly Chip[]>(noChips);
  const [sort, setSort] = useState<ListSort>('newest');
  return { chips, sort, setChips, setSort };
}

/** The mail: folders, list and reader, in as many panes as fit. */
function MailPanes({ client, accounts, account, preferences, view, choices, folderList }: MailPanesProps) {
  const { chips, sort, setChips, setSort } = choices;
  const mode = useLayoutMode();
  const prefer = useValue(preferences.values);
  const status = useValue(account.status);
  const [isNarrow, setNarrow] = useState(() => localStorage.getItem(narrowKey) === '1');
  const [drawer, setDrawer] = useState(false);
  const [help, setHelp] = useState(false);
  const [outbox, setOutbox] = useState(false);
  const [log, setLog] = useState(false);
  const showLog = useCallback(() => {
    setDrawer(false);
    setLog(true);
  }, []);
  const [moving, setMoving] = useState(false);
  const [labelling, setLabelling] = useState<readonly ThreadId[] | null>(null);
  const [snoozing, setSnoozing] = useState<readonly ThreadId[] | null>(null);
  const [destroying, setDestroying] = useState<readonly ThreadId[] | null>(null);
  const isAbove = prefer.layout === 'bottom';
  const { sizePx, leastPx, mostPx, splitter } = useListSize(isAbove ? 'above' : 'beside');
  const list = view?.list ?? null;
  const selection = useMemo(() => selectionOf(list), [list]);
  const selected = useValue(selection.selected);
  const but = useValue(selection.everythingBut);

  const isSplit = mode !== 'phone' && prefer.layout !== 'none';
  const deps = useRef<CommandDeps | null>(null);
  useLayoutEffect(() => {
    deps.current =
      view === null
        ? null
        : {
            view,
            selection,
            readerBeside: isSplit,
            afterAction: prefer.afterAction,
            askDestroy: setDestroying,
            askMove: () => setMoving(true),
            askLabel: setLabelling,
            askSnooze: setSnoozing,
            openMenu: (asked) => !account.isReadOnly && setMenu(asked),
            setChips,
          };
  });
  const commands = useMemo(() => createCommands(() => deps.current), []);
  const rows = useMemo(() => rowActions(commands, () => deps.current), [commands]);
  const showHelp = useCallback(() => setHelp(true), []);
  const [menu, setMenu] = useState<RowMenuAt | null>(null);
  const [palette, setPalette] = useState(false);
  const showPalette = useCallback(() => setPalette(true), []);

  useEffect(() => void account.load(), [account]);
  const listStatus = useValue(list?.state ?? noList).status;
  const isSettled = listStatus === 'ready' || listStatus === 'failed';
  const [isLate, setLate] = useState(false);
  useEffect(
    () =>
      isSettled
        ? loadLate(() => {
            setLate(true);
            client.stayUsable();
          })
        : undefined,
    [isSettled, client],
  );
  const isComposing = useValue(openComposers).length > 0;
  useKeyboard(
    commands,
    showHelp,
    showPalette,
    palette || moving || labelling !== null || snoozing !== null || destroying !== null || help || outbox || (isComposing && !isLate),
  );
  useEffect(() => applyTheme(prefer.theme), [prefer.theme]);
  useEffect(() => setOwnKeys(prefer.keys), [prefer.keys]);
  const shown = view?.view ?? null;
  useEffect(() => account.show(shown), [account, shown]);
  // Another folder begins without filters.
  const mailboxId = view?.mailbox?.id ?? null;
  const all = view?.all ?? null;
  const place = all ?? mailboxId;
  // Each folder is sorted as it was last.
  useEffect(() => {
    if (place !== null) setSort(keptSort(place, all === null));
  }, [place, all, setSort]);
  const chipsFor = useRef(place);
  useEffect(() => {
    if (chipsFor.current !== null && chipsFor.current !== place) setChips(noChips);
    chipsFor.current = place;
  }, [place, setChips]);
  const [homeId, setHomeId] = useState<MailboxId | null>(null);
  const [homeFolder, setHomeFolder] = useState<AllFolder>('inbox');
  const isSearch = (view?.route.search ?? null) !== null;
  useEffect(() => {
    if (isSearch) return;
    setHomeId(mailboxId);
    if (all !== null) setHomeFolder(all);
  }, [isSearch, mailboxId, all]);
  const unread = view?.unread ?? 0;
  const title = view?.title ?? '';
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title === '' ? '' : `${title} · `}Postern`;
  }, [unread, title]);

  if (view === null) {
    if (status !== 'failed') return <MailSkeleton />;
    return (
      <Page>
        <ConnectionBar client={client} />
        <EmptyState title={t('shell.failedTitle')} action={<Button onClick={() => void account.load()}>{t('shell.tryAgain')}</Button>}>
          {t('shell.failedText')}
        </EmptyState>
      </Page>
    );
  }

  const folders = (isOverlay: boolean) => (
    <FolderPane
      accounts={accounts}
      account={account}
      preferences={preferences}
      currentId={view.route.search === null ? (view.mailbox?.id ?? null) : null}
      search={view.route.search}
      isNarrow={!isOverlay && isNarrow}
      onNarrow={
        isOverlay
          ? null
          : (on) => {
              setNarrow(on);
              localStorage.setItem(narrowKey, on ? '1' : '0');
            }
      }
      onTake={commands.take}
      folderList={folderList?.(!isOverlay && isNarrow, () => setDrawer(false)) ?? null}
      onCompose={() => {
        setDrawer(false);
        commands.compose();
      }}
      onOutbox={() => setOutbox(true)}
      onLog={showLog}
      isLate={isLate}
      onHelp={() => {
        setDrawer(false);
        setHelp(true);
      }}
      onChosen={() => setDrawer(false)}
    />
  );
  const threadId = view.route.threadId;
  // Folders to move to are those of the account that the conversations are of.
  const [moved] = moving ? commands.targets() : [];
  const target = moved === undefined ? account : view.accountOf(moved);
  const listPane = view.isMissing ? (
    <EmptyState
      title={t('shell.notFoundTitle')}
      action={<Button onClick={() => go({ mailboxId: null, threadId: null })}>{t('shell.toInbox')}</Button>}
    >
      {t('shell.notFoundText')}
    </EmptyState>
  ) : (
    <ListPane
      view={view}
      selection={selection}
      commands={commands}
      rows={rows}
      preferences={prefer}
      chips={chips}
      sort={sort}
      onChips={setChips}
      onSort={(next) => {
        setSort(next);
        if (place !== null) keepSort(place, next);
      }}
      accounts={view.all === null ? [account] : accounts}
      accountCount={accounts.length}
      homeId={homeId}
      homeFolder={homeFolder}
      isLate={isLate}
      onFolders={mode === 'desktop' ? null : () => setDrawer(true)}
    />
  );
  const reader = (
    <ReaderPane
      view={view}
      threadId={threadId}
      selectedCount={!isSplit ? 0 : but === null ? selected.size : view.list.state.get().total - but.size}
      isAlone={!isSplit}
      commands={commands}
      greeting={
        isLate && preferences.isLoaded() && !prefer.explained.includes('first-steps') ? (
          <Suspense fallback={null}>
            <FirstSteps preferences={preferences} />
          </Suspense>
        ) : null
      }
    />
  );

  return (
    <Page>
      <ConnectionBar client={client} />
      <div className="flex min-h-0 flex-1">
        {mode === 'desktop' ? <div className="border-e border-line">{folders(false)}</div> : null}
        {/* One tree for however many panes: whoever turns a phone keeps what is open in them. */}
        <main className={classNames('relative flex min-h-0 min-w-0 flex-1 bg-paper', (!isSplit || isAbove) && 'flex-col')}>
          <div
            className={isSplit ? 'flex shrink-0' : threadId === null ? 'flex min-h-0 flex-1' : 'invisible absolute inset-0 flex'}
            // It stays in place behind the reader, with its scroll position.
            inert={!isSplit && threadId !== null}
            // The reader keeps its share of a low window, and of a tablet.
            style={
              !isSplit
                ? undefined
                : isAbove
                  ? { height: sizePx, maxHeight: '65%' }
                  : { width: sizePx, maxWidth: mode === 'tablet' ? '42%' : undefined }
            }
          >
            {listPane}
          </div>
          {isSplit ? (
            // biome-ignore lint/a11y/useSemanticElements: an hr takes no focus
            <div
              {...splitter}
              role="separator"
              tabIndex={0}
              aria-orientation={isAbove ? 'horizontal' : 'vertical'}
              aria-valuenow={sizePx}
              aria-valuemin={leastPx}
              aria-valuemax={mostPx}
              aria-label={t('shell.resizeList')}
              className={classNames(
                'relative shrink-0 touch-none bg-line after:absolute hover:bg-accent focus-visible:bg-accent',
                isAbove
                  ? 'h-px cursor-row-resize after:inset-x-0 after:-top-1 after:h-2.5'
                  : 'w-px cursor-col-resize after:inset-y-0 after:-start-1 after:w-2.5',
              )}
            />
          ) : null}
          {isSplit || threadId !== null ? (
            <div className={classNames('min-h-0 min-w-0 flex-1 bg-paper', !isSplit && 'z-1')}>{reader}</div>
          ) : null}
        </main>
      </div>
      {mode === 'phone' && threadId === null ? (
        <Suspense fallback={<div className="h-14 shrink-0 border-t border-line" />}>
          <BottomBar
            onMail={() => go({ ...(view.all === null ? {} : { all: 'inbox' }), mailboxId: null, threadId: null, search: null })}
            onCompose={commands.compose}
            onAccounts={() => setDrawer(true)}
          />
        </Suspense>
      ) : null}
      {drawer ? (
        <Suspense fallback={null}>
          <FolderDrawer open={drawer && mode !== 'desktop'} onClose={() => setDrawer(false)}>
            {folders(true)}
          </FolderDrawer>
        </Suspense>
      ) : null}
      <Suspense fallback={null}>
        {isLate ? <LateHosts client={client} accounts={accounts} place={isSearch ? '' : title} /> : null}
        {moving ? (
          <MoveDialog
            open
            mailboxes={target.cache.mailboxes() ?? view.mailboxes}
            fromId={view.from}
            onMove={commands.move}
            onCopy={commands.copy}
            onClose={() => setMoving(false)}
          />
        ) : null}
        {labelling === null ? null : (
          <LabelDialog
            open
            account={view.accountOf(labelling[0] ?? ('' as ThreadId))}
            threads={labelling}
            onTag={commands.tag}
            onClose={() => setLabelling(null)}
          />
        )}
        {snoozing === null ? null : (
          <SnoozeDialog
            isAway={view.mailbox?.role === 'snoozed'}
            onClose={() => setSnoozing(null)}
            onChoose={(put, untilMs) => {
              setSnoozing(null);
              commands.snooze(snoozing, put, untilMs);
            }}
          />
        )}
        {destroying === null ? null : (
          <DestroyDialog
            open
            count={but === null ? destroying.length : (list?.state.get().total ?? 0) - but.size}
            onConfirm={() => commands.destroyConfirmed(destroying)}
            onClose={() => setDestroying(null)}
          />
        )}
        {menu === null ? null : <RowMenu menu={menu} view={view} commands={commands} selection={selection} onClose={() => setMenu(null)} />}
        {palette ? (
          <CommandPalette
            accounts={accounts}
            account={account}
            commands={commands}
            preferences={preferences}
            onHelp={showHelp}
            onLog={showLog}
            onClose={() => setPalette(false)}
          />
        ) : null}
        {log ? <UndoLogDialog undoStack={client.undoStack} onClose={() => setLog(false)} /> : null}
        {help ? <KeysDialog open onClose={() => setHelp(false)} /> : null}
        {outbox ? <OutboxDialog account={account} onClose={() => setOutbox(false)} /> : null}
      </Suspense>
      {/* There also while nothing is written: it brings back what a reload or a crash left unfinished, and flushes drafts before a sign-out. */}
      <Suspense fallback={null}>{isLate || isComposing ? <ComposerHost /> : null}</Suspense>
      {/* A notice that was shown before is kept for it. */}
      <Suspense fallback={null}>{isLate ? <ToastHost /> : null}</Suspense>
      <Suspense fallback={null}>{isLate ? <TooltipHost /> : null}</Suspense>
    </Page>
  );
}

// Ticks and the keyboard's row belong to one list, and are there again when it is shown again.
const selections = new WeakMap<ThreadList, ListSelection>();

function selectionOf(list: ThreadList | null): ListSelection {
  const known = list === null ? undefined : selections.get(list);
  const selection = known ?? createListSelection();
  if (list !== null) selections.set(list, selection);
  return selection;
}

function Page({ children }: { children: React.ReactNode }) {
  return <div className="flex h-dvh flex-col overflow-hidden bg-paper">{children}</div>;
}

/** The account that the address names, else the first. */
export function useCurrentAccount(accounts: readonly Account[]): Account | null {
  const route = useValue(routeValue);
  return accounts.find((account) => account.id === route.accountId) ?? accounts[0] ?? null;
}
