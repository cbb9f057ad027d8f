import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId, type PersonId } from '#lib/mail/index.ts';
import type { SignInIdentity } from '../api.ts';
import { addTestPerson, openTestStore, type TestStore } from '../testing/test-store.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore([]);
});
afterEach(() => t.close());

const identity = (login: string, host = 'imap.test.example'): SignInIdentity => ({ protocol: 'imap', host, port: 993, login });
const share = (access: 'read' | 'write' = 'read', identities = [identity('bob@a.example')]) =>
  t.store.people.shareAccount(t.accountId, { address: 'bob@a.example', access, identities });
const sharedWith = async (personId: PersonId) =>
  (await t.store.people.sharedWith(personId)).map(({ id, personId: owner, access }) => ({ id, owner, access }));

test('a share holds for whoever proves the mailbox, now or later, and for nobody else; it is no account of theirs', async () => {
  const given = await share();
  expect(given).toMatchObject({ address: 'bob@a.example', access: 'read' });
  expect(await t.store.people.peopleOf(t.accountId)).toEqual([t.personId]);
  const [bob, eve] = [await addTestPerson(t.store, 'bob@a.example'), await addTestPerson(t.store, 'eve@a.example')];
  expect(await sharedWith(bob.personId)).toEqual([{ id: t.accountId, owner: t.personId, access: 'read' }]);
  expect(await sharedWith(eve.personId)).toEqual([]);
  expect(await sharedWith(t.personId)).toEqual([]);
  expect(await t.store.people.peopleOf(t.accountId)).toEqual([t.personId, bob.personId]);
  expect((await t.store.people.accountsOf(bob.personId)).map(({ id }) => id)).toEqual([bob.accountId]);
  expect(await t.store.people.sealedCredential(t.accountId, bob.personId)).toBeNull();
});

test('the same user name at another server is somebody else', async () => {
  const bob = await addTestPerson(t.store, 'bob@a.example');
  await share('write', [
    identity('bob@a.example', 'imap.evil.example'),
    { ...identity('bob@a.example'), port: 143 },
    { ...identity('bob@a.example'), protocol: 'pop3' },
  ]);
  expect(await sharedWith(bob.personId)).toEqual([]);
});

test('one share for an address, whatever its letter case: the later one counts', async () => {
  const bob = await addTestPerson(t.store, 'bob@a.example');
  const first = await share('read');
  const again = await t.store.people.shareAccount(t.accountId, {
    address: 'Bob@A.example',
    access: 'write',
    identities: [identity('Bob@A.example', 'IMAP.test.example')],
  });
  expect(again).toEqual({ ...first, access: 'write' });
  expect(await t.store.people.sharesOf(t.accountId)).toEqual([again]);
  expect(await sharedWith(bob.personId)).toMatchObject([{ access: 'write' }]);
});

test('it ends with the share, with the account, and with the person', async () => {
  const bob = await addTestPerson(t.store, 'bob@a.example');
  const { id } = await share();
  expect(await t.store.people.unshareAccount(bob.accountId, id)).toBe(false);
  expect(await t.store.people.unshareAccount(t.accountId, newId('a'))).toBe(false);
  expect(await sharedWith(bob.personId)).toHaveLength(1);
  expect(await t.store.people.unshareAccount(t.accountId, id)).toBe(true);
  expect(await sharedWith(bob.personId)).toEqual([]);
  // Bob goes, and comes back: he may be somebody else by now.
  await share();
  await t.store.people.removeAccount(bob.accountId);
  const back = await addTestPerson(t.store, 'bob@a.example');
  expect(await sharedWith(back.personId)).toEqual([]);
  expect(await t.store.people.sharesOf(t.accountId)).toEqual([]);
  // The account goes.
  await share();
  expect(await sharedWith(back.personId)).toHaveLength(1);
  await t.store.people.removeAccount(t.accountId);
  expect(await sharedWith(back.personId)).toEqual([]);
  expect(await t.store.people.peopleOf(t.accountId)).toEqual([]);
});

test('so many shares and no more; one that is there can still be changed', async () => {
  const one = (at: number, access: 'read' | 'write' = 'read') =>
    t.store.people.shareAccount(t.accountId, { address: `p${at}@a.example`, access, identities: [identity(`p${at}@a.example`)] });
  for (let at = 0; at < 50; at += 1) await one(at);
  await expect(one(50)).rejects.toMatchObject({ kind: 'too-many', code: 'SHARES' });
  expect(await one(0, 'write')).toMatchObject({ access: 'write' });
});
