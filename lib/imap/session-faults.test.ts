import { expect, test } from 'vitest';
import type { FetchedHeader } from './api.ts';
import { failureOf } from './testing/failure-of.ts';
import { type FakeImapOptions, type FakeRequest, fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

const mailbox = { exists: 6, uidNext: 7, uidValidity: 9, highestModSeq: 50 };
const header = 'Subject: hello\r\nFrom: a@example.test\r\n\r\n';
const structure = '("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 10 1 NIL NIL NIL NIL)';

const rowOf = (uid: number, items: string) =>
  `* ${uid} FETCH (UID ${uid} FLAGS () INTERNALDATE "01-Jan-2026 00:00:00 +0000" RFC822.SIZE 100 ${items} BODY[HEADER.FIELDS (Subject)] {${header.length}}\r\n${header})`;

/** UIDs of a set as the client writes it. */
const uidsOf = (args: string): number[] =>
  (args.split(' ')[0] ?? '').split(',').flatMap((piece) => {
    const [from = 0, to = from] = piece.split(':').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });

async function collect(options: FakeImapOptions, uids: number[]) {
  await using server = await startFakeImap({ mailbox, ...options });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  const rows: FetchedHeader[] = [];
  for await (const row of session.fetchHeaders(uids)) rows.push(row);
  const asked = server.lines().filter((line) => line.includes(' UID FETCH '));
  session.destroy();
  return { rows: rows.sort((a, b) => a.uid - b.uid), asked };
}

const answerRows = ({ args, send, ok }: FakeRequest) => {
  for (const uid of uidsOf(args)) send(rowOf(uid, args.includes('BODYSTRUCTURE') ? `BODYSTRUCTURE ${structure}` : ''));
  ok();
};

test('I18: one message that the server cannot read costs only itself, step by step', async () => {
  const trouble: Record<number, (args: string) => boolean> = {
    2: (args) => args.includes('BODYSTRUCTURE'),
    4: (args) => args.includes('RFC822.SIZE'),
    5: () => true,
  };
  const { rows, asked } = await collect(
    {
      on: {
        'uid fetch': (request) => {
          if (uidsOf(request.args).some((uid) => trouble[uid]?.(request.args))) request.no('[SERVERBUG] Internal error occurred');
          else answerRows(request);
        },
      },
    },
    [1, 2, 3, 4, 5, 6],
  );
  expect(rows.map(({ uid, readable }) => [uid, readable])).toEqual([
    [1, 'all'],
    [2, 'no-structure'],
    [3, 'all'],
    [4, 'headers'],
    [5, 'no'],
    [6, 'all'],
  ]);
  expect(rows[1]).toMatchObject({ structure: null, sizeBytes: 100 });
  expect(rows[1]?.headerBlock.toString()).toBe(header);
  expect(rows[4]?.headerBlock).toHaveLength(0);
  expect(asked[0]).toContain(' UID FETCH 1:6 ');
});

test('I18: a row that cannot be parsed, or that is silently left out, is asked for again', async () => {
  const { rows } = await collect(
    {
      on: {
        'uid fetch': ({ args, send, ok }) => {
          for (const uid of uidsOf(args)) {
            if (!args.includes('BODYSTRUCTURE')) send(rowOf(uid, ''));
            else if (uid === 2) send(`* 2 FETCH (UID 2 FLAGS () BODYSTRUCTURE ("text" "plain" ((( BODY[HEADER.FIELDS (Subject)] NIL)`);
            else if (uid !== 4) send(rowOf(uid, `BODYSTRUCTURE ${structure}`));
          }
          ok();
        },
        'uid search': ({ tag, args, send, ok }) => {
          const uids = uidsOf(args.replace(/.*UID /, '')).filter((uid) => uid !== 6);
          send(`* ESEARCH (TAG "${tag}") UID ALL ${uids.join(',')}`);
          ok();
        },
      },
    },
    [1, 2, 3, 4, 5],
  );
  expect(rows.map(({ uid, readable }) => [uid, readable])).toEqual([
    [1, 'all'],
    [2, 'no-structure'],
    [3, 'all'],
    [4, 'no-structure'],
    [5, 'all'],
  ]);
});

test('a BODYSTRUCTURE without sense leaves a row without structure', async () => {
  for (const odd of [
    'NIL',
    '()',
    '("text")',
    '("text" "plain" NIL)',
    '(NIL NIL NIL NIL NIL NIL NIL)',
    `(${'('.repeat(60)}${')'.repeat(60)})`,
  ]) {
    const { rows } = await collect(
      {
        on: {
          'uid fetch': ({ send, ok }) => {
            send(rowOf(1, `BODYSTRUCTURE ${odd}`));
            ok();
          },
        },
      },
      [1],
    );
    expect(rows).toHaveLength(1);
    if (!odd.startsWith('(NIL')) expect(rows[0]).toMatchObject({ structure: null, readable: 'no-structure' });
  }
});

test('I14: a server that wants to be left alone is not asked in halves', async () => {
  for (const [answer, code] of [
    ['NO [UNAVAILABLE] later', 'UNAVAILABLE'],
    ['NO [LIMIT] too many', 'LIMIT'],
  ] as const) {
    await using server = await startFakeImap({ mailbox, on: { 'uid fetch': ({ tag, send }) => send(`${tag} ${answer}`) } });
    const session = await openTestSession(server.port);
    await session.examine('INBOX');
    expect(await failureOf(session.fetchHeaders([1, 2, 3]).next())).toMatchObject({ kind: 'temporary', code });
    expect(server.lines().filter((line) => line.includes('UID FETCH'))).toHaveLength(1);
    session.destroy();
  }
});

test('flag changes of others inside an answer are told, and do not become rows', async () => {
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid fetch': (request) => {
        request.send('* 5 FETCH (UID 5 FLAGS (\\Flagged) MODSEQ (60))');
        answerRows(request);
      },
    },
  });
  const session = await openTestSession(server.port);
  const events: unknown[] = [];
  session.onMailboxEvent((event) => events.push(event));
  await session.examine('INBOX');
  const rows: number[] = [];
  for await (const { uid } of session.fetchHeaders([1, 2])) rows.push(uid);
  expect(rows).toEqual([1, 2]);
  expect(events).toEqual([{ kind: 'flags', path: 'INBOX', fact: { uid: 5, flags: ['\\Flagged'], modSeq: 60n } }]);
  session.destroy();
});

