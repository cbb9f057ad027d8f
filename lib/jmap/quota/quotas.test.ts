import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AccountQuota } from '#lib/gateway/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const storage = (used: number, limit = 100): AccountQuota => ({ root: '', resource: 'STORAGE', used, limit });
const messages = (used: number, limit = 10): AccountQuota => ({ root: 'Mail', resource: 'MESSAGE', used, limit });
const states: [string, AccountQuota[]][] = [
  ['s1', [storage(1)]],
  ['s2', [storage(2), messages(1)]],
  ['s3', [storage(3), messages(1)]],
  ['s4', [storage(3, 200), messages(2)]],
  ['s5', [messages(3)]],
];
let id: Record<'storage' | 'messages', string>;
beforeEach(async () => {
  world.account.quotasSaid = states.slice(0, 2).map(([state, quotas]) => ({ state, quotas }));
  const { list } = await world.call('Quota/get');
  const idOf = (type: string) => list.find(({ resourceType }) => resourceType === type)!.id;
  id = { storage: idOf('octets'), messages: idOf('count') };
  world.account.quotasSaid = states.map(([state, quotas]) => ({ state, quotas }));
});

const changes = (sinceState: string, maxChanges: number | null = null) => world.call('Quota/changes', { sinceState, maxChanges });

test('RFC 9425 §4.3: what came, changed and went since a state; updatedProperties is [used] where nothing else changed', async () => {
  expect(await changes('s5')).toMatchObject({ created: [], updated: [], destroyed: [], hasMoreChanges: false, updatedProperties: null });
  expect(await changes('s4')).toMatchObject({ created: [], updated: [id.messages], destroyed: [id.storage], updatedProperties: ['used'] });
  expect(await changes('s1')).toMatchObject({
    oldState: 's1',
    newState: 's5',
    created: [id.messages],
    updated: [],
    destroyed: [id.storage],
  });
  world.account.quotasSaid.pop();
  expect(await changes('s2')).toMatchObject({ newState: 's4', updated: [id.storage, id.messages], updatedProperties: null });
  expect(await changes('s1')).toMatchObject({ created: [id.messages], updated: [id.storage], updatedProperties: null });
});

test('RFC 8620 §5.2: maxChanges stops at a state in between; where one step is too much, cannotCalculateChanges', async () => {
  world.account.quotasSaid.pop();
  expect(await changes('s2', 1)).toMatchObject({ newState: 's3', updated: [id.storage], hasMoreChanges: true });
  expect((await changes('s3', 1)).type).toBe('cannotCalculateChanges');
  expect((await changes('never')).type).toBe('cannotCalculateChanges');
});

test('RFC 9425 §4.5: queryChanges lead from the old result to the new one', async () => {
  const query = { sort: [{ property: 'used' }], sinceQueryState: 's2', calculateTotal: true };
  world.account.quotasSaid.pop();
  expect(await world.call('Quota/queryChanges', query)).toMatchObject({
    ...{ oldQueryState: 's2', newQueryState: 's4', total: 2, removed: [id.storage, id.messages] },
    added: [
      { id: id.messages, index: 0 },
      { id: id.storage, index: 1 },
    ],
  });
  expect(await world.call('Quota/query', { sort: query.sort })).toMatchObject({ queryState: 's4', canCalculateChanges: true });
  expect((await world.call('Quota/queryChanges', { sinceQueryState: 'never' })).type).toBe('cannotCalculateChanges');
});
