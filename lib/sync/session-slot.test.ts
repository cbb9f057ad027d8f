import { expect, test } from 'vitest';
import type { ImapSession } from '#lib/imap/index.ts';
import { SessionSlot, slotPriority } from './session-slot.ts';

function fakeSession(): ImapSession & { lose: () => void } {
  let closed = false;
  return {
    get closed() {
      return closed;
    },
    lose: () => {
      closed = true;
    },
    destroy: () => {
      closed = true;
    },
  } as unknown as ImapSession & { lose: () => void };
}

test('tasks take turns, the most urgent of those waiting first, in order among equals', async () => {
  const slot = new SessionSlot(async () => fakeSession(), new AbortController().signal);
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = slot.use(slotPriority.fill, null, async () => {
    await gate.promise;
    order.push('fill');
  });
  const later = [
    slot.use(slotPriority.pass, null, async () => void order.push('pass 1')),
    slot.use(slotPriority.pass, null, async () => void order.push('pass 2')),
    slot.use(slotPriority.intent, null, async () => void order.push('intent')),
  ];
  expect(slot.isWantedBy(slotPriority.pass)).toBe(true);
  gate.resolve();
  await Promise.all([first, ...later]);
  expect(order).toEqual(['fill', 'intent', 'pass 1', 'pass 2']);
});

test('a lost connection is made anew for the next task, and a failed task does not block the next', async () => {
  const made: ReturnType<typeof fakeSession>[] = [];
  const slot = new SessionSlot(async () => {
    made.push(fakeSession());
    return made.at(-1)!;
  }, new AbortController().signal);
  await expect(slot.use(slotPriority.pass, null, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await slot.use(slotPriority.pass, null, async () => undefined);
  expect(made).toHaveLength(1);
  made[0]!.lose();
  await slot.use(slotPriority.pass, null, async () => undefined);
  expect(made).toHaveLength(2);
});

test('stopping the account refuses those who wait and closes the connection', async () => {
  const stop = new AbortController();
  const session = fakeSession();
  const slot = new SessionSlot(async () => session, stop.signal);
  const gate = Promise.withResolvers<void>();
  const running = slot.use(slotPriority.pass, null, () => gate.promise);
  const waiting = slot.use(slotPriority.pass, null, async () => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  gate.resolve();
  await running;
  expect(session.closed).toBe(true);
  await expect(slot.use(slotPriority.pass, null, async () => undefined)).rejects.toMatchObject({ kind: 'aborted' });
});

test('a task that gives up while waiting leaves the line', async () => {
  const slot = new SessionSlot(async () => fakeSession(), new AbortController().signal);
  const gate = Promise.withResolvers<void>();
  const running = slot.use(slotPriority.pass, null, () => gate.promise);
  const patience = new AbortController();
  const waiting = slot.use(slotPriority.reader, patience.signal, async () => 'never');
  patience.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  expect(slot.isWantedBy(slotPriority.text)).toBe(false);
  gate.resolve();
  await running;
});
