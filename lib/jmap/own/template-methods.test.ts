import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/mail/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());
const call: JmapWorld['call'] = (name, given = {}) => world.call(name, { accountId: world.userMail.contacts?.accountId, ...given });

test('a template is made, changed and deleted in the account of the person, and whoever listens is told', async () => {
  const made = await call('Template/set', { create: { k: { name: '  On my way ', text: 'I come.' }, bad: { subject: 'no name' } } });
  const id = made.created?.k?.id ?? '';
  expect(made.created?.k).toEqual({ id, name: 'On my way', subject: '', html: '', text: 'I come.' });
  expect(made.notCreated?.bad).toMatchObject({ type: 'invalidProperties', properties: ['name'] });
  const changed = await call('Template/set', { ifInState: made.newState, update: { [id]: { subject: 'Late', html: '<p>I come.</p>' } } });
  expect(changed.updated).toEqual({ [id]: null });
  expect((await call('Template/get', { ids: null })).list).toEqual([
    { id, name: 'On my way', subject: 'Late', html: '<p>I come.</p>', text: 'I come.' },
  ]);
  expect(world.told.at(-1)).toEqual(['Template', changed.newState]);
  expect((await call('Template/set', { ifInState: made.newState, destroy: [id] })).type).toBe('stateMismatch');
  expect((await call('Template/set', { destroy: [id, 'wNone'] })).notDestroyed?.wNone?.type).toBe('notFound');
  expect((await call('Template/get', { ids: [id] })).notFound).toEqual([id]);
});

test.each([
  ['a line break in the name', { name: 'a\nb' }, 'name'],
  ['one in the subject', { name: 'a', subject: 'x\r\nBcc: y' }, 'subject'],
  ['too long a text', { name: 'a', text: 'x'.repeat(100_001) }, 'text'],
  ['a property that is not known', { name: 'a', colour: 'red' }, 'colour'],
])('refused: %s', async (_, template, property) => {
  expect((await call('Template/set', { create: { k: template } })).notCreated?.k?.properties).toEqual([property]);
});

test('there are 200 at most, and none of another person’s', async () => {
  const create = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`k${index}`, { name: `n${index}` }]));
  const { created, notCreated } = await call('Template/set', { create });
  expect([Object.keys(created ?? {}).length, Object.values(notCreated ?? {}).map(({ type }) => type)]).toEqual([200, ['overQuota']]);
  expect((await call('Template/get', { accountId: world.accountId })).type).toBe('accountNotSupportedByMethod');
  const [first] = Object.values(created ?? {});
  await expect(world.store.templates.destroy(newId('p'), first?.id ?? '')).rejects.toMatchObject({ kind: 'not-found' });
});
