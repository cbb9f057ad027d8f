import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeOAuth, type MailUser, type OwnMailServers, startFakeOAuth, startMailServers } from '#e2e/servers/index.ts';
import { isMailError, type PersonId, Secret } from '#lib/mail/index.ts';
import type { AccountMail, Gateway, OAuthWish } from './api.ts';
import { arrived, create, mailboxOf, message, settled, submit } from './testing/read-mail.ts';
import { eventually, startTestGateway } from './testing/test-gateway.ts';

let oauth: FakeOAuth;
let servers: OwnMailServers;
let dir = '';
let env: Record<string, string> = {};
let house: Awaited<ReturnType<typeof startTestGateway>>;
let gateway: Gateway;
const signal = AbortSignal.timeout(600_000);

beforeAll(async () => {
  oauth = await startFakeOAuth();
  servers = await startMailServers({ dovecotConfig: oauth.dovecotConfig });
  dir = await mkdtemp(join(tmpdir(), 'postern-oauth-test-'));
  const server = (t: string, p: number) => ({ t, h: 'localhost', p, s: 'tls', u: 'email', a: ['oauth2'] });
  const out = [server('smtp', servers.smtp.tlsPort)];
  const table = {
    domains: { 'example.test': 'fake', 'pop.example.test': 'maildrop', 'elsewhere.test': 'elsewhere' },
    providers: {
      fake: {
        n: 'Fake Mail',
        in: [server('imap', servers.imap.tlsPort), server('pop3', servers.pop3.tlsPort)],
        out,
        oauth: 'fake.test',
        sieve: { h: 'localhost', p: servers.sieve.port, s: 'starttls' },
      },
      maildrop: { n: 'Fake maildrop', in: [server('pop3', servers.pop3.tlsPort)], out, oauth: 'fake.test' },
      elsewhere: { n: 'Elsewhere', in: [{ ...server('imap', 993), h: '127.0.0.1' }], out, oauth: 'fake.test' },
    },
    oauth: { 'fake.test': oauth.facts(['localhost']) },
  };
  writeFileSync(join(dir, 'providers.json'), JSON.stringify(table));
  env = {
    POSTERN_PROVIDERS: join(dir, 'providers.json'),
    POSTERN_OAUTH_FAKE_CLIENT_ID: oauth.client.id,
    POSTERN_OAUTH_FAKE_CLIENT_SECRET: oauth.client.secret,
  };
});
afterAll(async () => {
  await servers?.stop();
  await oauth?.stop();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  oauth.faults = {};
  oauth.chooses = null;
  oauth.lifeSeconds = 3_600;
  oauth.asked.length = 0;
  house = await startTestGateway({ env });
  gateway = house.gateway;
});
afterEach(() => house.stop());

/** What a browser does: goes there, and comes back with an answer. */
async function visit(url: string): Promise<URLSearchParams> {
  const response = await fetch(url, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? 'https://nowhere.invalid').searchParams;
}
const wishFor = (address: string): OAuthWish => ({ purpose: 'sign-in', address, protocol: null });
async function enter(wish: OAuthWish, personId: PersonId | null = null) {
  const { url, binding } = await gateway.oauth.begin(wish, null, signal);
  return gateway.oauth.finish({ provider: 'fake', query: await visit(url), binding, personId }, signal);
}
const codeOf = (trying: Promise<unknown>): Promise<string> =>
  trying.then(
    () => 'in',
    (error: unknown) => (isMailError(error) ? `${error.kind} ${error.code}` : String(error)),
  );
async function mailOf(user: MailUser): Promise<AccountMail & { personId: PersonId }> {
  const { personId, accountId } = await enter(wishFor(user.address));
  const mail = (await gateway.userMail(personId)).account(accountId)!;
  await mail.ready(signal);
  return Object.assign(mail, { personId });
}
const refreshes = () => oauth.asked.filter((each) => each === 'token refresh_token').length;

test('D6: a mailbox is opened by the provider’s window; mail comes by IMAP and goes by submission, without a password anywhere', async () => {
  const [ana, bo] = [await servers.newUser('ana'), await servers.newUser('bo')];
  await servers.fillMailbox(ana, 'INBOX', 2);
  const mail = await mailOf(ana);
  await arrived(mail, await mailboxOf(mail, 'inbox'), 2);
  const draft = await create(mail, message('by token'), await mailboxOf(mail, 'drafts'), ['$draft']);
  await submit(mail, draft, ana.address, [bo.address]);
  await eventually(async () => (await servers.doveadm(['search', '-u', bo.login, 'subject', 'by token'])).trim() !== '', 'the message');
  // the window again is the same person
  const again = await enter(wishFor(ana.address));
  expect(again.personId).toBe(mail.personId);
  expect(await gateway.oauth.usedBy((await gateway.store.people.account(mail.id))!)).toEqual({ provider: 'fake', name: 'Fake Mail' });
});

