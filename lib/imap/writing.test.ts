import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import type { MailboxEvent } from './api.ts';
import { openDovecot } from './testing/dovecot-session.ts';
import { failureOf } from './testing/failure-of.ts';

async function inboxOf(count: number) {
  const servers = await sharedMailServers();
  const user = await servers.newUser('writer');
  if (count > 0) await servers.fillMailbox(user, 'INBOX', count);
  const session = await openDovecot(servers, user);
  const mailbox = await session.examine('INBOX');
  const flagsOnServer = async (uid: number) =>
    (await servers.doveadm(['fetch', '-u', user.login, 'flags', 'mailbox', 'INBOX', 'uid', String(uid)])).replace(/^flags:/, '').trim();
  return { servers, user, session, mailbox, validity: mailbox.uidValidity ?? 0, flagsOnServer };
}

test('flags are added and removed, and reading goes on under EXAMINE (I7)', async () => {
  const { session, validity, flagsOnServer, user, servers } = await inboxOf(3);
  const lines: string[] = [];
  const watched = await openDovecot(servers, user, { onWire: (line, direction) => direction === 'out' && lines.push(line) });
  await watched.examine('INBOX');
  expect(await watched.storeFlags('INBOX', validity, [1, 2], { add: ['\\Flagged', 'work'], remove: ['\\Seen'] })).toEqual({
    modified: [],
    unsupported: [],
  });
  expect(await flagsOnServer(1)).toBe('\\Flagged work');
  await watched.allUids();
  expect(lines.map((line) => line.split(' ')[1]).filter((command) => /SELECT|EXAMINE|CLOSE/.test(command ?? ''))).toEqual([
    'EXAMINE',
    'SELECT',
    'EXAMINE',
  ]);
  await watched.close();
  await session.close();
});

test('I31: what changed behind UNCHANGEDSINCE is left alone and named', async () => {
  const { session, mailbox, validity, servers, user, flagsOnServer } = await inboxOf(3);
  const unchangedSince = mailbox.highestModSeq ?? 0n;
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Answered', 'mailbox', 'INBOX', 'uid', '2']);
  const { modified } = await session.storeFlags(
    'INBOX',
    validity,
    [1, 2, 3],
    { add: ['\\Flagged'], remove: ['\\Draft'] },
    { unchangedSince },
  );
  expect(modified).toEqual([2]);
  expect(await flagsOnServer(2)).not.toContain('Flagged');
  expect(await flagsOnServer(3)).toContain('Flagged');
  await session.close();
});

test('copy and move say where the messages landed', async () => {
  const { session, validity, servers, user } = await inboxOf(5);
  const copied = await session.copy('INBOX', validity, [2, 4], 'Archive');
  expect([...(copied?.uids ?? [])]).toEqual([
    [2, 1],
    [4, 2],
  ]);
  expect(copied?.uidValidity).toBe((await session.status('Archive')).uidValidity);
  const moved = await session.move('INBOX', validity, [{ from: 1, to: 2 }], 'Trash');
  expect(moved.expunged).toBe(true);
  expect([...(moved.map?.uids ?? [])]).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(await session.allUids()).toEqual([3, 4, 5]);
  expect((await servers.doveadm(['mailbox', 'status', '-u', user.login, 'messages', 'Trash'])).trim()).toBe('Trash messages=2');
  await session.close();
});

test('I30: a target that is not there is not-found with TRYCREATE, and nothing is lost', async () => {
  const { session, validity } = await inboxOf(1);
  for (const attempt of [session.copy('INBOX', validity, [1], 'Nowhere'), session.move('INBOX', validity, [1], 'Nowhere')]) {
    expect(await failureOf(attempt)).toMatchObject({ kind: 'not-found', code: 'TRYCREATE' });
  }
  const message = { raw: Buffer.from('Subject: x\r\n\r\ny\r\n'), flags: [], internalDateMs: null };
  expect(await failureOf(session.append('Nowhere', message))).toMatchObject({ kind: 'not-found', code: 'TRYCREATE' });
  await session.createMailbox('Nowhere');
  expect((await session.append('Nowhere', message))?.uid).toBe(1);
  expect(await session.allUids()).toEqual([1]);
  await session.close();
});

