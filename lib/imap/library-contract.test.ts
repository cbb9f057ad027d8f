import { specialUse } from 'imapflow/lib/special-use.js';
import { expect, test } from 'vitest';
import { createLibraryLog } from './library-log.ts';
import { connected, hear, type LibraryLog } from './testing/library-client.ts';
import type { ImapResponse, ImapTokens } from './tokens.ts';

// X3: what this room relies on in the library and what no type promises. When an update breaks one of these, the room has to be looked at.

test('I3: exec, write, writeSocket, untaggedHandlers and preCheck are there at run time', async () => {
  await using session = await connected();
  const { client } = session;
  expect([typeof client.exec, typeof client.write, typeof client.writeSocket.write, typeof client.untaggedHandlers.EXISTS]).toEqual(
    Array(4).fill('function'),
  );
  expect(client.preCheck || false).toBe(false);
});

test('exec: untagged handlers of the command come before those of the connection, and reading stops until next()', async () => {
  await using session = await connected({
    on: {
      noop: ({ send, ok }) => {
        send('* 3 EXISTS');
        ok('[X-CODE 1 2] done');
        send('* 4 EXISTS');
      },
    },
  });
  const { client } = session;
  const heard: string[] = [];
  client.untaggedHandlers.EXISTS = (response: ImapResponse) => heard.push(`connection ${response.command}`);
  const { response, next } = await client.exec(
    'NOOP',
    false,
    hear('EXISTS', ({ command }) => void heard.push(`command ${command}`)),
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(heard).toEqual(['command 3']);
  next();
  await expect.poll(() => heard).toEqual(['command 3', 'connection 4']);
  expect(response.attributes?.[0]).toMatchObject({ section: [{ value: 'X-CODE' }, { value: '1' }, { value: '2' }] });
});

test('STATUS, LIST and OK that no command waits for go to the handlers of the connection, in an IDLE as outside (RFC 5465)', async () => {
  await using session = await connected({
    on: {
      idle: ({ send, ask }) => {
        ask('idling');
        send('* STATUS "A B" (MESSAGES 1)');
        send('* LIST (\\NonExistent) "/" Gone');
        send('* OK [NOTIFICATIONOVERFLOW] too much');
      },
    },
  });
  const { client, fake } = session;
  const heard: unknown[] = [];
  client.untaggedHandlers.STATUS = ({ attributes }: ImapResponse) => heard.push(attributes);
  client.untaggedHandlers.LIST = ({ attributes }: ImapResponse) => heard.push(attributes?.[2]);
  client.untaggedHandlers.OK = ({ attributes }: ImapResponse) => heard.push(attributes?.[0]);
  const idle = client.exec('IDLE', false, { onPlusTag: () => {} });
  await expect
    .poll(() => heard)
    .toMatchObject([
      [{ value: 'A B' }, [{ value: 'MESSAGES' }, { value: '1' }]],
      { value: 'Gone' },
      { section: [{ value: 'NOTIFICATIONOVERFLOW' }] },
    ]);
  client.write('DONE');
  (await idle).next();
  fake.socket().write('* STATUS C (UNSEEN 2)\r\n');
  await expect.poll(() => heard[3]).toMatchObject([{ value: 'C' }, [{ value: 'UNSEEN' }, { value: '2' }]]);
});

test('NO and BAD reject with status, parsed answer and words', async () => {
  await using session = await connected({ on: { noop: ({ no }) => no('[OVERQUOTA] mailbox full') } });
  const error: unknown = await session.client.exec('NOOP', false).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    responseStatus: 'NO',
    responseText: 'mailbox full',
    response: { attributes: [{ section: [{ value: 'OVERQUOTA' }] }, { type: 'TEXT' }] },
  });
});

test('literals arrive as octets, quoted strings as text, NIL as null, lists as arrays', async () => {
  await using session = await connected({
    on: {
      noop: ({ raw, ok }) => {
        raw(
          Buffer.concat([
            Buffer.from('* 1 FETCH (UID 5 BODY[HEADER.FIELDS (SUBJECT)] {4}\r\n'),
            Buffer.from([0, 255, 13, 10]),
            Buffer.from(' BODY[1]<7> "a\\"b" FLAGS (\\Seen) X NIL Y ~{2}\r\n\0\0)\r\n'),
          ]),
        );
        ok();
      },
    },
  });
  let row: ImapResponse = {};
  const { next } = await session.client.exec(
    'NOOP',
    false,
    hear('FETCH', (response) => {
      row = response;
    }),
  );
  next();
  expect(row.command).toBe('1');
  const items = row.attributes?.[1] as ImapTokens;
  expect(items[3]).toMatchObject({ value: Buffer.from([0, 255, 13, 10]) });
  expect(items[4]).toMatchObject({ value: 'BODY', section: [{ value: '1' }], partial: [7] });
  expect(items[5]).toMatchObject({ value: 'a"b' });
  expect(items[7]).toEqual([{ type: 'ATOM', value: '\\Seen' }]);
  expect(items[9]).toBeNull();
  expect(items[11]).toMatchObject({ value: Buffer.from([0, 0]) });
});

test('SEARCH answers come as numbers', async () => {
  await using session = await connected({
    on: {
      noop: ({ send, ok }) => {
        send('* SEARCH 1 2 30');
        ok();
      },
    },
  });
  let numbers: number[] | undefined;
  const { next } = await session.client.exec(
    'NOOP',
    false,
    hear('SEARCH', (response) => {
      numbers = response.numbers;
    }),
  );
  next();
  expect(numbers).toEqual([1, 2, 30]);
});

