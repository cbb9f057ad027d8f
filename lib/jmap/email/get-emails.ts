import { defaultEmailProperties, emailProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { runChanges } from '../standard/run-changes.ts';
import { runGet } from '../standard/run-get.ts';
import { emailObjects } from './email-objects.ts';
import { emailView } from './email-view.ts';
import { parseHeaderProperty } from './header-property.ts';

/** Email/get (RFC 8621 §4.2). */
export const getEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/get', given);
    const view = emailView(checked);
    const account = await readyAccount(context, checked.accountId, 'read');
    const result = await runGet(context, checked, {
      properties: emailProperties,
      isProperty: (name) => parseHeaderProperty(name) !== null,
      defaultProperties: defaultEmailProperties,
      state: () => account.store.state(account.id, 'Email'),
      all: async (_, max) => emailObjects(account, await allIds(account, max), view, context.signal),
      some: (ids) => emailObjects(account, ids, view, context.signal),
    });
    return [['Email/get', { accountId: account.id, ...result }]];
  },
};

/** `ids: null` is answered as long as all Emails fit (RFC 8620 §5.1). */
async function allIds(account: AccountMail, max: number): Promise<string[]> {
  const result = await account.store.emails.query(account.id, {
    filter: null,
    sort: [],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: max + 1,
    calculateTotal: false,
  });
  if ('anchorNotFound' in result) return [];
  if (result.ids.length > max) throw new MethodError('requestTooLarge');
  return result.ids;
}

/** Email/changes (RFC 8621 §4.3). */
export const changedEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/changes', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { response } = await runChanges(account, 'Email', checked);
    return [['Email/changes', response]];
  },
};
