import type {
  Account,
  AccountShare,
  AccountUpdate,
  AppPassword,
  BegunOAuth,
  Failure,
  FoundServers,
  IdentityOutgoing,
  IdentityServers,
  MadeAppPassword,
  MailboxLoginRequest,
  NewAccountShare,
  NewAppPassword,
  NewIdentity,
  OAuthBegin,
  OidcBegin,
  SignInSession,
} from '#lib/contract/index.ts';
import { ownHeader } from './http.ts';
import { lateWords } from './messages/load-words.ts';
import { inPlainWords } from './messages/plainly.ts';
import { t } from './messages/t.ts';

/** Why the gateway said no, in words for the person (contract `failureSchema`). */
export type Refusal = Failure['error'];
/** Outcomes that a form shows; nothing of this is thrown. */
export type Told<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** A login waits for the mail servers: connect, TLS and answer, twice (S5). */
const timeoutMs = 120_000;

export async function ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Told<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { ...ownHeader, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    // Of a lost connection and a passed deadline a person needs to know the same.
    return { ok: false, refusal: ownRefusal('network', t('error.network')) };
  }
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return { ok: true, value: answer as T };
  // The sign-in page begins without the words for what goes wrong.
  await lateWords().catch(() => undefined);
  return { ok: false, refusal: refusalIn(answer, response.status) };
}

/** Why the gateway said no, from the body of its answer. */
export function refusalIn(answer: unknown, status: number): Refusal {
  const failure = (answer as Partial<Failure> | null)?.error;
  if (failure !== undefined && typeof failure.title === 'string') return inPlainWords(failure);
  return ownRefusal(status === 401 ? 'login-refused' : 'internal', status === 401 ? t('error.signedOut') : t('error.internal'));
}

export const ownRefusal = (kind: Refusal['kind'], title: string): Refusal => ({
  kind,
  stage: null,
  code: null,
  title,
  detail: '',
  nextStep: null,
  serverText: null,
  retryAfterSeconds: null,
  provider: null,
});

/** Signing in and out, accounts, sessions and app passwords: what is not JMAP (settled 19). The session is a cookie that no script sees. */
export const accountsApi = {
  signIn: (login: MailboxLoginRequest) => ask<unknown>('POST', '/api/auth/sign-in', login),
  discover: (address: string) => ask<FoundServers>('POST', '/api/auth/discover', { address }),
  beginOAuth: (wish: OAuthBegin) => ask<BegunOAuth>('POST', '/api/auth/oauth', wish),
  beginOidc: (wish: OidcBegin) => ask<BegunOAuth>('POST', '/api/auth/oidc', wish),
  signInToDemo: () => ask<unknown>('POST', '/api/auth/demo', {}),
  signOut: () => ask<unknown>('POST', '/api/auth/sign-out', {}),
  accounts: () => ask<{ accounts: Account[] }>('GET', '/api/accounts'),
  addAccount: (login: MailboxLoginRequest) => ask<{ accountId: string }>('POST', '/api/accounts', login),
  updateAccount: (id: string, update: AccountUpdate) => ask<unknown>('PATCH', `/api/accounts/${encodeURIComponent(id)}`, update),
  /** Looks at the mail server now: a POP3 account else waits for its time. */
  checkAccount: (id: string) => ask<unknown>('POST', `/api/accounts/${encodeURIComponent(id)}/check`, {}),
  removeAccount: (id: string) => ask<unknown>('DELETE', `/api/accounts/${encodeURIComponent(id)}`),
  shares: (id: string) => ask<{ shares: AccountShare[] }>('GET', `/api/accounts/${encodeURIComponent(id)}/shares`),
  share: (id: string, wish: NewAccountShare) => ask<AccountShare>('POST', `/api/accounts/${encodeURIComponent(id)}/shares`, wish),
  identityServers: (id: string) => ask<IdentityServers>('GET', `/api/accounts/${encodeURIComponent(id)}/identities`),
  addIdentity: (id: string, wish: NewIdentity) => ask<{ id: string }>('POST', `/api/accounts/${encodeURIComponent(id)}/identities`, wish),
  /** null: the account's own server */
  setIdentityServer: (id: string, identityId: string, outgoing: IdentityOutgoing | null) =>
    ask<unknown>('PATCH', `/api/accounts/${encodeURIComponent(id)}/identities/${encodeURIComponent(identityId)}`, { outgoing }),
  endShare: (id: string, shareId: string) =>
    ask<unknown>('DELETE', `/api/accounts/${encodeURIComponent(id)}/shares/${encodeURIComponent(shareId)}`),
  sessions: () => ask<{ sessions: SignInSession[] }>('GET', '/api/auth/sessions'),
  endSession: (id: string) => ask<unknown>('DELETE', `/api/auth/sessions/${encodeURIComponent(id)}`),
  endAllSessions: () => ask<unknown>('DELETE', '/api/auth/sessions'),
  appPasswords: () => ask<{ appPasswords: AppPassword[] }>('GET', '/api/accounts/app-passwords'),
  makeAppPassword: (wish: NewAppPassword) => ask<MadeAppPassword>('POST', '/api/accounts/app-passwords', wish),
  revokeAppPassword: (id: string) => ask<unknown>('DELETE', `/api/accounts/app-passwords/${encodeURIComponent(id)}`),
};
