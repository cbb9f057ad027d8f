import { isMailError } from './mail-error.ts';
import type { Secret } from './secret.ts';

/** What signs in at a mail server: a password, or an OAuth 2.0 access token (RFC 6750). */
export type MailCredential = { kind: 'password'; password: Secret } | { kind: 'access-token'; accessToken: Secret };

/** Where an account's credential comes from, at each connection anew: tokens run out. */
export type CredentialSource = {
  /** @throws MailError 'login-refused' (code SIGN_IN_AGAIN: the provider wants to see the person), 'network', 'temporary', 'storage' */
  open(): Promise<MailCredential>;
  /** The mail server refused this one. @returns another to be tried at once; null: there is none */
  renew(refused: MailCredential): Promise<MailCredential | null>;
};

/** Signs in, and once more with a fresh token where the first one was refused: it may have been withdrawn before its time. */
export async function withCredential<T>(source: CredentialSource, signIn: (credential: MailCredential) => Promise<T>): Promise<T> {
  const first = await source.open();
  try {
    return await signIn(first);
  } catch (error) {
    const isRefused =
      isMailError(error) && error.stage === 'auth' && (error.kind === 'login-refused' || error.kind === 'login-unavailable');
    const second = isRefused && error.permanent ? await source.renew(first) : null;
    if (second === null) throw error;
    return signIn(second);
  }
}

/** The text that must be seen nowhere. */
export const secretOf = (credential: MailCredential): Secret =>
  credential.kind === 'password' ? credential.password : credential.accessToken;
