import type { Unsubscribe, UnsubscribeOutcome } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { listUnsubscribe, oneClickUrl, parseHeaderBlock } from '#lib/message/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { providerHosts } from './provider-hosts.ts';

/** Unsubscribe/get: the header is fetched where a list asks for one click and the index has only its usual fields. */
export const getUnsubscribes: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, ids } = checkArguments('Unsubscribe/get', given);
    const account = await readyAccount(context, accountId, 'read');
    const records = await account.store.emails.get(account.id, ids);
    const list: Unsubscribe[] = [];
    for (const record of records) {
      const ways = listUnsubscribe(parseHeaderBlock(record.headerBlock).fields);
      if (ways === null) continue;
      const url = ways.asksOneClick ? await oneClickOf(account, record, context.signal) : null;
      list.push({
        id: record.id,
        oneClickHost: url === null ? null : (URL.parse(url)?.hostname ?? null),
        mailto: ways.mailto[0] ?? null,
        webUrl: ways.https[0] ?? null,
      });
    }
    const found = new Set<string>(records.map(({ id }) => id));
    return [['Unsubscribe/get', { accountId: account.id, list, notFound: ids.filter((id) => !found.has(id)) }]];
  },
};

/** Unsubscribe/act (C4): only because somebody clicked; no cookies, no redirects, through the egress guard. */
export const actUnsubscribe: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, id } = checkArguments('Unsubscribe/act', given);
    const account = await readyAccount(context, accountId, 'send');
    const [record] = await account.store.emails.get(account.id, [id]);
    const url = record === undefined ? null : await oneClickOf(account, record, context.signal);
    const outcome = url === null ? 'unsigned' : await ask(account, url, context.signal);
    return [['Unsubscribe/act', { accountId: account.id, id, outcome }]];
  },
};

async function oneClickOf(account: AccountMail, record: EmailRecord, signal: AbortSignal): Promise<string | null> {
  const block = record.isHeaderComplete ? record.headerBlock : ((await account.headerBlock(record.id, signal)) ?? record.headerBlock);
  return oneClickUrl(parseHeaderBlock(block).fields, providerHosts(account.incomingHost, account.address));
}

async function ask(account: AccountMail, url: string, signal: AbortSignal): Promise<UnsubscribeOutcome> {
  try {
    const status = await account.postOutside(url, 'List-Unsubscribe=One-Click', signal);
    return status >= 200 && status <= 299 ? 'asked' : 'refused';
  } catch (error) {
    if (!isMailError(error)) throw error;
    return 'unreachable';
  }
}
