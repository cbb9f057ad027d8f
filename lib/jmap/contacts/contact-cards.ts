import { randomUUID } from 'node:crypto';
import type { ContactFilterCondition, JmapContactCard } from '#lib/contract/index.ts';
import {
  addressBookIdsSchema,
  contactCardProperties,
  contactCardSettable,
  contactFilterCondition,
  contactSortProperties,
  maxContactCardBytes,
} from '#lib/contract/index.ts';
import type { ContactsOfPerson } from '#lib/gateway/index.ts';
import type { ContactBook, ContactCard } from '#lib/mail/index.ts';
import { contactName } from '#lib/mail/index.ts';
import { foldText } from '#lib/search/index.ts';
import type { ContactRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { resolveId } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { runGet } from '../standard/run-get.ts';
import { checkCondition, checkSort, collated, compareBy, testOf, windowOf } from '../standard/run-query.ts';
import { queryChangesAnswer } from '../standard/run-query-changes.ts';
import type { ObjectUpdate, SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';
import { utcDate } from '../utc-date.ts';
import { contactsOf } from './contacts-of.ts';

const capability = 'urn:ietf:params:jmap:contacts';
type Json = Record<string, unknown>;

const cardObject = ({ id, book, card, createdAtMs, updatedAtMs }: ContactRecord): JmapContactCard => ({
  ...card,
  id,
  addressBookIds: { [book]: true },
  created: utcDate(createdAtMs),
  updated: utcDate(updatedAtMs),
});

/** ContactCard/get (RFC 9610 §3.1). */
export const getContactCards: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('ContactCard/get', given);
    const { accountId, personId, store } = contactsOf(context, checked.accountId, 'read');
    const result = await runGet(context, checked, {
      properties: contactCardProperties,
      state: () => store.state(personId),
      all: async () => (await store.list(personId, null)).map(cardObject),
      some: async (ids) => (await store.list(personId, ids)).map(cardObject),
    });
    return [['ContactCard/get', { accountId, ...result }]];
  },
};

const mostChanges = 5_000;

/** ContactCard/changes (RFC 9610 §3.2). */
export const changedContactCards: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('ContactCard/changes', given);
    const { accountId, personId, store } = contactsOf(context, checked.accountId, 'read');
    const changes = await store.changes(personId, checked.sinceState, Math.min(checked.maxChanges ?? mostChanges, mostChanges));
    if (changes === null) throw new MethodError('cannotCalculateChanges');
    const { countsOnly: _, ...told } = changes;
    return [['ContactCard/changes', { accountId, ...told }]];
  },
};

/** ContactCard/query (RFC 9610 §3.3). */
export const queryContactCards: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('ContactCard/query', given);
    const { accountId, personId, store } = contactsOf(context, checked.accountId, 'read');
    const queryState = await store.state(personId);
    const window = windowOf(matchingIds(await store.list(personId, null), checked), checked);
    return [['ContactCard/query', { accountId, queryState, canCalculateChanges: true, ...window }]];
  },
};

/** ContactCard/queryChanges (RFC 9610 §3.4). */
export const queryContactCardChanges: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('ContactCard/queryChanges', given);
    const { personId, store } = contactsOf(context, checked.accountId, 'read');
    const changes = await store.changes(personId, checked.sinceQueryState, 50_000);
    if (changes === null || changes.hasMoreChanges) throw new MethodError('cannotCalculateChanges');
    const ids = matchingIds(await store.list(personId, null), checked);
    const { created, updated, destroyed, newState: newQueryState } = changes;
    const delta = { newQueryState, ids, touched: new Set([...created, ...updated, ...destroyed]), created: new Set(created) };
    return [['ContactCard/queryChanges', queryChangesAnswer(checked, { ...delta, isImmutable: false })]];
  },
};

