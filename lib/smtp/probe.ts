import type { OutgoingOffer } from '#lib/mail/index.ts';
import type { SmtpAccess, SmtpDeadlines } from './smtp-connection.ts';
import { openSmtp, usualDeadlines } from './smtp-connection.ts';

/**
 * Connects, encrypts, signs in and says goodbye: the proof that these settings can send. One attempt at us is one at the server.
 *
 * @returns what it offers, as it says after sign-in
 * @throws MailError with the stage at which it ended
 */
export async function probeSmtp(
  access: SmtpAccess,
  options: { signal: AbortSignal; deadlines?: Partial<SmtpDeadlines> },
): Promise<OutgoingOffer> {
  const deadlines = { ...usualDeadlines, replyMs: 20_000, totalMs: 60_000, ...options.deadlines };
  const connection = await openSmtp(access, deadlines, AbortSignal.any([options.signal, AbortSignal.timeout(deadlines.totalMs)]));
  const offer = connection.offer();
  connection.quit();
  return offer;
}