test('D6: the same by POP3 and ManageSieve', async () => {
  const user = await servers.addUser(`pop-${crypto.randomUUID().slice(0, 8)}@pop.example.test`);
  await servers.deliver(user, message('for the maildrop'));
  const { personId, accountId } = await enter(wishFor(user.address));
  const mail = (await gateway.userMail(personId)).account(accountId)!;
  await mail.ready(signal);
  await arrived(mail, await mailboxOf(mail, 'inbox'), 1);
  const imap = await mailOf(await servers.newUser('away'));
  const running = await eventually(async () => (await gateway.store.vacations.get(imap.id)).service === 'yes', 'ManageSieve');
  expect(running).toBe(true);
});

test('D6: a maildrop whose grant is withdrawn asks for its person too, keeps its mail, and goes on after one visit', async () => {
  const user = await servers.addUser(`again-${crypto.randomUUID().slice(0, 8)}@pop.example.test`);
  await servers.deliver(user, message('before'));
  const { personId, accountId } = await enter(wishFor(user.address));
  const mail = (await gateway.userMail(personId)).account(accountId)!;
  await mail.ready(signal);
  const inbox = await mailboxOf(mail, 'inbox');
  const [before] = await arrived(mail, inbox, 1);
  oauth.endTokens();
  oauth.endGrants();
  await servers.deliver(user, message('after'));
  const health = await eventually(async () => {
    mail.checkNow();
    const now = await mail.health();
    return now.state === 'needs-you' ? now : null;
  }, 'an account that needs its person');
  expect(health.error).toMatchObject({ code: 'SIGN_IN_AGAIN' });
  await enter({ purpose: 'renew', personId, accountId }, personId);
  const now = await arrived(mail, inbox, 2);
  expect(now.map(({ id }) => id)).toContain(before?.id);
  const wire = JSON.stringify(await gateway.wireLog(personId, accountId, 0));
  expect(wire).toContain('[secret]');
  expect(oauth.given.filter((token) => wire.includes(token))).toEqual([]);
});

const door = () => ({ side: 'incoming' as const, port: servers.imap.tlsPort, tls: 'tls' as const });

test('D6: a token that a server refuses before its time is replaced at once, and only once', async () => {
  const [ana, bo] = [await servers.newUser('ana'), await servers.newUser('bo')];
  const mail = await mailOf(ana);
  await settled(mail);
  oauth.endTokens();
  const draft = await create(mail, message('after the token'), await mailboxOf(mail, 'drafts'), ['$draft']);
  await submit(mail, draft, ana.address, [bo.address]);
  await eventually(
    async () => (await servers.doveadm(['search', '-u', bo.login, 'subject', 'after the token'])).trim() !== '',
    'the message',
  );
  expect(refreshes()).toBe(1);
});

test('D6: invalid_grant asks the person to sign in again; the queue waits and goes on where it was', async () => {
  const [ana, bo] = [await servers.newUser('ana'), await servers.newUser('bo')];
  await servers.fillMailbox(ana, 'INBOX', 1);
  const mail = await mailOf(ana);
  await arrived(mail, await mailboxOf(mail, 'inbox'), 1);
  await settled(mail);
  oauth.endTokens();
  oauth.endGrants();
  const draft = await create(mail, message('kept in the queue'), await mailboxOf(mail, 'drafts'), ['$draft']);
  await submit(mail, draft, ana.address, [bo.address]);
  const waiting = await eventually(async () => {
    const [row] = await gateway.store.submissions.get(mail.id, null);
    return row?.state === 'deferred' ? row : null;
  }, 'a message that waits');
  expect(waiting.error).toMatchObject({ kind: 'login-refused', code: 'SIGN_IN_AGAIN' });
  await servers.stopIncoming();
  await servers.startIncoming();
  const health = await eventually(async () => {
    mail.checkNow();
    const now = await mail.health();
    return now.state === 'needs-you' ? now : null;
  }, 'an account that needs its person');
  expect(health.error).toMatchObject({ code: 'SIGN_IN_AGAIN' });
  const asked = refreshes();
  await codeOf(gateway.changeDoor(mail.personId, mail.id, door(), signal));
  expect(refreshes(), 'a grant that is gone is not asked for again').toBe(asked);

  const other = await servers.newUser('other');
  expect(await codeOf(enter({ purpose: 'renew', personId: mail.personId, accountId: mail.id }, null))).toBe('login-refused OAUTH_LOST');
  const stranger = await enter(wishFor(other.address));
  expect(await codeOf(enter({ purpose: 'renew', personId: stranger.personId, accountId: mail.id }, stranger.personId))).toBe(
    'not-found null',
  );
  const back = await enter({ purpose: 'renew', personId: mail.personId, accountId: mail.id }, mail.personId);
  expect(back).toMatchObject({ purpose: 'renew', accountId: mail.id });
  await eventually(async () => (await servers.doveadm(['search', '-u', bo.login, 'subject', 'kept in the queue'])).trim() !== '', 'it');
  await settled(mail);
  await arrived(mail, await mailboxOf(mail, 'inbox'), 1);
});

