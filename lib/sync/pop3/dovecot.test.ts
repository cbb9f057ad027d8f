import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import { defaultPop3Settings, Secret } from '#lib/mail/index.ts';
import { connectPop3, type Pop3Session } from '#lib/pop3/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { mail, RunningMaildrop } from './testing/running-maildrop.ts';

const servers = await sharedMailServers();
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });

let house: TestStore;
beforeAll(async () => {
  house = await openTestStore([]);
});
afterAll(() => house.close());

const connectAs = (user: MailUser): Promise<Pop3Session> =>
  connectPop3({
    server: { host: servers.pop3.host, port: servers.pop3.tlsPort, tls: 'tls', login: user.login },
    credential: { kind: 'password', password: new Secret(user.password) },
    guard,
    log: { debug() {} },
  });

test('V5, P8: another client deletes while we download, a third has the maildrop open: what is left is here once, and the next look fetches nothing', async () => {
  const user = await servers.newUser('maildrop-shared');
  const subjects = Array.from({ length: 40 }, (_, at) => `Shared ${String(at).padStart(2, '0')}`);
  await servers.deliverMany(
    user,
    subjects.map((subject) => mail(subject, { body: 'x'.repeat(20_000) })),
  );
  const running = await RunningMaildrop.open(house);
  running.settings = { ...defaultPop3Settings, policy: { kind: 'remove' } };
  const third = await connectAs(user);
  let retrieved = 0;
  running.connect = async () => {
    const session = await connectAs(user);
    const retrEach: Pop3Session['retrEach'] = async function* (...values) {
      for await (const answer of session.retrEach(...values)) {
        retrieved += 1;
        // The oldest come last: they are not fetched yet.
        if (retrieved === 3)
          for (const subject of subjects.slice(0, 4))
            await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'header', 'subject', subject]);
        yield answer;
      }
    };
    return new Proxy(session, {
      get(target, name) {
        const value = name === 'retrEach' ? retrEach : Reflect.get(target, name, target);
        return typeof value === 'function' && name !== 'retrEach' ? value.bind(target) : value;
      },
    });
  };
  const left = subjects.slice(4);
  const isOver = async () => {
    const here = await running.subjects();
    const table = await servers.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'uid', 'all']);
    return left.every((subject) => here.includes(subject)) && table.trim().split('\n').length <= 1;
  };
  running.start();
  await running.engine.ready(AbortSignal.timeout(30_000));
  await running.until(async () => {
    if (await isOver()) return true;
    running.engine.checkNow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }, 'all of it is here and nothing is there');
  await third.quit();
  const here = await running.subjects();
  expect(new Set(here).size).toBe(here.length);
  const before = retrieved;
  await running.stop();
  await running.until(() => running.engine.health.state === 'ok', 'a session with nothing new');
  expect(retrieved).toBe(before);
});

// Dovecot lets the second session wait for ten seconds before it says [IN-USE].
test.skipIf(process.env.POSTERN_TEST_LONG !== '1')(
  'P5, V5: while another session has the maildrop locked and a second client deletes from it nobody is troubled; what is left comes when the lock is gone',
  async () => {
    const user = await servers.addUser(`maildrop-locked-${crypto.randomUUID().slice(0, 8)}`, { locksMaildrop: true });
    await servers.deliverMany(
      user,
      ['Gone', 'Left', 'Kept'].map((subject) => mail(subject)),
    );
    const running = await RunningMaildrop.open(house);
    running.settings = { ...defaultPop3Settings, policy: { kind: 'remove' } };
    running.connect = () => connectAs(user);
    const third = await connectAs(user);
    running.start();
    await running.until(() => running.engine.health.state === 'retrying', 'the lock is met');
    expect(running.engine.health.error).toMatchObject({ kind: 'temporary', code: 'IN-USE' });
    expect(await running.subjects()).toEqual([]);
    await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'header', 'subject', 'Gone']);
    await third.quit();
    running.engine.checkNow();
    await running.until(() => running.engine.health.state === 'ok', 'a session of our own');
    await running.stop();
    expect(await running.subjects()).toEqual(['Kept', 'Left']);
    const table = await servers.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'uid', 'all']);
    expect(table.trim().split('\n').length).toBeLessThanOrEqual(1);
  },
);
