'use client';

import { type FormEvent, useCallback, useState } from 'react';
import { accountsApi, type Refusal, showToast, t } from '#lib/client/index.ts';
import type { Account, AccountShare } from '#lib/contract/index.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useTold } from './use-told.ts';

const accesses: readonly AccountShare['access'][] = ['read', 'write'];

/** With whom an account of one's own is shared: one more, another right, or no more. */
export function ShareDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { value, refusal, reload } = useTold(useCallback(() => accountsApi.shares(account.id), [account.id]));
  const [address, setAddress] = useState('');
  const [access, setAccess] = useState<AccountShare['access']>('read');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);

  async function share(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (address.trim() === '') return;
    setBusy(true);
    const told = await accountsApi.share(account.id, { address: address.trim(), access });
    setBusy(false);
    setRefused(told.ok ? null : told.refusal);
    if (!told.ok) return;
    setAddress('');
    showToast({ kind: 'success', text: t('settings.shareDone', { address: told.value.address }) });
    await reload();
  }

  async function end(one: AccountShare): Promise<void> {
    const told = await accountsApi.endShare(account.id, one.id);
    setRefused(told.ok ? null : told.refusal);
    if (told.ok) showToast({ kind: 'success', text: t('settings.shareEnded', { address: one.address }) });
    await reload();
  }

  return (
    <Dialog open title={t('settings.shareNamed', { address: account.address })} closeLabel={t('settings.close')} onClose={onClose}>
      <p className="text-sm text-ink-muted">{t('settings.shareHint')}</p>
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {refused === null ? null : <RefusalNotice refusal={refused} />}
      <form onSubmit={(event) => void share(event)} className="mt-4 flex flex-wrap items-end gap-3">
        <TextField
          label={t('settings.shareAddress')}
          className="flex-1 basis-56"
          type="email"
          autoComplete="off"
          autoFocus
          maxLength={320}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <SelectField
          label={t('settings.shareAccess')}
          value={access}
          onChange={(event) => setAccess(accesses.find((one) => one === event.target.value) ?? 'read')}
        >
          {accesses.map((one) => (
            <option key={one} value={one}>
              {t(`settings.shareAccess.${one}`)}
            </option>
          ))}
        </SelectField>
        <Button type="submit" variant="primary" busy={busy} disabled={address.trim() === ''}>
          {t('settings.share')}
        </Button>
      </form>
      <h3 className="mt-5 text-sm font-medium">{t('settings.shareList')}</h3>
      {value === null && refusal === null ? <Skeleton className="mt-2 h-10 w-full" /> : null}
      {value?.shares.length === 0 ? <p className="mt-1 text-sm text-ink-muted">{t('settings.shareNone')}</p> : null}
      {value !== null && value.shares.length > 0 ? (
        <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
          {value.shares.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{one.address}</p>
                <p className="text-sm text-ink-muted">{t(`settings.shareAccess.${one.access}`)}</p>
              </div>
              <Button size="small" aria-label={t('settings.shareEndNamed', { address: one.address })} onClick={() => void end(one)}>
                {t('settings.shareEnd')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  );
}
