import type { mailboxLoginSchema } from '#lib/contract/index.ts';
import type { MailboxLogin } from '#lib/gateway/index.ts';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { MailError, Secret } from '#lib/mail/index.ts';
import { clientAddress } from './client-address.ts';
import { currentDoors, type Doors } from './doors.ts';

export type CheckedLogin = ReturnType<typeof mailboxLoginSchema.parse>;

/** The login as the gateway wants it; from here on the password is a secret that does not print. */
export const toMailboxLogin = ({ address, password, servers, protocol }: CheckedLogin): MailboxLogin => ({
  address,
  password: new Secret(password),
  servers,
  protocol,
});

/**
 * One attempt at us: counted, then proven by one login at the mailbox's own server.
 *
 * @throws MailError 'too-many', or what the proof ended with
 */
export function proveSignIn(
  { gateway, limits }: Pick<Doors, 'gateway' | 'limits'>,
  login: CheckedLogin,
  client: string,
  signal: AbortSignal,
): Promise<{ personId: PersonId; accountId: AccountId }> {
  return limits.attempt(login.address, client, () => gateway.signIn(toMailboxLogin(login), signal));
}

/**
 * The demo's pair of people. Counted per client only: there is no password to guess.
 *
 * @throws MailError 'not-found' where the demo is off
 */
export async function signInToDemo(
  { gateway, limits }: Pick<Doors, 'gateway' | 'limits'>,
  client: string,
  signal: AbortSignal,
): Promise<{ personId: PersonId; accountId: AccountId }> {
  const { demo } = gateway;
  if (demo === null) throw new MailError('not-found', 'the demo is off', { code: 'DEMO', permanent: true });
  return limits.attempt(`demo ${client}`, client, () => demo.signIn(signal));
}

/**
 * A login on behalf of somebody who is signed in (one more account, a new password), counted like any other.
 *
 * @throws MailError 'too-many', or what `prove` ended with
 */
export async function countedLogin<T>(request: Pick<Request, 'headers'>, address: string, prove: () => Promise<T>): Promise<T> {
  const { limits } = await currentDoors();
  return limits.attempt(address, clientAddress(request.headers), prove);
}
