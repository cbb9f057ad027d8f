import type { AccountBook, Credential, OAuthGrant } from '#lib/accounts/index.ts';
import type { Logger } from '#lib/log/index.ts';
import {
  type AccountId,
  type AccountServers,
  type CredentialSource,
  isMailError,
  type MailCredential,
  MailError,
  type Secret,
} from '#lib/mail/index.ts';
import { type GivenTokens, type OAuthProviders, refreshTokens, revokeTokens } from '#lib/oauth/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import type { AccountRow } from '#lib/store/index.ts';

export type CredentialKeeperOptions = {
  accounts: AccountBook;
  providers: OAuthProviders;
  guard: EgressGuard;
  log: Logger;
  nowMs: () => number;
  /** how long a token endpoint may take for an answer; default 15 s */
  answerWithinMs?: number;
};

/** A token is not used any more so long before it ends: the sign-in itself takes time, and clocks differ. */
const earlyMs = 2 * 60_000;
/** A token that was given in the place of a refused one and is refused as well was not refused for its age. */
const renewEveryMs = 60_000;
const refreshWithinMs = 30_000;

type Owner = Pick<AccountRow, 'id' | 'personId'>;

/**
 * Hands out what accounts sign in with. Tokens are refreshed before they end, and after a server refused one; one refresh at a time per account,
 * because a provider may take every refresh token only once (RFC 9700 §4.14.2). A grant that is gone is not asked for again before the person
 * was there.
 */
export class CredentialKeeper {
  readonly #options: CredentialKeeperOptions;
  readonly #turns = new Map<AccountId, Promise<unknown>>();
  /** when a token was last replaced because a server refused it */
  readonly #renewedAtMs = new Map<AccountId, number>();
  /** what the provider said about the grant of an account, by the refresh token that it was about */
  readonly #gone = new Map<AccountId, { refreshToken: string; error: MailError }>();

  constructor(options: CredentialKeeperOptions) {
    this.#options = options;
  }

  sourceOf(account: Owner): CredentialSource {
    return {
      open: () => this.open(account),
      renew: (refused) => this.#renew(account, refused),
    };
  }

  /** @throws MailError as `CredentialSource.open` */
  async open(account: Owner): Promise<MailCredential> {
    const credential = await this.#read(account);
    if (credential.kind === 'password') return credential;
    return this.#isFresh(credential) ? asMailCredential(credential) : this.#refresh(account, credential.accessToken);
  }

