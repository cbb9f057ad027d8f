import type { PreferenceValues } from './preferences.ts';

/** What holds for whoever has chosen nothing. Apart from the schemas: pages need it before the gateway has said anything (docs/gotchas.md). */
export const defaultPreferences: PreferenceValues = {
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
  composeFormats: {},
  language: null,
  weekStart: null,
  timeZone: null,
};
