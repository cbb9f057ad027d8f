import { expect, test } from 'vitest';
import type { FakeRequest } from './testing/fake-imap-server.ts';
import { connected } from './testing/library-client.ts';

// X3: what the library does, and why this room goes past it. When an update changes one of these, the rule that it stands for can be thought
// over.

const withoutUidplus = 'IMAP4rev1 AUTH=PLAIN IDLE ESEARCH ENABLE CONDSTORE UNSELECT NAMESPACE';
const mailbox = { exists: 3, uidNext: 9, uidValidity: 5, highestModSeq: 40 };
/** Commands, without their tags, from the moment on that the mailbox is open. */
const commandsOf = (lines: string[]) =>
  lines.map((line) => line.replace(/^\S+ /, '')).slice(lines.findIndex((line) => / (SELECT|EXAMINE) /.test(line)));
const rows =
  (...uids: number[]) =>
  ({ send, ok }: FakeRequest) => {
    for (const uid of uids) send(`* ${uid} FETCH (UID ${uid} FLAGS () MODSEQ (${40 + uid}))`);
    ok();
  };

test('X3, I2: inside a fetch loop of the library another command does not leave before the loop goes on', async () => {
  await using session = await connected({ mailbox, on: { fetch: rows(1, 2), 'uid fetch': rows(1, 2) } });
  const { client, fake } = session;
  await client.mailboxOpen('INBOX', { readOnly: true });
  const isSent = () => fake.lines().some((line) => / NOOP$/.test(line));
  let noop: Promise<void> | null = null;
  let wasSentInside = false;
  for await (const _row of client.fetch('1:2', { uid: true, flags: true })) {
    noop ??= client.noop();
    // Every turn of the event loop that an answer over loopback would take, many times over.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    wasSentInside ||= isSent();
  }
  await noop;
  expect([wasSentInside, isSent()]).toEqual([false, true]);
});

test('X3, I3: of a refused COPY, MOVE, STORE and APPEND the library only says that it failed, without the response code', async () => {
  const no = (request: FakeRequest) => request.no('[OVERQUOTA] no room');
  await using session = await connected({ mailbox, on: { 'uid copy': no, 'uid move': no, 'uid store': no } });
  const { client } = session;
  await client.mailboxOpen('INBOX');
  expect([
    await client.messageCopy('1', 'Archive', { uid: true }),
    await client.messageMove('1', 'Archive', { uid: true }),
    await client.messageFlagsAdd('1', ['\\Seen'], { uid: true }),
  ]).toEqual([false, false, false]);
});

test('X3, I3: mailboxClose of the library sends CLOSE, which expunges', async () => {
  await using session = await connected({ mailbox });
  await session.client.mailboxOpen('INBOX');
  await session.client.mailboxClose();
  expect(commandsOf(session.fake.lines())).toContain('CLOSE');
});

test.each(['messageDelete', 'messageMove'] as const)('X3, I4: without UIDPLUS %s of the library sends a bare EXPUNGE', async (method) => {
  await using session = await connected({ capabilities: withoutUidplus, mailbox });
  const { client, fake } = session;
  await client.mailboxOpen('INBOX');
  await (method === 'messageDelete' ? client.messageDelete('1', { uid: true }) : client.messageMove('1', 'Archive', { uid: true }));
  expect(commandsOf(fake.lines())).toContain('EXPUNGE');
});

test('X3, I5: without CONDSTORE the library drops changedSince and asks for everything', async () => {
  await using session = await connected({ capabilities: 'IMAP4rev1 AUTH=PLAIN', mailbox: { exists: 3, uidNext: 9, uidValidity: 5 } });
  const { client, fake } = session;
  await client.mailboxOpen('INBOX', { readOnly: true });
  for await (const _row of client.fetch('1:*', { uid: true, flags: true }, { changedSince: 40n }));
  const [fetched] = commandsOf(fake.lines()).filter((line) => line.includes('FETCH'));
  expect(fetched).toBeDefined();
  expect(fetched).not.toContain('CHANGEDSINCE');
});

test('X3, I6: the highestModseq of the library rises with the rows that arrive', async () => {
  await using session = await connected({ mailbox, on: { fetch: rows(1, 2) } });
  const { client } = session;
  await client.mailboxOpen('INBOX', { readOnly: true });
  const highest = () => (client.mailbox === false ? null : client.mailbox.highestModseq);
  const opened = highest();
  for await (const _row of client.fetch('1:2', { flags: true }));
  expect([opened, highest()]).toEqual([40n, 42n]);
});

test('X3, I20: VANISHED and FETCH of a QRESYNC come as events before mailboxOpen resolves', async () => {
  const order: string[] = [];
  await using session = await connected({
    mailbox,
    on: {
      examine: ({ send, ok }) => {
        send('* 3 EXISTS');
        send('* OK [UIDVALIDITY 5] valid');
        send('* OK [UIDNEXT 9] next');
        send('* OK [HIGHESTMODSEQ 40] highest');
        send('* VANISHED (EARLIER) 4:5');
        send('* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (39))');
        ok('[READ-ONLY] open');
      },
    },
  });
  const { client } = session;
  client.on('expunge', () => order.push('vanished'));
  client.on('flags', () => order.push('fetch'));
  await client.mailboxOpen('INBOX', { readOnly: true, changedSince: 20n, uidValidity: 5n });
  order.push('open');
  expect(order.at(-1)).toBe('open');
  expect(order.filter((what) => what === 'vanished').length).toBeGreaterThan(0);
});
