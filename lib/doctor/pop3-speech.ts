import { MailError, type MailStage } from '#lib/mail/index.ts';
import { pop3LoginError, pop3ReplyError, readStatusLine, unexpectedPop3Greeting } from '#lib/pop3/index.ts';
import { foreignGreeting } from './foreign-greeting.ts';
import { fact, type Speech, saslPlain, saslXoauth2, type Visit } from './speech.ts';

async function status(visit: Visit, stage: MailStage): Promise<string> {
  const read = readStatusLine(Buffer.from(await visit.client.line(stage)));
  if (read === null) throw new MailError('protocol', 'neither +OK nor -ERR', { stage, code: 'NO_STATUS' });
  if (read.is === 'error')
    throw stage === 'auth' ? pop3LoginError(read, visit.redact, null) : pop3ReplyError(read, 'a command', visit.redact, stage);
  return read.is === 'challenge' ? '+' : read.text;
}

async function ask(visit: Visit, command: string, stage: MailStage, shown?: string): Promise<string> {
  visit.client.send(command, shown);
  return status(visit, stage);
}

async function authenticate(visit: Visit, mechanism: string, message: string): Promise<void> {
  // Not as an initial response: RFC 5034 §4 allows it, old servers do not know it.
  if ((await ask(visit, `AUTH ${mechanism}`, 'auth')) !== '+')
    throw new MailError('protocol', 'signed in without a secret', { stage: 'auth', code: 'NO_STATUS' });
  if ((await ask(visit, message, 'auth', '[secret]')) !== '+') return;
  // The refusal of a token comes as a challenge; the answer to it ends the exchange (RFC 7628 §3.2.3).
  await ask(visit, '', 'auth');
}

export const pop3Speech: Speech = {
  protocol: 'pop3',
  hasMoreAfterSignIn: true,
  judgeGreeting: (octets, redact) => foreignGreeting(octets, 'pop3') ?? unexpectedPop3Greeting(octets, redact),
  async capabilities(visit) {
    visit.client.send('CAPA');
    const first = readStatusLine(Buffer.from(await visit.client.line('capabilities')));
    // CAPA is an extension (RFC 2449): who does not know it has none.
    if (first?.is !== 'ok') return [];
    return (await visit.client.linesUntil((line) => line === '.', 'capabilities')).slice(0, -1).map((line) => line.replace(/^\.\./, '.'));
  },
  hasStartTls: (capabilities) => capabilities.some((line) => /^STLS\b/i.test(line)),
  startTls: async (visit) => void (await ask(visit, 'STLS', 'starttls')),
  signInWays(capabilities) {
    const sasl = capabilities.flatMap((line) => /^SASL (.+)$/i.exec(line)?.[1]?.toUpperCase().trim().split(/ +/) ?? []);
    return capabilities.length === 0 || capabilities.some((line) => /^USER\b/i.test(line)) ? [...sasl, 'USER'] : sasl;
  },
  async signIn(visit, capabilities) {
    const { login, credential } = visit;
    if (credential === null) return [];
    const ways = this.signInWays(capabilities);
    if (credential.kind === 'token') {
      await authenticate(visit, 'XOAUTH2', saslXoauth2(login, credential.secret));
      return [fact('signInUsed', 'XOAUTH2')];
    }
    if (ways.includes('PLAIN')) {
      await authenticate(visit, 'PLAIN', saslPlain(login, credential.secret));
      return [fact('signInUsed', 'PLAIN')];
    }
    await ask(visit, `USER ${login}`, 'auth', 'USER [secret]');
    await ask(visit, `PASS ${credential.secret.reveal()}`, 'auth', 'PASS [secret]');
    return [fact('signInUsed', 'USER')];
  },
  async probe(visit, _capabilities, tell) {
    if (visit.credential === null) return;
    const [count = '', octets = ''] = (await ask(visit, 'STAT', 'mailbox')).split(' ');
    tell(fact('messages', `${count} (${(Number(octets) / 1024 / 1024).toFixed(1)} MB)`));
  },
  logout: async (visit) => void (await ask(visit, 'QUIT', 'command')),
};
