'use client';

import { mailClient, t } from '#lib/client/index.ts';
import { Avatar } from '../ui/avatar.tsx';
import { useValue } from '../ui/use-value.ts';

/** Accounts that others share with this person; everything about them is settled by their owners. */
export function SharedAccounts() {
  const state = useValue(mailClient().state);
  const accounts = state.kind === 'ready' ? state.accounts.filter(({ isPersonal }) => !isPersonal) : [];
  return accounts.map(({ id, name, isReadOnly }) => (
    <li key={id} className="flex flex-wrap items-center gap-3 rounded-lg border border-line px-4 py-3">
      <Avatar name={name} email={name} />
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-sm text-ink-muted">
          {t('settings.sharedWithYou')} · {t(`settings.shareAccess.${isReadOnly ? 'read' : 'write'}`)}
        </p>
      </div>
    </li>
  ));
}
