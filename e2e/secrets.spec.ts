import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { askSession, basicAuthorization, capabilities, openDoor } from './jmap/jmap-door.ts';
import { mailboxIds } from './jmap/mailboxes.ts';
import { ourPage, postSignIn, signInByPost } from './jmap/web-session.ts';
import { buildMessage } from './servers/index.ts';

/** A text in all the clothes that it wears on its way: as it is, in base64 at every offset, in base64url, in hex, in a URL. */
function disguises(text: string): string[] {
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.from(`${'\0'.repeat(shift)}${text}`)
      .toString('base64')
      // the first and last signs depend on what stands beside
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [
    text,
    ...shifted,
    ...shifted.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
    Buffer.from(text).toString('hex'),
    encodeURIComponent(text),
  ];
}

async function filesUnder(folder: string): Promise<{ name: string; octets: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => ({ name: join(entry.parentPath, entry.name), octets: await readFile(join(entry.parentPath, entry.name)) })),
  );
}

test('V6, V7: a password is nowhere in the clear, and what a mail says nowhere but in the index', async ({
  ownApp,
  newUser,
  mailServers,
}) => {
  const temporary = await mkdtemp(join(tmpdir(), 'postern-secrets-'));
  const canary = () => `Canary+/${randomBytes(12).toString('base64url')}?x`;
  const secrets = { right: canary(), other: canary(), next: canary(), typo: canary(), mistyped: canary() };
  // a variable whose name is wrong is told by its name
  const app = await ownApp({ env: { POSTERN_LOG: 'debug', TMPDIR: temporary, POSTERN_PASSWROD: secrets.mistyped } });
  const told = `gossip${randomBytes(9).toString('hex')}`;
  const user = await mailServers.addUser((await newUser('vault')).login, { password: secrets.right });
  const second = await mailServers.addUser((await newUser('second')).login, { password: secrets.other });
  const answers: string[] = [];
  const keep = async (asked: Promise<Response> | Response): Promise<{ status: number; text: string }> => {
    const response = await asked;
    const text = `${[...response.headers].map((pair) => pair.join(': ')).join('\n')}\n${await response.text()}`;
    answers.push(text);
    return { status: response.status, text };
  };

  // ways in, right and wrong
  const cookie = await signInByPost(app.url, user);
  const headers = { cookie, 'content-type': 'application/json', ...ourPage(app.url) };
  const post = (path: string, body: unknown, method = 'POST') =>
    keep(fetch(`${app.url}${path}`, { method, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }));
  expect((await keep(postSignIn(app.url, { ...user, password: secrets.typo }))).status).toBe(424);
  expect((await keep(askSession(app.url, { authorization: basicAuthorization(user.address, secrets.typo) }))).status).toBe(401);
  const door = await openDoor(app.url, user);
  const server = (port: number, tls: string, host = 'localhost') => ({ protocol: 'imap', host, port, tls, login: null });
  const login = (incoming: unknown, password = secrets.other) => ({
    address: second.address,
    password,
    servers: { incoming, outgoing: null },
  });
  // nobody there, no TLS there, a plain server, a place that is not to be reached, a name that is none
  expect((await post('/api/accounts', login(server(1, 'tls')))).status).toBe(502);
  expect((await post('/api/accounts', login(server(mailServers.imap.port, 'tls')))).status).toBe(502);
  expect((await post('/api/accounts', login(server(993, 'tls', '10.0.0.1')))).status).toBe(422);
  expect((await post('/api/accounts', login(server(993, 'tls', 'no such host')))).status).toBeGreaterThanOrEqual(400);
  expect((await post('/api/accounts', login(server(mailServers.imap.tlsPort, 'tls'), secrets.typo))).status).toBe(424);
  // malformed in many ways
  for (const body of [
    `{"password": "${secrets.typo}"`,
    { password: secrets.typo },
    { ...login(null), password: [secrets.typo] },
    `"${secrets.typo}"`,
    `${secrets.typo}`,
  ])
    expect((await post('/api/accounts', body)).status).toBe(400);
  expect((await post('/api/auth/sign-in', `{"address": "${secrets.typo}`)).status).toBe(400);
  await keep(
    fetch(`${app.url}/api/auth/callback/credentials`, {
      method: 'POST',
      body: new URLSearchParams({ address: user.address, password: secrets.typo }),
    }),
  );
  const added = await keep(
    fetch(`${app.url}/api/accounts`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ address: second.address, password: secrets.other }),
    }),
  );
  expect(added.status).toBe(200);

  // mail in, searched, sent, refused
  await mailServers.deliver(
    user,
    buildMessage({ from: 'z@example.test', to: [user.address], subject: `${told} subject`, text: `${told} body` }),
  );
  const search = { filter: { text: told } };
  await expect.poll(async () => (await door.ask<{ ids: string[] }>('Email/query', search)).ids).toHaveLength(1);
  const boxes = await mailboxIds(door);
  const { list } = await door.ask<{ list: { id: string }[] }>('Identity/get', { ids: null });
  const draft = {
    mailboxIds: { [boxes.drafts!]: true },
    from: [{ name: told, email: user.address }],
    to: [{ name: null, email: 'never@example.test' }],
    subject: told,
    bodyValues: { t: { value: told } },
    textBody: [{ partId: 't', type: 'text/plain' }],
  };
  await door.call(
    ['Email/set', { create: { d: draft } }],
    ['EmailSubmission/set', { create: { s: { identityId: list[0]!.id, emailId: '#d' } } }],
  );
  await expect.poll(async () => JSON.stringify(await door.ask('EmailSubmission/get', { ids: null }))).toMatch(/"smtpReply":"5\d\d/);
  for (const call of [
    ['Email/set', { accountId: door.accountId, create: { d: { ...draft, [told]: told } } }],
    ['Email/get', { accountId: door.accountId, ids: [told], properties: [told] }],
    ['Email/query', { accountId: door.accountId, filter: { [told]: told } }],
    [told, { accountId: told }],
  ])
    await door.post(JSON.stringify({ using: capabilities, methodCalls: [[...call, 'a']] }));
  await door.post(told);
  await keep(fetch(`${app.url}/api/nothing`));
  await keep(fetch(`${app.url}/api/download/${door.accountId}/x/%E0%A4%A`, { headers: { authorization: door.authorization } }));

  // the password changes at the server, the account waits for the new one and gets it
  await mailServers.setPassword(user.login, secrets.next);
  const { accounts } = JSON.parse((await keep(fetch(`${app.url}/api/accounts`, { headers: { cookie } }))).text.split('\n').at(-1)!) as {
    accounts: { id: string; address: string }[];
  };
  const id = accounts.find(({ address }) => address === user.address)!.id;
  expect((await post(`/api/accounts/${id}`, { password: secrets.typo }, 'PATCH')).status).toBe(424);
  const patched = await post(`/api/accounts/${id}`, { password: secrets.next }, 'PATCH');
  expect(patched.status, patched.text).toBe(204);
  for (const path of ['/mail', '/settings', '/sign-in', '/nothing-here', `/mail/${boxes.inbox}`])
    await keep(fetch(`${app.url}${path}`, { headers: { cookie } }));
  await app.restart('SIGKILL');
  expect((await openDoor(app.url, { ...user, password: secrets.next })).accountId).toBe(door.accountId);
  expect((await keep(askSession(app.url, { cookie }))).status).toBe(200);

  const forms = Object.values(secrets).flatMap(disguises);
  const log = await app.log();
  expect(log.length).toBeGreaterThan(1_000);
  expect(log).toContain('POSTERN_PASSWROD');
  const files = await filesUnder(app.dataFolder);
  // stray files (settled 6)
  expect(await readdir(temporary)).toEqual([]);
  await rm(temporary, { recursive: true });
  expect(files.map(({ name }) => name.slice(app.dataFolder.length))).toEqual(
    expect.arrayContaining([expect.stringMatching(/\.db$/), expect.stringMatching(/\.db-wal$/)]),
  );
  for (const form of forms) {
    expect(log.includes(form), 'a password in the log').toBe(false);
    for (const text of answers) expect(text.includes(form), `a password in an answer: ${text.slice(0, 200)}`).toBe(false);
    for (const { name, octets } of files) {
      expect(octets.includes(form), `a password in ${name}`).toBe(false);
      expect(name.includes(form)).toBe(false);
    }
  }
  // the search would find them: a text of the same kind that is stored does show
  expect(files.some(({ octets }) => octets.includes(told))).toBe(true);
  for (const form of disguises(told)) {
    expect(log.includes(form), 'a mail in the log').toBe(false);
    for (const text of answers) expect(text.includes(form), `a mail in an answer: ${text.slice(0, 200)}`).toBe(false);
    for (const { name } of files) expect(name.includes(form)).toBe(false);
  }
  for (const { name, octets } of files)
    if (!/\.db(?:-wal|-shm)?$/.test(name) && !name.includes('/blobs/')) expect(octets.includes(told), `a mail in ${name}`).toBe(false);
  // nor are addresses for the log
  for (const { address } of [user, second]) expect(log.includes(address), 'an address in the log').toBe(false);
});
