import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText } from '#lib/search/index.ts';
import { syncedMessage } from '../testing/store-content.ts';
import { openTestStore } from '../testing/test-store.ts';

// The index against a plain look at every text, with the same folding: many languages, with and without blanks between words.

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u;
const words = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];

/** Found when every word of the query is in the text: as a whole word, the last one as the start of one; without blanks, anywhere. */
function isFound(text: string, query: string): boolean {
  const have = words(text);
  const wanted = words(query);
  return (
    wanted.length > 0 &&
    wanted.every((word, index) =>
      have.some((each) => {
        if (unspaced.test(word)) return each.includes(word);
        return index === wanted.length - 1 ? each.startsWith(word) : each === word;
      }),
    )
  );
}

const vocabulary = [
  ...'Müller Muller MÜLLER Straße STRASSE Strasse Søren Soren łódź Lodz Łukasz İstanbul ISTANBUL ıstanbul istanbul naïve café CAFÉ Zürich'.split(
    ' ',
  ),
  ...'Привет привет Алёна Алена Ελλάδα ελλαδα Σίσυφος ΣΊΣΥΦΟΣ שלום مرحبا हिन्दी शिक्षा 한국어 메일 한국 budget budgets plan planning 2026 20'.split(
    ' ',
  ),
  ...'東京都 東京 京都 都 検索 メール ーメール 会議 明日の会議 中文 中文搜索 搜索 文 ไทย ภาษาไทย สวัสดี มาก かな カナ ㍿ ﾒｰﾙ'.split(' '),
];
const word = fc.constantFrom(...vocabulary);
const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));
/** What is typed: a word, some of them, or one to three characters out of one. */
const typed = fc.oneof(
  word,
  fc.array(word, { minLength: 2, maxLength: 3 }).map((list) => list.join(' ')),
  fc.record({ word, from: fc.nat(6), length: fc.integer({ min: 1, max: 3 }) }).map(({ word: whole, from, length }) => {
    const characters = [...whole];
    const isCut = unspaced.test(whole);
    const start = isCut ? from % characters.length : 0;
    return characters.slice(start, start + length).join('');
  }),
);

test('full text: what the index finds is what a look at every text finds, in any script', async () => {
  const t = await openTestStore();
  try {
    const inbox = await t.mailbox('INBOX');
    let uid = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.array(typed, { minLength: 10, maxLength: 20 }),
        async (texts, queries) => {
          // Every run has its own messages, told from the others by a word of their own.
          const run = `run${++uid}x`;
          const created = await t.pass(inbox, {
            appeared: texts.map((_, index) => syncedMessage(uid * 100 + index, `${run}${index}`, { subject: run })),
          });
          await t.store.emails.storeText(
            t.accountId,
            created.map((emailId, index) => ({ emailId, search: texts[index]!, preview: '', parts: [] })),
          );
          for (const query of queries) {
            const result = await t.store.emails.query(t.accountId, {
              filter: {
                op: 'and',
                terms: [
                  { op: 'text', field: 'subject', text: run },
                  { op: 'text', field: 'body', text: query },
                ],
              },
              sort: [],
              collapseThreads: false,
              position: 0,
              anchor: null,
              anchorOffset: 0,
              limit: null,
              calculateTotal: false,
            });
            const found = 'ids' in result ? result.ids : [];
            const wanted = created.filter((_, index) => isFound(texts[index]!, query));
            expect([query, texts, found.toSorted()]).toEqual([query, texts, wanted.toSorted()]);
          }
        },
      ),
      { numRuns: process.env.POSTERN_TEST_LONG === '1' ? 300 : 120 },
    );
  } finally {
    await t.close();
  }
}, 300_000);
