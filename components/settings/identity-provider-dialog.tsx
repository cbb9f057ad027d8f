'use client';

import { useState } from 'react';
import { administrationApi, t } from '#lib/client/index.ts';
import type { HouseSettings } from '#lib/contract/index.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextField } from '../ui/text-field.tsx';
import { HowTo, RedirectAddress, SecretField, SetUpDialog, secretWish } from './set-up-dialog.tsx';

type IdentityProviderDialogProps = {
  provider: HouseSettings['identityProvider'];
  onClose: () => void;
  onChanged: (text: string) => Promise<void>;
};

/** The house's own identity provider. */
export function IdentityProviderDialog({ provider, onClose, onChanged }: IdentityProviderDialogProps) {
  const [issuer, setIssuer] = useState(provider.issuer ?? '');
  const [name, setName] = useState(provider.name ?? '');
  const [clientId, setClientId] = useState(provider.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [linksByEmail, setLinks] = useState(provider.linksByEmail);
  const isFixed = provider.setBy === 'environment';
  // a secret that was given for one issuer is never shown to another
  const isKept = provider.hasSecret && issuer.trim() === provider.issuer;
  const shownName = name.trim() || (URL.parse(issuer.trim())?.hostname ?? '');
  const field = { autoComplete: 'off', spellCheck: false, disabled: isFixed };
  return (
    <SetUpDialog
      title={t('administration.house')}
      name={provider.name ?? shownName}
      setBy={provider.setBy}
      variable="POSTERN_OIDC_ISSUER"
      isReady={issuer.trim() !== '' && clientId.trim() !== ''}
      save={() =>
        administrationApi.setIdentityProvider({
          ...{ issuer: issuer.trim(), clientId: clientId.trim(), name: shownName, linksByEmail },
          ...secretWish(secret, isKept),
        })
      }
      remove={administrationApi.removeIdentityProvider}
      onClose={onClose}
      onChanged={onChanged}
    >
      <HowTo text={t('administration.howto.house')} site={null} />
      <RedirectAddress url={provider.redirectUrl} />
      <TextField
        {...field}
        type="url"
        dir="ltr"
        label={t('administration.issuer')}
        hint={t('administration.issuerHint')}
        maxLength={1_000}
        value={issuer}
        onChange={({ target }) => setIssuer(target.value)}
      />
      <TextField
        {...field}
        dir="ltr"
        label={t('administration.clientId')}
        maxLength={1_024}
        value={clientId}
        onChange={({ target }) => setClientId(target.value)}
      />
      {isFixed ? null : <SecretField isKept={isKept} value={secret} onChange={setSecret} />}
      <TextField
        {...field}
        label={t('administration.houseName')}
        placeholder={shownName}
        maxLength={60}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <div>
        <Checkbox
          label={t('administration.linkEmail')}
          checked={linksByEmail}
          disabled={isFixed}
          onChange={({ target }) => setLinks(target.checked)}
        />
        <p className="ms-6 text-sm text-ink-muted">{t('administration.linkEmailHint')}</p>
      </div>
    </SetUpDialog>
  );
}
