import type { AccountId } from '#lib/mail/index.ts';

/** JMAP data types that have a state (RFC 8620 §1.5), per account (J7). */
export const stateTypes = ['Mailbox', 'Email', 'Thread', 'Identity', 'EmailSubmission'] as const;
export type StateType = (typeof stateTypes)[number];
/** What is told of an account: `EmailDelivery` has a state and nothing else; it moves when an Email is added and by nothing besides (RFC 8621 §1.5). */
export type ToldType = StateType | 'EmailDelivery';

/** What one write made visible: the types whose state moved, with their new states. Emitted after the commit, never before. */
export type CommitEvent = { accountId: AccountId; states: Partial<Record<ToldType, string>> };

export type Changes = {
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: string[];
  updated: string[];
  destroyed: string[];
  /** Mailbox only: nothing but the four counts changed in `updated` (RFC 8621 §2.2 `updatedProperties`); false for other types */
  countsOnly: boolean;
};

/** Refusal of one change, free of JMAP; `jmap` turns it into a SetError. */
export type Refusal = {
  kind:
    | 'not-found'
    | 'forbidden'
    | 'invalid'
    | 'already-exists'
    | 'mailbox-has-child'
    | 'mailbox-has-email'
    | 'over-quota'
    | 'cannot-unsend'
    | 'singleton';
  /** names of the offending properties (JMAP names are the field's names here) */
  properties?: string[];
  existingId?: string;
  description?: string;
};
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };
