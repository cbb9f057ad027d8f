import type { SenderReport } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import { parseHeaderBlock } from '#lib/message/index.ts';
import type { EmailRecord, EmailSummary } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { newestEmails } from './newest-emails.ts';
import { providerHosts } from './provider-hosts.ts';
import { type KnownPeople, senderReport } from './sender-report.ts';

/** Whom one knows is in what was sent of late; more would cost more than a look may. */
const newestSent = 200;
/** Whom the address book names, as far as a look may cost. */
const mostOfBook = 2_000;
/** Mail that may hold the address elsewhere than where it counts. */
const newestAlike = 30;

/** SenderReport/get (`urn:postern:trust`): out of the index alone, no mail server and no other host is asked. */
export const getSenderReports: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, ids } = checkArguments('SenderReport/get', given);
    const account = await readyAccount(context, accountId, 'read');
    const records = await account.store.emails.get(account.id, ids);
    const list = records.length === 0 ? [] : await reports(context, account, records);
    const found = new Set<string>(records.map(({ id }) => id));
    return [['SenderReport/get', { accountId: account.id, list, notFound: ids.filter((id) => !found.has(id)) }]];
  },
};

async function reports(context: RequestContext, account: AccountMail, records: readonly EmailRecord[]): Promise<SenderReport[]> {
  const people = await knownPeople(context, account);
  const contactOf = await contactIds(context, records);
  const isWhole = (await account.progress()).every(({ indexed, serverMessages }) => indexed >= serverMessages);
  const isProvider = providerHosts(account.incomingHost, account.address);
  const list: SenderReport[] = [];
  for (const record of records) {
    const report = senderReport(parseHeaderBlock(record.headerBlock), people, isProvider);
    const contactId = contactOf.get(record.from?.[0]?.email.toLowerCase() ?? '') ?? null;
    const first = contactId === null ? await isFirst(account, record, people, isWhole) : false;
    list.push({ id: record.id, ...report, contactId, isFirst: first });
  }
  return list;
}

/** Which of the senders are in the address book: address in lower case to the id of the card. Those that were only taken up are not. */
async function contactIds({ userMail: { contacts } }: RequestContext, records: readonly EmailRecord[]): Promise<Map<string, string>> {
  if (contacts === null) return new Map();
  const emails = records.flatMap(({ from }) => (from?.[0] === undefined ? [] : [from[0].email]));
  const hits = await contacts.store.withAddress(contacts.personId, emails);
  return new Map(
    hits
      .filter(({ book, isGroup }) => book === 'contacts' && !isGroup)
      .toReversed()
      .flatMap(({ id, emails: all }) => all.map((email): [string, string] => [email.toLowerCase(), id])),
  );
}

async function knownPeople({ userMail: { contacts } }: RequestContext, account: AccountMail): Promise<KnownPeople> {
  const sent = (await account.store.mailboxes.get(account.id, null)).find(({ role }) => role === 'sent')?.id ?? null;
  const identities = await account.store.identities.get(account.id, null);
  const own = new Set([account.address, ...identities.map(({ email }) => email)].map((email) => email.toLowerCase()));
  const written = sent === null ? [] : await newestEmails(account, { op: 'in-mailbox', mailboxId: sent }, newestSent);
  const inBook = contacts === null ? [] : await contacts.store.people(contacts.personId, mostOfBook);
  return { own, written: [...written.flatMap(recipients), ...inBook] };
}

const recipients = ({ to, cc, bcc }: EmailSummary): EmailAddress[] => [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])].slice(0, 200);

/** Whether nothing earlier with that address is known: neither from there, nor to there. */
async function isFirst(
  account: AccountMail,
  record: EmailRecord,
  { own, written }: KnownPeople,
  isWhole: boolean,
): Promise<boolean | null> {
  const email = record.from?.[0]?.email.toLowerCase() ?? '';
  if (email === '' || own.has(email) || written.some((each) => each.email.toLowerCase() === email)) return false;
  const alike = await newestEmails(
    account,
    { op: 'or', terms: (['from', 'to'] as const).map((field) => ({ op: 'text', field, text: email })) },
    newestAlike,
  );
  const isKnown = alike.some(
    (each) =>
      each.id !== record.id &&
      each.receivedAtMs <= record.receivedAtMs &&
      [...(each.from ?? []), ...recipients(each)].some((address) => address.email.toLowerCase() === email),
  );
  // Far more mail with that address than was looked at is no first one either.
  if (isKnown || alike.length === newestAlike) return false;
  return isWhole ? true : null;
}
