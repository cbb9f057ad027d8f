import { createConnection } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { ImapFlow } from 'imapflow';
import { expect, test } from 'vitest';
import { sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import type { FetchedHeader, ImapSession, MailboxEvent } from './api.ts';
import { partOfBodyStructure } from './body-structure.ts';
import { decodeFetch } from './decode-fetch.ts';
import { readFetchRow } from './fetch-row.ts';
import { openDovecot } from './testing/dovecot-session.ts';
import { failureOf } from './testing/failure-of.ts';
import { type FakeImapOptions, type FakeRequest, startFakeImap } from './testing/fake-imap-server.ts';
import { readByLibrary } from './testing/library-reader.ts';
import { openTestSession } from './testing/open-session.ts';
import { atom, sequence } from './tokens.ts';
import { ImapWire } from './wire.ts';

const mailbox = { exists: 400, uidNext: 401, uidValidity: 9, highestModSeq: 50 };
const header = 'Subject: hello\r\nFrom: a@example.test\r\n\r\n';
const rowOf = (uid: number) =>
  `* ${uid} FETCH (UID ${uid} FLAGS () RFC822.SIZE 100 BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 10 1) BODY[HEADER.FIELDS (Subject)] {${header.length}}\r\n${header})`;

async function headersOf(session: ImapSession, uids: number[]): Promise<FetchedHeader[]> {
  const rows: FetchedHeader[] = [];
  for await (const row of session.fetchHeaders(uids)) rows.push(row);
  return rows;
}

const fields =
  'Date From Sender Reply-To To Cc Bcc Subject Message-ID In-Reply-To References List-Id List-Post List-Unsubscribe List-Unsubscribe-Post Auto-Submitted Precedence Disposition-Notification-To Return-Path Delivered-To Authentication-Results Received Thread-Index Thread-Topic X-Priority Importance Content-Type';

/** Records the server's own octets over a bare socket, and gives the rows that the library reads in them. */
async function rowsByLibrary(port: number, login: string, password: string, items: string): Promise<Partial<FetchedHeader>[]> {
  const socket = createConnection({ host: '127.0.0.1', port });
  const chunks: Buffer[] = [];
  socket.write(`a LOGIN ${login} ${password}\r\nb ENABLE CONDSTORE\r\nc EXAMINE INBOX\r\n`);
  socket.write(
    `d UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE${items} BODY.PEEK[HEADER.FIELDS (${fields})])\r\nz NOOP\r\n`,
  );
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    const tail = Buffer.concat(chunks.slice(-2)).toString('latin1');
    if (/\r\nz (OK|BAD)/.test(tail)) break;
  }
  const rows = (await readByLibrary(chunks)).map((response) => readFetchRow(response ?? {})).filter(({ uid, body }) => uid && body);
  return rows.map(({ uid, flags, modSeq, internalDateMs, sizeBytes, bodyStructure, body }) => ({
    uid: uid ?? 0,
    flags: flags ?? [],
    modSeq,
    internalDateMs: internalDateMs ?? 0,
    sizeBytes: sizeBytes ?? 0,
    structure: partOfBodyStructure(bodyStructure),
    headerBlock: body ?? Buffer.alloc(0),
  }));
}

async function rowsOf(session: ImapSession) {
  await session.examine('INBOX');
  const rows = await headersOf(session, await session.allUids());
  await session.close();
  return rows.map(({ emailId: _emailId, threadId: _threadId, gmail: _gmail, preview: _preview, readable: _readable, ...row }) => row);
}

test.each(['tls', 'starttls'] as const)('Dovecot’s mail is read as the library reads it, over %s', async (tls) => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('bulk');
  await servers.fillMailbox(user, 'INBOX', 500, { seed: 11, bytes: 'realistic' });
  const own = await rowsOf(await openDovecot(servers, user, { tls }));
  expect(own).toHaveLength(500);
  expect(own).toEqual(await rowsByLibrary(servers.imap.port, user.login, user.password, ' MODSEQ'));
});

test('Dovecot’s mail is read as the library reads it, compressed', async () => {
  await using servers = await startMailServers({
    smtp: false,
    dovecotConfig: 'mail_plugins = $mail_plugins zlib\nprotocol imap {\n  mail_plugins = $mail_plugins imap_zlib\n}',
  });
  const user = await servers.newUser('bulk');
  await servers.fillMailbox(user, 'INBOX', 300, { seed: 12, bytes: 'realistic' });
  const sent: string[] = [];
  const own = await rowsOf(await openDovecot(servers, user, { onWire: (line, direction) => direction === 'out' && sent.push(line) }));
  expect(sent.some((line) => line.includes('COMPRESS DEFLATE'))).toBe(true);
  expect(own).toHaveLength(300);
  expect(own).toEqual(await rowsByLibrary(servers.imap.port, user.login, user.password, ' MODSEQ'));
});

