import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const reach = async () => (await world.call('TextIndex/get')).list[0]?.reach;
const update = (patch: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  world.call('TextIndex/set', { update: { singleton: patch }, ...more });

test('two years unless told otherwise; what is set stays set, null sets the default', async () => {
  expect(await reach()).toBe('two-years');
  expect((await update({ reach: 'all' })).updated).toEqual({ singleton: null });
  expect(await reach()).toBe('all');
  expect((await update({ reach: 'off' }, { ifInState: 'two-years' })).type).toBe('stateMismatch');
  await update({ reach: null });
  expect(await reach()).toBe('two-years');
});

test('anything else is refused', async () => {
  expect((await update({ reach: 'forever' })).notUpdated?.singleton).toEqual({ type: 'invalidProperties', properties: ['reach'] });
  const { notCreated, notUpdated, notDestroyed } = await world.call('TextIndex/set', {
    create: { a: { reach: 'all' } },
    update: { other: { reach: 'all' } },
    destroy: ['singleton'],
  });
  expect([notCreated?.a?.type, notUpdated?.other?.type, notDestroyed?.singleton?.type]).toEqual(['singleton', 'notFound', 'singleton']);
  world.userMail.scope = 'read';
  expect((await update({ reach: 'all' })).type).toBe('accountReadOnly');
  world.userMail.scope = 'send';
  expect(await reach()).toBe('two-years');
});
