import { randomBytes } from 'node:crypto';
import type { AccessScope } from '#lib/gateway/index.ts';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { hashToken } from '#lib/security/index.ts';
import type { AppPasswordRow, PeopleStore } from '#lib/store/index.ts';

/** Letters and digits that are not taken for one another when read aloud or typed. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const form = /^[a-km-np-z2-9]{6}(-[a-km-np-z2-9]{6}){4}$/;

/** Five groups of six out of 32 signs: 150 random bits. */
function newAppPassword(): string {
  const signs = Array.from(randomBytes(30), (octet) => alphabet[octet % alphabet.length]).join('');
  return signs.match(/.{6}/g)?.join('-') ?? '';
}

/** Whether a text can be one of ours; only then it is looked up, and only then it is never sent to a mail server. */
export const isAppPasswordForm = (text: string): boolean => form.test(text);

/**
 * Makes an app password; its text is in the answer and nowhere else afterwards (stored hashed; it is random, so no slow hash is needed).
 *
 * @throws MailError 'too-many' (no more for this person), 'not-found' (an account that is not this person's)
 */
export async function createAppPassword(
  people: PeopleStore,
  input: { personId: PersonId; name: string; scope: AccessScope; accountIds: string[] | null; most: number; nowMs: number },
): Promise<{ row: AppPasswordRow; password: string }> {
  const { personId, name, scope, nowMs } = input;
  if ((await people.appPasswordsOf(personId)).length >= input.most)
    throw new MailError('too-many', 'no more app passwords for this person', { stage: 'store', code: 'APP_PASSWORDS', permanent: true });
  const own = new Set<string>((await people.accountsOf(personId)).map((account) => account.id));
  if (input.accountIds?.some((id) => !own.has(id)))
    throw new MailError('not-found', 'no such account of this person', { stage: 'store', permanent: true });
  const password = newAppPassword();
  const row = {
    id: `w${randomBytes(16).toString('base64url')}`,
    personId,
    name,
    scope,
    accountIds: input.accountIds as AccountId[] | null,
    createdAtMs: nowMs,
  };
  await people.createAppPassword({ ...row, secretHash: hashToken(password) });
  return { row: { ...row, lastUsedAtMs: null }, password };
}
