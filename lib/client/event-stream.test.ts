import { expect, test } from 'vitest';
import { createConnection } from './connection.ts';
import { openEventStream, retryDelayMs } from './event-stream.ts';
import { createFakeAccount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';

function setUp() {
  const jmap = createFakeJmap([createFakeAccount('one', 'mia@postern.example', 'Mia')]);
  const world = createTestWorld(jmap);
  const open = () => {
    const connection = createConnection();
    const heard: string[] = [];
    const stream = openEventStream({
      io: world.tab(),
      url: () => 'http://postern.test/api/eventsource?types={types}&closeafter={closeafter}&ping={ping}',
      connection,
      onStates: (changed) => heard.push(Object.keys(changed).join()),
      beforeRetry: async () => true,
    });
    return { connection, heard, stream };
  };
  return { jmap, world, open };
}

test('one tab holds the stream and the others hear what it hears', async () => {
  const { jmap, world, open } = setUp();
  const [first, second] = [open(), open()];
  await world.settle();
  expect(world.openStreams()).toBe(1);
  const before = second.heard.length;
  jmap.push('one');
  await world.settle();
  expect(second.heard.length).toBe(before + 1);
  expect(second.connection.state.get().kind).toBe('live');
  first.stream.close();
  second.stream.close();
});

test('a tab that comes later is told the states at once', async () => {
  const { world, open } = setUp();
  open();
  await world.settle();
  const late = open();
  await world.settle();
  expect(late.heard).toContain('one');
  expect(late.connection.state.get().kind).toBe('live');
});

test('when the tab with the stream closes, another takes over', async () => {
  const { world, open } = setUp();
  const first = open();
  const second = open();
  await world.settle();
  first.stream.close();
  await world.settle();
  expect(world.openStreams()).toBe(1);
  expect(second.connection.state.get().kind).toBe('live');
});

test('a broken stream says “reconnecting” and comes back by itself', async () => {
  const { world, open } = setUp();
  const { connection, heard } = open();
  await world.settle();
  world.goAway();
  await world.pass(3_000);
  expect(connection.state.get()).toMatchObject({ kind: 'reconnecting' });
  expect(world.openStreams()).toBe(0);
  const before = heard.length;
  world.comeBack();
  await world.pass(60_000);
  expect(connection.state.get().kind).toBe('live');
  expect(heard.length).toBeGreaterThan(before);
});

test('a stream that falls silent counts as broken', async () => {
  const { world, open } = setUp();
  const { connection } = open();
  await world.settle();
  let wasReconnecting = false;
  connection.state.subscribe(() => {
    wasReconnecting ||= connection.state.get().kind === 'reconnecting';
  });
  await world.pass(70_000);
  expect(wasReconnecting).toBe(true);
  expect(connection.state.get().kind).toBe('live');
});

test('“try now” does not wait for the next turn', async () => {
  const { world, open } = setUp();
  const { connection, stream } = open();
  await world.settle();
  world.goAway();
  await world.pass(40_000);
  world.comeBack();
  stream.retryNow();
  await world.settle();
  expect(connection.state.get().kind).toBe('live');
});

test('pauses grow up to half a minute', () => {
  const delays = [0, 1, 2, 3, 10, 100].map((failures) => retryDelayMs(failures, 0));
  expect(delays).toEqual([500, 1000, 2000, 4000, 30_000, 30_000]);
  expect(retryDelayMs(0, 0.999)).toBeLessThanOrEqual(625);
});
