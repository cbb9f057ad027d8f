import type { OidcSettings } from '#lib/config/index.ts';
import type { ProviderTable } from '#lib/discover/index.ts';
import { newId, type PersonId } from '#lib/mail/index.ts';
import { type HouseIdentity, houseIdentity, houseUrl } from '#lib/oauth/index.ts';
import { type EgressGuard, newToken } from '#lib/security/index.ts';
import type { SignInIdentity, Store } from '#lib/store/index.ts';
import type { HouseDoor, OAuthReturn } from './api.ts';
import { PendingVisits } from './pending-visits.ts';
import { provenIdentitiesOf } from './proven-identities.ts';

export type HouseDoorOptions = {
  settings: OidcSettings;
  store: Pick<Store, 'people'>;
  guard: EgressGuard;
  tables: readonly ProviderTable[];
  publicUrl: string;
  nowMs: () => number;
};

/**
 * People who sign in at the house's own identity provider (OpenID Connect). A person is known by issuer and subject; a verified mail address
 * counts only where the operator says so, and then for the person who has proven that mailbox at the server that the tables name for it.
 */
export class HouseDoorway implements HouseDoor {
  readonly name: string;
  readonly #options: HouseDoorOptions;
  readonly #visits: PendingVisits<{ nonce: string; again: boolean }>;

  constructor(options: HouseDoorOptions) {
    this.#options = options;
    this.name = options.settings.name;
    this.#visits = new PendingVisits(options.nowMs);
  }

  async begin(given: string | null, signal: AbortSignal, again = false): Promise<{ url: string; binding: string }> {
    const { settings, guard } = this.#options;
    const nonce = newToken();
    const { binding, ...visit } = this.#visits.begin({ nonce, again }, given);
    const url = await houseUrl(settings, { ...visit, nonce, redirectUri: this.#redirectUri }, { guard, signal });
    return { url, binding };
  }

  async finish(
    { query, binding }: Pick<OAuthReturn, 'query' | 'binding'>,
    signal: AbortSignal,
  ): Promise<{ personId: PersonId; again: boolean }> {
    const state = query.get('state') ?? '';
    const { about, verifier } = this.#visits.end(state, binding);
    const { settings, guard, store } = this.#options;
    const wish = { state, nonce: about.nonce, verifier, redirectUri: this.#redirectUri };
    const seen = await houseIdentity(settings, wish, query, { guard, signal });
    const identity = houseIdentityOf(seen);
    const known = await store.people.personByIdentity(identity);
    const personId = known ?? (await store.people.addIdentity(identity, (await this.#ownerOf(seen)) ?? newId('p')));
    return { personId, again: about.again };
  }

  get #redirectUri(): string {
    return `${this.#options.publicUrl}/api/auth/oidc/callback`;
  }

  async #ownerOf({ email }: HouseIdentity): Promise<PersonId | null> {
    const { settings, tables, store } = this.#options;
    if (!settings.linksByEmail || email === null) return null;
    for (const identity of provenIdentitiesOf(email, tables)) {
      const person = await store.people.personByIdentity(identity);
      if (person !== null) return person;
    }
    return null;
  }
}

/** As what a person of the house's identity provider signs in. */
export const houseIdentityOf = ({ issuer, subject }: Pick<HouseIdentity, 'issuer' | 'subject'>): SignInIdentity => ({
  protocol: 'oidc',
  host: new URL(issuer).hostname,
  port: 0,
  login: JSON.stringify([issuer, subject]),
});
