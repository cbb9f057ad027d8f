import { setTimeout as sleep } from 'node:timers/promises';
import type { SignInSession } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import { askSession } from './jmap/jmap-door.ts';
import { cookiesOf, ourPage, postSignIn, signInByPost } from './jmap/web-session.ts';

const tokenOf = (cookies: string) => /__Host-postern-session=([^;]*)/.exec(cookies)?.[1] ?? '';
const isIn = async (url: string, cookie: string) => (await askSession(url, { cookie })).status === 200;
const change = (url: string, cookie: string, method: string, path: string) =>
  fetch(`${url}${path}`, { method, headers: { cookie, ...ourPage(url) } });

test('settled 12, §9: the cookie is an opaque token of this host alone, a new one at every login', async ({ app, newUser }) => {
  const user = await newUser('cookie');
  const response = await postSignIn(app.url, user);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('{}');
  const line = response.headers.getSetCookie().find((one) => one.startsWith('__Host-postern-session=')) ?? '';
  for (const attribute of ['httponly', 'secure', 'samesite=lax', 'path=/']) expect(line.toLowerCase().split('; ')).toContain(attribute);
  expect(line).not.toMatch(/domain=/i);
  const first = cookiesOf(response);
  // 256 random bits and nothing else: no claims, no address, no dots of a token that carries something
  expect(tokenOf(first)).toMatch(/^[A-Za-z0-9_-]{43}$/);

  const second = await signInByPost(app.url, user, { cookie: first });
  expect(tokenOf(second)).not.toBe(tokenOf(first));
  expect([await isIn(app.url, first), await isIn(app.url, second)]).toEqual([false, true]);
  // a token that somebody planted before the login is not the session afterwards
  const planted = `__Host-postern-session=${'A'.repeat(43)}`;
  const third = await signInByPost(app.url, user, { cookie: planted });
  expect(tokenOf(third)).not.toBe('A'.repeat(43));
  expect(await isIn(app.url, planted)).toBe(false);
  for (const forged of [`${tokenOf(third).slice(0, -1)}${tokenOf(third).endsWith('A') ? 'B' : 'A'}`, '', '../../x', 'x'.repeat(5_000)])
    expect(await isIn(app.url, `__Host-postern-session=${forged}`)).toBe(false);
  // a foreign page signs nobody in
  expect((await postSignIn(app.url, user, { origin: 'https://evil.example' })).status).toBe(403);
});

test('§9: sessions are listed, ended one by one and all at once, and stay ended after a restart', async ({ ownApp, newUser }) => {
  const app = await ownApp();
  const [user, other] = [await newUser('many'), await newUser('other')];
  const cookies = [await signInByPost(app.url, user), await signInByPost(app.url, user), await signInByPost(app.url, user)] as const;
  const others = await signInByPost(app.url, other);
  const list = async (cookie: string) =>
    ((await (await askWith(app.url, cookie, '/api/auth/sessions')).json()) as { sessions: SignInSession[] }).sessions;
  const sessions = await list(cookies[0]);
  expect(sessions.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, false, true]);
  for (const cookie of cookies) expect(JSON.stringify(sessions)).not.toContain(tokenOf(cookie));

  const second = (await list(cookies[1])).find(({ isCurrent }) => isCurrent)!.id;
  expect((await change(app.url, others, 'DELETE', `/api/auth/sessions/${second}`)).status).toBe(404);
  expect((await fetch(`${app.url}/api/auth/sessions/${second}`, { method: 'DELETE', headers: { cookie: cookies[0] } })).status).toBe(403);
  expect(await isIn(app.url, cookies[1])).toBe(true);
  expect((await change(app.url, cookies[0], 'DELETE', `/api/auth/sessions/${second}`)).status).toBe(204);
  expect([await isIn(app.url, cookies[0]), await isIn(app.url, cookies[1]), await isIn(app.url, cookies[2])]).toEqual([true, false, true]);

  // signing out ends it at the server, whoever kept the cookie
  const out = await change(app.url, cookies[2], 'POST', '/api/auth/sign-out');
  expect([out.status, out.headers.get('clear-site-data')]).toEqual([200, '"cache", "storage"']);
  expect(tokenOf(cookiesOf(out))).toBe('');
  expect(await isIn(app.url, cookies[2])).toBe(false);

  const fresh = await signInByPost(app.url, user);
  expect((await change(app.url, cookies[0], 'DELETE', '/api/auth/sessions')).status).toBe(204);
  expect([await isIn(app.url, cookies[0]), await isIn(app.url, fresh), await isIn(app.url, others)]).toEqual([false, false, true]);
  await app.restart('SIGKILL');
  expect([await isIn(app.url, fresh), await isIn(app.url, others)]).toEqual([false, true]);
});