test.each<[string, (request: FakeRequest) => void, { kind: string; code: string }]>([
  [
    'a literal larger than allowed',
    ({ raw }) => raw(`* 1 FETCH (UID 1 BODY[] {${65 * 1024 * 1024}}\r\n`),
    { kind: 'protocol', code: 'LiteralTooLarge' },
  ],
  [
    'a literal size that is no number',
    ({ raw }) => raw(`* 1 FETCH (UID 1 BODY[] {${'9'.repeat(30)}}\r\n`),
    { kind: 'protocol', code: 'LiteralTooLarge' },
  ],
  ['a tagged answer nobody asked for', ({ raw }) => raw('FFFF OK done\r\n* BYE enough\r\n'), { kind: 'network', code: 'BYE' }],
  ['a BYE', ({ raw }) => raw('* BYE Server shutting down\r\n'), { kind: 'network', code: 'BYE' }],
  ['a reset', ({ socket }) => socket.resetAndDestroy(), { kind: 'network', code: 'ECONNRESET' }],
  ['the end', ({ socket }) => socket.end(), { kind: 'network', code: 'ECONNRESET' }],
  [
    'the end inside a literal',
    ({ raw, socket }) => {
      raw('* 1 FETCH (UID 1 BODY[] {100}\r\nabc');
      socket.end();
    },
    { kind: 'network', code: 'ECONNRESET' },
  ],
])('mid-command %s ends every waiting call with a typed error', async (_name, act, expected) => {
  await using server = await startFakeImap({ mailbox, on: { 'uid fetch': act } });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  const ends: unknown[] = [];
  session.onClose((error) => ends.push(error));
  const first = failureOf(session.fetchPart(1, ''));
  const second = failureOf(session.allUids());
  expect(await first).toMatchObject(expected);
  expect(['network', 'protocol']).toContain((await second).kind);
  await expect.poll(() => session.closed).toBe(true);
  expect(ends).toHaveLength(1);
  expect(ends[0]).not.toBeNull();
  expect(['network', 'protocol']).toContain((await failureOf(session.list())).kind);
});

