import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '#lib/log/index.ts';
import { newId } from '#lib/mail/index.ts';
import { Snoozer } from './snoozer.ts';

type Store = ConstructorParameters<typeof Snoozer>[0]['store'];

/** Times of what is put off, and what was brought back when. */
function world(dueMs: number[]) {
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const now = { ms: 1_000 };
  const back: { atMs: number; mailboxId: string | null }[] = [];
  const snoozes: Pick<Store['snoozes'], 'nextDueMs' | 'bringBack'> = {
    nextDueMs: () => Promise.resolve(dueMs.length === 0 ? null : Math.min(...dueMs)),
    bringBack(_, mailboxId, nowMs) {
      for (const due of dueMs.filter((one) => one <= nowMs)) dueMs.splice(dueMs.indexOf(due), 1);
      back.push({ atMs: nowMs, mailboxId });
      return Promise.resolve([]);
    },
  };
  const mailboxes = { get: () => Promise.resolve([{ id: 'mSnoozed', role: 'snoozed' }]) };
  const store = { snoozes, mailboxes } as unknown as Store;
  const log = createLogger({ level: () => 'silent', write: () => undefined });
  const snoozer = new Snoozer({ accountId: newId('a'), store, log, signal: end.signal, nowMs: () => now.ms });
  void snoozer.run();
  return { snoozer, now, back };
}

test('what came due while nothing was running comes back at the start', async () => {
  const { back } = world([200, 900]);
  await vi.waitFor(() => expect(back).toEqual([{ atMs: 1_000, mailboxId: 'mSnoozed' }]), { timeout: 30_000 });
});

test('what is put off while it sleeps, and is due before what it waits for, comes back in its time', async () => {
  const due = [1_000_000];
  const { snoozer, now, back } = world(due);
  due.push(1_500);
  snoozer.wake();
  now.ms = 1_600;
  snoozer.wake();
  await vi.waitFor(() => expect(back).toEqual([{ atMs: 1_600, mailboxId: 'mSnoozed' }]), { timeout: 30_000 });
});
