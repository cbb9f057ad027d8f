import type { MethodErrorArguments, MethodErrorType } from '#lib/contract/index.ts';
import type { MailErrorKind } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';

const brand = Symbol.for('postern.MethodError');

/** Ends one method call with an `error` response (RFC 8620 §3.6.2). `description` is ours, never the text of an exception. */
export class MethodError extends Error {
  readonly [brand] = true;
  readonly type: MethodErrorType;
  readonly description: string | null;

  constructor(type: MethodErrorType, description: string | null = null) {
    super(type);
    this.name = 'MethodError';
    this.type = type;
    this.description = description;
  }
}

export const isMethodError = (error: unknown): error is MethodError =>
  typeof error === 'object' && error !== null && (error as { [brand]?: unknown })[brand] === true;

/** What a failure of mail means for a method call. The mail server's troubles pass; ours do not. */
const typeOfKind = {
  'login-refused': 'serverUnavailable',
  'login-unavailable': 'serverUnavailable',
  tls: 'serverUnavailable',
  network: 'serverUnavailable',
  'egress-denied': 'serverUnavailable',
  protocol: 'serverUnavailable',
  refused: 'serverUnavailable',
  temporary: 'serverUnavailable',
  'over-quota': 'serverUnavailable',
  'too-large': 'requestTooLarge',
  forbidden: 'forbidden',
  'not-found': 'serverFail',
  'already-exists': 'serverFail',
  'stale-uids': 'serverUnavailable',
  invalid: 'serverFail',
  unreadable: 'serverUnavailable',
  aborted: 'serverUnavailable',
  'too-many': 'serverUnavailable',
  storage: 'serverUnavailable',
  internal: 'serverFail',
} as const satisfies Record<MailErrorKind, MethodErrorType>;

/** The arguments of the `error` response for whatever a method threw. Only a MethodError's own description gets out. */
export function methodErrorArguments(error: unknown): MethodErrorArguments {
  if (isMethodError(error)) return error.description === null ? { type: error.type } : { type: error.type, description: error.description };
  if (isMailError(error)) {
    const type = typeOfKind[error.kind];
    return {
      type,
      description: type === 'serverUnavailable' ? `the mail server cannot be asked now (${error.kind})` : 'unexpected failure',
    };
  }
  return { type: 'serverFail', description: 'unexpected failure' };
}

/** True for failures worth a line in the log: not the client's own mistakes. */
export const isOurFailure = (error: unknown): boolean => !isMethodError(error);
