import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, jmap, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

type Row = { path: string; methods: readonly ('GET' | 'POST' | 'PATCH' | 'DELETE')[]; isOpen?: true };
const id = 'aAAAAAAAAAAAAAAAAAAAAAA';

/** Every handler on disk has a row: who adds a route says here who may pass. */
const rows: Record<string, Row> = {
  'app/.well-known/jmap/route.ts': { path: '/.well-known/jmap', methods: ['GET'] },
  'app/frame/route.ts': { path: '/frame', methods: ['GET'], isOpen: true },
  'app/worker.js/route.ts': { path: '/worker.js', methods: ['GET'], isOpen: true },
  'app/frame/pdf/route.ts': { path: '/frame/pdf', methods: ['GET'], isOpen: true },
  'app/api/health/route.ts': { path: '/api/health', methods: ['GET'], isOpen: true },
  // its own form with its own token; there is nothing behind it for a stranger
  'app/api/auth/[...nextauth]/route.ts': { path: '/api/auth/session', methods: ['GET'], isOpen: true },
  'app/api/auth/demo/route.ts': { path: '/api/auth/demo', methods: ['POST'] },
  'app/api/auth/discover/route.ts': { path: '/api/auth/discover', methods: ['POST'] },
  'app/api/auth/examine/route.ts': { path: '/api/auth/examine', methods: ['POST'] },
  'app/api/auth/sign-in/route.ts': { path: '/api/auth/sign-in', methods: ['POST'] },
  'app/api/auth/sign-out/route.ts': { path: '/api/auth/sign-out', methods: ['POST'] },
  'app/api/auth/oauth/route.ts': { path: '/api/auth/oauth', methods: ['POST'] },
  // sends the browser to a page of ours, with the reason; there is nothing behind it for a stranger
  'app/api/auth/oauth/[provider]/route.ts': { path: '/api/auth/oauth/google?state=x&code=y', methods: ['GET'], isOpen: true },
  'app/api/auth/oidc/route.ts': { path: '/api/auth/oidc', methods: ['POST'] },
  'app/api/auth/oidc/callback/route.ts': { path: '/api/auth/oidc/callback?state=x&code=y', methods: ['GET'], isOpen: true },
  'app/api/auth/sessions/route.ts': { path: '/api/auth/sessions', methods: ['GET', 'DELETE'] },
  'app/api/auth/sessions/[id]/route.ts': { path: `/api/auth/sessions/${id}`, methods: ['DELETE'] },
  'app/api/administration/route.ts': { path: '/api/administration', methods: ['GET', 'PATCH'] },
  'app/api/administration/clients/[key]/route.ts': { path: '/api/administration/clients/google', methods: ['PATCH', 'DELETE'] },
  'app/api/administration/identity-provider/route.ts': { path: '/api/administration/identity-provider', methods: ['PATCH', 'DELETE'] },
  'app/api/accounts/route.ts': { path: '/api/accounts', methods: ['GET', 'POST'] },
  'app/api/accounts/[id]/route.ts': { path: `/api/accounts/${id}`, methods: ['PATCH', 'DELETE'] },
  'app/api/accounts/[id]/check/route.ts': { path: `/api/accounts/${id}/check`, methods: ['POST'] },
  'app/api/accounts/[id]/identities/route.ts': { path: `/api/accounts/${id}/identities`, methods: ['GET', 'POST'] },
  'app/api/accounts/[id]/identities/[identityId]/route.ts': { path: `/api/accounts/${id}/identities/${id}`, methods: ['PATCH'] },
  'app/api/accounts/[id]/shares/route.ts': { path: `/api/accounts/${id}/shares`, methods: ['GET', 'POST'] },
  'app/api/accounts/[id]/shares/[shareId]/route.ts': { path: `/api/accounts/${id}/shares/${id}`, methods: ['DELETE'] },
  'app/api/accounts/app-passwords/route.ts': { path: '/api/accounts/app-passwords', methods: ['GET', 'POST'] },
  'app/api/accounts/app-passwords/[id]/route.ts': { path: `/api/accounts/app-passwords/${id}`, methods: ['DELETE'] },
  'app/api/image/route.ts': { path: '/api/image', methods: ['GET', 'POST'] },
  'app/api/upload/[accountId]/route.ts': { path: `/api/upload/${id}`, methods: ['POST'] },
  'app/api/download/[accountId]/[blobId]/[[...name]]/route.ts': { path: `/api/download/${id}/Ux/x`, methods: ['GET'] },
  'app/api/doctor/console/route.ts': { path: '/api/doctor/console', methods: ['POST'] },
  'app/api/doctor/console/[id]/route.ts': { path: '/api/doctor/console/other', methods: ['GET', 'POST', 'DELETE'] },
  'app/api/doctor/route.ts': { path: '/api/doctor', methods: ['POST'] },
  'app/api/doctor/wire/[accountId]/route.ts': { path: `/api/doctor/wire/${id}`, methods: ['GET'] },
  'app/api/archive/[accountId]/[id]/route.ts': { path: `/api/archive/${id}/${id}`, methods: ['GET'] },
  'app/api/export/[accountId]/[blobId]/route.ts': { path: `/api/export/${id}/Ux`, methods: ['GET'] },
  'app/api/eventsource/route.ts': { path: '/api/eventsource?types=*&closeafter=no&ping=0', methods: ['GET'] },
  'app/api/jmap/route.ts': { path: '/api/jmap', methods: ['POST'] },
};

