import { join } from 'node:path';
import type { EmailId, MailboxId, MailFilter } from '#lib/mail/index.ts';
import type { EmailQuery, SyncedMessage, UidRange } from '../api.ts';
import { flatMessages } from '../flat-messages.ts';
import { defineFilterFunctions } from '../read/filter-functions.ts';
import { PackReader } from '../read/pack-reader.ts';
import { queryEmails } from '../read/query.ts';
import { Connection } from '../sqlite/connection.ts';
import { applyPass } from '../write/apply-pass.ts';
import { indexWords, type WordsLeft } from '../write/index-words.ts';
import { accountKey, newTransaction, type Transaction } from '../write/transaction.ts';
import { openTestStore, type TestStore } from './test-store.ts';
import { wrongCounts } from './verify-counts.ts';

type Limits = Parameters<typeof queryEmails>[3];

/**
 * A store whose operations are run one by one, so that nothing goes on behind them: every state is one in which the process may have been
 * killed.
 */
export type BareStore = {
  readonly t: TestStore;
  readonly db: Connection;
  write<Value>(operation: (transaction: Transaction) => Value): Value;
  /** one pass over the inbox */
  pass(appeared: SyncedMessage[], vanished?: UidRange[]): EmailId[];
  index(most: number): WordsLeft;
  /** ids in the order of the answer; without other wishes 500 of them, counted against the total */
  find(filter: MailFilter | null, wishes?: Partial<EmailQuery>, limits?: Limits): EmailId[];
  /** the server starts, does all that waits, and stops */
  start(): Promise<void>;
  /** @returns what is wrong in the end */
  close(): Promise<string[]>;
};

export async function openBareStore(): Promise<BareStore> {
  const t = await openTestStore();
  const inbox: MailboxId = await t.mailbox('INBOX');
  const { accountId } = t;
  const open = () => {
    const opened = new Connection(join(t.dataDir, 'postern.db'), { readOnly: false, cacheBytes: 1_000_000 });
    defineFilterFunctions(opened, new PackReader(opened));
    return opened;
  };
  await t.store.close();
  let db = open();
  const write: BareStore['write'] = (operation) => db.transaction('immediate', () => operation(newTransaction(db, Date.UTC(2026, 5, 1))));
  const index = (most: number) => write((transaction) => indexWords(transaction, most));
  return {
    t,
    get db() {
      return db;
    },
    write,
    index,
    pass(appeared, vanished = []) {
      const { messages } = flatMessages(appeared).take();
      const facts = { uidValidity: 1, appeared: messages, flags: [], vanished, checkpoint: null };
      return write((transaction) => applyPass(transaction, accountId, inbox, facts)).created;
    },
    find(filter, wishes = {}, limits) {
      const window = { position: 0, anchor: null, anchorOffset: 0, limit: 500 };
      const query = { filter, sort: [], collapseThreads: false, ...window, calculateTotal: true, ...wishes };
      const { result } = db.transaction('deferred', () => queryEmails(db, accountKey(db, accountId), query, limits));
      if ('anchorNotFound' in result) throw new Error('no such anchor');
      if (wishes.limit === undefined && wishes.position === undefined && result.total !== result.ids.length)
        throw new Error(`total ${result.total}, found ${result.ids.length}`);
      return result.ids;
    },
    async start() {
      db.close();
      await t.reopen();
      await t.store.tidy();
      await t.store.close();
      db = open();
    },
    async close() {
      while (!index(1000).isDone);
      db.close();
      const wrong = wrongCounts(t.dataDir);
      await t.close();
      return wrong;
    },
  };
}
