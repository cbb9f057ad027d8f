import type { MailError, MailStage } from '#lib/mail/index.ts';
import type { Redact } from '#lib/security/index.ts';
import { commandError, loginError } from './imap-error.ts';

/**
 * A tagged NO or BAD, or a BYE, as it stands on the wire, as the typed error that the session would give; for who reads the wire himself
 * (protocols.md §8.1).
 *
 * @param line `<tag> NO [CODE arguments] words` (RFC 9051 §7.1)
 */
export function refusalOfLine(line: string, stage: MailStage, redact: Redact): MailError {
  const [, status = 'NO', code = null, words = ''] =
    /^\S+ (NO|BAD|BYE)(?: \[([A-Za-z0-9/_.-]{1,64})[^\]]{0,500}\])? ?(.*)$/i.exec(line.slice(0, 4_000)) ?? [];
  if (stage === 'auth') return loginError({ serverResponseCode: code ?? undefined, responseText: words }, redact);
  if (status.toUpperCase() === 'BYE') return commandError({ reason: words || 'goodbye' }, 'us', redact, stage);
  const response = code === null ? {} : { response: { attributes: [{ type: 'ATOM', section: [{ type: 'ATOM', value: code }] }] } };
  return commandError({ responseStatus: status.toUpperCase(), responseText: words, ...response }, 'a command', redact, stage);
}
