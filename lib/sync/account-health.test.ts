import { expect, test } from 'vitest';
import { MailError } from '#lib/mail/index.ts';
import { AccountHealth } from './account-health.ts';
import type { EngineHealth } from './engine-health.ts';

const refused = new MailError('login-refused', 'no');
const never = new AbortController().signal;

test('J21: who waits for the first listing is let go by it, by an account that needs its person, and by its own patience', async () => {
  const listed = new AccountHealth(() => undefined);
  const waiting = listed.listed(never);
  listed.setListed();
  await waiting;
  await listed.listed(never);

  const helpless = new AccountHealth(() => undefined);
  const refusedLater = expect(helpless.listed(never)).rejects.toBe(refused);
  helpless.setHelpless(refused);
  await refusedLater;
  await expect(helpless.listed(never)).rejects.toBe(refused);

  const slow = new AccountHealth(() => undefined);
  const patience = new AbortController();
  const gaveUp = expect(slow.listed(patience.signal)).rejects.toMatchObject({ kind: 'temporary' });
  patience.abort();
  await gaveUp;
  await expect(slow.listed(AbortSignal.abort())).rejects.toMatchObject({ kind: 'temporary' });
});

test('another state, error or time of the next try is told; a look that found nothing is not', () => {
  const told: EngineHealth[] = [];
  const health = new AccountHealth((each) => told.push(each));
  health.set({ state: 'ok', lastSyncAtMs: 1 });
  health.set({ state: 'ok', lastSyncAtMs: 2 });
  health.set({ state: 'retrying', retryAtMs: 5, error: refused });
  health.set({ state: 'retrying', retryAtMs: 9, error: refused });
  expect(told.map(({ state, retryAtMs }) => [state, retryAtMs])).toEqual([
    ['ok', null],
    ['retrying', 5],
    ['retrying', 9],
  ]);
  expect(health.current.lastSyncAtMs).toBe(2);
});
