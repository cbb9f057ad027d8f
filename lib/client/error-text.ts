import type { MailError, MailErrorKind } from '#lib/mail/index.ts';
import { t } from './messages/t.ts';
import type { MessageKey } from './messages/words.ts';

const keyOf = {
  'login-refused': 'error.signedOut',
  'login-unavailable': 'error.temporary',
  tls: 'error.temporary',
  network: 'error.network',
  'egress-denied': 'error.internal',
  protocol: 'error.internal',
  refused: 'error.refused',
  temporary: 'error.temporary',
  'over-quota': 'error.overQuota',
  'too-large': 'error.tooLarge',
  forbidden: 'error.forbidden',
  'not-found': 'error.notFound',
  'already-exists': 'error.alreadyExists',
  'stale-uids': 'error.temporary',
  invalid: 'error.refused',
  unreadable: 'error.unreadable',
  aborted: 'error.aborted',
  'too-many': 'error.tooMany',
  storage: 'error.internal',
  internal: 'error.internal',
} satisfies Record<MailErrorKind, MessageKey>;

/** What a person reads about a failure between screen and gateway. Never the error's own text. */
export function errorText(error: MailError): string {
  return t(keyOf[error.kind]);
}
