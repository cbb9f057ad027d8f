import { MailError, Secret } from '#lib/mail/index.ts';

/** What a provider gave for signing in on a person's behalf (RFC 6749 §5.1). `expiresAtMs` null: it did not say. */
export type OAuthGrant = {
  kind: 'oauth';
  /** key of the provider's client: `google`, `microsoft` … */
  provider: string;
  accessToken: Secret;
  expiresAtMs: number | null;
  /** when `accessToken` was given */
  issuedAtMs: number;
  refreshToken: Secret | null;
};

/** What signs in at a mailbox's servers. */
export type Credential = { kind: 'password'; password: Secret } | OAuthGrant;

/** The octets that are sealed: JSON with its kind. */
export function writeCredential(credential: Credential): Uint8Array {
  if (credential.kind === 'password') return octetsOf({ kind: 'password', password: credential.password.reveal() });
  const { accessToken, refreshToken } = credential;
  return octetsOf({ ...credential, accessToken: accessToken.reveal(), refreshToken: refreshToken?.reveal() ?? null });
}

const octetsOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));

/** @throws MailError 'storage' when these are not octets of `writeCredential` */
export function readCredential(octets: Uint8Array): Credential {
  const malformed = () =>
    new MailError('storage', 'a credential of an unknown kind', { stage: 'store', code: 'CREDENTIAL', permanent: true });
  let json: Record<string, unknown> | null;
  try {
    json = JSON.parse(new TextDecoder().decode(octets)) as typeof json;
  } catch {
    // the parser's message would repeat the text
    throw malformed();
  }
  if (json?.kind === 'password' && typeof json.password === 'string') return { kind: 'password', password: new Secret(json.password) };
  if (json?.kind !== 'oauth') throw malformed();
  const { provider, accessToken, expiresAtMs, issuedAtMs, refreshToken } = json;
  if (typeof provider !== 'string' || typeof accessToken !== 'string' || typeof issuedAtMs !== 'number') throw malformed();
  return {
    kind: 'oauth',
    provider,
    accessToken: new Secret(accessToken),
    expiresAtMs: typeof expiresAtMs === 'number' ? expiresAtMs : null,
    issuedAtMs,
    refreshToken: typeof refreshToken === 'string' ? new Secret(refreshToken) : null,
  };
}
