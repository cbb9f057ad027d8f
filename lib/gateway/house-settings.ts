import type { Config, OAuthClient, OAuthFacts, OidcSettings } from '#lib/config/index.ts';
import type { Logger } from '#lib/log/index.ts';
import { isMailError, MailError, type PersonId, Secret } from '#lib/mail/index.ts';
import { houseAnswers, knownClients, type OAuthProvider, type OAuthProviders, oauthProviders } from '#lib/oauth/index.ts';
import type { EgressGuard, Vault } from '#lib/security/index.ts';
import type { HouseSetting, Store } from '#lib/store/index.ts';
import type { ClientWish, HouseSettingsDoor, IdentityProviderWish, ShownHouseSettings } from './house-settings-door.ts';

export type HouseSettingsOptions = {
  store: Pick<Store, 'houseSettings'>;
  vault: Vault;
  config: Pick<Config, 'oauthClients' | 'oidc' | 'onlineDatabase' | 'publicUrl'>;
  tables: readonly { oauth?: Readonly<Record<string, OAuthFacts>> | undefined }[];
  guard: EgressGuard;
  log: Logger;
};

const oidcName = 'oidc';
const databaseName = 'online-database';
const nameOfClient = (key: string) => `oauth:${key}`;

/**
 * What holds for everybody here: the clients that providers gave to this installation, the house's own identity provider, and whether an online
 * database is asked for servers. What the environment says stands; the rest is as administrators set it, and holds from the moment it is kept.
 */
export class HouseSettings implements OAuthProviders, HouseSettingsDoor {
  readonly #options: HouseSettingsOptions;
  #kept = new Map<string, HouseSetting>();
  #providers: OAuthProviders;
  #oidc: OidcSettings | null;

  private constructor(options: HouseSettingsOptions) {
    this.#options = options;
    this.#providers = oauthProviders(options.tables, options.config.oauthClients);
    this.#oidc = options.config.oidc;
  }

  /** Reads what is kept. A secret that does not open is as one that was never given: the rest of the house goes on. */
  static async open(options: HouseSettingsOptions): Promise<HouseSettings> {
    const made = new HouseSettings(options);
    for (const setting of await options.store.houseSettings.all()) made.#kept.set(setting.name, await made.#renewed(setting));
    made.#takeUp();
    return made;
  }

  byIssuer(issuer: string): OAuthProvider | null {
    return this.#providers.byIssuer(issuer);
  }

  byKey(key: string): OAuthProvider | null {
    return this.#providers.byKey(key);
  }

  get unknownKeys(): readonly string[] {
    return this.#providers.unknownKeys;
  }

  /** another object as soon as anything of it is another */
  get oidc(): OidcSettings | null {
    return this.#oidc;
  }

  get asksOnlineDatabase(): boolean {
    return this.#options.config.onlineDatabase ?? this.#kept.get(databaseName)?.value === true;
  }

  shown(): ShownHouseSettings {
    const { config, tables } = this.#options;
    const clients = knownClients(tables).map(({ key, name }) => {
      const given = config.oauthClients[key];
      const kept = given === undefined ? this.#clientOf(nameOfClient(key)) : null;
      const client = given ?? kept;
      return {
        ...{ key, name, redirectUrl: `${config.publicUrl}/api/auth/oauth/${key}`, clientId: client?.id ?? null },
        hasSecret: client != null && client.secret() !== null,
        setBy: given !== undefined ? ('environment' as const) : kept !== null ? ('settings' as const) : null,
      };
    });
    const oidc = this.#oidc;
    return {
      clients,
      identityProvider: {
        redirectUrl: `${config.publicUrl}/api/auth/oidc/callback`,
        ...{
          issuer: oidc?.issuer ?? null,
          clientId: oidc?.id ?? null,
          name: oidc?.name ?? null,
          linksByEmail: oidc?.linksByEmail ?? false,
        },
        hasSecret: oidc !== null && oidc.secret() !== null,
        setBy: config.oidc !== null ? 'environment' : oidc !== null ? 'settings' : null,
      },
      onlineDatabase: { isAsked: this.asksOnlineDatabase, isByEnvironment: config.onlineDatabase !== null },
    };
  }

  async setClient(by: PersonId, key: string, { clientId, clientSecret }: ClientWish): Promise<void> {
    this.#checkClient(key);
    const name = nameOfClient(key);
    await this.#put(by, { name, value: { clientId }, sealed: this.#sealedOr(name, clientSecret) });
  }

  async removeClient(by: PersonId, key: string): Promise<void> {
    this.#checkClient(key);
    await this.#remove(by, nameOfClient(key));
  }

