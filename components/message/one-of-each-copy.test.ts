import { expect, test } from 'vitest';
import type { ConversationEmail } from '#lib/client/index.ts';
import { oneOfEachCopy } from './one-of-each-copy.ts';

const email = (
  id: string,
  fields: { messageId?: string; sentAt?: string; from?: string; draft?: boolean; body?: null },
): ConversationEmail =>
  ({
    id,
    keywords: fields.draft ? { $draft: true } : {},
    from: [{ name: null, email: fields.from ?? 'ana@example.org' }],
    body:
      fields.body === null
        ? null
        : { messageId: fields.messageId === undefined ? null : [fields.messageId], sentAt: fields.sentAt ?? null },
  }) as unknown as ConversationEmail;

const idsOf = (emails: ConversationEmail[]) => oneOfEachCopy(emails).map(({ id }) => id);

test('T5: copies with the same Message-ID, date and sender are one entry', () => {
  expect(idsOf([email('e1', { messageId: 'a' }), email('e2', { messageId: 'b' }), email('e3', { messageId: 'a' })])).toEqual(['e1', 'e2']);
});

test('another date, another sender, a draft, no Message-ID or a text still to come is another message', () => {
  const emails = [
    email('e1', { messageId: 'a', sentAt: '2026-01-01T10:00:00Z' }),
    email('e2', { messageId: 'a', sentAt: '2026-01-01T10:00:01Z' }),
    email('e3', { messageId: 'a', sentAt: '2026-01-01T10:00:00Z', from: 'eve@example.org' }),
    email('e4', { messageId: 'a', sentAt: '2026-01-01T10:00:00Z', draft: true }),
    email('e5', {}),
    email('e6', {}),
    email('e7', { body: null }),
  ];
  expect(oneOfEachCopy(emails)).toBe(emails);
});
