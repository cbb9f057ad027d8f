import type { AccountId, PersonId } from '#lib/mail/index.ts';

/** A place outside that wants to hear of changes (RFC 8620 §7.2). */
export type PushSubscriptionRow = {
  id: string;
  personId: PersonId;
  /** the credential that made it: nobody else sees it, and it goes with it */
  credential: string;
  /** null = all accounts of the person */
  accountIds: AccountId[] | null;
  deviceClientId: string;
  url: string;
  keys: { p256dh: Uint8Array; auth: Uint8Array } | null;
  verificationCode: string;
  isVerified: boolean;
  expiresAtMs: number;
  /** null = all */
  types: string[] | null;
  /** account to type to state, as it was told last; null = nothing yet */
  told: Record<AccountId, Record<string, string>> | null;
};

export interface PushStore {
  of(personId: PersonId, credential: string): Promise<PushSubscriptionRow[]>;
  countOf(personId: PersonId): Promise<number>;
  /** One that may still be pushed to: neither it nor the session that made it has expired. */
  live(id: string, nowMs: number): Promise<PushSubscriptionRow | null>;
  allLive(nowMs: number): Promise<PushSubscriptionRow[]>;
  create(row: PushSubscriptionRow, nowMs: number): Promise<void>;
  update(id: string, patch: Partial<Pick<PushSubscriptionRow, 'isVerified' | 'expiresAtMs' | 'types' | 'told'>>): Promise<void>;
  destroy(ids: readonly string[]): Promise<void>;
  /** Everything that this credential made: it is not valid any more. */
  destroyOf(credential: string): Promise<void>;
}
