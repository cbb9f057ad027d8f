import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import { type BareStore, openBareStore } from './testing/bare-store.ts';
import { address, syncedMessage } from './testing/store-content.ts';
import { destroyEmails } from './write/change-emails.ts';
import { storeText } from './write/sync-facts.ts';

// Emails that are listed before their words are in the full-text index.

let bare: BareStore;
beforeEach(async () => {
  bare = await openBareStore();
});
afterEach(async () => {
  expect(await bare.close()).toEqual([]);
});

const find = (...wanted: Parameters<BareStore['find']>) => bare.find(...wanted);
/** @returns how many still wait */
const index = (most: number): number => bare.index(most).waiting;

let lastUid = 0;
function pass(subjects: readonly string[]): EmailId[] {
  return bare.pass(
    subjects.map((subject, nth) => {
      lastUid += 1;
      const from = [address(`sender${nth}@from.example`, nth % 2 === 0 ? 'Jürgen "J" Groß' : null)];
      return syncedMessage(lastUid, `w${lastUid}`, { subject, from, receivedAtMs: Date.UTC(2026, 0, 1) + lastUid * 60_000 });
    }),
  );
}

const text = (words: string, field: 'any' | 'subject' | 'from' | 'body' = 'any'): MailFilter => ({ op: 'text', field, text: words });
const isIndexed = (words: string): boolean => bare.db.get('select 1 from email_fts where email_fts match ?', `"${words}"`) !== undefined;

const subjects = ['Budget for Müller', 'STRASSE und Straße', '東京都の会議', 'plan "B"\t2026', 'Привет, Алёна', 'budgets only'];
const fill = (first: readonly string[]): string[] => [...first, ...Array.from({ length: 60 }, (_, nth) => `Filler ${nth}`)];
const questions: MailFilter[] = [
  ...[
    'budget',
    'Budget for',
    'muller',
    'MÜLLER',
    'strasse',
    'straße',
    '東京',
    '京都の',
    '会',
    'plan b',
    '"plan b"',
    '202',
    'привет',
    'аленА',
  ].map((each) => text(each)),
  ...['fil', 'filler 7', 'no such word', '…', 'f', 'jurgen', 'groß', 'groß b', 'sender3 from.example', 'from'].map((each) => text(each)),
  text('budget', 'subject'),
  text('muller', 'from'),
  text('groß', 'from'),
  text('budget', 'body'),
  { op: 'not', terms: [text('filler')] },
  { op: 'or', terms: [text('会議'), text('müller'), { op: 'and', terms: [text('sender', 'from'), text('filler 1', 'subject')] }] },
];

test('what waits for the index is found by every search as if it were in it, and as well after each step', () => {
  pass(fill(subjects));
  pass(fill([]));
  expect(isIndexed('budget')).toBe(false);
  const before = questions.map((filter) => [
    find(filter),
    find(filter, { collapseThreads: true }),
    find(filter, { limit: 3 }, { fewHits: 0, hitsInSlice: 1000 }),
  ]);
  expect(before.map(([ids]) => ids!.length > 0)).toContain(false);
  expect(before.filter(([ids]) => ids!.length > 0).length).toBeGreaterThan(20);
  expect(find(text('groß', 'from')).length).toBeGreaterThan(30);
  for (let left = 1; left > 0; ) {
    left = index(60);
    questions.forEach((filter, nth) => {
      expect([
        filter,
        find(filter),
        find(filter, { collapseThreads: true }),
        find(filter, { limit: 3 }, { fewHits: 0, hitsInSlice: 1000 }),
      ]).toEqual([filter, ...before[nth]!]);
    });
  }
  expect(isIndexed('budget')).toBe(true);
  expect(isIndexed('filler')).toBe(true);
});

test('a message that arrives alone is in the index with the transaction that lists it, whatever waits before it', () => {
  pass(['Alone at first']);
  expect(isIndexed('alone')).toBe(true);
  expect(index(10)).toBe(0);
  pass(fill([]));
  expect(isIndexed('filler')).toBe(false);
  const [late] = pass(['Alone in between']);
  expect(isIndexed('between')).toBe(true);
  expect(find(text('between'))).toEqual([late]);
  for (let left = 1; left > 0; ) left = index(7);
  expect(find(text('between'))).toEqual([late]);
  expect(find(text('alone'))).toHaveLength(2);
});

test('a text that comes while the header waits goes into the index with the header, and is not lost when its turn comes', () => {
  const [first] = pass(fill(subjects));
  bare.write((transaction) =>
    storeText(transaction, bare.t.accountId, [{ emailId: first!, search: 'wording of the body', preview: 'wording', parts: [] }]),
  );
  expect(isIndexed('wording')).toBe(true);
  expect(find(text('wording', 'body'))).toEqual([first]);
  expect(find(text('budget for', 'subject'))).toEqual([first]);
  while (index(20) > 0);
  expect(find(text('wording', 'body'))).toEqual([first]);
  expect(find(text('budget for', 'subject'))).toEqual([first]);
});

test('what was destroyed while it waited is neither found nor indexed', () => {
  const [first, ...others] = pass(fill(subjects));
  bare.write((transaction) => destroyEmails(transaction, bare.t.accountId, [first!]));
  expect(find(text('budget'))).toEqual([others[4]]);
  while (index(1000) > 0);
  expect(find(text('budget'))).toEqual([others[4]]);
});

test('what waits when the process ends is indexed after the next start', async () => {
  pass(fill(subjects));
  await bare.start();
  expect(isIndexed('budget')).toBe(true);
  expect(find(text('filler'))).toHaveLength(60);
  expect(index(10)).toBe(0);
});
