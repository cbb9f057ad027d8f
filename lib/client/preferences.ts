import { defaultPreferences, type PreferenceValues } from '#lib/contract/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { setErrorToMailError } from './set-emails.ts';
import { createValue, type Readable } from './value.ts';

/** Where nobody has signed in yet, or nothing is known: what holds for whoever has chosen nothing. */
export const usualPreferences: Readable<PreferenceValues> = { get: () => defaultPreferences, subscribe: () => () => undefined };

export type PreferenceStore = {
  readonly values: Readable<PreferenceValues>;
  load(): Promise<void>;
  /** What held when this browser last had a network. */
  begin(kept: PreferenceValues): void;
  /** the gateway has said them */
  isLoaded(): boolean;
  /** Changes the screen at once and keeps it at the gateway. @throws MailError; the screen then has the old values again */
  change(patch: Partial<PreferenceValues>): Promise<void>;
};

export function createPreferences(client: JmapClient): PreferenceStore {
  const values = createValue(defaultPreferences);
  let isLoaded = false;
  return {
    values: values.readable,
    begin: (kept) => values.set({ ...defaultPreferences, ...kept }),
    async load() {
      const got = await client.call('Preferences/get', { ids: null });
      const found = got.list[0];
      if (found === undefined) return;
      const { id: _, ...known } = found;
      isLoaded = true;
      values.set({ ...defaultPreferences, ...known });
    },
    isLoaded: () => isLoaded,
    async change(patch) {
      const before = values.get();
      values.set({ ...before, ...patch });
      try {
        const answer = await client.call('Preferences/set', { update: { singleton: patch } });
        const refused = answer.notUpdated?.singleton;
        if (refused !== undefined) throw setErrorToMailError(refused);
      } catch (error) {
        values.set(before);
        throw error;
      }
    },
  };
}
