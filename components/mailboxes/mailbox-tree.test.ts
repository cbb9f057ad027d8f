import { expect, test } from 'vitest';
import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { mailboxBadge, mailboxTree } from './mailbox-tree.ts';

const box = (id: string, name: string, more: Partial<Mailbox> = {}): Mailbox =>
  ({ id, name, parentId: null, role: null, sortOrder: 0, totalEmails: 3, unreadThreads: 2, ...more }) as Mailbox;
const names = (mailboxes: Mailbox[], collapsed: string[] = []) => {
  const { special, own } = mailboxTree(mailboxes, new Set(collapsed as MailboxId[]));
  return [special, own].map((nodes) => nodes.map((node) => `${'-'.repeat(node.depth)}${node.mailbox.name}`));
};

test('special folders stand first in their fixed order, own ones by name with numbers in order', () => {
  const mailboxes = [
    box('1', 'Trash', { role: 'trash' }),
    box('2', 'b10'),
    box('3', 'b9'),
    box('4', 'INBOX', { role: 'inbox' }),
    box('5', 'Äpfel'),
    box('6', 'Drafts', { role: 'drafts' }),
  ];
  expect(names(mailboxes)).toEqual([
    ['INBOX', 'Drafts', 'Trash'],
    ['Äpfel', 'b9', 'b10'],
  ]);
});

test('a special folder below INBOX is shown on top, an own one stays below it', () => {
  const inbox = box('1', 'INBOX', { role: 'inbox' });
  const mailboxes = [inbox, box('2', 'Sent', { role: 'sent', parentId: inbox.id }), box('3', 'Lists', { parentId: inbox.id })];
  expect(names(mailboxes)).toEqual([['INBOX', '-Lists', 'Sent'], []]);
  expect(names(mailboxes, ['1'])).toEqual([['INBOX', 'Sent'], []]);
});

test('a folder whose parent is unknown is not lost, and a loop of parents ends', () => {
  expect(names([box('1', 'Orphan', { parentId: 'gone' as MailboxId })])).toEqual([[], ['Orphan']]);
  const looped = [box('1', 'A', { parentId: '2' as MailboxId }), box('2', 'B', { parentId: '1' as MailboxId })];
  expect(names(looped)).toEqual([[], []]);
});

test('the number beside a folder is what matters there', () => {
  expect(mailboxBadge(box('1', 'INBOX', { role: 'inbox' }))).toEqual({ count: 2, strong: true });
  expect(mailboxBadge(box('1', 'Drafts', { role: 'drafts' }))).toEqual({ count: 3, strong: false });
  expect(mailboxBadge(box('1', 'Sent', { role: 'sent' })).count).toBe(0);
});
