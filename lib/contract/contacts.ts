import { z } from 'zod';
import type { ContactBook, ContactCard } from '#lib/mail/index.ts';
import { contactBooks } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';
import { changesArguments, getArguments, queryArguments, queryChangesArguments, setArguments } from './standard-methods.ts';

/** RFC 9610 §2. Each person has two, which stay: `contacts`, and `collected` for people whom mail was written to. */
export type AddressBook = {
  id: ContactBook;
  name: string;
  description: string | null;
  sortOrder: number;
  isDefault: boolean;
  isSubscribed: boolean;
  shareWith: null;
  myRights: { mayRead: boolean; mayWrite: boolean; mayShare: boolean; mayDelete: boolean };
};
export const addressBookProperties = [
  'id',
  'name',
  'description',
  'sortOrder',
  'isDefault',
  'isSubscribed',
  'shareWith',
  'myRights',
] as const satisfies readonly (keyof AddressBook)[];

/** RFC 9610 §3: a Card of RFC 9553 with an id and the one AddressBook that it is in. */
export type JmapContactCard = ContactCard & {
  id: string;
  addressBookIds: Partial<Record<ContactBook, true>>;
  created: string;
  updated: string;
};

/** RFC 9610 §1.4.1 (value in `accountCapabilities`). */
export type ContactsCapability = { maxAddressBooksPerCard: number | null; mayCreateAddressBook: boolean };

const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u);
const text = (max: number) => z.string().max(max);
const mostEntries = 100;
const mapOf = <Value extends z.ZodType>(value: Value, most = mostEntries) =>
  z.record(idSchema, value).refine((map) => Object.keys(map).length <= most, 'too many');
const flags = mapOf(z.literal(true));
const components = z.array(z.looseObject({ kind: line(100), value: line(1_000) })).max(mostEntries);
const preference = z.number().int().min(1).max(100);
const anything = z.record(z.string().max(255), z.unknown());

/** What a client may set of a card, as far as it is looked into (RFC 9553 §2); the rest is kept as it is. */
export const contactCardSettable = {
  '@type': z.literal('Card'),
  version: z.literal('1.0'),
  uid: line(500).min(1),
  kind: line(100),
  language: line(100),
  prodId: line(500),
  created: line(64),
  updated: line(64),
  members: z.record(line(500).min(1), z.literal(true)).refine((map) => Object.keys(map).length <= 1_000, 'too many'),
  relatedTo: anything,
  name: z.looseObject({ full: line(1_000).optional(), components: components.optional(), isOrdered: z.boolean().optional() }),
  nicknames: mapOf(z.looseObject({ name: line(1_000) })),
  organizations: mapOf(
    z.looseObject({
      name: line(1_000).optional(),
      units: z
        .array(z.looseObject({ name: line(1_000) }))
        .max(20)
        .optional(),
    }),
  ),
  speakToAs: anything,
  titles: mapOf(z.looseObject({ name: line(1_000), kind: line(100).optional() })),
  emails: mapOf(
    z.looseObject({ address: line(1_000), contexts: flags.optional(), label: line(200).optional(), pref: preference.optional() }),
    50,
  ),
  onlineServices: anything,
  phones: mapOf(
    z.looseObject({
      number: line(1_000),
      contexts: flags.optional(),
      features: flags.optional(),
      label: line(200).optional(),
      pref: preference.optional(),
    }),
  ),
  preferredLanguages: anything,
  calendars: anything,
  schedulingAddresses: anything,
  addresses: mapOf(
    z.looseObject({
      full: text(2_000).optional(),
      components: components.optional(),
      contexts: flags.optional(),
      label: text(2_000).optional(),
    }),
  ),
  cryptoKeys: anything,
  directories: anything,
  links: mapOf(z.looseObject({ uri: line(8_000) })),
  media: anything,
  anniversaries: anything,
  keywords: z.record(line(200).min(1), z.literal(true)).refine((map) => Object.keys(map).length <= mostEntries, 'too many'),
  notes: mapOf(z.looseObject({ note: text(20_000) })),
  personalInfo: anything,
  localizations: anything,
  /** RFC 9555 §2.14.1: properties of a vCard that a Card has no word for, as jCard (RFC 7095) */
  vCardProps: z.array(z.unknown()).max(500),
};
/** Octets of a card as JSON. */
export const maxContactCardBytes = 128 * 1024;

export const addressBookIdsSchema = z
  .partialRecord(z.enum(contactBooks), z.literal(true))
  .refine((ids) => Object.keys(ids).length === 1, 'one address book');

export const contactCardProperties = ['id', 'addressBookIds', ...Object.keys(contactCardSettable)];

const words = z.string().max(500).optional();
/** RFC 9610 §3.3.1. */
export const contactFilterCondition = z.strictObject({
  inAddressBook: idSchema.optional(),
  uid: words,
  hasMember: words,
  kind: words,
  createdBefore: words,
  createdAfter: words,
  updatedBefore: words,
  updatedAfter: words,
  text: words,
  name: words,
  'name/given': words,
  'name/surname': words,
  'name/surname2': words,
  nickname: words,
  organization: words,
  email: words,
  phone: words,
  onlineService: words,
  address: words,
  note: words,
});
export type ContactFilterCondition = z.infer<typeof contactFilterCondition>;
/** RFC 9610 §3.3.2. */
export const contactSortProperties = ['created', 'updated', 'name/given', 'name/surname', 'name/surname2'] as const;

export const contactMethods = {
  'AddressBook/get': z.strictObject(getArguments),
  'AddressBook/changes': z.strictObject(changesArguments),
  'AddressBook/set': z.strictObject({
    ...setArguments,
    onDestroyRemoveContents: z.boolean().default(false),
    onSuccessSetIsDefault: z.string().nullable().default(null),
  }),
  'ContactCard/get': z.strictObject(getArguments),
  'ContactCard/changes': z.strictObject(changesArguments),
  'ContactCard/query': z.strictObject(queryArguments),
  'ContactCard/queryChanges': z.strictObject(queryChangesArguments),
  'ContactCard/set': z.strictObject(setArguments),
};
