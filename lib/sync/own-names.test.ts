import { expect, test } from 'vitest';
import type { ListedMailbox } from '#lib/imap/index.ts';
import type { IntentWork, MailboxSyncRow } from '#lib/store/index.ts';
import { OwnNames } from './own-names.ts';

const now = { ms: 0 };
const mailboxId = 'm1' as MailboxSyncRow['id'];
const create = (path: string): IntentWork => ({ kind: 'mailbox-create', mailboxId, path, role: null, isSubscribed: true });
const rename = (from: string, to: string): IntentWork => ({ kind: 'mailbox-rename', mailboxId, from, to });
const remove = (path: string): IntentWork => ({ kind: 'mailbox-delete', mailboxId, path, isSelectable: true, removeEmails: false });
const list = (...paths: string[]) => paths.map((path) => ({ path, noSelect: path.startsWith('('), nonExistent: false }) as ListedMailbox);
const rows = (...paths: (string | null)[]) => paths.map((path) => ({ path }) as MailboxSyncRow);

function seen(works: IntentWork[], listed: ListedMailbox[], known: MailboxSyncRow[], laterMs = 0) {
  now.ms = 0;
  const names = new OwnNames(() => now.ms);
  for (const work of works) names.note(work, '/');
  now.ms = laterMs;
  const { listed: kept, unlisted } = names.correct(listed, known);
  return [kept.map(({ path }) => path), [...unlisted], names.isBehind];
}

test('what we made a moment ago is there although the list does not have it yet; what others took away is not', () => {
  expect(seen([create('New')], list('INBOX'), rows('INBOX', 'New', 'Old', null))).toEqual([['INBOX'], ['New'], true]);
  expect(seen([create('New')], list('INBOX', 'New'), rows('INBOX', 'New'))).toEqual([['INBOX', 'New'], [], false]);
});

test('what we renamed is not there under its old name, nor is what is below it', () => {
  const listed = list('INBOX', 'A', 'A/B', 'AB');
  expect(seen([rename('A', 'Z')], listed, rows('INBOX', 'Z', 'Z/B', 'AB'))).toEqual([['INBOX', 'AB'], ['Z', 'Z/B'], true]);
});

test('what we deleted comes back when somebody made it anew: by us at once, by others with a later list', () => {
  expect(seen([remove('A')], list('INBOX', 'A'), rows('INBOX'))).toEqual([['INBOX'], [], true]);
  expect(seen([remove('A')], list('INBOX', 'A'), rows('INBOX'), 16_000)).toEqual([['INBOX', 'A'], [], false]);
  expect(seen([remove('A'), create('A')], list('INBOX', 'A'), rows('INBOX', 'A'))).toEqual([['INBOX', 'A'], [], false]);
  expect(seen([remove('(A')], list('INBOX', '(A', '(A/B'), rows('INBOX'))).toEqual([['INBOX', '(A', '(A/B'], [], false]);
});
