import { config } from '#lib/config/index.ts';
import type { AccessScope } from '#lib/gateway/index.ts';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { clientAddress } from './client-address.ts';
import { currentDoors } from './doors.ts';
import { isFromOurPages, ownHeader } from './same-origin.ts';
import { cookieNames, cookieValue } from './session-cookie.ts';

/** Who stands behind a request, and what it may do. */
export type Asker = {
  personId: PersonId;
  by: 'cookie' | 'mailbox-password' | 'app-password';
  scope: AccessScope;
  /** null = all accounts of the person */
  accountIds: AccountId[] | null;
  /** see Access.credential */
  credential: string;
  /** with a cookie: the id under which the session is listed */
  sessionId: string | null;
};

/** null: nobody known. An Authorization header is the only thing that counts where there is one (settled 20). */
export async function whoAsks(request: Pick<Request, 'method' | 'headers'>): Promise<Asker | null> {
  const authorization = request.headers.get('authorization');
  const { basic } = await currentDoors();
  if (authorization !== null) {
    const { personId, kind, scope, accountIds, credential } = await basic.open(authorization, clientAddress(request.headers));
    return { personId, by: kind, scope, accountIds, credential, sessionId: null };
  }
  const session = await sessionOfCookies(request.headers.get('cookie'));
  if (session === null) return null;
  if (!isFromOurPages(request, config())) {
    throw new MailError('forbidden', 'a change that does not come from our own page', { code: 'ORIGIN', permanent: true });
  }
  const { personId, sessionId } = session;
  return { personId, by: 'cookie', scope: 'send', accountIds: null, credential: `s:${sessionId}`, sessionId };
}

/** Whether the credential of a request that goes on for long is still good: not revoked, not expired, its account not removed. */
export async function isStillGood({ headers }: Pick<Request, 'headers'>, asker: Asker): Promise<boolean> {
  const { basic, sessions } = await currentDoors();
  if (asker.by !== 'cookie') return basic.isOpen(headers.get('authorization') ?? '', asker);
  const session = await sessions.look(cookieValue(headers.get('cookie'), cookieNames(config()).session) ?? '');
  return session?.sessionId === asker.sessionId;
}

/** The live session of a Cookie header, for pages and handlers; null when there is none. */
export async function sessionOfCookies(cookieHeader: string | null): Promise<{ sessionId: string; personId: PersonId } | null> {
  const token = cookieValue(cookieHeader, cookieNames(config()).session);
  if (token === null) return null;
  const { sessions } = await currentDoors();
  return sessions.find(token);
}

/** The browser's own password window opens only for clients that are no screen of ours (settled 20). */
export function wantsChallenge(headers: Headers): boolean {
  return headers.get(ownHeader) === null && cookieValue(headers.get('cookie'), cookieNames(config()).session) === null;
}
