import { expect, test } from 'vitest';
import type { ImapSession } from '#lib/imap/index.ts';
import { BulkConnections } from './bulk-connections.ts';

function fakeSession() {
  const session = {
    closed: false,
    destroy() {
      session.closed = true;
    },
    close() {
      session.closed = true;
      return Promise.resolve();
    },
  };
  return session as unknown as ImapSession & { closed: boolean };
}

function bulk(most: number) {
  const opened: ImapSession[] = [];
  const life = new AbortController();
  const connections = new BulkConnections(
    () => {
      opened.push(fakeSession());
      return Promise.resolve(opened.at(-1)!);
    },
    most,
    life.signal,
  );
  return { connections, opened, life };
}
const never = new AbortController().signal;

test('I14: never more connections than allowed; who waits gets the one that is given back', async () => {
  const { connections, opened } = bulk(2);
  const [first, second] = [await connections.lease(never), await connections.lease(never)];
  const third = connections.lease(never);
  expect(opened).toHaveLength(2);
  first.giveBack(true);
  expect((await third).session).toBe(first.session);
  expect(opened).toHaveLength(2);
  second.giveBack(true);
  second.giveBack(true);
  (await third).giveBack(true);
  // Given back twice counts once: still two places.
  await Promise.all([connections.lease(never), connections.lease(never)]);
  expect(opened).toHaveLength(2);
});

test('a connection that broke is not used again', async () => {
  const { connections, opened } = bulk(1);
  const first = await connections.lease(never);
  first.giveBack(false);
  expect(first.session.closed).toBe(true);
  expect((await connections.lease(never)).session).toBe(opened[1]);
});

test('who gives up waiting leaves the line; a line that is too long sends away', async () => {
  const { connections } = bulk(1);
  const held = await connections.lease(never);
  const gone = new AbortController();
  const waiting = connections.lease(gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  const line = Array.from({ length: 20 }, () => connections.lease(never));
  await expect(connections.lease(never)).rejects.toMatchObject({ kind: 'too-many' });
  held.giveBack(true);
  for (const one of line) (await one).giveBack(true);
});

test('when the account stops, idle connections end and who waits hears of it', async () => {
  const { connections, opened, life } = bulk(1);
  (await connections.lease(never)).giveBack(true);
  const held = await connections.lease(never);
  const waiting = connections.lease(never);
  life.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  held.giveBack(true);
  expect(opened.every((session) => session.closed)).toBe(true);
});
