import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import { type AccountDouble, contentOf } from '../testing/account-double.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let second: Awaited<ReturnType<JmapWorld['addAccount']>>;
const ids: EmailId[] = [];
beforeAll(async () => {
  world = await startJmap();
  second = await world.addAccount('ann@work.example');
  // By turns in both inboxes, newest last; every third one is read.
  for (let index = 0; index < 12; index += 1) {
    const [account, mailbox] = index % 2 === 0 ? [world.account, world.mailbox] : [second.account, second.mailbox];
    ids.push(await deliver(account, mailbox.inbox as MailboxId, index));
  }
  await deliver(second.account, second.mailbox.archive as MailboxId, 99);
});
afterAll(() => world.stop());

async function deliver(account: AccountDouble, mailboxId: MailboxId, index: number): Promise<EmailId> {
  const raw = Buffer.from(`Subject: ${index}\r\nMessage-ID: <a${index}@example.org>\r\n\r\nText\r\n`);
  const { blobId } = await world.store.blobs.put(account.id, raw, 'message/rfc822');
  const created = await world.store.emails.create(account.id, {
    content: contentOf(raw, 1_700_000_000_000 + index * 60_000),
    rawBlobId: blobId,
    mailboxIds: [mailboxId],
    keywords: index % 3 === 0 ? ['$seen'] : [],
  });
  if (!created.ok) throw new Error(created.refusal.kind);
  return created.value.id;
}

const inboxes = (filter: Record<string, unknown> = {}) => [
  { accountId: world.accountId, filter: { inMailbox: world.mailbox.inbox, ...filter } },
  { accountId: second.account.id, filter: { inMailbox: second.mailbox.inbox, ...filter } },
];
async function query(given: Record<string, unknown>) {
  const [response] = await world.calls(['AllMail/query', { collapseThreads: true, ...given }]);
  return response![1] as {
    position: number;
    rows: { accountId: AccountId; id: EmailId }[];
    total?: number;
    notFound: string[];
    type?: string;
  };
}
const newestFirst = () => ids.toReversed();

test('the inboxes of two accounts are one list by time, each row with its account, and one total', async () => {
  const answer = await query({ accounts: inboxes(), limit: 5, calculateTotal: true });
  expect(answer).toMatchObject({ position: 0, total: 12, notFound: [] });
  expect(answer.rows.map(({ id }) => id)).toEqual(newestFirst().slice(0, 5));
  expect(answer.rows[0]?.accountId).toBe(second.account.id);
  expect(answer.rows[1]?.accountId).toBe(world.accountId);
});

test('an account whose mail server does not answer is in the list with what is known of it, and keeps nobody waiting', async () => {
  const { ready, searchServer } = second.account;
  const never = () => new Promise<never>(() => undefined);
  Object.assign(second.account, { ready: never, searchServer: never });
  try {
    expect((await query({ accounts: inboxes(), limit: 12 })).rows.map(({ id }) => id)).toEqual(newestFirst());
    const answer = await world.call('Email/query', { filter: { inMailbox: world.mailbox.inbox } });
    expect(answer.ids).toHaveLength(6);
  } finally {
    Object.assign(second.account, { ready, searchServer });
  }
});

test('a position, an anchor in either account, and the other order', async () => {
  expect((await query({ accounts: inboxes(), position: 7, limit: 3 })).rows.map(({ id }) => id)).toEqual(newestFirst().slice(7, 10));
  for (const at of [4, 5]) {
    const answer = await query({ accounts: inboxes(), anchor: newestFirst()[at], anchorOffset: -2, limit: 3 });
    expect(answer.position).toBe(at - 2);
    expect(answer.rows.map(({ id }) => id)).toEqual(newestFirst().slice(at - 2, at + 1));
  }
  const oldest = await query({ accounts: inboxes(), isAscending: true, limit: 4 });
  expect(oldest.rows.map(({ id }) => id)).toEqual(ids.slice(0, 4));
  expect((await query({ accounts: inboxes(), anchor: 'eNone' })).type).toBe('anchorNotFound');
});

test('each account has a filter of its own, counted too', async () => {
  const unread = await query({ accounts: inboxes({ notKeyword: '$seen' }), calculateTotal: true });
  expect(unread.rows.map(({ id }) => id)).toEqual(newestFirst().filter((_, at) => (11 - at) % 3 !== 0));
  expect(unread.total).toBe(8);
});

test('an account that is nobody’s, or another person’s, is named and left out', async () => {
  const answer = await query({ accounts: [...inboxes(), { accountId: 'aNone', filter: null }], limit: 50 });
  expect(answer.rows).toHaveLength(12);
  expect(answer.notFound).toEqual(['aNone']);
});

test('the same account twice, and more than fifty, are refused', async () => {
  expect((await query({ accounts: [inboxes()[0], inboxes()[0]] })).type).toBe('invalidArguments');
  const many = Array.from({ length: 51 }, (_, index) => ({ accountId: `a${index}` }));
  expect((await query({ accounts: many })).type).toBe('invalidArguments');
});
