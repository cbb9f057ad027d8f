import { expect, test } from './fixtures.ts';
import { askSession, basicAuthorization, downloadUrl, openDoor } from './jmap/jmap-door.ts';
import { ourPage, signInByPost } from './jmap/web-session.ts';

const echo = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', { hello: true }, 'c0']] });

test('settled 1, J21: Basic with the mailbox password makes the account, just as the form does', async ({ app, newUser, mailServers }) => {
  const user = await newUser('basic');
  await mailServers.fillMailbox(user, 'INBOX', 3);
  const door = await openDoor(app.url, user);
  expect(door.session.username).toBe(user.address);
  expect(Object.keys(door.session.accounts)).toEqual([door.accountId]);
  for (const url of [door.session.apiUrl, door.session.downloadUrl, door.session.uploadUrl, door.session.eventSourceUrl])
    expect(url).toMatch(new RegExp(`^${app.url}/api/`));
  expect(door.session.capabilities['urn:ietf:params:jmap:core']).toEqual({
    maxSizeUpload: 100 * 1024 * 1024,
    maxConcurrentUpload: 4,
    maxSizeRequest: 10 * 1024 * 1024,
    maxConcurrentRequests: 16,
    maxCallsInRequest: 64,
    maxObjectsInGet: 1_000,
    maxObjectsInSet: 1_000,
    collationAlgorithms: ['i;unicode-casemap'],
  });
  // the first answer has every mailbox with its role
  const { list } = await door.ask<{ list: { role: string | null }[] }>('Mailbox/get', { ids: null });
  expect(list.map(({ role }) => role)).toEqual(expect.arrayContaining(['inbox', 'drafts', 'sent', 'junk', 'trash', 'archive']));

  const cookie = await signInByPost(app.url, user);
  const byForm = (await (await askSession(app.url, { cookie })).json()) as { primaryAccounts: Record<string, string> };
  expect(byForm.primaryAccounts['urn:ietf:params:jmap:mail']).toBe(door.accountId);
});

test('§9, J21: failures make waits and requests do not; a forged X-Forwarded-For changes nothing', async ({ newUser, ownApp }) => {
  const app = await ownApp({ env: { POSTERN_LIMITS: 'loginFailures=3,loginFirstWaitMs=60000,signInsPerTenMinutes=20' } });
  const [ana, ben, cleo] = [await newUser('ana'), await newUser('ben'), await newUser('cleo')];
  const door = await openDoor(app.url, ana);
  const cookie = await signInByPost(app.url, ben);
  const made = await fetch(`${app.url}/api/accounts/app-passwords`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...ourPage(app.url) },
    body: JSON.stringify({ name: 'phone' }),
  });
  const { password } = (await made.json()) as { password: string };
  const phone = basicAuthorization(ben.address, password);

  // right credentials, one after the other and all at once: more than the limits of attempts and of failures allow
  for (let round = 0; round < 25; round++) {
    expect((await door.post(echo)).status).toBe(200);
    expect((await askSession(app.url, { authorization: phone })).status).toBe(200);
  }
  const many = await Promise.all(Array.from({ length: 12 }, () => askSession(app.url, { authorization: phone })));
  expect(many.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));

  for (const attempt of [1, 2, 3]) {
    const refused = await askSession(app.url, {
      authorization: basicAuthorization(cleo.address, `wrong-${attempt}`),
      'x-forwarded-for': `203.0.113.${attempt}`,
      'x-real-ip': `203.0.113.${attempt}`,
      forwarded: `for=203.0.113.${attempt}`,
    });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="Postern", charset="UTF-8"');
    expect(refused.headers.get('cache-control')).toBe('no-store');
    const text = await refused.text();
    expect(text).not.toContain('wrong-');
    expect(JSON.parse(text)).toMatchObject({ error: { kind: 'login-refused', stage: 'auth', title: 'User name or password refused' } });
  }
  const waiting = await askSession(app.url, {
    authorization: basicAuthorization(cleo.address, cleo.password),
    'x-forwarded-for': '203.0.113.99',
  });
  expect(waiting.status).toBe(429);
  expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(30);
  // who was believed before still is, from the same address
  expect((await door.post(echo)).status).toBe(200);
  expect((await askSession(app.url, { authorization: phone })).status).toBe(200);
});

