'use client';

import { useEffect, useState } from 'react';
import { type Account, errorText, showToast, t } from '#lib/client/index.ts';
import { isMailError, type TextReach, textReaches } from '#lib/mail/index.ts';
import { SelectField } from '../ui/select-field.tsx';
import { useValue } from '../ui/use-value.ts';

const labels = {
  off: 'settings.textOff',
  'two-years': 'settings.textTwoYears',
  all: 'settings.textAll',
} as const satisfies Record<TextReach, string>;

function failed(error: unknown): void {
  if (!isMailError(error)) throw error;
  showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
}

/** How far back the text of one account's messages is searched here. */
export function TextIndexChoice({ account }: { account: Account }) {
  useValue(account.cache.version);
  const [reach, setReach] = useState<TextReach | null>(null);
  const { client, id } = account;
  useEffect(() => {
    let isGone = false;
    client
      .call('TextIndex/get', { accountId: id, ids: null })
      .then((got) => {
        if (!isGone) setReach(got.list[0]?.reach ?? null);
      })
      .catch(failed);
    return () => {
      isGone = true;
    };
  }, [client, id]);
  async function choose(next: TextReach): Promise<void> {
    const before = reach;
    setReach(next);
    try {
      const answer = await client.call('TextIndex/set', { accountId: id, update: { singleton: { reach: next } } });
      if (answer.notUpdated !== null) setReach(before);
    } catch (error) {
      setReach(before);
      failed(error);
    }
  }
  const waiting = account.cache.health()?.toIndex ?? 0;
  return (
    <SelectField
      className="w-full tablet:w-72"
      label={t('settings.text')}
      hint={waiting > 0 ? t('health.toIndex', { count: waiting }) : t('settings.textHint')}
      disabled={reach === null || account.isReadOnly}
      value={reach ?? 'two-years'}
      onChange={(event) => {
        const next = textReaches.find((one) => one === event.target.value);
        if (next !== undefined) void choose(next);
      }}
    >
      {textReaches.map((one) => (
        <option key={one} value={one}>
          {t(labels[one])}
        </option>
      ))}
    </SelectField>
  );
}
