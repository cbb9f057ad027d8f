import { useEffect } from 'react';
import { mailboxName } from '#components/mailboxes/index.ts';
import { classNames } from '#components/ui/index.ts';
import { type AllFolder, announce, go, type Route, t } from '#lib/client/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { allFolderName } from './all-folder-name.ts';
import type { MailView } from './mail-view.ts';

type Scope = { key: string; label: string; isOn: boolean; to: Partial<Route> };

/** Where a search looks: in the folder it was begun from, in the whole account, or in all of them. */
export function SearchScope({
  view,
  homeId,
  homeFolder,
  accountCount,
  found,
  onSave,
}: {
  view: MailView;
  homeId: MailboxId | null;
  homeFolder: AllFolder;
  accountCount: number;
  /** how much it found, in words; empty: not known yet */
  found: string;
  onSave: () => void;
}) {
  const { account, all, mailbox, mailboxes, list } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search that found as much says so too
  useEffect(() => {
    if (found !== '') announce(found);
  }, [found, list]);
  const here = mailboxes.find(({ id }) => id === homeId) ?? mailbox ?? mailboxes.find(({ role }) => role === 'inbox') ?? null;
  const scopes: Scope[] = [];
  if (accountCount > 1) scopes.push({ key: 'everything', label: t('list.searchAccounts'), isOn: all === 'mail', to: { all: 'mail' } });
  if (all === null) {
    const label = t(accountCount > 1 ? 'list.searchAccount' : 'list.searchAll');
    scopes.push({ key: 'all', label, isOn: mailbox === null, to: { accountId: account.id, mailboxId: null } });
    if (here !== null)
      scopes.push({
        key: here.id,
        label: mailboxName(here),
        isOn: mailbox?.id === here.id,
        to: { accountId: account.id, mailboxId: here.id },
      });
  } else if (homeFolder !== 'mail')
    scopes.push({ key: homeFolder, label: allFolderName(homeFolder), isOn: all === homeFolder, to: { all: homeFolder } });
  return (
    <fieldset className="flex items-center gap-1 border-b border-line px-4 py-1.5 text-sm">
      <legend className="sr-only">{t('list.searchIn')}</legend>
      <span aria-hidden className="me-1 shrink-0 text-ink-muted">
        {t('list.searchIn')}
      </span>
      {scopes.map(({ key, label, isOn, to }) => (
        <button
          key={key}
          type="button"
          aria-pressed={isOn}
          onClick={() => go({ threadId: null, ...to }, { replace: true })}
          className={classNames(
            'h-6 min-w-0 truncate rounded-full px-2.5',
            isOn ? 'bg-accent-soft text-accent' : 'text-ink-muted hover:bg-paper-hover hover:text-ink',
          )}
        >
          {label}
        </button>
      ))}
      <button
        type="button"
        onClick={onSave}
        className="ms-auto h-6 shrink-0 rounded-full px-2.5 text-ink-muted hover:bg-paper-hover hover:text-ink"
      >
        {t('list.saveSearch')}
      </button>
    </fieldset>
  );
}
