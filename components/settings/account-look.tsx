'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { mailClient, movedOrder, t } from '#lib/client/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { hueOf } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useValue } from '../ui/use-value.ts';
import { usePreferences } from './use-preferences.ts';

const hues = Array.from({ length: 12 }, (_, hue) => hue);

/** Where an account stands among the others, and its colour there. With one account there is nothing to choose. */
export function AccountLook({ id, name }: { id: AccountId; name: string }) {
  const { values, change } = usePreferences();
  const state = useValue(mailClient().state);
  const accounts = state.kind === 'ready' ? state.accounts : [];
  const at = accounts.findIndex((account) => account.id === id);
  if (accounts.length < 2 || at < 0) return null;
  const shown = values.accountHues[id] ?? hueOf(name);
  const move = (by: 1 | -1) => change({ accountOrder: movedOrder(accounts, id, by) });
  return (
    <div className="flex basis-full flex-wrap items-center gap-3">
      <fieldset className="flex flex-wrap items-center gap-1.5">
        <legend className="sr-only">{t('settings.accountColour', { name })}</legend>
        {hues.map((hue) => (
          <label
            key={hue}
            className="inline-flex size-6 cursor-pointer items-center justify-center rounded-full has-checked:outline-2 has-checked:outline-offset-1 has-checked:outline-ink has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:size-9"
          >
            <input
              type="radio"
              name={`colour-${id}`}
              className="sr-only"
              aria-label={t('settings.colour', { number: hue + 1 })}
              checked={hue === shown}
              onChange={() => change({ accountHues: { ...values.accountHues, [id]: hue } })}
            />
            <span aria-hidden data-hue={hue} className="account-mark size-4 rounded-full" />
          </label>
        ))}
      </fieldset>
      <span className="ml-auto flex gap-1">
        <IconButton icon={ArrowUp} size="small" label={t('settings.accountUp', { name })} disabled={at === 0} onClick={() => move(-1)} />
        <IconButton
          icon={ArrowDown}
          size="small"
          label={t('settings.accountDown', { name })}
          disabled={at === accounts.length - 1}
          onClick={() => move(1)}
        />
      </span>
    </div>
  );
}
