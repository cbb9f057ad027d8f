import { History, Keyboard, PanelLeftClose, PanelLeftOpen, PenLine, Settings } from 'lucide-react';
import { type ReactNode, Suspense } from 'react';
import { ManagedFolders } from '#components/mailboxes/index.ts';
import { Button, classNames, IconButton, useValue } from '#components/ui/index.ts';
import { type Account, go, type PreferenceStore, routePath, t } from '#lib/client/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { AccountSwitcher } from './account-switcher.tsx';
import { HealthButton } from './health-button.tsx';
import { OverviewButtons, QuotaMeter, SavedSearches, TagList } from './late-parts.ts';
import { OutboxButton } from './outbox-button.tsx';

type FolderPaneProps = {
  accounts: readonly Account[];
  account: Account;
  preferences: PreferenceStore;
  currentId: MailboxId | null;
  /** the search on screen */
  search: string | null;
  isNarrow: boolean;
  /** takes the place of the account's folders: several accounts are shown */
  folderList: ReactNode;
  /** null: it lies over the mail and cannot be made narrow */
  onNarrow: ((on: boolean) => void) | null;
  /** conversations were dropped on a folder */
  onTake: (to: MailboxId) => void;
  onCompose: () => void;
  onHelp: () => void;
  onLog: () => void;
  onOutbox: () => void;
  /** the list stands, and what it does not need may come */
  isLate: boolean;
  /** something was chosen: an overlay goes away */
  onChosen: () => void;
};

/** The first pane: account, compose, folders. */
export function FolderPane(props: FolderPaneProps) {
  const {
    accounts,
    account,
    preferences,
    currentId,
    search,
    isNarrow,
    folderList,
    onNarrow,
    onTake,
    onCompose,
    onHelp,
    onLog,
    onOutbox,
    isLate,
    onChosen,
  } = props;
  useValue(account.cache.aboutVersion);
  const { savedSearches, vipSenders } = useValue(preferences.values);
  const hasSaved = savedSearches.length + vipSenders.length > 0;
  const open = (mailboxId: MailboxId) => {
    go({ accountId: account.id, mailboxId, threadId: null, search: null });
    onChosen();
  };
  return (
    <nav
      aria-label={t('shell.mail')}
      className={classNames(
        'flex h-full shrink-0 flex-col gap-3 bg-paper-sunken py-2',
        isNarrow ? 'w-14 items-center px-1.5' : 'w-58 px-2',
      )}
    >
      <AccountSwitcher
        accounts={accounts}
        current={account}
        preferences={preferences}
        isNarrow={isNarrow}
        isAll={folderList !== null}
        onHelp={onHelp}
        onAll={() => {
          go({ all: 'inbox', accountId: null, mailboxId: null, threadId: null, search: null });
          onChosen();
        }}
        onSwitch={(next) => {
          go({ accountId: next.id, mailboxId: null, threadId: null, search: null });
          onChosen();
        }}
      />
      {isNarrow ? (
        <IconButton
          icon={PenLine}
          label={t('shell.compose')}
          shortcut="c"
          onClick={onCompose}
          className="bg-accent text-accent-ink! hover:bg-accent-hover!"
        />
      ) : (
        <Button variant="primary" className="h-9! w-full" icon={<PenLine aria-hidden size={16} />} onClick={onCompose} data-tooltip-key="c">
          {t('shell.compose')}
        </Button>
      )}
      <div className={classNames('min-h-0 flex-1 overflow-x-hidden overflow-y-auto', isNarrow ? 'w-full' : '-mx-1 px-1')}>
        {folderList ?? (
          <>
            <OutboxButton
              account={account}
              isNarrow={isNarrow}
              onOpen={() => {
                onChosen();
                onOutbox();
              }}
            />
            <ManagedFolders
              account={account}
              currentId={currentId}
              isNarrow={isNarrow}
              hrefOf={(mailboxId) => routePath({ accountId: account.id, mailboxId, threadId: null, search: null })}
              onOpen={open}
              onTake={onTake}
            />
            {isNarrow || account.cache.tags().length === 0 ? null : (
              <Suspense fallback={null}>
                <TagList
                  tags={account.cache.tags()}
                  search={search}
                  hrefOf={(wanted) => routePath({ accountId: account.id, mailboxId: null, threadId: null, search: wanted })}
                  onOpen={(wanted) => {
                    go({ accountId: account.id, mailboxId: null, threadId: null, search: wanted });
                    onChosen();
                  }}
                />
              </Suspense>
            )}
            {isNarrow || !hasSaved ? null : (
              <Suspense fallback={null}>
                <SavedSearches accounts={accounts} search={search} preferences={preferences} onChosen={onChosen} />
              </Suspense>
            )}
          </>
        )}
      </div>
      {isNarrow || folderList !== null || !isLate ? null : (
        <Suspense fallback={null}>
          <QuotaMeter quotas={account.cache.quotas()} />
        </Suspense>
      )}
      {folderList === null ? <HealthButton account={account} isNarrow={isNarrow} /> : null}
      <div className={classNames('flex items-center gap-0.5', isNarrow && 'flex-col')}>
        <a
          href="/settings"
          aria-label={t('shell.settings')}
          data-tooltip={t('shell.settings')}
          className="inline-flex size-8 items-center justify-center rounded-md text-ink-muted hover:bg-paper-pressed hover:text-ink"
        >
          <Settings aria-hidden size={17} strokeWidth={1.75} />
        </a>
        <IconButton icon={Keyboard} label={t('shell.help')} shortcut="?" onClick={onHelp} />
        {isLate ? <IconButton icon={History} label={t('undo.title')} onClick={onLog} /> : null}
        {isLate ? (
          <Suspense fallback={null}>
            <OverviewButtons account={account} onLeave={onChosen} />
          </Suspense>
        ) : null}
        {onNarrow === null ? null : (
          <IconButton
            icon={isNarrow ? PanelLeftOpen : PanelLeftClose}
            label={isNarrow ? t('shell.expandFolders') : t('shell.collapseFolders')}
            className={isNarrow ? undefined : 'ms-auto'}
            onClick={() => onNarrow(!isNarrow)}
          />
        )}
      </div>
    </nav>
  );
}
