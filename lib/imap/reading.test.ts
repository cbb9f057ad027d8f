import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import { parseHeaderBlock } from '#lib/message/index.ts';
import type { FetchedHeader, ImapSession, ListedMailbox } from './api.ts';
import { openDovecot } from './testing/dovecot-session.ts';
import { failureOf } from './testing/failure-of.ts';

const collect = async (rows: AsyncIterable<FetchedHeader>): Promise<FetchedHeader[]> => {
  const all: FetchedHeader[] = [];
  for await (const row of rows) all.push(row);
  return all;
};

async function inboxOf(count: number, more: Parameters<typeof openDovecot>[2] = {}) {
  const servers = await sharedMailServers();
  const user = await servers.newUser('reader');
  if (count > 0) await servers.fillMailbox(user, 'INBOX', count);
  const session = await openDovecot(servers, user, more);
  const mailbox = await session.examine('INBOX');
  return { servers, user, session, mailbox };
}

test.each(['starttls', 'tls'] as const)('logs in over %s and reads the newest page and all UIDs (I15)', async (tls) => {
  const { session, mailbox } = await inboxOf(120, { tls });
  expect(mailbox).toMatchObject({ exists: 120, uidNext: 121, readOnly: true, resynced: false });
  expect(mailbox.highestModSeq).toBeTypeOf('bigint');
  const page = await collect(session.fetchHeaders({ seqFromEnd: 50 }));
  expect(page.map(({ uid }) => uid)).toEqual(Array.from({ length: 50 }, (_, index) => 71 + index));
  expect(await session.allUids()).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  expect(await session.countIn({ from: 11, to: 20 })).toBe(10);
  expect(await session.uidsIn({ from: 119, to: 400 })).toEqual([119, 120]);
  await session.close();
  expect(session.closed).toBe(true);
});

test('I16: a row has header octets, structure, size, date, flags; a second user agent’s wrong password is refused', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('row');
  const raw = buildMessage({
    from: 'Ana <ana@example.test>',
    to: [user.address],
    subject: 'Größe',
    text: 'hello',
    html: '<p>hello</p>',
    messageId: '<row.1@example.test>',
  });
  await servers.appendMany(user, 'INBOX', [{ raw, flags: ['\\Seen', 'work'], receivedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5) }]);
  const session = await openDovecot(servers, user);
  await session.examine('INBOX');
  const [row] = await collect(session.fetchHeaders([1]));
  expect(row).toMatchObject({
    uid: 1,
    sizeBytes: raw.length,
    internalDateMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    readable: 'all',
    emailId: null,
    gmail: null,
    preview: null,
  });
  expect(row?.flags.toSorted()).toEqual(['\\Seen', 'work']);
  expect(row?.structure).toMatchObject({ type: 'multipart/alternative', partId: null });
  expect(row?.structure?.subParts?.map(({ partId, type }) => [partId, type])).toEqual([
    ['1', 'text/plain'],
    ['2', 'text/html'],
  ]);
  const headers = parseHeaderBlock(row?.headerBlock ?? Buffer.alloc(0));
  expect(headers.subject).toBe('Größe');
  expect(headers.messageId).toEqual(['row.1@example.test']);
  expect(await failureOf(openDovecot(servers, user, { password: new Secret('wrong') }))).toMatchObject({
    kind: 'login-refused',
    stage: 'auth',
    code: 'AUTHENTICATIONFAILED',
  });
  await session.close();
});

