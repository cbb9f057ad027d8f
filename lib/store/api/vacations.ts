import type { AccountId, PersonId, Vacation } from '#lib/mail/index.ts';

export type VacationRow = {
  /** whether the account has a server that keeps it (J23) */
  service: 'unknown' | 'yes' | 'no';
  checkedAtMs: number | null;
  shown: Vacation;
  /** of what is shown; an answer of the server to an older one is late */
  version: number;
  isPending: boolean;
  attempts: number;
  pendingSinceMs: number | null;
  nextAttemptAtMs: number | null;
};

/** RFC 8621 §8. The server is the truth; what is set here is shown at once and carried to it. */
export interface VacationStore {
  get(accountId: AccountId): Promise<VacationRow>;
  /** Accounts of a person, shared ones too, whose server keeps it. */
  supportedOf(personId: PersonId): Promise<AccountId[]>;
  noteService(accountId: AccountId, service: 'yes' | 'no', nowMs: number): Promise<void>;
  /** Shown from now on, and to be carried. */
  set(accountId: AccountId, vacation: Vacation): Promise<void>;
  /** The server does this, read or just written there. Shown and no longer pending, unless somebody set another one after `version`. */
  agree(accountId: AccountId, version: number, vacation: Vacation): Promise<void>;
  /** Tried in vain; again at this time. */
  defer(accountId: AccountId, version: number, untilMs: number): Promise<void>;
  /** Refused for good: what the server does is shown again, and an account event tells why (J12). */
  undo(accountId: AccountId, version: number, reason: { kind: string; serverText: string | null }): Promise<void>;
}
