import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailCredential } from '#lib/mail/index.ts';
import { isMailError, MailError, type MailStage, type Secret, type ServerSettings } from '#lib/mail/index.ts';
import { createScram, createScramRefusals, errorAnswer, oauthBearerMessage, xoauth2Message } from '#lib/security/index.ts';
import { parseReply, replyError, type SmtpReply, shownText } from './smtp-reply.ts';

export type SmtpCredential = MailCredential;

type Mechanism = 'OAUTHBEARER' | 'XOAUTH2' | 'SCRAM-SHA-256' | 'PLAIN' | 'LOGIN';

/** Best first (S7). CRAM-MD5 is never used: inside TLS it protects nothing and has the server keep what is as good as the password. */
const inOrder = {
  password: ['SCRAM-SHA-256', 'PLAIN', 'LOGIN'],
  'access-token': ['OAUTHBEARER', 'XOAUTH2'],
} as const satisfies Record<SmtpCredential['kind'], readonly Mechanism[]>;

const scramRefusals = createScramRefusals();
/** Under its own name the library takes PLAIN instead when it made no token itself. */
const ownXoauth2 = 'OWN-XOAUTH2';
/** RFC 4954 §4, RFC 5321 §4.5.3.1.4: a longer command sends its initial response as the answer to an empty challenge. */
const longestCommand = 510;

type Handlers = NonNullable<NonNullable<ConstructorParameters<typeof SMTPConnection>[0]>['customAuth']>;
type SaslSession = Parameters<Handlers[string]>[0];

export type SaslMechanisms = {
  /** for the library, which knows none of these */
  handlers: Handlers;
  /** why the last of them ended, where that is known better than from the reply alone */
  failure(): MailError | null;
};

/** SASL mechanisms that the library lacks, or does in a way of its own. */
export function createSasl(server: ServerSettings, credential: SmtpCredential | null): SaslMechanisms {
  let failure: MailError | null = null;
  const handler =
    (run: (session: SaslSession) => Promise<void>) =>
    async (session: SaslSession): Promise<void> => {
      try {
        await run(session);
      } catch (error) {
        if (isMailError(error)) failure = error;
        // the library writes its own words onto the error that it gets
        throw new Error('not signed in');
      }
    };
  const handlers: Handlers = {};
  if (credential?.kind === 'password') handlers['SCRAM-SHA-256'] = handler((session) => byScram(session, server, credential.password));
  if (credential?.kind === 'access-token') {
    const token = credential.accessToken.reveal();
    handlers.OAUTHBEARER = handler((session) => byToken(session, 'OAUTHBEARER', oauthBearerMessage(server.login, token, server)));
    handlers[ownXoauth2] = handler((session) => byToken(session, 'XOAUTH2', xoauth2Message(server.login, token)));
  }
  return { handlers, failure: () => failure };
}

export type SignInStep = (stage: () => MailStage, run: (done: (error: Error | null | undefined) => void) => void) => Promise<unknown>;
type SignIn = {
  server: ServerSettings;
  credential: SmtpCredential | null;
  library: SMTPConnection;
  step: SignInStep;
  sasl: SaslMechanisms;
  /** lines of EHLO without codes */
  ehloLines: readonly string[];
};

/**
 * Signs in by the best way that the server offers for this credential, and by no other after a refusal: one attempt here is one there. The
 * one exception is SCRAM refused before any proof was given: that says nothing about the password (RFC 5802 §5), so the next way is taken.
 *
 * @throws MailError stage auth
 */
export async function signIn(options: SignIn): Promise<void> {
  const { server, credential, ehloLines } = options;
  if (server.login === '') return;
  if (credential === null) throw new MailError('invalid', 'no password for this server', { stage: 'auth', permanent: true });
  const offers = ehloLines.filter((line) => /^AUTH[\s=]/i.test(line));
  const offered = new Set(
    offers.flatMap((line) =>
      line
        .slice(5)
        .toUpperCase()
        .split(/[\s=]+/),
    ),
  );
  const usable = inOrder[credential.kind].filter((one) => offered.has(one) && !(one === 'SCRAM-SHA-256' && scramRefusals.has(server)));
  const [best, next] = usable;
  if (best === undefined) {
    const comesWithTls = server.tls === 'plain' && offers.length === 0 && ehloLines.some((line) => /^STARTTLS$/i.test(line));
    throw nothingUsable(credential, offers, offered, comesWithTls);
  }
  try {
    await by(best, options);
  } catch (error) {
    if (!isMailError(error) || error.code !== noScramHere || next === undefined || server.tls === 'plain') throw asRefused(error);
    scramRefusals.add(server);
    await by(next, options);
  }
}

