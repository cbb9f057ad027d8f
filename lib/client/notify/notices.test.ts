import { expect, test } from 'vitest';
import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import type { RowEmail } from '../email-view.ts';
import { isQuiet, noticesFor } from './notices.ts';

const nowMs = Date.parse('2026-05-01T22:30:00Z');
const wishes = { notify: {}, quietHours: null, timeZone: 'UTC', vipSenders: ['boss@work.test'] };
let made = 0;
function email(fields: Partial<RowEmail> = {}): RowEmail {
  made += 1;
  return {
    id: `e${made}` as RowEmail['id'],
    threadId: `t${made}` as RowEmail['threadId'],
    mailboxIds: { inbox: true } as RowEmail['mailboxIds'],
    keywords: {},
    from: [{ name: 'Anna', email: 'anna@x.test' }],
    to: null,
    subject: 'Roof',
    preview: 'It leaks.',
    receivedAt: '2026-05-01T22:29:00Z',
    hasAttachment: false,
    messageId: null,
    sentAt: null,
    ...fields,
  };
}
const about = (emails: RowEmail[], more: Partial<typeof wishes> & { accountName?: string } = {}) => {
  const { accountName = null, ...wanted } = more;
  const arrived = { accountId: 'a' as AccountId, accountName, inboxId: 'inbox' as MailboxId, emails, sinceMs: nowMs - 600_000 };
  return noticesFor(arrived, { ...wishes, ...wanted }, nowMs);
};

test('one notice for each message, with who, what and where it came', () => {
  const one = email();
  expect(about([one])).toEqual([
    { tag: one.id, title: 'Anna', body: 'Roof\nIt leaks.', accountId: 'a', email: { id: one.id, threadId: one.threadId } },
  ]);
  expect(about([email({ from: null, subject: '', preview: '' })], { accountName: 'work' })).toMatchObject([
    { title: '(unknown sender) · work', body: '(no subject)' },
  ]);
});

test('nothing is said of what is read, muted, a draft, elsewhere than in the inbox, or was there before', () => {
  const quiet = [
    email({ keywords: { $seen: true } }),
    email({ keywords: { $muted: true } }),
    email({ keywords: { $draft: true } }),
    email({ mailboxIds: { archive: true } as RowEmail['mailboxIds'] }),
    email({ receivedAt: '2026-05-01T22:00:00Z' }),
  ];
  expect(about(quiet)).toEqual([]);
});

test('much at once is one notice', () => {
  expect(about([email(), email(), email({ from: [{ name: null, email: 'bo@x.test' }] }), email()])).toEqual([
    { tag: 'many-a', title: '4 new messages', body: 'Anna, bo@x.test', accountId: 'a', email: null },
  ]);
});

test('an account tells of all its mail, of priority senders, or of none', () => {
  const mail = () => [email(), email({ from: [{ name: 'Boss', email: 'Boss@Work.test' }] })];
  expect(about(mail()).map(({ title }) => title)).toEqual(['Anna', 'Boss']);
  expect(about(mail(), { notify: { a: 'vip' } }).map(({ title }) => title)).toEqual(['Boss']);
  expect(about(mail(), { notify: { a: 'none' } })).toEqual([]);
  expect(about(mail(), { notify: { b: 'none' } })).toHaveLength(2);
});

test.each<[from: string, to: string, zone: string | null, isQuietThen: boolean]>([
  ['22:00', '07:00', 'UTC', true],
  ['22:30', '23:00', 'UTC', true],
  ['22:00', '22:30', 'UTC', false],
  ['07:00', '22:00', 'UTC', false],
  ['00:00', '01:00', 'Europe/Berlin', true],
  ['22:00', '23:00', 'Europe/Berlin', false],
  ['22:30', '22:30', 'UTC', false],
])('quiet hours %s to %s in %s: %s', (from, to, timeZone, wanted) => {
  expect(isQuiet({ quietHours: { from, to }, timeZone }, nowMs)).toBe(wanted);
  expect(about([email()], { quietHours: { from, to }, timeZone } as never)).toHaveLength(wanted ? 0 : 1);
});

test('a time zone that the browser does not know is its own', () => {
  expect(isQuiet({ quietHours: { from: '00:00', to: '23:59' }, timeZone: 'Not/AZone' }, nowMs)).toBeTypeOf('boolean');
});
