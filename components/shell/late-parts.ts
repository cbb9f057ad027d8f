import { lazy } from 'react';
import { untilItComes } from '../ui/until-it-comes.ts';
import { whenIdle } from './when-idle.ts';

// What the list does not need is no part of the first load (performance.md): it comes when the list stands, or is asked for.
const loadComposer = () => import('#components/compose/index.ts');
const loadReader = () => import('#components/message/index.ts');
const loadEmpty = () => import('../threads/empty-list.tsx');
const loadMove = () => import('../threads/move-dialog.tsx');
const loadDestroy = () => import('../threads/destroy-dialog.tsx');
const loadLabel = () => import('../tags/label-dialog.tsx');
const loadOutbox = () => import('#components/outbox/index.ts');
const loadFiles = () => import('#components/files/index.ts');
const loadSignInAgain = () => import('../sign-in/sign-in-again.tsx');
const loadAllAccounts = () => import('./all-accounts-view.tsx');
const loadHealth = () => import('./health-details.tsx');
const loadSnooze = () => import('../threads/snooze-dialog.tsx');
const loadBackRows = () => import('../threads/back-rows.tsx');
const loadSaveSearch = () => import('./save-search-dialog.tsx');
const loadSavedSearches = () => import('./saved-searches.tsx');
const loadPalette = () => import('./command-palette.tsx');
const loadRowMenu = () => import('./row-menu.tsx');
const loadBulk = () => import('../threads/bulk-bar.tsx');
const loadHealthNotice = () => import('./health-notice.tsx');
const loadServerSearch = () => import('./server-search-bar.tsx');
const loadSearchScope = () => import('./search-scope.tsx');
const loadUndoLog = () => import('./undo-log-dialog.tsx');
const loadBulkProgress = () => import('../threads/bulk-progress.tsx');
const loadToolbar = () => import('./reader-toolbar.tsx');
const loadSnoozeLens = () => import('./snooze-lens.tsx');
const loadFirstSteps = () => import('./first-steps.tsx');
const loadHosts = () => import('./late-hosts.tsx');
const loadBottomBar = () => import('./bottom-bar.tsx');
const loadDrawer = () => import('./folder-drawer.tsx');
const loadQuota = () => import('./quota-meter.tsx');
const loadTags = () => import('../tags/tag-list.tsx');
const loadTooltips = () => import('../ui/tooltip-host.tsx');
const loadToasts = () => import('../ui/toast-host.tsx');
const loadLens = () => import('./search-lens.tsx');
const loadTouch = () => import('./touch-list.tsx');
const loadKeys = () => import('./keys-dialog.tsx');

