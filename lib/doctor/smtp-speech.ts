import { MailError, type MailStage } from '#lib/mail/index.ts';
import { ehloName, parseSmtpReply, type SmtpReply, smtpReplyError, wireAddress } from '#lib/smtp/index.ts';
import { foreignGreeting } from './foreign-greeting.ts';
import { fact, noWayIn, type Speech, saslPlain, saslXoauth2, type Visit } from './speech.ts';

async function reply(visit: Visit, stage: MailStage): Promise<{ lines: string[]; parsed: SmtpReply }> {
  const lines = await visit.client.linesUntil((line) => !/^\d{3}-/.test(line), stage);
  const parsed = parseSmtpReply(lines.join('\n'));
  if (parsed === null)
    throw new MailError('protocol', 'no reply code', { stage, code: 'NO_STATUS', serverText: lines.at(-1)?.slice(0, 500) ?? null });
  return { lines, parsed };
}

/** @throws MailError when the reply's first digit is not the one wished for */
async function ask(visit: Visit, command: string, stage: MailStage, wanted: '2' | '3', shown?: string): Promise<string[]> {
  visit.client.send(command, shown);
  const { lines, parsed } = await reply(visit, stage);
  if (parsed.code.startsWith(wanted)) return lines;
  throw smtpReplyError(parsed, stage);
}

const waysOf = (capabilities: readonly string[]): string[] =>
  capabilities.flatMap((line) => /^AUTH[ =](.+)$/i.exec(line)?.[1]?.toUpperCase().trim().split(/ +/) ?? []);

/** RFC 4954 §4: with its first message in the command where the line has room for it. */
async function exchange(visit: Visit, mechanism: string, [first = '', ...messages]: readonly string[]): Promise<void> {
  const isShort = first.length + mechanism.length < 480;
  let command = isShort ? `AUTH ${mechanism} ${first}` : `AUTH ${mechanism}`;
  let shown: string | undefined = isShort ? `AUTH ${mechanism} [secret]` : undefined;
  if (!isShort) messages.unshift(first);
  for (const message of messages) {
    await ask(visit, command, 'auth', '3', shown);
    command = message;
    shown = '[secret]';
  }
  visit.client.send(command, shown);
  const { parsed } = await reply(visit, 'auth');
  if (parsed.code.startsWith('2')) return;
  if (!parsed.code.startsWith('3')) throw smtpReplyError(parsed, 'auth');
  // The refusal of a token comes as a challenge; an empty answer ends the exchange (RFC 7628 §3.2.3).
  await ask(visit, '', 'auth', '2');
}

export const smtpSpeech: Speech = {
  protocol: 'smtp',
  hasMoreAfterSignIn: false,
  judgeGreeting(octets) {
    const foreign = foreignGreeting(octets, 'smtp');
    if (foreign !== null) return foreign;
    const parsed = parseSmtpReply(octets.toString('utf8'));
    if (parsed?.code === '220') return null;
    if (parsed !== null && /^[45]/.test(parsed.code)) return smtpReplyError(parsed, 'greeting');
    const serverText = octets.toString('utf8').slice(0, 500);
    return new MailError('protocol', 'no SMTP greeting', {
      stage: 'greeting',
      code: parsed?.code ?? 'NOT_SMTP',
      permanent: true,
      serverText,
    });
  },
  async capabilities(visit) {
    const lines = await ask(visit, `EHLO ${ehloName}`, 'capabilities', '2');
    return lines.slice(1).map((line) => line.slice(4).trim());
  },
  hasStartTls: (capabilities) => capabilities.some((line) => line.toUpperCase() === 'STARTTLS'),
  startTls: async (visit) => void (await ask(visit, 'STARTTLS', 'starttls', '2')),
  signInWays: waysOf,
  async signIn(visit, capabilities) {
    const { login, credential } = visit;
    if (credential === null) return [];
    const ways = waysOf(capabilities);
    if (credential.kind === 'token') {
      await exchange(visit, 'XOAUTH2', [saslXoauth2(login, credential.secret)]);
      return [fact('signInUsed', 'XOAUTH2')];
    }
    if (ways.includes('PLAIN')) {
      await exchange(visit, 'PLAIN', [saslPlain(login, credential.secret)]);
      return [fact('signInUsed', 'PLAIN')];
    }
    if (ways.includes('LOGIN')) {
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      await exchange(visit, 'LOGIN', [base64(login), base64(credential.secret.reveal())]);
      return [fact('signInUsed', 'LOGIN')];
    }
    throw noWayIn(ways, !visit.isSecure && ways.length === 0 && this.hasStartTls(capabilities));
  },
  async probe(visit, capabilities, tell) {
    const address = visit.credential === null || visit.address === null ? null : wireAddress(visit.address);
    if (address === null || !address.ok) return void (await ask(visit, 'NOOP', 'command', '2'));
    const hasUtf8 = capabilities.some((line) => /^SMTPUTF8\b/i.test(line));
    if (address.needsUtf8 && !hasUtf8) {
      const details = { stage: 'envelope', code: 'SMTPUTF8', enhancedCode: '5.6.7', permanent: true } as const;
      throw new MailError('refused', 'the address needs SMTPUTF8', details);
    }
    // Would it take mail from this mailbox to itself? Asked and taken back: nothing is sent.
    await ask(visit, `MAIL FROM:<${address.text}>${address.needsUtf8 ? ' SMTPUTF8' : ''}`, 'envelope', '2');
    await ask(visit, `RCPT TO:<${address.text}>`, 'envelope', '2');
    await ask(visit, 'RSET', 'command', '2');
    tell(fact('note', 'The server would take a message from this address to itself. Nothing was sent.'));
  },
  logout: async (visit) => void (await ask(visit, 'QUIT', 'command', '2')),
};