test('a part and a whole message come back octet for octet, streamed in blocks too', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('part');
  const attachment = Buffer.alloc(1_700_000, 'All work and no play. ');
  const raw = buildMessage({
    from: 'a@example.test',
    to: [user.address],
    subject: 'big',
    text: 'see there',
    attachments: [{ fileName: 'a.bin', type: 'application/octet-stream', content: attachment }],
  });
  await servers.appendMany(user, 'INBOX', [{ raw }]);
  const session = await openDovecot(servers, user);
  await session.examine('INBOX');
  expect((await session.fetchPart(1, '')).equals(raw)).toBe(true);
  const { size, stream } = await session.streamPart(1, '');
  expect(size).toBe(raw.length);
  expect((await buffer(stream)).equals(raw)).toBe(true);
  const part = await session.fetchPart(1, '2');
  expect(Buffer.from(part.toString('latin1'), 'base64').equals(attachment)).toBe(true);
  expect((await session.fetchPart(1, '2.MIME')).toString()).toMatch(/application\/octet-stream/);
  expect((await session.fetchPart(1, 'HEADER')).toString()).toMatch(/Subject: big/);
  expect(await failureOf(session.fetchPart(1, '', { maxBytes: 1000 }))).toMatchObject({ kind: 'too-large' });
  expect(await failureOf(session.fetchPart(77, ''))).toMatchObject({ kind: 'not-found', code: 'GONE' });
  expect((await failureOf(session.streamPart(77, ''))).kind).toBe('not-found');
  for (const section of ['1 2', '0', '1.', 'HEADER.FIELDS (From)', '1]\r\nA LOGOUT', '..'])
    expect((await failureOf(session.fetchPart(1, section))).kind).toBe('invalid');
  // A reader that walks away leaves the connection usable.
  const { stream: left } = await session.streamPart(1, '');
  left.once('data', () => left.destroy());
  await new Promise((resolve) => left.once('close', resolve));
  expect(await session.allUids()).toEqual([1]);
  await session.close();
});

test('UIDs that are gone are left out of rows and flags', async () => {
  const { servers, user, session } = await inboxOf(10);
  await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'uid', '3:5']);
  await session.examine('INBOX');
  expect((await collect(session.fetchHeaders([1, 2, 3, 4, 5, 6]))).map(({ uid }) => uid)).toEqual([1, 2, 6]);
  expect((await session.fetchFlags([{ from: 1, to: 9 }])).map(({ uid }) => uid)).toEqual([1, 2, 6, 7, 8, 9]);
  expect(await collect(session.fetchHeaders([]))).toEqual([]);
  await session.close();
});

test('I20: QRESYNC tells what vanished and what changed since a checkpoint, and nothing under another UIDVALIDITY', async () => {
  const { servers, user, session, mailbox } = await inboxOf(20);
  const checkpoint = { uidValidity: mailbox.uidValidity ?? 0, modSeq: mailbox.highestModSeq ?? 0n };
  await session.close();
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'uid', '7']);
  await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'uid', '3:5,20']);
  const later = await openDovecot(servers, user);
  const resynced = await later.examine('INBOX', { qresync: checkpoint });
  expect(resynced).toMatchObject({ resynced: true, exists: 16, uidNext: 21 });
  expect(resynced.vanished).toEqual([
    { from: 3, to: 5 },
    { from: 20, to: 20 },
  ]);
  expect(resynced.changed.map(({ uid }) => uid)).toEqual([7]);
  expect(resynced.changed[0]?.flags).toContain('\\Flagged');
  expect(resynced.changed[0]?.modSeq).toBeGreaterThan(checkpoint.modSeq);
  const other = await later.examine('INBOX', { qresync: { ...checkpoint, uidValidity: checkpoint.uidValidity + 1 } });
  expect(other).toMatchObject({ resynced: false, vanished: [], changed: [] });
  expect((await later.fetchFlags([{ from: 1, to: 19 }], { changedSince: checkpoint.modSeq })).map(({ uid }) => uid)).toEqual([7]);
  await later.close();
});

test('flags and Message-IDs are found by SEARCH; a filter with umlauts too (I34)', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('search');
  const message = (subject: string, messageId: string) =>
    buildMessage({ from: 'Ünal <u@example.test>', to: [user.address], subject, text: 'Grüße', messageId });
  await servers.appendMany(user, 'INBOX', [
    { raw: message('Ärger', '<one@example.test>'), flags: ['work'] },
    { raw: message('Freude', '<two@example.test>'), flags: ['\\Flagged'] },
  ]);
  const session = await openDovecot(servers, user);
  await session.examine('Sent');
  expect(await session.search('INBOX', { op: 'text', field: 'subject', text: 'ärger' })).toEqual([1]);
  expect(await session.search('INBOX', { op: 'not', terms: [{ op: 'keyword', keyword: 'work', has: true }] })).toEqual([2]);
  expect(await session.allUids()).toEqual([]);
  await session.examine('INBOX');
  expect(await session.uidsWithFlag('work')).toEqual([1]);
  expect(await session.uidsWithFlag('\\Flagged')).toEqual([2]);
  expect(await session.byHeaderMessageId(1, '<two@example.test>')).toEqual([2]);
  // I24: the last message is named by any range above it
  expect(await session.byHeaderMessageId(3, '<two@example.test>')).toEqual([]);
  await session.close();
});

