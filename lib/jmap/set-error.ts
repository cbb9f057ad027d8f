import type { SetError } from '#lib/contract/index.ts';
import type { Refusal } from '#lib/store/index.ts';

/** Carries a SetError out of the work on one object. */
export type SetOutcome<T> = { ok: true; value: T } | { ok: false; error: SetError };

export const done = <T>(value: T): SetOutcome<T> => ({ ok: true, value });
export const refused = (error: SetError): { ok: false; error: SetError } => ({ ok: false, error });
export const invalidProperties = (properties: Iterable<string>, description?: string): { ok: false; error: SetError } =>
  refused({ type: 'invalidProperties', properties: [...new Set(properties)], ...(description === undefined ? {} : { description }) });

const typeOfRefusal = {
  'not-found': 'notFound',
  forbidden: 'forbidden',
  invalid: 'invalidProperties',
  'already-exists': 'alreadyExists',
  'mailbox-has-child': 'mailboxHasChild',
  'mailbox-has-email': 'mailboxHasEmail',
  'over-quota': 'overQuota',
  'cannot-unsend': 'cannotUnsend',
  singleton: 'singleton',
} as const satisfies Record<Refusal['kind'], SetError['type']>;

/** What the store refused, as JMAP says it. */
export function setErrorOf(refusal: Refusal): SetError {
  const error: SetError = { type: typeOfRefusal[refusal.kind] };
  if (refusal.description !== undefined) error.description = refusal.description;
  if (refusal.properties !== undefined) error.properties = refusal.properties;
  if (refusal.existingId !== undefined) error.existingId = refusal.existingId;
  return error;
}
