import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import { type BareStore, openBareStore } from './testing/bare-store.ts';
import { syncedMessage } from './testing/store-content.ts';
import { releaseHeld, storeText } from './write/sync-facts.ts';

// Rows of the full-text index stand by date: what is found comes in the order of the list, whatever dates there are.

let bare: BareStore;
beforeEach(async () => {
  bare = await openBareStore();
});
afterEach(async () => {
  expect(await bare.close()).toEqual([]);
});

let lastUid = 0;
const pass = (receivedAtMs: readonly number[], subject = 'Word'): EmailId[] =>
  bare.pass(
    receivedAtMs.map((ms) => {
      lastUid += 1;
      return syncedMessage(lastUid, `d${lastUid}`, { subject: `${subject} ${lastUid}`, receivedAtMs: ms });
    }),
  );
const text = (words: string): MailFilter => ({ op: 'text', field: 'any', text: words });
const noonMs = Date.UTC(2026, 2, 1, 12);
const secondsFromNoon = (seconds: number): number => noonMs + seconds * 1000;
/** The search must answer with all mail as the list has it. */
function expectAsListed(words: string, listed: readonly EmailId[]): void {
  expect(bare.find(text(words))).toEqual(listed);
  expect(bare.find(text(words), {}, { fewHits: 0, hitsInSlice: 1000 })).toEqual(listed);
  for (const position of [0, 1, Math.floor(listed.length / 2), listed.length - 2])
    expect(bare.find(text(words), { position, limit: 3 })).toEqual(listed.slice(position, position + 3));
}

test('mail of one second, of the seconds around it, from before 1970 and from after 2106', () => {
  pass(Array.from({ length: 150 }, () => noonMs));
  pass(Array.from({ length: 60 }, (_, nth) => secondsFromNoon((nth % 12) - 6)));
  pass([-5000, -5000, -9e12, 0, 0, 4_294_967_295_000, 4_294_967_296_000, 4_400_000_000_000, 4_400_000_000_000, noonMs]);
  const all = bare.find(null);
  expect(all).toHaveLength(220);
  expectAsListed('word', all);
  while (!bare.index(70).isDone) expectAsListed('word', all);
  expectAsListed('word', all);
  expectAsListed('wo', all);
  const of = (afterMs: number | null, beforeMs: number | null): MailFilter => ({ op: 'received', afterMs, beforeMs });
  for (const received of [
    of(noonMs, null),
    of(null, noonMs),
    of(secondsFromNoon(-2), secondsFromNoon(3)),
    of(-6000, 1000),
    of(4_300_000_000_000, null),
  ])
    expect(bare.find({ op: 'and', terms: [text('word'), received] })).toEqual(bare.find(received));
});

test('an Email is found under its words as long as it is there, and its row is free for another one then', () => {
  const [gone, ...others] = pass(Array.from({ length: 20 }, () => noonMs));
  expect(bare.find(text('word'))).toHaveLength(20);
  bare.pass([], [{ from: lastUid - 19, to: lastUid - 19 }]);
  bare.write((transaction) => releaseHeld(transaction, bare.t.accountId, Date.UTC(2030, 0, 1)));
  expect(bare.find(text('word')).toSorted()).toEqual(others.toSorted());
  const again = pass([noonMs]);
  expect(bare.find(text('word')).toSorted()).toEqual([...others, ...again].toSorted());
  expect(again).not.toContain(gone);
});

test('what an earlier version indexed is found in its place, before it is moved to where it belongs and after; with its text it stays', () => {
  const ids = pass(Array.from({ length: 90 }, (_, nth) => secondsFromNoon((nth * 37) % 60)));
  while (!bare.index(1000).isDone);
  const withText = ids[7]!;
  bare.write((transaction) => storeText(transaction, bare.t.accountId, [{ emailId: withText, search: 'wording', preview: '', parts: [] }]));
  const listed = bare.find(null);
  // Every second one as an earlier version left it.
  const { db } = bare;
  db.transaction('immediate', () => {
    const rows = db.all<{ key: number; subject: string; word_row: number; text_state: number }>(
      'select key, subject, word_row, text_state from email',
    );
    for (const { key, subject, word_row, text_state } of rows) {
      if (key % 2 === 1 && text_state === 0) continue;
      db.run('delete from email_fts where rowid = ?', word_row);
      db.run('insert into email_fts (rowid, subject, body) values (?, ?, ?)', key, subject, text_state === 1 ? 'wording' : '');
      db.run('update email set word_row = key where key = ?', key);
    }
    db.run('update account set unmoved_from = 1');
  });
  const earlier = () => bare.db.get<{ n: number }>('select count(*) n from email where word_row = key')!.n;
  expect(earlier()).toBeGreaterThan(40);
  expectAsListed('word', listed);
  while (!bare.index(13).isDone) expectAsListed('word', listed);
  expectAsListed('word', listed);
  expect(earlier()).toBe(1);
  expect(bare.find({ op: 'text', field: 'body', text: 'wording' })).toEqual([withText]);
  bare.write((transaction) =>
    storeText(transaction, bare.t.accountId, [{ emailId: withText, search: 'other wording', preview: '', parts: [] }]),
  );
  expect(earlier()).toBe(0);
  expectAsListed('word', listed);
  expect(bare.find(text('other wording'))).toEqual([withText]);
});
