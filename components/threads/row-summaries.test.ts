import { expect, test } from 'vitest';
import { createAccountCache } from '#lib/client/account-cache.ts';
import type { SummaryContext } from '#lib/client/index.ts';
import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';
import { createRowSummaries } from './row-summaries.ts';

const count = 20;

function setUp() {
  const cache = createAccountCache('a1' as AccountId);
  const ids = Array.from({ length: count }, (_, index) => ({ emailId: `e${index}` as EmailId, threadId: `t${index}` as ThreadId }));
  cache.putEmails(
    ids.map(({ emailId, threadId }, index) => ({
      ...{
        id: emailId,
        threadId,
        mailboxIds: { m1: true as const },
        keywords: {},
        from: [{ name: `P ${index}`, email: `p${index}@x.test` }],
      },
      ...{ to: [], subject: `Subject ${index}`, preview: '', receivedAt: '2026-02-01T10:00:00Z', hasAttachment: false },
      ...{ messageId: [`${index}@x.test`], sentAt: '2026-02-01T10:00:00Z' },
    })),
  );
  cache.putThreads(ids.map(({ emailId, threadId }) => ({ id: threadId, emailIds: [emailId] })));
  /** how many rows were put together so far */
  let made = 0;
  const context: SummaryContext = {
    ...{ mailbox: null, elsewhere: new Set(), own: new Set(), vip: new Set(), tags: [] },
    get me() {
      return 'me';
    },
    get elsewhere() {
      made += 1;
      return new Set<never>();
    },
  };
  const summariesOf = createRowSummaries();
  const draw = (first = 0) => [
    ...summariesOf(cache, { at: (index) => ids[index]?.emailId ?? null }, () => context, first, count - 1).values(),
  ];
  return { cache, ids, draw, made: () => made };
}

test('for a star one row is put together anew, and the other rows stay what they were', () => {
  const { cache, draw, made } = setUp();
  const before = draw();
  expect(made()).toBe(count);
  cache.lay(new Map([['e3' as EmailId, { keywords: { $flagged: true } }]]));
  const after = draw();
  expect(made()).toBe(count + 1);
  expect(after.filter((row, index) => row !== before[index]).map(({ threadId, starred }) => [threadId, starred])).toEqual([['t3', true]]);
});

test('where nothing changed, no row is put together anew', () => {
  const { draw, made } = setUp();
  const before = draw();
  expect(draw()).toEqual(before);
  expect(draw(5)).toEqual(before.slice(5));
  expect(made()).toBe(count);
});