test('an endless line is cut off before it fills the memory', async () => {
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid fetch': ({ socket }) => {
        const chunk = Buffer.alloc(256 * 1024, 'x');
        const more = () => {
          while (socket.writable && socket.write(chunk));
        };
        socket.on('drain', more);
        more();
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  expect(await failureOf(session.fetchPart(1, ''))).toMatchObject({ kind: 'protocol', code: 'LineTooLarge' });
  expect(session.closed).toBe(true);
});

test('NUL octets, 8-bit lines and junk between answers are survived', async () => {
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid fetch': ({ raw, tag }) => {
        const body = Buffer.from([0x61, 0x00, 0xff, 0x0d, 0x0a, 0x62]);
        raw(
          Buffer.concat([
            Buffer.from('* \xff\xfe junk\r\n\r\n* 99\r\n)(\r\n* 1 FETCH (UID 1 BODY[] {6}\r\n', 'latin1'),
            body,
            Buffer.from(`)\r\n\0\0${tag} OK done\r\n`),
          ]),
        );
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  expect([...(await session.fetchPart(1, ''))]).toEqual([0x61, 0x00, 0xff, 0x0d, 0x0a, 0x62]);
  session.destroy();
});

test('a server that ignores the partial form, one that answers nothing, one that says the message cannot be read', async () => {
  const whole = 'x'.repeat(700_000);
  await using ignoring = await startFakeImap({
    mailbox,
    on: {
      'uid fetch': ({ send, ok }) => {
        send(`* 1 FETCH (UID 1 BODY[] {${whole.length}}\r\n${whole})`);
        ok();
      },
    },
  });
  const session = await openTestSession(ignoring.port);
  await session.examine('INBOX');
  expect((await session.fetchPart(1, '')).toString()).toBe(whole);
  session.destroy();
  for (const [answer, expected] of [
    ['OK', { kind: 'not-found', code: 'GONE' }],
    ['NO [CORRUPTION] broken', { kind: 'unreadable', code: 'CORRUPTION', serverText: 'broken' }],
  ] as const) {
    await using server = await startFakeImap({ mailbox, on: { 'uid fetch': ({ tag, send }) => send(`${tag} ${answer}`) } });
    const other = await openTestSession(server.port);
    await other.examine('INBOX');
    expect(await failureOf(other.fetchPart(1, ''))).toMatchObject(expected);
    other.destroy();
  }
});

test('I26: NOMODSEQ means no mod-sequences; a missing UIDNEXT is counted; UIDNOTSTICKY is told', async () => {
  await using plain = await startFakeImap({ mailbox: { exists: 2, uidNext: 3, uidValidity: 1 } });
  const session = await openTestSession(plain.port);
  expect(await session.examine('INBOX')).toMatchObject({ highestModSeq: null, uidNotSticky: false });
  expect((await failureOf(session.fetchFlags([1], { changedSince: 5n }))).kind).toBe('invalid');
  session.destroy();
  await using old = await startFakeImap({
    on: {
      examine: ({ send, ok }) => {
        send('* 2 EXISTS');
        send('* OK [UIDNOTSTICKY] no');
        ok('[READ-ONLY]');
      },
      fetch: ({ send, ok }) => {
        send('* 2 FETCH (UID 41)');
        ok();
      },
    },
  });
  const other = await openTestSession(old.port);
  expect(await other.examine('INBOX')).toMatchObject({ exists: 2, uidNext: 42, uidValidity: null, uidNotSticky: true });
  other.destroy();
});

