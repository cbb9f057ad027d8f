import { MailError } from '#lib/mail/index.ts';
import { atom, type ImapToken } from './tokens.ts';

/**
 * Flags as atoms for the wire; `\Recent` cannot be set (RFC 9051 §2.3.2).
 * @throws MailError 'invalid' when one is no flag
 */
export function flagTokens(flags: readonly string[]): ImapToken[] {
  return flags.map((flag) => {
    if (!isFlag(flag)) throw new MailError('invalid', 'not an IMAP flag', { code: 'FLAG' });
    return atom(flag);
  });
}

/** An atom, with `\` in front for the system flags (RFC 9051 §9 `flag`). */
export const isFlag = (flag: string): boolean =>
  /^(\\[A-Za-z]{1,50}|[\x21\x23\x24\x26\x27\x2b-\x5b\x5e-\x7a\x7c\x7d\x7e]{1,255})$/.test(flag) && !/^\\recent$/i.test(flag);

/**
 * Which of the flags the mailbox keeps (I31): those in PERMANENTFLAGS, any keyword with `\*`. Without PERMANENTFLAGS all can be kept
 * (RFC 9051 §6.3.2).
 */
export function splitBySupport(
  flags: readonly string[],
  permanentFlags: readonly string[] | null,
): { kept: string[]; unsupported: string[] } {
  if (permanentFlags === null) return { kept: [...flags], unsupported: [] };
  const known = new Set(permanentFlags.map((flag) => flag.toLowerCase()));
  const anyKeyword = known.has('\\*');
  const kept: string[] = [];
  const unsupported: string[] = [];
  for (const flag of flags) {
    const lower = flag.toLowerCase();
    const isKept = known.has(lower) || (anyKeyword && !lower.startsWith('\\'));
    (isKept ? kept : unsupported).push(flag);
  }
  return { kept, unsupported };
}
