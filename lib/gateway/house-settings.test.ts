import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type FakeOAuth, startFakeOAuth } from '#e2e/servers/index.ts';
import { isMailError, newId, type PersonId, Secret } from '#lib/mail/index.ts';
import type { Gateway } from './api.ts';
import { startTestGateway } from './testing/test-gateway.ts';

let oauth: FakeOAuth;
let dir = '';
let house: Awaited<ReturnType<typeof startTestGateway>> | null = null;
const signal = AbortSignal.timeout(600_000);
const someone = newId('p');

beforeAll(async () => {
  oauth = await startFakeOAuth();
  dir = await mkdtemp(join(tmpdir(), 'postern-house-settings-'));
  const server = (t: string, p: number) => ({ t, h: 'localhost', p, s: 'tls', u: 'email', a: ['oauth2'] });
  const fake = { n: 'Fake Mail', in: [server('imap', 993)], out: [server('smtp', 465)], oauth: 'fake.test' };
  const table = { domains: { 'example.test': 'fake' }, providers: { fake }, oauth: { 'fake.test': oauth.facts(['localhost']) } };
  writeFileSync(join(dir, 'providers.json'), JSON.stringify(table));
});
afterEach(async () => {
  await house?.stop();
  house = null;
});
afterAll(async () => {
  await oauth.stop();
  await rm(dir, { recursive: true, force: true });
});

async function open(env: Record<string, string> = {}, options: { dir?: string; keep?: true } = {}): Promise<Gateway> {
  house = await startTestGateway({ env: { POSTERN_PROVIDERS: join(dir, 'providers.json'), ...env }, ...options });
  return house.gateway;
}
/** In the place of a file with a key. */
const keyOf = (...octets: number[]) => ({
  POSTERN_KEY: octets.map((octet) => Buffer.alloc(32, octet).toString('base64')).join(),
  POSTERN_KEY_FILE: '',
});
const offered = async (gateway: Gateway) =>
  gateway.oauth.offerFor((await gateway.discover('ana@example.test', signal)).discovery)?.provider ?? null;
const shownClient = (gateway: Gateway, key: string) => gateway.houseSettings.shown().clients.find((client) => client.key === key);
const codeOf = (trying: Promise<unknown>): Promise<string> =>
  trying.then(
    () => 'done',
    (error: unknown) => (isMailError(error) ? `${error.kind} ${error.code}` : String(error)),
  );

test('a client that is kept is offered at once, and after a start; its secret is nowhere but sealed', async () => {
  const data = join(dir, 'kept');
  const env = keyOf(7);
  let gateway = await open(env, { dir: data, keep: true });
  expect([await offered(gateway), shownClient(gateway, 'fake')]).toMatchObject([null, { clientId: null, hasSecret: false, setBy: null }]);
  await gateway.houseSettings.setClient(someone, 'fake', { clientId: 'the-client', clientSecret: new Secret('canary-secret') });
  expect(await offered(gateway)).toBe('fake');
  const shown = gateway.houseSettings.shown();
  expect(shownClient(gateway, 'fake')).toEqual({
    ...{ key: 'fake', name: oauth.facts(['localhost']).name, clientId: 'the-client', hasSecret: true, setBy: 'settings' },
    redirectUrl: 'http://localhost:3000/api/auth/oauth/fake',
  });
  expect(JSON.stringify(shown)).not.toContain('canary');
  await house?.stop();
  for (const file of await readdir(data, { recursive: true, withFileTypes: true }))
    if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name)).includes('canary-secret')).toBe(false);

  gateway = await open(env, { dir: data, keep: true });
  expect([await offered(gateway), shownClient(gateway, 'fake')?.hasSecret]).toEqual(['fake', true]);
  // another id keeps the secret, null takes it away
  await gateway.houseSettings.setClient(someone, 'fake', { clientId: 'another' });
  expect(shownClient(gateway, 'fake')).toMatchObject({ clientId: 'another', hasSecret: true });
  await gateway.houseSettings.setClient(someone, 'fake', { clientId: 'another', clientSecret: null });
  expect(shownClient(gateway, 'fake')).toMatchObject({ hasSecret: false });
  await gateway.houseSettings.removeClient(someone, 'fake');
  expect(await offered(gateway)).toBeNull();
});

test('a secret under an older master key is sealed anew; one whose key is gone is as if it had not been given', async () => {
  const data = join(dir, 'rotated');
  const [one, two] = [keyOf(1), keyOf(2)];
  let gateway = await open(one, { dir: data, keep: true });
  await gateway.houseSettings.setClient(someone, 'fake', { clientId: 'x', clientSecret: new Secret('s') });
  await house?.stop();
  gateway = await open(keyOf(2, 1), { dir: data, keep: true });
  await house?.stop();
  gateway = await open(two, { dir: data, keep: true });
  expect(shownClient(gateway, 'fake')).toMatchObject({ clientId: 'x', hasSecret: true });
  await house?.stop();
  gateway = await open(keyOf(3), { dir: data, keep: true });
  expect(shownClient(gateway, 'fake')).toMatchObject({ clientId: 'x', hasSecret: false });
});

