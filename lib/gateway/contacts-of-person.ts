import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import type { ContactsOfPerson } from './api.ts';
import type { StateHub } from './state-hub.ts';

/** The account that holds what is a person's alone: it has their own id. */
export const accountOfPerson = (personId: PersonId): AccountId => personId as string as AccountId;

export function contactsOfPerson(personId: PersonId, store: Store, hub: StateHub): ContactsOfPerson {
  const accountId = accountOfPerson(personId);
  return {
    ...{ accountId, personId, store: store.contacts, templates: store.templates },
    changed: (type, state) => hub.publish({ accountId, personId, states: { [type]: state } }, false),
  };
}
