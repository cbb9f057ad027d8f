import { MailError, type MailErrorKind, type MailStage } from '#lib/mail/index.ts';
import { type Redact, serverWords } from '#lib/security/index.ts';
import type { StatusLine } from './status-line.ts';

/** Code of a plain -ERR, with no response code in it. */
export const plainRefusal = 'ERR';

/** Response codes that say: later (RFC 2449 §8.1, RFC 3206 §4). */
const laterCodes = new Set(['IN-USE', 'LOGIN-DELAY', 'SYS/TEMP']);

/** A refused command. The code of RFC 2449 §8 stays in `code`. */
export function replyError(status: StatusLine, command: string, redact: Redact, stage: MailStage = 'command'): MailError {
  const isLater = laterCodes.has(status.code ?? '');
  return new MailError(isLater ? 'temporary' : 'refused', `server refused ${command}`, {
    stage,
    code: status.code ?? plainRefusal,
    permanent: status.code === 'SYS/PERM',
    serverText: serverWords(status.text, redact),
  });
}

type Refusal = { kind: MailErrorKind; code: string; permanent: boolean };
const unavailable = (code: string): Refusal => ({ kind: 'login-unavailable', code, permanent: true });
const later = (code: string): Refusal => ({ kind: 'temporary', code, permanent: false });

/**
 * What servers say in words only. Providers use [AUTH] and [SYS/PERM] for these too, so words come first. Only the protocol rooms read words
 * (style.md §3).
 */
const spoken: readonly [RegExp, Refusal][] = [
  [/application.specific password|app.?password|InvalidSecondFactor/i, unavailable('APP_PASSWORD')],
  [/basic ?auth|LogonDenied|use oauth|oauth (is )?required|modern authentication/i, unavailable('OAUTH_ONLY')],
  [/plain ?text authentication (is )?disallowed|(ssl|tls|encryption|secure connection) (is )?required/i, unavailable('LOGINDISABLED')],
  [/unsupported authentication mechanism/i, unavailable('NO_AUTH')],
  [/not enabled for pop|pop3? (access|service)? ?(is )?(not enabled|disabled|off)|enable pop/i, unavailable('POP_DISABLED')],
  [/web login required|log ?in via your web browser/i, unavailable('WEBALERT')],
  [
    /(maildrop|mailbox|mail drop).{0,40}\b(lock(ed)?|busy)\b|\block.{0,20}\b(maildrop|mailbox)|already (open|locked)|another (pop3? )?session|\bin use\b/i,
    later('LOCKED'),
  ],
  [/login (limit|delay|rate|frequency)|too (frequent|often)|exceeded the login|try again in/i, later('LOGIN-DELAY')],
  [/too many (connections|sessions|logins)|connection limit/i, later('LIMIT')],
  [/temporar(y|ily)|try again later|unavailable|internal (server )?error/i, later('SYS/TEMP')],
];

/**
 * A refused login (P5). `login-refused` with code AUTH is certain (RFC 3206 §4); with code ERR, and `permanent: false`, it may be a lock that
 * the server does not name. `temporary`: IN-USE (the password was right, RFC 2449 §8.1.2), LOCKED (a lock told in words), LOGIN-DELAY, LIMIT, SYS/TEMP. `login-unavailable`: APP_PASSWORD, OAUTH_ONLY, LOGINDISABLED, NO_AUTH, POP_DISABLED,
 * WEBALERT, SYS/PERM.
 *
 * @param loginDelaySeconds what CAPA told, for the time to wait
 */
export function loginError(status: StatusLine, redact: Redact, loginDelaySeconds: number | null): MailError {
  const { kind, code, permanent } = meaningOf(status);
  return new MailError(kind, 'the server refused the login', {
    stage: 'auth',
    code,
    permanent,
    serverText: serverWords(status.text, redact),
    retryAfterMs: code === 'LOGIN-DELAY' && loginDelaySeconds !== null ? loginDelaySeconds * 1_000 : null,
  });
}

function meaningOf({ code, text }: StatusLine): Refusal {
  if (code !== null && laterCodes.has(code)) return later(code);
  const words = spoken.find(([pattern]) => pattern.test(text))?.[1];
  // a server that says [AUTH] has looked at the password: words about locks and time say nothing then
  if (words !== undefined && (code === null || words.kind === 'login-unavailable')) return words;
  if (code === 'AUTH') return { kind: 'login-refused', code, permanent: true };
  if (code === 'SYS/PERM') return unavailable(code);
  return { kind: 'login-refused', code: code ?? plainRefusal, permanent: false };
}

export const aborted = (stage: MailStage) => new MailError('aborted', 'the caller stopped waiting', { stage });