test('hoodiecrow’s mail is read as the library reads it', async () => {
  const message = (subject: string) => ({
    raw: `From: "B, \\"c\\"" <b@example.test>\r\nSubject: ${subject}\r\nContent-Type: text/plain\r\n\r\nhello\r\n`,
    flags: ['\\Seen', 'a'],
    internaldate: '01-Jan-2026 00:00:00 +0000',
  });
  const server = hoodiecrow({
    plugins: ['UIDPLUS', 'ENABLE', 'CONDSTORE'],
    users: { ana: { password: 'simple' } },
    storage: {
      INBOX: { messages: Array.from({ length: 30 }, (_, index) => message(`number ${index}`)) },
      '': { separator: '/', folders: {} },
    },
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.server.address() as { port: number }).port));
  });
  try {
    const own = await rowsOf(await openTestSession(port, { password: new Secret('simple') }));
    expect(own).toHaveLength(30);
    expect(own).toEqual(await rowsByLibrary(port, 'ana', 'simple', own[0]?.modSeq === null ? '' : ' MODSEQ'));
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

async function wireTo(options: FakeImapOptions) {
  const fake = await startFakeImap({ mailbox, ...options });
  const client = new ImapFlow({
    host: 'mail.example.test',
    port: 143,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'ana', pass: 'secret' },
    disableIMAP4rev2: true,
    disableAutoIdle: true,
    transport: { connect: (_where, onConnect) => createConnection({ host: '127.0.0.1', port: fake.port }, onConnect) },
    logger: false,
  });
  const wire = new ImapWire(client, (text) => text);
  await client.connect();
  const seen = { taken: [] as number[], byLibrary: [] as string[] };
  const fetch = (uids: string, signal?: AbortSignal) =>
    wire.run('UID FETCH', [sequence(uids), [atom('UID')]], {
      signal,
      takeFetch: (response) => {
        const row = decodeFetch(response);
        if (!row?.uid || row.body === undefined) return false;
        seen.taken.push(row.uid);
        return true;
      },
      untagged: { fetch: ({ command = '' }) => seen.byLibrary.push(command) },
    });
  const end = async () => {
    client.close();
    await fake[Symbol.asyncDispose]();
  };
  return { fake, wire, fetch, seen, [Symbol.asyncDispose]: end };
}

test('X3: rows of a running fetch go past the library, other answers and other commands do not', async () => {
  let asked = 0;
  await using session = await wireTo({
    on: {
      'uid fetch': ({ send, ok, no }) => {
        asked += 1;
        send(rowOf(1));
        send('* 7 FETCH (FLAGS (\\Seen))');
        send(rowOf(2));
        if (asked === 2) no('[SERVERBUG] not now');
        else ok();
      },
      noop: ({ send, ok }) => {
        send(rowOf(3));
        ok();
      },
    },
  });
  const { fetch, wire, seen } = session;
  const unasked: string[] = [];
  wire.onUnsolicited('FETCH', ({ command = '' }) => unasked.push(command));
  await fetch('1:2');
  await wire.run('NOOP', []);
  // Not even when the command before it has failed, and its successor waits already.
  const failed = failureOf(fetch('1:2'));
  const next = fetch('1:2');
  expect((await failed).code).toBe('SERVERBUG');
  await next;
  await wire.run('NOOP', []);
  expect(seen).toEqual({ taken: [1, 2, 1, 2, 1, 2], byLibrary: ['7', '7', '7'] });
  expect(unasked).toEqual(['3', '3']);
});

test('G4: the rest of an aborted fetch is read to its end, and the next fetch gets its own rows', async () => {
  let release = () => {};
  await using session = await wireTo({
    on: {
      'uid fetch': ({ args, send, raw, ok }) => {
        if (args.startsWith('4')) {
          send(rowOf(4));
          return ok();
        }
        const row = `${rowOf(2)}\r\n`;
        send(rowOf(1));
        raw(row.slice(0, 150));
        release = () => {
          raw(row.slice(150));
          ok();
        };
      },
    },
  });
  const { fetch, seen } = session;
  const controller = new AbortController();
  const aborted = failureOf(fetch('1:2', controller.signal));
  await expect.poll(() => seen.taken).toEqual([1]);
  controller.abort();
  expect((await aborted).kind).toBe('aborted');
  const next = fetch('4');
  release();
  await next;
  expect(seen.taken).toEqual([1, 2, 4]);
});

