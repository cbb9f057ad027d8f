'use client';

import { useState } from 'react';
import { administrationApi, t } from '#lib/client/index.ts';
import type { HouseSettings } from '#lib/contract/index.ts';
import { TextField } from '../ui/text-field.tsx';
import { HowTo, RedirectAddress, SecretField, SetUpDialog, secretWish } from './set-up-dialog.tsx';

/** Where a client is registered. */
const sites: Readonly<Record<string, string>> = {
  google: 'https://console.cloud.google.com/apis/credentials',
  microsoft: 'https://entra.microsoft.com/',
  yahoo: 'https://senders.yahooinc.com/developer/documentation/',
  aol: 'https://senders.yahooinc.com/developer/documentation/',
  fastmail: 'https://www.fastmail.com/for-developers/oauth/',
  yandex: 'https://oauth.yandex.com/',
  mailru: 'https://o2.mail.ru/app/',
};
const explained = ['google', 'microsoft', 'yahoo', 'aol', 'fastmail', 'yandex', 'mailru'] as const;

type ClientDialogProps = {
  client: HouseSettings['clients'][number];
  onClose: () => void;
  onChanged: (text: string) => Promise<void>;
};

/** The client that one mail provider gave to this installation: how to get it, and what it is. */
export function ClientDialog({ client, onClose, onChanged }: ClientDialogProps) {
  const { key, name, setBy } = client;
  const [clientId, setClientId] = useState(client.clientId ?? '');
  const [secret, setSecret] = useState('');
  const isFixed = setBy === 'environment';
  return (
    <SetUpDialog
      title={t('administration.windowOf', { name })}
      name={name}
      setBy={setBy}
      variable={`POSTERN_OAUTH_${key.toUpperCase()}_CLIENT_ID`}
      isReady={clientId.trim() !== ''}
      save={() => administrationApi.setClient(key, { clientId: clientId.trim(), ...secretWish(secret, client.hasSecret) })}
      remove={() => administrationApi.removeClient(key)}
      onClose={onClose}
      onChanged={onChanged}
    >
      <HowTo text={t(`administration.howto.${explained.find((one) => one === key) ?? 'other'}`)} site={sites[key] ?? null} />
      <RedirectAddress url={client.redirectUrl} />
      <TextField
        label={t('administration.clientId')}
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        maxLength={1_024}
        disabled={isFixed}
        value={clientId}
        onChange={({ target }) => setClientId(target.value)}
      />
      {isFixed ? null : <SecretField isKept={client.hasSecret} value={secret} onChange={setSecret} />}
    </SetUpDialog>
  );
}