function matchingIds(records: readonly ContactRecord[], given: { filter: Json | null; sort: Parameters<typeof compareBy>[0] }): string[] {
  checkSort(given.sort, contactSortProperties);
  const matches = testOf<ContactRecord>(given.filter, (condition) => matchOf(checkCondition(contactFilterCondition, condition)));
  const value = ({ card, createdAtMs, updatedAtMs }: ContactRecord, { property }: { property: string }) => {
    if (property === 'created') return createdAtMs;
    if (property === 'updated') return updatedAtMs;
    return collated(partOfName(card, property.slice('name/'.length)) || (contactName(card) ?? ''));
  };
  return records
    .filter(matches)
    .sort(compareBy(given.sort, value, ({ id }) => id))
    .map(({ id }) => id);
}

const partOfName = (card: ContactCard, kind: string): string =>
  (card.name?.components ?? [])
    .filter((part) => part.kind === kind)
    .map(({ value }) => value)
    .join(' ');

/** All strings inside a property. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Where the text conditions look (RFC 9610 §3.3.1). */
const placesOf: Record<string, (card: ContactCard) => unknown> = {
  text: ({ '@type': _type, version: _version, uid: _uid, vCardProps: _props, media: _media, ...rest }) => rest,
  name: (card) => [card.name?.components?.map(({ value }) => value), contactName(card)],
  'name/given': (card) => partOfName(card, 'given'),
  'name/surname': (card) => partOfName(card, 'surname'),
  'name/surname2': (card) => partOfName(card, 'surname2'),
  nickname: (card) => card.nicknames,
  organization: (card) => card.organizations,
  email: (card) => Object.values(card.emails ?? {}).flatMap(({ address, label }) => [address, label]),
  phone: (card) => Object.values(card.phones ?? {}).flatMap(({ number, label }) => [number, label]),
  onlineService: (card) => card.onlineServices,
  address: (card) => card.addresses,
  note: (card) => card.notes,
};

function matchOf(condition: ContactFilterCondition): (record: ContactRecord) => boolean {
  const tests: ((record: ContactRecord) => boolean)[] = [];
  const { inAddressBook, uid, hasMember, kind } = condition;
  if (inAddressBook !== undefined) tests.push(({ book }) => book === inAddressBook);
  if (uid !== undefined) tests.push(({ card }) => card.uid === uid);
  if (hasMember !== undefined) tests.push(({ card }) => card.members?.[hasMember] === true);
  if (kind !== undefined) tests.push(({ card }) => (card.kind ?? 'individual') === kind);
  const instants = [
    ['createdBefore', 'createdAtMs', -1],
    ['createdAfter', 'createdAtMs', 1],
    ['updatedBefore', 'updatedAtMs', -1],
    ['updatedAfter', 'updatedAtMs', 1],
  ] as const;
  for (const [name, at, side] of instants) {
    const text = condition[name];
    if (text === undefined) continue;
    const limitMs = Date.parse(text);
    if (Number.isNaN(limitMs)) throw new MethodError('invalidArguments', `filter: ${name} is no date`);
    tests.push((record) => (side < 0 ? record[at] < limitMs : record[at] >= limitMs));
  }
  for (const [name, place] of Object.entries(placesOf)) {
    const wanted = condition[name as keyof ContactFilterCondition];
    if (wanted === undefined) continue;
    const words = foldText(wanted).split(/\s+/).filter(Boolean);
    tests.push(({ card }) => {
      const text = foldText(textsIn(place(card)).join('\n'));
      return words.every((word) => text.includes(word));
    });
  }
  return (record) => tests.every((test) => test(record));
}

/** ContactCard/set (RFC 9610 §3.5). A card is in exactly one AddressBook. */
export const setContactCards: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('ContactCard/set', given);
    const contacts = contactsOf(context, checked.accountId, 'write');
    const result = await runSet(context, checked, target(context, contacts));
    if (result.newState !== result.oldState) contacts.changed('ContactCard', result.newState);
    return [['ContactCard/set', result]];
  },
};

