import { createHash, randomBytes } from 'node:crypto';
import type { OidcSettings } from '#lib/config/index.ts';
import { type ProviderTable, serversForAddress } from '#lib/discover/index.ts';
import { MailError, newId, type PersonId } from '#lib/mail/index.ts';
import { type HouseIdentity, houseIdentity, houseUrl } from '#lib/oauth/index.ts';
import { type EgressGuard, isSameText, newToken } from '#lib/security/index.ts';
import type { SignInIdentity, Store } from '#lib/store/index.ts';
import type { HouseDoor, OAuthReturn } from './api.ts';

export type HouseDoorOptions = {
  settings: OidcSettings;
  store: Pick<Store, 'people'>;
  guard: EgressGuard;
  tables: readonly ProviderTable[];
  publicUrl: string;
  nowMs: () => number;
};

type Visit = { bindingHash: string; verifier: string; nonce: string; untilMs: number };

const visitMs = 15 * 60_000;
const mostVisits = 2_000;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
const lost = () => new MailError('login-refused', 'no such visit', { stage: 'auth', code: 'OAUTH_LOST', permanent: true });

/**
 * People who sign in at the house's own identity provider (OpenID Connect). A person is known by issuer and subject; a verified mail address
 * counts only where the operator says so, and then for the person who has proven that mailbox at the server that the tables name for it.
 */
export class HouseDoorway implements HouseDoor {
  readonly name: string;
  readonly #options: HouseDoorOptions;
  readonly #visits = new Map<string, Visit>();

  constructor(options: HouseDoorOptions) {
    this.#options = options;
    this.name = options.settings.name;
  }

  async begin(given: string | null, signal: AbortSignal): Promise<{ url: string; binding: string }> {
    const [state, nonce] = [newToken(), newToken()];
    const binding = given !== null && /^[A-Za-z0-9_-]{43}$/.test(given) ? given : newToken();
    const verifier = randomBytes(32).toString('base64url');
    const { settings, guard, nowMs } = this.#options;
    const url = await houseUrl(settings, { state, nonce, verifier, redirectUri: this.#redirectUri }, { guard, signal });
    for (const [key, { untilMs }] of this.#visits) if (untilMs < nowMs() || this.#visits.size >= mostVisits) this.#visits.delete(key);
    this.#visits.set(hashOf(state), { bindingHash: hashOf(binding), verifier, nonce, untilMs: nowMs() + visitMs });
    return { url, binding };
  }

  async finish({ query, binding }: Pick<OAuthReturn, 'query' | 'binding'>, signal: AbortSignal): Promise<{ personId: PersonId }> {
    const state = query.get('state') ?? '';
    const visit = this.#visits.get(hashOf(state));
    this.#visits.delete(hashOf(state));
    const { settings, guard, nowMs, store } = this.#options;
    if (visit === undefined || visit.untilMs < nowMs() || binding === null || !isSameText(hashOf(binding), visit.bindingHash)) throw lost();
    const wish = { state, nonce: visit.nonce, verifier: visit.verifier, redirectUri: this.#redirectUri };
    const seen = await houseIdentity(settings, wish, query, { guard, signal });
    const identity: SignInIdentity = {
      protocol: 'oidc',
      host: new URL(seen.issuer).hostname,
      port: 0,
      login: JSON.stringify([seen.issuer, seen.subject]),
    };
    const known = await store.people.personByIdentity(identity);
    return { personId: known ?? (await store.people.addIdentity(identity, (await this.#ownerOf(seen)) ?? newId('p'))) };
  }

  get #redirectUri(): string {
    return `${this.#options.publicUrl}/api/auth/oidc/callback`;
  }

  async #ownerOf({ email }: HouseIdentity): Promise<PersonId | null> {
    const { settings, tables, store } = this.#options;
    if (!settings.linksByEmail || email === null) return null;
    const discovery = serversForAddress(email, tables);
    if (discovery.outcome !== 'found') return null;
    for (const { protocol, host, port, login } of [discovery.servers.incoming, ...discovery.otherIncoming]) {
      const person = await store.people.personByIdentity({ protocol, host, port, login });
      if (person !== null) return person;
    }
    return null;
  }
}
