import {
  type AuthorizationServer,
  authorizationCodeGrantRequest,
  type Client,
  type ClientAuth,
  ClientSecretPost,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { MailError, Secret } from '#lib/mail/index.ts';
import { type AuthorizationWish, authorizationRequest } from './authorization-request.ts';
import { type OAuthReach, reachBy } from './guarded-oauth.ts';
import { oauthError } from './oauth-error.ts';
import type { OAuthProvider } from './oauth-provider.ts';

/** What an authorisation server gave (RFC 6749 §5.1). `expiresInSeconds` null: it does not say; `refreshToken` null: none, or the former one stays. */
export type GivenTokens = { accessToken: Secret; expiresInSeconds: number | null; refreshToken: Secret | null };

/** Where the person's browser goes. `loginHint`: the address whose mailbox it is about. */
export async function authorizationUrl(
  { facts, client }: OAuthProvider,
  wish: AuthorizationWish,
  { scope, loginHint }: { scope: string; loginHint: string },
): Promise<string> {
  return authorizationRequest(new URL(facts.auth), wish, { ...facts.extraParams, client_id: client.id, scope, login_hint: loginHint });
}

/**
 * The tokens for the code that the browser brought back.
 *
 * @param answer the query of the redirect
 * @throws MailError as `oauthError`
 */
export async function redeemCode(
  provider: OAuthProvider,
  wish: AuthorizationWish,
  answer: URLSearchParams,
  reach: OAuthReach,
): Promise<GivenTokens> {
  const { server, client, authentication } = partsOf(provider);
  try {
    const parameters = validateAuthResponse(server, client, answer, wish.state);
    const response = await authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      wish.redirectUri,
      wish.verifier,
      reachBy(reach, asBearer),
    );
    return tokensOf(await processAuthorizationCodeResponse(server, client, response));
  } catch (error) {
    throw oauthError(error);
  }
}

/** Fresh tokens (RFC 6749 §6); the refresh token may be another one afterwards. @throws MailError as `oauthError` */
export async function refreshTokens(provider: OAuthProvider, refreshToken: Secret, reach: OAuthReach): Promise<GivenTokens> {
  const { server, client, authentication } = partsOf(provider);
  try {
    const response = await refreshTokenGrantRequest(server, client, authentication, refreshToken.reveal(), reachBy(reach, asBearer));
    return tokensOf(await processRefreshTokenResponse(server, client, response));
  } catch (error) {
    throw oauthError(error);
  }
}

/** Withdraws what the provider gave (RFC 7009), where it offers that. @throws MailError as `oauthError` */
export async function revokeTokens(provider: OAuthProvider, token: Secret, reach: OAuthReach): Promise<void> {
  const { server, client, authentication } = partsOf(provider);
  if (server.revocation_endpoint === undefined) return;
  try {
    await processRevocationResponse(await revocationRequest(server, client, authentication, token.reveal(), reachBy(reach)));
  } catch (error) {
    throw oauthError(error);
  }
}

function partsOf({ key, client, facts }: OAuthProvider): { server: AuthorizationServer; client: Client; authentication: ClientAuth } {
  const secret = client.secret();
  return {
    server: {
      issuer: facts.issuerId ?? `https://${key}.invalid`,
      authorization_endpoint: facts.auth,
      token_endpoint: facts.token,
      ...(facts.revoke == null ? {} : { revocation_endpoint: facts.revoke }),
    },
    client: { client_id: client.id },
    authentication: secret === null ? None() : ClientSecretPost(secret),
  };
}

/** Some providers leave out that their tokens are bearer tokens, and some add an ID token that nobody asked for and that says nothing here. */
function asBearer(json: Record<string, unknown>): void {
  if (typeof json.access_token === 'string') json.token_type ??= 'bearer';
  delete json.id_token;
}

function tokensOf(given: TokenEndpointResponse): GivenTokens {
  // it goes into a line of a mail protocol
  if (!/^[\x21-\x7e]{1,16384}$/.test(given.access_token))
    throw new MailError('protocol', 'a token that cannot be sent', { stage: 'auth', code: 'OAUTH_ANSWER' });
  return {
    accessToken: new Secret(given.access_token),
    expiresInSeconds: typeof given.expires_in === 'number' ? Math.max(0, Math.min(given.expires_in, 365 * 86_400)) : null,
    refreshToken: given.refresh_token === undefined ? null : new Secret(given.refresh_token),
  };
}
