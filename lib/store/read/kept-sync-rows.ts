import type { AccountId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '../api.ts';
import { mailboxSyncRows } from './mailboxes.ts';
import type { Reader } from './reader.ts';

/** Accounts of which the rows are kept: those whose engines are at work. */
const maxAccounts = 16;

/**
 * The mailboxes as sync sees them, read once between two commits: an engine asks several times in a turn, and an account may have hundreds.
 */
export class KeptSyncRows {
  readonly #reader: Reader;
  readonly #kept = new Map<AccountId, { version: number; rows: readonly MailboxSyncRow[] }>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** @returns an array of the caller's own. @throws MailError 'not-found', 'storage' */
  of(accountId: AccountId): Promise<MailboxSyncRow[]> {
    return this.#reader.on(accountId, (account, connection) => {
      // Another number after every commit of another connection, which is the writer's.
      const version = connection.get<{ data_version: number }>('pragma data_version')!.data_version;
      const kept = this.#kept.get(accountId);
      const rows = kept?.version === version ? kept.rows : mailboxSyncRows(connection, account);
      this.#kept.delete(accountId);
      this.#kept.set(accountId, { version, rows });
      for (const [oldest] of this.#kept) if (this.#kept.size > maxAccounts) this.#kept.delete(oldest);
      return [...rows];
    });
  }
}
