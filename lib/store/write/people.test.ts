import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccountServers, newId } from '#lib/mail/index.ts';
import { addTestPerson, openTestStore, type TestStore } from '../testing/test-store.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore([]);
});
afterEach(() => t.close());

const servers = (login: string, host = 'imap.test.example'): AccountServers => ({
  incoming: { protocol: 'imap', host, port: 993, tls: 'tls', login },
  outgoing: { host: 'smtp.test.example', port: 465, tls: 'tls', login },
  traits: { savesSent: true },
});

test('settled 1: the same sign-in identity is the same person and account, whatever the letter case of the host', async () => {
  const again = await t.store.people.createPersonWithAccount({
    identity: { protocol: 'imap', host: 'IMAP.Test.example', port: 993, login: 'ann@a.example' },
    address: 'ann@a.example',
    name: 'Ann',
    servers: servers('ann@a.example'),
    isDemo: false,
    personId: newId('p'),
    accountId: newId('a'),
    sealedCredential: new Uint8Array([9]),
  });
  expect(again).toEqual({ personId: t.personId, accountId: t.accountId, isNew: false });
  expect(await t.store.people.personByIdentity({ protocol: 'imap', host: 'imap.TEST.example', port: 993, login: 'ann@a.example' })).toBe(
    t.personId,
  );
  expect(
    await t.store.people.personByIdentity({ protocol: 'imap', host: 'imap.test.example', port: 143, login: 'ann@a.example' }),
  ).toBeNull();
});

test('settled 1: an added mailbox is no sign-in identity; two people adding the same one get two accounts', async () => {
  const other = await addTestPerson(t.store, 'bob@a.example');
  const ids = [newId('a'), newId('a')];
  for (const [at, personId] of [t.personId, other.personId].entries()) {
    await t.store.people.addAccount({
      account: { id: ids[at]!, personId, address: 'shared@a.example', name: 'Shared', servers: servers('shared@a.example'), isDemo: false },
      sealedCredential: new Uint8Array([at]),
    });
  }
  expect((await t.store.people.accountsOf(t.personId)).map(({ id }) => id)).toEqual([t.accountId, ids[0]]);
  expect(
    await t.store.people.personByIdentity({ protocol: 'imap', host: 'imap.test.example', port: 993, login: 'shared@a.example' }),
  ).toBeNull();
  expect(await t.store.people.sealedCredential(ids[1]!, t.personId)).toBeNull();
  expect(Array.from((await t.store.people.sealedCredential(ids[1]!, other.personId))!)).toEqual([1]);
  await t.store.people.updateAccount(ids[0]!, { name: 'New', sealedCredential: new Uint8Array([5]) });
  expect(await t.store.people.account(ids[0]!)).toMatchObject({ name: 'New', servers: servers('shared@a.example'), isDemo: false });
  expect(Array.from((await t.store.people.sealedCredential(ids[0]!, t.personId))!)).toEqual([5]);
});

test('D1: accounts of a domain, the newest first, a few at most, and none of another domain or of the demo', async () => {
  const { people } = t.store;
  for (const [address, isDemo] of [
    ['bo@A.example', false],
    ['cy@a.example.org', false],
    ['dee@a.example', true],
    ['eve@xa.example', false],
    ['%@a_example', false],
  ] as const) {
    await people.addAccount({
      account: { id: newId('a'), personId: t.personId, address, name: address, servers: servers(address), isDemo },
      sealedCredential: new Uint8Array([1]),
    });
  }
  const addresses = async (most: number) => (await people.accountsOfDomain('a.example', most)).map(({ address }) => address);
  expect([await addresses(10), await addresses(1)]).toEqual([['bo@A.example', 'ann@a.example'], ['bo@A.example']]);
});

test('what administrators set is kept by its name, changed and removed', async () => {
  const { houseSettings } = t.store;
  expect(await houseSettings.all()).toEqual([]);
  await houseSettings.put({ name: 'one', value: { id: 'x' }, sealed: new Uint8Array([1, 2]) });
  await houseSettings.put({ name: 'two', value: true, sealed: null });
  await houseSettings.put({ name: 'one', value: { id: 'y' }, sealed: null });
  expect(await houseSettings.all()).toEqual([
    { name: 'one', value: { id: 'y' }, sealed: null },
    { name: 'two', value: true, sealed: null },
  ]);
  await houseSettings.remove('one');
  expect((await houseSettings.all()).map(({ name }) => name)).toEqual(['two']);
});

