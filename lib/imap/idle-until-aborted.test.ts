import { expect, test, vi } from 'vitest';
import { buildMessage, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import type { IdleHint } from './api.ts';
import { openDovecot } from './testing/dovecot-session.ts';
import { failureOf } from './testing/failure-of.ts';
import { type FakeRequest, fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

test('I25: new mail, flags and deletions of others are hints; other calls interrupt the wait and it goes on', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('idle');
  await servers.fillMailbox(user, 'INBOX', 3);
  const session = await openDovecot(servers, user, { idleConnection: true });
  const hints: IdleHint['kind'][] = [];
  const stop = new AbortController();
  const waiting = session.idle('INBOX', { onHint: ({ kind }) => hints.push(kind), signal: stop.signal });
  await servers.deliver(user, buildMessage({ from: 'a@example.test', to: [user.address], subject: 'new', text: 'x' }));
  await expect.poll(() => hints).toContain('exists');
  expect((await session.list()).length).toBeGreaterThan(3);
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'uid', '1']);
  await expect.poll(() => hints).toContain('flags');
  // A write to another mailbox, and back.
  await session.append('Sent', { raw: Buffer.from('Subject: x\r\n\r\ny\r\n'), flags: [], internalDateMs: null });
  await session.examine('Sent');
  await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'uid', '2']);
  await expect.poll(() => hints.some((kind) => kind === 'vanished' || kind === 'expunge' || kind === 'other')).toBe(true);
  stop.abort();
  await waiting;
  expect(session.closed).toBe(false);
  await session.close();
});

test('the wait ends with the connection, and says so', async () => {
  await using servers = await startMailServers({ smtp: false });
  const user = await servers.addUser('gone');
  const session = await openDovecot(servers, user, { idleConnection: true });
  const waiting = failureOf(
    session.idle('INBOX', { onHint: () => {}, signal: new AbortController().signal, examined: () => servers.stopIncoming() }),
  );
  expect((await waiting).kind).toBe('network');
  expect(session.closed).toBe(true);
});

test('I25: IDLE is renewed every 9 minutes', async () => {
  await using server = await startFakeImap({ on: { '+': ({ ok }) => ok() } });
  const session = await openTestSession(server.port, { idleConnection: true });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const stop = new AbortController();
    const waiting = session.idle('INBOX', { onHint: () => {}, signal: stop.signal });
    const idles = () => server.lines().filter((line) => / IDLE$/.test(line)).length;
    const settle = async (count: number) => {
      while (idles() < count) await new Promise((resolve) => setImmediate(resolve));
      // The server's + has to arrive before DONE may be said.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await settle(1);
    vi.advanceTimersByTime(9 * 60_000 - 1);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(server.lines()).not.toContain('DONE');
    vi.advanceTimersByTime(1);
    await settle(2);
    expect(server.lines().filter((line) => line === 'DONE')).toHaveLength(1);
    stop.abort();
    await waiting;
  } finally {
    vi.useRealTimers();
  }
  session.destroy();
});

test('a server that ends IDLE by itself is asked again', async () => {
  let times = 0;
  await using eager = await startFakeImap({
    on: {
      idle: ({ ok, ask }) => {
        times += 1;
        if (times < 3) ok('enough');
        else ask('');
      },
    },
  });
  const session = await openTestSession(eager.port);
  const stop = new AbortController();
  const waiting = session.idle('INBOX', { onHint: () => {}, signal: stop.signal });
  await expect.poll(() => times).toBe(3);
  stop.abort();
  await waiting;
  session.destroy();
});

test.each([
  ['has no IDLE', fakeCapabilities.replace(' IDLE', ''), {}],
  ['refuses IDLE', fakeCapabilities, { idle: ({ no }: FakeRequest) => no('not for you') }],
  ['never keeps IDLE', fakeCapabilities, { idle: ({ ok }: FakeRequest) => ok('enough') }],
])('a server that %s is asked by NOOP', async (_name, capabilities, on) => {
  await using server = await startFakeImap({
    capabilities,
    on: {
      ...on,
      noop: ({ send, ok }) => {
        send('* 7 EXISTS');
        ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  const hints: string[] = [];
  const stop = new AbortController();
  const polling = session.idle('INBOX', { onHint: ({ kind }) => hints.push(kind), signal: stop.signal });
  await expect.poll(() => hints).toEqual(['other', 'exists']);
  expect(server.lines().filter((line) => / IDLE$/.test(line)).length).toBeLessThanOrEqual(3);
  stop.abort();
  await polling;
  session.destroy();
});

test('an abort while the server is silent ends the wait without an error', async () => {
  await using server = await startFakeImap({
    on: {
      '+': ({ args, ok, socket }) => {
        if (args === 'DONE') socket.destroy();
        else ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  const stop = new AbortController();
  const waiting = session.idle('INBOX', { onHint: () => {}, signal: stop.signal });
  await expect.poll(() => server.lines().some((line) => / IDLE$/.test(line))).toBe(true);
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
  session.destroy();
});

test('G4: a server that stands still, in IDLE or before it, holds up nobody who goes away for good', async () => {
  const leave = async (isStarted: boolean) => {
    await using server = await startFakeImap({
      on: { idle: ({ ask }) => isStarted && ask('idling'), '+': ({ args, ok }) => args !== 'DONE' && ok() },
    });
    const session = await openTestSession(server.port);
    const stop = new AbortController();
    const waiting = session.idle('INBOX', { onHint: () => {}, signal: stop.signal });
    await expect.poll(() => server.lines().some((line) => / IDLE$/.test(line))).toBe(true);
    stop.abort();
    await waiting;
    expect(session.closed).toBe(true);
  };
  await Promise.all([leave(true), leave(false)]);
});
