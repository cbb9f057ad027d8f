import { createHash } from 'node:crypto';
import { isMailError, MailError, type Secret, type ServerSettings } from '#lib/mail/index.ts';
import {
  challengeStatus,
  createScram,
  createScramRefusals,
  errorAnswer,
  oauthBearerMessage,
  plainMessage,
  xoauth2Message,
} from '#lib/security/index.ts';
import type { Answer } from './answer.ts';
import type { Pop3Credential, Pop3Greeting } from './api.ts';
import { type CapabilityLines, loginDelaySeconds, saslMechanisms } from './capabilities.ts';
import { loginError } from './pop3-error.ts';
import type { StatusLine } from './status-line.ts';
import type { Command, Pop3Wire } from './wire.ts';

export type LogIn = {
  wire: Pop3Wire;
  server: ServerSettings;
  credential: Pop3Credential;
  greeting: Pop3Greeting;
  /** of CAPA inside TLS; null: the server has none */
  offered: CapabilityLines | null;
  loginMs: number;
  signal: AbortSignal | undefined;
};

/** RFC 5034 §4: an initial response that makes the command longer than this goes as the answer to an empty challenge. */
const longestCommand = 253;
/** RFC 5034 §4 gives lines of a SASL exchange so many octets. */
const longestResponse = 12_288;

/**
 * Signs in by one way, the best that the server offers for this credential (P4); never by a second way after a refusal, since one attempt
 * here is one attempt there. SCRAM that is refused before any proof was given is no attempt.
 *
 * @throws MailError (stage auth) as `loginError`; 'login-unavailable' with NO_AUTH, OAUTH_ONLY (no way that fits is offered), NO_APOP
 * @see RFC 1939 §7 (USER, PASS, APOP), RFC 5034 (AUTH), RFC 7628 (OAUTHBEARER)
 */
export async function logIn(login: LogIn): Promise<void> {
  const { credential } = login;
  if (credential.kind === 'access-token') return logInByToken(login, credential.accessToken);
  if (credential.apop === true) return logInByApop(login, credential.password);
  return logInByPassword(login, credential.password);
}

async function logInByPassword(login: LogIn, password: Secret): Promise<void> {
  const { offered, server } = login;
  const mechanisms = offered === null ? [] : saslMechanisms(offered);
  const mayPass = server.tls !== 'plain' && (mechanisms.includes('PLAIN') || offered?.has('USER') === true);
  if (mechanisms.includes('SCRAM-SHA-256') && !scramRefusals.has(server)) {
    if (await logInByScram(login, password, mayPass)) return;
    scramRefusals.add(server);
  }
  if (mechanisms.includes('PLAIN')) return authenticate(login, 'PLAIN', plainMessage(server.login, password.reveal()));
  const takesTokens = mechanisms.includes('OAUTHBEARER') || mechanisms.includes('XOAUTH2');
  if (takesTokens && offered?.has('USER') !== true) throw unavailable('OAUTH_ONLY', mechanisms.join(' '));
  // a server that lists neither USER nor PLAIN may take them all the same: it says no at the worst
  await answered(login, { line: argument('USER', server.login), shown: 'USER [redacted]' });
  await answered(login, { line: argument('PASS', password.reveal()), shown: 'PASS [redacted]' });
}

const scramRefusals = createScramRefusals();

/**
 * RFC 5802 §5 over RFC 5034 §4: the server proves that it knows the password, too.
 *
 * @param mayPass a refusal before any proof, which says nothing about the password, is no failure
 * @returns false: so it was refused
 */
async function logInByScram(login: LogIn, password: Secret, mayPass: boolean): Promise<boolean> {
  const { wire } = login;
  const scram = createScram(login.server.login, password);
  let isPassed = false;
  const command = { line: `AUTH SCRAM-SHA-256 ${scram.first().toString('base64')}`, shown: 'AUTH SCRAM-SHA-256 [redacted]' };
  await answered(login, command, async (answer) => {
    const first = await answer.status();
    if (first.is === 'error' && mayPass && (first.code === null || first.code === 'AUTH')) {
      isPassed = true;
      return { ...first, is: 'ok' };
    }
    if (first.is === 'error') return first;
    try {
      const challenge = first.is === 'challenge' ? Buffer.from(first.text, 'base64') : Buffer.alloc(0);
      wire.write((await scram.final(challenge)).toString('base64'), '[redacted]');
      const last = await answer.status();
      if (last.is === 'error') return last;
      const isTrue = scram.verify(last.is === 'challenge' ? Buffer.from(last.text, 'base64') : Buffer.alloc(0));
      wire.write('');
      const end = await answer.status();
      return end.is === 'ok' && !isTrue ? { ...end, is: 'error', code: 'AUTH' } : end;
    } catch (error) {
      // the exchange stands in the middle, so nothing else can be said on this line
      wire.fail(isMailError(error) ? error : new MailError('internal', 'the exchange broke off', { stage: 'auth', cause: error }));
      throw error;
    }
  });
  return !isPassed;
}