function target(context: RequestContext, { personId, store }: ContactsOfPerson): SetTarget {
  return {
    properties: contactCardProperties,
    updatable: contactCardProperties.filter((name) => !['id', 'uid', '@type', 'version', 'created', 'updated'].includes(name)),
    state: () => store.state(personId),
    async changedSince(state) {
      const changes = await store.changes(personId, state, mostChanges);
      return changes === null || changes.hasMoreChanges ? null : [...changes.created, ...changes.updated, ...changes.destroyed];
    },
    current: async (ids) => (await store.list(personId, ids)).map(cardObject),
    async create(object) {
      const { addressBookIds = { contacts: true }, uid = `urn:uuid:${randomUUID()}`, ...rest } = object;
      const checked = checkedCard({ ...rest, uid, '@type': 'Card', version: '1.0' }, bookIds(context, addressBookIds));
      if (!checked.ok) return checked;
      const outcome = await store.create(personId, checked.value.book, checked.value.card);
      if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
      const { id, created, updated, addressBookIds: made } = cardObject(outcome.value);
      const unsaid = { '@type': 'Card', version: '1.0', addressBookIds: made, uid };
      return done({ id, ...Object.fromEntries(Object.entries(unsaid).filter(([name]) => !Object.hasOwn(object, name))), created, updated });
    },
    async update(updates) {
      const outcomes = new Map<string, SetOutcome<Json | null>>();
      for (const update of updates) outcomes.set(update.id, await updateOne(context, { personId, store }, update));
      return outcomes;
    },
    async destroy(ids) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const id of ids) {
        const outcome = await store.destroy(personId, id);
        outcomes.set(id, outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal)));
      }
      return outcomes;
    },
  };
}

async function updateOne(
  context: RequestContext,
  { personId, store }: Pick<ContactsOfPerson, 'personId' | 'store'>,
  { id, changed }: ObjectUpdate,
): Promise<SetOutcome<Json | null>> {
  const [record] = await store.list(personId, [id]);
  if (record === undefined) return refused({ type: 'notFound' });
  const { addressBookIds, ...current } = { ...record.card, addressBookIds: { [record.book]: true } };
  const next: Json = { ...current, ...Object.fromEntries(changed) };
  const books = changed.has('addressBookIds') ? changed.get('addressBookIds') : addressBookIds;
  delete next.addressBookIds;
  const checked = checkedCard(next, bookIds(context, books));
  if (!checked.ok) return checked;
  const outcome = await store.update(personId, id, checked.value.book, checked.value.card);
  return outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal));
}

/** AddressBooks are named by their ids; a reference to one made in this request leads nowhere, since none can be made. */
const bookIds = (context: RequestContext, given: unknown): unknown =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
    ? Object.fromEntries(Object.entries(given).map(([id, value]) => [resolveId(context, id), value]))
    : given;

/** `undefined` stands for a property that is not there. `created` and `updated` are ours. */
function checkedCard(given: Json, books: unknown): SetOutcome<{ book: ContactBook; card: ContactCard }> {
  const wrong: string[] = [];
  const card: Json = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || name === 'created' || name === 'updated') continue;
    const form = Object.hasOwn(contactCardSettable, name) ? contactCardSettable[name as keyof typeof contactCardSettable] : null;
    if (form?.safeParse(value).success !== true) wrong.push(name);
    else card[name] = value;
  }
  const book = addressBookIdsSchema.safeParse(books);
  if (!book.success) wrong.push('addressBookIds');
  if (wrong.length > 0 || !book.success) return invalidProperties(wrong);
  if (Buffer.byteLength(JSON.stringify(card)) > maxContactCardBytes) return refused({ type: 'tooLarge', maxSize: maxContactCardBytes });
  // what the schemas have let through is a card
  return done({ book: Object.keys(book.data)[0] as ContactBook, card: card as ContactCard });
}
