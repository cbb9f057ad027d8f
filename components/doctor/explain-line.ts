import type { MessageKey } from '#lib/client/index.ts';
import type { DoctorProtocol } from '#lib/contract/index.ts';

const smtpCodes: Record<string, MessageKey> = {
  '220': 'console.smtp.220',
  '221': 'console.smtp.221',
  '235': 'console.smtp.235',
  '250': 'console.smtp.250',
  '334': 'console.smtp.334',
  '354': 'console.smtp.354',
  '421': 'console.smtp.421',
  '450': 'console.smtp.450',
  '451': 'console.smtp.451',
  '452': 'console.smtp.452',
  '500': 'console.smtp.500',
  '501': 'console.smtp.501',
  '502': 'console.smtp.502',
  '503': 'console.smtp.503',
  '504': 'console.smtp.504',
  '530': 'console.smtp.530',
  '535': 'console.smtp.535',
  '550': 'console.smtp.550',
  '552': 'console.smtp.552',
  '553': 'console.smtp.553',
  '554': 'console.smtp.554',
};
const smtpClasses: Record<string, MessageKey> = {
  '2': 'console.smtp.2',
  '3': 'console.smtp.3',
  '4': 'console.smtp.4',
  '5': 'console.smtp.5',
};

const imapRows: readonly [RegExp, MessageKey][] = [
  [/^\+/, 'console.imap.continue'],
  [/^\* OK \[UIDVALIDITY/i, 'console.imap.uidvalidity'],
  [/^\* OK \[UIDNEXT/i, 'console.imap.uidnext'],
  [/^\* OK \[UNSEEN/i, 'console.imap.unseen'],
  [/^\* OK\b/i, 'console.imap.untaggedOk'],
  [/^\* PREAUTH\b/i, 'console.imap.preauth'],
  [/^\* BYE\b/i, 'console.imap.bye'],
  [/^\* CAPABILITY\b/i, 'console.imap.capability'],
  [/^\* (LIST|LSUB)\b/i, 'console.imap.list'],
  [/^\* STATUS\b/i, 'console.imap.status'],
  [/^\* (SEARCH|ESEARCH)\b/i, 'console.imap.search'],
  [/^\* FLAGS\b/i, 'console.imap.flags'],
  [/^\* \d+ EXISTS/i, 'console.imap.exists'],
  [/^\* \d+ RECENT/i, 'console.imap.recent'],
  [/^\* \d+ EXPUNGE/i, 'console.imap.expunge'],
  [/^\* \d+ FETCH/i, 'console.imap.fetch'],
  [/^\S+ OK\b/i, 'console.imap.ok'],
  [/^\S+ NO\b/i, 'console.imap.no'],
  [/^\S+ BAD\b/i, 'console.imap.bad'],
];
const pop3Rows: readonly [RegExp, MessageKey][] = [
  [/^\+OK/, 'console.pop3.ok'],
  [/^-ERR/, 'console.pop3.err'],
  [/^\+ /, 'console.pop3.continue'],
  [/^\.$/, 'console.pop3.dot'],
];

/** What a line of the server means, as far as its form tells (RFC 5321 §4.2, RFC 9051 §7, RFC 1939 §3); null for content. */
export function explainLine(protocol: DoctorProtocol, line: string): MessageKey | null {
  if (protocol === 'smtp') {
    const code = /^([2-5]\d\d)(?:[ -]|$)/.exec(line)?.[1];
    // Of the lines of one reply the last one is explained: the others repeat its code.
    if (code === undefined || /^\d{3}-/.test(line)) return null;
    return smtpCodes[code] ?? smtpClasses[code[0] ?? ''] ?? null;
  }
  return (protocol === 'imap' ? imapRows : pop3Rows).find(([pattern]) => pattern.test(line))?.[1] ?? null;
}