export const ComposerHost = lazy(async () => ({ default: (await untilItComes(loadComposer)).ComposerHost }));
export const ConversationView = lazy(async () => ({ default: (await untilItComes(loadReader)).ConversationView }));
export const EmptyList = lazy(async () => ({ default: (await untilItComes(loadEmpty)).EmptyList }));
export const MoveDialog = lazy(async () => ({ default: (await untilItComes(loadMove)).MoveDialog }));
export const DestroyDialog = lazy(async () => ({ default: (await untilItComes(loadDestroy)).DestroyDialog }));
export const LabelDialog = lazy(async () => ({ default: (await untilItComes(loadLabel)).LabelDialog }));
export const OutboxDialog = lazy(async () => ({ default: (await untilItComes(loadOutbox)).OutboxDialog }));
export const OverviewButtons = lazy(async () => ({ default: (await untilItComes(loadFiles)).OverviewButtons }));
export const SignInAgain = lazy(async () => ({ default: (await untilItComes(loadSignInAgain)).SignInAgain }));
export const AllAccountsView = lazy(async () => ({ default: (await untilItComes(loadAllAccounts)).AllAccountsView }));
export const HealthDetails = lazy(async () => ({ default: (await untilItComes(loadHealth)).HealthDetails }));
export const SnoozeDialog = lazy(async () => ({ default: (await untilItComes(loadSnooze)).SnoozeDialog }));
export const BackRows = lazy(async () => ({ default: (await untilItComes(loadBackRows)).BackRows }));
export const SaveSearchDialog = lazy(async () => ({ default: (await untilItComes(loadSaveSearch)).SaveSearchDialog }));
export const SavedSearches = lazy(async () => ({ default: (await untilItComes(loadSavedSearches)).SavedSearches }));
export const CommandPalette = lazy(async () => ({ default: (await untilItComes(loadPalette)).CommandPalette }));
export const RowMenu = lazy(async () => ({ default: (await untilItComes(loadRowMenu)).RowMenu }));
export const BulkBar = lazy(async () => ({ default: (await untilItComes(loadBulk)).BulkBar }));
export const HealthNotice = lazy(async () => ({ default: (await untilItComes(loadHealthNotice)).HealthNotice }));
export const ServerSearchBar = lazy(async () => ({ default: (await untilItComes(loadServerSearch)).ServerSearchBar }));
export const SearchScope = lazy(async () => ({ default: (await untilItComes(loadSearchScope)).SearchScope }));
export const UndoLogDialog = lazy(async () => ({ default: (await untilItComes(loadUndoLog)).UndoLogDialog }));
export const BulkProgress = lazy(async () => ({ default: (await untilItComes(loadBulkProgress)).BulkProgress }));
export const ReaderToolbar = lazy(async () => ({ default: (await untilItComes(loadToolbar)).ReaderToolbar }));
export const TouchList = lazy(async () => ({ default: (await untilItComes(loadTouch)).TouchList }));
export const KeysDialog = lazy(async () => ({ default: (await untilItComes(loadKeys)).KeysDialog }));

export const SnoozeLens = lazy(async () => ({ default: (await untilItComes(loadSnoozeLens)).SnoozeLens }));
export const FirstSteps = lazy(async () => ({ default: (await untilItComes(loadFirstSteps)).FirstSteps }));
export const LateHosts = lazy(async () => ({ default: (await untilItComes(loadHosts)).LateHosts }));
export const BottomBar = lazy(async () => ({ default: (await untilItComes(loadBottomBar)).BottomBar }));
export const FolderDrawer = lazy(async () => ({ default: (await untilItComes(loadDrawer)).FolderDrawer }));
export const QuotaMeter = lazy(async () => ({ default: (await untilItComes(loadQuota)).QuotaMeter }));
export const TagList = lazy(async () => ({ default: (await untilItComes(loadTags)).TagList }));
export const TooltipHost = lazy(async () => ({ default: (await untilItComes(loadTooltips)).TooltipHost }));
export const ToastHost = lazy(async () => ({ default: (await untilItComes(loadToasts)).ToastHost }));
export const SearchLens = lazy(async () => ({ default: (await untilItComes(loadLens)).SearchLens }));

const latestMs = 1_500;

/** Fetches them all as soon as the browser has nothing better to do, and says when the composer is there. @returns takes it back */
export function loadLate(then: () => void): () => void {
  let isWanted = true;
  const load = (): void => {
    // Each is asked for again when it is needed; only the composer is needed without anybody asking.
    for (const part of [
      loadReader,
      loadMove,
      loadLabel,
      loadDestroy,
      loadOutbox,
      loadKeys,
      loadHealth,
      loadSnooze,
      loadPalette,
      loadRowMenu,
      loadBulk,
      loadBulkProgress,
      loadSearchScope,
      loadServerSearch,
      loadUndoLog,
      loadToolbar,
      loadSignInAgain,
    ])
      part().catch(() => undefined);
    void untilItComes(loadComposer).then(() => {
      if (isWanted) then();
    });
  };
  const takeBack = whenIdle(load, latestMs);
  return () => {
    isWanted = false;
    takeBack();
  };
}
