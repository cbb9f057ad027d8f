import type { AccountMail } from '#lib/gateway/index.ts';
import type { MailboxId, MailFilter } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { type Contact, rankCorrespondents } from './rank-correspondents.ts';

/** Whom somebody means is in what is newest; more would cost more than a keystroke may. */
const newestOfEach = 150;

/** Correspondent/query (`urn:postern:sending`): out of the index of the account's own mail, so it knows what was just sent and forgets what was deleted. */
export const queryCorrespondents: Method = {
  capability: 'urn:postern:sending',
  async run(context, given) {
    const { accountId, text, limit } = checkArguments('Correspondent/query', given);
    const account = await readyAccount(context, accountId, 'read');
    const sent = (await account.store.mailboxes.get(account.id, null)).find(({ role }) => role === 'sent')?.id ?? null;
    const identities = await account.store.identities.get(account.id, null);
    const [written, received] = await Promise.all([
      sent === null ? [] : newest(account, inSent(sent, text)),
      text.trim() === '' ? [] : newest(account, { op: 'text', field: 'from', text }),
    ]);
    const contacts: Contact[] = [];
    for (const { to, cc, bcc, receivedAtMs: atMs } of written)
      for (const address of [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])].slice(0, 200)) contacts.push({ address, sent: true, atMs });
    for (const { from, receivedAtMs: atMs } of received) for (const address of from ?? []) contacts.push({ address, sent: false, atMs });
    const own = new Set(identities.map(({ email }) => email.toLowerCase()));
    return [
      ['Correspondent/query', { accountId: account.id, list: rankCorrespondents(contacts, { text, nowMs: context.nowMs(), limit, own }) }],
    ];
  },
};

function inSent(mailboxId: MailboxId, text: string): MailFilter {
  const place: MailFilter = { op: 'in-mailbox', mailboxId };
  if (text.trim() === '') return place;
  return { op: 'and', terms: [place, { op: 'or', terms: (['to', 'cc', 'bcc'] as const).map((field) => ({ op: 'text', field, text })) }] };
}

async function newest(account: AccountMail, filter: MailFilter) {
  const found = await account.store.emails.query(account.id, {
    filter,
    sort: [],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: newestOfEach,
    calculateTotal: false,
  });
  return 'ids' in found ? account.store.emails.summaries(account.id, found.ids) : [];
}