test('a TEXT token goes out as it stands, and `+` goes to onPlusTag: the way a literal is streamed', async () => {
  await using session = await connected();
  const { client, fake } = session;
  const answer = client.exec(
    'APPEND',
    [
      { type: 'STRING', value: 'Sent' },
      { type: 'TEXT', value: '{5}' },
    ],
    {
      onPlusTag: () => {
        client.writeSocket.write('hel');
        client.writeSocket.write('lo\r\n');
      },
    },
  );
  (await answer).next();
  expect(fake.lines().slice(-3)).toEqual([expect.stringMatching(/ APPEND "Sent" \{5\}$/), 'hello', '']);
});

test.each<ImapTokens>([
  [{ type: 'STRING', value: 'a\r\nb' }],
  [{ type: 'STRING', value: 'a\0b' }],
  [{ type: 'ATOM', value: 'a\nb' }],
  [{ type: 'TEXT', value: 'a\rb' }],
  [{ type: 'SEQUENCE', value: '1:5 LOGOUT' }],
])('security.md §6: no token carries a line end: %j', async (token) => {
  await using session = await connected();
  const before = session.fake.received.length;
  await expect(session.client.exec('NOOP', [token as never].flat())).rejects.toMatchObject({ code: expect.stringMatching(/^Invalid/) });
  expect(session.fake.received.length).toBe(before);
});

test('limits end the connection with one error event that has their code (I1)', async () => {
  for (const [octets, code] of [
    ['* 1 FETCH (BODY[] {2000}\r\n', 'LiteralTooLarge'],
    [`* ${'x'.repeat(3000)}`, 'LineTooLarge'],
    [`* 1 FETCH (A {900}\r\n${'a'.repeat(900)} B {900}\r\n${'b'.repeat(900)} C {900}\r\n`, 'ResponseTooLarge'],
  ] as const) {
    await using session = await connected(
      { on: { noop: ({ raw }) => raw(octets) } },
      { maxLiteralSize: 1000, maxLineLength: 2000, maxResponseSize: 2500 },
    );
    await expect(session.client.exec('NOOP', false)).rejects.toMatchObject({ code: 'NoConnection' });
    expect(session.errors.map((error) => error.code)).toEqual([code]);
    expect(session.client.isClosed).toBe(true);
  }
});

test('the watchdog breaks a claimed silence by preCheck and asks by NOOP; without an answer the connection ends (I25)', async () => {
  await using session = await connected({}, { socketTimeout: 150 });
  const { client, fake, errors } = session;
  let broken = 0;
  client.idling = true;
  client.preCheck = async () => {
    broken += 1;
    client.preCheck = false;
    client.write('DONE');
  };
  const ended = client.exec('IDLE', false, { onPlusTag: () => {} });
  (await ended).next();
  client.idling = false;
  expect(broken).toBe(1);
  await expect.poll(() => fake.lines().some((line) => / NOOP$/.test(line))).toBe(true);
  expect(errors).toEqual([]);
});

test('a line that cannot be parsed is dropped and logged with src s and a code; others go on', async () => {
  await using session = await connected({
    on: {
      noop: ({ send, ok }) => {
        send('* 1 FETCH (UID 1 BODY[] (((');
        ok();
      },
    },
  });
  (await session.client.exec('NOOP', false)).next();
  const dropped = session.logged.filter(({ src, err }) => src === 's' && err !== undefined);
  expect(dropped).toHaveLength(1);
  let unparsed = 0;
  const log = { debug: () => {}, info: () => {}, warn: () => {} };
  createLibraryLog(
    { log },
    (text) => text,
    () => unparsed++,
  ).error(dropped[0] ?? {});
  expect(unparsed).toBe(1);
});

test('lines are put together for the log only when somebody reads them', async () => {
  const lines: LibraryLog[] = [];
  const logger = {
    isLevelEnabled: () => false,
    trace: lines.push.bind(lines),
    debug: lines.push.bind(lines),
    info: () => {},
    warn: () => {},
    error: () => {},
  };
  await using session = await connected({}, { logger });
  (await session.client.exec('NOOP', false)).next();
  expect(lines.filter(({ src }) => src === 's')).toEqual([]);
});

test('a BYE ends the connection and its words are kept', async () => {
  await using session = await connected({ on: { noop: ({ send }) => send('* BYE back in an hour') } });
  await expect(session.client.exec('NOOP', false)).rejects.toMatchObject({ code: 'NoConnection', reason: 'back in an hour' });
  expect(session.client.byeReason).toBe('back in an hour');
});

test('ENABLE is sent before anything is selected, with CONDSTORE and QRESYNC where offered, never IMAP4rev2 (I1)', async () => {
  await using session = await connected({ capabilities: 'IMAP4rev1 IMAP4rev2 ENABLE CONDSTORE QRESYNC UTF8=ACCEPT AUTH=PLAIN' });
  expect(session.fake.lines().filter((line) => line.includes('ENABLE'))).toEqual([
    expect.stringMatching(/ ENABLE CONDSTORE UTF8=ACCEPT QRESYNC$/),
  ]);
  expect([...session.client.enabled].sort()).toEqual(['CONDSTORE', 'QRESYNC', 'UTF8=ACCEPT']);
});

test('I11: names of mailboxes in other languages are known', () => {
  const guess = (name: string) =>
    specialUse(false, { path: name, name, flags: new Set<string>() } as Parameters<typeof specialUse>[1]).flag;
  expect(['Gesendet', 'Papierkorb', 'Brouillons', 'Спам', 'Archive', 'Sent Items', 'Sent to clients'].map(guess)).toEqual([
    '\\Sent',
    '\\Trash',
    '\\Drafts',
    '\\Junk',
    '\\Archive',
    '\\Sent',
    null,
  ]);
});
