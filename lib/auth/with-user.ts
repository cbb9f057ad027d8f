import { config } from '#lib/config/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import { log } from '#lib/log/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { isCredentialRefused } from './basic-access.ts';
import { withCors } from './cors.ts';
import { currentDoors } from './doors.ts';
import { jsonResponse } from './json-response.ts';
import type { BodyTrouble } from './read-json.ts';
import { readJson } from './read-json.ts';
import { failureResponse, isOurFault } from './status-of.ts';
import type { Asker } from './who-asks.ts';
import { wantsChallenge, whoAsks } from './who-asks.ts';

/** The least of a zod schema that is needed here. */
type Schema<Body> = { safeParse(value: unknown): { success: true; data: Body } | { success: false } };

export type UserRequest<Body, Params> = {
  request: Request;
  asker: Asker;
  /** this person's mail within the scope of the request; the only way to data */
  userMail: UserMail;
  body: Body;
  params: Params;
  /** aborted when the client goes away */
  signal: AbortSignal;
};

export type WithUserOptions = {
  /** accounts, credentials and sessions are for our own screen only (settled 19) */
  cookieOnly?: boolean;
  /** what holds for everybody is for those whom the operator named, and for our own screen */
  administratorsOnly?: boolean;
  /** pages of configured origins may read the answers */
  cors?: boolean;
  /** default `requestBytes` of the limits */
  mostBytes?: number;
  /** answers a body that cannot be read (`not-request`: JSON that the schema refuses); default the failure of kind `invalid` */
  onBadBody?: (trouble: BodyTrouble | 'not-request') => Response;
};

type Handler<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

/**
 * A route handler that knows who asks: session cookie, or Basic and Bearer. It checks where a change comes from, reads the body by the
 * schema, answers JSON that no cache keeps, and gives every failure the status of its kind. Nothing of an exception reaches the answer.
 *
 * @param schema of the JSON body; null leaves the body to the handler (uploads) or has none
 * @param handle returns a value for JSON, `undefined` for 204, or a Response of its own
 */
export function withUser<Body, Params = Record<string, never>>(
  schema: Schema<Body>,
  handle: (asked: UserRequest<Body, Params>) => unknown,
  options?: WithUserOptions,
): Handler<Params>;
export function withUser<Params = Record<string, never>>(
  schema: null,
  handle: (asked: UserRequest<null, Params>) => unknown,
  options?: WithUserOptions,
): Handler<Params>;
export function withUser<Body, Params>(
  schema: Schema<Body> | null,
  handle: (asked: UserRequest<Body, Params>) => unknown,
  options: WithUserOptions = {},
): Handler<Params> {
  const answer: Handler<Params> = async (request, context) => {
    try {
      const asker = await findAsker(request, options);
      if (asker instanceof Response) return asker;
      const { gateway } = await currentDoors();
      if (options.administratorsOnly === true && !(await gateway.isAdministrator(asker.personId)))
        throw new MailError('forbidden', 'not one of the administrators', { code: 'ADMINISTRATORS', permanent: true });
      const body = schema === null ? (null as Body) : await readBody(request, schema, options);
      if (body instanceof Response) return body;
      const userMail = await gateway.userMail(asker.personId, asker);
      const result = await handle({ request, asker, userMail, body, params: await context.params, signal: request.signal });
      if (result instanceof Response) return keptByNoCache(result);
      if (result === undefined) return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
      return jsonResponse(result);
    } catch (error) {
      return failed(error, request);
    }
  };
  return options.cors === true ? async (request, context) => withCors(request, await answer(request, context)) : answer;
}

async function findAsker(request: Request, options: WithUserOptions): Promise<Asker | Response> {
  let asker: Asker | null;
  try {
    asker = await whoAsks(request);
  } catch (error) {
    // the credential itself was not accepted: 401, with the mail server's reason for those who read it
    if (isCredentialRefused(error) && request.headers.get('authorization') !== null) return unauthorized(request, error as MailError);
    throw error;
  }
  if (asker === null)
    return unauthorized(request, new MailError('login-refused', 'nobody is signed in', { stage: 'auth', code: 'SIGN_IN' }));
  if ((options.cookieOnly === true || options.administratorsOnly === true) && asker.by !== 'cookie')
    throw new MailError('forbidden', 'only for our own screen', { code: 'COOKIE_ONLY', permanent: true });
  return asker;
}

async function readBody<Body>(request: Request, schema: Schema<Body>, options: WithUserOptions): Promise<Body | Response> {
  const read = await readJson(request, options.mostBytes ?? config().limits.requestBytes);
  const parsed = read.ok ? schema.safeParse(read.json) : null;
  if (parsed?.success) return parsed.data;
  const trouble = read.ok ? 'not-request' : read.trouble;
  if (options.onBadBody) return keptByNoCache(options.onBadBody(trouble));
  if (trouble === 'too-large') throw new MailError('too-large', 'the request is too large', { code: 'REQUEST', permanent: true });
  throw new MailError('invalid', 'the request cannot be read', { code: trouble.toUpperCase().replaceAll('-', '_'), permanent: true });
}

function unauthorized(request: Request, error: MailError): Response {
  const response = failureResponse(error);
  const headers = new Headers(response.headers);
  if (wantsChallenge(request.headers)) headers.set('WWW-Authenticate', 'Basic realm="Postern", charset="UTF-8"');
  return new Response(response.body, { status: 401, headers });
}

function keptByNoCache(response: Response): Response {
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
  return response;
}

/** Any failure as an answer. What is our own fault is logged; what a person or a mail server did is not an error of ours. */
export function failed(error: unknown, request: Pick<Request, 'method' | 'url'>): Response {
  const { pathname } = new URL(request.url);
  const where = { method: request.method, route: pathname.split('/').slice(0, 4).join('/') };
  if (isOurFault(error)) log.error('request failed', { ...where, error });
  else log.debug('request refused', { ...where, error });
  return failureResponse(isMailError(error) ? error : new MailError('internal', 'unexpected', { cause: error }));
}
