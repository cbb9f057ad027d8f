import { ChevronsUpDown, Inbox, Keyboard, Lock, LogOut, Monitor, Moon, Plus, Settings, Stethoscope, Sun, Users } from 'lucide-react';
import { Avatar, classNames, Menu, type MenuItem, useValue } from '#components/ui/index.ts';
import { type Account, errorText, flushBeforeSignOut, n, type PreferenceStore, showToast, signOut, t } from '#lib/client/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { healthDot, healthLook } from './health.ts';
import type { Theme } from './theme.ts';

type AccountSwitcherProps = {
  accounts: readonly Account[];
  current: Account;
  preferences: PreferenceStore;
  isNarrow: boolean;
  /** all accounts are shown together */
  isAll: boolean;
  onAll: () => void;
  onSwitch: (account: Account) => void;
  onHelp: () => void;
};

const themes: [Theme, typeof Sun, 'theme.system' | 'theme.light' | 'theme.dark'][] = [
  ['system', Monitor, 'theme.system'],
  ['light', Sun, 'theme.light'],
  ['dark', Moon, 'theme.dark'],
];

/** On top of the folders: whose mail this is and whether it is well; a menu with the other accounts, appearance, settings, sign out. */
export function AccountSwitcher({ accounts, current, preferences, isNarrow, isAll, onAll, onSwitch, onHelp }: AccountSwitcherProps) {
  useValue(current.cache.aboutVersion);
  const { theme } = useValue(preferences.values);
  const look = healthLook(current.cache.health());
  const identity = current.cache.identities()?.[0] ?? null;
  const address = identity?.email ?? current.name;
  const name = identity?.name || current.name;

  const shared = accounts.filter(({ isPersonal }) => !isPersonal);
  const choice = (account: Account): MenuItem => ({
    key: account.id,
    label: accountLabel(account),
    ...(account.isPersonal ? {} : { icon: account.isReadOnly ? Lock : Users }),
    checked: !isAll && account === current,
    onSelect: () => onSwitch(account),
  });

  const items: MenuItem[] = [
    ...(accounts.length > 1 ? [{ key: 'all', label: t('shell.allInboxes'), icon: Inbox, checked: isAll, onSelect: onAll }] : []),
    ...accounts.filter(({ isPersonal }) => isPersonal).map(choice),
    ...(shared.length === 0 ? [] : [{ kind: 'heading' as const, key: 'shared', label: t('account.shared') }, ...shared.map(choice)]),
    { key: 'add', label: t('account.add'), icon: Plus, onSelect: () => window.location.assign('/settings#add-account') },
    { kind: 'separator', key: 'line-1' },
    { kind: 'heading', key: 'theme', label: t('theme.label') },
    ...themes.map(
      ([value, icon, key]): MenuItem => ({
        key: value,
        label: t(key),
        icon,
        checked: theme === value,
        onSelect: () => void changeTheme(preferences, value),
      }),
    ),
    { kind: 'separator', key: 'line-2' },
    { key: 'contacts', label: t('shell.contacts'), icon: Users, onSelect: () => window.location.assign('/contacts') },
    { key: 'settings', label: t('shell.settings'), icon: Settings, onSelect: () => window.location.assign('/settings') },
    { key: 'doctor', label: t('shell.doctor'), icon: Stethoscope, onSelect: () => window.location.assign('/doctor') },
    { key: 'help', label: t('shell.help'), icon: Keyboard, shortcut: '?', onSelect: onHelp },
    { key: 'sign-out', label: t('shell.signOut'), icon: LogOut, onSelect: () => void leave() },
  ];

  return (
    <Menu
      label={t('account.menu')}
      items={items}
      trigger={(props) => (
        <button
          {...props}
          type="button"
          className={classNames(
            'flex min-w-0 items-center gap-2.5 rounded-md text-start hover:bg-paper-pressed aria-expanded:bg-paper-pressed',
            isNarrow ? 'size-9 justify-center' : 'w-full p-1.5',
          )}
        >
          <span className="sr-only">{t('account.switch')}: </span>
          <span className="relative shrink-0">
            {isAll ? (
              <span
                className={classNames(
                  'flex items-center justify-center rounded-full bg-accent-soft text-accent',
                  isNarrow ? 'size-6' : 'size-8',
                )}
              >
                <Inbox aria-hidden size={16} strokeWidth={1.75} />
              </span>
            ) : (
              <Avatar name={name} email={address} size={isNarrow ? 'small' : 'medium'} className={isNarrow ? undefined : 'size-8!'} />
            )}
            <span
              hidden={isAll}
              data-tooltip={look.detail ?? look.title}
              role="img"
              aria-label={look.title}
              className={classNames('absolute -end-0.5 -bottom-0.5 size-2.5 rounded-full border-2 border-paper-sunken', healthDot(look))}
            />
          </span>
          {isNarrow ? (
            <span className="sr-only">{isAll ? t('shell.allInboxes') : current.name}</span>
          ) : isAll ? (
            <>
              <span className="min-w-0 flex-1 truncate font-semibold">{t('shell.allInboxes')}</span>
              <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-ink-muted" />
            </>
          ) : (
            <>
              <span className="min-w-0 flex-1 leading-tight">
                <span className="flex items-center gap-1.5">
                  <span dir="auto" className="truncate font-semibold">
                    {name}
                  </span>
                  {current.isDemo ? (
                    <span className="rounded-sm bg-warn-soft px-1 text-xs font-medium text-warn" title={t('shell.demoNote')}>
                      {t('shell.demo')}
                    </span>
                  ) : null}
                  {current.isPersonal ? null : (
                    <span
                      className="inline-flex shrink-0 items-center gap-1 rounded-sm bg-accent-soft px-1 text-xs font-medium text-accent"
                      title={t(current.isReadOnly ? 'account.sharedReadOnly' : 'account.shared')}
                    >
                      {current.isReadOnly ? <Lock aria-hidden size={11} /> : <Users aria-hidden size={11} />}
                      {t(current.isReadOnly ? 'account.readOnly' : 'account.sharedMark')}
                    </span>
                  )}
                </span>
                {name === address ? null : (
                  <span dir="auto" className="block truncate text-sm text-ink-muted">
                    {address}
                  </span>
                )}
              </span>
              <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-ink-muted" />
            </>
          )}
        </button>
      )}
    />
  );
}

async function leave(): Promise<void> {
  if (await flushBeforeSignOut()) await endSession();
  else {
    showToast({
      kind: 'error',
      text: t('shell.unsaved'),
      durationMs: null,
      action: { label: t('shell.signOutAnyway'), run: () => void endSession() },
    });
  }
}

async function endSession(): Promise<void> {
  const told = await signOut();
  if (!told.ok) showToast({ kind: 'error', text: t('action.failed'), detail: t('error.network') });
}

function accountLabel(account: Account): string {
  const unread = account.cache.mailboxes()?.find((mailbox) => mailbox.role === 'inbox')?.unreadThreads ?? 0;
  const name = account.isReadOnly ? t('account.named', { name: account.name, access: t('account.readOnly') }) : account.name;
  return unread > 0 ? `${name} (${n(unread)})` : name;
}

async function changeTheme(preferences: PreferenceStore, theme: Theme): Promise<void> {
  try {
    await preferences.change({ theme });
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
  }
}
