import type { SmtpAccess, SmtpDeadlines } from './smtp-connection.ts';
import { openSmtp, usualDeadlines } from './smtp-connection.ts';

/**
 * Connects, encrypts, signs in and says goodbye: the proof that these settings can send. One attempt at us is one at the server.
 *
 * @throws MailError with the stage at which it ended
 */
export async function probeSmtp(access: SmtpAccess, options: { signal: AbortSignal; deadlines?: Partial<SmtpDeadlines> }): Promise<void> {
  const deadlines = { ...usualDeadlines, replyMs: 20_000, totalMs: 60_000, ...options.deadlines };
  const connection = await openSmtp(access, deadlines, AbortSignal.any([options.signal, AbortSignal.timeout(deadlines.totalMs)]));
  connection.quit();
}
