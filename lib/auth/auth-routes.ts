import { config } from '#lib/config/index.ts';
import { discoverQuerySchema, type FoundServers, mailboxLoginSchema, roadsToExamineSchema } from '#lib/contract/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { addressKey, clientAddress } from './client-address.ts';
import { currentDoors } from './doors.ts';
import { examinationStream } from './examination-stream.ts';
import { jsonResponse } from './json-response.ts';
import { nextAuth, refusalOf } from './next-auth.ts';
import { readJson } from './read-json.ts';
import { isFromOurPages } from './same-origin.ts';
import { cookieNames, cookieValue } from './session-cookie.ts';
import { failed } from './with-user.ts';

const mostBytes = 16_384;

/**
 * `POST /api/auth/sign-in`: address and password as JSON, proven at the mailbox's own server; next-auth sets the cookie. A refusal answers
 * with its stage and plain words, which next-auth's own form cannot carry.
 */
export async function signInWithMailbox(request: Request): Promise<Response> {
  return answering(request, async () => {
    const read = await readJson(request, mostBytes);
    const login = read.ok ? mailboxLoginSchema.safeParse(read.json) : null;
    if (!login?.success) throw new MailError('invalid', 'no usable login', { stage: 'address', code: 'LOGIN', permanent: true });
    const { address, password, servers, protocol } = login.data;
    return signInBy('credentials', {
      address,
      password,
      servers: servers === null ? '' : JSON.stringify(servers),
      protocol: protocol ?? '',
    });
  });
}

/** `POST /api/auth/discover`: the servers of an address, found while the password is being typed. It asks the network, so it is counted. */
export async function discoverServers(request: Request): Promise<Response> {
  return answering(request, async (): Promise<FoundServers> => {
    const read = await readJson(request, mostBytes);
    const query = read.ok ? discoverQuerySchema.safeParse(read.json) : null;
    if (!query?.success) throw new MailError('invalid', 'no address', { stage: 'address', code: 'ADDRESS', permanent: true });
    const { gateway, limits } = await currentDoors();
    limits.lookUp(clientAddress(request.headers));
    const { discovery, strangers } = await gateway.discover(query.data.address, request.signal);
    const oauth = gateway.oauth.offerFor(discovery);
    if (discovery.outcome === 'own-sign-in-only' && discovery.tokens !== null && oauth !== null) {
      const { source, provider, helpUrl, tokens } = discovery;
      const [incoming, ...otherIncoming] = tokens.incoming;
      const [outgoing] = tokens.outgoing;
      if (incoming === undefined || outgoing === undefined) return { found: null };
      return { found: { source, provider, incoming, otherIncoming, outgoing, strangers, needs: [], helpUrl, oauth, takesPassword: false } };
    }
    if (discovery.outcome !== 'found') return { found: null };
    const { source, provider, servers, otherIncoming, needs, helpUrl } = discovery;
    const { incoming, outgoing } = servers;
    return { found: { source, provider, incoming, otherIncoming, outgoing, strangers, needs, helpUrl, oauth, takesPassword: true } };
  });
}

/**
 * `POST /api/auth/examine`: why a sign-in does not get through, and what works beside it, for who cannot come in: each step of the roads as it
 * ends. It makes connections as a sign-in does, without the password, and is counted per client (N2).
 */
export async function examineRoads(request: Request): Promise<Response> {
  return answering(request, async () => {
    const read = await readJson(request, mostBytes);
    const roads = read.ok ? roadsToExamineSchema.safeParse(read.json) : null;
    if (!roads?.success) throw new MailError('invalid', 'no servers to examine', { stage: 'address', code: 'LOGIN', permanent: true });
    const { gateway } = await currentDoors();
    const client = addressKey(clientAddress(request.headers));
    return examinationStream((tell, within) => gateway.examineRoads(client, roads.data, tell, within), request.signal);
  });
}

/** `POST /api/auth/demo`: a fresh pair of demo people, signed in as the first of them. */
export async function signInToTheDemo(request: Request): Promise<Response> {
  return answering(request, () => signInBy('demo', {}));
}

/** `POST /api/auth/sign-out`: the session is void on the server before its cookie goes, and the browser forgets what it kept of the mail. */
export async function signOut(request: Request): Promise<Response> {
  const response = await answering(request, async () => {
    const token = cookieValue(request.headers.get('cookie'), cookieNames(config()).session);
    if (token !== null) await (await currentDoors()).sessions.end(token);
    await (await nextAuth()).signOut({ redirect: false, redirectTo: '/sign-in' });
    return {};
  });
  // cached images and attachments, IndexedDB, service worker (settled 6)
  if (response.ok) response.headers.set('Clear-Site-Data', '"cache", "storage"');
  return response;
}

async function signInBy(provider: 'credentials' | 'demo', fields: Record<string, string>): Promise<Record<string, never>> {
  let target: unknown;
  try {
    target = await (await nextAuth()).signIn(provider, { ...fields, redirect: false, redirectTo: '/' });
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
  // asked by a header of its own, next-auth answers a failure with an address instead of throwing
  if (typeof target !== 'string' || /[?&]error=/.test(target))
    throw new MailError('internal', 'next-auth gave no session', { stage: 'auth' });
  return {};
}

/** These requests come without a session, yet they make one: a foreign page must not sign somebody in (login CSRF). */
async function answering(request: Request, run: () => Promise<unknown>): Promise<Response> {
  try {
    if (!isFromOurPages(request, config())) throw new MailError('forbidden', 'not from our own page', { code: 'ORIGIN', permanent: true });
    const answer = await run();
    return answer instanceof Response ? answer : jsonResponse(answer);
  } catch (error) {
    return failed(error, request);
  }
}

/** next-auth's own endpoints, GET and POST, kept out of every cache. */
export async function nextAuthRoute(request: Request): Promise<Response> {
  try {
    const { handlers } = await nextAuth();
    // Next hands a NextRequest to every route handler; the type of a route is Request
    const nextRequest = request as Parameters<typeof handlers.GET>[0];
    const response = await (request.method === 'POST' ? handlers.POST(nextRequest) : handlers.GET(nextRequest));
    // a redirect's own headers cannot be changed
    const headers = new Headers(response.headers);
    headers.set('Cache-Control', 'no-store');
    return new Response(response.body, { status: response.status, headers });
  } catch (error) {
    return failed(error, request);
  }
}