test('D6: state, code, provider and browser belong together; each answer holds once', async () => {
  const user = await servers.newUser('ana');
  const { url, binding } = await gateway.oauth.begin(wishFor(user.address), null, signal);
  const query = await visit(url);
  const finish = (change: Partial<Parameters<Gateway['oauth']['finish']>[0]>) =>
    codeOf(gateway.oauth.finish({ provider: 'fake', query, binding, personId: null, ...change }, signal));
  const other = await gateway.oauth.begin(wishFor(user.address), null, signal);
  expect(await finish({ query: new URLSearchParams({ ...Object.fromEntries(query), state: 'x'.repeat(43) }) })).toBe(
    'login-refused OAUTH_LOST',
  );
  expect(await finish({ binding: other.binding })).toBe('login-refused OAUTH_LOST');
  // the visit is over with the first answer, right or wrong
  expect(await finish({})).toBe('login-refused OAUTH_LOST');
  const second = await visit(other.url);
  expect(await finish({ query: second, binding: other.binding, provider: 'google' })).toBe('login-refused OAUTH_LOST');
  expect(oauth.asked.filter((each) => each.startsWith('token'))).toEqual([]);

  const third = await gateway.oauth.begin(wishFor(user.address), binding, signal);
  expect(third.binding).toBe(binding);
  const answer = await visit(third.url);
  expect(await finish({ query: answer })).toBe('in');
  expect(await finish({ query: answer })).toBe('login-refused OAUTH_LOST');
  // somebody else's code in an answer of one's own: PKCE
  const [mine, theirs] = [
    await gateway.oauth.begin(wishFor(user.address), null, signal),
    await gateway.oauth.begin(wishFor(user.address), null, signal),
  ];
  const mixed = new URLSearchParams({ state: (await visit(mine.url)).get('state')!, code: (await visit(theirs.url)).get('code')! });
  expect(await finish({ query: mixed, binding: mine.binding })).toBe('login-refused SIGN_IN_AGAIN');
});

test('D6: a provider that misbehaves lets nobody in, and says in a closed word why', async () => {
  const user = await servers.newUser('ana');
  const tryWith = (faults: FakeOAuth['faults']) => {
    oauth.faults = faults;
    return codeOf(enter(wishFor(user.address)));
  };
  expect(await tryWith({ wrongState: true })).toBe('login-refused OAUTH_LOST');
  expect(await tryWith({ authorizeError: 'access_denied' })).toBe('login-refused CONSENT_DENIED');
  expect(await tryWith({ authorizeError: 'temporarily_unavailable' })).toBe('temporary UNAVAILABLE');
  expect(await tryWith({ tokenError: { error: 'invalid_client', status: 401 } })).toBe('login-unavailable OAUTH_CLIENT');
  expect(await tryWith({ tokenError: { error: '<script>', status: 400 } })).toBe('protocol OAUTH_ANSWER');
  expect(await tryWith({ tokenError: { error: 'server_error', status: 503 } })).toBe('temporary UNAVAILABLE');
  expect(await tryWith({ nonsense: true })).toBe('protocol OAUTH_ANSWER');
  oauth.chooses = (await servers.newUser('bo')).address;
  expect(await tryWith({})).toBe('login-refused OAUTH_OTHER_MAILBOX');
  oauth.chooses = null;
  // a token that is dead on arrival opens nothing
  oauth.lifeSeconds = 0;
  expect(await tryWith({})).toBe('login-refused OAUTH_OTHER_MAILBOX');
  oauth.lifeSeconds = 3_600;
  expect(await tryWith({ sloppy: true })).toBe('in');
});

test('D6, V: tokens go to hosts of their provider only; removing the account gives the grant back', async () => {
  expect(await codeOf(enter(wishFor('ana@elsewhere.test')))).toBe('not-found OAUTH_ONLY');
  const mail = await mailOf(await servers.newUser('ana'));
  await gateway.removeAccount(mail.personId, mail.id);
  await eventually(async () => oauth.asked.includes('revoke'), 'a revocation');
});

test('D6: one more account by the window; a password in the place of a grant, and back', async () => {
  const [ana, bo] = [await servers.newUser('ana'), await servers.newUser('bo')];
  const { personId } = await enter(wishFor(ana.address));
  const added = await enter({ purpose: 'add', personId, address: bo.address, protocol: 'imap' }, personId);
  const account = (await gateway.store.people.account(added.accountId))!;
  expect([account.personId, account.address]).toEqual([personId, bo.address]);
  const asBefore = { incoming: account.servers.incoming, outgoing: account.servers.outgoing };
  await gateway.updateAccount(personId, account.id, { address: bo.address, password: new Secret(bo.password), servers: asBefore }, signal);
  expect(await gateway.oauth.usedBy(account)).toBeNull();
  // adding it once more lets it in again
  expect((await enter({ purpose: 'add', personId, address: bo.address, protocol: 'imap' }, personId)).accountId).toBe(account.id);
  expect(await gateway.oauth.usedBy(account)).toMatchObject({ provider: 'fake' });
});
