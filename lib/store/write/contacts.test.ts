import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ContactCard, newId, type PersonId } from '#lib/mail/index.ts';
import type { ContactRecord, ContactStore } from '../api.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

let world: TestStore;
let contacts: ContactStore;
let ann: PersonId;
beforeAll(async () => {
  world = await openTestStore();
  contacts = world.store.contacts;
  ann = world.personId;
});
afterAll(() => world.close());

const card = (uid: string, rest: Partial<ContactCard> = {}): ContactCard => ({ '@type': 'Card', version: '1.0', uid, ...rest });
async function made(rest: Partial<ContactCard> = {}): Promise<ContactRecord> {
  const outcome = await contacts.create(ann, 'contacts', card(`urn:uuid:${crypto.randomUUID()}`, rest));
  if (!outcome.ok) throw new Error(outcome.refusal.kind);
  return outcome.value;
}
const mia = { name: { full: 'Mia Möller' }, emails: { b: { address: 'mia@home.example' }, a: { address: 'mia@work.example', pref: 1 } } };

test('a contact is found by the beginning of a name in any spelling and by its address, the preferred address first', async () => {
  const { id } = await made(mia);
  for (const words of [['moller'], ['mia', 'work'], ['möller'.normalize('NFD').replace(/\p{M}/gu, '')]]) {
    const [hit] = await contacts.matching(ann, words, 5);
    expect(hit).toMatchObject({ id, name: 'Mia Möller', isGroup: false, emails: ['mia@work.example', 'mia@home.example'] });
  }
  expect(await contacts.matching(ann, ['mia', 'nobody'], 5)).toEqual([]);
  expect((await contacts.withAddress(ann, ['MIA@home.example']))[0]?.id).toBe(id);
});

test('every change since a state is told once, one by one where a client wants few, and never what came and went in between', async () => {
  const kept = await made();
  const gone = await made();
  const since = await contacts.state(ann);
  const [fresh, brief] = [await made(), await made()];
  await contacts.destroy(ann, brief.id);
  await contacts.update(ann, kept.id, 'collected', kept.card);
  await contacts.destroy(ann, gone.id);
  const all = await contacts.changes(ann, since, 100);
  expect(all).toMatchObject({ created: [fresh.id], updated: [kept.id], destroyed: [gone.id], hasMoreChanges: false });
  expect(all?.newState).toBe(await contacts.state(ann));
  const steps = { created: [] as string[], updated: [] as string[], destroyed: [] as string[] };
  for (let state = since, more = true; more; ) {
    const step = await contacts.changes(ann, state, 1);
    if (step === null) throw new Error('cannot be told');
    for (const kind of ['created', 'updated', 'destroyed'] as const) steps[kind].push(...step[kind]);
    [state, more] = [step.newState, step.hasMoreChanges];
  }
  expect(steps).toEqual({ created: [fresh.id], updated: [kept.id], destroyed: [gone.id] });
  expect(await contacts.changes(ann, `other.${since.split('.')[1]}`, 100)).toBeNull();
  expect(await contacts.changes(ann, 'none.0', 1_000)).toMatchObject({ destroyed: [] });
});

test('who is deleted leaves their groups, and a group knows its members by their preferred addresses', async () => {
  const [one, other] = [await made(mia), await made({ emails: { e: { address: 'zed@a.example' } } })];
  const group = await made({ kind: 'group', name: { full: 'Team' }, members: { [one.card.uid]: true, [other.card.uid]: true } });
  expect(await contacts.members(ann, group.id)).toEqual([
    { name: null, email: 'zed@a.example' },
    { name: 'Mia Möller', email: 'mia@work.example' },
  ]);
  await contacts.destroy(ann, other.id);
  expect(Object.keys((await contacts.list(ann, [group.id]))[0]?.card.members ?? {})).toEqual([one.card.uid]);
});

test('an address is taken up once: not beside a contact that has it, and never again after it was deleted', async () => {
  await made({ emails: { e: { address: 'known@a.example' } } });
  const people = [
    { name: 'New One', email: 'new@a.example' },
    { name: null, email: 'KNOWN@a.example' },
  ];
  expect(await contacts.collect(ann, people)).toBe(1);
  const [hit] = await contacts.withAddress(ann, ['new@a.example']);
  expect(hit).toMatchObject({ name: 'New One', book: 'collected' });
  await contacts.destroy(ann, hit?.id ?? '');
  expect(await contacts.collect(ann, [{ name: 'New One', email: 'New@A.example' }])).toBe(0);
});

test('V6: nothing of one person is seen or changed by another', async () => {
  const { id, card: hers } = await made(mia);
  const bob = newId('p');
  expect(await contacts.list(bob, [id])).toEqual([]);
  expect(await contacts.matching(bob, ['mia'], 5)).toEqual([]);
  expect(await contacts.withAddress(bob, ['mia@home.example'])).toEqual([]);
  await expect(contacts.destroy(bob, id)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(contacts.update(bob, id, 'contacts', hers)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await contacts.list(ann, [id])).toHaveLength(1);
});
