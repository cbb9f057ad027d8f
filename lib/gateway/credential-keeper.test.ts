import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeOAuth, startFakeOAuth } from '#e2e/servers/index.ts';
import type { AccountBook, Credential } from '#lib/accounts/index.ts';
import { type OAuthFacts, parseProviderTable } from '#lib/config/index.ts';
import { isMailError, type MailCredential, newId, Secret } from '#lib/mail/index.ts';
import { type OAuthProvider, oauthProviders, redeemCode } from '#lib/oauth/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { CredentialKeeper } from './credential-keeper.ts';

let oauth: FakeOAuth;
beforeAll(async () => {
  oauth = await startFakeOAuth();
});
afterAll(() => oauth.stop());

const account = { id: newId('a'), personId: newId('p') };
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const signal = AbortSignal.timeout(600_000);
let kept: Credential | null = null;
let writes = 0;
let nowMs = 1_000_000;
let keeper: CredentialKeeper;
let impatient: CredentialKeeper;
let provider: OAuthProvider;

const accounts = {
  openCredential: async () => kept!,
  replaceCredential: async (_account: string, _person: string, credential: Credential) => {
    writes += 1;
    kept = credential;
  },
} as unknown as AccountBook;

beforeEach(async () => {
  oauth.faults = {};
  oauth.lifeSeconds = 3_600;
  oauth.asked.length = 0;
  writes = 0;
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => log };
  const table = parseProviderTable({ domains: {}, providers: {}, oauth: { 'fake.test': oauth.facts(['localhost']) } });
  const tables = [table.ok ? table.table : { oauth: {} as Record<string, OAuthFacts> }];
  const providers = oauthProviders(tables, { fake: { id: oauth.client.id, secret: () => oauth.client.secret } });
  keeper = new CredentialKeeper({ accounts, providers, guard, log, nowMs: () => nowMs });
  impatient = new CredentialKeeper({ accounts, providers, guard, log, nowMs: () => nowMs, answerWithinMs: 100 });
  provider = providers.byKey('fake')!;
  const { calculatePKCECodeChallenge } = await import('oauth4webapi');
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: oauth.client.id, redirect_uri: 'https://postern.test/back', state: 'one', login_hint: 'ana' },
    ...{ code_challenge: await calculatePKCECodeChallenge('v'.repeat(43)), code_challenge_method: 'S256' },
  });
  const response = await fetch(`${oauth.issuer}/authorize?${query}`, { redirect: 'manual' });
  const answer = new URL(response.headers.get('location')!).searchParams;
  const wish = { state: 'one', verifier: 'v'.repeat(43), redirectUri: 'https://postern.test/back' };
  kept = keeper.grantOf('fake', await redeemCode(provider, wish, answer, { guard, signal }));
});

const textOf = (credential: MailCredential) => (credential.kind === 'access-token' ? credential.accessToken.reveal() : '');
const refreshes = () => oauth.asked.filter((each) => each === 'token refresh_token').length;
const codeOf = (trying: Promise<unknown>) =>
  trying.then(
    () => 'open',
    (error: unknown) => (isMailError(error) ? `${error.kind} ${error.code}` : String(error)),
  );

test('D6: a token is used until shortly before it ends; then it is refreshed once for all who wait, and the rotated refresh token is kept', async () => {
  const first = textOf(await keeper.open(account));
  nowMs += 3_400_000;
  expect(textOf(await keeper.open(account))).toBe(first);
  nowMs += 100_000;
  const all = (await Promise.all([1, 2, 3, 4].map(() => keeper.open(account)))).map(textOf);
  expect(new Set(all).size).toBe(1);
  expect(all[0]).not.toBe(first);
  expect([refreshes(), writes]).toEqual([1, 1]);
  nowMs += 3_600_000;
  expect(textOf(await keeper.open(account))).not.toBe(all[0]);
  expect([refreshes(), writes]).toEqual([2, 2]);
});

test('D6: a token that lives for seconds only is refreshed at half its time', async () => {
  oauth.lifeSeconds = 10;
  nowMs += 3_600_000;
  const short = textOf(await keeper.open(account));
  nowMs += 4_000;
  expect(textOf(await keeper.open(account))).toBe(short);
  nowMs += 2_000;
  expect(textOf(await keeper.open(account))).not.toBe(short);
});

test('D6: a refused token is replaced, and its successor is not: then age was not the reason', async () => {
  const source = keeper.sourceOf(account);
  const first = await source.open();
  const [one, two] = await Promise.all([source.renew(first), source.renew(first)]);
  expect(textOf(one!)).toBe(textOf(two!));
  expect(textOf(one!)).not.toBe(textOf(first));
  // another connection was refused with the old one meanwhile
  expect(textOf((await source.renew(first))!)).toBe(textOf(one!));
  expect(await source.renew(one!)).toBeNull();
  expect(refreshes()).toBe(1);
  nowMs += 61_000;
  expect(textOf((await source.renew(one!))!)).not.toBe(textOf(one!));
  expect(await source.renew({ kind: 'password', password: new Secret('x') })).toBeNull();
});

test('D6: a grant that is gone is asked for once, whoever wants in; another grant ends that', async () => {
  nowMs += 3_600_000;
  oauth.faults = { tokenError: { error: 'temporarily_unavailable', status: 503 } };
  expect(await codeOf(keeper.open(account))).toBe('temporary UNAVAILABLE');
  oauth.faults = { tokenError: { error: 'invalid_grant', status: 400 } };
  expect(await codeOf(keeper.open(account))).toBe('login-refused SIGN_IN_AGAIN');
  const asked = refreshes();
  oauth.faults = {};
  expect(await codeOf(keeper.open(account))).toBe('login-refused SIGN_IN_AGAIN');
  expect(refreshes()).toBe(asked);
  const grant = kept!;
  await keeper.replace(account, grant);
  expect(await codeOf(keeper.open(account))).toBe('open');
});

test('D6: what a person put in the place of a grant stays, also while that grant is being refreshed', async () => {
  nowMs += 3_600_000;
  let release = () => {};
  oauth.faults = {
    holdTokens: new Promise((resolve) => {
      release = resolve;
    }),
  };
  const opening = keeper.open(account);
  const replaced = keeper.replace(account, { kind: 'password', password: new Secret('by hand') });
  release();
  await Promise.all([opening, replaced]);
  expect(await keeper.open(account)).toMatchObject({ kind: 'password' });
});

test('D6: a token endpoint that does not answer is given up; nothing is taken for refused, and the next try gets its token', async () => {
  nowMs += 4_000_000;
  const { promise, resolve } = Promise.withResolvers<void>();
  oauth.faults = { holdTokens: promise };
  const waiting = [impatient.open(account), impatient.open(account)];
  for (const one of waiting) expect(await codeOf(one)).toBe('network ETIMEDOUT');
  expect(writes).toBe(0);
  // what was held is answered after all, for nobody; the grant is as it was where the server never saw the request through
  oauth.faults = { tokenError: { error: 'temporarily_unavailable', status: 503 } };
  resolve();
  expect(await codeOf(impatient.open(account))).toBe('temporary UNAVAILABLE');
});

test('D6: a code is not redeemed for ever: one that waits too long ends as a network that failed', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  oauth.faults = { holdTokens: promise };
  const wish = { state: 'one', verifier: 'v'.repeat(43), redirectUri: 'https://postern.test/back' };
  const answer = new URLSearchParams({ state: 'one', code: 'x' });
  const reach = { guard, signal, timeoutMs: 100 };
  expect(await codeOf(redeemCode(provider, wish, answer, reach))).toBe('network ETIMEDOUT');
  resolve();
});
