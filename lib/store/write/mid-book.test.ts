import { afterEach, beforeEach, expect, test } from 'vitest';
import { emailsByMessageId } from '../read/threading.ts';
import { type BareStore, openBareStore } from '../testing/bare-store.ts';
import { syncedMessage } from '../testing/store-content.ts';
import { midHash } from './hash-id.ts';
import { MidBook } from './mid-book.ts';
import { regroupEmails, setThreadRule } from './regroup.ts';

let bare: BareStore;
beforeEach(async () => {
  bare = await openBareStore();
});
afterEach(async () => {
  expect(await bare.close()).toEqual([]);
});

const accountKey = () => bare.db.get<{ key: number }>('select key from account')!.key;
const countOf = (table: string) => bare.db.get<{ n: number }>(`select count(*) n from ${table}`)!.n;
const batch = (from: number) =>
  Array.from({ length: 80 }, (_, nth) => {
    const uid = from + nth;
    return syncedMessage(uid, `m${uid}`, nth % 8 === 7 ? { references: [`m${uid - 7}@test.example`, `far${uid % 3}@test.example`] } : {});
  });
const grouping = () => {
  const rows = bare.db.all<{ thread: number; uid: number }>(
    'select e.thread, l.uid from email e join location l on l.email = e.key order by l.uid',
  );
  const threads = [...new Set(rows.map(({ thread }) => thread))];
  return rows.map(({ thread, uid }) => [uid, threads.indexOf(thread)]);
};

test('T2: ids of a fill are found before they come into the large table: by a reply, by a search and by a regrouping', () => {
  bare.pass(batch(1));
  bare.pass(batch(101));
  expect(countOf('mid')).toBe(0);
  expect(countOf('mid_fresh')).toBeGreaterThan(160);
  const [reply] = bare.pass([syncedMessage(300, 'reply', { inReplyTo: ['m50@test.example'] })]);
  const threadOf = (id: string) => bare.db.get<{ thread: number }>('select thread from email where id = ?', id)!.thread;
  const [found] = emailsByMessageId(bare.db, accountKey(), 'm50@test.example', 5);
  expect(threadOf(found!)).toBe(threadOf(reply!));
  // The one of a single message goes straight to where it stays.
  expect(countOf('mid')).toBe(1);
  const before = grouping();
  const regroup = () => {
    for (let step = 0; step < 40; step += 1) bare.write((transaction) => regroupEmails(transaction, bare.t.accountId, 50));
  };
  bare.write((transaction) => setThreadRule(transaction, bare.t.accountId, 'off'));
  regroup();
  expect(new Set(grouping().map(([, thread]) => thread)).size).toBe(161);
  bare.write((transaction) => setThreadRule(transaction, bare.t.accountId, 'conversation'));
  regroup();
  expect(grouping()).toEqual(before);
});

test('what has gathered comes into the large table, and can be changed before and after', () => {
  const hash = (nth: number) => midHash(`id${nth}@test.example`);
  const inBook = (use: (book: MidBook) => void) =>
    bare.write(({ connection }) => {
      const book = new MidBook(connection, accountKey());
      use(book);
      book.settle();
    });
  const row = (thread: number) => ({ thread, subjects: 1, subject: 7, is_present: 0 });
  const add = (from: number, to: number) =>
    inBook((book) => {
      for (let nth = from; nth < to; nth += 1) book.add(hash(nth), row(nth));
    });
  add(0, 16_000);
  inBook((book) => book.change(hash(3), { thread: 33 }));
  expect([countOf('mid'), countOf('mid_fresh')]).toEqual([0, 16_000]);
  add(16_000, 16_500);
  expect([countOf('mid'), countOf('mid_fresh')]).toEqual([16_500, 0]);
  add(16_400, 16_600);
  inBook((book) => {
    expect([3, 4, 16_499, 16_599, 16_600].map((nth) => book.get(hash(nth))?.thread)).toEqual([33, 4, 16_499, 16_599, undefined]);
    book.change(hash(4), { thread: 44 });
  });
  inBook((book) => expect(book.get(hash(4))).toEqual(row(44)));
  expect([countOf('mid'), countOf('mid_fresh')]).toEqual([16_500, 100]);
  bare.db.exec('delete from mid; delete from mid_fresh');
});
