import { mailboxProperties } from '#lib/contract/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { runChanges } from '../standard/run-changes.ts';
import { runGet } from '../standard/run-get.ts';
import { mailboxObject } from './mailbox-object.ts';

/** Mailbox/get (RFC 8621 §2.1). */
export const getMailboxes: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Mailbox/get', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const isReadOnly =
      context.userMail.scope === 'read' || context.userMail.accounts.some((one) => one.id === account.id && one.isReadOnly);
    const objects = async (ids: readonly string[] | null) =>
      (await account.store.mailboxes.get(account.id, ids)).map((record) => mailboxObject(record, isReadOnly));
    const result = await runGet(context, checked, {
      properties: mailboxProperties,
      state: () => account.store.state(account.id, 'Mailbox'),
      all: () => objects(null),
      some: (ids) => objects(ids),
    });
    return [['Mailbox/get', { accountId: account.id, ...result }]];
  },
};

const countProperties = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads'];

/** Mailbox/changes (RFC 8621 §2.2): `updatedProperties` names the counts when nothing else changed. */
export const changedMailboxes: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Mailbox/changes', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { response, changes } = await runChanges(account, 'Mailbox', checked);
    const isOnlyCounts = changes.updated.length > 0 && changes.countsOnly;
    return [['Mailbox/changes', { ...response, updatedProperties: isOnlyCounts ? countProperties : null }]];
  },
};
