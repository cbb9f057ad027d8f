import type { Credential } from '#lib/accounts/index.ts';
import type { Discovery } from '#lib/discover/index.ts';
import { type AccountId, type AccountServers, defaultPop3Settings, isMailError, MailError, type PersonId } from '#lib/mail/index.ts';
import { authorizationUrl, type OAuthProvider, type OAuthProviders, redeemCode, scopeFor, takesTokensOf } from '#lib/oauth/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import type { AccountRow } from '#lib/store/index.ts';
import type { OAuthDoor, OAuthOutcome, OAuthReturn, OAuthWish } from './api.ts';
import type { CredentialKeeper } from './credential-keeper.ts';
import type { Discover } from './doctor-rounds.ts';
import { lostVisit, PendingVisits } from './pending-visits.ts';
import { checkDomain, type ProofContext, proveLogin } from './prove-login.ts';

/** A mailbox that has been proven, with what opened it. */
export type ProvenMailbox = { address: string; servers: AccountServers; credential: Credential };

export type OAuthVisitsOptions = {
  providers: OAuthProviders;
  credentials: CredentialKeeper;
  guard: EgressGuard;
  proof: ProofContext;
  publicUrl: string;
  discover: Discover;
  nowMs: () => number;
  /** the person's own account */
  own: (personId: PersonId, accountId: AccountId) => Promise<AccountRow>;
  admit: (mailbox: ProvenMailbox) => Promise<{ personId: PersonId; accountId: AccountId }>;
  add: (personId: PersonId, mailbox: ProvenMailbox) => Promise<{ accountId: AccountId }>;
  /** tokens were put in the place of what the account had */
  renewed: (accountId: AccountId) => void;
};

type Visit = { wish: OAuthWish; provider: OAuthProvider; address: string; servers: AccountServers };

const noRoad = () => new MailError('not-found', 'no sign-in window for it here', { stage: 'address', code: 'OAUTH_ONLY', permanent: true });

/**
 * Visits of people to the sign-in windows of their mail providers (D6), each for one provider.
 */
export class OAuthVisits implements OAuthDoor {
  readonly #options: OAuthVisitsOptions;
  readonly #visits: PendingVisits<Visit>;

  constructor(options: OAuthVisitsOptions) {
    this.#options = options;
    this.#visits = new PendingVisits(options.nowMs);
  }

  offerFor(discovery: Discovery): { provider: string; name: string } | null {
    const road = this.#roadOf(discovery, null);
    return road === null ? null : { provider: road.provider.key, name: road.provider.name };
  }

  async usedBy(account: AccountRow): Promise<{ provider: string; name: string } | null> {
    const key = await this.#options.credentials.providerOf(account);
    return key === null ? null : { provider: key, name: this.#options.providers.byKey(key)?.name ?? key };
  }

  async begin(wish: OAuthWish, given: string | null, signal: AbortSignal): Promise<{ url: string; binding: string }> {
    const { address, provider, servers } =
      wish.purpose === 'renew' ? await this.#roadOfAccount(wish) : await this.#roadOfAddress(wish, signal);
    const scope = scopeFor(provider, servers.incoming.protocol);
    if (scope === null) throw noRoad();
    const { binding, ...visit } = this.#visits.begin({ wish, provider, address, servers }, given);
    const url = await authorizationUrl(provider, { ...visit, redirectUri: this.#redirectUri(provider) }, { scope, loginHint: address });
    return { url, binding };
  }

  async finish({ provider: key, query, binding, personId }: OAuthReturn, signal: AbortSignal): Promise<OAuthOutcome> {
    const state = query.get('state') ?? '';
    const { about, verifier } = this.#visits.end(state, binding);
    const { wish, provider, address, servers } = about;
    if (provider.key !== key) throw lostVisit();
    if (wish.purpose !== 'sign-in' && wish.personId !== personId) throw lostVisit();
    const { guard, credentials, proof } = this.#options;
    const given = await redeemCode(provider, { state, verifier, redirectUri: this.#redirectUri(provider) }, query, { guard, signal });
    const accepted = await proveLogin(proof, servers, address, { kind: 'access-token', accessToken: given.accessToken }, signal).catch(
      asOther,
    );
    const mailbox = { address, servers: accepted, credential: credentials.grantOf(provider.key, given) };
    switch (wish.purpose) {
      case 'sign-in':
        return { purpose: 'sign-in', again: wish.again === true, ...(await this.#options.admit(mailbox)) };
      case 'add':
        return { purpose: 'add', personId: wish.personId, ...(await this.#options.add(wish.personId, mailbox)) };
      case 'renew': {
        const account = await this.#options.own(wish.personId, wish.accountId);
        await credentials.replace(account, mailbox.credential);
        this.#options.renewed(account.id);
        return wish;
      }
    }
  }

  /** Registered at the provider exactly so; one for each, so that no answer of one is taken for another's (RFC 9700 §4.4). */
  #redirectUri({ key }: OAuthProvider): string {
    return `${this.#options.publicUrl}/api/auth/oauth/${key}`;
  }

  async #roadOfAddress({ address, protocol }: Exclude<OAuthWish, { purpose: 'renew' }>, signal: AbortSignal) {
    checkDomain(this.#options.proof, address);
    const { discovery } = await this.#options.discover(address, signal);
    const road = this.#roadOf(discovery, protocol);
    if (road === null) throw noRoad();
    return { address, ...road };
  }

  async #roadOfAccount({ personId, accountId }: Extract<OAuthWish, { purpose: 'renew' }>) {
    const { own, credentials, providers } = this.#options;
    const account = await own(personId, accountId);
    const key = await credentials.providerOf(account);
    const provider = key === null ? null : providers.byKey(key);
    const { address, servers } = account;
    if (provider === null || ![servers.incoming, servers.outgoing].every((server) => takesTokensOf(provider, server))) throw noRoad();
    return { address, provider, servers };
  }

  #roadOf(discovery: Discovery, protocol: 'imap' | 'pop3' | null): { provider: OAuthProvider; servers: AccountServers } | null {
    const tokens = discovery.outcome === 'found' || discovery.outcome === 'own-sign-in-only' ? discovery.tokens : null;
    const provider = tokens === null ? null : this.#options.providers.byIssuer(tokens.issuer);
    if (tokens === null || provider === null) return null;
    const incoming = tokens.incoming.find(
      (each) =>
        (protocol === null || each.protocol === protocol) && takesTokensOf(provider, each) && scopeFor(provider, each.protocol) !== null,
    );
    const outgoing = tokens.outgoing.find((each) => takesTokensOf(provider, each));
    if (incoming === undefined || outgoing === undefined) return null;
    const pop3 = incoming.protocol === 'pop3' ? { pop3: defaultPop3Settings } : {};
    return { provider, servers: { incoming, outgoing, ...tokens.more, ...pop3 } };
  }
}

/** The token is fresh: a server that refuses it does so because it is another mailbox's, or because it lets no program in. */
function asOther(error: unknown): never {
  if (!isMailError(error) || error.kind !== 'login-refused') throw error;
  const { message, stage, serverText, provider } = error;
  throw new MailError('login-refused', message, {
    stage,
    code: 'OAUTH_OTHER_MAILBOX',
    permanent: true,
    serverText,
    provider,
    cause: error,
  });
}