test('settled 21: behind a proxy that is trusted, the client is who the proxy says', async ({ newUser, ownApp }) => {
  const app = await ownApp({
    env: { POSTERN_LIMITS: 'loginFailures=2,loginFirstWaitMs=60000', POSTERN_TRUSTED_PROXIES: '127.0.0.1/32,10.0.0.0/8' },
  });
  const [ana, ben, cleo] = [await newUser('ana'), await newUser('ben'), await newUser('cleo')];
  const ask = async (user: { address: string }, password: string, forwarded: string) =>
    (await askSession(app.url, { authorization: basicAuthorization(user.address, password), 'x-forwarded-for': forwarded })).status;
  // what stands before the address that the proxy saw is the client's own invention
  expect(await ask(ana, 'wrong', '198.51.100.1, 203.0.113.7')).toBe(401);
  expect(await ask(ben, 'wrong', '198.51.100.2, 203.0.113.7, 10.1.2.3')).toBe(401);
  expect(await ask(cleo, cleo.password, '198.51.100.3, 203.0.113.7')).toBe(429);
  expect(await ask(cleo, cleo.password, '203.0.113.8')).toBe(200);
});

test('settled 1: an app password opens what it was scoped to, and nothing once it is revoked', async ({ app, newUser, mailServers }) => {
  const user = await newUser('scoped');
  await mailServers.fillMailbox(user, 'INBOX', 1);
  const cookie = await signInByPost(app.url, user);
  const headers = { cookie, 'content-type': 'application/json', ...ourPage(app.url) };
  const manage = `${app.url}/api/accounts/app-passwords`;
  const make = async (scope: string) => {
    const response = await fetch(manage, { method: 'POST', headers, body: JSON.stringify({ name: scope, scope }) });
    expect(response.status).toBe(200);
    return (await response.json()) as { appPassword: { id: string }; password: string };
  };
  const made = { read: await make('read'), write: await make('write'), send: await make('send') };
  const doors = {
    read: await openDoor(app.url, basicAuthorization(user.address, made.read.password)),
    write: await openDoor(app.url, `Bearer ${made.write.password}`),
    send: await openDoor(app.url, basicAuthorization(user.address, made.send.password)),
  };
  expect(Object.values(doors.read.session.accounts)[0]).toMatchObject({ isReadOnly: true });
  expect(Object.values(doors.write.session.accounts)[0]).toMatchObject({ isReadOnly: false });

  await expect.poll(async () => (await doors.read.ask<{ ids: string[] }>('Email/query', {})).ids.length).toBe(1);
  const [emailId] = (await doors.read.ask<{ ids: string[] }>('Email/query', {})).ids;
  const star = { update: { [emailId!]: { 'keywords/$flagged': true } } };
  expect((await doors.read.call(['Email/set', star]))[0]).toEqual(['error', { type: 'accountReadOnly' }, 'c0']);
  expect((await doors.read.upload('x', 'text/plain')).status).toBe(403);
  expect((await doors.read.call(['Mailbox/set', { create: { a: { name: 'no' } } }]))[0]?.[1]).toEqual({ type: 'accountReadOnly' });
  expect((await doors.write.call(['Email/set', star]))[0]?.[1]).toMatchObject({ updated: { [emailId!]: null } });

  const { list } = await doors.send.ask<{ list: { id: string }[] }>('Identity/get', { ids: null });
  const submit = { create: { s: { identityId: list[0]!.id, emailId } } };
  expect((await doors.read.call(['EmailSubmission/set', submit]))[0]?.[1]).toMatchObject({ type: 'accountReadOnly' });
  expect((await doors.write.call(['EmailSubmission/set', submit]))[0]?.[1]).toMatchObject({ type: 'forbidden' });
  // it may, and says what is wrong with this Email: it is not from this identity
  expect((await doors.send.call(['EmailSubmission/set', submit]))[0]?.[1]).toMatchObject({ notCreated: { s: { type: 'forbiddenFrom' } } });

  // credentials are for the screen alone
  for (const password of [made.send.password, user.password]) {
    const tried = await fetch(manage, { headers: { authorization: basicAuthorization(user.address, password) } });
    expect(tried.status).toBe(403);
  }
  expect((await fetch(`${manage}/${made.send.appPassword.id}`, { method: 'DELETE', headers })).status).toBe(204);
  expect((await doors.send.post(echo)).status).toBe(401);
  expect((await doors.read.post(echo)).status).toBe(200);
  // nor does somebody else's address go with it
  const other = await newUser('other');
  expect((await askSession(app.url, { authorization: basicAuthorization(other.address, made.read.password) })).status).toBe(401);
});

