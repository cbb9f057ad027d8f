import type { Correspondent } from '#lib/contract/index.ts';
import { type EmailAddress, isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

const shown = 6;

/** Somebody, or with `members` a group of people, whom typed words may mean. */
export type Suggestion = Pick<Correspondent, 'name' | 'email'> & { members: readonly EmailAddress[] | null };

/**
 * Whom the typed words may mean, the likeliest first, groups of the address book before people. Nobody while the gateway cannot be asked: a
 * suggestion is worth no message of trouble.
 *
 * @param without addresses that are there already
 */
export async function correspondentsFor(account: Account, text: string, without: readonly string[]): Promise<readonly Suggestion[]> {
  const taken = new Set(without.map((email) => email.toLowerCase()));
  const isNew = ({ email }: { email: string }): boolean => !taken.has(email.toLowerCase());
  try {
    const answer = await account.client.call('Correspondent/query', {
      accountId: account.id,
      text,
      limit: Math.min(50, shown + taken.size),
    });
    const groups = answer.groups
      .map(({ name, members }): Suggestion => ({ name, email: '', members: members.filter(isNew) }))
      .filter(({ members }) => members?.length !== 0);
    const people = answer.list.filter(isNew).map(({ name, email }): Suggestion => ({ name, email, members: null }));
    return [...groups, ...people].slice(0, shown);
  } catch (error) {
    if (!isMailError(error)) throw error;
    return [];
  }
}
