import type { PersonId, Secret } from '#lib/mail/index.ts';

/** `clientSecret` absent: what there is stays; null: the provider gave none */
export type ClientWish = { clientId: string; clientSecret?: Secret | null };
export type IdentityProviderWish = ClientWish & { issuer: string; name: string; linksByEmail: boolean };

/** Secrets never leave: only whether there is one. `setBy` null: it is not set up. */
export type ShownHouseSettings = {
  clients: {
    key: string;
    name: string;
    redirectUrl: string;
    clientId: string | null;
    hasSecret: boolean;
    setBy: 'environment' | 'settings' | null;
  }[];
  identityProvider: {
    redirectUrl: string;
    issuer: string | null;
    clientId: string | null;
    name: string | null;
    linksByEmail: boolean;
    hasSecret: boolean;
    setBy: 'environment' | 'settings' | null;
  };
  onlineDatabase: { isAsked: boolean; isByEnvironment: boolean };
};

/**
 * What administrators set for everybody here; it holds from the moment it is kept. All throw MailError 'forbidden' (SET_BY_ENVIRONMENT) for what
 * the environment says. Who may ask is for the caller to know (`Gateway.isAdministrator`); `by` is for the log.
 */
export interface HouseSettingsDoor {
  shown(): ShownHouseSettings;
  /** @throws MailError 'not-found': no table knows the provider */
  setClient(by: PersonId, key: string, wish: ClientWish): Promise<void>;
  removeClient(by: PersonId, key: string): Promise<void>;
  /** The issuer is asked first. @throws MailError 'invalid' (OIDC_SECRET) for another issuer without a word about its secret; 'network', 'protocol' … */
  setIdentityProvider(by: PersonId, wish: IdentityProviderWish, signal: AbortSignal): Promise<void>;
  removeIdentityProvider(by: PersonId): Promise<void>;
  setOnlineDatabase(by: PersonId, isAsked: boolean): Promise<void>;
}
