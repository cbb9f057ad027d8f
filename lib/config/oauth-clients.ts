type Environment = Readonly<Record<string, string | undefined>>;

/** What a provider gave to this installation when it was registered there. The secret stays behind a function, so that no print shows it. */
export type OAuthClient = { readonly id: string; readonly secret: () => string | null };

/** The house's own identity provider (OpenID Connect). */
export type OidcSettings = OAuthClient & {
  readonly issuer: string;
  /** on the button: “Continue with …” */
  readonly name: string;
  /** a verified mail address stands for the person who has proven that mailbox: the operator vouches for the identity provider */
  readonly linksByEmail: boolean;
};

const clientName = /^POSTERN_OAUTH_([A-Z0-9]{1,32})_(CLIENT_ID|CLIENT_SECRET)$/;
export const oidcNames = [
  'POSTERN_OIDC_ISSUER',
  'POSTERN_OIDC_CLIENT_ID',
  'POSTERN_OIDC_CLIENT_SECRET',
  'POSTERN_OIDC_NAME',
  'POSTERN_OIDC_LINK_EMAIL',
];

export const isOAuthClientName = (name: string): boolean => clientName.test(name);

/** `POSTERN_OAUTH_GOOGLE_CLIENT_ID` and `…_CLIENT_SECRET` become the client `google`; a client without a secret is a public one (RFC 6749 §2.1). */
export function readOAuthClients(env: Environment, mistake: (sentence: string) => void): Readonly<Record<string, OAuthClient>> {
  const clients: Record<string, OAuthClient> = {};
  for (const [name, value] of Object.entries(env)) {
    const [, key = '', part] = clientName.exec(name) ?? [];
    if (part !== 'CLIENT_ID' || !value?.trim()) continue;
    const secret = env[`POSTERN_OAUTH_${key}_CLIENT_SECRET`]?.trim() || null;
    if (!isToken(value.trim()) || (secret !== null && !isToken(secret)))
      mistake(`POSTERN_OAUTH_${key}_CLIENT_ID or its secret has characters that it cannot have`);
    clients[key.toLowerCase()] = { id: value.trim(), secret: () => secret };
  }
  for (const [name, value] of Object.entries(env)) {
    const [, key = '', part] = clientName.exec(name) ?? [];
    if (part === 'CLIENT_SECRET' && value?.trim() && clients[key.toLowerCase()] === undefined)
      mistake(`${name} is set, but POSTERN_OAUTH_${key}_CLIENT_ID is not`);
  }
  return Object.freeze(clients);
}

/** RFC 6749 appendix A: printable ASCII. */
const isToken = (text: string): boolean => /^[\x20-\x7e]{1,1024}$/.test(text);

/** Null: there is none. */
export function readOidc(
  env: Environment,
  mistake: (sentence: string) => void,
  readSwitch: (name: string, text: string | null) => boolean,
): OidcSettings | null {
  const [issuer, id, secret, name, linksByEmail] = oidcNames.map((each) => env[each]?.trim() || null);
  if (issuer == null && id == null) {
    if (secret != null) mistake('POSTERN_OIDC_CLIENT_SECRET is set, but POSTERN_OIDC_ISSUER is not');
    return null;
  }
  if (issuer == null || id == null) {
    mistake('POSTERN_OIDC_ISSUER and POSTERN_OIDC_CLIENT_ID belong together; one of them is missing');
    return null;
  }
  const url = URL.parse(issuer);
  if (url === null || url.protocol !== 'https:' || url.search !== '' || url.hash !== '' || url.username !== '')
    mistake('POSTERN_OIDC_ISSUER must be an https address such as https://id.example.org/realms/house');
  if (!isToken(id) || (secret != null && !isToken(secret)))
    mistake('POSTERN_OIDC_CLIENT_ID or its secret has characters that it cannot have');
  const shown = name ?? url?.hostname ?? '';
  if (shown.length > 60) mistake('POSTERN_OIDC_NAME must not be longer than 60 characters');
  return Object.freeze({
    issuer,
    id,
    secret: () => secret ?? null,
    name: shown,
    linksByEmail: readSwitch('POSTERN_OIDC_LINK_EMAIL', linksByEmail ?? null),
  });
}
