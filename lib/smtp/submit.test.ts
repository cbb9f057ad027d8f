import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { MailError, Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { SmtpAccess, SubmitMessage, SubmitOptions, SubmitResult, SubmitState } from './index.ts';
import { submitMessage } from './index.ts';
import { usualDeadlines } from './smtp-connection.ts';
import { type Answer, type FakeSmtp, type FakeSmtpScript, startFakeSmtp } from './testing/fake-smtp.ts';

const certificates = ensureCertificates();
const keyPair = { key: readFileSync(certificates.trusted.keyFile, 'utf8'), cert: readFileSync(certificates.trusted.certFile, 'utf8') };
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const password = 'canary-pässword 1';
const mail = 'From: a@example.test\r\nTo: b@example.test\r\nSubject: x\r\n\r\n.dot\r\nbody\r\n..\r\n';

const running: FakeSmtp[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function startServer(script: Partial<FakeSmtpScript> & { tls: TlsMode }): Promise<FakeSmtp> {
  const server = await startFakeSmtp({ ...keyPair, ...script });
  running.push(server);
  return server;
}

const accessTo = (server: FakeSmtp, tls: TlsMode, login = 'ana@example.test'): SmtpAccess => ({
  server: { host: '127.0.0.1', port: server.port, tls, login },
  password: new Secret(password),
  guard,
});

const messageOf = (text: string = mail, recipients: string[] = ['b@example.test']): SubmitMessage => ({
  from: 'a@example.test',
  recipients,
  sizeBytes: Buffer.byteLength(text),
  octets: async function* () {
    yield Buffer.from(text);
  },
});

async function submit(server: FakeSmtp, tls: TlsMode, message = messageOf(), options: Partial<SubmitOptions> = {}, login?: string) {
  const states: SubmitState[] = [];
  const result = await submitMessage(accessTo(server, tls, login), message, {
    signal: new AbortController().signal,
    deadlines: { connectMs: 5_000, replyMs: 3_000, dotMs: 3_000 },
    ...options,
    onState: async (state) => {
      states.push(state);
      await options.onState?.(state);
    },
  });
  return { result, states };
}

const failure = (result: SubmitResult) => {
  if ('queueText' in result) throw new Error(`the message was ${result.outcome}`);
  const { kind, stage, code, permanent } = result.error;
  return { outcome: result.outcome, kind, stage, code, permanent };
};
const answering =
  (answers: Record<string, Answer>) =>
  (verb: string): Answer | undefined =>
    answers[verb];

for (const tls of ['tls', 'starttls', 'plain'] as const) {
  test(`S1 S3: over ${tls} the frozen bytes arrive as they are, and every state is announced in order`, async () => {
    const server = await startServer({ tls });
    const { result, states } = await submit(server, tls);
    expect(result).toEqual({
      outcome: 'accepted',
      queueText: '250 2.0.0 queued as F4K3',
      recipients: [{ address: 'b@example.test', accepted: true, code: '250', enhancedCode: '2.0.0', text: 'queued as F4K3' }],
    });
    expect(states).toEqual(['connecting', 'envelope', 'data', 'dot']);
    expect(server.messages).toEqual([mail.replace(/^\./gm, '..')]);
    expect(server.commands.find((line) => line.startsWith('EHLO'))).toBe('EHLO [127.0.0.1]');
    if (tls !== 'plain') expect(server.clear()).not.toMatch(/AUTH|MAIL|RCPT|DATA/);
  });
}

test('AUTH LOGIN is used where PLAIN is not offered; without a login nothing is', async () => {
  const server = await startServer({ tls: 'tls', offers: ['AUTH LOGIN'] });
  expect((await submit(server, 'tls')).result.outcome).toBe('accepted');
  expect(server.secured()).toContain(Buffer.from(password).toString('base64'));
  const open = await startServer({ tls: 'tls', offers: ['8BITMIME'] });
  expect((await submit(open, 'tls', messageOf(), {}, '')).result.outcome).toBe('accepted');
  expect(open.commands.join()).not.toContain('AUTH');
});

test('each state is written before the step that it names', async () => {
  const server = await startServer({ tls: 'starttls' });
  const seen: Record<string, string> = {};
  await submit(server, 'starttls', messageOf(), {
    onState: async (state) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      seen[state] = `${server.connections()} ${server.commands.some((line) => line.startsWith('MAIL'))} ${server.messages.length}`;
    },
  });
  expect(seen).toMatchObject({ connecting: '0 false 0', envelope: '1 false 0', dot: '1 true 0' });
  expect(server.messages).toHaveLength(1);
});

for (const state of ['connecting', 'envelope', 'data', 'dot'] as const) {
  test(`a state that cannot be written (${state}) stops the attempt before its step, with nothing delivered`, async () => {
    const server = await startServer({ tls: 'tls' });
    const { result } = await submit(server, 'tls', messageOf(), {
      onState: async (one) => {
        if (one === state) throw new MailError('storage', 'disk full');
      },
    });
    expect(failure(result)).toMatchObject({ outcome: 'deferred', kind: 'storage' });
    expect(server.messages).toHaveLength(0);
  });
}

test('recipients are answered for one by one: taken, refused for ever, and to be tried again', async () => {
  const replies: Record<string, string> = { 'no@example.test': '550 5.1.1 no such user', 'later@example.test': '451 4.7.1 come back' };
  for (const offers of [['AUTH PLAIN', 'PIPELINING'], ['AUTH PLAIN']]) {
    const server = await startServer({
      tls: 'tls',
      offers,
      answer: (verb, line) => (verb === 'RCPT' ? replies[/<(.*)>/.exec(line)?.[1] ?? ''] : undefined),
    });
    const { result } = await submit(server, 'tls', messageOf(mail, ['b@example.test', 'no@example.test', 'later@example.test']));
    expect(result.outcome).toBe('partial');
    expect(result.recipients).toEqual([
      { address: 'b@example.test', accepted: true, code: '250', enhancedCode: '2.0.0', text: 'queued as F4K3' },
      { address: 'no@example.test', accepted: false, code: '550', enhancedCode: '5.1.1', text: 'no such user' },
      { address: 'later@example.test', accepted: false, code: '451', enhancedCode: '4.7.1', text: 'come back' },
    ]);
    expect(server.messages).toHaveLength(1);
  }
});

test('S6: all refused for ever is failed; one that may be tried again makes it deferred', async () => {
  const server = await startServer({ tls: 'tls', answer: answering({ RCPT: '550-5.1.1 no\r\n550 5.1.1 such user' }) });
  const { result } = await submit(server, 'tls');
  expect(failure(result)).toEqual({ outcome: 'failed', kind: 'refused', stage: 'envelope', code: '550', permanent: true });
  expect(result.recipients[0]).toMatchObject({ accepted: false, code: '550', enhancedCode: '5.1.1', text: 'no such user' });
  const mixed = await startServer({
    tls: 'tls',
    answer: (verb, line) => (verb !== 'RCPT' ? undefined : line.includes('<b@') ? '450 4.2.1 later' : '550 5.1.1 no'),
  });
  expect(failure((await submit(mixed, 'tls', messageOf(mail, ['b@example.test', 'c@example.test']))).result)).toMatchObject({
    outcome: 'deferred',
    kind: 'temporary',
  });
});

const refusals: [string, Record<string, Answer>, object][] = [
  [
    'sender refused',
    { MAIL: '550 5.7.60 not allowed to send as' },
    { outcome: 'failed', kind: 'refused', stage: 'envelope', code: 'SENDER_NOT_OWNED' },
  ],
  [
    'relaying denied',
    { RCPT: '554 5.7.1 Relay access denied' },
    { outcome: 'failed', kind: 'refused', stage: 'envelope', code: 'RELAY_DENIED' },
  ],
  ['DATA refused', { DATA: '451 4.3.0 not now' }, { outcome: 'deferred', kind: 'temporary', code: '451' }],
  ['message refused', { '.': '554 5.7.1 spam' }, { outcome: 'failed', kind: 'refused', stage: 'dot', code: '554' }],
  ['message put off', { '.': '451 4.7.1 greylisted' }, { outcome: 'deferred', kind: 'temporary', stage: 'dot', code: 'GREYLISTED' }],
  ['server going down', { '.': '421 4.3.2 shutting down' }, { outcome: 'deferred', kind: 'temporary', stage: 'dot', code: '421' }],
  ['mailbox full', { RCPT: '452 4.2.2 full' }, { outcome: 'deferred', kind: 'over-quota' }],
  ['too big', { '.': '552 5.3.4 too big' }, { outcome: 'failed', kind: 'too-large' }],
  ['login first', { MAIL: '530 5.7.0 authenticate' }, { outcome: 'failed', kind: 'login-unavailable' }],
  ['password refused', { AUTH: '535 5.7.8 no' }, { outcome: 'failed', kind: 'login-refused', stage: 'auth', code: '535' }],
  [
    'app password wanted',
    { AUTH: '534 5.7.9 Application-specific password required' },
    { outcome: 'failed', kind: 'login-unavailable', code: 'APP_PASSWORD' },
  ],
  [
    'own window only',
    { AUTH: '535 5.7.139 basic authentication is disabled' },
    { outcome: 'failed', kind: 'login-unavailable', code: 'OAUTH_ONLY' },
  ],
  ['login later', { AUTH: '454 4.7.0 temporary' }, { outcome: 'deferred', kind: 'login-unavailable', stage: 'auth', code: '454' }],
  ['hang-up at EHLO', { EHLO: 'hang-up' }, { outcome: 'deferred', kind: 'network', stage: 'capabilities' }],
  ['hang-up at RCPT', { RCPT: 'hang-up' }, { outcome: 'deferred', kind: 'network', stage: 'envelope' }],
  ['hang-up at DATA', { DATA: 'hang-up' }, { outcome: 'deferred', kind: 'network', stage: 'envelope' }],
  ['silence at MAIL', { MAIL: null }, { outcome: 'deferred', kind: 'network', code: 'ETIMEDOUT' }],
  ['nonsense at MAIL', { MAIL: 'what?' }, { outcome: 'deferred', kind: 'protocol' }],
];
for (const [name, answers, expected] of refusals) {
  test(`refused or broken: ${name}`, async () => {
    const server = await startServer({ tls: 'tls', answer: answering(answers) });
    const { result } = await submit(server, 'tls', messageOf(), { deadlines: { replyMs: 700, dotMs: 700 } });
    expect(failure(result)).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain('canary');
  });
}

for (const [name, answer] of [
  ['hangs up', 'hang-up'],
  ['stays silent', null],
  ['answers nonsense', 'hm'],
  ['answers with a provisional code', '354 more?'],
] as const) {
  test(`S4: a server that ${name} after the dot leaves it uncertain`, async () => {
    const server = await startServer({ tls: 'tls', answer: answering({ '.': answer }) });
    const { result, states } = await submit(server, 'tls', messageOf(), { deadlines: { replyMs: 5_000, dotMs: 500 } });
    expect(failure(result)).toEqual({ outcome: 'uncertain', kind: 'network', stage: 'dot', code: 'NO_ANSWER_TO_DOT', permanent: false });
    expect(states.at(-1)).toBe('dot');
    expect(server.messages).toHaveLength(1);
  });
}

const large = `Subject: big\r\n\r\n${'0123456789abcdef'.repeat(4_000)}\r\n`;
function slowMessage(chunks = 40): SubmitMessage {
  const octets = Buffer.from(large);
  const step = Math.ceil(octets.length / chunks);
  return {
    ...messageOf(large),
    octets: async function* () {
      for (let at = 0; at < octets.length; at += step) {
        yield octets.subarray(at, at + step);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
  };
}

test('S4: a line that breaks inside the message leaves nothing sent and is tried again', async () => {
  const server = await startServer({ tls: 'tls', onBody: (octets, { hangUp }) => octets > 20_000 && hangUp() });
  const { result, states } = await submit(server, 'tls', slowMessage());
  expect(failure(result)).toMatchObject({ outcome: 'deferred', kind: 'network', stage: 'data' });
  expect(states).not.toContain('dot');
  expect(server.messages).toHaveLength(0);
});

test('a server that refuses inside the message never gets its end', async () => {
  let isSaid = false;
  const server = await startServer({
    tls: 'tls',
    onBody: (octets, { write }) => {
      if (octets < 20_000 || isSaid) return;
      isSaid = true;
      write('552 5.3.4 too big\r\n');
    },
  });
  const { result } = await submit(server, 'tls', slowMessage());
  expect(failure(result)).toMatchObject({ outcome: 'failed', kind: 'too-large' });
  expect(server.messages).toHaveLength(0);
});

test('a server that claims success before the end is not believed, and never gets the end', async () => {
  const server = await startServer({ tls: 'tls', answer: answering({ DATA: '354 go on\r\n250 2.0.0 queued already' }) });
  const { result } = await submit(server, 'tls', slowMessage());
  expect(failure(result)).toMatchObject({ outcome: 'deferred', kind: 'protocol', code: 'EARLY_REPLY' });
  expect(server.messages).toHaveLength(0);
});

test('a frozen message that comes up short is never ended', async () => {
  const server = await startServer({ tls: 'tls' });
  const { result } = await submit(server, 'tls', { ...messageOf(), sizeBytes: Buffer.byteLength(mail) + 1 });
  expect(failure(result)).toMatchObject({ kind: 'storage', stage: 'data' });
  expect(server.messages).toHaveLength(0);
});

test('a source that fails is never ended', async () => {
  const server = await startServer({ tls: 'tls' });
  const message: SubmitMessage = {
    ...messageOf(),
    octets: async function* () {
      yield Buffer.from('Subject: half\r\n');
      throw new MailError('storage', 'disk gone');
    },
  };
  expect(failure((await submit(server, 'tls', message)).result)).toMatchObject({ outcome: 'deferred', kind: 'storage' });
  expect(server.messages).toHaveLength(0);
});

test('stopped by the caller: before the dot nothing is sent, after it is uncertain', async () => {
  for (const [state, outcome] of [
    ['data', 'deferred'],
    ['dot', 'deferred'],
  ] as const) {
    const server = await startServer({ tls: 'tls' });
    const stop = new AbortController();
    const { result } = await submit(server, 'tls', slowMessage(), {
      signal: stop.signal,
      onState: async (one) => {
        if (one === state) stop.abort();
      },
    });
    expect(failure(result)).toMatchObject({ outcome, kind: 'aborted' });
    expect(server.messages).toHaveLength(0);
  }
  const server = await startServer({ tls: 'tls', answer: answering({ '.': null }) });
  const stop = new AbortController();
  const sending = submit(server, 'tls', messageOf(), { signal: stop.signal });
  await expect.poll(() => server.messages.length, { timeout: 5_000 }).toBe(1);
  stop.abort();
  expect(failure((await sending).result)).toMatchObject({ outcome: 'uncertain' });
});

test('no drip of bytes keeps a session for ever', async () => {
  let timer: NodeJS.Timeout | null = null;
  const server = await startServer({
    tls: 'plain',
    answer: answering({ '.': null }),
    onBody: (_octets, { write }) => {
      timer ??= setInterval(() => write('2'), 50);
    },
  });
  const { result, states } = await submit(server, 'plain', slowMessage(), {
    deadlines: { replyMs: 60_000, dotMs: 60_000, totalMs: 1_500 },
  });
  if (timer !== null) clearInterval(timer);
  // A machine that is busy may not have come to the dot when the time is over.
  expect(failure(result)).toMatchObject({ outcome: states.includes('dot') ? 'uncertain' : 'deferred' });
});

test('SIZE is checked before anything is sent', async () => {
  const server = await startServer({ tls: 'tls', offers: ['AUTH PLAIN', 'SIZE 20'] });
  const { result } = await submit(server, 'tls');
  expect(failure(result)).toEqual({ outcome: 'failed', kind: 'too-large', stage: 'envelope', code: 'SIZE', permanent: true });
  expect(server.commands.join()).not.toContain('MAIL');
});

test('RFC 6152: BODY=8BITMIME is said of a message with octets above 127 where that is offered, and of no other', async () => {
  const lineFor = async (offers: string[], isEightBit: boolean) => {
    const server = await startServer({ tls: 'tls', offers: ['AUTH PLAIN', ...offers] });
    expect((await submit(server, 'tls', { ...messageOf('Subject: x\r\n\r\n\u00fc\r\n'), isEightBit })).result.outcome).toBe('accepted');
    expect(server.messages).toEqual([Buffer.from('Subject: x\r\n\r\n\u00fc\r\n').toString('latin1')]);
    return server.commands.find((line) => line.startsWith('MAIL'));
  };
  expect(await lineFor(['8BITMIME'], true)).toBe('MAIL FROM:<a@example.test> BODY=8BITMIME');
  expect(await lineFor(['8BITMIME'], false)).toBe('MAIL FROM:<a@example.test>');
  expect(await lineFor([], true)).toBe('MAIL FROM:<a@example.test>');
});

test('RFC 2920: with PIPELINING the whole envelope goes out before its first answer, without it never', async () => {
  const verbsAt = async (offers: string[], answers: Record<string, Answer>) => {
    const server = await startServer({ tls: 'tls', offers: ['AUTH PLAIN', ...offers], answer: answering(answers) });
    const { result } = await submit(server, 'tls', messageOf(mail, ['b@example.test', 'c@example.test']));
    expect(failure(result)).toMatchObject({ outcome: 'deferred' });
    const verbs = server.commands.map((line) => line.split(' ')[0]);
    return verbs.slice(verbs.indexOf('MAIL')).filter((verb) => verb !== 'QUIT');
  };
  expect(await verbsAt(['PIPELINING'], { MAIL: null, RCPT: null, DATA: 'hang-up' })).toEqual(['MAIL', 'RCPT', 'RCPT', 'DATA']);
  expect(await verbsAt([], { MAIL: '451 4.3.0 not now' })).toEqual(['MAIL']);
});

test('RFC 8689: REQUIRETLS is said where it was asked for and offered; where it is not offered nothing is sent', async () => {
  const server = await startServer({ tls: 'starttls', offers: ['AUTH PLAIN', 'REQUIRETLS'] });
  expect((await submit(server, 'starttls', { ...messageOf(), requiresTls: true })).result.outcome).toBe('accepted');
  expect((await submit(server, 'starttls')).result.outcome).toBe('accepted');
  expect(server.commands.filter((line) => line.startsWith('MAIL'))).toEqual([
    'MAIL FROM:<a@example.test> REQUIRETLS',
    'MAIL FROM:<a@example.test>',
  ]);
  for (const [tls, offers] of [
    ['tls', []],
    ['plain', ['REQUIRETLS']],
  ] as const) {
    const without = await startServer({ tls, offers: ['AUTH PLAIN', ...offers] });
    const { result } = await submit(without, tls, { ...messageOf(), requiresTls: true });
    expect(failure(result)).toEqual({ outcome: 'failed', kind: 'refused', stage: 'envelope', code: 'REQUIRETLS', permanent: true });
    expect(without.commands.join()).not.toContain('MAIL');
  }
});

test('what the server takes is told once it has let us in, also when this message is not for it', async () => {
  const server = await startServer({ tls: 'tls', offers: ['AUTH PLAIN', 'SIZE 20', 'DSN'] });
  const offers: object[] = [];
  await submit(server, 'tls', messageOf(), { onOffer: (offer) => offers.push(offer) });
  expect(offers).toEqual([{ maxSizeBytes: 20, smtpUtf8: false, eightBitMime: false, dsn: true, requireTls: false }]);
});

test('SMTPUTF8 is asked for only where an address needs it, and without it that recipient is named', async () => {
  const server = await startServer({ tls: 'tls' });
  await submit(server, 'tls', messageOf(mail, ['b@bücher.example']));
  expect(server.commands).toContain('RCPT TO:<b@xn--bcher-kva.example>');
  expect(server.commands.find((line) => line.startsWith('MAIL'))).not.toContain('SMTPUTF8');
  await submit(server, 'tls', messageOf(mail, ['jörg@example.test']));
  expect(server.commands.findLast((line) => line.startsWith('MAIL'))).toContain('SMTPUTF8');
  const old = await startServer({ tls: 'tls', offers: ['AUTH PLAIN'] });
  const { result } = await submit(old, 'tls', messageOf(mail, ['b@example.test', 'jörg@example.test']));
  expect(result).toMatchObject({
    outcome: 'partial',
    recipients: [{ accepted: true }, { address: 'jörg@example.test', accepted: false, code: 'SMTPUTF8', enhancedCode: '5.6.7' }],
  });
  expect(failure((await submit(old, 'tls', messageOf(mail, ['jörg@example.test']))).result)).toMatchObject({
    outcome: 'failed',
    code: 'SMTPUTF8',
  });
});

test('§6: nothing that a person wrote breaks out of its line', async () => {
  const server = await startServer({ tls: 'tls' });
  const nasty = [
    'x\r\nRCPT TO:<evil@example.test>',
    'x>\r\nDATA',
    'a@b.example\r\n',
    'a@b.example\u0000',
    'a\u2028@b.example',
    '<a@b.example>',
    'a b@c.example',
    'a@b.example> SIZE=1',
    'a@',
    '@b',
    '',
  ];
  const { result } = await submit(server, 'tls', messageOf(mail, ['b@example.test', ...nasty]));
  expect(result.recipients.filter((one) => one.accepted).map((one) => one.address)).toEqual(['b@example.test']);
  expect(server.commands.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<b@example.test>']);
  for (const from of nasty.filter((one) => one !== '')) {
    expect(failure((await submit(server, 'tls', { ...messageOf(), from })).result)).toMatchObject({ outcome: 'failed', kind: 'invalid' });
  }
  expect(server.commands.join('\n')).not.toContain('evil');
});

test('C3: every line end leaves as CRLF and every leading dot is doubled, over chunk borders too', async () => {
  const server = await startServer({ tls: 'plain' });
  const parts = ['a\n', '.b\r', '\n.', '.c\r', '.\r', '\n', '.', '\r\n', 'QUIT\r\n'];
  const octets = async function* () {
    for (const part of parts) yield Buffer.from(part);
  };
  const { result } = await submit(server, 'plain', { ...messageOf(), octets, sizeBytes: Buffer.byteLength(parts.join('')) });
  expect(result.outcome).toBe('accepted');
  expect(server.messages).toEqual(['a\r\n..b\r\n...c\r\n..\r\n..\r\nQUIT\r\n']);
  expect(server.commands.filter((line) => line === 'QUIT').length).toBeLessThanOrEqual(1);
});

test('S5: the waits are 20 s for the connection, 5 min for a reply and 10 min for the reply to the final dot', () => {
  expect(usualDeadlines).toMatchObject({ connectMs: 20_000, replyMs: 5 * 60_000, dotMs: 10 * 60_000 });
});

test('S7, RFC 3461: NOTIFY, ORCPT and ENVID where DSN is offered, each recipient with its own; nothing elsewhere', async () => {
  const to = ['b@example.test', 'c+tag@example.test', 'd=x@bücher.example'];
  const dsn = {
    ...{ envelopeId: 's+1', returns: 'HDRS' as const, usualNotify: 'FAILURE,DELAY' as const },
    recipients: new Map([['b@example.test', { notify: 'success', originalRecipient: 'rfc822;old@example.test' }]]),
  };
  const lines = async (offers: string[]) => {
    const server = await startServer({ tls: 'tls', offers: ['AUTH PLAIN', '8BITMIME', ...offers] });
    expect((await submit(server, 'tls', { ...messageOf(mail, to), dsn })).result.outcome).toBe('accepted');
    return server.commands.filter((line) => /^(MAIL|RCPT)/.test(line));
  };
  expect(await lines(['DSN'])).toEqual([
    'MAIL FROM:<a@example.test> RET=HDRS ENVID=s+2B1',
    'RCPT TO:<b@example.test> NOTIFY=SUCCESS ORCPT=rfc822;old@example.test',
    'RCPT TO:<c+tag@example.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;c+2Btag@example.test',
    'RCPT TO:<d=x@xn--bcher-kva.example> NOTIFY=FAILURE,DELAY',
  ]);
  expect(await lines(['PIPELINING', 'DSN'])).toHaveLength(4);
  expect(await lines([])).toEqual([
    'MAIL FROM:<a@example.test>',
    'RCPT TO:<b@example.test>',
    'RCPT TO:<c+tag@example.test>',
    'RCPT TO:<d=x@xn--bcher-kva.example>',
  ]);
});
