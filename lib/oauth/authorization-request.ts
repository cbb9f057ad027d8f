import { calculatePKCECodeChallenge } from 'oauth4webapi';

/** What a person's visit to the provider was begun with, and is ended with. */
export type AuthorizationWish = { state: string; verifier: string; redirectUri: string };

/** Where the person's browser goes (RFC 6749 §4.1.1, RFC 7636 §4.3). @param own what this provider and this visit need besides, by RFC names */
export async function authorizationRequest(
  endpoint: URL,
  { state, verifier, redirectUri }: AuthorizationWish,
  own: Record<string, string> & { client_id: string; scope: string },
): Promise<string> {
  const url = new URL(endpoint);
  const parameters = {
    ...own,
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