test('V6: accounts and blobs of another person do not exist', async ({ app, newUser, mailServers }) => {
  const [ana, ben] = [await newUser('ana'), await newUser('ben')];
  await mailServers.fillMailbox(ana, 'INBOX', 1);
  const [hers, his] = [await openDoor(app.url, ana), await openDoor(app.url, ben)];
  await expect.poll(async () => (await hers.ask<{ ids: string[] }>('Email/query', {})).ids.length).toBe(1);
  const [emailId] = (await hers.ask<{ ids: string[] }>('Email/query', {})).ids;
  const { list } = await hers.ask<{ list: { blobId: string }[] }>('Email/get', { ids: [emailId], properties: ['blobId'] });
  const { blobId: uploaded } = await hers.put('only hers', 'text/plain');
  const blobIds = [list[0]!.blobId, uploaded];

  for (const blobId of blobIds) {
    expect((await hers.download(blobId, 'x', 'text/plain')).status).toBe(200);
    // under her account, and under his own
    const asHim = { authorization: his.authorization };
    expect((await fetch(downloadUrl(his.session, hers.accountId, blobId, 'x', 'text/plain'), { headers: asHim })).status).toBe(404);
    expect((await his.download(blobId, 'x', 'text/plain')).status).toBe(404);
  }
  const body = JSON.stringify({
    using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
    methodCalls: [
      ['Mailbox/get', { accountId: hers.accountId, ids: null }, 'a'],
      ['Email/set', { accountId: hers.accountId, destroy: [emailId] }, 'b'],
      ['Email/get', { accountId: his.accountId, ids: [emailId] }, 'c'],
    ],
  });
  const { methodResponses } = (await (await his.post(body)).json()) as { methodResponses: [string, Record<string, unknown>, string][] };
  expect(methodResponses[0]).toEqual(['error', { type: 'accountNotFound' }, 'a']);
  expect(methodResponses[1]).toEqual(['error', { type: 'accountNotFound' }, 'b']);
  expect(methodResponses[2]?.[1]).toMatchObject({ list: [], notFound: [emailId] });
  const upload = await fetch(his.session.uploadUrl.replace('{accountId}', hers.accountId), {
    method: 'POST',
    body: 'x',
    headers: { authorization: his.authorization },
  });
  expect(upload.status).toBe(404);
  // an attachment by a blobId of hers
  const drafts = (await his.ask<{ list: { id: string; role: string | null }[] }>('Mailbox/get', { ids: null })).list.find(
    ({ role }) => role === 'drafts',
  )!.id;
  const create = { d: { mailboxIds: { [drafts]: true }, subject: 'theft', attachments: [{ blobId: uploaded, type: 'text/plain' }] } };
  expect(await his.ask('Email/set', { create })).toMatchObject({
    created: null,
    notCreated: { d: { type: 'blobNotFound', notFound: [uploaded] } },
  });
});

test('settled 20: by cookie a change needs our origin and header, by Basic neither, and Basic sees no cookies', async ({
  app,
  newUser,
}) => {
  const [ana, ben] = [await newUser('ana'), await newUser('ben')];
  const door = await openDoor(app.url, ana);
  const cookie = await signInByPost(app.url, ben);
  const post = (headers: Record<string, string>) =>
    fetch(`${app.url}/api/jmap`, { method: 'POST', body: echo, headers: { 'content-type': 'application/json', ...headers } });

  expect((await post({ cookie, ...ourPage(app.url) })).status).toBe(200);
  for (const headers of [
    { cookie },
    { cookie, 'x-postern': '1' },
    { cookie, origin: app.url },
    { cookie, 'x-postern': '1', origin: 'https://evil.example' },
    { cookie, 'x-postern': '1', origin: app.url, 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    const refused = await post(headers);
    expect(refused.status, JSON.stringify(headers).replace(cookie, '…')).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    const upload = await fetch(`${app.url}/api/upload/${door.accountId}`, { method: 'POST', body: 'x', headers });
    expect(upload.status).toBe(403);
  }

  const both = await askSession(app.url, { cookie, authorization: door.authorization });
  expect(await both.json()).toMatchObject({ username: ana.address });
  expect((await post({ cookie, authorization: door.authorization, origin: 'https://evil.example' })).status).toBe(200);
  const wrong = await post({ cookie, authorization: basicAuthorization(ana.address, 'no'), ...ourPage(app.url) });
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get('www-authenticate')).toBeNull();
  const nobody = await post({});
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Postern", charset="UTF-8"']);
  const ourScreen = await post({ 'x-postern': '1' });
  expect([ourScreen.status, ourScreen.headers.get('www-authenticate')]).toEqual([401, null]);
});
