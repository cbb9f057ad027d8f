import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClientPicture } from '../testing/client-picture.ts';
import { listedMailbox, syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore([listedMailbox('INBOX'), listedMailbox('Work')]);
});
afterEach(async () => {
  expect(wrongCounts(t.dataDir)).toEqual([]);
  await t.close();
});

const batch = 40;
/** Messages `from` to `from + 39`; every fourth answers the one that is so many before it. */
const messages = (from: number, back: number) =>
  Array.from({ length: batch }, (_, nth) => {
    const uid = from + nth;
    return syncedMessage(uid, `m${uid}`, uid % 4 === 0 ? { inReplyTo: [`m${uid - back}@test.example`] } : {});
  });
const loggedRows = () => {
  const db = new DatabaseSync(join(t.dataDir, 'postern.db'), { readOnly: true });
  const rows = (table: string) => (db.prepare(`select count(*) n from ${table} where type in (1, 2)`).get() as { n: number }).n;
  const counts = { change: rows('change'), change_range: rows('change_range') };
  db.close();
  return counts;
};

test('RFC 8620 §5.2: a client that stops between any two pages of a fill knows in the end what there is, whatever became of it meanwhile', async () => {
  const work = await t.mailbox('Work');
  const pictures: ClientPicture[] = [];
  const look = async (pages = 1) => {
    const picture = new ClientPicture(t.store, t.accountId);
    await picture.fetchAll();
    pictures.push(picture);
    // Each of them stops somewhere inside of what is new.
    for (const [nth, one] of pictures.entries()) await one.follow(3 + nth, pages);
  };
  await look();
  await t.pass(work, { appeared: messages(1, 2) });
  expect(loggedRows()).toEqual({ change: 0, change_range: 2 });
  await look();
  // Into threads of before, whose rows in the log begin with it.
  const later = await t.pass(work, { appeared: messages(101, 100) });
  await look();
  await t.pass(work, { flags: [3, 4, 5, 104].map((uid) => ({ uid, flags: ['\\Seen'], modSeq: null })) });
  await look();
  // Two threads become one: Emails come back under other ids (J3).
  await t.pass(work, {
    appeared: [syncedMessage(200, 'bridge', { references: ['m1@test.example', 'm7@test.example', 'm109@test.example'] })],
  });
  await look();
  await t.pass(work, { vanished: [{ from: 2, to: 9 }] });
  await t.store.emails.destroy(t.accountId, later.slice(5, 9));
  await look();
  await t.store.mailboxes.destroy(t.accountId, work, { removeEmails: true, notBeforeMs: Date.now() + 60_000 });
  await look(Number.POSITIVE_INFINITY);
  await t.store.mailboxes.restore(t.accountId, work);
  await look();
  await t.pass(work, { flags: [12, 13, 105].map((uid) => ({ uid, flags: ['\\Flagged'], modSeq: null })) });
  const now = await pictures[0]!.now();
  expect(now.Email.size).toBeGreaterThan(batch);
  for (const [nth, one] of pictures.entries()) {
    await one.follow(nth % 2 === 0 ? 7 : null);
    expect(one.picture).toEqual(now);
  }
});

test('J3: what is taken back of a fill has the ids that it had', async () => {
  const work = await t.mailbox('Work');
  const ids = await t.pass(work, { appeared: messages(1, 2) });
  const before = await t.store.emails.summaries(t.accountId, ids);
  for (const round of [1, 2]) {
    await t.store.mailboxes.destroy(t.accountId, work, { removeEmails: true, notBeforeMs: Date.now() + 60_000 });
    expect(await t.store.emails.summaries(t.accountId, ids), `${round}`).toEqual([]);
    await t.store.mailboxes.restore(t.accountId, work);
    expect(await t.store.emails.summaries(t.accountId, ids), `${round}`).toEqual(before);
  }
});
