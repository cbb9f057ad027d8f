import { z } from 'zod';
import { idSchema } from './scalars.ts';
import { swipeDeeds } from './swipe-deeds.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/**
 * What a person prefers (`urn:postern:preferences`): a singleton with the id `singleton`, one per person, so its methods take no accountId.
 */
export const preferencesSettable = {
  /** window in which a sent message can be taken back, 0 = none */
  undoSeconds: z.number().int().min(0).max(30),
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** remote images of a message: shown after a click, or not offered at all */
  remoteImages: z.enum(['ask', 'never']),
  /** addresses, in lower case, whose remote images are shown without asking as long as nothing says that they are forged; oldest first */
  imageSenders: z.array(z.string().min(3).max(320)).max(1000),
  layout: z.enum(['right', 'bottom', 'none']),
  /** the list shows conversations, not single messages */
  groupByThread: z.boolean(),
  /** what happens after a conversation was archived, moved or deleted */
  afterAction: z.enum(['next', 'list']),
  /** whom mail is sent to is taken up in the address book */
  collectContacts: z.boolean(),
  /** account to the identity that new messages there are from; the account's first one where none is named */
  defaultIdentities: z.record(idSchema, idSchema).refine((map) => Object.keys(map).length <= 200, 'too many'),
  /** addresses, in lower case, whose mail has priority; `is:vip` finds it */
  vipSenders: z.array(z.string().min(3).max(320)).max(500),
  /** searches that stand among the folders; `accountId` null: over all accounts */
  savedSearches: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
        name: z.string().min(1).max(100),
        query: z.string().min(1).max(1000),
        accountId: z.string().min(1).max(255).nullable(),
      }),
    )
    .max(50),
  /** account to what of its new mail is notified of; an account that is not named: all */
  notify: z.record(idSchema, z.enum(['all', 'vip', 'none'])).refine((map) => Object.keys(map).length <= 200, 'too many'),
  notifySound: z.enum(['none', 'bell', 'drop']),
  /** times of day between which nothing is notified of, over midnight too; null: none */
  quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).nullable(),
  /** command to the key that it has in place of its usual one (`I`, `g i`); empty: it has none */
  keys: z.record(z.string().max(40), z.string().max(20)).refine((map) => Object.keys(map).length <= 100, 'too many'),
  /** accounts in the order in which they are shown; those that are not named come behind them */
  accountOrder: z.array(idSchema).max(200),
  /** account to its colour */
  accountHues: z.record(idSchema, z.number().int().min(0).max(11)).refine((map) => Object.keys(map).length <= 200, 'too many'),
  /** what a finger that moves a row of the list towards the start or the end of the line does to its conversation */
  swipeStart: z.enum(swipeDeeds),
  swipeEnd: z.enum(swipeDeeds),
  /** what was explained once and is not again */
  explained: z.array(z.string().max(40)).max(50),
  /** how new messages are written by default */
  composeFormat: z.enum(['rich', 'plain']),
  /** account to how new messages from it are written, where that is another than `composeFormat` */
  composeFormats: z.record(idSchema, z.enum(['rich', 'plain'])).refine((map) => Object.keys(map).length <= 200, 'too many'),
  /** BCP 47 tag, null = the browser's */
  language: z
    .string()
    .max(35)
    .regex(/^[A-Za-z0-9-]+$/)
    .nullable(),
  /** the first day of a week in calendars, null = as it is usual in the language */
  weekStart: z.enum(['monday', 'saturday', 'sunday']).nullable(),
  /** IANA zone, null = the browser's (settled 23) */
  timeZone: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_+/-]+$/)
    .nullable(),
};
const preferencesSchema = z.object(preferencesSettable);
export type PreferenceValues = z.infer<typeof preferencesSchema>;
export type SavedSearch = PreferenceValues['savedSearches'][number];
export type Preferences = { id: 'singleton' } & PreferenceValues;

export const preferenceProperties = ['id', ...(Object.keys(preferencesSettable) as (keyof PreferenceValues)[])] as const;

const setForm = z.record(z.string(), z.record(z.string(), z.unknown())).nullable().default(null);

export const preferencesMethods = {
  'Preferences/get': z.strictObject({
    ids: z.array(z.string()).nullable().default(null),
    properties: z.array(z.string()).nullable().default(null),
  }),
  /** standard `/set` of a singleton: only `update` of the id `singleton` */
  'Preferences/set': z.strictObject({
    ifInState: z.string().nullable().default(null),
    create: setForm,
    update: setForm,
    destroy: z.array(z.string()).nullable().default(null),
  }),
};
export type PreferencesGetResponse = { state: string; list: Preferences[]; notFound: string[] };
