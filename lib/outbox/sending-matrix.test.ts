import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { createLogger } from '#lib/log/index.ts';
import { type MailErrorKind, plainWords, Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { SmtpDeadlines } from '#lib/smtp/index.ts';
import { type Answer, type FakeSmtp, type FakeSmtpScript, startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { until } from '#lib/sync/testing/running-account.ts';
import { SubmissionRunner } from './submission-runner.ts';

// Table 8.2 as far as it concerns sending, and every way in which a server can refuse, fall silent or hang up: where the message stands in the
// outbox afterwards, and what the person reads there.

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore([]);
});
afterAll(() => opened.close());
const running: FakeSmtp[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const certificates = ensureCertificates();
const pairOf = (name: keyof typeof certificates & ('trusted' | 'expired' | 'foreign' | 'other-name')) => ({
  key: readFileSync(certificates[name].keyFile, 'utf8'),
  cert: readFileSync(certificates[name].certFile, 'utf8'),
});
const raw = Buffer.from('From: ana@example.test\r\nTo: bob@example.test\r\nMessage-ID: <m@example.test>\r\n\r\nHello\r\n');

/** An envelope that was refused as a whole ends with an empty message where DATA went out with it (RFC 2920 §3.1); that is none. */
const takenBy = (server: FakeSmtp): string[] => server.messages.filter((message) => message !== '');

type Sent = { record: SubmissionRecord; title: string | null; detail: string | null; server: FakeSmtp };
type Way = { to?: string[]; tls?: TlsMode; host?: string; port?: number; deadlines?: Partial<SmtpDeadlines> };

/** One message through the queue, to a server of this kind, until it has come to rest. */
async function sendThrough(
  script: Partial<FakeSmtpScript>,
  { to = ['bob@example.test'], tls, host, port, deadlines }: Way = {},
): Promise<Sent> {
  const server = await startFakeSmtp({ tls: 'tls', ...pairOf('trusted'), ...script });
  running.push(server);
  const { store, accountId } = opened;
  const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
  const [identity] = await store.identities.get(accountId, null);
  const { id } = await store.submissions.create(accountId, {
    identityId: identity!.id,
    ...{ emailId: null, threadId: null, rawBlobId: blobId, messageId: 'm@example.test', sendAtMs: Date.now(), nowMs: Date.now() },
    envelope: { mailFrom: { email: 'ana@example.test', parameters: null }, rcptTo: to.map((email) => ({ email, parameters: null })) },
    recipients: to.map((address) => ({ address, state: 'waiting', smtpReply: null })),
  });
  const stop = new AbortController();
  const place = { host: host ?? '127.0.0.1', port: port ?? server.port, tls: tls ?? script.tls ?? 'tls', login: 'ana' };
  const runner = new SubmissionRunner({
    ...{ accountId, store, nowMs: Date.now, signal: stop.signal, withReader: null },
    log: createLogger({ level: () => 'silent', write: () => {} }),
    servers: { incoming: { protocol: 'imap', ...place }, outgoing: place, traits: {} },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    credentials: { open: async () => ({ kind: 'password', password: new Secret('secret') }), renew: async () => null },
    deadlines: { connectMs: 20_000, replyMs: 20_000, dotMs: 20_000, ...deadlines },
  });
  const ended = runner.run();
  const now = async () => (await store.submissions.get(accountId, [id]))[0]!;
  const rest = ['done', 'deferred', 'failed', 'uncertain'];
  try {
    await until(async () => rest.includes((await now()).state) && (await now()).attempts > 0, 'the end of the attempt');
  } finally {
    stop.abort();
    await ended;
  }
  const record = await now();
  await store.submissions.setState(accountId, id, { state: 'failed', nextAttemptAtMs: null });
  const { error } = record;
  const words = error === null ? null : plainWords({ ...error, kind: error.kind as MailErrorKind, stage: error.stage ?? 'smtp' });
  return { record, title: words?.title ?? null, detail: words?.detail ?? null, server };
}

const at =
  (wanted: string, answer: Answer) =>
  (verb: string): Answer | undefined =>
    verb === wanted ? answer : undefined;

describe('protocols.md §8.2, as the outbox shows it', () => {
  const replies: [seen: string, verb: string, reply: string, state: string, words: RegExp][] = [
    ['no such mailbox', 'RCPT', '550 5.1.1 User unknown', 'failed', /No such mailbox/],
    ['no such domain', 'RCPT', '550 5.1.2 Host unknown', 'failed', /No such domain/],
    ['a domain that takes no mail', 'RCPT', '556 5.1.10 null MX', 'failed', /takes no mail/],
    ['relaying denied by 550', 'RCPT', '550 5.7.1 Relaying denied', 'failed', /will not pass on mail/],
    ['relaying denied by 554', 'RCPT', '554 5.7.1 <x>: Relay access denied', 'failed', /will not pass on mail/],
    ['a sender of somebody else', 'MAIL', '550 5.7.60 not allowed to send as', 'failed', /may not use this sender/],
    ['a full mailbox, for now', 'RCPT', '452 4.2.2 Mailbox full', 'deferred', /mailbox is full/],
    ['a full mailbox, for good', 'RCPT', '552 5.2.2 Over quota', 'failed', /mailbox is full/],
    ['a message too big', '.', '552 5.3.4 Message size exceeds fixed limit', 'failed', /too big/],
    ['a message too big, said early', 'MAIL', '552 5.3.4 Message size exceeds fixed limit', 'failed', /too big/],
    ['greylisting by 450', 'RCPT', '450 4.7.1 Greylisted', 'deferred', /come back later/],
    ['greylisting by 451', 'RCPT', '451 4.7.1 Please try again later', 'deferred', /come back later/],
    ['a domain proof that failed', '.', '550 5.7.26 Unauthenticated email is not accepted', 'failed', /SPF, DKIM, DMARC/],
    ['no DKIM signature', '.', '550 5.7.20 No passing DKIM signature', 'failed', /SPF, DKIM, DMARC/],
    ['an international address', 'RCPT', '553 5.6.7 Non-ASCII address', 'failed', /international address/],
    ['encryption that cannot be promised', 'MAIL', '550 5.7.30 REQUIRETLS support required', 'failed', /cannot promise that/],
    ['a login that is wanted first', 'MAIL', '530 5.7.0 Authentication required', 'failed', /did not let us in/],
    ['a password that is wrong', 'AUTH', '535 5.7.8 Bad credentials', 'deferred', /does not accept this user name and password/],
    ['an app password wanted', 'AUTH', '534 5.7.9 Application-specific password required', 'deferred', /app password/],
    [
      'no passwords at all',
      'AUTH',
      '535 5.7.139 Authentication unsuccessful, basic authentication is disabled',
      'deferred',
      /sign-in window/,
    ],
    ['encryption wanted first', 'AUTH', '538 5.7.11 Encryption required', 'deferred', /only over an encrypted/],
    ['temporary trouble at the login', 'AUTH', '454 4.7.0 Temporary authentication failure', 'deferred', /cannot help right now/],
    ['too many connections', 'AUTH', '421 4.7.0 Too many connections', 'deferred', /open elsewhere too often/],
    ['a server that goes down', 'MAIL', '421 4.3.2 Service shutting down', 'deferred', /cannot help right now/],
    ['a refusal without a reason', 'RCPT', '550 no', 'failed', /The server refused this/],
  ];
  test.each(replies)('%s', async (_, verb, reply, state, words) => {
    const { record, detail, server } = await sendThrough({ answer: at(verb, reply) });
    expect(record).toMatchObject({ state, attempts: 1, error: { serverText: reply } });
    expect(detail).toMatch(words);
    expect(takenBy(server)).toHaveLength(verb === '.' ? 1 : 0);
    if (verb === 'RCPT')
      expect(record.recipients).toEqual([
        { address: 'bob@example.test', state: state === 'failed' ? 'refused' : 'waiting', smtpReply: reply },
      ]);
    else expect(record.recipients[0]?.state).toBe(state === 'failed' ? 'refused' : 'waiting');
  });

  const connections: [seen: string, script: Partial<FakeSmtpScript>, way: Way, state: string, words: RegExp][] = [
    ['nothing listens there', {}, { port: 1 }, 'deferred', /cannot be reached|nothing listens/],
    ['a certificate that has expired', pairOf('expired'), {}, 'deferred', /out of date/],
    ['a certificate for another name', pairOf('other-name'), {}, 'deferred', /for another name/],
    ['a certificate that nobody signed', pairOf('foreign'), {}, 'deferred', /Nobody known|unknown authority/],
    ['TLS where the server speaks plainly', { tls: 'plain' }, { tls: 'tls' }, 'deferred', /without TLS here|other mode/],
    ['no STARTTLS', { tls: 'starttls', offersBefore: ['AUTH PLAIN'] }, {}, 'deferred', /password was not sent/],
    ['STARTTLS refused', { tls: 'starttls', answer: at('STARTTLS', '502 5.5.1 no') }, {}, 'deferred', /password was not sent/],
    [
      'octets before TLS',
      { tls: 'starttls', answer: at('STARTTLS', '220 go on\r\n250 injected') },
      {},
      'deferred',
      /before the encryption began/,
    ],
    ['the greeting of another protocol', { greeting: '* OK IMAP4rev1 ready' }, {}, 'deferred', /another kind/],
    ['a hang-up before the greeting', { greeting: 'hang-up', tls: 'starttls' }, {}, 'deferred', /hangs up at once/],
    ['a greeting that says no', { greeting: '554 5.7.1 you are blocked' }, {}, 'failed', /refused this/],
    ['a greeting that says later', { greeting: '421 4.7.0 too busy' }, {}, 'deferred', /cannot help right now/],
    ['no way to sign in', { offers: ['8BITMIME'] }, {}, 'deferred', /no way to sign in/],
    [
      'an international address without SMTPUTF8',
      { offers: ['AUTH PLAIN'] },
      { to: ['j\u00f6rg@x.test'] },
      'failed',
      /international address/,
    ],
    ['a message over the limit', { offers: ['AUTH PLAIN', 'SIZE 20'] }, {}, 'failed', /too big/],
  ];
  test.each(connections)('%s', async (_, script, way, state, words) => {
    const { record, detail, server } = await sendThrough(script, way);
    expect([record.state, record.attempts, takenBy(server)]).toEqual([state, 1, []]);
    expect(detail).toMatch(words);
    expect(server.clear()).not.toContain('AUTH PLAIN AG');
  });
});

const commands = ['EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', '.'] as const;
const scriptAt = (verb: (typeof commands)[number], answer: Answer): Partial<FakeSmtpScript> => ({
  // HELO is the second try of a server that does not know EHLO
  answer: (said) => (said === verb || (verb === 'EHLO' && said === 'HELO') ? answer : undefined),
  tls: verb === 'STARTTLS' ? 'starttls' : 'tls',
});

describe('a refusal at each command', () => {
  test.each(commands)(
    '%s: 4xx waits and 5xx is over, each with the server’s words; what only concerns the sign-in never ends a message',
    async (verb) => {
      const later = await sendThrough(scriptAt(verb, '451 4.3.0 Not right now'));
      expect(later.record).toMatchObject({ state: 'deferred', recipients: [{ state: 'waiting' }] });
      expect(later.record.nextAttemptAtMs).toBeGreaterThan(Date.now());
      const never = await sendThrough(scriptAt(verb, '554 5.5.0 Never here'));
      expect(never.record.state).toBe(verb === 'AUTH' || verb === 'STARTTLS' ? 'deferred' : 'failed');
      for (const { record, title } of [later, never]) {
        expect(title).not.toBeNull();
        expect(record.error?.serverText).toMatch(/Not right now|Never here/);
      }
      expect(takenBy(later.server).length + takenBy(never.server).length).toBe(verb === '.' ? 2 : 0);
    },
  );
});

describe('a hang-up at each command', () => {
  test.each(commands)('%s: nothing was taken, so it is tried again; behind the dot nobody knows', async (verb) => {
    const { record, detail, server } = await sendThrough(scriptAt(verb, 'hang-up'));
    expect(record).toMatchObject({ state: verb === '.' ? 'uncertain' : 'deferred', attempts: 1, recipients: [{ state: 'waiting' }] });
    expect(detail).toMatch(verb === '.' ? /Unknown whether it was sent/ : /broke|hangs up/);
    expect(takenBy(server)).toHaveLength(verb === '.' ? 1 : 0);
  });
  test('inside the message: nothing was taken', async () => {
    const { record, server } = await sendThrough({ onBody: (_octets, { hangUp }) => hangUp(), answer: at('DATA', '354 go on') });
    // The message is short: the line may break before its end or with it, and only what came to its end can have been taken.
    expect(['deferred', 'uncertain']).toContain(record.state);
    expect(takenBy(server).length).toBeLessThanOrEqual(record.state === 'deferred' ? 0 : 1);
  });
});

describe('long and slow answers', () => {
  const long = (code: string) => `${`${code}-${'x'.repeat(500)}\r\n`.repeat(120)}${code} end`;
  test.each(commands.filter((verb) => verb !== 'STARTTLS'))(
    '%s: an answer of 60 KiB is read, and hardly any of it is kept',
    async (verb) => {
      const { record } = await sendThrough(scriptAt(verb, long('451')));
      expect(record.state).toBe('deferred');
      expect(record.error?.serverText?.length ?? 0).toBeLessThanOrEqual(1_100);
    },
  );
  test.each(commands)('%s: an answer without an end is not read to its end', async (verb) => {
    const { record, server } = await sendThrough(scriptAt(verb, `250-${'x'.repeat(200_000)}`));
    expect(record.state).toBe(verb === '.' ? 'uncertain' : record.state);
    expect(['deferred', 'failed', 'uncertain']).toContain(record.state);
    expect(record.error?.serverText?.length ?? 0).toBeLessThanOrEqual(1_100);
    expect(takenBy(server)).toHaveLength(verb === '.' ? 1 : 0);
  });
  const isLong = process.env.POSTERN_TEST_LONG === '1';
  test.each(isLong ? commands : (['MAIL', '.'] as const))(
    '%s: an answer that drips keeps the queue no longer than the whole attempt may last',
    async (verb) => {
      const drips: NodeJS.Timeout[] = [];
      const { record } = await sendThrough(
        {
          ...scriptAt(verb, null),
          onSilence: (write) => drips.push(setInterval(() => write('2'), 20)),
        },
        { deadlines: { totalMs: 1_000 } },
      );
      for (const drip of drips) clearInterval(drip);
      expect(['deferred', 'uncertain']).toContain(record.state);
      if (verb !== '.') expect(record.state).toBe('deferred');
    },
  );
});

describe('recipients with answers of their own', () => {
  const answers = { yes: '250 2.1.5 fine', later: '451 4.2.1 busy', never: '550 5.1.1 nobody' } as const;
  type Kind = keyof typeof answers;
  const kinds = Object.keys(answers) as Kind[];
  const ends = { yes: 'accepted', later: 'waiting', never: 'refused' } as const;
  const pairs = kinds.flatMap((one) => kinds.map((other): [Kind, Kind] => [one, other]));
  test.each(pairs)('%s and %s, with PIPELINING and without: each comes to its own end', async (one, other) => {
    for (const offers of [['AUTH PLAIN', 'PIPELINING'], ['AUTH PLAIN']]) {
      const { record, server } = await sendThrough(
        { offers, answer: (verb, line) => (verb === 'RCPT' ? answers[line.includes('<one@') ? one : other] : undefined) },
        { to: ['one@example.test', 'other@example.test'] },
      );
      const isTaken = one === 'yes' || other === 'yes';
      const waits = one === 'later' || other === 'later';
      expect(record.state).toBe(waits ? 'deferred' : isTaken ? 'done' : 'failed');
      expect(record.recipients.map(({ state }) => state)).toEqual([ends[one], ends[other]]);
      expect(takenBy(server)).toHaveLength(isTaken ? 1 : 0);
    }
  });
});
