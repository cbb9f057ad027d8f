import type { AccountId } from '#lib/mail/index.ts';
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

  /** Runs a read on an account in one snapshot. @throws MailError 'not-found' */
  async on<Value>(accountId: AccountId, body: (account: number, connection: Connection) => Value): Promise<Value> {
    return this.connection.transaction('deferred', () => body(accountKey(this.connection, accountId), this.connection));
  }
}
