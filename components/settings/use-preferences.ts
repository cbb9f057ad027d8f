'use client';

import { errorText, mailClient, showToast, t, usualPreferences } from '#lib/client/index.ts';
import type { PreferenceValues } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { useValue } from '../ui/use-value.ts';

/** The person's preferences and the way to change them; a change that is refused says so, and is `false`. */
export function usePreferences(): { values: PreferenceValues; change: (patch: Partial<PreferenceValues>) => Promise<boolean> } {
  const store = mailClient().preferences();
  const values = useValue(store?.values ?? usualPreferences);
  return {
    values,
    async change(patch) {
      try {
        await store?.change(patch);
        return store !== null;
      } catch (error) {
        if (!isMailError(error)) throw error;
        showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
        return false;
      }
    },
  };
}