test('what the environment says stands, is shown as that, and cannot be changed', async () => {
  const gateway = await open({
    POSTERN_OAUTH_FAKE_CLIENT_ID: 'by-environment',
    POSTERN_ONLINE_DATABASE: 'off',
    ...{ POSTERN_OIDC_ISSUER: oauth.issuer, POSTERN_OIDC_CLIENT_ID: 'x' },
  });
  const { houseSettings } = gateway;
  const refused = 'forbidden SET_BY_ENVIRONMENT';
  expect(await codeOf(houseSettings.setClient(someone, 'fake', { clientId: 'other' }))).toBe(refused);
  expect(await codeOf(houseSettings.removeClient(someone, 'fake'))).toBe(refused);
  expect(await codeOf(houseSettings.setOnlineDatabase(someone, true))).toBe(refused);
  expect(await codeOf(houseSettings.removeIdentityProvider(someone))).toBe(refused);
  const wish = { issuer: oauth.issuer, clientId: 'y', clientSecret: null, name: 'Y', linksByEmail: true };
  expect(await codeOf(houseSettings.setIdentityProvider(someone, wish, signal))).toBe(refused);
  expect(shownClient(gateway, 'fake')).toMatchObject({ clientId: 'by-environment', setBy: 'environment' });
  expect(houseSettings.shown()).toMatchObject({
    identityProvider: { clientId: 'x', setBy: 'environment' },
    onlineDatabase: { isAsked: false, isByEnvironment: true },
  });
  expect(await codeOf(houseSettings.setClient(someone, 'nobody', { clientId: 'x' }))).toBe('not-found null');
});

test('the house’s identity provider is asked before it is kept, opens its door at once, and no secret goes to another issuer', async () => {
  const gateway = await open();
  const { houseSettings } = gateway;
  const wish = { issuer: oauth.issuer, clientId: oauth.client.id, name: 'Our house', linksByEmail: false };
  expect(gateway.house).toBeNull();
  expect(await codeOf(houseSettings.setIdentityProvider(someone, wish, signal))).toBe('invalid OIDC_SECRET');
  const clientSecret = new Secret(oauth.client.secret);
  const nowhere = { ...wish, issuer: `${oauth.issuer}/nowhere`, clientSecret };
  expect(await codeOf(houseSettings.setIdentityProvider(someone, nowhere, signal))).toMatch(/^(protocol|refused|not-found) /);
  expect(gateway.house).toBeNull();
  await houseSettings.setIdentityProvider(someone, { ...wish, clientSecret }, signal);
  expect(gateway.house?.name).toBe('Our house');
  const door = gateway.house!;
  expect(gateway.house).toBe(door);
  const { url, binding } = await door.begin(null, signal);
  const back = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? 'https://nowhere.invalid').searchParams;
  const { personId } = await door.finish({ query: back, binding }, signal);
  expect(personId).toMatch(/^p/);
  // the same issuer keeps its secret
  await houseSettings.setIdentityProvider(someone, { ...wish, name: 'Renamed' }, signal);
  expect([gateway.house?.name, houseSettings.shown().identityProvider.hasSecret]).toEqual(['Renamed', true]);
  await houseSettings.removeIdentityProvider(someone);
  expect(gateway.house).toBeNull();
});

test('the online database is not asked until an administrator says so', async () => {
  const gateway = await open();
  expect(gateway.houseSettings.shown().onlineDatabase).toEqual({ isAsked: false, isByEnvironment: false });
  await gateway.houseSettings.setOnlineDatabase(someone, true);
  expect(gateway.houseSettings.shown().onlineDatabase).toEqual({ isAsked: true, isByEnvironment: false });
});

test('an administrator is who proved what the operator named: the mailbox at its own server, or the subject of the house’s provider', async () => {
  const gateway = await open({
    POSTERN_ADMINS: `ana@example.test, imaps://bo%40own.test@mail.own.test, oidc:subject-7`,
    ...{ POSTERN_OIDC_ISSUER: oauth.issuer, POSTERN_OIDC_CLIENT_ID: 'x' },
  });
  const { people } = gateway.store;
  const nobody = newId('p');
  const personOf = (protocol: 'imap' | 'oidc', host: string, port: number, login: string): Promise<PersonId> =>
    people.addIdentity({ protocol, host, port, login }, newId('p'));
  const issuerHost = new URL(oauth.issuer).hostname;
  const admins = [
    await personOf('imap', 'localhost', 993, 'ana@example.test'),
    await personOf('imap', 'mail.own.test', 993, 'bo@own.test'),
    await personOf('oidc', issuerHost, 0, JSON.stringify([oauth.issuer, 'subject-7'])),
  ];
  // the same names somewhere else prove nothing
  const others = [
    await personOf('imap', 'imap.evil.test', 993, 'ana@example.test'),
    await personOf('imap', 'mail.own.test', 1993, 'bo@own.test'),
    await personOf('imap', 'localhost', 993, 'ana'.toUpperCase()),
    await personOf('oidc', issuerHost, 0, JSON.stringify(['https://other.test', 'subject-7'])),
    nobody,
  ];
  expect(await Promise.all(admins.map((person) => gateway.isAdministrator(person)))).toEqual([true, true, true]);
  expect(await Promise.all(others.map((person) => gateway.isAdministrator(person)))).toEqual(others.map(() => false));
});

test('without POSTERN_ADMINS nobody is an administrator', async () => {
  const gateway = await open();
  const person = await gateway.store.people.addIdentity(
    { protocol: 'imap', host: 'localhost', port: 993, login: 'ana@example.test' },
    newId('p'),
  );
  expect(await gateway.isAdministrator(person)).toBe(false);
});