test('J21: every account has one Identity with its address and empty signatures; only real changes move its state', async () => {
  const [identity] = await t.store.identities.get(t.accountId, null);
  expect(identity).toMatchObject({
    email: 'ann@a.example',
    replyTo: null,
    bcc: null,
    textSignature: '',
    htmlSignature: '',
    mayDelete: false,
  });
  const state = await t.store.state(t.accountId, 'Identity');
  await t.store.identities.update(t.accountId, identity!.id, { textSignature: '' });
  expect(await t.store.state(t.accountId, 'Identity')).toBe(state);
  await t.store.identities.update(t.accountId, identity!.id, {
    textSignature: '-- \nAnn',
    replyTo: [{ name: null, email: 'x@y.example' }],
  });
  expect(await t.store.changes(t.accountId, 'Identity', state, null)).toMatchObject({ updated: [identity!.id] });
  expect(await t.store.identities.get(t.accountId, [identity!.id])).toMatchObject([
    { textSignature: '-- \nAnn', replyTo: [{ email: 'x@y.example' }] },
  ]);
  expect(await t.store.identities.update(t.accountId, newId('i'), {})).toMatchObject({ refusal: { kind: 'not-found' } });
});

test('settled 12: sessions are found by their hash until they expire or are revoked', async () => {
  const { people } = t.store;
  const nowMs = Date.now();
  for (const tokenHash of ['one', 'two'])
    await people.createSession({ tokenHash, personId: t.personId, nowMs, expiresAtMs: nowMs + 1000_000, userAgent: 'UA' });
  expect(await people.sessionByHash('one', nowMs)).toMatchObject({ personId: t.personId, lastSeenAtMs: nowMs, userAgent: 'UA' });
  await people.sessionByHash('one', nowMs + 61_000);
  expect(await people.sessionByHash('one', nowMs + 61_001)).toMatchObject({ lastSeenAtMs: nowMs + 61_000 });
  expect(await people.sessionByHash('one', nowMs + 1000_000)).toBeNull();
  const other = await addTestPerson(t.store, 'bob@a.example');
  const [first] = await people.sessionsOf(t.personId);
  expect(await people.revokeSession(other.personId, first!.id)).toBe(false);
  expect(await people.revokeSession(t.personId, first!.id)).toBe(true);
  expect(await people.sessionsOf(t.personId)).toHaveLength(1);
  await people.revokeSessionByHash('two');
  expect(await people.sessionByHash('two', nowMs)).toBeNull();
});

test('app passwords keep their scope and say when they were used', async () => {
  const { people } = t.store;
  await people.createAppPassword({
    id: 'w1',
    personId: t.personId,
    name: 'Phone',
    scope: 'read',
    accountIds: [t.accountId],
    createdAtMs: 5,
    secretHash: 'sh',
  });
  expect(await people.appPasswordByHash('sh', 100_000)).toMatchObject({ scope: 'read', accountIds: [t.accountId], lastUsedAtMs: null });
  expect(await people.appPasswordsOf(t.personId)).toMatchObject([{ id: 'w1', lastUsedAtMs: 100_000 }]);
  expect(await people.revokeAppPassword(newId('p'), 'w1')).toBe(false);
  expect(await people.revokeAppPassword(t.personId, 'w1')).toBe(true);
  expect(await people.appPasswordByHash('sh', 100_000)).toBeNull();
});

test('preferences are kept whole', async () => {
  expect(await t.store.people.preferences(t.personId)).toEqual({});
  await t.store.people.setPreferences(t.personId, { undoSeconds: 10, theme: 'dark' });
  expect(await t.store.people.preferences(t.personId)).toEqual({ undoSeconds: 10, theme: 'dark' });
});

test('settled 9: demo people are erased, others stay', async () => {
  const demo = await t.store.people.createPersonWithAccount({
    identity: { protocol: 'imap', host: '127.0.0.1', port: 1, login: 'demo' },
    address: 'demo@demo.example',
    name: 'Demo',
    servers: servers('demo', '127.0.0.1'),
    isDemo: true,
    personId: newId('p'),
    accountId: newId('a'),
    sealedCredential: new Uint8Array(),
  });
  await t.store.people.eraseDemo();
  expect(await t.store.people.account(demo.accountId)).toBeNull();
  expect(await t.store.people.personByIdentity({ protocol: 'imap', host: '127.0.0.1', port: 1, login: 'demo' })).toBeNull();
  expect((await t.store.people.allAccounts()).map(({ id }) => id)).toEqual([t.accountId]);
});