test('I4: expunge removes its own messages and no other \\Deleted one', async () => {
  const { session, validity, servers, user } = await inboxOf(4);
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Deleted', 'mailbox', 'INBOX', 'uid', '1']);
  expect(await session.expunge('INBOX', validity, [2, 3])).toEqual({ expunged: true });
  expect(await session.allUids()).toEqual([1, 4]);
  await session.examine('Sent');
  await session.unselect();
  expect((await servers.doveadm(['mailbox', 'status', '-u', user.login, 'messages', 'INBOX'])).trim()).toBe('INBOX messages=2');
  await session.close();
});

test('without MOVE: COPY, \\Deleted, UID EXPUNGE', async () => {
  await using servers = await startMailServers({ smtp: false, imapCapabilities: ['IMAP4rev1', 'UIDPLUS', 'NAMESPACE'] });
  const user = await servers.addUser('nomove');
  await servers.fillMailbox(user, 'INBOX', 3);
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Deleted', 'mailbox', 'INBOX', 'uid', '3']);
  const session = await openDovecot(servers, user);
  const { uidValidity } = await session.examine('INBOX');
  const { map, expunged } = await session.move('INBOX', uidValidity ?? 0, [1], 'Trash');
  expect({ expunged, landed: map?.uids.get(1) }).toEqual({ expunged: true, landed: 1 });
  expect(await session.allUids()).toEqual([2, 3]);
  await session.close();
});

test('a write under another UIDVALIDITY changes nothing', async () => {
  const { session, validity, flagsOnServer } = await inboxOf(1);
  const old = validity - 1;
  for (const attempt of [
    () => session.storeFlags('INBOX', old, [1], { add: ['\\Flagged'] }),
    () => session.copy('INBOX', old, [1], 'Trash'),
    () => session.move('INBOX', old, [1], 'Trash'),
    () => session.expunge('INBOX', old, [1]),
  ]) {
    expect((await failureOf(attempt())).kind).toBe('stale-uids');
  }
  expect(await flagsOnServer(1)).not.toMatch(/Flagged|Deleted/);
  expect(await session.allUids()).toEqual([1]);
  await session.close();
});

test('reading after the mailbox was made anew elsewhere is stale too', async () => {
  const { session, servers, user } = await inboxOf(0);
  await session.createMailbox('Work');
  await session.append('Work', { raw: Buffer.from('Subject: x\r\n\r\ny\r\n'), flags: [], internalDateMs: null });
  const { uidValidity } = await session.examine('Work');
  const inbox = await session.status('INBOX');
  await session.storeFlags('INBOX', inbox.uidValidity ?? 0, [1], { add: ['\\Seen'] }).catch(() => undefined);
  await servers.doveadm(['mailbox', 'delete', '-u', user.login, 'Work']);
  await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Work']);
  await servers.doveadm(['mailbox', 'update', '-u', user.login, '--uid-validity', String((uidValidity ?? 0) + 10), 'Work']);
  expect((await failureOf(session.allUids())).kind).toBe('stale-uids');
  await session.close();
});

test('append: from a buffer or a stream, octet for octet, with flags and date', async () => {
  const { session, servers, user } = await inboxOf(0);
  const raw = Buffer.from(`Subject: stream\r\nFrom: a@example.test\r\n\r\n${'0123456789'.repeat(8).concat('\r\n').repeat(40_000)}`);
  const at = Date.UTC(2025, 5, 1, 12);
  const whole = await session.append('Sent', { raw, flags: ['\\Seen', '$Forwarded'], internalDateMs: at });
  const chunks = function* () {
    for (let from = 0; from < raw.length; from += 50_001) yield raw.subarray(from, from + 50_001);
  };
  const streamed = await session.append('Sent', {
    raw: { stream: Readable.from(chunks()), sizeBytes: raw.length },
    flags: [],
    internalDateMs: null,
  });
  expect([whole?.uid, streamed?.uid]).toEqual([1, 2]);
  await session.examine('Sent');
  for (const uid of [1, 2]) expect((await session.fetchPart(uid, '')).equals(raw)).toBe(true);
  expect((await session.fetchFlags([1]))[0]?.flags.toSorted()).toEqual(['$Forwarded', '\\Seen']);
  expect((await servers.doveadm(['fetch', '-u', user.login, 'date.received', 'mailbox', 'Sent', 'uid', '1'])).trim()).toContain(
    '2025-06-01',
  );
  await session.close();
});

