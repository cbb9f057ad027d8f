import { expect, test } from 'vitest';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { Changes } from '#lib/store/index.ts';
import { allChanges } from './run-query-changes.ts';

const changes: Changes = {
  oldState: 'a',
  newState: 'b',
  hasMoreChanges: false,
  created: [],
  updated: [],
  destroyed: [],
  countsOnly: false,
};
const accountWith = (known: Changes | null) => ({ id: 'a1', store: { changes: () => Promise.resolve(known) } }) as unknown as AccountMail;

test('RFC 8620 §5.6: a state that is too old, or from which there are too many changes to be kept in mind, is cannotCalculateChanges', async () => {
  expect(await allChanges(accountWith(changes), 'Email', 'a')).toBe(changes);
  for (const known of [null, { ...changes, hasMoreChanges: true }])
    await expect(allChanges(accountWith(known), 'Email', 'a')).rejects.toMatchObject({ type: 'cannotCalculateChanges' });
});