/** Not `commandLine`: RFC 1939 §7 lets PASS have spaces, and the whole rest of the line is the password. */
function argument(keyword: 'USER' | 'PASS', text: string): string {
  if (text === '' || /[\0\r\n]/.test(text) || Buffer.byteLength(text) > 2_048)
    throw new MailError('invalid', 'user name or password cannot be sent', { stage: 'auth', permanent: true });
  return `${keyword} ${text}`;
}

async function logInByApop(login: LogIn, password: Secret): Promise<void> {
  const { greeting, server } = login;
  if (greeting.apopTimestamp === null) throw unavailable('NO_APOP', null);
  if (server.login === '' || /[\0\r\n ]/.test(server.login))
    throw new MailError('invalid', 'user name cannot be sent', { stage: 'auth', permanent: true });
  const digest = createHash('md5').update(`${greeting.apopTimestamp}${password.reveal()}`).digest('hex');
  await answered(login, { line: `APOP ${server.login} ${digest}`, shown: 'APOP [redacted]' });
}

async function logInByToken(login: LogIn, token: Secret): Promise<void> {
  const { offered, server } = login;
  const mechanisms = offered === null ? [] : saslMechanisms(offered);
  if (mechanisms.includes('OAUTHBEARER'))
    return authenticate(login, 'OAUTHBEARER', oauthBearerMessage(server.login, token.reveal(), server));
  if (mechanisms.includes('XOAUTH2')) return authenticate(login, 'XOAUTH2', xoauth2Message(server.login, token.reveal()));
  throw unavailable('NO_AUTH', mechanisms.join(' '));
}

async function authenticate(login: LogIn, mechanism: 'PLAIN' | 'OAUTHBEARER' | 'XOAUTH2', message: Buffer): Promise<void> {
  const response = message.toString('base64');
  if (response.length > longestResponse) throw new MailError('invalid', 'credential is too long', { stage: 'auth', permanent: true });
  const whole = `AUTH ${mechanism} ${response}`;
  const isOneLine = whole.length <= longestCommand;
  const command = { line: isOneLine ? whole : `AUTH ${mechanism}`, shown: `AUTH ${mechanism}${isOneLine ? ' [redacted]' : ''}` };
  await answered(login, command, async (answer) => {
    let status = await answer.status();
    if (!isOneLine && status.is === 'challenge') {
      login.wire.write(response, '[redacted]');
      status = await answer.status();
    }
    if (status.is !== 'challenge') return status;
    if (mechanism === 'PLAIN') throw answer.fail('a challenge where none belongs', 'NO_STATUS');
    // the refusal of a token comes as a challenge with JSON; -ERR follows once that is answered
    const words = challengeStatus(status.text);
    login.wire.write(errorAnswer[mechanism]);
    const refusal = await answer.status();
    if (refusal.is === 'challenge') throw answer.fail('a challenge behind the last one', 'NO_STATUS');
    if (refusal.is === 'ok') throw answer.fail('+OK to a refused token', 'NO_STATUS');
    return { ...refusal, code: refusal.code ?? 'AUTH', text: [refusal.text, words].filter(Boolean).join(' · ') };
  });
}

async function answered(
  { wire, offered, loginMs, signal }: LogIn,
  command: Pick<Command, 'line' | 'shown'>,
  read: (answer: Answer) => Promise<StatusLine> = (answer) => answer.status(),
): Promise<void> {
  await wire.run({ ...command, stage: 'auth', replyMs: loginMs, signal }, async (answer) => {
    const status = await read(answer);
    if (status.is === 'ok') return { value: undefined, whole: null };
    if (status.is === 'challenge') throw answer.fail('a challenge where none belongs', 'NO_STATUS');
    throw loginError(status, wire.redact, offered === null ? null : loginDelaySeconds(offered));
  });
}

const unavailable = (code: string, serverText: string | null) =>
  new MailError('login-unavailable', 'no way to sign in that fits is offered', {
    stage: 'auth',
    code,
    permanent: true,
    serverText: serverText || null,
  });
