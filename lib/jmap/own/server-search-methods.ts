import type { ServerSearch } from '#lib/contract/index.ts';
import type { ServerSearch as RunningSearch } from '#lib/gateway/index.ts';
import type { MailboxId, MailFilter } from '#lib/mail/index.ts';
import { plainWords } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { mailFilter } from '../email/query-emails.ts';
import { needsServer, serverTerms } from '../email/search-beyond-index.ts';
import type { Method } from '../request-context.ts';
import { accountOf, readyAccount } from '../request-context.ts';

/** ServerSearch/run (`urn:postern:sync`): answers at once, what is found comes by push. It changes no mail, so reading is enough. */
export const runServerSearch: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const { accountId, id, filter: asked } = checkArguments('ServerSearch/run', given);
    const filter = await mailFilter(context, asked);
    const account = await readyAccount(context, accountId, 'read');
    const isWanted = filter !== null && (await needsServer(account, filter));
    const search = account.runServerSearch(id, isWanted ? serverTerms(filter) : [], filter === null ? [] : leftOutBy(filter));
    return [['ServerSearch/run', { accountId: account.id, search: shown(search) }]];
  },
};

/** ServerSearch/get: one that nobody looked at for some time is `notFound`. */
export const getServerSearches: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const { accountId, ids } = checkArguments('ServerSearch/get', given);
    const account = accountOf(context, accountId, 'read');
    const list: ServerSearch[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const search = account.serverSearch(id);
      if (search === null) notFound.push(id);
      else list.push(shown(search));
    }
    return [['ServerSearch/get', { accountId: account.id, list, notFound }]];
  },
};

/** ServerSearch/stop: the person asks for something else. */
export const stopServerSearches: Method = {
  capability: 'urn:postern:sync',
  run(context, given) {
    const { accountId, ids } = checkArguments('ServerSearch/stop', given);
    const account = accountOf(context, accountId, 'read');
    return Promise.resolve([['ServerSearch/stop', { accountId: account.id, stopped: ids.filter((id) => account.stopServerSearch(id)) }]]);
  },
};

/** Mailboxes whose mail the whole filter leaves out: nothing need be searched there. */
function leftOutBy(filter: MailFilter): MailboxId[] {
  if (filter.op === 'in-mailbox-other-than') return [...filter.mailboxIds];
  return filter.op === 'and' ? filter.terms.flatMap(leftOutBy) : [];
}

function shown({ id, folders, searched, isDone, error, news }: RunningSearch): ServerSearch {
  const words =
    error === null ? null : plainWords({ kind: error.kind, stage: error.stage, code: error.code, serverText: error.serverText });
  return { id, folders, searched, isDone, emailIds: [...news], error: words };
}
