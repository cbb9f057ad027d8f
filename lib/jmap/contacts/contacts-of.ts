import type { ContactsOfPerson } from '#lib/gateway/index.ts';
import { MethodError } from '../method-error.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * What belongs to the person and to none of their mail accounts, under the account of theirs that holds it.
 *
 * @throws MethodError accountNotFound; accountNotSupportedByMethod for a mail account; accountReadOnly
 */
export function contactsOf(context: RequestContext, accountId: string, access: 'read' | 'write'): ContactsOfPerson {
  const { contacts } = context.userMail;
  if (contacts === null || contacts.accountId !== accountId)
    throw new MethodError(context.userMail.account(accountId) === null ? 'accountNotFound' : 'accountNotSupportedByMethod');
  if (access === 'write' && context.userMail.scope === 'read') throw new MethodError('accountReadOnly');
  return contacts;
}
