import { MailError } from '#lib/mail/index.ts';
import { oauthBearerMessage, plainMessage, xoauth2Message } from '#lib/security/index.ts';
import type { SieveCapabilities, SieveConnectOptions } from './api.ts';
import { replyOf } from './sieve-reply.ts';
import type { SieveWire } from './sieve-wire.ts';

type Login = Pick<SieveConnectOptions, 'server' | 'credential'>;

/**
 * One login attempt (RFC 5804 §2.1), the answer in the first line (SASL-IR).
 *
 * @throws MailError stage auth: `login-refused`, `login-unavailable` (OAUTH_ONLY, NO_AUTH), `temporary`, `invalid`
 * @see RFC 4616 (PLAIN), RFC 7628 (OAUTHBEARER)
 */
export async function authenticate(wire: SieveWire, login: Login, { mechanisms }: SieveCapabilities): Promise<void> {
  const mechanism = chosen(login, mechanisms);
  const answer = Buffer.from(initialResponse(mechanism, login), 'utf8').toString('base64');
  const quoted = answer.length > 1_000 ? `{${answer.length}+}\r\n${answer}` : `"${answer}"`;
  wire.write(`AUTHENTICATE "${mechanism}" ${quoted}`, `AUTHENTICATE "${mechanism}" [secret]`);
  // A server that refuses a token says why in a challenge; it is answered with nothing and the refusal follows (RFC 7628 §3.2.3).
  for (let challenges = 0; ; challenges += 1) {
    const line = await wire.line('auth');
    const reply = replyOf(line);
    if (reply?.status === 'OK') return;
    if (reply !== null) throw wire.refusal(reply, 'auth');
    if (challenges > 0 || line.length !== 1 || line[0]!.kind !== 'string')
      throw new MailError('protocol', 'an answer to AUTHENTICATE that is none', { stage: 'auth', code: 'SYNTAX' });
    wire.write(mechanism === 'OAUTHBEARER' ? '"AQ=="' : '""', '""');
  }
}

function chosen({ credential }: Login, mechanisms: ReadonlySet<string>): 'PLAIN' | 'OAUTHBEARER' | 'XOAUTH2' {
  const wanted = credential.kind === 'password' ? (['PLAIN'] as const) : (['OAUTHBEARER', 'XOAUTH2'] as const);
  const mechanism = wanted.find((name) => mechanisms.has(name));
  if (mechanism !== undefined) return mechanism;
  const isForTokens = mechanisms.has('OAUTHBEARER') || mechanisms.has('XOAUTH2');
  throw new MailError('login-unavailable', 'no usable mechanism is offered', {
    ...{ stage: 'auth', code: isForTokens ? 'OAUTH_ONLY' : 'NO_AUTH', permanent: true },
    serverText: [...mechanisms].join(' ').slice(0, 500) || null,
  });
}

function initialResponse(mechanism: 'PLAIN' | 'OAUTHBEARER' | 'XOAUTH2', { server, credential }: Login): string {
  const secret = credential.secret.reveal();
  // NUL separates the fields of PLAIN, \x01 those of the others
  if ([server.login, secret].some((text) => text === '' || /\p{Cc}/u.test(text)))
    throw new MailError('login-refused', 'user name or password is empty or cannot be sent', {
      ...{ stage: 'auth', code: 'INVALID', permanent: true },
    });
  if (mechanism === 'PLAIN') return plainMessage(server.login, secret).toString();
  return (mechanism === 'XOAUTH2' ? xoauth2Message(server.login, secret) : oauthBearerMessage(server.login, secret, server)).toString();
}
