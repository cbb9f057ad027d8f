import type { OutgoingServer } from '#lib/contract/index.ts';
import type { IdentityId } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { utcDateOrNull } from '../utc-date.ts';

/** OutgoingServer/get (`urn:postern:sending`): what the servers take that mail goes out through. */
export const getOutgoingServers: Method = {
  capability: 'urn:postern:sending',
  async run(context, given) {
    const { accountId, ids } = checkArguments('OutgoingServer/get', given);
    const account = await readyAccount(context, accountId, 'read');
    const all = (await account.store.identities.get(account.id, null)).map(({ id }) => id);
    const wanted = ids === null ? all : [...new Set(ids.map((id) => resolveId(context, id) as IdentityId))];
    const list = await Promise.all(
      wanted
        .filter((id) => all.includes(id))
        .map(async (id): Promise<OutgoingServer> => {
          const { host, offer, learnedAtMs } = await account.outgoingServer(id, context.signal);
          return {
            id,
            host,
            maxSize: offer?.maxSizeBytes ?? null,
            smtpUtf8: offer?.smtpUtf8 ?? null,
            dsn: offer?.dsn ?? null,
            requireTls: offer?.requireTls ?? null,
            learnedAt: utcDateOrNull(learnedAtMs),
          };
        }),
    );
    return [['OutgoingServer/get', { accountId: account.id, list, notFound: wanted.filter((id) => !all.includes(id)) }]];
  },
};
