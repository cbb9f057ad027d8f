import { config } from '#lib/config/index.ts';
import { type BegunOAuth, oauthBeginSchema } from '#lib/contract/index.ts';
import type { OAuthOutcome, OAuthWish } from '#lib/gateway/index.ts';
import { log } from '#lib/log/index.ts';
import { type AccountId, isMailError, MailError, type PersonId } from '#lib/mail/index.ts';
import { clientAddress } from './client-address.ts';
import { currentDoors } from './doors.ts';
import { jsonResponse } from './json-response.ts';
import { nextAuth } from './next-auth.ts';
import { readJson } from './read-json.ts';
import { isFromOurPages } from './same-origin.ts';
import { cookieNames, cookieValue } from './session-cookie.ts';
import { isOurFault } from './status-of.ts';
import { sessionOfCookies } from './who-asks.ts';
import { failed } from './with-user.ts';

const mostBytes = 4_096;
/** As long as a visit lasts. */
const visitSeconds = 15 * 60;

/**
 * `POST /api/auth/oauth`: begins a visit to the sign-in window of a mail provider (D6) and answers where the browser goes. A cookie of its own
 * binds the visit to this browser: whoever gets somebody else's answer cannot use it here (RFC 9700 §4.7).
 */
export async function beginOAuth(request: Request): Promise<Response> {
  try {
    if (!isFromOurPages(request, config())) throw new MailError('forbidden', 'not from our own page', { code: 'ORIGIN', permanent: true });
    const read = await readJson(request, mostBytes);
    const wish = read.ok ? oauthBeginSchema.safeParse(read.json) : null;
    if (!wish?.success) throw new MailError('invalid', 'no such wish', { stage: 'address', code: 'ADDRESS', permanent: true });
    const { gateway, limits } = await currentDoors();
    limits.lookUp(clientAddress(request.headers));
    const before = cookieValue(request.headers.get('cookie'), cookieNames(config()).visit);
    const { url, binding } = await gateway.oauth.begin(await wishOf(wish.data, request), before, request.signal);
    const response = jsonResponse({ url } satisfies BegunOAuth);
    response.headers.append('Set-Cookie', visitCookie(binding));
    return response;
  } catch (error) {
    return failed(error, request);
  }
}

/** `GET /api/auth/oauth/{provider}`: the browser is back. It is told what came of it on a page of ours. */
export async function finishOAuth(request: Request, { params }: { params: Promise<{ provider: string }> }): Promise<Response> {
  const cookies = request.headers.get('cookie');
  const session = await sessionOfCookies(cookies);
  try {
    const { provider } = await params;
    const { gateway, limits } = await currentDoors();
    const binding = cookieValue(cookies, cookieNames(config()).visit);
    const back = { provider, query: new URL(request.url).searchParams, binding, personId: session?.personId ?? null };
    const client = clientAddress(request.headers);
    const outcome = await limits.attempt(`oauth ${client}`, client, () => gateway.oauth.finish(back, request.signal));
    return toPage(await pageAfter(outcome));
  } catch (error) {
    if (isOurFault(error)) log.error('a sign-in by OAuth failed', { error });
    else log.info('a sign-in by OAuth was refused', { error });
    const page = session === null ? '/sign-in' : (await mailboxesOf(session.personId)) > 0 ? '/settings' : '/welcome';
    return toPage(`${page}?problem=${problemOf(error)}`);
  }
}

async function wishOf(wish: ReturnType<typeof oauthBeginSchema.parse>, request: Request): Promise<OAuthWish> {
  if ('address' in wish && !wish.adds) {
    const { address, protocol, again } = wish;
    return { purpose: 'sign-in', address, protocol, again };
  }
  const personId = (await sessionOfCookies(request.headers.get('cookie')))?.personId;
  if (personId === undefined) throw new MailError('forbidden', 'nobody is signed in', { code: 'SIGN_IN', permanent: true });
  if ('address' in wish) return { purpose: 'add', personId, address: wish.address, protocol: wish.protocol };
  return { purpose: 'renew', personId, accountId: wish.accountId as AccountId };
}

async function pageAfter({ purpose, again, personId }: OAuthOutcome): Promise<string> {
  // with the first mailbox there is mail to be seen
  if (purpose === 'add') return (await mailboxesOf(personId)) > 1 ? '/settings#accounts' : '/mail';
  if (purpose === 'sign-in') await startSession(personId);
  return again === true ? '/signed-in' : '/mail';
}

/** How many accounts there are for the person. */
export async function mailboxesOf(personId: PersonId): Promise<number> {
  const { gateway } = await currentDoors();
  return (await gateway.userMail(personId)).accounts.length;
}

/** next-auth makes the session, as at every sign-in: what it is handed proves that we have just seen the person. */
export async function startSession(personId: PersonId): Promise<void> {
  const { tickets } = await currentDoors();
  await (await nextAuth()).signIn('ticket', { ticket: tickets.give(personId), redirect: false, redirectTo: '/' });
}

/** Kind and code of a failure: the page picks its own words by them, so nothing in an address speaks for us. */
export function problemOf(error: unknown): string {
  const { kind, code, stage } = isMailError(error) ? error : new MailError('internal', 'unexpected');
  return encodeURIComponent([kind, code ?? '', stage ?? ''].join('~'));
}

export const toPage = (path: string): Response =>
  new Response(null, { status: 303, headers: { Location: path, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' } });

/** Lax: it comes along when the provider sends the browser back, and with nothing that a foreign page embeds. */
export function visitCookie(binding: string): string {
  const { secureCookies } = config();
  const name = cookieNames({ secureCookies }).visit;
  return `${name}=${binding}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${visitSeconds}${secureCookies ? '; Secure' : ''}`;
}
