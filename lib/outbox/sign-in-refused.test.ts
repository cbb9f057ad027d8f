import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { until } from '#lib/sync/testing/running-account.ts';
import { sendingRunner } from './testing/sending-runner.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore([]);
});
afterAll(() => opened.close());

async function queue(messageId: string): Promise<void> {
  const { store, accountId } = opened;
  const raw = Buffer.from(`From: ana@example.test\r\nMessage-ID: <${messageId}>\r\n\r\nHello\r\n`);
  const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
  const [identity] = await store.identities.get(accountId, null);
  await store.submissions.create(accountId, {
    identityId: identity!.id,
    ...{ emailId: null, threadId: null, rawBlobId: blobId, messageId, sendAtMs: Date.now(), nowMs: Date.now() },
    envelope: { mailFrom: { email: 'ana@example.test', parameters: null }, rcptTo: [{ email: 'bob@example.test', parameters: null }] },
    recipients: [{ address: 'bob@example.test', state: 'waiting', smtpReply: null }],
  });
}

test('an account that needs a new password keeps its queue: one refused login for all of it, and everything goes once somebody is let in', async () => {
  const { store, accountId } = opened;
  const { trusted } = ensureCertificates();
  let isGood = false;
  const server = await startFakeSmtp({
    ...{ tls: 'tls', key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8') },
    answer: (verb) => (verb === 'AUTH' && !isGood ? '535 5.7.8 no' : undefined),
  });
  const logins = () => server.commands.filter((line) => line.startsWith('AUTH')).length;
  const records = () => store.submissions.get(accountId, null);
  const stop = new AbortController();
  const runner = sendingRunner(store, accountId, { host: '127.0.0.1', port: server.port, login: 'ana', password: 'old' }, stop.signal);
  await queue('one@example.test');
  await queue('two@example.test');
  const ended = runner.run();
  try {
    await until(async () => (await records()).some(({ error }) => error?.stage === 'auth'), 'the refusal');
    // News of the store are no reason to ask again; the third stands behind the others.
    await queue('three@example.test');
    runner.wake();
    await until(async () => (await records()).length === 3, 'the third in the queue');
    expect((await records()).map(({ state }) => state).sort()).toEqual(['deferred', 'held', 'held']);
    expect(logins()).toBe(1);
    expect((await records()).flatMap(({ recipients }) => recipients.map(({ state }) => state))).toEqual(['waiting', 'waiting', 'waiting']);

    // A person who asks for it gets one more try.
    const waiting = (await records()).find(({ state }) => state === 'deferred')!;
    await store.submissions.steer(accountId, waiting.id, 'now', Date.now());
    runner.wakeByPerson();
    await until(async () => logins() === 2, 'a second try');
    await until(async () => (await records()).every(({ state }) => state === 'deferred' || state === 'held'), 'its end');

    isGood = true;
    await runner.signInIsGood();
    await until(async () => (await records()).every(({ state }) => state === 'done'), 'all of it sent');
    expect(server.messages).toHaveLength(3);
    expect(logins()).toBe(5);
  } finally {
    stop.abort();
    await ended;
    await server.stop();
  }
});
