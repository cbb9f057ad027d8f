import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionOf } from '../session.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let accountId: string;
beforeAll(async () => {
  world = await startJmap();
  accountId = world.userMail.contacts?.accountId ?? '';
});
afterAll(() => world.stop());

const call: JmapWorld['call'] = (name, given = {}) => world.call(name, { accountId, ...given });
async function make(card: Record<string, unknown>): Promise<string> {
  const { created, notCreated } = await call('ContactCard/set', { create: { k: card } });
  const id = created?.k?.id;
  if (id === undefined) throw new Error(JSON.stringify(notCreated));
  return id;
}
const query = async (filter: Record<string, unknown> | null, rest: Record<string, unknown> = {}) =>
  (await call('ContactCard/query', { filter, ...rest })).ids;

describe('ContactCard (RFC 9610 §3)', () => {
  test('the Session names the account that holds them, beside the mail accounts', () => {
    const session = sessionOf(world.userMail, { publicUrl: 'https://x', limits: world.limits, nowMs: world.now.ms });
    expect(session.primaryAccounts['urn:ietf:params:jmap:contacts']).toBe(accountId);
    const capabilities = session.accounts[accountId as keyof typeof session.accounts]?.accountCapabilities;
    expect(capabilities).toMatchObject({ 'urn:ietf:params:jmap:contacts': { maxAddressBooksPerCard: 1, mayCreateAddressBook: false } });
    expect(capabilities).not.toHaveProperty('urn:ietf:params:jmap:mail');
  });

  test('a card is made, read, changed by a patch and destroyed, and its changes are told', async () => {
    const { state: before } = await call('ContactCard/get', { ids: [] });
    const made = await call('ContactCard/set', {
      create: { k: { name: { full: 'Zoë Zander' }, emails: { e1: { address: 'zoe@x.test', 'example.com:mark': 1 } } } },
    });
    const id = made.created?.k?.id ?? '';
    expect(made.created?.k).toMatchObject({ '@type': 'Card', version: '1.0', addressBookIds: { contacts: true } });
    expect(made.created?.k?.uid).toMatch(/^urn:uuid:/);
    const patch = { 'emails/e2': { address: 'z@home.test' }, 'name/full': 'Zoë Z.', 'addressBookIds/contacts': null };
    const moved = await call('ContactCard/set', { update: { [id]: { ...patch, 'addressBookIds/collected': true } } });
    expect(moved.updated).toEqual({ [id]: null });
    const { list } = await call('ContactCard/get', { ids: [id], properties: ['name', 'emails', 'addressBookIds'] });
    expect(list[0]).toEqual({
      id,
      name: { full: 'Zoë Z.' },
      emails: { e1: { address: 'zoe@x.test', 'example.com:mark': 1 }, e2: { address: 'z@home.test' } },
      addressBookIds: { collected: true },
    });
    const since = await call('ContactCard/changes', { sinceState: before });
    expect([since.created, since.updated, since.destroyed]).toEqual([[id], [], []]);
    const gone = await call('ContactCard/set', { destroy: [id, 'cNone'] });
    expect([gone.destroyed, gone.notDestroyed?.cNone?.type]).toEqual([[id], 'notFound']);
    expect(world.told.at(-1)).toEqual(['ContactCard', gone.newState]);
    expect((await call('ContactCard/changes', { sinceState: moved.newState })).destroyed).toEqual([id]);
    expect((await call('ContactCard/changes', { sinceState: 'strange' })).type).toBe('cannotCalculateChanges');
  });

  test.each([
    ['an address with a line break', { emails: { e: { address: 'a@x.test\r\nBcc: b@x.test' } } }, 'emails'],
    ['two address books', { addressBookIds: { contacts: true, collected: true } }, 'addressBookIds'],
    ['an address book that is not there', { addressBookIds: { other: true } }, 'addressBookIds'],
    ['a property that no Card has', { surprise: 1 }, 'surprise'],
    ['a key that is no Id', { phones: { 'a b': { number: '1' } } }, 'phones'],
    [
      'too many addresses',
      { emails: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`e${n}`, { address: 'a@x.test' }])) },
      'emails',
    ],
    ['too long a note', { notes: { n: { note: 'x'.repeat(20_001) } } }, 'notes'],
  ])('refused with the name of the property: %s', async (_, card, property) => {
    const { notCreated } = await call('ContactCard/set', { create: { k: card } });
    expect(notCreated?.k).toMatchObject({ type: 'invalidProperties', properties: [property] });
  });

  test('a card above 128 KiB is too large; a uid that is there, and a change of one, are refused', async () => {
    const vCardProps = [['x-big', {}, 'text', 'x'.repeat(128 * 1024)]];
    expect((await call('ContactCard/set', { create: { k: { vCardProps } } })).notCreated?.k?.type).toBe('tooLarge');
    const id = await make({ uid: 'urn:uuid:1' });
    const again = await call('ContactCard/set', { create: { k: { uid: 'urn:uuid:1' } }, update: { [id]: { uid: 'urn:uuid:2' } } });
    expect(again.notCreated?.k).toMatchObject({ type: 'alreadyExists', existingId: id });
    expect(again.notUpdated?.[id]?.type).toBe('invalidProperties');
    await call('ContactCard/set', { destroy: [id] });
  });

  test('the filters and sorts of the RFC, and queryChanges', async () => {
    const one = await make({
      uid: 'urn:q:1',
      name: { components: [...parts(['given', 'Änne'], ['surname', 'Bach'])] },
      organizations: { o: { name: 'Orgel & Co' } },
      phones: { p: { number: '+49 30 1' } },
    });
    const two = await make({
      uid: 'urn:q:2',
      name: { components: parts(['given', 'Bert'], ['surname', 'Adam']) },
      emails: { e: { address: 'bert@q.test' } },
    });
    const group = await make({ uid: 'urn:q:3', kind: 'group', name: { full: 'Choir' }, members: { 'urn:q:1': true } });
    expect(await query({ name: 'anne bach' })).toEqual([one]);
    expect(await query({ organization: 'orgel', phone: '+49' })).toEqual([one]);
    expect(await query({ operator: 'OR', conditions: [{ email: 'BERT@q' }, { hasMember: 'urn:q:1' }] })).toHaveLength(2);
    expect(await query({ kind: 'group' })).toEqual([group]);
    expect(await query({ uid: 'urn:q:2', inAddressBook: 'contacts' })).toEqual([two]);
    expect(await query({ uid: 'urn:q:2', inAddressBook: 'collected' })).toEqual([]);
    expect(await query({ uid: 'urn:q:2', createdAfter: '2999-01-01T00:00:00Z' })).toEqual([]);
    const sort = [{ property: 'name/surname', isAscending: true }];
    expect(await query({ operator: 'NOT', conditions: [{ kind: 'group' }] }, { sort })).toEqual([two, one]);
    expect((await call('ContactCard/query', { filter: { age: 3 } })).type).toBe('unsupportedFilter');
    expect((await call('ContactCard/query', { sort: [{ property: 'age' }] })).type).toBe('unsupportedSort');
    const { queryState } = await call('ContactCard/query', { sort });
    await call('ContactCard/set', { destroy: [two] });
    const changes = await call('ContactCard/queryChanges', { sort, sinceQueryState: queryState });
    expect([changes.removed, changes.added]).toEqual([[two], []]);
    await call('ContactCard/set', { destroy: [one, group] });
  });

  test('the two address books stay as they are', async () => {
    const { list } = await call('AddressBook/get', {});
    expect(list.map(({ id, isDefault }) => [id, isDefault])).toEqual([
      ['contacts', true],
      ['collected', false],
    ]);
    const set = await call('AddressBook/set', { create: { k: { name: 'More' } }, destroy: ['contacts', 'none'] });
    expect([set.notCreated?.k?.type, set.notDestroyed?.contacts?.type, set.notDestroyed?.none?.type]).toEqual([
      'forbidden',
      'forbidden',
      'notFound',
    ]);
    expect((await call('AddressBook/changes', { sinceState: '1' })).updated).toEqual([]);
  });

  test('mail methods know the account and do not work on it; contact methods do not work on a mail account', async () => {
    expect((await call('Mailbox/get', {})).type).toBe('accountNotSupportedByMethod');
    expect((await call('ContactCard/get', { accountId: world.accountId })).type).toBe('accountNotSupportedByMethod');
    expect((await call('ContactCard/get', { accountId: 'aNone' })).type).toBe('accountNotFound');
  });

  test('a password for reading changes nothing', async () => {
    world.userMail.scope = 'read';
    try {
      expect((await call('ContactCard/set', { create: { k: {} } })).type).toBe('accountReadOnly');
      expect((await call('AddressBook/get', {})).list[0]?.myRights?.mayWrite).toBe(false);
    } finally {
      world.userMail.scope = 'send';
    }
  });
});