test('what the server says in the middle of a bulk fetch reaches the session, and the rows are all there', async () => {
  const between = [
    '* 401 EXISTS',
    '* 3 EXPUNGE',
    '* VANISHED 7,9:10',
    '* 5 FETCH (UID 5 FLAGS (\\Flagged) MODSEQ (60))',
    '* OK [ALERT] disk',
  ];
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid fetch': ({ raw, tag }: FakeRequest) => {
        const lines = [101, 102, 103, 104, 105].flatMap((uid, index) => [rowOf(uid), between[index] ?? '']);
        const octets = Buffer.from(`${lines.join('\r\n')}\r\n* CAPABILITY IMAP4rev1\r\n${tag} OK done\r\n`);
        for (let at = 0; at < octets.length; at += 97) raw(octets.subarray(at, at + 97));
      },
    },
  });
  const session = await openTestSession(server.port);
  const events: MailboxEvent[] = [];
  session.onMailboxEvent((event) => events.push(event));
  await session.examine('INBOX');
  const rows = await headersOf(session, [101, 102, 103, 104, 105]);
  expect(rows.map(({ uid, readable }) => [uid, readable])).toEqual([101, 102, 103, 104, 105].map((uid) => [uid, 'all']));
  expect(events).toEqual([
    { kind: 'exists', path: 'INBOX' },
    { kind: 'expunge', path: 'INBOX' },
    {
      kind: 'vanished',
      path: 'INBOX',
      uids: [
        { from: 7, to: 7 },
        { from: 9, to: 10 },
      ],
    },
    { kind: 'flags', path: 'INBOX', fact: { uid: 5, flags: ['\\Flagged'], modSeq: 60n } },
  ]);
  session.destroy();
});

test.each<[string, (request: FakeRequest) => void, { kind: string; code?: string }]>([
  ['a BYE', ({ send, socket }) => socket.end(`${rowOf(1)}\r\n* BYE enough\r\n`) && send(''), { kind: 'network', code: 'BYE' }],
  ['the end inside a literal', ({ raw, socket }) => socket.end(rowOf(1).slice(0, -12)) && raw(''), { kind: 'network' }],
  [
    'a reset between two rows',
    ({ send, socket }) => {
      send(rowOf(1));
      setImmediate(() => socket.resetAndDestroy());
    },
    { kind: 'network' },
  ],
  [
    'a literal beyond all bounds',
    ({ raw }) => raw(`* 1 FETCH (UID 1 BODY[HEADER] {${65 * 1024 * 1024}}\r\n`),
    { kind: 'protocol', code: 'LiteralTooLarge' },
  ],
  [
    'a literal size of twenty digits',
    ({ raw }) => raw(`* 1 FETCH (UID 1 BODY[HEADER] {${'9'.repeat(20)}}\r\n`),
    { kind: 'protocol', code: 'LiteralTooLarge' },
  ],
  [
    'a structure that never ends',
    ({ socket }) => {
      socket.write('* 1 FETCH (UID 1 BODYSTRUCTURE (');
      const chunk = Buffer.alloc(256 * 1024, '(');
      const more = () => {
        while (socket.writable && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    },
    { kind: 'protocol', code: 'LineTooLarge' },
  ],
])('I1: %s in a bulk fetch is a typed error, and the session ends', async (_name, act, expected) => {
  await using server = await startFakeImap({ mailbox, on: { 'uid fetch': act } });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  expect(await failureOf(headersOf(session, [1, 2]))).toMatchObject(expected);
  await expect.poll(() => session.closed).toBe(true);
});

test('G6: with a transcript every row is in it', async () => {
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid fetch': ({ send, ok }) => {
        send(rowOf(1));
        ok();
      },
    },
  });
  const lines: string[] = [];
  const session = await openTestSession(server.port, { onWire: (line, direction) => direction === 'in' && lines.push(line) });
  await session.examine('INBOX');
  expect(await headersOf(session, [1])).toHaveLength(1);
  expect(lines.filter((line) => line.includes('FETCH'))).toEqual([
    '* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 100 BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 10 1) BODY[HEADER.FIELDS (Subject)] (* 40B literal *))',
  ]);
  session.destroy();
});
