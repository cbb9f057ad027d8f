import { MailError } from '#lib/mail/index.ts';
import { type Redact, serverWords } from '#lib/security/index.ts';
import { readStatusLine } from './status-line.ts';

/**
 * Why a first line is not the greeting of a server that will talk to us: another protocol, the other TLS mode, or -ERR (table 8.2).
 *
 * @returns null for `+OK`
 */
export function unexpectedGreeting(octets: Buffer, redact: Redact): MailError | null {
  const status = readStatusLine(octets);
  if (status?.is === 'ok') return null;
  const line = octets.subarray(0, 2_000).toString('latin1');
  if (status?.is === 'error') {
    const isLater =
      status.code !== 'SYS/PERM' && /IN-USE|LOGIN-DELAY|SYS\/TEMP|too many|limit|busy|unavailable|try again|temp|overload/i.test(line);
    return new MailError(isLater ? 'temporary' : 'refused', 'the server greets with a refusal', {
      stage: 'greeting',
      code: status.code ?? (isLater ? 'LIMIT' : 'ERR'),
      permanent: status.code === 'SYS/PERM',
      serverText: serverWords(status.text, redact),
    });
  }
  // 0x15 and 0x16: alert and handshake records of TLS (RFC 8446 §5.1)
  if (octets[0] === 0x15 || octets[0] === 0x16)
    return new MailError('tls', 'TLS bytes in the greeting', { stage: 'greeting', code: 'TLS_MIXED_UP', permanent: true });
  const isForeign = /^(\* (OK|PREAUTH|BYE)\b|\d{3}[ -]|HTTP\/|SSH-)/.test(line);
  return new MailError('protocol', 'not the greeting of a POP3 server', {
    stage: 'greeting',
    code: isForeign ? 'OTHER_PROTOCOL' : 'NOT_POP3',
    permanent: true,
    serverText: serverWords(line, redact),
  });
}

/** The timestamp that APOP answers (RFC 1939 §7: a msg-id); null without one. */
export function apopTimestampIn(greeting: string): string | null {
  return /<[\x21-\x3b\x3d\x3f-\x7e]{1,255}>/.exec(greeting)?.[0].match(/^<[^@]+@[^@]+>$/)?.[0] ?? null;
}
