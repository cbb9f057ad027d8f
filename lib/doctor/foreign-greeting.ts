import type { DoctorProtocol } from '#lib/contract/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** Who speaks, by the first line; null where it cannot be told. */
export function speakerOf(octets: Buffer): DoctorProtocol | 'tls' | 'http' | 'ssh' | null {
  // 0x15 and 0x16: alert and handshake records of TLS (RFC 8446 §5.1)
  if (octets[0] === 0x15 || octets[0] === 0x16) return 'tls';
  const line = octets.subarray(0, 200).toString('latin1');
  if (/^\* (OK|PREAUTH|BYE)\b/i.test(line)) return 'imap';
  if (/^(\+OK|-ERR)\b/i.test(line)) return 'pop3';
  if (/^[2-5]\d\d[ -]/.test(line) || /^\d{3}$/.test(line)) return 'smtp';
  if (/^HTTP\//.test(line) || /^<(!doctype|html)/i.test(line)) return 'http';
  return /^SSH-/.test(line) ? 'ssh' : null;
}

/** The failure when somebody else answers than was asked for (table 8.2); null when it is the one, or nobody known. */
export function foreignGreeting(octets: Buffer, wanted: DoctorProtocol): MailError | null {
  const speaker = speakerOf(octets);
  if (speaker === null || speaker === wanted) return null;
  if (speaker === 'tls')
    return new MailError('tls', 'TLS bytes in the greeting', { stage: 'greeting', code: 'TLS_MIXED_UP', permanent: true });
  return new MailError('protocol', 'greeting of another protocol', {
    stage: 'greeting',
    code: 'OTHER_PROTOCOL',
    permanent: true,
    serverText: octets.toString('utf8').slice(0, 500),
  });
}
