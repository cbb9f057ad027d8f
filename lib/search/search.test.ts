import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MailboxId, MailFilter } from '#lib/mail/index.ts';
import { foldText, indexTokens, parseSearch, searchTokens, toFtsQuery, typedFilters } from './index.ts';

const context = {
  mailboxOf: (name: string) => (name.toLowerCase() === 'work stuff' || name === 'archive' ? ('m1' as MailboxId) : null),
  nowMs: Date.UTC(2026, 10, 22, 12),
};
const parse = (text: string) => parseSearch(text, context);
const any = (text: string): MailFilter => ({ op: 'text', field: 'any', text });

describe('what a person types', () => {
  test.each<[string, MailFilter | null]>([
    ['', null],
    ['  ', null],
    ['plan', any('plan')],
    ['plan budget', { op: 'and', terms: [any('plan'), any('budget')] }],
    ['"two words"', any('"two words"')],
    ['from:ann', { op: 'text', field: 'from', text: 'ann' }],
    ['FROM:"Ann Example"', { op: 'text', field: 'from', text: '"Ann Example"' }],
    ['-from:ann', { op: 'not', terms: [{ op: 'text', field: 'from', text: 'ann' }] }],
    ['a OR b', { op: 'or', terms: [any('a'), any('b')] }],
    ['a b OR c', { op: 'or', terms: [{ op: 'and', terms: [any('a'), any('b')] }, any('c')] }],
    ['(a OR b) c', { op: 'and', terms: [{ op: 'or', terms: [any('a'), any('b')] }, any('c')] }],
    [
      'has:attachment is:unread is:starred',
      {
        op: 'and',
        terms: [
          { op: 'has-attachment', has: true },
          { op: 'keyword', keyword: '$seen', has: false },
          { op: 'keyword', keyword: '$flagged', has: true },
        ],
      },
    ],
    ['in:"work stuff"', { op: 'in-mailbox', mailboxId: 'm1' as MailboxId }],
    ['before:2026-11-03', { op: 'received', afterMs: null, beforeMs: Date.UTC(2026, 10, 3) }],
    ['after:2026/11/3', { op: 'received', afterMs: Date.UTC(2026, 10, 3), beforeMs: null }],
    ['on:2026-02', { op: 'received', afterMs: Date.UTC(2026, 1, 1), beforeMs: Date.UTC(2026, 2, 1) }],
    ['newer:2d', { op: 'received', afterMs: context.nowMs - 2 * 86_400_000, beforeMs: null }],
    ['newer_than:2d', { op: 'received', afterMs: context.nowMs - 2 * 86_400_000, beforeMs: null }],
    ['older_than:1w', { op: 'received', afterMs: null, beforeMs: context.nowMs - 7 * 86_400_000 }],
    ['larger:5M', { op: 'size', minBytes: 5 * 1024 * 1024, maxBytes: null }],
    ['tag:Work', { op: 'keyword', keyword: 'work', has: true }],
    ['https://a.example/x', any('https://a.example/x')],
    ['a:b', any('a:b')],
    ['-', any('-')],
    ['co-op', any('co-op')],
  ])('%j', (text, wanted) => expect(parse(text).filter).toEqual(wanted));

  test('typed filters are told with their places, quotes and minus signs included', () => {
    const text = 'plan from:anna -in:"work stuff" a:b OR (is:unread)';
    const found = typedFilters(text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(['from:anna', '-in:"work stuff"', 'is:unread']);
    expect(found.map(({ valueStart, end }) => text.slice(valueStart, end))).toEqual(['anna', '"work stuff"', 'unread']);
    expect(found.map(({ name, value, isNegated }) => [name, value, isNegated])).toEqual([
      ['from', 'anna', false],
      ['in', 'work stuff', true],
      ['is', 'unread', false],
    ]);
  });

  test('what is not understood finds nothing and is named', () => {
    expect(parse('in:nowhere before:whenever is:odd')).toMatchObject({ problems: ['in:nowhere', 'before:whenever', 'is:odd'] });
    expect(parse('before:2026-02-31').problems).toHaveLength(1);
  });

  test('the words for highlighting are those searched for, not those excluded', () =>
    expect(parse('plan -budget subject:"the house"').words).toEqual(['plan', 'the house']));

  test('account: means all mail of that account and none of the others', () => {
    const at = (name: string) => parseSearch('account:work', { ...context, isAccount: (wanted) => name.includes(wanted) }).filter;
    expect(at('ann@work.example')).toEqual({ op: 'and', terms: [] });
    expect(at('ann@home.example')).toEqual({ op: 'not', terms: [{ op: 'and', terms: [] }] });
    expect(parse('account:work').filter).toEqual({ op: 'and', terms: [] });
  });

  test('dates start at midnight where the person is', () => {
    const filter = parseSearch('after:2026-11-03', {
      ...context,
      dayStartMs: (year, month, day) => Date.UTC(year, month - 1, day) - 3_600_000,
    }).filter;
    expect(filter).toEqual({ op: 'received', afterMs: Date.UTC(2026, 10, 3) - 3_600_000, beforeMs: null });
  });

  test('no input throws or hangs', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('(', ')', '"', '-', 'OR ', ' ', 'from:', 'in:', 'a', 'is:unread ') })),
        (text) => void parse(text),
      ),
    );
    parse('('.repeat(100_000));
    parse('"'.repeat(100_000));
    parse('a'.repeat(1_000_000));
  });
});

