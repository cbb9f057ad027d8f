import { describe, expect, test } from 'vitest';
import { failureOf } from '#lib/imap/testing/failure-of.ts';
import { type FakePop3Options, type FakePop3Server, startFakePop3 } from './testing/fake-pop3-server.ts';
import { listOf, openTestSession, textOf, uidlOf } from './testing/open-session.ts';

const messages = ['Subject: one\r\n\r\nfirst\r\n.second\r\nthird\r\n', 'Subject: two\r\n\r\n\r\n', 'Subject: three\r\n\r\nlast\r\n'];

async function open(options: FakePop3Options = {}) {
  const server = await startFakePop3({ messages, ...options });
  const session = await openTestSession(server.port);
  return { server, session, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
const commands = (server: FakePop3Server) => server.lines().map((line) => line.split(' ')[0]);

test('counts, listings and messages of a maildrop', async () => {
  await using at = await open();
  expect(await at.session.stat()).toEqual({ messages: 3, sizeBytes: messages.join('').length });
  expect(await listOf(at.session)).toEqual(messages.map(({ length }, index) => ({ number: index + 1, sizeBytes: length })));
  expect(await uidlOf(at.session)).toEqual([1, 2, 3].map((number) => ({ number, uid: `uid-${number}` })));
  expect(await textOf(await at.session.retr(1))).toBe(messages[0]);
  expect(await textOf(await at.session.top(1, 2))).toBe('Subject: one\r\n\r\nfirst\r\n.second\r\n');
  await at.session.noop();
});

test('P8: what was marked is removed at QUIT and confirmed by its +OK; taken back or closed without QUIT, nothing is', async () => {
  await using at = await open();
  await at.session.dele(2);
  expect((await failureOf(at.session.retr(2))).kind).toBe('refused');
  await at.session.rset();
  await at.session.dele(3);
  expect(await at.session.quit()).toEqual({ outcome: 'confirmed', serverText: 'bye' });
  expect(at.session.closed).toBe(true);
  expect(at.server.messages).toEqual([messages[0], messages[1], null]);

  const second = await openTestSession(at.server.port);
  await second.dele(1);
  second.close();
  expect((await failureOf(second.noop())).kind).toBe('aborted');
  expect(await second.quit()).toEqual({ outcome: 'unknown', serverText: null });
  await expect.poll(() => at.server.open(), { timeout: 30_000 }).toBe(0);
  expect(at.server.messages[0]).toBe(messages[0]);
});

test('pop3-quit-err: a refused QUIT is told with the words of the server', async () => {
  await using at = await open({ on: { quit: ({ err }) => err('some deleted messages not removed') } });
  await at.session.dele(1);
  expect(await at.session.quit()).toEqual({ outcome: 'refused', serverText: 'some deleted messages not removed' });
});

test('pop3-drop-before-quit: no answer to QUIT leaves it unknown', async () => {
  await using at = await open({ on: { quit: ({ socket }) => socket.destroy() } });
  await at.session.dele(1);
  expect((await at.session.quit()).outcome).toBe('unknown');
});

describe('PIPELINING', () => {
  test('commands go ahead of their answers, answers keep their order, and never more than 32 are under way', async () => {
    const held: (() => void)[] = [];
    await using at = await open({ on: { noop: ({ ok }) => held.push(() => ok()) } });
    const calls = Array.from({ length: 40 }, () => at.session.noop());
    await expect.poll(() => held.length, { timeout: 30_000 }).toBe(32);
    let most = 0;
    for (let answered = 0; answered < 40; answered += 1) {
      await expect.poll(() => held.length, { timeout: 30_000 }).toBeGreaterThan(answered);
      most = Math.max(most, held.length - answered);
      held[answered]?.();
    }
    await Promise.all(calls);
    expect(most).toBe(32);
  });

  test('a server without it gets one command at a time', async () => {
    let underWay = 0;
    let most = 0;
    await using at = await open({
      capabilities: ['UIDL', 'TOP', 'USER'],
      on: {
        noop({ ok }) {
          underWay += 1;
          most = Math.max(most, underWay);
          setImmediate(() => {
            underWay -= 1;
            ok();
          });
        },
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => at.session.noop()));
    expect(most).toBe(1);
  });

  test('messages are asked for ahead of their turn and come in the order given; a refusal stands in its place', async () => {
    await using at = await open();
    const found: [number, string][] = [];
    for await (const message of at.session.retrEach([3, 7, 1])) {
      found.push([message.number, message.octets === null ? message.error.message : await textOf(message)]);
    }
    expect(found).toEqual([
      [3, messages[2]],
      [7, 'server refused RETR'],
      [1, messages[0]],
    ]);
    expect(await at.session.stat()).toMatchObject({ messages: 3 });
  });

  test('whoever asks for the next message without reading the last one is told so, and nobody waits for ever', async () => {
    await using at = await open();
    const each = at.session.retrEach([1, 2]);
    await each.next();
    expect((await failureOf(each.next())).kind).toBe('invalid');
    expect(at.session.closed).toBe(true);
  });
});

describe('hostile and odd answers', () => {
  test('pop3-uidl-none: a refused UIDL is no listing, not an error', async () => {
    await using at = await open({ on: { uidl: ({ raw }) => raw('-ERR\r\n') } });
    expect(await uidlOf(at.session)).toBeNull();
  });

  test('pop3-uidl-duplicate, pop3-uidl-long: ids are opaque, and left out when nobody could keep them', async () => {
    const long = 'x'.repeat(1_000);
    await using at = await open({
      on: {
        uidl: ({ raw }) =>
          raw(
            `+OK\r\n1 same\r\n2 same\r\n3 ${long}\r\n4 ${'y'.repeat(3_000)}\r\n5 with space and\u0001\u00e9\r\n6\r\nnonsense\r\n0 zero\r\n..dots\r\n.\r\n`,
          ),
      },
    });
    expect(await uidlOf(at.session)).toEqual([
      { number: 1, uid: 'same' },
      { number: 2, uid: 'same' },
      { number: 3, uid: long },
      { number: 4, uid: null },
      { number: 5, uid: 'with space and\u0001\u00e9' },
      { number: 6, uid: null },
    ]);
  });

  test('pop3-retr-short: a message without its final dot is no message', async () => {
    await using at = await open({
      on: {
        retr({ raw, socket }) {
          raw('+OK\r\nSubject: x\r\n\r\nhalf');
          socket.end();
        },
      },
    });
    const error = await failureOf(at.session.retr(1).then(textOf));
    expect([error.kind, error.stage]).toEqual(['network', 'command']);
    expect(at.session.closed).toBe(true);
  });

  test('P2, pop3-dot-lines: line ends, NUL and bare dots inside a message come as they were sent', async () => {
    const odd = 'a\n.\nb\r.\rc\0\r\n\r\n..\r\n';
    await using at = await open({ messages: [odd] });
    expect(await textOf(await at.session.retr(1))).toBe(odd);
    await using bare = await open({ on: { retr: ({ raw }) => raw('+OK\nSubject: x\n\n..dot\n.\n') } });
    expect(await textOf(await bare.session.retr(1))).toBe('Subject: x\n\n.dot\n');
    expect(await bare.session.stat()).toMatchObject({ messages: 3 });
  });

  test.each([
    ['a second answer nobody asked for', '+OK 1 2\r\n+OK 3 4\r\n', 'UNASKED'],
    ['no status line', 'hello\r\n', 'NO_STATUS'],
    ['a challenge', '+ aGVsbG8=\r\n', 'NO_STATUS'],
    ['a line that never ends', 'x'.repeat(40_000), 'LINE_TOO_LONG'],
  ])('an answer that is none ends the session: %s', async (_what, answer, code) => {
    await using at = await open({ on: { stat: ({ raw }) => raw(answer) } });
    const error = await failureOf(at.session.stat().then(() => at.session.noop()));
    expect([error.kind, error.code]).toEqual(['protocol', code]);
    expect(at.session.closed).toBe(true);
  });

  test('response codes and words of a refusal stay with it (RFC 2449 §8)', async () => {
    await using at = await open({
      on: {
        dele: ({ err, args }) => err(args === '1' ? '[SYS/TEMP] disk busy' : args === '2' ? '[sys/perm] never' : 'plain\u0007words'),
      },
    });
    const failures = await Promise.all([1, 2, 3].map((number) => failureOf(at.session.dele(number))));
    expect(failures.map(({ kind, code, permanent, serverText, stage }) => [kind, code, permanent, serverText, stage])).toEqual([
      ['temporary', 'SYS/TEMP', false, 'disk busy', 'command'],
      ['refused', 'SYS/PERM', true, 'never', 'command'],
      ['refused', 'ERR', false, 'plain words', 'command'],
    ]);
  });
});

describe('bounds', () => {
  test('pop3-retr-endless: the network waits for the reader, and a message beyond its bound ends this session only', async () => {
    let isStopped = false;
    let sentBytes = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    await using at = await open({
      on: {
        retr({ raw, socket }) {
          raw('+OK\r\n');
          const send = () => {
            if (isStopped || socket.destroyed) return;
            sentBytes += chunk.length;
            if (socket.write(chunk)) setImmediate(send);
            else socket.once('drain', send);
          };
          send();
        },
      },
    });
    const { octets } = await at.session.retr(1, { maxBytes: 32 * 1024 * 1024 });
    const reader = octets[Symbol.asyncIterator]();
    await reader.next();
    // nobody reads: what is sent stands in buffers of the system, and then it stops; without that this would never end
    let before = -1;
    while (before !== sentBytes) {
      before = sentBytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(sentBytes).toBeLessThan(256 * 1024 * 1024);
    const drain = async () => {
      for (let step = await reader.next(); !step.done; step = await reader.next());
    };
    expect((await failureOf(drain())).kind).toBe('too-large');
    isStopped = true;
    expect(at.session.closed).toBe(true);
  });

  test('a listing that never ends is cut off', async () => {
    const lines = Buffer.from('1 x\r\n'.repeat(20_000));
    await using at = await open({
      on: {
        uidl({ raw, socket }) {
          raw('+OK\r\n');
          const send = () => {
            if (!socket.destroyed) socket.write(lines, () => setImmediate(send));
          };
          send();
        },
      },
    });
    const error = await failureOf(uidlOf(at.session));
    expect([error.kind, error.code]).toEqual(['protocol', 'ANSWER_TOO_LONG']);
  });

  test.each([
    ['silence before an answer', '', 'replyMs'],
    ['silence inside an answer', '+OK\r\nhalf', 'silenceMs'],
    ['an answer that drips', null, 'answerMs'],
  ] as const)('G4: no wait without an end: %s', async (_what, answer, which) => {
    await using server = await startFakePop3({
      messages,
      on: {
        retr({ raw, socket }) {
          if (answer !== null) return raw(answer);
          raw('+OK\r\n');
          const drip = () => {
            if (socket.destroyed) return;
            socket.write('x');
            setTimeout(drip, 5);
          };
          drip();
        },
      },
    });
    const session = await openTestSession(server.port, { deadlines: { [which]: 200 } });
    const error = await failureOf(session.retr(1).then(textOf));
    expect([error.kind, error.code]).toEqual(['network', 'ETIMEDOUT']);
    expect(session.closed).toBe(true);
  });

  test('G4: an abort while a message comes ends the session, one before the command was sent only the call', async () => {
    await using at = await open({ on: { retr: ({ raw }) => raw('+OK\r\nhalf') } });
    const gone = AbortSignal.abort();
    expect((await failureOf(at.session.noop({ signal: gone }))).kind).toBe('aborted');
    await at.session.noop();
    const stop = new AbortController();
    const { octets } = await at.session.retr(1, { signal: stop.signal });
    const reader = octets[Symbol.asyncIterator]();
    await reader.next();
    const waiting = failureOf(reader.next());
    stop.abort();
    expect((await waiting).kind).toBe('aborted');
    expect(at.session.closed).toBe(true);
  });

  test('numbers that are none are refused before anything is sent', async () => {
    await using at = await open();
    for (const number of [0, -1, 1.5, Number.NaN, 2 ** 60]) {
      expect((await failureOf(at.session.dele(number))).kind).toBe('invalid');
      expect((await failureOf(at.session.retr(number))).kind).toBe('invalid');
    }
    expect((await failureOf(at.session.top(1, -1))).kind).toBe('invalid');
    expect(commands(at.server)).not.toContain('DELE');
  });
});
