import { setImmediate } from 'node:timers/promises';
import type { AccountId } from '#lib/mail/index.ts';
import type { EmailQuery, EmailQueryResult } from '../api.ts';
import { countOn, queryEmails } from './query.ts';
import type { Reader } from './reader.ts';

/**
 * See EmailStore.query. The total of very many hits is counted in slices with pauses between, so that nobody else waits for it. Only then may
 * it be of a state some moments later than the ids; whoever has them hears of that state too.
 */
export async function queryInSlices(reader: Reader, accountId: AccountId, query: EmailQuery): Promise<EmailQueryResult> {
  const { result, counting } = await reader.on(accountId, (account, db) => queryEmails(db, account, query));
  if (counting === null || 'anchorNotFound' in result) return result;
  let total: number | null = null;
  while (total === null) {
    await setImmediate();
    total = await reader.on(accountId, (account, db) => countOn(db, account, query, counting));
  }
  return { ...result, total };
}
