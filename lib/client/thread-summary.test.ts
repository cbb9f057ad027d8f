import { expect, test } from 'vitest';
import type { Mailbox } from '#lib/contract/index.ts';
import type { EmailAddress, EmailId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type { RowEmail } from './email-view.ts';
import { type SummaryContext, shortName, summarise } from './thread-summary.ts';

const anna: EmailAddress = { name: 'Anna Lindqvist', email: 'anna@example.org' };
const bruno: EmailAddress = { name: 'Sá, Bruno', email: 'bruno@example.org' };
const cleo: EmailAddress = { name: null, email: 'cleo@example.org' };
const me: EmailAddress = { name: 'Mia', email: 'Mia@postern.example' };
const inbox = { id: 'm1' as MailboxId, role: 'inbox' } as Mailbox;
const trash = 'm9' as MailboxId;

const context: SummaryContext = {
  mailbox: inbox,
  elsewhere: new Set([trash]),
  own: new Set(['mia@postern.example']),
  vip: new Set(),
  me: 'me',
  tags: [],
};

function email(id: string, from: EmailAddress, more: Partial<RowEmail> = {}): RowEmail {
  return {
    id: id as EmailId,
    threadId: 't1' as ThreadId,
    mailboxIds: { [inbox.id]: true } as RowEmail['mailboxIds'],
    keywords: { $seen: true } as RowEmail['keywords'],
    from: [from],
    to: [me],
    subject: 'Tickets',
    preview: `preview of ${id}`,
    receivedAt: '2026-02-01T10:00:00Z',
    hasAttachment: false,
    messageId: [`${id}@example.org`],
    sentAt: null,
    ...more,
  };
}
const summary = (emails: RowEmail[], changed: Partial<SummaryContext> = {}) =>
  summarise(emails.at(-1)?.id as EmailId, null, emails, { ...context, ...changed });
const names = (emails: RowEmail[]) => summary(emails)?.names.map((name) => name.text);

test('one writer is named in full, several by first name, oneself “me”', () => {
  expect(names([email('e1', anna)])).toEqual(['Anna Lindqvist']);
  expect(names([email('e1', anna), email('e2', me), email('e3', bruno)])).toEqual(['Anna', 'me', 'Bruno']);
});

test('of many writers the first and the last two are named', () => {
  const emails = [anna, bruno, cleo, me].map((from, index) => email(`e${index}`, from));
  expect(names(emails)).toEqual(['Anna', 'cleo', 'me']);
});

test('who wrote something unread is marked, and the conversation is unread', () => {
  const made = summary([email('e1', anna), email('e2', bruno, { keywords: {} })]);
  expect(made?.names.map((name) => name.unread)).toEqual([false, true]);
  expect(made?.unread).toBe(true);
});

test('a muted conversation does not stand out, whatever comes', () => {
  const muted = email('e1', anna, { keywords: { $seen: true, $muted: true } });
  const unread = email('e2', bruno, { keywords: {} });
  expect(summary([muted, unread])).toMatchObject({ muted: true, unread: false });
  expect(summary([muted, unread])?.names.some((name) => name.unread)).toBe(false);
  expect(summary([email('e1', anna), unread])).toMatchObject({ muted: false, unread: true });
});

test('the avatar is the latest writer other than oneself', () => {
  expect(summary([email('e1', anna), email('e2', bruno), email('e3', anna), email('e4', me)])?.avatar).toBe(anna);
});

test('what lies in Trash does not count, unless the list shows Trash', () => {
  const deleted = email('e2', bruno, { mailboxIds: { [trash]: true } as RowEmail['mailboxIds'] });
  expect(summary([email('e1', anna), deleted, email('e3', anna)])?.count).toBe(2);
  expect(summary([email('e1', anna), deleted], { mailbox: { id: trash, role: 'trash' } as Mailbox })?.emailIds).toEqual(['e2']);
});

test('T5: copies of one message count once; messages that are not here yet count too', () => {
  const sent = email('e1', me, { messageId: ['a@example.org'] });
  const fromList = email('e2', me, { messageId: ['a@example.org'], keywords: {} });
  expect(summary([sent, fromList, email('e3', anna)])).toMatchObject({ count: 2, unread: true, emailIds: ['e1', 'e2', 'e3'] });
  const thread = { id: 't1' as ThreadId, emailIds: Array.from({ length: 600 }, (_, index) => `e${index}` as EmailId) };
  expect(summarise('e1' as EmailId, thread, [sent, fromList], context)?.count).toBe(599);
});

test('in Sent the names are recipients', () => {
  const made = summary([email('e1', me, { to: [anna, bruno] })], { mailbox: { id: inbox.id, role: 'sent' } as Mailbox });
  expect(made?.names.map((name) => name.text)).toEqual(['Anna', 'Bruno']);
  expect(made?.namesAreRecipients).toBe(true);
});

test('an unsent draft is no unread message and names nobody', () => {
  const made = summary([email('e1', anna), email('e2', me, { keywords: { $draft: true } as RowEmail['keywords'] })]);
  expect(made).toMatchObject({ hasDraft: true, unread: false });
  expect(made?.names.map((name) => name.text)).toEqual(['Anna Lindqvist']);
});

test('short names come out of every way to write one', () => {
  expect(shortName({ name: 'Lindqvist, Anna', email: 'a@b' })).toBe('Anna');
  expect(shortName({ name: '  ', email: 'anna.l@b' })).toBe('anna.l');
  expect(shortName({ name: 'anna@b.example', email: 'anna@b.example' })).toBe('anna@b.example');
  expect(shortName({ name: 'Dr. Anna van der Berg, Ltd', email: 'a@b' })).toBe('Dr.');
});

test('a conversation in which a priority sender wrote says so, whatever letters the address is in; what was sent there does not', () => {
  const vip = new Set(['anna@example.org']);
  const upper: EmailAddress = { name: 'Anna', email: 'Anna@Example.org' };
  expect(summary([email('e1', upper), email('e2', bruno)], { vip })?.priority).toBe(true);
  expect(summary([email('e1', bruno)], { vip })?.priority).toBe(false);
  expect(summary([email('e1', anna)])?.priority).toBe(false);
  const sent = { id: 'm2' as MailboxId, role: 'sent' } as Mailbox;
  expect(summary([email('e1', anna)], { vip, mailbox: sent })?.priority).toBe(false);
});
