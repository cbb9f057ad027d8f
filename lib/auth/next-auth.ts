import type { NextAuthConfig, NextAuthResult } from 'next-auth';
import { config } from '#lib/config/index.ts';
import { mailboxLoginSchema } from '#lib/contract/index.ts';
import { log } from '#lib/log/index.ts';
import { isMailError, MailError, type PersonId } from '#lib/mail/index.ts';
import { clientAddress } from './client-address.ts';
import { currentDoors } from './doors.ts';
import { cookieNames, cookieValue } from './session-cookie.ts';
import { proveSignIn, signInToDemo } from './sign-in.ts';

/** Why a sign-in was refused, carried through next-auth to our own route. */
const refusal = Symbol.for('postern.signInRefusal');

/** The MailError behind an error that next-auth's `signIn` threw; null when there is none. */
export function refusalOf(error: unknown): MailError | null {
  const reason = (error as { [refusal]?: unknown } | null)?.[refusal];
  return isMailError(reason) ? reason : null;
}

let made: Promise<NextAuthResult> | null = null;

/**
 * next-auth, the owner of the sign-in's cookies (decision 0006). It is loaded when first needed: the package imports Next's modules
 * by names that only a bundler finds, and this room must load in plain Node (settled 3).
 */
export function nextAuth(): Promise<NextAuthResult> {
  made ??= makeNextAuth();
  return made;
}

async function makeNextAuth(): Promise<NextAuthResult> {
  const [{ default: NextAuth, CredentialsSignin }, { default: Credentials }] = await Promise.all([
    import('next-auth'),
    import('next-auth/providers/credentials'),
  ]);

  /** next-auth lets only errors of its own through; this one brings ours along. Its `code` ends in a URL: a kind, never more. */
  class SignInRefused extends CredentialsSignin {
    readonly [refusal]: MailError;
    constructor(reason: MailError) {
      super();
      this.code = reason.kind;
      this[refusal] = reason;
    }
  }
  const refusing = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      if (!isMailError(error)) log.error('sign-in failed', { error });
      throw new SignInRefused(isMailError(error) ? error : new MailError('internal', 'unexpected', { cause: error }));
    }
  };
  /** What the session's making needs to know of the request, in the one object that next-auth hands on. */
  const userOf = ({ personId }: { personId: PersonId }, { headers }: Request) => ({
    id: personId,
    userAgent: headers.get('user-agent'),
    formerToken: cookieValue(headers.get('cookie'), cookieNames(config()).session),
  });

  return NextAuth(async (): Promise<NextAuthConfig> => {
    const doors = await currentDoors();
    const { secureCookies, limits, publicUrl } = config();
    const names = cookieNames({ secureCookies });
    const cookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies } as const;
    const maxAge = Math.floor(limits.sessionLongestMs / 1_000);
    return {
      basePath: '/api/auth',
      // the host of a request decides nothing: redirects go through `redirect` below
      trustHost: true,
      secret: Buffer.from(doors.gateway.deriveKey('next-auth')).toString('base64'),
      pages: { signIn: '/sign-in', error: '/sign-in' },
      cookies: {
        sessionToken: { name: names.session, options: cookieOptions },
        csrfToken: { name: names.csrf, options: cookieOptions },
        callbackUrl: { name: names.callback, options: cookieOptions },
      },
      session: { strategy: 'jwt', maxAge },
      jwt: {
        maxAge,
        // the cookie carries the random token alone; everything else lies in the table (settled 12)
        encode: async ({ token }) => String(token?.sessionToken ?? ''),
        decode: async ({ token }) => {
          const session = token ? await doors.sessions.find(token) : null;
          return session === null ? null : { sub: session.personId, sessionToken: token };
        },
      },
      providers: [
        Credentials({
          id: 'credentials',
          credentials: { address: {}, password: { type: 'password' }, servers: {}, protocol: {} },
          authorize: (given, request) =>
            refusing(async () => {
              const login = mailboxLoginSchema.safeParse({
                address: given.address,
                password: given.password,
                servers: parseServers(given.servers),
                protocol: given.protocol === '' || given.protocol === undefined ? null : given.protocol,
              });
              if (!login.success) throw new MailError('invalid', 'no usable login', { stage: 'address', code: 'LOGIN', permanent: true });
              return userOf(await proveSignIn(doors, login.data, clientAddress(request.headers), request.signal), request);
            }),
        }),
        Credentials({
          id: 'ticket',
          credentials: { ticket: {} },
          authorize: (given, request) =>
            refusing(async () => {
              const personId = typeof given.ticket === 'string' ? doors.tickets.take(given.ticket) : null;
              if (personId === null)
                throw new MailError('login-refused', 'no such ticket', { stage: 'auth', code: 'OAUTH_LOST', permanent: true });
              return userOf({ personId }, request);
            }),
        }),
        Credentials({
          id: 'demo',
          credentials: {},
          authorize: (_given, request) =>
            refusing(async () => userOf(await signInToDemo(doors, clientAddress(request.headers), request.signal), request)),
        }),
      ],
      callbacks: {
        jwt: async ({ token, user, trigger }) => {
          if (trigger !== 'signIn' || user === undefined) return token;
          // a new id at every login, and the one that this browser had before is void (security.md §9)
          const { id, userAgent, formerToken } = user as { id: string; userAgent: string | null; formerToken: string | null };
          if (formerToken !== null) await doors.sessions.end(formerToken);
          return { sub: id, sessionToken: await doors.sessions.start(id as PersonId, userAgent) };
        },
        session: ({ session }) => ({ expires: session.expires }),
        redirect: ({ url }) => `${publicUrl}${allowedPath(url, publicUrl)}`,
      },
      events: {
        signOut: async (message) => {
          const token = 'token' in message ? message.token?.sessionToken : null;
          if (typeof token === 'string') await doors.sessions.end(token);
        },
      },
      logger: {
        error: (error) => (refusalOf(error) === null ? log.warn('next-auth', { error }) : undefined),
        warn: (code) => log.debug('next-auth', { code }),
        debug: () => undefined,
      },
    };
  });
}

function parseServers(text: unknown): unknown {
  if (typeof text !== 'string' || text === '' || text.length > 4_000) return null;
  try {
    return JSON.parse(text);
  } catch {
    // refused by the schema, as anything that is no settings object
    return false;
  }
}

/** Redirect targets come from a list (security.md §9): our own pages, without query or fragment. */
function allowedPath(url: string, publicUrl: string): string {
  if (!URL.canParse(url, publicUrl)) return '/';
  const { origin, pathname } = new URL(url, publicUrl);
  return origin === publicUrl && /^\/(sign-in|settings|doctor|mail)?(\/[A-Za-z0-9_-]{1,64}){0,4}$/.test(pathname) ? pathname : '/';
}
