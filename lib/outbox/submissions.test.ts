import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCertificates, sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { type AccountServers, Secret } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { SmtpDeadlines } from '#lib/smtp/index.ts';
import { type FakeSmtp, type FakeSmtpScript, startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { until } from '#lib/sync/testing/running-account.ts';
import { SubmissionRunner } from './submission-runner.ts';

const servers = await sharedMailServers();
const user = await servers.newUser('sender');
const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const raw = Buffer.from(
  'From: ana@example.test\r\nTo: bob@example.test\r\nSubject: Once\r\nMessage-ID: <once@example.test>\r\n\r\nHello\r\n.\r\nend\r\n',
);

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

/** A message in the queue, as the gateway puts it there. */
async function queue(to: string[], messageId: string | null = 'once@example.test'): Promise<SubmissionRecord> {
  const { store, accountId } = opened;
  const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
  const [identity] = await store.identities.get(accountId, null);
  return store.submissions.create(accountId, {
    identityId: identity!.id,
    emailId: null,
    threadId: null,
    envelope: { mailFrom: { email: 'ana@example.test', parameters: null }, rcptTo: to.map((email) => ({ email, parameters: null })) },
    sendAtMs: Date.now(),
    recipients: to.map((address) => ({ address, state: 'waiting', smtpReply: null })),
    rawBlobId: blobId,
    messageId,
    nowMs: Date.now(),
  });
}

const now = async (id: SubmissionRecord['id']) => (await opened.store.submissions.get(opened.accountId, [id]))[0]!;

/** Runs the queue of the account against this server until `isOver`; `clock` moves the time. */
async function run(
  server: FakeSmtp,
  isOver: () => Promise<boolean>,
  clock = { aheadMs: 0 },
  deadlines: Partial<SmtpDeadlines> = {},
): Promise<void> {
  const stop = new AbortController();
  const outgoing: AccountServers['outgoing'] = { host: '127.0.0.1', port: server.port, tls: 'tls', login: 'ana' };
  const runner = new SubmissionRunner({
    accountId: opened.accountId,
    store: opened.store,
    log: silent,
    nowMs: () => Date.now() + clock.aheadMs,
    signal: stop.signal,
    servers: {
      incoming: { protocol: 'imap', host: '127.0.0.1', port: servers.imap.tlsPort, tls: 'tls', login: user.login },
      outgoing,
      traits: {},
    },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    credentials: { open: async () => ({ kind: 'password', password: new Secret('secret') }), renew: async () => null },
    deadlines,
    withReader: async (task) => {
      const session = await openDovecot(servers, user);
      return task(session).finally(() => session.destroy());
    },
  });
  const ended = runner.run();
  try {
    await until(isOver, 'the step of the queue');
  } finally {
    stop.abort();
    await ended;
  }
}

async function smtp(script: Partial<FakeSmtpScript>): Promise<FakeSmtp> {
  const { trusted } = ensureCertificates();
  return startFakeSmtp({ tls: 'tls', key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8'), ...script });
}

const isIn =
  (record: SubmissionRecord, ...states: SubmissionRecord['state'][]) =>
  async () =>
    states.includes((await now(record.id)).state);

test('S1, S4: lost before the dot, the same bytes are sent again, and once', async () => {
  let drops = 1;
  const server = await smtp({
    onBody: (_octets, session) => {
      if (drops-- > 0) session.hangUp();
    },
    answer: (verb) => (verb === 'DATA' && drops > 0 ? 'hang-up' : undefined),
  });
  const clock = { aheadMs: 0 };
  const record = await queue(['bob@example.test']);
  await run(server, isIn(record, 'deferred'), clock);
  expect(await now(record.id)).toMatchObject({ state: 'deferred', attempts: 1, recipients: [{ state: 'waiting' }] });
  drops = 0;
  clock.aheadMs = 61_000;
  await run(server, isIn(record, 'done'), clock);
  expect(server.messages).toHaveLength(1);
  expect(server.messages[0]?.replaceAll('\r\n..', '\r\n.')).toBe(raw.toString('latin1'));
  await server.stop();
});

test('S4, S6: a server that takes the connection and never greets is told with its port, and gets the message once when it does', async () => {
  let isSilent = true;
  const server = await smtp({ greeting: () => (isSilent ? null : undefined) });
  const clock = { aheadMs: 0 };
  const record = await queue(['bob@example.test']);
  await run(server, isIn(record, 'deferred'), clock, { replyMs: 300 });
  expect(await now(record.id)).toMatchObject({
    recipients: [{ state: 'waiting' }],
    error: { kind: 'network', stage: 'greeting', code: 'ETIMEDOUT', port: server.port },
  });
  expect(server.commands).toEqual([]);
  isSilent = false;
  clock.aheadMs = 61_000;
  await run(server, isIn(record, 'done'), clock);
  expect(server.messages).toHaveLength(1);
  await server.stop();
});

test('S4: lost behind the dot it is “uncertain” and never sent again, however often the process starts', async () => {
  const server = await smtp({ answer: (verb) => (verb === '.' ? 'hang-up' : undefined) });
  const clock = { aheadMs: 0 };
  const record = await queue(['bob@example.test'], 'nowhere@example.test');
  await run(server, isIn(record, 'uncertain'), clock);
  // Sent is looked at now, after 30 s and after 2 min; then the person is asked.
  await run(server, async () => (await now(record.id)).nextAttemptAtMs !== null && (await now(record.id)).error !== null, clock);
  for (const aheadMs of [35_000, 130_000, 400_000, 4_000_000]) {
    clock.aheadMs = aheadMs;
    await run(server, isIn(record, 'uncertain'), clock);
  }
  expect(server.messages).toHaveLength(1);
  expect(server.connections()).toBe(1);
  await server.stop();
});

test('S4, J10: a copy that the provider filed in Sent settles an uncertain message', async () => {
  const server = await smtp({ answer: (verb) => (verb === '.' ? 'hang-up' : undefined) });
  const messageId = `${crypto.randomUUID()}@example.test`;
  // The server's own copy; ours is destroyed and might be one, so there are two.
  const copy = Buffer.from(raw.toString().replace('once@example.test', messageId));
  await servers.appendMany(user, 'Sent', [{ raw: copy }, { raw: copy }]);
  await opened.store.mailboxes.recordListing(
    opened.accountId,
    (await opened.store.mailboxes.syncRows(opened.accountId)).map((row) => ({ ...listed(row.path ?? row.name), role: row.role })),
    [],
  );
  const record = await queue(['bob@example.test'], messageId);
  await run(server, isIn(record, 'done'));
  expect(await now(record.id)).toMatchObject({ state: 'done', recipients: [{ state: 'accepted' }] });
  expect(server.messages).toHaveLength(1);
  await server.stop();
});

test('S3, S4: what a dead process left behind goes on at once: before the dot it is sent, behind the dot it is not known', async () => {
  const server = await smtp({});
  const { store, accountId } = opened;
  const [early, late] = [await queue(['bob@example.test'], 'early@example.test'), await queue(['bob@example.test'], 'late@example.test')];
  for (const _each of [1, 2]) await store.submissions.claimDue(accountId, Date.now() + 1, 20 * 60_000);
  await store.submissions.setState(accountId, early.id, { state: 'data' });
  await store.submissions.setState(accountId, late.id, { state: 'dot' });
  await run(server, async () => (await now(early.id)).state === 'done' && (await now(late.id)).state === 'uncertain');
  expect(server.messages).toHaveLength(1);
  await server.stop();
});

const patient = { connectMs: 60_000, replyMs: 60_000, dotMs: 60_000 };

test.each([
  ['a connection on which TLS never comes about', 'connectMs', 'tls', 0],
  ['no greeting', 'replyMs', 'greeting', 0],
  ['no answer to EHLO', 'replyMs', 'EHLO', 0],
  ['no answer to AUTH', 'replyMs', 'AUTH', 0],
  ['no answer to MAIL', 'replyMs', 'MAIL', 0],
  ['no answer to RCPT', 'replyMs', 'RCPT', 0],
  ['no answer to DATA', 'replyMs', 'DATA', 0],
  ['no answer to the final dot', 'dotMs', '.', 1],
] as const)(
  'S5: %s ends at its deadline: nothing was taken, so later; behind the dot it is not known',
  async (_, deadline, silentAt, taken) => {
    const server = await smtp({
      ...(silentAt === 'tls' ? { tls: 'plain' as const } : {}),
      ...(silentAt === 'tls' || silentAt === 'greeting' ? { greeting: null } : {}),
      answer: (verb) => (verb === silentAt || silentAt === 'tls' ? null : undefined),
    });
    const record = await queue(['bob@example.test'], `${crypto.randomUUID()}@example.test`);
    const end = silentAt === '.' ? 'uncertain' : 'deferred';
    await run(server, isIn(record, end), { aheadMs: 0 }, { ...patient, [deadline]: 700 });
    expect(await now(record.id)).toMatchObject({ state: end, attempts: 1, recipients: [{ state: 'waiting' }] });
    expect(server.messages).toHaveLength(taken);
    expect(server.connections()).toBe(1);
    await opened.store.submissions.setState(opened.accountId, record.id, { state: 'failed', nextAttemptAtMs: null });
    await server.stop();
  },
);

test('S6: 4xx waits 1, 5, 15 min …, 48 h in all, 5xx is failed at once with the server’s words', async () => {
  let reply = '451 4.7.1 come back later';
  const server = await smtp({
    answer: (verb) => (verb === 'RCPT' ? reply : verb === 'DATA' ? '554 5.5.1 no valid recipients' : undefined),
  });
  const clock = { aheadMs: 0 };
  const later = await queue(['bob@example.test']);
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await run(server, async () => (await now(later.id)).attempts === attempt && (await now(later.id)).state === 'deferred', clock);
    const at = (await now(later.id)).nextAttemptAtMs ?? 0;
    waits.push(Math.round((at - Date.now() - clock.aheadMs) / 60_000));
    clock.aheadMs = at - Date.now() + 1_000;
  }
  expect(waits).toEqual([1, 5, 15, 60, 120]);
  clock.aheadMs = 49 * 60 * 60_000;
  await run(server, isIn(later, 'failed'), clock);
  expect(await now(later.id)).toMatchObject({ recipients: [{ state: 'refused', smtpReply: expect.stringContaining('come back later') }] });
  reply = '550 5.1.1 <b>nobody</b> here';
  const never = await queue(['nobody@example.test']);
  await run(server, isIn(never, 'failed'));
  expect(await now(never.id)).toMatchObject({
    state: 'failed',
    recipients: [{ state: 'refused', smtpReply: '550 5.1.1 <b>nobody</b> here' }],
  });
  expect(server.messages).toEqual([]);
  await server.stop();
});

test('S6: of three recipients the accepted one is done, the refused one named, and only the third is tried again', async () => {
  let isLater = true;
  const server = await smtp({
    answer: (verb, line) => {
      if (verb !== 'RCPT') return undefined;
      if (line.includes('no@')) return '550 5.1.1 no such person';
      return line.includes('later@') && isLater ? '451 4.2.1 busy' : undefined;
    },
  });
  const clock = { aheadMs: 0 };
  const record = await queue(['yes@example.test', 'no@example.test', 'later@example.test']);
  await run(server, isIn(record, 'deferred'), clock);
  expect((await now(record.id)).recipients.map(({ state }) => state)).toEqual(['accepted', 'refused', 'waiting']);
  isLater = false;
  clock.aheadMs = 61_000;
  await run(server, isIn(record, 'done'), clock);
  expect((await now(record.id)).recipients.map(({ state }) => state)).toEqual(['accepted', 'refused', 'accepted']);
  const asked = server.commands.filter((line) => line.startsWith('RCPT')).map((line) => /<([^>]+)>/.exec(line)?.[1]);
  expect(asked).toEqual(['yes@example.test', 'no@example.test', 'later@example.test', 'later@example.test']);
  await server.stop();
});

const listed = (path: string) => ({
  path,
  name: path,
  parentPath: null,
  delimiter: '/',
  isSelectable: true,
  isSubscribed: true,
  noInferiors: false,
  serverMailboxId: null,
  rights: null,
  serverMessages: null,
});
