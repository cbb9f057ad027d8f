import type { AddressBook, SetError } from '#lib/contract/index.ts';
import { addressBookProperties } from '#lib/contract/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { contactsOf } from './contacts-of.ts';

/** They are the same for everybody and never change. */
const onlyState = '1';
const shared: Omit<AddressBook, 'id' | 'name' | 'sortOrder' | 'isDefault'> = {
  description: null,
  isSubscribed: true,
  shareWith: null,
  myRights: { mayRead: true, mayWrite: true, mayShare: false, mayDelete: false },
};
const books: readonly AddressBook[] = [
  { id: 'contacts', name: 'Contacts', sortOrder: 1, isDefault: true, ...shared },
  { id: 'collected', name: 'Collected', sortOrder: 2, isDefault: false, ...shared },
];

/** AddressBook/get (RFC 9610 §2.1). */
export const getAddressBooks: Method = {
  capability: 'urn:ietf:params:jmap:contacts',
  async run(context, given) {
    const checked = checkArguments('AddressBook/get', given);
    const { accountId } = contactsOf(context, checked.accountId, 'read');
    const mayWrite = context.userMail.scope !== 'read';
    const list = books.map((book) => ({ ...book, myRights: { ...book.myRights, mayWrite } }));
    const result = await runGet(context, checked, {
      properties: addressBookProperties,
      state: () => Promise.resolve(onlyState),
      all: () => Promise.resolve(list),
      some: (ids) => Promise.resolve(list.filter(({ id }) => ids.includes(id))),
    });
    return [['AddressBook/get', { accountId, ...result }]];
  },
};

/** AddressBook/changes (RFC 9610 §2.2). */
export const changedAddressBooks: Method = {
  capability: 'urn:ietf:params:jmap:contacts',
  async run(context, given) {
    const checked = checkArguments('AddressBook/changes', given);
    const { accountId } = contactsOf(context, checked.accountId, 'read');
    if (checked.sinceState !== onlyState) throw new MethodError('cannotCalculateChanges');
    const none = { hasMoreChanges: false, created: [], updated: [], destroyed: [] };
    return [['AddressBook/changes', { accountId, oldState: onlyState, newState: onlyState, ...none }]];
  },
};

/** AddressBook/set (RFC 9610 §2.3): there are two, and they stay as they are. */
export const setAddressBooks: Method = {
  capability: 'urn:ietf:params:jmap:contacts',
  async run(context, given) {
    const checked = checkArguments('AddressBook/set', given);
    const { accountId } = contactsOf(context, checked.accountId, 'write');
    if (checked.ifInState !== null && checked.ifInState !== onlyState) throw new MethodError('stateMismatch');
    const refusals = (ids: readonly string[], isThere: (id: string) => boolean): Record<string, SetError> | null =>
      ids.length === 0 ? null : Object.fromEntries(ids.map((id) => [id, { type: isThere(id) ? 'forbidden' : 'notFound' }]));
    const isBook = (id: string) => books.some((book) => book.id === id);
    const result = {
      ...{ accountId, oldState: onlyState, newState: onlyState, created: null, updated: null, destroyed: null },
      notCreated: refusals(Object.keys(checked.create ?? {}), () => true),
      notUpdated: refusals(Object.keys(checked.update ?? {}), isBook),
      notDestroyed: refusals(checked.destroy ?? [], isBook),
    };
    return [['AddressBook/set', result]];
  },
};
