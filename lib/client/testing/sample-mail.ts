import type { EmailAddress, MailboxId, ThreadId } from '#lib/mail/index.ts';
import { addEmail, addMailbox, createFakeAccount, type FakeAccount, mailboxWithRole, recount } from './fake-account.ts';

const people: EmailAddress[] = [
  { name: 'Anna Lindqvist', email: 'anna@example.org' },
  { name: 'Bruno Sá', email: 'bruno@example.net' },
  { name: 'Doe, Charlotte', email: 'charlotte@example.com' },
  { name: null, email: 'd.okafor@example.org' },
  { name: 'Étienne Moreau', email: 'etienne@example.fr' },
  { name: '山田 花子', email: 'hanako@example.jp' },
  { name: 'Tailor & Sons Newsletter', email: 'news@tailor.example' },
  { name: 'Grete Müller-Lüdenscheidt', email: 'grete@example.de' },
  { name: 'ليلى حسن', email: 'layla@example.org' },
  { name: 'Build robot', email: 'ci@builds.example' },
];
const subjects = [
  'Train tickets for Thursday',
  'Minutes of the board meeting',
  'Re: the leaking roof and what the insurance says about it, a rather long subject that needs cutting off somewhere',
  'Your order 4711 has been shipped',
  'Photos from the lake',
  'Invoice 2026-0114',
  'Question about chapter three',
  'Lunch?',
  '予約の確認',
  'build #1284 failed: unit tests on main',
];
const previews = [
  'I booked two seats by the window, coach 12. The return is flexible, so tell me if you would rather stay until Saturday.',
  'Please find the minutes attached. Two points are still open: the budget for the second quarter and the date of the summer party.',
  'They want pictures from before the storm. Do you still have those from last autumn?',
  'Your parcel is on its way and should arrive between Tuesday and Thursday.',
  'What a day! I put the best ones into one folder, the rest follows when I have sorted them.',
  'Thank you for your business. Payment is due within 14 days.',
  'On page 48 the argument jumps from the particular to the general without telling the reader. Is that on purpose?',
  'The new place on the corner? 12:30?',
  'ご予約ありがとうございます。内容をご確認ください。',
  '3 of 1,902 tests failed. First failure: keeps the row under the pointer in its place.',
];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const isoAt = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

/** An account with `count` conversations in the inbox, newest at `nowMs`, and a bit in every other folder. */
export function sampleAccount(id: string, address: string, name: string, count: number, nowMs: number): FakeAccount {
  const account = createFakeAccount(id, address, name);
  const inbox = mailboxWithRole(account, 'inbox');
  const sent = mailboxWithRole(account, 'sent');
  const own: EmailAddress = { name, email: address };
  const projects = addMailbox(account, 'Projects', null, null);
  addMailbox(account, 'House', null, projects);
  const garden = addMailbox(account, 'Garden', null, projects);
  addMailbox(account, 'Family', null, null);
  for (let index = 0; index < count; index += 1) {
    const ageMs = index < 12 ? index * 47 * 60_000 : index * index * 90_000 + index * 40 * 60_000;
    const atMs = nowMs - Math.min(ageMs, index * 3 * 3_600_000 + 86_400_000) - (index > 400 ? (index - 400) * 600_000 : 0);
    const from = pick(people, index * 7 + (index % 3));
    const subject = pick(subjects, index * 3 + (index % 7));
    const long = index % 4 === 1;
    const keywords = [...(index % 5 < 2 && index < 60 ? [] : ['$seen']), ...(index % 9 === 3 ? ['$flagged'] : [])];
    const first = addEmail(account, {
      mailboxId: inbox,
      from: [from],
      to: [own],
      subject,
      preview: pick(previews, index * 3 + (index % 7)),
      receivedAt: isoAt(atMs - (long ? 7_200_000 : 0)),
      keywords: long ? ['$seen'] : keywords,
      attachments: index % 6 === 2 ? [{ name: 'Minutes.pdf', type: 'application/pdf', size: 84_213 }] : [],
      html: index % 10 === 6 ? `<h1>${subject}</h1><p>${pick(previews, index)}</p>` : null,
    });
    if (!long) continue;
    reply(account, sent, [own], [from], first.threadId, subject, atMs - 3_600_000, ['$seen']);
    reply(account, inbox, [pick(people, index + 2)], [own], first.threadId, subject, atMs, keywords);
  }
  const archive = mailboxWithRole(account, 'archive');
  for (let index = 0; index < Math.min(count, 30); index += 1) {
    addEmail(account, {
      mailboxId: index % 2 === 0 ? archive : garden,
      from: [pick(people, index)],
      to: [own],
      subject: pick(subjects, index),
      preview: pick(previews, index),
      receivedAt: isoAt(nowMs - index * 86_400_000 * 3),
      keywords: index % 7 === 0 ? [] : ['$seen'],
    });
  }
  if (count > 0) {
    addEmail(account, {
      mailboxId: mailboxWithRole(account, 'drafts'),
      from: [own],
      to: [pick(people, 0)],
      subject: 'Re: Train tickets for Thursday',
      preview: 'Saturday would be lovely, but',
      receivedAt: isoAt(nowMs - 3_000_000),
      keywords: ['$draft', '$seen'],
    });
  }
  recount(account);
  return account;
}

function reply(
  account: FakeAccount,
  mailboxId: MailboxId,
  from: EmailAddress[],
  to: EmailAddress[],
  threadId: ThreadId,
  subject: string,
  atMs: number,
  keywords: string[],
): void {
  addEmail(account, {
    mailboxId,
    from,
    to,
    threadId,
    subject: subject.startsWith('Re: ') ? subject : `Re: ${subject}`,
    preview: 'Thanks, that sounds right to me. I will have a look tonight and come back to you tomorrow morning.',
    receivedAt: isoAt(atMs),
    keywords,
  });
}
