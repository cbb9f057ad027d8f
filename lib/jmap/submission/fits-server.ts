import type { Envelope } from '#lib/contract/index.ts';
import { hasInternationalLocalPart, type OutgoingOffer } from '#lib/mail/index.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, refused } from '../set-error.ts';

/**
 * What the outgoing server is known not to take is refused before it stands in the queue (RFC 8621 §7.5 tooLarge, invalidRecipients). What is
 * not known is found out by sending.
 */
export function fitsServer(
  { host, offer }: { host: string; offer: OutgoingOffer | null },
  envelope: Envelope,
  sizeBytes: number,
): SetOutcome<null> {
  if (offer === null) return done(null);
  if (offer.maxSizeBytes !== null && sizeBytes > offer.maxSizeBytes) {
    const description = `${host} takes ${offer.maxSizeBytes} octets, the message has ${sizeBytes}`;
    return refused({ type: 'tooLarge', maxSize: offer.maxSizeBytes, description });
  }
  if (!offer.smtpUtf8) {
    if (hasInternationalLocalPart(envelope.mailFrom.email))
      return refused({ type: 'forbiddenMailFrom', description: `${host} takes no international address of a sender (SMTPUTF8)` });
    const invalidRecipients = envelope.rcptTo.map(({ email }) => email).filter(hasInternationalLocalPart);
    if (invalidRecipients.length > 0)
      return refused({ type: 'invalidRecipients', invalidRecipients, description: `${host} takes no international addresses (SMTPUTF8)` });
  }
  if (!offer.requireTls && Object.keys(envelope.mailFrom.parameters ?? {}).some((name) => name.toUpperCase() === 'REQUIRETLS'))
    return refused({ type: 'forbiddenToSend', description: `${host} cannot promise encryption all the way (REQUIRETLS)` });
  return done(null);
}
