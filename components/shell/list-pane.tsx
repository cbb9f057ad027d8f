import { Menu as MenuIcon } from 'lucide-react';
import { Suspense, useCallback, useLayoutEffect, useMemo, useState } from 'react';
import { ListHead, type ListSelection, type RowActions, SearchBox, ThreadGrid, useDateGroups } from '#components/threads/index.ts';
import { Button, EmptyState, hueOf, IconButton, useValue } from '#components/ui/index.ts';
import {
  type Account,
  type AllFolder,
  type Chip,
  createValue,
  errorText,
  go,
  type ListSort,
  listSorts,
  noServerSearch,
  rightsOver,
  routePath,
  t,
} from '#lib/client/index.ts';
import type { PreferenceValues } from '#lib/contract/index.ts';
import type { EmailId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type { Commands } from './commands.ts';
import { FillProgress } from './fill-progress.tsx';
import {
  BackRows,
  BulkBar,
  BulkProgress,
  EmptyList,
  HealthNotice,
  SaveSearchDialog,
  SearchLens,
  SearchScope,
  ServerSearchBar,
  SnoozeLens,
  TouchList,
} from './late-parts.ts';
import type { MailView } from './mail-view.ts';
import type { SearchRows } from './search-lens.tsx';

/** A merge over accounts is by date alone. */
const mergedSorts: readonly ListSort[] = ['newest', 'oldest'];
const noSearch = createValue(noServerSearch);
const still = createValue(0);

type ListPaneProps = {
  view: MailView;
  selection: ListSelection;
  commands: Commands;
  rows: RowActions;
  preferences: PreferenceValues;
  chips: readonly Chip[];
  sort: ListSort;
  onChips: (chips: readonly Chip[]) => void;
  onSort: (sort: ListSort) => void;
  /** those whose mail is in the list */
  accounts: readonly Account[];
  /** all that there are */
  accountCount: number;
  /** the folder shown last without a search */
  homeId: MailboxId | null;
  homeFolder: AllFolder;
  /** the list has come: parts that come later may */
  isLate: boolean;
  /** shows the button that brings the folders; null where they stand beside */
  onFolders: (() => void) | null;
};

/** The middle pane: search, head, progress, and the rows or why there are none. */
export function ListPane({
  view,
  selection,
  commands,
  rows,
  preferences,
  chips,
  sort,
  onChips,
  onSort,
  accounts,
  accountCount,
  homeId,
  homeFolder,
  isLate,
  onFolders,
}: ListPaneProps) {
  const { account, accountOf, all, list, mailbox, route } = view;
  const [isSaving, setSaving] = useState(false);
  const [searchRows, setSearchRows] = useState<SearchRows | null>(null);
  const store = view.client.preferences();
  const state = useValue(list.state);
  const selected = useValue(selection.selected);
  const but = useValue(selection.everythingBut);
  // What can be done with what is ticked depends on its mail.
  useValue(selected.size > 0 || but !== null ? view.rows.version : still);
  const fromServer = useValue(view.serverSearch?.state ?? noSearch);
  const progress = mailbox === null ? null : account.cache.progress(mailbox.id);
  const isNarrowed = route.search !== null || chips.length > 0;
  // Only by date it is known where what is still to come will stand.
  const isPlain = !isNarrowed && (sort === 'newest' || sort === 'oldest');
  // What is put off stands under the time at which it comes back, and that is in its rows.
  const isByDate = (sort === 'newest' || sort === 'oldest') && mailbox?.role !== 'snoozed' && all !== 'snoozed';
  const groups = useDateGroups(isLate && isByDate, preferences.weekStart);
  const accountId = account.id;
  const mailboxId = mailbox?.id ?? null;

  // Before it is drawn: the scroll bar spans the whole mailbox from the first frame on.
  useLayoutEffect(() => list.place(isPlain ? progress : null), [list, isPlain, progress]);
  const onWant = useCallback(
    (window: { position: number; limit: number }) => {
      if (mailboxId !== null) account.wantRows(mailboxId, window);
    },
    [account, mailboxId],
  );
  const onSearch = useCallback(
    (search: string | null, done: boolean) => {
      // A search begins over everything; when it ends, the folder it was begun from is back.
      const before = route.search;
      const ends = all === null ? { mailboxId: homeId } : { all: homeFolder };
      const begins = all === null ? { mailboxId: null } : { all: 'mail' as const };
      const place = search === null ? ends : before === null ? begins : {};
      go({ search, threadId: null, ...place }, { replace: before !== null && !done });
    },
    [route.search, homeId, homeFolder, all],
  );
  const hrefOf = useCallback(
    (threadId: ThreadId) =>
      routePath({ all, accountId: all === null ? accountId : accountOf(threadId).id, mailboxId, threadId, search: route.search }),
    [all, accountId, accountOf, mailboxId, route.search],
  );
  const { accountHues } = preferences;
  const marks = useMemo(
    () => new Map(accounts.map((one) => [one.id, { name: one.name, hue: accountHues[one.id] ?? hueOf(one.name) }])),
    [accounts, accountHues],
  );
  const markOf = useCallback((threadId: ThreadId) => marks.get(accountOf(threadId).id) ?? null, [marks, accountOf]);
  const ofEmail = useCallback(
    (emailId: EmailId) => {
      const threadId = view.rows.email(emailId)?.threadId;
      return threadId === undefined ? account : accountOf(threadId);
    },
    [view.rows, account, accountOf],
  );
  const openBack = useCallback((threadId: ThreadId) => commands.open(threadId, 0), [commands]);
  const focusGrid = useCallback(() => document.querySelector<HTMLElement>('[role="grid"]')?.focus(), []);
  const threads = but === null ? [...selected] : commands.targets();
  const may = useMemo(() => rightsOver(account, [], mailbox), [account, mailbox]);
  const subtitle =
    // While the mailbox fills, the progress line has the numbers; a search shows its rows before it has counted them.
    state.status !== 'ready' || !state.isCounted || state.span > state.total
      ? ''
      : route.search !== null
        ? state.total === 0 && !fromServer.isDone
          ? ''
          : t('list.resultsFor', { count: state.total })
        : t('list.count', { count: state.total });

  return (
    <section aria-label={view.title} className="flex h-full min-h-0 min-w-0 flex-1 flex-col bg-paper">
      <div className="flex h-13 shrink-0 items-center gap-2 px-3">
        {onFolders === null ? null : <IconButton icon={MenuIcon} label={t('shell.showFolders')} onClick={onFolders} />}
        <SearchBox account={account} value={route.search} onChange={onSearch} onLeave={focusGrid} />
      </div>
      {selected.size > 0 || but !== null ? (
        <Suspense fallback={<div className="h-10 border-b border-line bg-paper-selected" />}>
          <BulkBar
            title={view.title}
            count={but === null ? selected.size : state.total - but.size}
            isEverything={but?.size === 0}
            canArchive={mailbox?.role !== 'archive'}
            isJunk={mailbox?.role === 'junk'}
            isTrash={mailbox?.role === 'trash'}
            anyUnread={threads.some((id) => view.rows.threadEmails(id).some((email) => email.keywords.$seen !== true))}
            allStarred={threads.every((id) => view.rows.threadEmails(id).some((email) => email.keywords.$flagged === true))}
            may={may}
            actions={{
              archive: () => commands.archive(),
              trash: () => commands.trash(),
              junk: () => commands.junk(),
              read: (on) => commands.read(on),
              star: (on) => commands.star(undefined, on),
              move: commands.askMove,
              label: commands.askLabel,
              snooze: () => commands.askSnooze(),
              mute: commands.mute,
              forwardFiles: () => commands.takeAlong('forward'),
              export: () => commands.takeAlong('export'),
              clear: selection.clear,
            }}
          />
        </Suspense>
      ) : (
        <ListHead
          title={view.title}
          subtitle={subtitle}
          chips={chips}
          sort={sort}
          sorts={all === null ? listSorts : mergedSorts}
          canSelect={state.total > 0}
          onChips={onChips}
          onSort={onSort}
          onSelectAll={commands.selectAll}
        />
      )}
      {route.search === null ? null : (
        <Suspense fallback={<div className="h-9 border-b border-line" />}>
          <SearchScope
            view={view}
            homeId={homeId}
            homeFolder={homeFolder}
            accountCount={accountCount}
            found={subtitle}
            onSave={() => setSaving(true)}
          />
        </Suspense>
      )}
      {route.search === null ? null : (
        <Suspense fallback={null}>
          <SearchLens
            search={route.search}
            accountOf={ofEmail}
            vipSenders={preferences.vipSenders}
            onRows={setSearchRows}
            onSearch={(search) => onSearch(search, true)}
          />
        </Suspense>
      )}
      {isLate && route.search === null && (mailbox?.role === 'snoozed' || all === 'snoozed') ? (
        <Suspense fallback={null}>
          <SnoozeLens accounts={accounts} onRows={setSearchRows} />
        </Suspense>
      ) : null}
      {isSaving && route.search !== null && store !== null ? (
        <Suspense fallback={null}>
          <SaveSearchDialog
            query={route.search}
            accountId={all === null ? accountId : null}
            preferences={store}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      ) : null}
      {view.serverSearch === null ? null : (
        <Suspense fallback={null}>
          <ServerSearchBar search={view.serverSearch} />
        </Suspense>
      )}
      <FillProgress progress={isNarrowed ? null : progress} />
      {isLate ? (
        <Suspense fallback={null}>
          <BulkProgress accounts={accounts} />
        </Suspense>
      ) : null}
      {accounts.filter(isUnwell).map((one) => (
        <Suspense key={one.id} fallback={null}>
          <HealthNotice account={one} />
        </Suspense>
      ))}
      {isLate && (mailbox?.role === 'inbox' || all === 'inbox') && !isNarrowed ? (
        <Suspense fallback={null}>
          <BackRows accounts={accounts} rows={view.rows} openThreadId={route.threadId} hrefOf={hrefOf} onOpen={openBack} />
        </Suspense>
      ) : null}
      {isLate && navigator.maxTouchPoints > 0 ? (
        <Suspense fallback={null}>
          <TouchList view={view} accounts={accounts} commands={commands} selection={selection} preferences={preferences} may={may} />
        </Suspense>
      ) : null}
      {state.status === 'failed' ? (
        <EmptyState title={t('list.failedTitle')} action={<Button onClick={() => void list.refresh()}>{t('shell.tryAgain')}</Button>}>
          {state.error === null ? null : errorText(state.error)}
        </EmptyState>
      ) : state.status === 'ready' && state.span === 0 && !fromServer.isDone ? (
        <EmptyState title={t('list.serverWaitTitle')}>{t('list.serverWaitText')}</EmptyState>
      ) : state.status === 'ready' && state.span === 0 ? (
        <Suspense fallback={null}>
          <EmptyList
            role={mailbox?.role ?? (all === 'inbox' ? 'inbox' : null)}
            search={route.search}
            hasFilter={chips.length > 0}
            isFilling={accounts.some((one) => ['starting', 'syncing'].includes(one.cache.health()?.state ?? ''))}
            onClearFilter={() => onChips([])}
          />
        </Suspense>
      ) : (
        <ThreadGrid
          rows={view.rows}
          list={list}
          selection={selection}
          contextOf={view.contextOf}
          accountOf={all === null ? null : markOf}
          density={preferences.density}
          openThreadId={route.threadId}
          canArchive={mailbox?.role !== 'archive'}
          may={may}
          hrefOf={hrefOf}
          actions={rows}
          fromServer={fromServer.emailIds}
          search={searchRows}
          groups={isByDate ? (groups ?? 'soon') : null}
          isLate={isLate}
          onWant={onWant}
        />
      )}
    </section>
  );
}

const isUnwell = ({ cache }: Account): boolean => ['needs-you', 'retrying'].includes(cache.health()?.state ?? '');
