import { MailError } from '#lib/mail/index.ts';

/** Messages of SASL mechanisms, as octets before base64. Fields are separated by octets that may not stand in them. */

/** RFC 4616 §2, without an authorisation identity. @throws MailError 'invalid' for NUL in a field */
export function plainMessage(login: string, password: string): Buffer {
  if (login.includes('\0') || password.includes('\0')) throw unsendable();
  return Buffer.from(`\0${login}\0${password}`);
}

/** RFC 7628 §3.1: GS2 header with the user name, then key-value pairs. @throws MailError 'invalid' for U+0001 in a field */
export function oauthBearerMessage(login: string, token: string, { host, port }: { host: string; port: number }): Buffer {
  checkPairs(login, token, host);
  const authzid = login.replaceAll('=', '=3D').replaceAll(',', '=2C');
  return Buffer.from(`n,a=${authzid},\u0001host=${host}\u0001port=${port}\u0001auth=Bearer ${token}\u0001\u0001`);
}

/** Google's and Microsoft's forerunner of RFC 7628. @throws MailError 'invalid' for U+0001 in a field */
export function xoauth2Message(login: string, token: string): Buffer {
  checkPairs(login, token);
  return Buffer.from(`user=${login}\u0001auth=Bearer ${token}\u0001\u0001`);
}

/** What a client says to the error that comes as a challenge (RFC 7628 §3.2.3), base64 of U+0001; XOAUTH2 wants an empty line. */
export const errorAnswer = { OAUTHBEARER: 'AQ==', XOAUTH2: '' } as const;

/** The words of that error: its `status`, or null when it is not the JSON of RFC 7628 §3.2.2. */
export function challengeStatus(challenge: string): string | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(challenge.slice(0, 4_096), 'base64').toString('utf8'));
    const status = typeof parsed === 'object' && parsed !== null && 'status' in parsed ? parsed.status : null;
    return typeof status === 'string' || typeof status === 'number' ? String(status).slice(0, 100) : null;
  } catch {
    return null;
  }
}

function checkPairs(...fields: string[]): void {
  if (fields.some((field) => ['\0', '\u0001', '\r', '\n'].some((octet) => field.includes(octet)))) throw unsendable();
}

const unsendable = () => new MailError('invalid', 'a character that cannot be sent in a credential', { stage: 'auth', permanent: true });
