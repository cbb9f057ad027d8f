import type { Identity } from '#lib/contract/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';

type Addresses = readonly Pick<EmailAddress, 'email'>[] | null;

/** The identity that a message was sent to, or that sent it: an answer comes from the address that was asked. null: none of them stands there. */
export function writtenTo(
  identities: readonly Identity[],
  { to, from }: { to: Addresses; from: Addresses },
  cc: Addresses,
): Identity | null {
  for (const { email } of [...(to ?? []), ...(cc ?? []), ...(from ?? [])]) {
    const found = identities.find((one) => one.email.toLowerCase() === email.toLowerCase());
    if (found !== undefined) return found;
  }
  return null;
}
