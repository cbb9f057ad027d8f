import { expect, test } from 'vitest';
import type { MailFilter } from '#lib/mail/index.ts';
import { criteriaOf } from './search-mail.ts';
import type { ImapTokens } from './tokens.ts';

const text = (tokens: ImapTokens): string =>
  tokens.map((token) => (Array.isArray(token) ? `(${text(token)})` : token?.type === 'ATOM' ? token.value : `"${token?.value}"`)).join(' ');
const search = (filter: MailFilter) => text(criteriaOf(filter, false));
const from = (value: string): MailFilter => ({ op: 'text', field: 'from', text: value });
const day = 86_400_000;

test.each<[MailFilter, string]>([
  [from('ana'), 'FROM "ana"'],
  [{ op: 'text', field: 'any', text: 'a "b" \\' }, 'TEXT "a "b" \\"'],
  [{ op: 'text', field: 'subject', text: '"old roof"' }, 'SUBJECT "old roof"'],
  [{ op: 'header', name: 'List-Id', value: null }, 'HEADER "List-Id" ""'],
  [{ op: 'and', terms: [from('a'), { op: 'keyword', keyword: '$seen', has: false }] }, 'FROM "a" UNSEEN'],
  [{ op: 'keyword', keyword: '$forwarded', has: true }, 'KEYWORD $Forwarded'],
  [{ op: 'or', terms: [from('a'), from('b'), from('c')] }, 'OR (OR (FROM "a") (FROM "b")) (FROM "c")'],
  [{ op: 'not', terms: [from('a'), from('b')] }, 'NOT (FROM "a") NOT (FROM "b")'],
  [{ op: 'and', terms: [] }, 'ALL'],
  [{ op: 'or', terms: [] }, 'NOT ALL'],
  [{ op: 'size', minBytes: 1000, maxBytes: 2000 }, 'LARGER 999 SMALLER 2000'],
])('%j', (filter, expected) => {
  expect(search(filter)).toBe(expected);
});

test('I34: dates are widened by a day, and narrowed under NOT, so that the answer never holds too little', () => {
  const noon = Date.UTC(2026, 2, 10, 12);
  expect(search({ op: 'received', afterMs: noon, beforeMs: noon + day })).toBe('SINCE 9-Mar-2026 BEFORE 13-Mar-2026');
  expect(search({ op: 'not', terms: [{ op: 'received', afterMs: noon, beforeMs: null }] })).toBe('NOT (SINCE 11-Mar-2026)');
});

test('non-ASCII text goes as a literal, as UTF-8 once UTF8=ACCEPT is on', () => {
  expect(criteriaOf(from('Ünal'), false)[1]).toEqual({ type: 'LITERAL', value: Buffer.from('Ünal') });
  expect(criteriaOf(from('Ünal'), true)[1]).toEqual({ type: 'STRING', value: 'Ünal' });
});

test.each<MailFilter>([
  from('a\r\nA1 LOGOUT'),
  from('a\0b'),
  from('x'.repeat(1_001)),
  { op: 'header', name: 'a b', value: null },
  { op: 'header', name: 'a\r\n', value: null },
  { op: 'header', name: '', value: null },
  { op: 'keyword', keyword: 'a b', has: true },
  { op: 'has-attachment', has: true },
  Array.from({ length: 30 }).reduce<MailFilter>((inner) => ({ op: 'not', terms: [inner] }), from('a')),
])('is refused: %j', (filter) => {
  expect(() => search(filter)).toThrow();
});
