import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServers, type MailUser, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { noVacation, Secret } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { connectSieve, type SieveSession } from '#lib/sieve/index.ts';
import type { AccountMail, MailboxLogin } from './api.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

let servers: MailServers;
let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  servers = await sharedMailServers();
  running = await startTestGateway();
});
afterAll(() => running.stop());

const signal = AbortSignal.timeout(10 * 60_000);

function loginWithSieve(user: MailUser, of: MailServers = servers): MailboxLogin {
  const login = loginOf(of, user);
  return { ...login, servers: { ...login.servers!, sieve: { host: 'localhost', port: of.sieve.port, tls: 'starttls', login: null } } };
}

const sieveOf = (user: MailUser): Promise<SieveSession> =>
  connectSieve({
    server: { host: 'localhost', port: servers.sieve.port, tls: 'starttls', login: user.login },
    credential: { kind: 'password', secret: new Secret(user.password) },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    log: { debug: () => undefined },
    signal,
  });

const carried = (mail: AccountMail) => eventually(async () => (await mail.health()).pending === 0, 'the answer was carried');
const away = { ...noVacation, isEnabled: true, subject: 'Away', textBody: 'Back on Monday' };

test('J23: an account with ManageSieve has it, one without has not; it is known after a restart', async () => {
  const user = await servers.newUser('sieve');
  const { user: person, mail, accountId } = await openMail(running.gateway, loginWithSieve(user));
  expect(await mail.vacation(signal)).toEqual(noVacation);
  const fresh = await running.gateway.userMail(person.personId);
  expect(fresh.accounts.map(({ hasVacation }) => hasVacation)).toEqual([true]);
  expect((await fresh.pushStates())[accountId]).toHaveProperty('VacationResponse');

  // nothing listens on 4190 of this machine, or what does is none of ours
  const without = await openMail(running.gateway, loginOf(servers, await servers.newUser('none')));
  expect(await without.mail.vacation(signal)).toBeNull();
  expect((await without.user.pushStates())[without.accountId]).not.toHaveProperty('VacationResponse');
});

test('RFC 8620 §2: a client that is no screen of ours gets a Session that knows what the account has', async () => {
  const user = await servers.newUser('first');
  const { personId } = await running.gateway.signIn(loginWithSieve(user), signal);
  const access = { scope: 'send', accountIds: null, credential: 'm:x', by: 'mailbox-password' } as const;
  const { accounts } = await running.gateway.userMail(personId, access);
  expect(accounts.map(({ hasVacation }) => hasVacation)).toEqual([true]);
});

test('RFC 8621 §8: what is set is shown at once, and the real server answers a delivered mail with it', async () => {
  const [user, friend] = [await servers.newUser('away'), await servers.newUser('friend')];
  const { mail } = await openMail(running.gateway, loginWithSieve(user));
  await mail.vacation(signal);
  await mail.setVacation(away);
  expect(await mail.vacation(signal)).toEqual(away);
  await carried(mail);
  await servers.deliver(user, `From: ${friend.address}\r\nTo: ${user.address}\r\nSubject: hello\r\nMessage-ID: <v1@e.test>\r\n\r\nx\r\n`, {
    from: friend.address,
  });
  const answer = await servers.doveadm(['fetch', '-u', friend.login, 'text', 'mailbox', 'INBOX']);
  expect(answer).toMatch(/^Subject: Away/m);
  expect(answer).toContain('Back on Monday');

  await mail.setVacation({ ...away, isEnabled: false });
  await carried(mail);
  const other = await servers.newUser('other');
  await servers.deliver(user, `From: ${other.address}\r\nTo: ${user.address}\r\nSubject: hello\r\nMessage-ID: <v2@e.test>\r\n\r\nx\r\n`, {
    from: other.address,
  });
  expect(await servers.doveadm(['fetch', '-u', other.login, 'text', 'mailbox', 'INBOX'])).toBe('');
});

test('J12: what the server cannot do is undone, and account health tells', async () => {
  const user = await servers.newUser('own');
  const sieve = await sieveOf(user);
  await sieve.putScript('mine', 'require "vacation";\r\nvacation "mine";\r\n');
  await sieve.setActive('mine');
  const { user: person, mail, accountId } = await openMail(running.gateway, loginWithSieve(user));
  await mail.vacation(signal);
  const before = (await person.pushStates())[accountId];
  await mail.setVacation(away);
  await eventually(async () => (await mail.vacation(signal))?.isEnabled === false, 'the answer is off again');
  const events = await mail.store.events(accountId, 0);
  expect(events.map(({ kind }) => kind)).toEqual(['vacation:OWN_VACATION']);
  expect((await running.gateway.userMail(person.personId).then((one) => one.pushStates()))[accountId]?.VacationResponse).not.toBe(
    before?.VacationResponse,
  );
  expect(await sieve.listScripts()).toEqual([{ name: 'mine', isActive: true }]);
  sieve.destroy();
});

test('what was set while the server is down is carried when it is back, and survives a restart of ours', async () => {
  await using own = await startMailServers({ smtp: false });
  const user = await own.newUser('down');
  const first = await startTestGateway({ keep: true });
  const { mail, user: person, accountId } = await openMail(first.gateway, loginWithSieve(user, own));
  await mail.vacation(signal);
  await own.stopIncoming();
  await mail.setVacation(away);
  await eventually(async () => (await mail.store.vacations.get(accountId)).attempts > 0, 'a try in vain');
  expect(await mail.vacation(signal)).toEqual(away);
  expect((await mail.health()).pending).toBe(1);
  await first.stop();
  await own.startIncoming();
  const second = await startTestGateway({ dir: first.dir });
  try {
    const again = (await second.gateway.userMail(person.personId)).account(accountId)!;
    expect(await again.vacation(signal)).toEqual(away);
    // the wait after a try in vain is a minute: another change does not wait for it
    await again.setVacation({ ...away, textBody: 'Back on Tuesday' });
    await carried(again);
    expect(await own.doveadm(['sieve', 'list', '-u', user.login])).toMatch(/postern-out-of-office\s+ACTIVE/);
  } finally {
    await second.stop();
  }
});
