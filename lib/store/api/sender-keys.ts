import type { AccountId } from '#lib/mail/index.ts';

/** An OpenPGP key in binary form that signed mail from an address. */
export type SenderKey = { fingerprint: string; key: Uint8Array; firstSeenMs: number };

/** Keys of people who sign their mail, pinned to their addresses (lower case). */
export interface SenderKeyStore {
  /** oldest first */
  of(accountId: AccountId, address: string): Promise<SenderKey[]>;
  /** Keeps a key that was not known; of an address a few at most, of an account some thousand. Nothing is ever written over. */
  keep(accountId: AccountId, address: string, key: SenderKey): Promise<void>;
}