const askWith = (url: string, cookie: string, path: string) => fetch(`${url}${path}`, { headers: { cookie } });

test('§9: a session ends when nobody uses it, and after its longest time however much it is used', async ({ ownApp, newUser }) => {
  const app = await ownApp({ env: { POSTERN_LIMITS: 'sessionIdleMs=4000,sessionLongestMs=7000' } });
  const user = await newUser('idle');
  const idle = await signInByPost(app.url, user);
  const used = await signInByPost(app.url, user);
  const startMs = Date.now();
  expect([await isIn(app.url, idle), await isIn(app.url, used)]).toEqual([true, true]);
  let lastMs = Date.now();
  // a machine too busy to ask every four seconds proves nothing about the idle one, so its own pauses are counted
  let longestPauseMs = 0;
  while (await isIn(app.url, used)) {
    longestPauseMs = Math.max(longestPauseMs, Date.now() - lastMs);
    lastMs = Date.now();
    if (lastMs - startMs > 60_000) throw new Error('a session that never ends');
    await sleep(250);
  }
  if (longestPauseMs < 3_000) expect(Date.now() - startMs).toBeGreaterThan(5_500);
  expect(await isIn(app.url, idle)).toBe(false);
  expect((await askWith(app.url, idle, '/mail')).url).toContain('/sign-in');
});

test('§9: an open event stream ends within seconds when its session or app password is revoked, and the screen goes to sign-in', async ({
  app,
  newUser,
  enter,
  openMail,
}) => {
  const user = await newUser('stream');
  const [kept, ended] = [await signInByPost(app.url, user), await signInByPost(app.url, user)];
  const { password, id } = await makeAppPassword(app.url, kept);
  const streams = await Promise.all([
    openStream(app.url, { cookie: ended }),
    openStream(app.url, { authorization: `Bearer ${password}` }),
    openStream(app.url, { cookie: kept }),
  ]);
  const mail = await openMail(await enter(user));
  const { sessions } = (await (await askWith(app.url, kept, '/api/auth/sessions')).json()) as { sessions: SignInSession[] };
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  expect(others).toHaveLength(2);
  for (const other of others) expect((await change(app.url, kept, 'DELETE', `/api/auth/sessions/${other.id}`)).status).toBe(204);
  expect((await change(app.url, kept, 'DELETE', `/api/accounts/app-passwords/${id}`)).status).toBe(204);
  await Promise.all([streams[0].ended, streams[1].ended]);
  await mail.page.waitForURL(/sign-in/, { timeout: 30_000 });
  expect(streams[2].isOpen()).toBe(true);
  for (const one of streams) one.stop();
});

async function makeAppPassword(url: string, cookie: string): Promise<{ id: string; password: string }> {
  const response = await fetch(`${url}/api/accounts/app-passwords`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...ourPage(url) },
    body: JSON.stringify({ name: 'stream', scope: 'read', accountIds: null }),
  });
  expect(response.status).toBe(200);
  const { appPassword, password } = (await response.json()) as { appPassword: { id: string }; password: string };
  return { id: appPassword.id, password };
}

/** An open event stream that is read until it ends. */
async function openStream(url: string, headers: Record<string, string>) {
  const over = new AbortController();
  const response = await fetch(`${url}/api/eventsource?types=*&closeafter=no&ping=5`, { headers, signal: over.signal });
  expect(response.status).toBe(200);
  let isOpen = true;
  const ended = (async () => {
    for await (const _ of response.body!) if (over.signal.aborted) break;
    isOpen = false;
  })();
  ended.catch(() => undefined);
  return { ended, isOpen: () => isOpen, stop: () => over.abort() };
}