test('I31: a read-only mailbox and flags that it does not keep', async () => {
  await using readOnly = await startFakeImap({ mailbox, on: { select: ({ ok }) => ok('[READ-ONLY] so there') } });
  const session = await openTestSession(readOnly.port);
  expect(await failureOf(session.storeFlags('INBOX', 9, [1], { add: ['\\Seen'] }))).toMatchObject({ kind: 'forbidden', code: 'READ-ONLY' });
  session.destroy();
  await using few = await startFakeImap({ mailbox: { ...mailbox, permanentFlags: '\\Seen' } });
  const other = await openTestSession(few.port);
  expect(await other.storeFlags('INBOX', 9, [1], { add: ['\\Seen', 'work'] })).toEqual({ modified: [], unsupported: ['work'] });
  expect(few.lines().filter((line) => line.includes('UID STORE'))).toEqual([
    expect.stringMatching(/ UID STORE 1 \+FLAGS\.SILENT \(\\Seen\)$/),
  ]);
  other.destroy();
});

test('an APPEND that is refused before its literal leaves the connection usable', async () => {
  await using server = await startFakeImap({ mailbox, on: { 'append size': ({ no }) => no('[TRYCREATE] no such mailbox') } });
  const session = await openTestSession(server.port);
  const message = { raw: Buffer.alloc(100_000, 'x'), flags: [], internalDateMs: null };
  expect(await failureOf(session.append('Nowhere', message))).toMatchObject({ kind: 'not-found', code: 'TRYCREATE' });
  await session.list();
  expect(session.closed).toBe(false);
  session.destroy();
});

test('APPENDLIMIT is kept without asking', async () => {
  await using server = await startFakeImap({ capabilities: `${fakeCapabilities} APPENDLIMIT=1000` });
  const session = await openTestSession(server.port);
  expect(await failureOf(session.append('Sent', { raw: Buffer.alloc(1_001, 'x'), flags: [], internalDateMs: null }))).toMatchObject({
    kind: 'too-large',
    code: 'APPENDLIMIT',
  });
  expect(server.lines().join()).not.toContain('APPEND');
  session.destroy();
});

test('G4: an abort gives the caller back at once, and the connection stays in step', async () => {
  let finish = () => {};
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid search': ({ tag, send, ok }) => {
        if (finish.name === 'later') {
          send(`* ESEARCH (TAG "${tag}") UID ALL 4`);
          return ok();
        }
        finish = function later() {
          send(`* ESEARCH (TAG "${tag}") UID ALL 1:3`);
          ok();
        };
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  const controller = new AbortController();
  const waiting = failureOf(session.allUids({ signal: controller.signal }));
  await expect.poll(() => finish.name).toBe('later');
  controller.abort();
  expect((await waiting).kind).toBe('aborted');
  const next = session.allUids();
  finish();
  expect(await next).toEqual([4]);
  expect((await failureOf(session.allUids({ signal: controller.signal }))).kind).toBe('aborted');
  session.destroy();
});

