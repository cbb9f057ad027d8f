'use client';

import { useState } from 'react';
import { administrationApi, showToast, t } from '#lib/client/index.ts';
import type { HouseSettings } from '#lib/contract/index.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ClientDialog } from './client-dialog.tsx';
import { IdentityProviderDialog } from './identity-provider-dialog.tsx';
import { Section } from './section.tsx';
import { useTold } from './use-told.ts';

type Client = HouseSettings['clients'][number];
type Open = { kind: 'client'; client: Client } | { kind: 'house' } | null;

/** What holds for everybody here; only administrators get this part. */
export function AdministrationSection() {
  const { value, refusal, reload } = useTold(administrationApi.settings);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  async function changed(text: string): Promise<void> {
    close();
    showToast({ kind: 'success', text });
    await reload();
  }
  return (
    <Section id="administration" title={t('administration.title')} hint={t('administration.hint')}>
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {value === null && refusal === null ? <Skeleton className="h-40 w-full" /> : null}
      {value === null ? null : (
        <>
          <div>
            <h3 className="text-sm font-medium">{t('administration.windows')}</h3>
            <p className="text-sm text-ink-muted">{t('administration.windowsHint')}</p>
            <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
              {value.clients.map((client) => (
                <Row key={client.key} name={client.name} setBy={client.setBy} onOpen={() => setOpen({ kind: 'client', client })} />
              ))}
            </ul>
          </div>
          <div>
            <h3 className="text-sm font-medium">{t('administration.house')}</h3>
            <p className="text-sm text-ink-muted">{t('administration.houseHint')}</p>
            <ul className="mt-2 rounded-lg border border-line">
              <Row
                name={value.identityProvider.name ?? 'OpenID Connect'}
                setBy={value.identityProvider.setBy}
                onOpen={() => setOpen({ kind: 'house' })}
              />
            </ul>
          </div>
          <OnlineDatabase {...value.onlineDatabase} onChanged={reload} />
        </>
      )}
      {open?.kind === 'client' ? <ClientDialog client={open.client} onClose={close} onChanged={changed} /> : null}
      {open?.kind === 'house' && value !== null ? (
        <IdentityProviderDialog provider={value.identityProvider} onClose={close} onChanged={changed} />
      ) : null}
    </Section>
  );
}

const deeds = { environment: 'look', settings: 'change', none: 'setUp' } as const;

function Row({ name, setBy, onOpen }: { name: string; setBy: Client['setBy']; onOpen: () => void }) {
  const state = setBy ?? 'none';
  return (
    <li className="flex min-h-12 items-center gap-3 px-4 py-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-3 gap-y-0.5">
        <span className="truncate font-medium">{name}</span>
        <span className={setBy === null ? 'text-sm text-ink-muted' : 'rounded-sm bg-ok-soft px-1.5 text-xs font-medium text-ok'}>
          {t(`administration.state.${state}`)}
        </span>
      </div>
      <Button size="small" aria-label={t(`administration.${deeds[state]}Named`, { name })} onClick={onOpen}>
        {t(`administration.${deeds[state]}`)}
      </Button>
    </li>
  );
}

type OnlineDatabaseProps = HouseSettings['onlineDatabase'] & { onChanged: () => Promise<void> };

function OnlineDatabase({ isAsked, isByEnvironment, onChanged }: OnlineDatabaseProps) {
  const [busy, setBusy] = useState(false);
  async function choose(next: boolean): Promise<void> {
    setBusy(true);
    const told = await administrationApi.askOnlineDatabase(next);
    if (!told.ok) showToast({ kind: 'error', text: told.refusal.title });
    await onChanged();
    setBusy(false);
  }
  return (
    <div>
      <h3 className="mb-1.5 text-sm font-medium">{t('administration.finding')}</h3>
      <Checkbox
        className="items-start! leading-snug"
        label={t('administration.database')}
        checked={isAsked}
        disabled={busy || isByEnvironment}
        onChange={({ target }) => void choose(target.checked)}
      />
      <p className="ms-6 mt-0.5 text-sm text-ink-muted">
        {isByEnvironment ? t('administration.byEnvironment', { variable: 'POSTERN_ONLINE_DATABASE' }) : t('administration.databaseHint')}
      </p>
    </div>
  );
}