const of = (list: ListedMailbox[], path: string) => list.find((mailbox) => mailbox.path === path);

test('I9, I11: one LIST with status, roles and subscriptions', async () => {
  const { session } = await inboxOf(3);
  await session.createMailbox('Работа/Проекты');
  await session.createMailbox('Papierkorb');
  const list = await session.list();
  expect(of(list, 'INBOX')).toMatchObject({ role: 'inbox', parentPath: null, subscribed: true, status: { messages: 3, uidNext: 4 } });
  expect(of(list, 'Sent')).toMatchObject({ role: 'sent', nameRole: null, status: { messages: 0 } });
  expect(of(list, 'Papierkorb')).toMatchObject({ role: null, nameRole: 'trash', subscribed: false });
  expect(of(list, 'Работа/Проекты')).toMatchObject({
    name: 'Проекты',
    displayPath: ['Работа', 'Проекты'],
    parentPath: 'Работа',
    delimiter: '/',
  });
  expect(of(list, 'Работа')).toMatchObject({ noSelect: true });
  expect(await session.status('Работа/Проекты')).toMatchObject({ messages: 0, uidNext: 1 });
  expect(await failureOf(session.status('nowhere'))).toMatchObject({ kind: 'not-found', code: 'NONEXISTENT', stage: 'mailbox' });
  await session.close();
});

test('J13: a namespace INBOX. with delimiter . is no mailbox of its own', async () => {
  await using servers = await startMailServers({
    smtp: false,
    dovecotConfig: 'namespace inbox {\n prefix = INBOX.\n separator = .\n}\n',
  });
  const user = await servers.addUser('dotted');
  const session = await openDovecot(servers, user);
  await session.createMailbox('INBOX.Work.2024');
  const list = await session.list();
  expect(of(list, 'INBOX')).toMatchObject({ role: 'inbox', displayPath: ['INBOX'], parentPath: null });
  expect(of(list, 'INBOX.Sent')).toMatchObject({ role: 'sent', displayPath: ['Sent'], name: 'Sent', parentPath: null, delimiter: '.' });
  expect(of(list, 'INBOX.Work.2024')).toMatchObject({ displayPath: ['Work', '2024'], parentPath: 'INBOX.Work' });
  expect(list.every(({ namespace }) => namespace === 'personal')).toBe(true);
  await session.close();
});

test('a server with little more than IMAP4rev1: everything still works without ESEARCH, CONDSTORE, UIDPLUS, LIST-STATUS', async () => {
  await using servers = await startMailServers({ smtp: false, imapCapabilities: 'plain' });
  const user = await servers.addUser('plain');
  await servers.fillMailbox(user, 'INBOX', 12);
  const session: ImapSession = await openDovecot(servers, user);
  expect(session.capabilities).toMatchObject({
    condstore: false,
    qresync: false,
    esearch: false,
    uidplus: false,
    move: false,
    listStatus: false,
  });
  const mailbox = await session.examine('INBOX', { qresync: { uidValidity: 1, modSeq: 1n } });
  expect(mailbox).toMatchObject({ exists: 12, uidNext: 13, highestModSeq: null, resynced: false });
  expect(await session.countIn({ from: 1, to: 5 })).toBe(5);
  expect(await session.allUids()).toHaveLength(12);
  expect(
    (await collect(session.fetchHeaders({ seqFromEnd: 50 }))).every(({ modSeq, structure }) => modSeq === null && structure !== null),
  ).toBe(true);
  expect((await failureOf(session.fetchFlags([1], { changedSince: 1n }))).kind).toBe('invalid');
  const list = await session.list();
  expect(of(list, 'Sent')).toMatchObject({ role: 'sent', status: null });
  const validity = mailbox.uidValidity ?? 0;
  expect(await session.expunge('INBOX', validity, [1])).toEqual({ expunged: false });
  expect(await session.move('INBOX', validity, [2], 'Trash')).toMatchObject({ expunged: false });
  // I4: both are still there, marked; nobody else's \Deleted mail was touched
  expect(await session.uidsWithFlag('\\Deleted')).toEqual([1, 2]);
  await session.close();
});
