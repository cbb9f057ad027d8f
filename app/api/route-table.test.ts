import { readdirSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { createFakeHouse, type FakeHouse, moveIn } from '#lib/auth/testing/fake-house.ts';
import { config } from '#lib/config/index.ts';
import { newId } from '#lib/mail/index.ts';
import { hashToken, newToken } from '#lib/security/index.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
type Row = {
  /** methods and what a stranger, without any session, gets */
  stranger: Partial<Record<Method, number>>;
  /** parameters that name something of another person, and what the owner of the session gets for it */
  foreign?: { params: Record<string, string | string[]>; path: string; statuses: number[] };
  /** open to everybody, by intention */
  isOpen?: true;
};

const someId = newId('a');
const rows: Record<string, Row> = {
  'app/.well-known/jmap/route.ts': { stranger: { GET: 401 } },
  'app/frame/route.ts': { stranger: { GET: 200 }, isOpen: true },
  'app/frame/pdf/route.ts': { stranger: { GET: 200 }, isOpen: true },
  // Outside of a build it has no files to keep.
  'app/worker.js/route.ts': { stranger: { GET: 404 }, isOpen: true },
  'app/api/health/route.ts': { stranger: { GET: 200 }, isOpen: true },
  'app/api/jmap/route.ts': { stranger: { POST: 401 } },
  'app/api/upload/[accountId]/route.ts': {
    stranger: { POST: 401 },
    foreign: { params: { accountId: someId }, path: `/api/upload/${someId}`, statuses: [404] },
  },
  'app/api/download/[accountId]/[blobId]/[[...name]]/route.ts': {
    stranger: { GET: 401 },
    foreign: { params: { accountId: someId, blobId: 'Ux' }, path: `/api/download/${someId}/Ux/x`, statuses: [404] },
  },
  'app/api/doctor/console/route.ts': { stranger: { POST: 401 } },
  'app/api/doctor/console/[id]/route.ts': {
    stranger: { GET: 401, POST: 401, DELETE: 401 },
    foreign: { params: { id: 'other' }, path: '/api/doctor/console/other', statuses: [400, 404] },
  },
  'app/api/doctor/route.ts': { stranger: { POST: 401 } },
  'app/api/doctor/wire/[accountId]/route.ts': {
    stranger: { GET: 401 },
    foreign: { params: { accountId: someId }, path: `/api/doctor/wire/${someId}`, statuses: [404] },
  },
  // whoever is no administrator gets nothing of it, whatever is asked for
  'app/api/administration/route.ts': {
    stranger: { GET: 401, PATCH: 401 },
    foreign: { params: {}, path: '/api/administration', statuses: [403] },
  },
  'app/api/administration/clients/[key]/route.ts': {
    stranger: { PATCH: 401, DELETE: 401 },
    foreign: { params: { key: 'google' }, path: '/api/administration/clients/google', statuses: [403] },
  },
  'app/api/administration/identity-provider/route.ts': {
    stranger: { PATCH: 401, DELETE: 401 },
    foreign: { params: {}, path: '/api/administration/identity-provider', statuses: [403] },
  },
  'app/api/archive/[accountId]/[id]/route.ts': {
    stranger: { GET: 401 },
    foreign: { params: { accountId: someId, id: 'ex' }, path: `/api/archive/${someId}/ex`, statuses: [404] },
  },
  'app/api/export/[accountId]/[blobId]/route.ts': {
    stranger: { GET: 401 },
    foreign: { params: { accountId: someId, blobId: 'Ux' }, path: `/api/export/${someId}/Ux`, statuses: [404] },
  },
  'app/api/eventsource/route.ts': { stranger: { GET: 401 } },
  'app/api/image/route.ts': { stranger: { GET: 401, POST: 401 } },
  'app/api/accounts/route.ts': { stranger: { GET: 401, POST: 401 } },
  'app/api/accounts/[id]/route.ts': {
    stranger: { PATCH: 401, DELETE: 401 },
    foreign: { params: { id: 'other' }, path: '/api/accounts/other', statuses: [404] },
  },
  'app/api/accounts/[id]/check/route.ts': {
    stranger: { POST: 401 },
    foreign: { params: { id: 'other' }, path: '/api/accounts/other/check', statuses: [404] },
  },
  'app/api/accounts/[id]/identities/route.ts': {
    stranger: { GET: 401, POST: 401 },
    foreign: { params: { id: someId }, path: `/api/accounts/${someId}/identities`, statuses: [404] },
  },
  'app/api/accounts/[id]/identities/[identityId]/route.ts': {
    stranger: { PATCH: 401 },
    foreign: { params: { id: someId, identityId: 'iOther' }, path: `/api/accounts/${someId}/identities/iOther`, statuses: [404] },
  },
  'app/api/accounts/[id]/shares/route.ts': {
    stranger: { GET: 401, POST: 401 },
    foreign: { params: { id: someId }, path: `/api/accounts/${someId}/shares`, statuses: [404] },
  },
  'app/api/accounts/[id]/shares/[shareId]/route.ts': {
    stranger: { DELETE: 401 },
    foreign: { params: { id: someId, shareId: 'hOther' }, path: `/api/accounts/${someId}/shares/hOther`, statuses: [404] },
  },
  'app/api/accounts/app-passwords/route.ts': { stranger: { GET: 401, POST: 401 } },
  'app/api/accounts/app-passwords/[id]/route.ts': {
    stranger: { DELETE: 401 },
    foreign: { params: { id: 'other' }, path: '/api/accounts/app-passwords/other', statuses: [404] },
  },
  'app/api/auth/sessions/route.ts': { stranger: { GET: 401, DELETE: 401 } },
  'app/api/auth/sessions/[id]/route.ts': {
    stranger: { DELETE: 401 },
    foreign: { params: { id: 'other' }, path: '/api/auth/sessions/other', statuses: [404] },
  },
  // they make or end a session: without our header and origin nothing happens
  'app/api/auth/sign-in/route.ts': { stranger: { POST: 403 } },
  'app/api/auth/discover/route.ts': { stranger: { POST: 403 } },
  // as a sign-in does, it makes connections for who has no session yet
  'app/api/auth/examine/route.ts': { stranger: { POST: 403 } },
  'app/api/auth/sign-out/route.ts': { stranger: { POST: 403 } },
  'app/api/auth/demo/route.ts': { stranger: { POST: 403 } },
  'app/api/auth/oauth/route.ts': { stranger: { POST: 403 } },
  // where a provider sends the browser back: what it brings must have been asked for in this browser (lib/gateway/oauth.test.ts)
  'app/api/auth/oauth/[provider]/route.ts': { stranger: { GET: 303 }, isOpen: true },
  'app/api/auth/oidc/route.ts': { stranger: { POST: 403 } },
  'app/api/auth/oidc/callback/route.ts': { stranger: { GET: 303 }, isOpen: true },
  // next-auth's own form with its own token: tested in lib/auth
  'app/api/auth/[...nextauth]/route.ts': { stranger: {}, isOpen: true },
};

const origin = config().publicUrl;
let house: FakeHouse;
beforeEach(() => {
  house = createFakeHouse();
  moveIn(house);
});

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;
async function handlersOf(file: string): Promise<Partial<Record<Method, Handler>>> {
  return (await import(new URL(`../../${file}`, import.meta.url).href)) as Partial<Record<Method, Handler>>;
}
/** what fits the form of a route, so that what follows decides */
const bodies: [RegExp, string][] = [
  [/\/shares$/, '{"address":"x@y.example","access":"read"}'],
  [/\/identities$/, '{"email":"x@y.example","name":"x","outgoing":null}'],
  [/\/identities\/\w+$/, '{"outgoing":null}'],
];
const ask = async (
  handler: Handler,
  method: Method,
  headers: Record<string, string>,
  path = '/api/x',
  params: unknown = {},
): Promise<number> => {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: bodies.find(([ending]) => ending.test(path))?.[1] ?? '{"name":"x"}' };
  const request = new Request(`${origin}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...body });
  return (await handler(request, { params: Promise.resolve(params) })).status;
};
async function signedIn(): Promise<string> {
  const { personId } = house.addPerson(`${crypto.randomUUID()}@example.test`, 'x');
  const token = newToken();
  await house.people.createSession({
    tokenHash: hashToken(token),
    personId,
    nowMs: Date.now(),
    expiresAtMs: Date.now() + 60_000,
    userAgent: null,
  });
  return `__Host-postern-session=${token}`;
}
const ours = { origin, 'sec-fetch-site': 'same-origin', 'x-postern': '1' };

test('§9: every route has a row in this table', () => {
  // not a glob: those leave out `.well-known`
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' })
    .map((file) => `app/${file}`)
    .filter((file) => file.endsWith('/route.ts'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !(file in rows)).sort()).toEqual([]);
  expect(Object.keys(rows).filter((file) => !files.includes(file))).toEqual([]);
});

for (const [file, { stranger, foreign, isOpen }] of Object.entries(rows)) {
  test(`§9: ${file} × {no session, expired, forged origin, other person’s}`, async () => {
    const handlers = await handlersOf(file);
    const methods = (['GET', 'POST', 'PATCH', 'DELETE', 'PUT'] as const).filter((method) => typeof handlers[method] === 'function');
    if (file !== 'app/api/auth/[...nextauth]/route.ts') expect(methods.sort()).toEqual(Object.keys(stranger).sort());
    for (const method of methods) {
      const handler = handlers[method]!;
      const expected = stranger[method];
      if (expected === undefined) continue;
      expect(await ask(handler, method, {}), `${method} by nobody`).toBe(expected);
      if (isOpen) continue;
      const unknown = `__Host-postern-session=${newToken()}`;
      const isSignIn = expected === 403;
      if (!isSignIn) expect(await ask(handler, method, { ...ours, cookie: unknown }), `${method} with an unknown session`).toBe(401);
      const cookie = await signedIn();
      const before = JSON.stringify([...house.sessions.keys()]);
      if (method !== 'GET') {
        for (const forged of [
          { ...ours, origin: 'https://evil.example' },
          { ...ours, 'sec-fetch-site': 'cross-site' },
          { origin, 'sec-fetch-site': 'same-origin' },
        ]) {
          expect(await ask(handler, method, { ...forged, cookie }), `${method} from elsewhere`).toBe(403);
        }
      }
      if (foreign)
        expect(foreign.statuses, `${method} of another person’s`).toContain(
          await ask(handler, method, { ...ours, cookie }, foreign.path, foreign.params),
        );
      expect(JSON.stringify([...house.sessions.keys()])).toBe(before);
    }
    expect(house.logins).toEqual([]);
  });
}