const prefer = (collectContacts: boolean | null) => world.calls(['Preferences/set', { update: { singleton: { collectContacts } } }]);
const parts = (...components: [kind: string, value: string][]) => components.map(([kind, value]) => ({ kind, value }));

describe('whom one has to do with', () => {
  test('the address book comes first, whatever there was of mail, with the name that stands there; groups stand beside', async () => {
    await put('sent', 'From: ann@example.org', 'To: Bo Other <bo.other@x.test>, Bo <bo@book.test>');
    const id = await make({ uid: 'urn:b:1', name: { full: 'Bodo Book' }, emails: { e: { address: 'BO@book.test' } } });
    const quiet = await make({ name: { full: 'Bo Quiet' }, emails: { e: { address: 'quiet@book.test' } } });
    const group = await make({ kind: 'group', name: { full: 'Boat crew' }, members: { 'urn:b:1': true } });
    const { list, groups } = await world.call('Correspondent/query', { text: 'bo' });
    const bookFirst = list.map(({ email, name, isKnown, isContact }) => [email, name, isKnown, isContact]);
    expect(bookFirst).toEqual([
      ['BO@book.test', 'Bodo Book', true, true],
      ['quiet@book.test', 'Bo Quiet', false, true],
      ['bo.other@x.test', 'Bo Other', true, false],
    ]);
    expect(groups).toEqual([{ name: 'Boat crew', members: [{ name: 'Bodo Book', email: 'BO@book.test' }] }]);
    await call('ContactCard/set', { destroy: [id, quiet, group] });
  });

  test('a contact is nobody new, and whoever looks like one is named', async () => {
    const first = await put('inbox', 'From: Carla <carla@bookshop.test>', 'To: ann@example.org');
    const alike = await put('inbox', 'From: Carla Contact <carla@b00kshop.test>', 'To: ann@example.org');
    const reportOf = async (id: string) => (await world.call('SenderReport/get', { ids: [id] })).list[0];
    expect(await reportOf(first)).toMatchObject({ isFirst: true, contactId: null });
    const id = await make({ name: { full: 'Carla Contact' }, emails: { e: { address: 'Carla@Bookshop.test' } } });
    expect(await reportOf(first)).toMatchObject({ isFirst: false, contactId: id });
    expect(await reportOf(alike)).toMatchObject({
      contactId: null,
      resembles: { domain: 'bookshop.test', isOwn: false },
      namesake: { email: 'Carla@Bookshop.test' },
    });
    await call('ContactCard/set', { destroy: [id] });
  });

  test('whom mail is sent to is taken up once: no machine, no own address, nobody of a circular, and not against the wish', async () => {
    const circle = Array.from({ length: 31 }, (_, index) => `many${index}@circle.test`).join(', ');
    await put('sent', 'From: ann@example.org', `To: Dora <dora@d.test>, no-reply@d.test, ann@example.org`);
    await put('sent', 'From: ann@example.org', `To: ${circle}`);
    const collected = async () => (await query({ inAddressBook: 'collected', email: '@d.test' })).length;
    await prefer(false);
    expect((await world.call('Correspondent/collect', {})).collected).toBe(0);
    await prefer(null);
    expect((await world.call('Correspondent/collect', {})).collected).toBeGreaterThan(0);
    expect(await collected()).toBe(1);
    expect(await query({ email: 'circle.test' })).toEqual([]);
    expect(await query({ email: world.address })).toEqual([]);
    expect((await world.call('Correspondent/collect', {})).collected).toBe(0);
  });

  test('sending a message takes up its recipients by the names that stand in it', async () => {
    const emailId = await put('drafts', 'From: ann@example.org', 'To: Egon Empfang <egon@e.test>', 'Subject: x');
    const [identity] = (await world.call('Identity/get', {})).list;
    const sent = await world.call('EmailSubmission/set', { create: { k: { emailId, identityId: identity?.id } } });
    expect(sent.created?.k).toBeDefined();
    const [id] = await query({ email: 'egon@e.test', inAddressBook: 'collected' });
    const { list } = await call('ContactCard/get', { ids: [id] });
    expect(list[0]?.name).toEqual({ full: 'Egon Empfang' });
  });
});

async function put(mailbox: 'inbox' | 'sent' | 'drafts', ...header: string[]): Promise<string> {
  const raw = Buffer.from(message(...header, '', 'x', ''));
  world.now.ms += 1000;
  const mailboxIds = [world.mailbox[mailbox]] as never;
  const made = await world.account.createEmail({ raw, mailboxIds, keywords: [], receivedAtMs: world.now.ms });
  if (!made.ok) throw new Error('not made');
  return made.value.id;
}
