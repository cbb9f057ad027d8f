import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeOAuth, startFakeOAuth } from '#e2e/servers/index.ts';
import { isMailError, newId, type PersonId } from '#lib/mail/index.ts';
import type { HouseDoor } from './api.ts';
import { startTestGateway } from './testing/test-gateway.ts';

let oauth: FakeOAuth;
let house: Awaited<ReturnType<typeof startTestGateway>>;
let door: HouseDoor;
const signal = AbortSignal.timeout(600_000);

beforeAll(async () => {
  oauth = await startFakeOAuth();
});
afterAll(() => oauth.stop());
beforeEach(async () => {
  oauth.faults = {};
  oauth.people.clear();
  oauth.asked.length = 0;
});
afterEach(() => house.stop());

async function open(env: Record<string, string> = {}): Promise<void> {
  house = await startTestGateway({
    env: {
      POSTERN_OIDC_ISSUER: oauth.issuer,
      POSTERN_OIDC_CLIENT_ID: oauth.client.id,
      POSTERN_OIDC_CLIENT_SECRET: oauth.client.secret,
      POSTERN_OIDC_NAME: 'House',
      ...env,
    },
  });
  door = house.gateway.house!;
}
async function visit(url: string): Promise<URLSearchParams> {
  const response = await fetch(url, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? 'https://nowhere.invalid').searchParams;
}
async function enter(as: string): Promise<string> {
  oauth.chooses = as;
  const { url, binding } = await door.begin(null, signal);
  return (await door.finish({ query: await visit(url), binding }, signal)).personId;
}
const codeOf = (trying: Promise<unknown>): Promise<string> =>
  trying.then(
    () => 'in',
    (error: unknown) => (isMailError(error) ? `${error.kind} ${error.code}` : String(error)),
  );

test('a person is issuer and subject: the same one comes back, another one with the same address does not', async () => {
  await open();
  oauth.people.set('ana', { email: 'ana@example.test', email_verified: true });
  oauth.people.set('eve', { email: 'ana@example.test', email_verified: true });
  const ana = await enter('ana');
  expect(await enter('ana')).toBe(ana);
  expect(await enter('eve')).not.toBe(ana);
  expect((await house.gateway.userMail(ana as PersonId)).accounts).toEqual([]);
});

test('an ID token that is for somebody else, too old, of another visit or not signed by the provider lets nobody in', async () => {
  await open();
  const tryWith = (claims: Record<string, unknown>) => {
    oauth.faults = { claims };
    return codeOf(enter('ana'));
  };
  expect(await tryWith({ iss: 'https://evil.test' })).toBe('protocol OAUTH_ANSWER');
  expect(await tryWith({ aud: 'another-client' })).toBe('protocol OAUTH_ANSWER');
  expect(await tryWith({ exp: 1_000 })).toBe('protocol OAUTH_ANSWER');
  expect(await tryWith({ nonce: 'of another visit' })).toBe('protocol OAUTH_ANSWER');
  oauth.faults = { forgesSignature: true };
  expect(await codeOf(enter('ana'))).toBe('protocol OAUTH_ANSWER');
  oauth.faults = { authorizeError: 'access_denied' };
  expect(await codeOf(enter('ana'))).toBe('login-refused CONSENT_DENIED');
  oauth.faults = { wrongState: true };
  expect(await codeOf(enter('ana'))).toBe('login-refused OAUTH_LOST');
  oauth.faults = {};
  const [one, other] = [await door.begin(null, signal), await door.begin(null, signal)];
  expect(await codeOf(door.finish({ query: await visit(one.url), binding: other.binding }, signal))).toBe('login-refused OAUTH_LOST');
  expect(await codeOf(enter('ana'))).toBe('in');
});

test('a verified address stands for the person of that mailbox only where the operator says so, and only at the server of the tables', async () => {
  const server = (t: string, h: string) => ({ t, h, p: 993, s: 'tls', u: 'email', a: ['password'] });
  const table = {
    domains: { 'example.test': 'p' },
    providers: { p: { in: [server('imap', 'imap.example.test')], out: [server('smtp', 'smtp.example.test')] } },
  };
  for (const linked of ['off', 'on']) {
    const providers = join(process.env.TMPDIR ?? '/tmp', `postern-house-${crypto.randomUUID()}.json`);
    writeFileSync(providers, JSON.stringify(table));
    await open({ POSTERN_OIDC_LINK_EMAIL: linked, POSTERN_PROVIDERS: providers });
    const mailbox = (host: string) => ({ protocol: 'imap' as const, host, port: 993, login: 'ana@example.test' });
    const { people } = house.gateway.store;
    const ana = await people.addIdentity(mailbox('imap.example.test'), newId('p'));
    await people.addIdentity(mailbox('imap.evil.test'), newId('p'));
    oauth.people.set('sub-1', { email: 'ana@example.test', email_verified: true });
    oauth.people.set('sub-2', { email: 'ana@example.test', email_verified: false });
    const [verified, unverified] = [await enter('sub-1'), await enter('sub-2')];
    expect(verified === ana, linked).toBe(linked === 'on');
    expect(unverified).not.toBe(ana);
    if (linked === 'off') await house.stop();
  }
});
