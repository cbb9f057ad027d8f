import { type EmailAddress, MailError } from '#lib/mail/index.ts';
import type { Account } from '../account.ts';
import { forgetSenderReports } from '../sender-reports.ts';
import { setErrorToMailError } from '../set-emails.ts';

/**
 * Puts somebody into the person's address book: their entry among those who were written to, or a new one.
 *
 * @returns the id of the contact
 * @throws MailError
 */
export async function addToContacts(account: Account, { name, email }: EmailAddress): Promise<string> {
  const accountId = account.client.session().primaryAccounts['urn:ietf:params:jmap:contacts'];
  if (accountId === undefined) throw new MailError('forbidden', 'no address book for this access');
  const { ids } = await account.client.call('ContactCard/query', { accountId, filter: { inAddressBook: 'collected', email } });
  const { list } = await account.client.call('ContactCard/get', { accountId, ids, properties: ['emails'] });
  const there = list.find(({ emails = {} }) => Object.values(emails).some(({ address }) => address.toLowerCase() === email.toLowerCase()));
  const book = { addressBookIds: { contacts: true } };
  const called = (name ?? '').trim();
  const { created, notCreated, notUpdated } = await account.client.call(
    'ContactCard/set',
    there === undefined
      ? { accountId, create: { k: { ...book, ...(called === '' ? {} : { name: { full: called } }), emails: { e1: { address: email } } } } }
      : { accountId, update: { [there.id]: book } },
  );
  const refusal = notCreated?.k ?? Object.values(notUpdated ?? {})[0];
  if (refusal !== undefined) throw setErrorToMailError(refusal);
  forgetSenderReports(account);
  return there?.id ?? created?.k?.id ?? '';
}
