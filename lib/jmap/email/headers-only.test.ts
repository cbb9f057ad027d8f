import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { type Gateway, messageBlobId } from '#lib/gateway/index.ts';
import { arrived, inMailbox, mailboxOf } from '#lib/gateway/testing/read-mail.ts';
import { loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { startFakePop3 } from '#lib/pop3/testing/fake-pop3-server.ts';
import { jmapOver } from '../testing/gateway-jmap.ts';

// Mail of which only the header is here: its server gives the rest, or has it no more, or cannot be asked just now.

const servers = await sharedMailServers();
let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

/** More than is fetched unasked. LIST is a hint (P10), so the message itself may be small. */
const listedBytes = 30 * 1024 * 1024;
const raw = (subject: string) =>
  [
    ...['From: Ana <ana@example.test>', 'To: bob@example.test', `Subject: ${subject}`, `Message-ID: <${crypto.randomUUID()}@example.test>`],
    ...['Content-Type: text/plain; charset=utf-8', '', 'A word that is rare: zwetschgenknoedel.', ''],
  ].join('\r\n');

async function open(subjects: readonly string[]) {
  const user = await servers.newUser('headers-only');
  const server = await startFakePop3({
    messages: subjects.map(raw),
    password: user.password,
    on: {
      list: ({ lines, ok }) => {
        ok();
        lines(server.messages.flatMap((message, index) => (message === null ? [] : `${index + 1} ${listedBytes}`)));
      },
    },
  });
  const login = loginOf(servers, user, { protocol: 'pop3', port: server.port, tls: 'plain' });
  const { user: userMail, mail, accountId } = await openMail(gateway, login);
  const call = jmapOver(userMail, accountId);
  const emails = await arrived(mail, await mailboxOf(mail, 'inbox'), subjects.length);
  const get = async (subject: string) => {
    const ids = [emails.find((email) => email.subject === subject)!.id];
    return call('Email/get', { ids, fetchTextBodyValues: true, properties });
  };
  const retrieved = () => server.lines().filter((line) => line.startsWith('RETR')).length;
  return { server, mail, get, retrieved };
}
const properties = ['blobId', 'size', 'subject', 'receivedAt', 'textBody', 'bodyValues', 'preview'];
const download = (blobId: string) => ({ blobId, options: { range: null, signal: AbortSignal.timeout(30_000) } });

test('J24: of a large message the rest comes when somebody opens it; id, size and date stay', async () => {
  const { server, get, mail, retrieved } = await open(['large']);
  await using _ = server;
  expect(retrieved()).toBe(0);
  const [before] = (await get('large')).list;
  const values = Object.values(before!.bodyValues ?? {});
  expect(values).toEqual([{ value: 'A word that is rare: zwetschgenknoedel.\n', isEncodingProblem: false, isTruncated: false }]);
  expect(retrieved()).toBe(1);
  const [after] = (await get('large')).list;
  expect(after).toMatchObject({ id: before!.id, blobId: before!.blobId, size: listedBytes, receivedAt: before!.receivedAt });
  const { blobId, options } = download(before!.blobId!);
  expect((await mail.blob(blobId, options))?.sizeBytes).toBe(raw('large').length);
  expect(retrieved()).toBe(1);
});

test('J24: where the server has the rest no more, there is nothing to download, the text is empty and cut, the size stays', async () => {
  const { server, get, mail } = await open(['gone', 'other']);
  await using _ = server;
  server.messages[0] = null;
  for (const round of ['the server is asked', 'it is known']) {
    const logins = server.sockets.length;
    const [email] = (await get('gone')).list;
    expect(email, round).toMatchObject({ subject: 'gone', size: listedBytes });
    expect(Object.values(email!.bodyValues ?? {}), round).toEqual([{ value: '', isEncodingProblem: false, isTruncated: true }]);
    expect(email!.textBody, round).toHaveLength(1);
    const { blobId, options } = download(email!.blobId!);
    expect(await mail.blob(blobId, options), round).toBeNull();
    expect(server.sockets.length - logins, round).toBe(round === 'it is known' ? 0 : 1);
  }
  expect((await mail.health()).pop3).toMatchObject({ lost: 1 });
});

test('J24: a server that cannot be asked just now has not lost the rest: that is said as a passing failure', async () => {
  const { server, get, mail } = await open(['later']);
  const [email] = await inMailbox(mail, await mailboxOf(mail, 'inbox'));
  await server[Symbol.asyncDispose]();
  expect(await get('later')).toMatchObject({ type: 'serverUnavailable' });
  const { blobId, options } = download(messageBlobId(email!.id));
  await expect(mail.blob(blobId, options)).rejects.toMatchObject({ kind: 'network' });
  expect((await mail.health()).pop3).toMatchObject({ lost: 0 });
});