test('a stream of another length than announced is refused, and costs the connection', async () => {
  for (const sizeBytes of [3, 30]) {
    const { session, servers, user } = await inboxOf(0);
    const message = { raw: { stream: Readable.from([Buffer.from('Subject: x\r\n\r\n')]), sizeBytes }, flags: [], internalDateMs: null };
    expect(await failureOf(session.append('Sent', message))).toMatchObject({ kind: 'invalid', code: 'SIZE' });
    expect(session.closed).toBe(true);
    expect((await servers.doveadm(['mailbox', 'status', '-u', user.login, 'messages', 'Sent'])).trim()).toBe('Sent messages=0');
  }
});

test('over quota is told as such, for append and copy', async () => {
  await using servers = await startMailServers({
    smtp: false,
    dovecotConfig:
      'mail_plugins = $mail_plugins quota\nprotocol imap {\n mail_plugins = $mail_plugins quota imap_quota\n}\nplugin {\n quota = count:User quota\n quota_vsizes = yes\n quota_rule = *:storage=2K\n quota_grace = 0\n}\n',
  });
  const user = await servers.addUser('full');
  const session = await openDovecot(servers, user);
  const raw = Buffer.from(`Subject: x\r\n\r\n${'y'.repeat(1_500)}\r\n`);
  await session.append('INBOX', { raw, flags: [], internalDateMs: null });
  expect(await failureOf(session.append('INBOX', { raw, flags: [], internalDateMs: null }))).toMatchObject({
    kind: 'over-quota',
    code: 'OVERQUOTA',
  });
  const { uidValidity } = await session.examine('INBOX');
  expect(await failureOf(session.copy('INBOX', uidValidity ?? 0, [1], 'Trash'))).toMatchObject({ kind: 'over-quota', code: 'OVERQUOTA' });
  expect(session.closed).toBe(false);
  await session.close();
});

test('mailboxes are made, renamed, subscribed and deleted; what the server refuses has its code', async () => {
  const { session } = await inboxOf(0);
  await session.createMailbox('Work/2026');
  expect(await failureOf(session.createMailbox('Work/2026'))).toMatchObject({ kind: 'already-exists', code: 'ALREADYEXISTS' });
  await session.subscribe('Work/2026');
  await session.renameMailbox('Work/2026', 'Work/Über');
  await session.unsubscribe('Work/2026');
  const paths = (await session.list()).map(({ path }) => path);
  expect(paths).toContain('Work/Über');
  expect(paths).not.toContain('Work/2026');
  await session.examine('Work/Über');
  await session.deleteMailbox('Work/Über');
  expect(await failureOf(session.deleteMailbox('Work/Über'))).toMatchObject({ kind: 'not-found', code: 'NONEXISTENT' });
  expect(await failureOf(session.examine('Work/Über'))).toMatchObject({ kind: 'not-found' });
  expect((await failureOf(session.deleteMailbox('INBOX'))).kind).toBe('forbidden');
  expect((await failureOf(session.renameMailbox('INBOX', 'x'))).kind).toBe('forbidden');
  await session.close();
});

test('changes of others that come with our commands are told at once (I20)', async () => {
  const { session, servers, user } = await inboxOf(5);
  const events: MailboxEvent[] = [];
  session.onMailboxEvent((event) => events.push(event));
  await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'uid', '2:3']);
  await expect
    .poll(async () => {
      await session.fetchFlags([1]);
      return events.filter(({ kind }) => kind === 'vanished');
    })
    .toEqual([{ kind: 'vanished', path: 'INBOX', uids: [{ from: 2, to: 3 }] }]);
  await session.close();
});
