import type { PreferenceValues } from '#lib/contract/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { setErrorToMailError } from './set-emails.ts';
import { createValue, type Readable } from './value.ts';

/** What holds until the gateway has said what the person prefers; the same values as `defaultPreferences` of the contract. */
export const firstPreferences: PreferenceValues = {
  undoSeconds: 10,
  theme: 'system',
  density: 'comfortable',
  remoteImages: 'ask',
  imageSenders: [],
  layout: 'right',
  groupByThread: true,
  afterAction: 'next',
  collectContacts: true,
  defaultIdentities: {},
  vipSenders: [],
  savedSearches: [],
  notify: {},
  notifySound: 'none',
  quietHours: null,
  keys: {},
  accountOrder: [],
  accountHues: {},
  explained: [],
  composeFormat: 'rich',
  language: null,
  timeZone: null,
};

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
  const values = createValue(firstPreferences);
  let isLoaded = false;
  return {
    values: values.readable,
    begin: (kept) => values.set({ ...firstPreferences, ...kept }),
    async load() {
      const got = await client.call('Preferences/get', { ids: null });
      const found = got.list[0];
      if (found === undefined) return;
      const { id: _, ...known } = found;
      isLoaded = true;
      values.set({ ...firstPreferences, ...known });
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
