import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { MailFilter } from '#lib/mail/index.ts';
import { openDovecot } from './testing/dovecot-session.ts';
import { failureOf } from './testing/failure-of.ts';
import { type FakeRequest, fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

const mailbox = { exists: 3, uidNext: 9, uidValidity: 5, highestModSeq: 40 };
const umlaut: MailFilter = { op: 'text', field: 'subject', text: 'Größe' };

test('I2: another command may be awaited inside a loop over header rows', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('loop');
  await servers.fillMailbox(user, 'INBOX', 5);
  const session = await openDovecot(servers, user);
  await session.examine('INBOX');
  const seen: number[] = [];
  for await (const { uid } of session.fetchHeaders([{ from: 1, to: 5 }])) {
    seen.push(uid);
    expect((await session.status('Archive')).messages).toBe(0);
  }
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  await session.close();
});

const codes = [
  ['OVERQUOTA', 'over-quota'],
  ['TRYCREATE', 'not-found'],
  ['NOPERM', 'forbidden'],
  ['LIMIT', 'temporary'],
] as const;
test.each(codes)('I3: COPY, MOVE, STORE, EXPUNGE and APPEND that are refused keep their response code: %s', async (code, kind) => {
  const refuse = (request: FakeRequest) => request.no(`[${code}] no`);
  await using server = await startFakeImap({
    mailbox,
    on: Object.fromEntries(['uid copy', 'uid move', 'uid store', 'uid expunge', 'append'].map((command) => [command, refuse])),
  });
  const session = await openTestSession(server.port);
  const raw = Buffer.from('Subject: x\r\n\r\ny\r\n');
  for (const attempt of [
    () => session.copy('INBOX', 5, [1], 'Archive'),
    () => session.move('INBOX', 5, [1], 'Archive'),
    () => session.storeFlags('INBOX', 5, [1], { add: ['\\Seen'] }),
    () => session.expunge('INBOX', 5, [1]),
    () => session.append('Archive', { raw, flags: [], internalDateMs: null }),
  ])
    expect(await failureOf(attempt())).toMatchObject({ kind, code });
  session.destroy();
});

test('I3: a mailbox is left by UNSELECT, and by nothing where there is none; never by CLOSE', async () => {
  for (const [capabilities, expected] of [
    [fakeCapabilities, ['UNSELECT']],
    [fakeCapabilities.replace(' UNSELECT', ''), []],
  ] as const) {
    await using server = await startFakeImap({ mailbox, capabilities });
    const session = await openTestSession(server.port);
    await session.storeFlags('INBOX', 5, [1], { add: ['\\Seen'] });
    await session.unselect();
    await session.close();
    expect(
      server
        .lines()
        .map((line) => line.split(' ')[1])
        .filter((command) => /^(UNSELECT|CLOSE)$/.test(command ?? '')),
    ).toEqual(expected);
  }
});

test('I5: CHANGEDSINCE goes out where CONDSTORE is enabled and the mailbox has mod-sequences; elsewhere it is refused here and nothing is asked', async () => {
  for (const { capabilities, modSeqs } of [
    { capabilities: fakeCapabilities, modSeqs: true },
    { capabilities: fakeCapabilities, modSeqs: false },
    { capabilities: fakeCapabilities.replace(' CONDSTORE QRESYNC', ''), modSeqs: true },
    { capabilities: fakeCapabilities.replace(' ENABLE', ''), modSeqs: true },
  ]) {
    const { highestModSeq, ...without } = mailbox;
    await using server = await startFakeImap({ capabilities, mailbox: modSeqs ? { ...without, highestModSeq } : without });
    const session = await openTestSession(server.port);
    await session.examine('INBOX');
    const asked = session.fetchFlags([1, 2], { changedSince: 7n });
    const isAllowed = modSeqs && capabilities === fakeCapabilities;
    if (isAllowed) await asked;
    else expect((await failureOf(asked)).kind).toBe('invalid');
    const fetches = server.lines().filter((line) => / UID FETCH /.test(line));
    expect(fetches).toEqual(isAllowed ? [expect.stringMatching(/UID FETCH 1:2 \(UID FLAGS MODSEQ\) \(CHANGEDSINCE 7\)$/)] : []);
    session.destroy();
  }
});

test('I34: words beyond ASCII are searched with CHARSET UTF-8 and as a literal', async () => {
  await using server = await startFakeImap({ mailbox });
  const session = await openTestSession(server.port);
  await session.search('INBOX', umlaut);
  const received = server.lines();
  const at = received.findIndex((line) => / UID SEARCH /.test(line));
  expect(received[at]).toMatch(/ UID SEARCH RETURN \(ALL\) CHARSET UTF-8 SUBJECT \{7\+?\}$/);
  expect(Buffer.from(received[at + 1] ?? '', 'latin1').toString()).toBe('Größe');
  session.destroy();
});

test('I34: once UTF8=ACCEPT is on, no CHARSET is sent (RFC 9755 §3)', async () => {
  await using server = await startFakeImap({ mailbox, capabilities: `${fakeCapabilities} UTF8=ACCEPT` });
  const session = await openTestSession(server.port);
  await session.search('INBOX', umlaut);
  const [search = ''] = server.lines().filter((line) => / UID SEARCH /.test(line));
  expect(Buffer.from(search, 'latin1').toString()).toMatch(/ UID SEARCH RETURN \(ALL\) SUBJECT "Größe"$/);
  session.destroy();
});

test('I34: BADCHARSET is told as such, and the session goes on', async () => {
  await using server = await startFakeImap({ mailbox, on: { 'uid search': ({ no }) => no('[BADCHARSET (US-ASCII)] only ASCII here') } });
  const session = await openTestSession(server.port);
  expect(await failureOf(session.search('INBOX', umlaut))).toMatchObject({ kind: 'refused', code: 'BADCHARSET' });
  expect(session.closed).toBe(false);
  session.destroy();
});
