'use client';

import { useEffect, useState } from 'react';
import { type Account, errorText, mailClient, showToast, t } from '#lib/client/index.ts';
import { draftToText } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import { quotableHtml } from '#lib/html/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { textAsParagraphs } from '../compose/draft-content.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { AddressDialog, OutgoingServer } from './outgoing-server.tsx';
import { RichField, type RichWords } from './rich-field.tsx';
import { Section } from './section.tsx';
import { usePreferences } from './use-preferences.ts';

/** Name and signature of each account. */
export function IdentitySection() {
  const state = useValue(mailClient().state);
  const accounts = state.kind === 'ready' ? state.accounts.filter(({ isReadOnly }) => !isReadOnly) : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const account = accounts.find((one) => one.id === chosen) ?? accounts[0];
  return (
    <Section id="identity" title={t('settings.identity')} hint={t('settings.identityHint')}>
      {accounts.length > 1 ? (
        <SelectField
          label={t('settings.account')}
          value={account?.id ?? ''}
          onChange={(event) => setChosen(event.target.value)}
          className="max-w-[400px]"
        >
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      ) : null}
      {account === undefined ? null : <AccountIdentity key={account.id} account={account} />}
    </Section>
  );
}

function AccountIdentity({ account }: { account: Account }) {
  useValue(account.cache.version);
  useEffect(() => {
    void account.load();
  }, [account]);
  const { values, change } = usePreferences();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const identities = account.cache.identities() ?? [];
  const usual = identities.find(({ id }) => id === values.defaultIdentities[account.id]) ?? identities[0];
  const identity = identities.find(({ id }) => id === chosen) ?? usual;
  if (identity === undefined) return <Skeleton className="h-40 w-full" />;
  return (
    <>
      <div className="flex flex-wrap items-end gap-2">
        {identities.length < 2 ? null : (
          <SelectField
            label={t('settings.sendAs')}
            value={identity.id}
            onChange={(event) => setChosen(event.target.value)}
            className="w-[400px] max-w-full"
          >
            {identities.map((one) => (
              <option key={one.id} value={one.id}>
                {one === usual ? t('settings.sendAsUsual', { address: one.email }) : one.email}
              </option>
            ))}
          </SelectField>
        )}
        {account.isPersonal ? <Button onClick={() => setAdding(true)}>{t('settings.addAddress')}</Button> : null}
        {identity === usual ? null : (
          <Button onClick={() => change({ defaultIdentities: { ...values.defaultIdentities, [account.id]: identity.id } })}>
            {t('settings.makeUsual')}
          </Button>
        )}
        {identity.mayDelete ? (
          <Button
            onClick={() => {
              setChosen(null);
              void deleteIdentity(account, identity);
            }}
          >
            {t('settings.deleteAddress')}
          </Button>
        ) : null}
      </div>
      <IdentityForm key={identity.id} account={account} identity={identity} />
      {account.isPersonal ? <OutgoingServer key={`server ${identity.id}`} account={account} identity={identity} /> : null}
      {isAdding ? (
        <AddressDialog
          account={account}
          onClose={() => setAdding(false)}
          onAdded={(id) => {
            setAdding(false);
            setChosen(id);
          }}
        />
      ) : null}
    </>
  );
}

async function deleteIdentity(account: Account, identity: Identity): Promise<void> {
  try {
    const answer = await account.client.call('Identity/set', { accountId: account.id, destroy: [identity.id] });
    if (answer.notDestroyed?.[identity.id] !== undefined) showToast({ kind: 'error', text: t('settings.notSaved') });
    else account.cache.putIdentities((account.cache.identities() ?? []).filter(({ id }) => id !== identity.id));
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
  }
}

const wordsOf = (words: RichWords | null): string => (words === null ? '' : draftToText(words.rich).trim());
const isSame = (one: string, other: string): boolean => one.replace(/\s+/g, '') === other.replace(/\s+/g, '');

function IdentityForm({ account, identity }: { account: Account; identity: Identity }) {
  const [name, setName] = useState(identity.name);
  const [first] = useState(() =>
    identity.htmlSignature === '' ? textAsParagraphs(identity.textSignature) : quotableHtml(identity.htmlSignature, document, new Set()),
  );
  const [signature, setSignature] = useState<RichWords | null>(null);
  // null: the words of the other one
  const [ownText, setOwnText] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  function write(now: RichWords): void {
    // The editor begins by telling what it was given: what differs from that was set apart before.
    if (signature === null && identity.htmlSignature !== '' && !isSame(wordsOf(now), identity.textSignature))
      setOwnText(identity.textSignature);
    setSignature(now);
  }

  async function save(): Promise<void> {
    setBusy(true);
    const words = signature === null ? identity.textSignature : wordsOf(signature);
    const text = ownText?.trim() ?? words;
    const html = signature === null ? identity.htmlSignature : words === '' ? '' : signature.html;
    const patch = { name: name.trim(), textSignature: text, htmlSignature: html };
    try {
      const answer = await account.client.call('Identity/set', { accountId: account.id, update: { [identity.id]: patch } });
      if (answer.notUpdated?.[identity.id] !== undefined) showToast({ kind: 'error', text: t('settings.notSaved') });
      else {
        account.cache.putIdentities((account.cache.identities() ?? []).map((one) => (one.id === identity.id ? { ...one, ...patch } : one)));
        showToast({ kind: 'success', text: t('settings.saved'), durationMs: 3_000 });
      }
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <TextField
        label={t('settings.name')}
        hint={`${t('settings.nameHint')}: ${identity.email}`}
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="max-w-[400px]"
      />
      <div>
        <p className="mb-1 text-sm font-medium">{t('settings.signature')}</p>
        <RichField label={t('settings.signature')} first={first} onWrite={write} />
      </div>
      <div>
        <Checkbox
          label={t('settings.ownTextSignature')}
          checked={ownText !== null}
          onChange={(event) => setOwnText(event.target.checked ? wordsOf(signature) : null)}
        />
        {ownText === null ? null : (
          <textarea
            aria-label={t('settings.textSignature')}
            value={ownText}
            rows={4}
            onChange={(event) => setOwnText(event.target.value)}
            className="mt-2 w-full resize-y rounded-md border border-line-strong bg-transparent px-3 py-2 font-mono text-sm"
          />
        )}
        <p className="mt-1 text-sm text-ink-muted">{t('settings.textSignatureHint')}</p>
      </div>
      <div>
        <Button variant="primary" busy={busy} onClick={() => void save()}>
          {t('settings.save')}
        </Button>
      </div>
    </>
  );
}
