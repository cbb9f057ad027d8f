import { defaultPreferences } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import { withoutInvisible } from '#lib/message/index.ts';
import type { RequestContext } from '../request-context.ts';
import { isSendable } from '../submission/envelope.ts';
import { isRobot } from './rank-correspondents.ts';

/** Who is one of so many was not written to as somebody one knows. */
const largestCircle = 30;

/**
 * Takes up in the person's address book whom mail of an own account went to, unless they do not want that. Not: own addresses, machines, and
 * the many of a circular.
 *
 * @param mails the recipients of each message
 * @returns how many are new
 */
export async function collectPeople(
  context: RequestContext,
  account: AccountMail,
  mails: readonly (readonly EmailAddress[])[],
): Promise<number> {
  const { contacts, accounts, scope } = context.userMail;
  const isOwn = accounts.some(({ id, isPersonal }) => id === account.id && isPersonal);
  if (contacts === null || scope === 'read' || !isOwn) return 0;
  const { collectContacts = defaultPreferences.collectContacts } = await context.userMail.preferences();
  if (collectContacts === false) return 0;
  const own = new Set(accounts.map(({ address }) => address.toLowerCase()));
  const people = new Map<string, EmailAddress>();
  for (const recipients of mails) {
    if (recipients.length > largestCircle) continue;
    for (const { name, email } of recipients) {
      const key = email.toLowerCase();
      if (people.has(key) || own.has(key) || isRobot(email) || !isSendable(email)) continue;
      people.set(key, { name: name === null ? null : withoutInvisible(name), email });
    }
  }
  const collected = await contacts.store.collect(contacts.personId, [...people.values()]);
  if (collected > 0) contacts.changed('ContactCard', await contacts.store.state(contacts.personId));
  return collected;
}
