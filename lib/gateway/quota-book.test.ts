import { expect, test } from 'vitest';
import type { AccountId } from '#lib/mail/index.ts';
import { QuotaBook } from './quota-book.ts';
import { StateHub } from './state-hub.ts';

const accountId = 'aBook' as AccountId;
const used = (count: number) => [{ root: '', resource: 'MESSAGE', used: count, limit: 10_000 }];

test('RFC 9425 §4.3: every state is kept with what was said in it; the same again makes none', () => {
  const hub = new StateHub();
  const events: unknown[] = [];
  hub.subscribe(null, ({ states }) => events.push(states.Quota));
  const book = new QuotaBook(accountId, hub);
  book.note([]);
  book.note(used(1));
  book.note(used(1));
  book.note(used(2));
  expect(book.said.map(({ quotas }) => quotas)).toEqual([[], used(1), used(2)]);
  expect(events).toEqual(book.said.slice(1).map(({ state }) => state));
  expect(new Set(book.said.map(({ state }) => state)).size).toBe(3);
  expect(book.said.at(-1)!.state).toBe(hub.own(accountId, 'Quota'));
});

test('what is oldest is forgotten first', () => {
  const book = new QuotaBook(accountId, new StateHub());
  for (let count = 0; count < 1_000; count += 1) book.note(used(count));
  expect(book.said.length).toBe(500);
  expect(book.said.at(-1)!.quotas).toEqual(used(999));
});
