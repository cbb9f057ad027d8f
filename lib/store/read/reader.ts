import { type AccountId, isMailError, MailError } from '#lib/mail/index.ts';
import type { Connection } from '../sqlite/connection.ts';
import { accountKey } from '../write/transaction.ts';

/**
 * The reading side. Calls are synchronous underneath and see the last commit (WAL), so they neither wait for the writer nor hold it up; a
 * read of several steps runs in one transaction and sees one state.
 */
export class Reader {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Runs a read on an account in one snapshot. @throws MailError 'not-found', 'storage' */
  async on<Value>(accountId: AccountId, body: (account: number, connection: Connection) => Value): Promise<Value> {
    return this.read(() => this.connection.transaction('deferred', () => body(accountKey(this.connection, accountId), this.connection)));
  }

  /** Runs a read that belongs to no account. @throws MailError 'storage' */
  async read<Value>(body: (connection: Connection) => Value): Promise<Value> {
    try {
      return body(this.connection);
    } catch (error) {
      if (isMailError(error)) throw error;
      throw new MailError('storage', 'reading the database failed', { stage: 'store', cause: error });
    }
  }
}
