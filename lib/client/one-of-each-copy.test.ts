import { expect, test } from 'vitest';
import type { RowEmail } from './email-view.ts';
import { entriesOf, oneOfEachCopy } from './one-of-each-copy.ts';

const email = (id: string, fields: { messageId?: string; sentAt?: string; from?: string; draft?: boolean }): RowEmail =>
  ({
    id,
    keywords: fields.draft ? { $draft: true } : {},
    from: [{ name: null, email: fields.from ?? 'ana@example.org' }],
    messageId: fields.messageId === undefined ? null : [fields.messageId],
    sentAt: fields.sentAt ?? null,
  }) as unknown as RowEmail;

const copied = [email('e1', { messageId: 'a' }), email('e2', { messageId: 'b' }), email('e3', { messageId: 'a', from: 'ANA@example.org' })];

test('T5: copies with the same Message-ID, date and sender are one entry', () => {
  expect(oneOfEachCopy(copied).map(({ id }) => id)).toEqual(['e1', 'e2']);
  expect([...entriesOf(copied)].map(([id, entry]) => [id, entry.id])).toEqual([
    ['e1', 'e1'],
    ['e2', 'e2'],
    ['e3', 'e1'],
  ]);
});

test('another date, another sender, a draft or no Message-ID is another message', () => {
  const emails = [
    email('e1', { messageId: 'a', sentAt: '2026-01-01T10:00:00Z' }),
    email('e2', { messageId: 'a', sentAt: '2026-01-01T10:00:01Z' }),
    email('e3', { messageId: 'a', sentAt: '2026-01-01T10:00:00Z', from: 'eve@example.org' }),
    email('e4', { messageId: 'a', sentAt: '2026-01-01T10:00:00Z', draft: true }),
    email('e5', {}),
    email('e6', {}),
  ];
  expect(oneOfEachCopy(emails)).toBe(emails);
});
