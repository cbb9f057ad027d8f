import { expect, test } from 'vitest';
import type { FetchedHeader } from '#lib/imap/index.ts';
import { type FakeRequest, startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { isMailError, type MailboxId } from '#lib/mail/index.ts';
import { FillPace } from './fill-pace.ts';

const inbox = 'inbox' as MailboxId;
const { signal } = new AbortController();

const uidsOf = (args: string): number[] =>
  (args.split(' ')[0] ?? '').split(',').flatMap((piece) => {
    const [from = 0, to = from] = piece.split(':').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });

const rowOf = (uid: number, args: string, octets: number) => {
  const items = [
    ...(args.includes('INTERNALDATE') ? ['INTERNALDATE "01-Jan-2026 00:00:00 +0000"', 'RFC822.SIZE 5'] : []),
    ...(args.includes('BODYSTRUCTURE') ? ['BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 10 1)'] : []),
    ...(args.includes('HEADER.FIELDS') ? [`BODY[HEADER.FIELDS (Subject)] {${octets}}\r\n${'x'.repeat(octets)}`] : []),
  ];
  return `* ${uid} FETCH (UID ${uid} FLAGS () ${items.join(' ')})`;
};

/** Fills from the newest down as the engine does, with a new connection after each that was lost. */
async function fill(answer: (request: FakeRequest) => void, options: { messages: number; pace: FillPace; mailboxId?: MailboxId }) {
  const { messages, pace, mailboxId = inbox } = options;
  const mailbox = { exists: messages, uidNext: messages + 1, uidValidity: 1 };
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid search': ({ tag, args, send, ok }) => {
        send(`* ESEARCH (TAG "${tag}") UID ALL ${/UID ([\d:,]+)/.exec(args)?.[1]}`);
        ok();
      },
      'uid fetch': answer,
    },
  });
  const sizes: number[] = [];
  const rows: FetchedHeader[] = [];
  let connections = 0;
  while (rows.length < messages) {
    const session = await openTestSession(server.port);
    connections += 1;
    await session.examine('INBOX');
    try {
      while (rows.length < messages) {
        const end = messages - rows.length;
        const batch = Array.from({ length: Math.min(pace.size, end) }, (_, index) => end - Math.min(pace.size, end) + index + 1);
        sizes.push(batch.length);
        rows.push(...(await pace.fetch(session, mailboxId, batch, signal)));
      }
    } catch (error) {
      if (!isMailError(error) || error.kind !== 'network') throw error;
    } finally {
      session.destroy();
    }
  }
  return { sizes, rows, connections };
}

const answering = (octets: number) => (request: FakeRequest) => {
  for (const uid of uidsOf(request.args)) request.send(rowOf(uid, request.args, octets));
  request.ok();
};

test.each([
  { octets: 200, sizes: [200, 400, 800, 1_000] },
  { octets: 640, sizes: [200, 400, 409, 409] },
  { octets: 26_215, sizes: [200, 9, 9, 9] },
  { octets: 400_000, sizes: [200, 1, 1, 1] },
])('I18: batches of messages with $octets octets of header bring 256 kB', async ({ octets, sizes }) => {
  const pace = new FillPace(() => 0);
  const seen = [];
  for (const _ of sizes) {
    seen.push(pace.size);
    const rows = Array.from({ length: pace.size }, () => ({ headerBlock: Buffer.alloc(octets) }));
    const session = {
      fetchHeaders: async function* () {
        yield* rows as FetchedHeader[];
      },
    };
    await pace.fetch(
      session as unknown as Parameters<FillPace['fetch']>[0],
      inbox,
      rows.map((_row, index) => index + 1),
      signal,
    );
  }
  expect(seen).toEqual(sizes);
});

test('I18: a slow server gets batches of three seconds, and larger ones again when it is quick', async () => {
  let nowMs = 0;
  const pace = new FillPace(() => nowMs);
  const slow = (msPerMessage: number) => (request: FakeRequest) => {
    nowMs += uidsOf(request.args).length * msPerMessage;
    answering(10)(request);
  };
  expect((await fill(slow(100), { messages: 260, pace })).sizes).toEqual([200, 30, 30]);
  expect((await fill(slow(1), { messages: 210, pace })).sizes).toEqual([30, 60, 120]);
});

test('I18: a message that lets the connection hang is found by halving, and costs only itself', async () => {
  const hangs: Record<number, (args: string) => boolean> = {
    2: (args) => args.includes('BODYSTRUCTURE'),
    5: (args) => args.includes('HEADER.FIELDS'),
    8: () => true,
  };
  const { rows, sizes, connections } = await fill(
    (request) => {
      if (!uidsOf(request.args).some((uid) => hangs[uid]?.(request.args))) answering(20)(request);
    },
    { messages: 12, pace: new FillPace(() => performance.now(), 500) },
  );
  expect(Object.fromEntries(rows.map(({ uid, readable }) => [uid, readable]))).toEqual({
    ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [index + 1, 'all'])),
    2: 'no-structure',
    5: 'no',
    8: 'no',
  });
  expect(rows.find(({ uid }) => uid === 5)?.internalDateMs).toBe(Date.UTC(2026, 0, 1));
  expect(sizes.slice(0, 4)).toEqual([12, 6, 3, 6]);
  expect(connections).toBeLessThan(20);
});
