import type { CorrespondentGroup } from '#lib/contract/index.ts';
import type { EmailAddress, MailboxId, MailFilter } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { collectPeople } from './collect-people.ts';
import { newestEmails } from './newest-emails.ts';
import { type BookEntry, type Contact, rankCorrespondents, typedWords } from './rank-correspondents.ts';

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
    const { book, groups } = await inAddressBook(context, text);
    const list = rankCorrespondents(contacts, { text, nowMs: context.nowMs(), limit, own, book });
    return [['Correspondent/query', { accountId: account.id, list, groups }]];
  },
};

const mostFromBook = 60;
const mostGroups = 3;

async function inAddressBook(context: RequestContext, text: string): Promise<{ book: BookEntry[]; groups: CorrespondentGroup[] }> {
  const { contacts } = context.userMail;
  const words = typedWords(text);
  if (contacts === null || words.length === 0) return { book: [], groups: [] };
  const hits = await contacts.store.matching(contacts.personId, words, mostFromBook);
  const book = hits
    .filter(({ isGroup }) => !isGroup)
    .flatMap(({ name, emails, book: shelf }) =>
      emails.map((email): BookEntry => ({ address: { name, email }, isContact: shelf === 'contacts' })),
    );
  const groups: CorrespondentGroup[] = [];
  for (const { id, name, isGroup } of hits) {
    if (!isGroup || groups.length === mostGroups) continue;
    const members = await contacts.store.members(contacts.personId, id);
    if (members.length > 0) groups.push({ name: name ?? '', members });
  }
  return { book, groups };
}

/** Sent mail that is looked through for people; each address is taken up once. */
const newestCollected = 500;

/** Correspondent/collect (`urn:postern:sending`). */
export const collectCorrespondents: Method = {
  capability: 'urn:postern:sending',
  async run(context, given) {
    const { accountId } = checkArguments('Correspondent/collect', given);
    const account = await readyAccount(context, accountId, 'read');
    if (context.userMail.scope === 'read' || context.userMail.contacts === null)
      throw new MethodError('forbidden', 'this password does not open the address book');
    const sent = (await account.store.mailboxes.get(account.id, null)).find(({ role }) => role === 'sent')?.id ?? null;
    const written = sent === null ? [] : await newestEmails(account, { op: 'in-mailbox', mailboxId: sent }, newestCollected);
    const people = written.map(({ to, cc, bcc }): EmailAddress[] => [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])]);
    return [['Correspondent/collect', { accountId: account.id, collected: await collectPeople(context, account, people) }]];
  },
};

function inSent(mailboxId: MailboxId, text: string): MailFilter {
  const place: MailFilter = { op: 'in-mailbox', mailboxId };
  if (text.trim() === '') return place;
  return { op: 'and', terms: [place, { op: 'or', terms: (['to', 'cc', 'bcc'] as const).map((field) => ({ op: 'text', field, text })) }] };
}
