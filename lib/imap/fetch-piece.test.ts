import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from './testing/dovecot-session.ts';
import { type FakeRequest, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

const file = randomBytes(10_007);
const encoded = file.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
const raw = Buffer.from(
  `Subject: File\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee file.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n--b--\r\n`,
);

async function withMessage() {
  const servers = await sharedMailServers();
  const user = await servers.newUser('pieces');
  await servers.appendMany(user, 'INBOX', [{ raw }]);
  const session = await openDovecot(servers, user);
  await session.examine('INBOX');
  return session;
}

test('RFC 3516: a part’s decoded size and decoded pieces are byte-identical at every border', async () => {
  const session = await withMessage();
  expect(session.capabilities.binary).toBe(true);
  expect(await session.sizeOf(1, '2')).toBe(file.length);
  for (const [from, bytes] of [
    [0, 1],
    [0, file.length],
    [0, file.length + 1],
    [56, 2],
    [57, 57],
    [file.length - 1, 1],
    [file.length - 1, 100],
    [file.length, 10],
    [file.length + 500, 10],
  ] as const)
    expect(await session.fetchPiece(1, '2', { from, bytes, isDecoded: true }), `${from}+${bytes}`).toEqual(
      file.subarray(from, from + bytes),
    );
  await session.close();
});

test('pieces of the whole message and of a part as it was sent', async () => {
  const session = await withMessage();
  const size = await session.sizeOf(1, '');
  expect(size).toBe(raw.length);
  expect(await session.fetchPiece(1, '', { from: 9, bytes: 4, isDecoded: false })).toEqual(raw.subarray(9, 13));
  expect(await session.fetchPiece(1, '', { from: raw.length - 3, bytes: 50, isDecoded: false })).toEqual(raw.subarray(-3));
  expect((await session.fetchPiece(1, '2', { from: 70, bytes: 10, isDecoded: false })).toString()).toBe(encoded.slice(70, 80));
  await expect(session.fetchPiece(9, '', { from: 0, bytes: 4, isDecoded: false })).rejects.toMatchObject({ kind: 'not-found' });
  await session.close();
});

test('a server that cannot decode a part has no size to tell and says so', async () => {
  const server = await startFakeImap({
    capabilities: 'IMAP4rev1 AUTH=PLAIN BINARY',
    on: { 'uid fetch': (request: FakeRequest) => request.no('[UNKNOWN-CTE] what is this') },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  expect(await session.sizeOf(1, '1')).toBe(null);
  await expect(session.fetchPiece(1, '1', { from: 0, bytes: 4, isDecoded: true })).rejects.toMatchObject({ kind: 'unreadable' });
  session.destroy();
  await server[Symbol.asyncDispose]();
});

test('a server that ignores the partial form gives the piece that was asked for all the same', async () => {
  const server = await startFakeImap({
    on: {
      'uid fetch': (request: FakeRequest) => {
        request.raw('* 1 FETCH (UID 1 BODY[1] {10}\r\n0123456789)\r\n');
        request.ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  expect((await session.fetchPiece(1, '1', { from: 3, bytes: 4, isDecoded: false })).toString()).toBe('3456');
  session.destroy();
  await server[Symbol.asyncDispose]();
});
