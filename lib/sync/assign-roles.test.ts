import { expect, test } from 'vitest';
import type { ImapRole, ListedMailbox } from '#lib/imap/index.ts';
import type { MailboxRole } from '#lib/mail/index.ts';
import { assignRoles } from './list-mailboxes.ts';

const listed = (path: string, role: ImapRole | null = null, nameRole: ImapRole | null = null): ListedMailbox => ({
  ...{ path, name: path, displayPath: [path], delimiter: '/', parentPath: null, flags: [], role, nameRole, subscribed: true },
  ...{ noSelect: false, nonExistent: false, noInferiors: false, mailboxId: null, status: null, namespace: 'personal' },
});
const chosen = (path: string, role: MailboxRole | null) => ({ path, role, isRoleChosen: true });

test('I11: a person’s choice comes before the attribute, the attribute before the name, and each role is given once', () => {
  const server = [listed('INBOX'), listed('Papierkorb', null, 'trash'), listed('Trash', 'trash'), listed('Bin'), listed('Other', 'trash')];
  expect([...assignRoles(server, [])]).toEqual([
    ['INBOX', 'inbox'],
    ['Trash', 'trash'],
  ]);
  expect([...assignRoles(server.slice(0, 2), [])]).toEqual([
    ['INBOX', 'inbox'],
    ['Papierkorb', 'trash'],
  ]);
  expect([...assignRoles(server, [chosen('Bin', 'trash')])]).toEqual([
    ['INBOX', 'inbox'],
    ['Bin', 'trash'],
  ]);
});

test('I11: what its attribute says of a mailbox chosen for something else goes to the next that could have it', () => {
  const server = [listed('INBOX'), listed('Sent', 'sent'), listed('Sent Items', null, 'sent')];
  expect([...assignRoles(server, [chosen('Sent', 'archive')])]).toEqual([
    ['INBOX', 'inbox'],
    ['Sent', 'archive'],
    ['Sent Items', 'sent'],
  ]);
  expect(assignRoles(server, [chosen('Sent', null)]).get('Sent Items')).toBe('sent');
});
