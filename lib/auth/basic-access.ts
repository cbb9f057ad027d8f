import type { Limits } from '#lib/config/index.ts';
import type { AccessScope, Gateway } from '#lib/gateway/index.ts';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { isMailError, MailError, Secret } from '#lib/mail/index.ts';
import { hashToken, keyedHash } from '#lib/security/index.ts';
import { isAppPasswordForm } from './app-passwords.ts';
import type { LoginLimits } from './login-limits.ts';

/** What a proven Authorization header opens. */
export type BasicAccess = {
  personId: PersonId;
  kind: 'mailbox-password' | 'app-password';
  scope: AccessScope;
  accountIds: AccountId[] | null;
  /** see Access.credential */
  credential: string;
};

/** Proves Authorization headers: mailbox address and password, or an app password (RFC 7617, RFC 6750). */
export type BasicDoor = {
  /** @throws MailError 'login-refused', 'too-many', or whatever the proof at the mail server ended with */
  open(authorization: string, client: string): Promise<BasicAccess>;
  /** Whether what was opened before is open still: looked up here and never at a mail server, and a refusal counts for nothing. */
  isOpen(authorization: string, access: Pick<BasicAccess, 'personId' | 'accountIds'>): Promise<boolean>;
};

type Proof = { personId: PersonId; accountId: AccountId };
const mostProofs = 10_000;
/** Hang guard over one login at a mail server, which has deadlines of its own. */
const longestProofMs = 120_000;

/**
 * A mailbox password opens only that mailbox (settled 1). Once proven it is believed for a while without asking the mail server again: only
 * a keyed hash is kept, and a refusal drops it (J21). Equal requests at the same time share one proof.
 */
export function createBasicDoor(
  gateway: Pick<Gateway, 'store' | 'signIn' | 'deriveKey'>,
  limits: Limits,
  loginLimits: LoginLimits,
  { nowMs = Date.now, takesMailboxPasswords = true }: { nowMs?: () => number; takesMailboxPasswords?: boolean } = {},
): BasicDoor {
  const key = gateway.deriveKey('proven Basic credentials');
  const proven = new Map<string, Proof & { untilMs: number }>();
  const running = new Map<string, Promise<Proof>>();

  async function openMailbox(user: string, password: string, client: string): Promise<BasicAccess> {
    const name = keyedHash(key, user, password);
    const known = proven.get(name);
    if (known !== undefined && known.untilMs > nowMs() && (await owns(known))) return accessOf(known);
    proven.delete(name);
    let proof = running.get(name);
    if (proof === undefined) {
      proof = loginLimits.attempt(user, client, () =>
        // others may wait for it as well, so it does not end with the request that began it
        gateway.signIn({ address: user, password: new Secret(password), servers: null }, AbortSignal.timeout(longestProofMs)),
      );
      running.set(name, proof);
      proof.then(
        ({ personId, accountId }) => {
          running.delete(name);
          proven.set(name, { personId, accountId, untilMs: nowMs() + limits.basicCacheMs });
          if (proven.size > mostProofs) proven.delete(proven.keys().next().value as string);
        },
        () => running.delete(name),
      );
    }
    return accessOf(await proof);
  }

  /** The account may have been removed since. */
  const owns = async ({ personId, accountId }: Proof) => (await gateway.store.people.account(accountId))?.personId === personId;

  /**
   * One look-up by hash, so the right one needs neither count nor wait; only a wrong one is an attempt (J21: limits count failures, not
   * requests). Guessing 150 random bits is nothing that a wait must stop.
   */
  async function openAppPassword(user: string | null, password: string, client: string): Promise<BasicAccess> {
    const row = await gateway.store.people.appPasswordByHash(hashToken(password), nowMs());
    if (row !== null && (user === null || (await isAddressOf(row.personId, user))))
      return { personId: row.personId, kind: 'app-password', scope: row.scope, accountIds: row.accountIds, credential: `w:${row.id}` };
    return loginLimits.attempt(user ?? 'app password', client, async () => {
      throw refused();
    });
  }

  const isAddressOf = async (personId: PersonId, address: string): Promise<boolean> =>
    (await gateway.store.people.accountsOf(personId)).some((account) => account.address.toLowerCase() === address.toLowerCase());

  return {
    async open(authorization, client) {
      const given = parseAuthorization(authorization);
      if (given === null) throw refused();
      if (isAppPasswordForm(given.password)) return openAppPassword(given.user, given.password, client);
      if (given.user === null || !takesMailboxPasswords) throw refused();
      return openMailbox(given.user, given.password, client);
    },
    async isOpen(authorization, { personId, accountIds }) {
      const given = parseAuthorization(authorization);
      if (given === null) return false;
      if (isAppPasswordForm(given.password))
        return (await gateway.store.people.appPasswordByHash(hashToken(given.password), nowMs()))?.personId === personId;
      const [accountId] = accountIds ?? [];
      return accountId !== undefined && owns({ personId, accountId });
    },
  };
}

const accessOf = ({ personId, accountId }: Proof): BasicAccess => ({
  personId,
  kind: 'mailbox-password',
  scope: 'send',
  accountIds: [accountId],
  credential: `m:${accountId}`,
});

const refused = () => new MailError('login-refused', 'no such credential', { stage: 'auth', permanent: true });

/** `Basic base64(user:password)` in UTF-8, or `Bearer app-password`; null when it is neither, or too long to be one. */
export function parseAuthorization(header: string): { user: string | null; password: string } | null {
  if (header.length > 4_096) return null;
  const [, scheme, value] = /^(Basic|Bearer) +(\S+) *$/i.exec(header) ?? [];
  if (scheme === undefined || value === undefined) return null;
  if (scheme.toLowerCase() === 'bearer') return { user: null, password: value };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'base64'));
  } catch {
    // octets that are no UTF-8 are no credential (RFC 7617 §2.1, charset="UTF-8")
    return null;
  }
  const at = text.indexOf(':');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 §2 forbids control characters
  if (at < 1 || at === text.length - 1 || /[\u0000-\u001f\u007f]/.test(text)) return null;
  return { user: text.slice(0, at).trim(), password: text.slice(at + 1) };
}

/** Failures for which the answer is 401: the credential itself was not accepted. */
export const isCredentialRefused = (error: unknown): boolean =>
  isMailError(error) &&
  (error.kind === 'login-refused' ||
    error.kind === 'login-unavailable' ||
    error.kind === 'not-found' ||
    // a name that is no mail address
    (error.kind === 'invalid' && error.stage === 'address'));
