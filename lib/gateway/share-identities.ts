import { type ProviderTable, splitAddress } from '#lib/discover/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { AccountRow, SignInIdentity } from '#lib/store/index.ts';
import { provenIdentitiesOf } from './proven-identities.ts';

/**
 * The sign-in identities that a mail address is, for sharing an account with it. What somebody calls their mailbox proves nothing, since they
 * may have named a mail server of their own: an address counts only at its provider's server, as the tables know it, or, in the domain of the
 * account that is shared, at that account's server, with a user name of the same form.
 *
 * @throws MailError 'invalid': no address, the account's own, or (code SHARE_ADDRESS) one whose server is not known
 */
export function identitiesOfAddress(
  tables: readonly ProviderTable[],
  account: Pick<AccountRow, 'address' | 'servers'>,
  wanted: string,
): { address: string; identities: SignInIdentity[] } {
  const parts = splitAddress(wanted);
  if (parts === null) throw new MailError('invalid', 'no mail address', { stage: 'address', permanent: true });
  const own = splitAddress(account.address);
  const address = parts.whole;
  if (own !== null && own.whole.toLowerCase() === address.toLowerCase())
    throw new MailError('invalid', 'the account has this address', { stage: 'address', code: 'SHARE_OWN_ADDRESS', permanent: true });
  const identities: SignInIdentity[] = provenIdentitiesOf(address, tables);
  if (own !== null && own.domain === parts.domain) {
    const { protocol, host, port, login } = account.servers.incoming;
    if (login.toLowerCase() === own.whole.toLowerCase()) identities.push({ protocol, host, port, login: address });
    else if (login.toLowerCase() === own.local.toLowerCase()) identities.push({ protocol, host, port, login: parts.local });
  }
  if (identities.length === 0)
    throw new MailError('invalid', 'no server is known for this address', { stage: 'address', code: 'SHARE_ADDRESS', permanent: true });
  return { address, identities };
}