  /** Another credential, perhaps with other servers, in the place of the old one. */
  replace({ id, personId }: Owner, credential: Credential, servers?: AccountServers): Promise<void> {
    return this.#inTurn(id, async () => {
      await this.#options.accounts.replaceCredential(id, personId, credential, servers);
      this.#gone.delete(id);
      this.#renewedAtMs.delete(id);
    });
  }

  /** Which provider the account signs in through; null: with a password, or nothing is kept. */
  async providerOf(account: Owner): Promise<string | null> {
    try {
      const credential = await this.#read(account);
      return credential.kind === 'oauth' ? credential.provider : null;
    } catch (error) {
      if (isMailError(error)) return null;
      throw error;
    }
  }

  /** What gives the account's grant back to its provider, where that can be: to be called when the account is gone. It never throws. */
  async withdrawal(account: Owner): Promise<() => Promise<void>> {
    const { providers, guard, log, accounts } = this.#options;
    const credential = await accounts.openCredential(account.id, account.personId).catch(() => null);
    const provider = credential?.kind === 'oauth' ? providers.byKey(credential.provider) : null;
    if (credential?.kind !== 'oauth' || provider === null) return async () => {};
    const token = credential.refreshToken ?? credential.accessToken;
    return async () => {
      try {
        await revokeTokens(provider, token, { guard, signal: AbortSignal.timeout(refreshWithinMs) });
      } catch (error) {
        log.info('the grant was not withdrawn at the provider', { accountId: account.id, error });
      }
    };
  }

  grantOf(provider: string, given: GivenTokens, before: OAuthGrant | null = null): OAuthGrant {
    const now = this.#options.nowMs();
    return {
      kind: 'oauth',
      provider,
      accessToken: given.accessToken,
      expiresAtMs: given.expiresInSeconds === null ? null : now + given.expiresInSeconds * 1_000,
      issuedAtMs: now,
      refreshToken: given.refreshToken ?? before?.refreshToken ?? null,
    };
  }

  #read({ id, personId }: Owner): Promise<Credential> {
    return this.#options.accounts.openCredential(id, personId);
  }

  #isFresh({ expiresAtMs, issuedAtMs }: OAuthGrant): boolean {
    if (expiresAtMs === null) return true;
    // of one that lives for seconds only, half of them
    return this.#options.nowMs() < expiresAtMs - Math.min(earlyMs, (expiresAtMs - issuedAtMs) / 2);
  }

  #renew(account: Owner, refused: MailCredential): Promise<MailCredential | null> {
    if (refused.kind === 'password') return Promise.resolve(null);
    return this.#inTurn(account.id, async () => {
      const now = await this.#read(account);
      if (now.kind === 'password') return now;
      if (!isSame(now.accessToken, refused.accessToken)) return asMailCredential(now);
      const nowMs = this.#options.nowMs();
      this.#throwIfGone(account, now);
      if (nowMs - (this.#renewedAtMs.get(account.id) ?? Number.NEGATIVE_INFINITY) < renewEveryMs) return null;
      this.#renewedAtMs.set(account.id, nowMs);
      return this.#refreshNow(account, now);
    });
  }

  /** Whoever comes while another refreshes gets what that one got. */
  #refresh(account: Owner, outdated: Secret): Promise<MailCredential> {
    return this.#inTurn(account.id, async () => {
      const now = await this.#read(account);
      if (now.kind === 'password') return now;
      return isSame(now.accessToken, outdated) ? this.#refreshNow(account, now) : asMailCredential(now);
    });
  }

  async #refreshNow(account: Owner, grant: OAuthGrant): Promise<MailCredential> {
    const { accounts, guard, answerWithinMs = 15_000 } = this.#options;
    const provider = this.#options.providers.byKey(grant.provider);
    if (provider === null)
      throw new MailError('login-unavailable', 'no client for this provider', { stage: 'auth', code: 'OAUTH_CLIENT', permanent: true });
    const { refreshToken } = grant;
    if (refreshToken === null)
      throw new MailError('login-refused', 'no refresh token', { stage: 'auth', code: 'SIGN_IN_AGAIN', permanent: true });
    this.#throwIfGone(account, grant);
    const reach = { guard, signal: AbortSignal.timeout(refreshWithinMs), timeoutMs: answerWithinMs };
    try {
      const given = await refreshTokens(provider, refreshToken, reach);
      const fresh = this.grantOf(grant.provider, given, grant);
      await accounts.replaceCredential(account.id, account.personId, fresh);
      return asMailCredential(fresh);
    } catch (error) {
      if (isMailError(error) && error.code === 'SIGN_IN_AGAIN') this.#gone.set(account.id, { refreshToken: refreshToken.reveal(), error });
      throw error;
    }
  }

  #throwIfGone({ id }: Owner, { refreshToken }: OAuthGrant): void {
    const gone = this.#gone.get(id);
    if (gone !== undefined && gone.refreshToken === refreshToken?.reveal()) throw gone.error;
  }

  async #inTurn<T>(id: AccountId, task: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(id) ?? Promise.resolve();
    const turn = before.then(task, task);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(id, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === settled) this.#turns.delete(id);
    }
  }
}

const asMailCredential = ({ accessToken }: OAuthGrant): MailCredential => ({ kind: 'access-token', accessToken });
const isSame = (one: Secret, other: Secret): boolean => one.reveal() === other.reveal();