  async setIdentityProvider(by: PersonId, wish: IdentityProviderWish, signal: AbortSignal): Promise<void> {
    if (this.#options.config.oidc !== null) throw byEnvironment();
    const { issuer, clientId, clientSecret, name, linksByEmail } = wish;
    // a secret that was given for one issuer is never shown to another
    if (clientSecret === undefined && issuer !== this.#oidc?.issuer)
      throw new MailError('invalid', 'another issuer needs its own secret', { code: 'OIDC_SECRET', permanent: true });
    await houseAnswers(issuer, { guard: this.#options.guard, signal });
    const value = { issuer, clientId, name, linksByEmail };
    await this.#put(by, { name: oidcName, value, sealed: this.#sealedOr(oidcName, clientSecret) });
  }

  async removeIdentityProvider(by: PersonId): Promise<void> {
    if (this.#options.config.oidc !== null) throw byEnvironment();
    await this.#remove(by, oidcName);
  }

  async setOnlineDatabase(by: PersonId, isAsked: boolean): Promise<void> {
    if (this.#options.config.onlineDatabase !== null) throw byEnvironment();
    await this.#put(by, { name: databaseName, value: isAsked, sealed: null });
  }

  #checkClient(key: string): void {
    if (Object.hasOwn(this.#options.config.oauthClients, key)) throw byEnvironment();
    if (!knownClients(this.#options.tables).some((known) => known.key === key))
      throw new MailError('not-found', 'no such provider', { permanent: true });
  }

  /** Undefined keeps what there is. */
  #sealedOr(name: string, secret: Secret | null | undefined): Uint8Array | null {
    if (secret === undefined) return this.#kept.get(name)?.sealed ?? null;
    return secret === null ? null : this.#options.vault.seal(new TextEncoder().encode(secret.reveal()), { setting: name });
  }

  async #put(by: PersonId, setting: HouseSetting): Promise<void> {
    await this.#options.store.houseSettings.put(setting);
    this.#kept.set(setting.name, setting);
    this.#changed(by, setting.name);
  }

  async #remove(by: PersonId, name: string): Promise<void> {
    await this.#options.store.houseSettings.remove(name);
    this.#kept.delete(name);
    this.#changed(by, name);
  }

  #changed(by: PersonId, setting: string): void {
    this.#options.log.info('an administrator changed a setting of the house', { personId: by, setting });
    this.#takeUp();
  }

  #takeUp(): void {
    const { config, tables } = this.#options;
    const clients: Record<string, OAuthClient> = {};
    for (const { key } of knownClients(tables)) {
      const client = this.#clientOf(nameOfClient(key));
      if (client !== null) clients[key] = client;
    }
    this.#providers = oauthProviders(tables, { ...clients, ...config.oauthClients });
    this.#oidc = config.oidc ?? this.#keptOidc();
  }

  #keptOidc(): OidcSettings | null {
    const value = this.#kept.get(oidcName)?.value;
    const client = this.#clientOf(oidcName);
    if (client === null || !isRecord(value) || typeof value.issuer !== 'string' || typeof value.name !== 'string') return null;
    return Object.freeze({ ...client, issuer: value.issuer, name: value.name, linksByEmail: value.linksByEmail === true });
  }

  #clientOf(name: string): OAuthClient | null {
    const setting = this.#kept.get(name);
    if (setting === undefined || !isRecord(setting.value) || typeof setting.value.clientId !== 'string') return null;
    const secret = this.#opened(setting);
    return { id: setting.value.clientId, secret: () => secret?.reveal() ?? null };
  }

  #opened({ name, sealed }: HouseSetting): Secret | null {
    if (sealed === null) return null;
    try {
      return new Secret(new TextDecoder().decode(this.#options.vault.open(sealed, { setting: name })));
    } catch (error) {
      if (!isMailError(error)) throw error;
      this.#options.log.error('the secret of a setting does not open: it has to be given anew', { setting: name, error });
      return null;
    }
  }

  /** Under an older master key it is sealed anew (rotation, security.md §8). */
  async #renewed(setting: HouseSetting): Promise<HouseSetting> {
    const { vault, store } = this.#options;
    if (setting.sealed === null || !vault.isOutdated(setting.sealed)) return setting;
    const secret = this.#opened(setting);
    if (secret === null) return setting;
    const anew = { ...setting, sealed: this.#sealedOr(setting.name, secret) };
    await store.houseSettings.put(anew);
    return anew;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const byEnvironment = () =>
  new MailError('forbidden', 'the environment of the server says this', { code: 'SET_BY_ENVIRONMENT', permanent: true });
