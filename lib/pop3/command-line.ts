import { MailError } from '#lib/mail/index.ts';

/** RFC 2449 §4 gives a command 255 octets; longer user names and passwords are left to the server's judgement, up to here. */
const mostOctets = 2_048;

/**
 * One command with its arguments, without the line end. Nothing that could begin another command gets through (P2, security.md §6).
 *
 * @throws MailError 'invalid' for arguments with CR, LF or NUL, and lines that no server would take
 */
export function commandLine(keyword: string, ...args: (string | number)[]): string {
  for (const arg of args) {
    if (typeof arg === 'number' ? !Number.isSafeInteger(arg) || arg < 0 : /[\0\r\n]/.test(arg)) throw unsendable(keyword);
  }
  const line = [keyword, ...args].join(' ');
  if (Buffer.byteLength(line) > mostOctets) throw unsendable(keyword);
  return line;
}

/** A message number as RFC 1939 §3 has them: from 1. @throws MailError 'invalid' */
export function messageNumber(number: number): number {
  if (!Number.isSafeInteger(number) || number < 1) throw unsendable('message number');
  return number;
}

const unsendable = (what: string) => new MailError('invalid', `${what} cannot be sent`, { stage: 'command', permanent: true });
