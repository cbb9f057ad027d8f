import type { MailUser } from '../servers/index.ts';

/** Signs in as our own page does, and gives the Cookie header that the browser would send from then on. @throws Error when refused */
export async function signInByPost(url: string, user: MailUser, headers: Record<string, string> = {}): Promise<string> {
  const response = await postSignIn(url, user, headers);
  if (response.status !== 200) throw new Error(`sign-in refused: ${response.status} ${await response.text()}`);
  return cookiesOf(response);
}

export const postSignIn = (url: string, { address, password }: MailUser, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...ourPage(url), ...headers },
    body: JSON.stringify({ address, password }),
  });

/** What our own page sends with every change. */
export const ourPage = (url: string): Record<string, string> => ({ origin: url, 'x-postern': '1' });

/** The cookies that an answer sets, as a Cookie header; those that it deletes are left out. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');
