import { expect, test } from 'vitest';
import type { Mailbox } from '#lib/contract/index.ts';
import { searchFilter, toEmailFilter } from './search-filter.ts';

const mailboxes = [
  { id: 'm1', name: 'INBOX', role: 'inbox' },
  { id: 'm2', name: 'Garden', role: null },
] as Mailbox[];
const nowMs = Date.parse('2026-03-01T12:00:00Z');
const filterOf = (typed: string) =>
  searchFilter(typed, mailboxes, (mailbox) => (mailbox.role === 'inbox' ? 'Inbox' : mailbox.name), nowMs).filter;

test('words, fields and negation become conditions of Email/query', () => {
  expect(filterOf('roof')).toEqual({ text: 'roof' });
  expect(filterOf('from:anna -is:starred')).toEqual({
    operator: 'AND',
    conditions: [{ from: 'anna' }, { operator: 'NOT', conditions: [{ hasKeyword: '$flagged' }] }],
  });
  expect(filterOf('has:attachment is:unread')).toEqual({ operator: 'AND', conditions: [{ hasAttachment: true }, { notKeyword: '$seen' }] });
});

test('a folder is found by the name on screen, its own name or its role', () => {
  expect(filterOf('in:inbox')).toEqual({ inMailbox: 'm1' });
  expect(filterOf('in:garden')).toEqual({ inMailbox: 'm2' });
});

test('nothing typed is no filter', () => {
  expect(filterOf('   ')).toBeNull();
});

test('dates and sizes are written without what is not bounded', () => {
  expect(toEmailFilter({ op: 'received', afterMs: nowMs, beforeMs: null })).toEqual({ after: '2026-03-01T12:00:00Z' });
  expect(toEmailFilter({ op: 'size', minBytes: null, maxBytes: 2048 })).toEqual({ maxSize: 2048 });
});
