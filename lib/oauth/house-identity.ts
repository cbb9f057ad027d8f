import {
  type AuthorizationServer,
  authorizationCodeGrantRequest,
  type Client,
  ClientSecretPost,
  discoveryRequest,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from 'oauth4webapi';
import type { OidcSettings } from '#lib/config/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { type AuthorizationWish, authorizationRequest } from './authorization-request.ts';
import { type OAuthReach, reachBy } from './guarded-oauth.ts';
import { oauthError } from './oauth-error.ts';

/** Whom an identity provider says that it has seen: `(issuer, subject)` is for ever one person; `email` only where the provider vouches for it. */
export type HouseIdentity = { issuer: string; subject: string; email: string | null };

export type HouseWish = AuthorizationWish & { nonce: string };

/** Where the person's browser goes (OpenID Connect Core §3.1.2.1). @throws MailError as `oauthError` */
export async function houseUrl(settings: OidcSettings, { nonce, ...wish }: HouseWish, reach: OAuthReach): Promise<string> {
  const { authorization_endpoint } = await metadataOf(settings, reach);
  const url = authorization_endpoint === undefined ? null : URL.parse(authorization_endpoint);
  if (url?.protocol !== 'https:') throw new MailError('protocol', 'no window to sign in at', { stage: 'auth', code: 'OAUTH_ANSWER' });
  return authorizationRequest(url, wish, { client_id: settings.id, scope: 'openid email', nonce });
}

/**
 * Who came back. The ID token is for us, of now, of this visit, and signed by the provider (OpenID Connect Core §3.1.3.7).
 *
 * @throws MailError as `oauthError`
 */
export async function houseIdentity(
  settings: OidcSettings,
  wish: HouseWish,
  answer: URLSearchParams,
  reach: OAuthReach,
): Promise<HouseIdentity> {
  const server = await metadataOf(settings, reach);
  const client: Client = { client_id: settings.id };
  const secret = settings.secret();
  const by = reachBy(reach);
  try {
    const parameters = validateAuthResponse(server, client, answer, wish.state);
    const authentication = secret === null ? None() : ClientSecretPost(secret);
    const response = await authorizationCodeGrantRequest(server, client, authentication, parameters, wish.redirectUri, wish.verifier, by);
    const given = await processAuthorizationCodeResponse(server, client, response, { expectedNonce: wish.nonce, requireIdToken: true });
    await validateApplicationLevelSignature(server, response, by);
    const claims = getValidatedIdTokenClaims(given);
    if (claims === undefined) throw new MailError('protocol', 'no ID token', { stage: 'auth', code: 'OAUTH_ANSWER' });
    const email = claims.email_verified === true && typeof claims.email === 'string' && claims.email.length <= 320 ? claims.email : null;
    return { issuer: settings.issuer, subject: claims.sub, email };
  } catch (error) {
    throw oauthError(error);
  }
}

/** Whether an identity provider answers for this issuer as it should (OpenID Connect Discovery §4.3). @throws MailError as `oauthError` */
export async function houseAnswers(issuer: string, reach: OAuthReach): Promise<void> {
  const { authorization_endpoint, token_endpoint } = await metadataOf({ issuer }, reach);
  if (authorization_endpoint === undefined || token_endpoint === undefined)
    throw new MailError('protocol', 'it names no place to sign in at', { stage: 'auth', code: 'OAUTH_ANSWER' });
}

async function metadataOf({ issuer }: Pick<OidcSettings, 'issuer'>, reach: OAuthReach): Promise<AuthorizationServer> {
  try {
    return await processDiscoveryResponse(new URL(issuer), await discoveryRequest(new URL(issuer), reachBy(reach)));
  } catch (error) {
    throw oauthError(error);
  }
}