test('every route on disk turns away who has no session, and every change from a foreign page', async ({ ana, appUrl, browser }) => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  expect(globSync(['app/**/route.ts', 'app/.well-known/**/route.ts'], { cwd: root }).toSorted()).toEqual(Object.keys(rows).toSorted());

  const [stranger, person] = [await browser.newContext(), await browser.newContext({ storageState: ana.state })];
  const answers: Record<string, number[]> = {};
  for (const { path, methods, isOpen } of Object.values(rows)) {
    if (isOpen) continue;
    for (const method of methods) {
      const data = method === 'GET' ? {} : { data: '{}', headers: { 'content-type': 'application/json' } };
      const ask = async (context: typeof stranger, headers: Record<string, string>) =>
        (
          await context.request.fetch(`${appUrl}${path}`, {
            method,
            ...data,
            headers: { ...data.headers, ...headers },
            failOnStatusCode: false,
          })
        ).status();
      const asked = [await ask(stranger, {})];
      if (method !== 'GET') {
        asked.push(await ask(person, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'x-postern': '1' }));
        asked.push(await ask(person, { origin: 'null', 'x-postern': '1' }));
      }
      answers[`${method} ${path}`] = asked;
    }
  }
  const open = Object.entries(answers).filter(([, statuses]) => statuses.some((status) => status !== 401 && status !== 403));
  expect(Object.fromEntries(open)).toEqual({});
  await stranger.close();
  await person.close();
});

test('ten tabs of one browser all follow what happens, over one event stream', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  appUrl,
}) => {
  const user = await newUser('tabs');
  const first = await openMail(await enter(user));
  const context = first.page.context();
  let streams = 0;
  context.on('request', (request) => {
    if (request.url().includes('/api/eventsource')) streams += 1;
  });
  const pages = [first.page];
  while (pages.length < 10) {
    const page = await context.newPage();
    await page.goto(`${appUrl}/mail`);
    pages.push(page);
  }
  for (const page of pages) await expect(page.getByText('All done')).toBeVisible();
  await mailServers.deliver(user, buildMessage({ from: 'rosa@example.test', to: [user.address], subject: 'For every tab', text: 'x' }));
  for (const page of pages) await expect(page.getByRole('row').filter({ hasText: 'For every tab' })).toBeVisible();
  // the first tab holds it, perhaps since just after the counting began
  expect(streams).toBeLessThanOrEqual(1);
  const before = streams;

  // who held it leaves: another one takes over
  await first.page.close();
  await mailServers.deliver(
    user,
    buildMessage({ from: 'rosa@example.test', to: [user.address], subject: 'After the first left', text: 'x' }),
  );
  for (const page of pages.slice(1)) await expect(page.getByRole('row').filter({ hasText: 'After the first left' })).toBeVisible();
  expect(streams).toBeGreaterThan(before);
});

test('30 MB from the browser arrive octet for octet', async ({ mail, appUrl }) => {
  const [session] = [await (await mail.page.request.get(`${appUrl}/.well-known/jmap`)).json()];
  const accountId = Object.keys((session as { accounts: object }).accounts)[0]!;
  expect((await jmap(mail.page, [['Mailbox/get', { accountId, ids: [] }, 'c0']]))[0]?.[0]).toBe('Mailbox/get');
  const same = await mail.page.evaluate(async (id) => {
    const bytes = new Uint8Array(30_000_000);
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, bytes.length)));
    const digest = async (buffer: BufferSource) => new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)).toString();
    const sent = await fetch(`/api/upload/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'x-postern': '1' },
      body: bytes,
    });
    const { blobId, size } = (await sent.json()) as { blobId: string; size: number };
    const back = await (await fetch(`/api/download/${id}/${blobId}/x.bin?accept=application/octet-stream`)).arrayBuffer();
    return { status: sent.status, size, isSame: (await digest(bytes)) === (await digest(back)) };
  }, accountId);
  expect(same).toEqual({ status: 201, size: 30_000_000, isSame: true });
});
