import { type EmailId, isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

/** Until when mail of these accounts is put off, UTC milliseconds by Email. An account that does not answer is left out. */
export async function snoozeTimes(accounts: readonly Account[]): Promise<ReadonlyMap<EmailId, number>> {
  const lists = await Promise.all(
    accounts.map(async (account) => {
      try {
        return (await account.client.call('Snooze/get', { accountId: account.id })).list;
      } catch (error) {
        if (!isMailError(error)) throw error;
        return [];
      }
    }),
  );
  return new Map(lists.flat().flatMap(({ id, until, isBack }) => (isBack ? [] : [[id, Date.parse(until)] as const])));
}
