import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCertificates, sharedMailServers } from '#e2e/servers/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import { openStore } from '#lib/store/index.ts';
import { KilledProcess } from '#lib/store/testing/killed-process.ts';
import { addTestPerson, openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { until } from '#lib/sync/testing/running-account.ts';
import type { SendingOrder } from './testing/dying-sender.ts';
import { sendingRunner } from './testing/sending-runner.ts';

// X4, V4: a process that dies at any state of S3, with a server that counts what was delivered.

const isLong = process.env.POSTERN_TEST_LONG === '1';
/** Some hundred messages are left over when all of 400 processes were killed. A hang guard. */
const endWithinMs = isLong ? 900_000 : 30_000;
const servers = await sharedMailServers();

let house: TestStore;
beforeAll(async () => {
  house = await openTestStore([]);
  // The processes to be killed have the folder to themselves.
  await house.store.close();
});
afterAll(() => house.close().catch(() => undefined));

type CountingServer = Pick<SendingOrder, 'server' | 'from' | 'to'> & {
  /** Message-IDs of everything delivered so far, each as often as it was */
  delivered: () => Promise<string[]>;
  stop: () => Promise<void>;
};

async function scripted(): Promise<CountingServer> {
  const { trusted } = ensureCertificates();
  const smtp = await startFakeSmtp({
    tls: 'tls',
    key: readFileSync(trusted.keyFile, 'utf8'),
    cert: readFileSync(trusted.certFile, 'utf8'),
  });
  return {
    server: { host: '127.0.0.1', port: smtp.port, login: 'ana', password: 'secret' },
    from: 'ana@example.test',
    to: 'bob@example.test',
    delivered: async () => smtp.messages.flatMap((message) => /^Message-ID: <(.+)>\r$/m.exec(message)?.[1] ?? []),
    stop: () => smtp.stop(),
  };
}

async function postfix(): Promise<CountingServer> {
  const [sender, receiver] = [await servers.newUser('dying-sender'), await servers.newUser('counting')];
  return {
    server: { host: servers.smtp.host, port: servers.smtp.tlsPort, login: sender.login, password: sender.password },
    from: sender.address,
    to: receiver.address,
    delivered: async () =>
      [...(await servers.doveadm(['fetch', '-u', receiver.login, 'hdr.message-id', 'all'])).matchAll(/<([^>]+)>/g)].map(([, id]) => id!),
    stop: async () => {},
  };
}

/** With the steps at which the sample dies: each state of S3 is a step before and one after it is durable. */
test.each([
  ['a scripted server', scripted, [8, 11, 12, 13], 400],
  ['Postfix', postfix, [12, 9], 100],
] as const)(
  'X4, V4: kill -9 at each state of S3, towards %s: nothing is lost and nothing is sent twice',
  { timeout: isLong ? 3_600_000 : 240_000 },
  async (_, start, sample, inFull) => {
    const counting = await start();
    const { server, from, to } = counting;
    const kills = isLong ? inFull : sample.length;
    const store = await openStore({ dataDir: house.dataDir });
    const accountId: AccountId = (await addTestPerson(store, `${crypto.randomUUID()}@kill.test`)).accountId;
    await store.close();
    const newProcess = () => new KilledProcess<SendingOrder>(new URL('testing/dying-sender.ts', import.meta.url), house.dataDir);
    const told: string[] = [];
    let died = 0;
    let next = newProcess();
    for (let at = 0; at < kills; at += 1) {
      const running = next;
      // Loads its code while this one works.
      if (at + 1 < kills) next = newProcess();
      const dieAt = isLong ? 1 + ((at * 7) % 18) : sample[at]!;
      const order = { dataDir: house.dataDir, accountId, server, from, to, messageId: `${at}.${crypto.randomUUID()}@kill.test`, dieAt };
      const { said, wasKilled } = await running.run(order);
      told.push(...said);
      if (wasKilled) died += 1;
    }
    expect(died).toBeGreaterThan(kills / 2);

    const after = await openStore({ dataDir: house.dataDir });
    const stop = new AbortController();
    const ended = sendingRunner(after, accountId, server, stop.signal).run();
    const records = () => after.submissions.get(accountId, null);
    try {
      await until(
        async () => (await records()).every(({ state }) => state === 'done' || state === 'uncertain'),
        'the end of every message',
        endWithinMs,
      );
      const all = await records();
      // Whoever was told that it waits finds it.
      const known = all.map(({ messageId }) => messageId ?? '');
      expect(told.filter((messageId) => !known.includes(messageId))).toEqual([]);
      const done = all.filter(({ state }) => state === 'done').map(({ messageId }) => messageId ?? '');
      await until(
        async () => {
          const delivered = new Set(await counting.delivered());
          return done.every((messageId) => delivered.has(messageId));
        },
        'the delivery of every message that was sent',
        endWithinMs,
      );
      const delivered = await counting.delivered();
      expect(new Set(delivered).size, 'sent twice').toBe(delivered.length);
      expect(delivered.filter((messageId) => !known.includes(messageId))).toEqual([]);
      // Not known is only what died behind its dot.
      expect(all.length - done.length).toBeLessThan(Math.max(3, kills / 2));
    } finally {
      stop.abort();
      await ended;
      await after.close();
      await counting.stop();
    }
  },
);
