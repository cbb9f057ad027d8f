import { Clock, FileText, Inbox, type LucideIcon, SendHorizontal, Star } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames, hueOf, useValue } from '#components/ui/index.ts';
import {
  type Account,
  type AllFolder,
  go,
  mailClient,
  n,
  type Readable,
  routePath,
  shownQueue,
  t,
  usualPreferences,
} from '#lib/client/index.ts';
import { allFolderName } from './all-folder-name.ts';
import { healthDot, healthLook } from './health.ts';

type AllFoldersProps = {
  accounts: readonly Account[];
  version: Readable<number>;
  current: AllFolder;
  isNarrow: boolean;
  onChosen: () => void;
};

const folders: [AllFolder, LucideIcon][] = [
  ['inbox', Inbox],
  ['starred', Star],
  ['snoozed', Clock],
  ['sent', SendHorizontal],
  ['drafts', FileText],
];

/** In place of one account's folders: what all accounts have in common, then the accounts, each with its colour, health and unread mail. */
export function AllFolders({ accounts, version, current, isNarrow, onChosen }: AllFoldersProps) {
  useValue(version);
  const hues = useValue(mailClient().preferences()?.values ?? usualPreferences).accountHues;
  const unread = accounts.reduce((sum, account) => sum + inboxUnread(account), 0);
  const waiting = accounts.flatMap((account) => shownQueue(account));
  return (
    <div className="flex flex-col gap-0.5">
      {folders.map(([folder, Icon]) => {
        const place = { all: folder, accountId: null, mailboxId: null, threadId: null, search: null };
        const name = allFolderName(folder);
        return (
          <Place
            key={folder}
            href={routePath(place)}
            isCurrent={folder === current}
            isNarrow={isNarrow}
            name={name}
            count={folder === 'inbox' ? unread : 0}
            onOpen={() => {
              go(place);
              onChosen();
            }}
          >
            <Icon aria-hidden size={17} strokeWidth={1.75} className="shrink-0" />
          </Place>
        );
      })}
      {isNarrow ? (
        <span aria-hidden className="mx-1 my-2 h-px bg-line" />
      ) : (
        <h2 className="mt-3 px-2.5 pb-1 text-sm text-ink-muted">{t('all.accounts')}</h2>
      )}
      {accounts.map((account) => {
        const place = { accountId: account.id, mailboxId: null, threadId: null, search: null };
        const look = healthLook(account.cache.health());
        return (
          <Place
            key={account.id}
            href={routePath(place)}
            isCurrent={false}
            isNarrow={isNarrow}
            name={account.name}
            count={inboxUnread(account)}
            onOpen={() => {
              go(place);
              onChosen();
            }}
          >
            <span aria-hidden data-hue={hues[account.id] ?? hueOf(account.name)} className="account-mark h-4 w-1 shrink-0 rounded-full" />
            <span
              role="img"
              aria-label={look.title}
              data-tooltip={look.detail ?? look.title}
              className={classNames('size-2 shrink-0 rounded-full', healthDot(look))}
            />
          </Place>
        );
      })}
      {waiting.length === 0 || isNarrow ? null : (
        <p className="px-2.5 pt-2 text-sm text-ink-muted">{t('all.waiting', { count: waiting.length })}</p>
      )}
    </div>
  );
}

const inboxUnread = (account: Account): number =>
  account.cache.mailboxes()?.find((mailbox) => mailbox.role === 'inbox')?.unreadThreads ?? 0;

type PlaceProps = {
  href: string;
  isCurrent: boolean;
  isNarrow: boolean;
  name: string;
  count: number;
  onOpen: () => void;
  children: ReactNode;
};

function Place({ href, isCurrent, isNarrow, name, count, onOpen, children }: PlaceProps) {
  return (
    <a
      href={href}
      aria-current={isCurrent ? 'page' : undefined}
      data-tooltip={isNarrow ? name : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.button !== 0) return;
        event.preventDefault();
        onOpen();
      }}
      className={classNames(
        'flex h-8 items-center gap-2.5 rounded-md pointer-coarse:h-11',
        isNarrow ? 'w-full justify-center' : 'px-2.5',
        isCurrent ? 'bg-paper-selected font-medium text-accent' : 'text-ink hover:bg-paper-pressed',
      )}
    >
      {children}
      <span className={isNarrow ? 'sr-only' : 'min-w-0 flex-1 truncate'}>{name}</span>
      {count > 0 && !isNarrow ? <span className="text-sm font-semibold tabular-nums">{n(count)}</span> : null}
    </a>
  );
}
