import type { MailError } from '#lib/mail/index.ts';
import { isMailError, MailError as MailErrorClass } from '#lib/mail/index.ts';
import { isRefusedLogin } from './login-gate.ts';

/** How an account stands, as its engine sees it. */
export type EngineHealth = {
  state: 'starting' | 'ok' | 'syncing' | 'retrying' | 'needs-you';
  lastSyncAtMs: number | null;
  retryAtMs: number | null;
  error: MailError | null;
};

/** A certificate or a missing STARTTLS does not mend itself within minutes; the person has to know. */
const lastingTlsCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'NO_STARTTLS',
  'EARLY_BYTES',
]);

/** What a failed turn means: is it worth trying again by itself, or does the person have to do something? */
export function needsPerson(error: MailError, refusedLogins: number): boolean {
  // The provider wants to see the person: no server was asked, and no second try says more.
  if (error.code === 'SIGN_IN_AGAIN') return true;
  // One refused login on an account that worked before is not a wrong password (I14).
  if (isRefusedLogin(error)) return refusedLogins > 1;
  if (error.kind === 'egress-denied') return true;
  return error.kind === 'tls' && error.code !== null && lastingTlsCodes.has(error.code);
}

export function asMailError(error: unknown): MailError {
  if (isMailError(error)) return error;
  const code = diskCodeOf(error);
  if (code !== null) return new MailErrorClass('storage', 'our own disk does not take it', { stage: 'store', code, cause: error });
  return new MailErrorClass('internal', 'unexpected failure of an engine', { cause: error });
}

/** Sockets have no path, and their failures have become a MailError where they happened. */
function diskCodeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const isDisk = ('path' in error && typeof error.path === 'string') || ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes(error.code);
  return isDisk ? error.code : null;
}
