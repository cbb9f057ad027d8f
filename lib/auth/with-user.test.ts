import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { config } from '#lib/config/index.ts';
import { isMailError, MailError, mailErrorKinds } from '#lib/mail/index.ts';
import { currentDoors } from './doors.ts';
import { statusOf } from './status-of.ts';
import { createFakeHouse, type FakeHouse, moveIn } from './testing/fake-house.ts';
import { withUser } from './with-user.ts';

const origin = config().publicUrl;
let house: FakeHouse;
beforeEach(() => {
  house = createFakeHouse();
  moveIn(house);
});

const schema = z.strictObject({ text: z.string() });
const echo = withUser(schema, ({ body, userMail, asker }) => ({
  text: body.text,
  who: userMail.username,
  by: asker.by,
  accounts: userMail.accounts.length,
}));
const read = withUser(null, ({ userMail }) => ({ who: userMail.username }));
const noParams = { params: Promise.resolve({}) };

async function signIn(address = 'ana@example.test'): Promise<{ cookie: string; token: string }> {
  const { personId } = house.addPerson(address, 'right');
  const token = await (await currentDoors()).sessions.start(personId, 'test');
  return { cookie: `__Host-postern-session=${token}`, token };
}
const post = (headers: Record<string, string>, body = '{"text":"x"}') =>
  echo(new Request(`${origin}/api/x`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }), noParams);
