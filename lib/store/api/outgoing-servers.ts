import type { AccountId, OutgoingOffer, ServerSettings } from '#lib/mail/index.ts';

export type OutgoingServerName = Pick<ServerSettings, 'host' | 'port' | 'login'>;

/** What the outgoing servers of an account were last seen to offer. */
export interface OutgoingServerStore {
  /** null: nobody spoke to it yet */
  get(accountId: AccountId, server: OutgoingServerName): Promise<{ offer: OutgoingOffer; learnedAtMs: number } | null>;
  /** An account that is gone is passed over. */
  note(accountId: AccountId, server: OutgoingServerName, offer: OutgoingOffer, nowMs: number): Promise<void>;
}
