import type { MailboxId, MailFilter } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { newestEmails } from './newest-emails.ts';
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
      sent === null ? [] : newestEmails(account, inSent(sent, text), newestOfEach),
      text.trim() === '' ? [] : newestEmails(account, { op: 'text', field: 'from', text }, newestOfEach),
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
