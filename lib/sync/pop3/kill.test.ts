import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import { type AccountId, defaultPop3Settings, type Pop3Policy, Secret } from '#lib/mail/index.ts';
import { connectPop3, type Pop3Session } from '#lib/pop3/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { openStore } from '#lib/store/index.ts';
import { KilledProcess } from '#lib/store/testing/killed-process.ts';
import { addTestPerson, openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import type { DyingOrder } from './testing/dying-process.ts';
import { FakeMaildrop } from './testing/fake-maildrop.ts';
import { mail, RunningMaildrop } from './testing/running-maildrop.ts';

// V5, P8: a process that dies between RETR and QUIT, over a real Dovecot.

const isLong = process.env.POSTERN_TEST_LONG === '1';
const servers = await sharedMailServers();
const day = 24 * 60 * 60_000;
/** The days go by while this goes on. */
const aheadMsAt = (at: number) => at * (day / 2);

let house: TestStore;
beforeAll(async () => {
  house = await openTestStore([]);
  // The processes to be killed have the folder to themselves.
  await house.store.close();
});
afterAll(() => house.close().catch(() => undefined));

const newProcess = () => new KilledProcess<DyingOrder>(new URL('testing/dying-process.ts', import.meta.url), house.dataDir);

const sessionOf = (user: MailUser): Promise<Pop3Session> =>
  connectPop3({
    server: { host: servers.pop3.host, port: servers.pop3.tlsPort, tls: 'tls', login: user.login },
    credential: { kind: 'password', password: new Secret(user.password) },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    log: { debug() {} },
  });

async function onServer(user: MailUser): Promise<number> {
  const session = await sessionOf(user);
  const { messages } = await session.stat();
  await session.quit();
  return messages;
}

/** With the steps at which the sample dies: after the rows, before them, before QUIT and before it said DELE, before the rows and amid DELE. */
const policies: [string, Pop3Policy, (messages: number, destroyed: number) => number, number[]][] = [
  ['left for ever', { kind: 'keep' }, (messages) => messages, [8]],
  ['for one day', { kind: 'days', days: 1 }, () => 0, [5]],
  ['until deleted here', { kind: 'until-deleted' }, (messages, destroyed) => messages - destroyed, [9, 13]],
  ['removed at once', { kind: 'remove' }, () => 0, [6, 18]],
];
/** Every distance from the first octet to the answer to QUIT comes by. */
const mostKills = 50;

test.each(policies)(
  'P8, V5, pop3-kill: kill -9 between RETR and QUIT, mail %s: nothing is lost, nothing is there twice',
  { timeout: isLong ? 3_120_000 : 300_000 },
  async (_, policy, leftOnServer, sample) => {
    const kills = isLong ? mostKills : sample.length;
    const user = await servers.newUser('maildrop-killed');
    const store = await openStore({ dataDir: house.dataDir });
    const { accountId } = await addTestPerson(store, `${crypto.randomUUID()}@pop.test`);
    await store.close();
    const order = (dieAt: number, at: number): DyingOrder => ({
      dataDir: house.dataDir,
      accountId: accountId as AccountId,
      server: { host: servers.pop3.host, port: servers.pop3.tlsPort, login: user.login, password: user.password },
      settings: { ...defaultPop3Settings, policy },
      aheadMs: aheadMsAt(at),
      destroysOne: policy.kind === 'until-deleted',
      dieAt,
    });
    const subjects: string[] = [];
    const destroyed: string[] = [];
    let died = 0;
    let mostSteps = 24;
    let next = newProcess();
    for (let at = 0; at < kills; at += 1) {
      const fresh = Array.from({ length: 1 + (at % 3) }, (_each, index) => `Kill ${at}.${index}`);
      subjects.push(...fresh);
      await servers.deliverMany(
        user,
        fresh.map((subject) => mail(subject, { receivedAt: new Date(Date.now() - day + at * 60_000).toUTCString() })),
      );
      const dieAt = isLong ? 1 + ((at * 5) % mostSteps) : sample[at]!;
      const running = next;
      // Loads its code while this one works.
      if (at + 1 < kills) next = newProcess();
      const { said, wasKilled } = await running.run(order(dieAt, at));
      destroyed.push(...said);
      if (wasKilled) died += 1;
      else mostSteps = Math.max(8, Math.min(mostSteps, dieAt));
    }
    expect(died).toBeGreaterThan(kills / 2);
    // Undisturbed, to the end, and in this process. What comes now and stays for a day goes in a session after that.
    const after = await openStore({ dataDir: house.dataDir });
    const running = RunningMaildrop.over({ ...house, store: after }, accountId, new FakeMaildrop());
    running.settings = { ...defaultPop3Settings, policy };
    running.connect = () => sessionOf(user);
    for (const at of policy.kind === 'days' ? [kills + 4, kills + 8] : [kills + 4]) {
      running.aheadMs = aheadMsAt(at);
      await running.until(() => running.engine.health.state === 'ok', 'a session that nobody disturbs');
    }

    const found = await after.emails.query(accountId, {
      filter: null,
      ...{ sort: [], collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: false },
    });
    const here = await after.emails.summaries(accountId, 'ids' in found ? found.ids : []);
    for (const { rawBlobId } of here) expect(await after.maildrops.hasRaw(accountId, rawBlobId!)).toBe(true);
    await after.close();
    const expected = subjects.filter((subject) => !destroyed.includes(subject));
    expect(here.map(({ subject }) => subject).sort()).toEqual(expected.sort());
    expect(await onServer(user)).toBe(leftOnServer(subjects.length, destroyed.length));
  },
);
