import { expect, test } from 'vitest';
import { isMailError } from '#lib/mail/index.ts';
import type { Pop3Session } from './api.ts';
import { connectPop3 } from './connect-pop3.ts';
import { type FakePop3Options, fakePop3Stream } from './testing/fake-pop3-server.ts';
import { connectOptions, listOf, textOf, uidlOf } from './testing/open-session.ts';

const messages = ['Subject: one\r\n\r\n.\r\n..\r\n.a\r\n', 'Subject: two\r\n\r\nbare\n.\r\nend\r\n', '.\r\n\r\n\r\n'];
const capabilities = ['UIDL', 'TOP', 'PIPELINING', 'USER'];

type Seen = {
  stat?: unknown;
  list?: unknown;
  uidl?: unknown;
  top?: string;
  /** whole messages only */
  mail: string[];
  quit?: string;
};

/** Everything that a session can do, noted as far as it came. */
async function walk(options: FakePop3Options, seen: Seen): Promise<void> {
  const { client } = fakePop3Stream({ messages, capabilities, ...options });
  const guard = { connectTcp: async () => client, connectTls: async () => Promise.reject(new Error('no TLS here')) };
  const session: Pop3Session = await connectPop3(connectOptions(110, { guard }));
  seen.stat = await session.stat();
  seen.list = await listOf(session);
  seen.uidl = await uidlOf(session);
  seen.top = await textOf(await session.top(1, 1));
  for await (const message of session.retrEach([1, 2, 9, 3])) {
    if (message.octets === null) seen.mail.push(`refused ${message.number}`);
    else seen.mail.push(await textOf(message));
  }
  await Promise.all([session.dele(1), session.noop(), session.rset(), session.dele(2)]);
  const { outcome } = await session.quit();
  seen.quit = outcome;
}

const whole: Seen = {
  stat: { messages: 3, sizeBytes: messages.join('').length },
  list: messages.map((message, index) => ({ number: index + 1, sizeBytes: message.length })),
  uidl: [1, 2, 3].map((number) => ({ number, uid: `uid-${number}` })),
  top: 'Subject: one\r\n\r\n.\r\n',
  mail: [messages[0]!, messages[1]!, 'refused 9', messages[2]!],
  quit: 'confirmed',
};

/** Octets of all answers of the walk, and one cut through them: `at` octets in. */
function cutter(at: number, isEnd: boolean): { cut: (octets: Buffer) => Buffer[]; sent: () => number } {
  let sent = 0;
  return {
    sent: () => sent,
    cut(octets) {
      const where = at - sent;
      sent += octets.length;
      if (where < 0 || where > octets.length) return [octets];
      return isEnd
        ? [octets.subarray(0, where), Buffer.alloc(0)]
        : [octets.subarray(0, where), octets.subarray(where)].filter(({ length }) => length > 0);
    },
  };
}

async function lengthOfWalk(): Promise<number> {
  const { cut, sent } = cutter(-1, false);
  const seen: Seen = { mail: [] };
  await walk({ cut }, seen);
  expect(seen).toEqual(whole);
  return sent();
}

test('X1: a whole session with every octet in a chunk of its own', async () => {
  const seen: Seen = { mail: [] };
  await walk({ cut: (octets) => [...octets].map((octet) => Buffer.from([octet])) }, seen);
  expect(seen).toEqual(whole);
});

test('X1: a whole session in chunks cut at each octet', async () => {
  const length = await lengthOfWalk();
  expect(length).toBeGreaterThan(400);
  for (let at = 1; at < length; at += 1) {
    const seen: Seen = { mail: [] };
    await walk({ cut: cutter(at, false).cut }, seen);
    expect(seen, `cut at ${at}`).toEqual(whole);
  }
});

test('X1: a line that breaks at each octet ends in a typed error, and half a message is none', async () => {
  const length = await lengthOfWalk();
  for (let at = 0; at < length; at += 1) {
    const seen: Seen = { mail: [] };
    const error: unknown = await walk({ cut: cutter(at, true).cut }, seen).then(
      () => null,
      (reason: unknown) => reason,
    );
    // only QUIT does not throw: nobody knows then what the server removed
    if (error === null) expect(seen.quit, `broken at ${at}`).toBe('unknown');
    else expect(isMailError(error) && error.kind, `broken at ${at}`).toBe('network');
    expect(seen.mail, `broken at ${at}`).toEqual(whole.mail.slice(0, seen.mail.length));
    for (const key of ['stat', 'list', 'uidl', 'top'] as const) if (seen[key] !== undefined) expect(seen[key]).toEqual(whole[key]);
  }
});
