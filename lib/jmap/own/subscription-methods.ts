import type { Subscription } from '#lib/contract/index.ts';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import { listUnsubscribe, parseHeaderBlock } from '#lib/message/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { utcDate } from '../utc-date.ts';

const mostLookedAt = 1_000;
const batch = 200;
const leftOut = new Set<string | null>(['sent', 'drafts', 'trash']);

/** Subscription/query: senders of what one can leave by its header (RFC 2369 §3.2), out of the index alone. */
export const querySubscriptions: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, position } = checkArguments('Subscription/query', given);
    const account = await readyAccount(context, accountId, 'read');
    const mailboxes = await account.store.mailboxes.get(account.id, null);
    const mailboxIds = mailboxes.filter(({ role }) => leftOut.has(role)).map(({ id }) => id);
    const filter: MailFilter | null = mailboxIds.length === 0 ? null : { op: 'in-mailbox-other-than', mailboxIds };
    const found = await account.store.emails.query(account.id, {
      filter,
      sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
      collapseThreads: false,
      position,
      anchor: null,
      anchorOffset: 0,
      limit: mostLookedAt,
      calculateTotal: false,
    });
    if (!('ids' in found)) throw new MethodError('serverUnavailable');
    const senders = new Map<string, Subscription>();
    for (let at = 0; at < found.ids.length; at += batch) {
      const ids = found.ids.slice(at, at + batch);
      const records = new Map((await account.store.emails.get(account.id, ids)).map((record) => [record.id, record]));
      for (const id of ids) {
        const record = records.get(id);
        const sender = record?.from?.[0];
        if (record === undefined || sender === undefined || sender.email === '') continue;
        if (listUnsubscribe(parseHeaderBlock(record.headerBlock).fields) === null) continue;
        add(senders, sender, { id, receivedAt: utcDate(record.receivedAtMs), isRead: record.keywords.some((one) => one === '$seen') });
      }
      context.signal.throwIfAborted();
    }
    const nextPosition = found.ids.length < mostLookedAt ? null : position + found.ids.length;
    return [['Subscription/query', { accountId: account.id, list: [...senders.values()], nextPosition }]];
  },
};

type Seen = { id: EmailId; receivedAt: string; isRead: boolean };

/** Messages come newest first. */
function add(senders: Map<string, Subscription>, sender: { name: string | null; email: string }, { id, receivedAt, isRead }: Seen): void {
  const address = sender.email.toLowerCase();
  const known = senders.get(address);
  if (known === undefined) {
    const { name } = sender;
    const counts = { count: 1, unread: isRead ? 0 : 1, lastReceivedAt: receivedAt, lastReadAt: isRead ? receivedAt : null };
    senders.set(address, { address, name, ...counts, latestId: id, emailIds: [id] });
    return;
  }
  known.count += 1;
  if (isRead) known.lastReadAt ??= receivedAt;
  else known.unread += 1;
  known.emailIds.push(id);
}