describe('full text, against SQLite itself', () => {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE VIRTUAL TABLE mail USING fts5(body, tokenize = 'unicode61')");
  const texts = [
    'Grüße aus Zürich, Straße 5',
    'The naïve café budget 2026',
    '東京都に行きました',
    '今日は東京',
    'ภาษาไทยง่ายมาก',
    'Привет, Алёна',
    'full-text "quotes" AND NEAR(x)',
    'शिक्षा',
    'C++ and C#',
    '한국어 메일',
  ];
  for (const text of texts) database.prepare('INSERT INTO mail(body) VALUES (?)').run(indexTokens(text));
  const find = (text: string, options?: { prefixLast?: boolean }): number[] => {
    const query = toFtsQuery(text, options);
    return query === null
      ? []
      : database
          .prepare('SELECT rowid FROM mail WHERE mail MATCH ? ORDER BY rowid')
          .all(query)
          .map((row) => Number(row.rowid) - 1);
  };

  test.each<[string, number[]]>([
    ['grusse', [0]],
    ['GRÜSSE zürich', [0]],
    ['strasse', [0]],
    ['zuri', [0]],
    ['cafe naive', [1]],
    ['budg', [1]],
    ['東京', [2, 3]],
    ['東京都', [2]],
    ['京都', [2]],
    ['京', [2, 3]],
    ['都', [2]],
    ['行きました', [2]],
    ['東都', []],
    ['ไทย', [4]],
    ['алена', [5]],
    ['"quotes" near', [6]],
    ['"text quotes"', [6]],
    ['"quotes text"', []],
    ['शिक्षा', [7]],
    ['메일', [9]],
    ['한국', [9]],
  ])('%j finds %j', (text, wanted) => expect(find(text)).toEqual(wanted));

  test('a very long run without blanks is indexed and found', () => {
    expect(searchTokens('東京都'.repeat(200_000)).length).toBeGreaterThan(500_000);
    expect(searchTokens('x'.repeat(1_000_000))).toEqual(['x'.repeat(64)]);
  });

  test('a finished word is no prefix', () => {
    expect(find('budg', { prefixLast: false })).toEqual([]);
    expect(find('budget', { prefixLast: false })).toEqual([1]);
    expect(find('budg ')).toEqual([]);
  });

  test('no input is a syntax error', () => {
    const parts = fc.constantFrom(
      '"',
      '*',
      '^',
      '+',
      '-',
      '(',
      ')',
      ':',
      'AND',
      'OR',
      'NOT',
      'NEAR',
      '{',
      '}',
      ' ',
      'a',
      '東',
      '京',
      '\0',
      "'",
      '\\',
      'body:',
      '\u0301',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: parts, maxLength: 30 }), fc.string({ unit: 'binary' })), (text) => {
        find(text);
        find(text, { prefixLast: false });
      }),
      { numRuns: 1000 },
    );
    expect(toFtsQuery('-- !!')).toBeNull();
    expect(toFtsQuery('')).toBeNull();
  });

  test('every text is found by each of its words', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: fc.constantFrom(...'aäßŁøżñIıΑάΩςЖёЙابتِאבּकखि가힣ᄒ漢字かナーๆไทย12²ﬁ-_.@'), minLength: 1, maxLength: 8 }),
            fc.constantFrom('東京都', 'かな', 'ไทย', 'Ärger'),
          ),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        (words) => {
          database.exec('DELETE FROM mail WHERE rowid = 1000');
          database.prepare('INSERT INTO mail(rowid, body) VALUES (1000, ?)').run(indexTokens(words.join(' ')));
          for (const word of words) if (searchTokens(word).length > 0) expect(find(word, { prefixLast: false })).toContain(999);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('two runs of scripts without blanks in one word are found, a vowel mark of another script between them or not', () => {
    for (const word of ['ไーि漢a', '漢ि字', '東京ि都']) {
      database.exec('DELETE FROM mail WHERE rowid = 1000');
      database.prepare('INSERT INTO mail(rowid, body) VALUES (1000, ?)').run(indexTokens(word));
      expect(find(word, { prefixLast: false }), word).toContain(999);
    }
  });

  test('folding twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 500 },
    );
  });
});