test('LIST falls back option by option (I9), and odd names can still be named', async () => {
  const asked: string[] = [];
  await using server = await startFakeImap({
    mailbox,
    on: {
      list: ({ args, send, ok, bad }) => {
        asked.push(args);
        if (args.includes('RETURN')) return bad('what is RETURN');
        send('* LIST (\\HasNoChildren) "/" inbox');
        send('* LIST (\\HasChildren) "/" "a & b"');
        send('* LIST () "/" {6}\r\nx\\"y z');
        send('* LIST (\\Noselect) NIL flat');
        send('* LIST () "/" 12:30');
        send('* LIST () "/" NIL');
        send('* LIST () "/" deep/er/Sent');
        ok();
      },
      lsub: ({ send, ok }) => {
        send('* LSUB () "/" "a & b"');
        ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  const list = await session.list();
  expect(asked.map((args) => args.replace(/^"" "\*" ?/, ''))).toEqual([
    'RETURN (SPECIAL-USE SUBSCRIBED CHILDREN STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))',
    'RETURN (SPECIAL-USE SUBSCRIBED CHILDREN)',
    'RETURN (SPECIAL-USE)',
    '',
  ]);
  expect(list.map(({ path }) => path)).toEqual(['INBOX', 'a & b', 'x\\"y z', 'flat', '12:30', 'NIL', 'deep/er/Sent', 'deep/er', 'deep']);
  expect(list.find(({ path }) => path === 'a & b')?.subscribed).toBe(true);
  expect(list.find(({ path }) => path === 'flat')).toMatchObject({
    delimiter: null,
    parentPath: null,
    displayPath: ['flat'],
    noSelect: true,
  });
  expect(list.find(({ path }) => path === 'deep')).toMatchObject({ nonExistent: true, noSelect: true, parentPath: null });
  expect(list.find(({ path }) => path === 'deep/er/Sent')).toMatchObject({ nameRole: 'sent', parentPath: 'deep/er' });
  for (const path of ['a & b', 'x\\"y z', 'NIL', '12:30']) await session.examine(path);
  expect(
    server
      .lines()
      .filter((line) => line.includes('EXAMINE'))
      .map((line) => line.replace(/^\w+ /, '')),
  ).toEqual(['EXAMINE "a & b"', 'EXAMINE "x\\\\\\"y z"', 'EXAMINE "NIL"', 'EXAMINE "12:30"']);
  session.destroy();
});

test('a search that the server answers in the old way, or with junk, is read all the same', async () => {
  let answers: string[] = [];
  await using server = await startFakeImap({
    mailbox,
    on: {
      'uid search': ({ send, ok }) => {
        for (const line of answers) send(line);
        ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  for (const [lines, uids] of [
    [['* SEARCH 5 3 3 1'], [1, 3, 5]],
    [['* SEARCH'], []],
    [['* SEARCH 1 2 (MODSEQ 917)'], [1, 2]],
    [['* ESEARCH (TAG "x") UID'], []],
    [['* ESEARCH (TAG "x") UID ALL 3:1,7 COUNT 4'], [1, 2, 3, 7]],
    [[], []],
  ] as const) {
    answers = [...lines];
    expect(await session.allUids()).toEqual(uids);
  }
  answers = ['* ESEARCH (TAG "x") UID ALL 1:4294967295'];
  expect((await failureOf(session.allUids())).kind).toBe('protocol');
  expect(session.closed).toBe(false);
  session.destroy();
});

test('throttling names its time (I14)', async () => {
  await using server = await startFakeImap({
    mailbox,
    on: { status: ({ bad }) => bad('Request is throttled. Suggested Backoff Time: 30 milliseconds') },
  });
  const session = await openTestSession(server.port);
  expect(await failureOf(session.status('Sent'))).toMatchObject({ kind: 'temporary', code: 'THROTTLED', retryAfterMs: 30 });
  session.destroy();
});

test('namespaces of others are listed and told apart', async () => {
  await using server = await startFakeImap({
    on: {
      namespace: ({ send, ok }) => {
        send('* NAMESPACE (("" "/")) (("user/" "/")) (("#shared." "."))');
        ok();
      },
      list: ({ args, send, ok }) => {
        if (args.startsWith('"" "*"')) send('* LIST () "/" INBOX');
        if (args.startsWith('"" "user/*"')) send('* LIST () "/" user/bob/Work');
        if (args.startsWith('"" "#shared.*"')) send('* LIST () "." "#shared.all.News"');
        ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  const list = await session.list();
  expect(Object.fromEntries(list.map(({ path, namespace, parentPath }) => [path, [namespace, parentPath]]))).toEqual({
    INBOX: ['personal', null],
    'user/bob/Work': ['other', 'user/bob'],
    'user/bob': ['other', 'user'],
    user: ['other', null],
    '#shared.all.News': ['shared', '#shared.all'],
    '#shared.all': ['shared', '#shared'],
    '#shared': ['shared', null],
  });
  session.destroy();
});
