import type { Correspondent } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

const shown = 6;

/**
 * Whom the typed words may mean, the likeliest first. Nobody while the gateway cannot be asked: a suggestion is worth no message of trouble.
 *
 * @param without addresses that are there already
 */
export async function correspondentsFor(account: Account, text: string, without: readonly string[]): Promise<readonly Correspondent[]> {
  const taken = new Set(without.map((email) => email.toLowerCase()));
  try {
    const answer = await account.client.call('Correspondent/query', {
      accountId: account.id,
      text,
      limit: Math.min(50, shown + taken.size),
    });
    return answer.list.filter(({ email }) => !taken.has(email.toLowerCase())).slice(0, shown);
  } catch (error) {
    if (!isMailError(error)) throw error;
    return [];
  }
}
