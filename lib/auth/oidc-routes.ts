import { config } from '#lib/config/index.ts';
import { type BegunOAuth, oidcBeginSchema } from '#lib/contract/index.ts';
import { log } from '#lib/log/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { clientAddress } from './client-address.ts';
import { currentDoors } from './doors.ts';
import { jsonResponse } from './json-response.ts';
import { mailboxesOf, problemOf, startSession, toPage, visitCookie } from './oauth-routes.ts';
import { readJson } from './read-json.ts';
import { isFromOurPages } from './same-origin.ts';
import { cookieNames, cookieValue } from './session-cookie.ts';
import { isOurFault } from './status-of.ts';
import { failed } from './with-user.ts';

const mostBytes = 1_024;

const noDoor = () => new MailError('not-found', 'no identity provider is configured', { code: 'OIDC', permanent: true });

/** `POST /api/auth/oidc`: begins a visit to the house's identity provider and answers where the browser goes. */
export async function beginOidc(request: Request): Promise<Response> {
  try {
    if (!isFromOurPages(request, config())) throw new MailError('forbidden', 'not from our own page', { code: 'ORIGIN', permanent: true });
    const { gateway, limits } = await currentDoors();
    if (gateway.house === null) throw noDoor();
    limits.lookUp(clientAddress(request.headers));
    const read = await readJson(request, mostBytes);
    const wish = read.ok ? oidcBeginSchema.safeParse(read.json) : null;
    if (!wish?.success) throw new MailError('invalid', 'no such wish', { permanent: true });
    const { url, binding } = await gateway.house.begin(bindingOf(request), request.signal, wish.data.again);
    const response = jsonResponse({ url } satisfies BegunOAuth);
    response.headers.append('Set-Cookie', visitCookie(binding));
    return response;
  } catch (error) {
    return failed(error, request);
  }
}

/** `GET /api/auth/oidc/callback`: the browser is back. Who has no mailbox here yet goes where one is added. */
export async function finishOidc(request: Request): Promise<Response> {
  try {
    const { gateway, limits } = await currentDoors();
    const { house } = gateway;
    if (house === null) throw noDoor();
    const client = clientAddress(request.headers);
    const back = { query: new URL(request.url).searchParams, binding: bindingOf(request) };
    const { personId, again } = await limits.attempt(`oidc ${client}`, client, () => house.finish(back, request.signal));
    await startSession(personId);
    if (again) return toPage('/signed-in');
    return toPage((await mailboxesOf(personId)) > 0 ? '/mail' : '/welcome');
  } catch (error) {
    if (isOurFault(error)) log.error('a sign-in at the identity provider failed', { error });
    else log.info('a sign-in at the identity provider was refused', { error });
    return toPage(`/sign-in?problem=${problemOf(error)}`);
  }
}

const bindingOf = ({ headers }: Request): string | null => cookieValue(headers.get('cookie'), cookieNames(config()).visit);