const get = (headers: Record<string, string>) => read(new Request(`${origin}/api/x`, { headers }), noParams);
const ours = { origin, 'sec-fetch-site': 'same-origin', 'x-postern': '1' };
const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` });

test('a live session of our own page gets its answer, kept by no cache', async () => {
  const { cookie } = await signIn();
  const response = await post({ cookie, ...ours });
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ text: 'x', who: 'ana@example.test', by: 'cookie', accounts: 1 });
});

const table: [string, (cookie: string) => Record<string, string>, number][] = [
  ['no session', () => ours, 401],
  ['an unknown session', () => ({ ...ours, cookie: `__Host-postern-session=${'x'.repeat(43)}` }), 401],
  ['a malformed session', () => ({ ...ours, cookie: '__Host-postern-session=../../x' }), 401],
  ['a session under another name', (cookie) => ({ ...ours, cookie: cookie.replace('__Host-', '') }), 401],
  ['a foreign origin', (cookie) => ({ ...ours, cookie, origin: 'https://evil.example' }), 403],
  ['origin null', (cookie) => ({ ...ours, cookie, origin: 'null' }), 403],
  ['our host on another port', (cookie) => ({ ...ours, cookie, origin: 'http://localhost:1' }), 403],
  ['another scheme', (cookie) => ({ ...ours, cookie, origin: origin.replace('http:', 'https:') }), 403],
  ['a cross-site request', (cookie) => ({ ...ours, cookie, 'sec-fetch-site': 'cross-site' }), 403],
  ['a same-site request', (cookie) => ({ ...ours, cookie, 'sec-fetch-site': 'same-site' }), 403],
  ['no header of ours', (cookie) => ({ cookie, origin, 'sec-fetch-site': 'same-origin' }), 403],
  ['neither Origin nor Sec-Fetch-Site', (cookie) => ({ cookie, 'x-postern': '1' }), 403],
  ['only Origin', (cookie) => ({ cookie, origin, 'x-postern': '1' }), 200],
  ['only Sec-Fetch-Site', (cookie) => ({ cookie, 'sec-fetch-site': 'same-origin', 'x-postern': '1' }), 200],
  ['another name of this machine', (cookie) => ({ ...ours, cookie, origin: origin.replace('localhost', '127.0.0.1') }), 200],
  ['a form’s type', (cookie) => ({ ...ours, cookie, 'content-type': 'application/x-www-form-urlencoded' }), 400],
  ['a text type', (cookie) => ({ ...ours, cookie, 'content-type': 'text/plain' }), 400],
];
for (const [name, headers, status] of table) {
  test(`settled 20: a change with ${name} → ${status}`, async () => {
    const { cookie } = await signIn();
    const response = await post(headers(cookie));
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
}

test('reads: our pages and links from elsewhere, but no foreign page pulling data in', async () => {
  const { cookie } = await signIn();
  expect((await get({ cookie })).status).toBe(200);
  expect((await get({ cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  expect((await get({ cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
});

test('Basic ignores cookies, needs no origin, and its failure is 401', async () => {
  const { cookie } = await signIn('ana@example.test');
  house.addPerson('bo@example.test', 'right');
  const response = await post({
    ...basic('bo@example.test', 'right'),
    cookie,
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
  });
  expect(await response.json()).toMatchObject({ who: 'bo@example.test', by: 'mailbox-password' });
  const refused = await post({ ...basic('bo@example.test', 'wrong'), cookie });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { kind: 'login-refused', stage: 'auth', serverText: 'Authentication failed.' } });
});

test('settled 20: the browser’s own password window is asked for only where neither cookie nor our header came', async () => {
  const challengeOf = async (headers: Record<string, string>) => (await get(headers)).headers.get('www-authenticate');
  expect(await challengeOf({})).toBe('Basic realm="Postern", charset="UTF-8"');
  expect(await challengeOf({ 'x-postern': '1' })).toBeNull();
  expect(await challengeOf({ cookie: `__Host-postern-session=${'x'.repeat(43)}` })).toBeNull();
});

test('settled 19: routes of the screen refuse Basic and app passwords', async () => {
  house.addPerson('bo@example.test', 'right');
  const only = withUser(null, () => ({}), { cookieOnly: true });
  expect((await only(new Request(`${origin}/api/x`, { headers: basic('bo@example.test', 'right') }), noParams)).status).toBe(403);
  const { cookie } = await signIn();
  expect((await only(new Request(`${origin}/api/x`, { headers: { cookie } }), noParams)).status).toBe(200);
});

test('§9: a revoked, idle or old session opens nothing', async () => {
  const { cookie, token } = await signIn();
  const { sessions } = await currentDoors();
  await sessions.end(token);
  expect((await get({ cookie })).status).toBe(401);
  const later = await signIn('bo@example.test');
  for (const [hash, row] of house.sessions)
    house.sessions.set(hash, { ...row, lastSeenAtMs: Date.now() - config().limits.sessionIdleMs - 1_000 });
  expect((await get({ cookie: later.cookie })).status).toBe(401);
  expect(house.sessions.size).toBe(0);
  const old = await signIn('cy@example.test');
  for (const [hash, row] of house.sessions) house.sessions.set(hash, { ...row, expiresAtMs: Date.now() - 1 });
  expect((await get({ cookie: old.cookie })).status).toBe(401);
});

test('the table holds no token, only hashes', async () => {
  const { token } = await signIn();
  expect([...house.sessions.keys()].join()).not.toContain(token);
});

test('a body that is no JSON, not the schema’s, or too large is refused without an effect', async () => {
  const { cookie } = await signIn();
  const bodyOf = async (body: string) => {
    const response = await post({ cookie, ...ours }, body);
    return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
  };
  expect(await bodyOf('{')).toEqual([400, 'NOT_JSON']);
  expect(await bodyOf('{"other":1}')).toEqual([400, 'NOT_REQUEST']);
  expect(await bodyOf(`{"text":"${'x'.repeat(config().limits.requestBytes)}"}`)).toEqual([413, 'REQUEST']);
  const own = withUser(schema, () => ({}), { onBadBody: (trouble) => Response.json({ type: trouble }, { status: 400 }) });
  const response = await own(
    new Request(`${origin}/x`, { method: 'POST', headers: { cookie, ...ours, 'content-type': 'application/json' }, body: '[' }),
    noParams,
  );
  expect([response.status, await response.json(), response.headers.get('cache-control')]).toEqual([400, { type: 'not-json' }, 'no-store']);
});

test('every kind of failure has its status and words, and an exception shows nothing of itself', async () => {
  const { cookie } = await signIn();
  const answerOf = async (error: unknown) => {
    const failing = withUser(null, () => {
      throw error;
    });
    const response = await failing(new Request(`${origin}/api/x`, { headers: { cookie } }), noParams);
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') };
  };
  for (const kind of mailErrorKinds) {
    const { status, text } = await answerOf(new MailError(kind, 'canary message', { cause: new Error('canary cause') }));
    expect(status).toBe(statusOf[kind]);
    expect(JSON.parse(text)).toMatchObject({ error: { kind, title: expect.any(String), detail: expect.any(String) } });
    expect(text).not.toContain('canary');
  }
  const unexpected = await answerOf(new TypeError('canary: cannot read properties of undefined'));
  expect([unexpected.status, unexpected.text.includes('canary')]).toEqual([500, false]);
  expect((await answerOf(new MailError('too-many', 'x', { retryAfterMs: 29_001 }))).retryAfter).toBe('30');
  expect(isMailError(new MailError('internal', 'x'))).toBe(true);
});

test('a Response of the handler is left alone', async () => {
  const { cookie } = await signIn();
  const stream = withUser(
    null,
    () => new Response('data: x\n\n', { headers: { 'content-type': 'text/event-stream', 'cache-control': 'private, max-age=1' } }),
  );
  const response = await stream(new Request(`${origin}/api/x`, { headers: { cookie, 'accept-encoding': 'br' } }), noParams);
  expect([response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
    'text/event-stream',
    'private, max-age=1',
  ]);
});
