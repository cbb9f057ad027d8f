export type { AuthorizationWish } from './authorization-request.ts';
export type { OAuthReach } from './guarded-oauth.ts';
export type { HouseIdentity } from './house-identity.ts';
export { houseAnswers, houseIdentity, houseUrl } from './house-identity.ts';
export type { GivenTokens } from './mail-grant.ts';
export { authorizationUrl, redeemCode, refreshTokens, revokeTokens } from './mail-grant.ts';
export type { OAuthProvider, OAuthProviders } from './oauth-provider.ts';
export { knownClients, oauthProviders, scopeFor, takesTokensOf } from './oauth-provider.ts';
