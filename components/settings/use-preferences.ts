'use client';

import { errorText, firstPreferences, mailClient, type Readable, showToast, t } from '#lib/client/index.ts';
import type { PreferenceValues } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { useValue } from '../ui/use-value.ts';

const first: Readable<PreferenceValues> = { get: () => firstPreferences, subscribe: () => () => undefined };

/** The person's preferences and the way to change them; a change that is refused says so. */
export function usePreferences(): { values: PreferenceValues; change: (patch: Partial<PreferenceValues>) => void } {
  const store = mailClient().preferences();
  const values = useValue(store?.values ?? first);
  return {
    values,
    change(patch) {
      store?.change(patch).catch((error: unknown) => {
        if (!isMailError(error)) throw error;
        showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
      });
    },
  };
}
