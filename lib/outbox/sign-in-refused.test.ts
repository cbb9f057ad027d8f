import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import { addTestPerson, openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { until } from '#lib/sync/testing/running-account.ts';
import { sendingRunner } from './testing/sending-runner.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore([]);
});
afterAll(() => opened.close());

async function queue(messageId: string, accountId = opened.accountId): Promise<void> {
  const { store } = opened;
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

test('what never got through to a server goes by the one that takes its place, at once', async () => {
  const { store } = opened;
  const { accountId } = await addTestPerson(store, 'moves@example.test');
  await queue('moved@example.test', accountId);
  const { trusted } = ensureCertificates();
  const nobody = { host: '127.0.0.1', port: 1, login: 'ana', password: 'secret' };
  const record = async () => (await store.submissions.get(accountId, null))[0];
  const first = new AbortController();
  const ended = sendingRunner(store, accountId, nobody, first.signal).run();
  await until(async () => (await record())?.state === 'deferred', 'nobody there');
  first.abort();
  await ended;
  const server = await startFakeSmtp({
    ...{ tls: 'tls', key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8') },
  });
  const second = new AbortController();
  const runner = sendingRunner(store, accountId, { ...nobody, port: server.port }, second.signal);
  const ran = runner.run();
  try {
    await runner.serverIsOther();
    await until(async () => (await record())?.state === 'done', 'it is sent');
    expect(server.messages).toHaveLength(1);
  } finally {
    second.abort();
    await ran;
    await server.stop();
  }
});

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