/** @param comesWithTls encryption is offered and was not taken: the ways to sign in come behind it (RFC 4954 §4) */
function nothingUsable(
  { kind }: SmtpCredential,
  offers: readonly string[],
  offered: ReadonlySet<string>,
  comesWithTls: boolean,
): MailError {
  const wantsToken = kind === 'password' && inOrder['access-token'].some((one) => offered.has(one));
  return new MailError('login-unavailable', 'no usable AUTH is offered', {
    stage: 'auth',
    code: wantsToken ? 'OAUTH_ONLY' : comesWithTls ? 'LOGINDISABLED' : 'NO_AUTH',
    permanent: true,
    serverText: offers.length === 0 ? null : shownText(offers.join(' ')),
  });
}

async function by(method: Mechanism, { server, credential, library, step, sasl }: SignIn): Promise<void> {
  const pass = credential?.kind === 'password' ? credential.password.reveal() : '';
  // NUL separates the fields of PLAIN (RFC 4616 §2)
  if (server.login.includes('\0') || pass.includes('\0'))
    throw new MailError('invalid', 'NUL in a credential', { stage: 'auth', permanent: true });
  await step(
    () => 'auth',
    (done) =>
      library.login({ user: server.login, pass, method: method === 'XOAUTH2' ? ownXoauth2 : method }, (error) =>
        done(error ? (sasl.failure() ?? error) : null),
      ),
  );
}

/** Stays inside: the refusal of SCRAM for this person, before a proof. */
const noScramHere = 'NO_SCRAM';
const asRefused = (error: unknown): unknown => {
  if (!isMailError(error) || error.code !== noScramHere) return error;
  const reply = parseReply(error.serverText ?? '');
  return reply === null ? error : replyError(reply, 'auth');
};

/** RFC 5802 §5, RFC 4954 §4. */
async function byScram(session: SaslSession, server: ServerSettings, password: Secret): Promise<void> {
  const scram = createScram(server.login, password);
  const first = await say(session, `AUTH SCRAM-SHA-256 ${scram.first().toString('base64')}`);
  if (first.code.startsWith('5')) {
    const { kind, message, serverText, enhancedCode } = replyError(first, 'auth');
    throw new MailError(kind, message, { stage: 'auth', code: noScramHere, enhancedCode, permanent: true, serverText });
  }
  const proof = await scram.final(challengeOf(first));
  const last = await say(session, proof.toString('base64'));
  const isTrue = scram.verify(challengeOf(last));
  const end = await say(session, '');
  if (!isTrue || !end.code.startsWith('2')) throw replyError({ ...end, code: end.code.startsWith('2') ? '535' : end.code }, 'auth');
}

/** RFC 7628 §3.2: a refusal comes as a challenge with JSON, which wants an answer before the reply that ends it. */
async function byToken(session: SaslSession, mechanism: 'OAUTHBEARER' | 'XOAUTH2', message: Buffer): Promise<void> {
  const response = message.toString('base64');
  const whole = `AUTH ${mechanism} ${response}`;
  let reply = await say(session, whole.length <= longestCommand ? whole : `AUTH ${mechanism}`);
  if (whole.length > longestCommand && reply.code === '334') reply = await say(session, response);
  if (reply.code === '334') reply = await say(session, errorAnswer[mechanism]);
  if (!reply.code.startsWith('2')) throw replyError(reply, 'auth');
}

async function say(session: SaslSession, line: string): Promise<SmtpReply> {
  const { response } = await session.sendCommand(line);
  const reply = parseReply(response);
  if (reply === null)
    throw new MailError('protocol', 'an answer that is none', { stage: 'auth', serverText: shownText(response.slice(0, 500)) });
  return reply;
}

/** @throws MailError what the reply says when it is no challenge; a welcome that nothing was proven for is one from who knows whom */
function challengeOf(reply: SmtpReply): Buffer {
  if (/^[23]/.test(reply.code) && reply.code !== '334')
    throw new MailError('protocol', 'an answer out of step', { stage: 'auth', code: 'SERVER_NOT_PROVEN', permanent: true });
  if (reply.code !== '334') throw replyError(reply, 'auth');
  return Buffer.from(reply.text, 'base64');
}
