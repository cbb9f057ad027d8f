import type { MailboxCompaction } from '#lib/contract/index.ts';
import { mailboxCompactionProperties } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { ownState } from './own-state.ts';

/** The mail server is asked for each. */
const maxCounts = 10;

/** MailboxCompaction/get (`urn:postern:folders`, I28): messages marked as deleted that the mail server keeps. */
export const getCompactions: Method = {
  capability: 'urn:postern:folders',
  async run(context, given) {
    const checked = checkArguments('MailboxCompaction/get', given);
    if (checked.ids === null || checked.ids.length > maxCounts) throw new MethodError('requestTooLarge');
    const account = await readyAccount(context, checked.accountId, 'read');
    const counts: MailboxCompaction[] = [];
    const ids = checked.ids.map((id) => resolveId(context, id) as MailboxId);
    for (const { id } of await account.store.mailboxes.get(account.id, ids))
      counts.push({ id, deletedEmails: await account.deletedCount(id, context.signal) });
    const result = await runGet(context, checked, {
      properties: mailboxCompactionProperties,
      state: () => ownState(undefined, counts),
      all: () => Promise.resolve(counts),
      some: () => Promise.resolve(counts),
    });
    return [['MailboxCompaction/get', { accountId: account.id, ...result }]];
  },
};

/** MailboxCompaction/run: a person was told how many go, and said yes; no others go (I28). */
export const runCompaction: Method = {
  capability: 'urn:postern:folders',
  async run(context, given) {
    const { accountId, id: mailboxId, deletedEmails } = checkArguments('MailboxCompaction/run', given);
    const account = await readyAccount(context, accountId, 'write');
    const [mailbox] = await account.store.mailboxes.get(account.id, [mailboxId as MailboxId]);
    if (mailbox === undefined) throw new MethodError('invalidArguments', 'id: no such Mailbox');
    const { isDone, deletedCount } = await account.compact(mailbox.id, deletedEmails, context.signal);
    if (!isDone) throw new MethodError('stateMismatch', 'deletedEmails: another number is marked by now; nothing was removed');
    return [['MailboxCompaction/run', { accountId: account.id, id: mailbox.id, destroyed: deletedCount }]];
  },
};
