import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultPop3Settings } from '#lib/mail/index.ts';
import { connectPop3, type Pop3Deadlines } from '#lib/pop3/index.ts';
import { fakePop3Stream } from '#lib/pop3/testing/fake-pop3-server.ts';
import { connectOptions } from '#lib/pop3/testing/open-session.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { mail, RunningMaildrop } from './testing/running-maildrop.ts';

// security.md §11, V5: a session that removes what it has, cut at every octet of either side, and then one that nobody disturbs.

const isLong = process.env.POSTERN_TEST_LONG === '1';
const subjects = ['One', 'Three', 'Two'];
const all = ['One', 'Two', 'Three'].map((subject, at) => ({ uid: `uid-${at}`, raw: mail(subject).toString('latin1') }));

let house: TestStore;
beforeAll(async () => {
  house = await openTestStore([]);
});
afterAll(() => house.close());

/** `server`: so many octets of its answers come, though it did what they say · `client`: so many octets of its commands arrive */
type Cut = { side: 'server' | 'client'; at: number; end: 'hang-up' | 'silence' };
type Maildrop = { uid: string; raw: string }[];

/** For a line that falls silent: whatever it is waited for, not long. */
const short: Pop3Deadlines = { connectMs: 60, greetingMs: 60, loginMs: 60, replyMs: 60, silenceMs: 60, answerMs: 60, quitMs: 60 };

/** One session over a maildrop in memory. `left` tells what it holds by now, `octets` how many went each way. */
function sessionWith(maildrop: Maildrop, cut: Cut | null) {
  const octets = { server: 0, client: 0 };
  const cutAt = (side: Cut['side'], chunk: Buffer): Buffer => {
    const before = octets[side];
    octets[side] += chunk.length;
    return cut?.side === side ? chunk.subarray(0, Math.max(0, cut.at - before)) : chunk;
  };
  const stream = fakePop3Stream({
    capabilities: ['UIDL', 'TOP', 'PIPELINING', 'USER'],
    messages: maildrop.map(({ raw }) => raw),
    uids: maildrop.map(({ uid }) => uid),
    cut: (whole) => {
      const rest = cutAt('server', whole);
      return rest.length < whole.length && cut?.end === 'hang-up' ? [rest, Buffer.alloc(0)] : [rest].filter(({ length }) => length > 0);
    },
  });
  const { client } = stream;
  const write = client.write.bind(client);
  Object.assign(client, {
    write(chunk: string | Buffer) {
      const whole = Buffer.from(chunk);
      const rest = cutAt('client', whole);
      if (rest.length > 0) write(rest);
      if (rest.length < whole.length && cut?.end === 'hang-up') client.destroy();
      return true;
    },
  });
  const guard = { connectTcp: async () => client, connectTls: async () => Promise.reject(new Error('no TLS here')) };
  return {
    connect: () => connectPop3(connectOptions(110, { guard, ...(cut?.end === 'silence' ? { deadlines: short } : {}) })),
    left: (): Maildrop => maildrop.filter((_, at) => stream.messages[at] !== null),
    octets,
  };
}

/** @returns octets that each side sent in the first session */
async function cutOnce(cut: Cut | null): Promise<{ server: number; client: number }> {
  const running = await RunningMaildrop.open(house);
  running.settings = { ...defaultPop3Settings, policy: { kind: 'remove' } };
  const sessions: ReturnType<typeof sessionWith>[] = [];
  running.connect = () => {
    const session = sessionWith(sessions.at(-1)?.left() ?? all, sessions.length === 0 ? cut : null);
    sessions.push(session);
    return session.connect();
  };
  const where = JSON.stringify(cut);
  const isOver = () => running.engine.health.state === 'retrying' || running.engine.health.state === 'ok';
  running.start();
  try {
    await running.until(() => sessions.length === 1 && isOver(), `the end of the first session, cut ${where}`);
    const here = await running.subjects();
    const there = sessions[0]!.left().map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1]);
    expect([...new Set([...here, ...there])].sort(), `neither here nor there, cut ${where}`).toEqual(subjects);
    running.aheadMs += 60 * 60_000;
    const nowMs = running.nowMs();
    running.engine.checkNow();
    await running.until(() => (running.engine.health.lastSyncAtMs ?? 0) >= nowMs, `a session after the cut ${where}`);
    expect(await running.subjects(), `in the list, cut ${where}`).toEqual(subjects);
    expect(sessions.at(-1)!.left(), `on the server, cut ${where}`).toEqual([]);
    const { store, accountId } = running.opened;
    for (const { rawBlobId } of await running.list()) expect(await store.maildrops.hasRaw(accountId, rawBlobId!)).toBe(true);
  } finally {
    await running.stop();
  }
  return sessions[0]!.octets;
}

test.each([
  { side: 'server', end: 'hang-up', samples: 12 },
  { side: 'client', end: 'hang-up', samples: 8 },
  { side: 'server', end: 'silence', samples: 4 },
  { side: 'client', end: 'silence', samples: 4 },
] as const)(
  'V5, P8: the line is cut ($end) at an octet of the $side: each message is on one side at least, and once in the list after the next session',
  { timeout: isLong ? 1_200_000 : 120_000 },
  async ({ side, end, samples }) => {
    const length = (await cutOnce(null))[side];
    const step = isLong ? (end === 'silence' ? 5 : 1) : Math.floor(length / samples);
    for (let at = 0; at < length; at += step) await cutOnce({ side, at, end });
  },
);
