import { registerHooks } from 'node:module';
import { beforeEach, expect, test } from 'vitest';
import { config } from '#lib/config/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { hashToken } from '#lib/security/index.ts';
import { nextAuthRoute } from './auth-routes.ts';
import { createFakeHouse, type FakeHouse, moveIn } from './testing/fake-house.ts';

// next-auth imports Next's modules by names that only a bundler finds
registerHooks({ resolve: (name, context, next) => next(/^next\/(server|headers|navigation)$/.test(name) ? `${name}.js` : name, context) });
const { NextRequest } = await import('next/server.js');

const origin = config().publicUrl;
let house: FakeHouse;
beforeEach(() => {
  house = createFakeHouse();
  moveIn(house);
});

type Jar = Map<string, string>;
async function call(path: string, jar: Jar, form?: Record<string, string>): Promise<Response> {
  const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'user-agent': 'Tester/1' };
  const body = form === undefined ? null : new URLSearchParams(form);
  const response = await nextAuthRoute(
    new NextRequest(`${origin}/api/auth/${path}`, { method: body === null ? 'GET' : 'POST', headers, body }),
  );
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return response;
}
async function signIn(jar: Jar, address: string, password: string): Promise<Response> {
  const { csrfToken } = (await (await call('csrf', jar)).json()) as { csrfToken: string };
  return call('callback/credentials', jar, { csrfToken, address, password });
}
const cookie = '__Host-postern-session';

test('settled 12: the cookie is a random token, hashed in the table, __Host-, HttpOnly, Secure, SameSite=Lax', async () => {
  house.addPerson('ana@example.test', 'right');
  const jar: Jar = new Map();
  const response = await signIn(jar, 'ana@example.test', 'right');
  expect(response.headers.get('location')).toBe(`${origin}/`);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const line = response.headers.getSetCookie().find((one) => one.startsWith(`${cookie}=`)) ?? '';
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(line).toContain(attribute);
  expect(line).not.toMatch(/Domain=/i);
  const token = jar.get(cookie) ?? '';
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(house.sessions.get(hashToken(token))).toMatchObject({ userAgent: 'Tester/1' });
  const session = (await (await call('session', jar)).json()) as object;
  expect(Object.keys(session)).toEqual(['expires']);
  expect(jar.get(cookie)).toBe(token);
});

test('§9: a new id at every login; the one before is void, also one that somebody planted', async () => {
  house.addPerson('ana@example.test', 'right');
  const jar: Jar = new Map([[cookie, 'p'.repeat(43)]]);
  await signIn(jar, 'ana@example.test', 'right');
  const first = jar.get(cookie) ?? '';
  expect(first).not.toBe('p'.repeat(43));
  await signIn(jar, 'ana@example.test', 'right');
  expect(jar.get(cookie)).not.toBe(first);
  expect([...house.sessions.keys()]).toEqual([hashToken(jar.get(cookie) ?? '')]);
});

test('a refused login makes no session and tells its kind only', async () => {
  house.addPerson('ana@example.test', 'right');
  const jar: Jar = new Map();
  const response = await signIn(jar, 'ana@example.test', 'canary-wrong');
  const target = new URL(response.headers.get('location') ?? '');
  expect([target.pathname, target.searchParams.get('code')]).toEqual(['/sign-in', 'login-refused']);
  expect(target.href).not.toContain('canary');
  house.failWith(new MailError('network', 'canary', { stage: 'tcp' }));
  expect(new URL((await signIn(jar, 'ana@example.test', 'right')).headers.get('location') ?? '').searchParams.get('code')).toBe('network');
  expect(house.sessions.size).toBe(0);
});

test('without the CSRF token next-auth’s form does nothing', async () => {
  house.addPerson('ana@example.test', 'right');
  const jar: Jar = new Map();
  await call('callback/credentials', jar, { address: 'ana@example.test', password: 'right' });
  expect(house.logins).toHaveLength(0);
  expect(jar.has(cookie)).toBe(false);
});

test('signing out voids the session on the server', async () => {
  house.addPerson('ana@example.test', 'right');
  const jar: Jar = new Map();
  await signIn(jar, 'ana@example.test', 'right');
  const { csrfToken } = (await (await call('csrf', jar)).json()) as { csrfToken: string };
  await call('signout', jar, { csrfToken });
  expect(house.sessions.size).toBe(0);
  expect(jar.has(cookie)).toBe(false);
});

test('§9: redirect targets come from a list', async () => {
  house.addPerson('ana@example.test', 'right');
  const targetOf = async (callbackUrl: string) => {
    const jar: Jar = new Map();
    const { csrfToken } = (await (await call('csrf', jar)).json()) as { csrfToken: string };
    const response = await call('callback/credentials', jar, { csrfToken, address: 'ana@example.test', password: 'right', callbackUrl });
    return response.headers.get('location');
  };
  expect(await targetOf('/settings')).toBe(`${origin}/settings`);
  for (const evil of [
    'https://evil.example/',
    '//evil.example',
    'javascript:alert(1)',
    '/\\evil.example',
    '/api/auth/signout',
    `${origin}.evil.example/`,
  ])
    expect(await targetOf(evil), evil).toBe(`${origin}/`);
});
