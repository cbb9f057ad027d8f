import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { MailboxId } from '#lib/mail/index.ts';
import { ClientPicture } from '../testing/client-picture.ts';
import { listedMailbox, syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

const types = ['Mailbox', 'Email', 'Thread'] as const;
const dayMs = 24 * 60 * 60_000;

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore([listedMailbox('INBOX'), listedMailbox('Work'), listedMailbox('Home')]);
});
afterEach(async () => {
  expect(wrongCounts(t.dataDir)).toEqual([]);
  await t.close();
});

const remove = (id: MailboxId) => t.store.mailboxes.destroy(t.accountId, id, { removeEmails: true, notBeforeMs: Date.now() + 60_000 });
const restore = (id: MailboxId) => t.store.mailboxes.restore(t.accountId, id);
const states = () => t.store.states(t.accountId);
const rename = (id: MailboxId, name: string) => t.store.mailboxes.update(t.accountId, id, { name });

/** What /changes says of one object. */
async function said(type: (typeof types)[number], since: string, id: string): Promise<string | null> {
  const changes = (await t.store.changes(t.accountId, type, since, null))!;
  const verbs = (['created', 'updated', 'destroyed'] as const).filter((verb) => changes[verb].includes(id));
  expect(verbs.length).toBeLessThan(2);
  return verbs[0] ?? null;
}

test('RFC 8620 §5.2: what came back is updated for who never heard of its end, created for who did; twice over', async () => {
  const unborn = await states();
  const [work, inbox] = [await t.mailbox('Work'), await t.mailbox('INBOX')];
  const [email] = await t.pass(work, { appeared: [syncedMessage(1, 'one')] });
  const [{ threadId } = { threadId: '' }] = await t.store.emails.summaries(t.accountId, [email!]);
  const ids = { Mailbox: work, Email: email!, Thread: threadId };
  const points = { unborn, alive: await states() };
  await remove(work);
  const dead = await states();
  await restore(work);
  const again = await states();
  await remove(work);
  const deadAgain = await states();
  // From no state on does a dead object count as anything but gone, or as never heard of.
  for (const type of types) {
    expect(await said(type, points.alive[type], ids[type])).toBe('destroyed');
    expect(await said(type, dead[type], ids[type])).toBeNull();
    expect(await said(type, again[type], ids[type])).toBe('destroyed');
  }
  await restore(work);
  await t.pass(inbox, { appeared: [syncedMessage(1, 'other')] });
  for (const type of types) {
    const from = async (state: Record<string, string>) => await said(type, state[type]!, ids[type]);
    expect(await from(points.unborn)).toBe(type === 'Mailbox' ? 'updated' : 'created');
    expect([await from(points.alive), await from(dead)]).toEqual(['updated', 'created']);
    expect([await from(again), await from(deadAgain)]).toEqual(['updated', 'created']);
    expect(await from(await states())).toBeNull();
  }
});

test('RFC 8620 §5.2: nobody is told that something changed which they never heard of: a page ends between its creation and the end that is taken back', async () => {
  const [work, inbox] = [await t.mailbox('Work'), await t.mailbox('INBOX')];
  const early = new ClientPicture(t.store, t.accountId);
  await early.fetchAll();
  // Each round it lives, ends and comes back once more, and a page ends in the middle of each life.
  await t.pass(work, { appeared: [syncedMessage(1, 'one')] });
  for (const round of [1, 2, 3]) {
    await t.pass(inbox, { appeared: [syncedMessage(round * 2, `a${round}`), syncedMessage(round * 2 + 1, `b${round}`)] });
    await remove(work);
    const late = new ClientPicture(t.store, t.accountId);
    await late.fetchAll();
    const stopped = await Promise.all(
      Array.from({ length: 6 }, async (_, pages) => {
        const picture = new ClientPicture(t.store, t.accountId);
        Object.assign(picture.states, early.states);
        for (const type of types) for (const [id, text] of early.picture[type]) picture.picture[type].set(id, text);
        await picture.follow(1, pages);
        return picture;
      }),
    );
    await restore(work);
    for (const picture of [...stopped, late]) {
      await picture.follow(1);
      expect(picture.picture).toEqual(await picture.now());
    }
  }
});

test('RFC 8620 §5.2: what was created and is gone for good since a state is left out, page by page too', async () => {
  const inbox = await t.mailbox('INBOX');
  const before = await states();
  const [gone] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  await t.pass(inbox, { appeared: [syncedMessage(2, 'two')] });
  await t.store.emails.destroy(t.accountId, [gone!]);
  const page = (await t.store.changes(t.accountId, 'Email', before.Email, 1))!;
  expect([...page.created, ...page.updated, ...page.destroyed]).not.toContain(gone);
});

test('settled 22: of two folders that share a Thread, both come back with the ids that they had', async () => {
  const [work, home] = [await t.mailbox('Work'), await t.mailbox('Home')];
  const [one] = await t.pass(work, { appeared: [syncedMessage(1, 'one')] });
  const [two] = await t.pass(home, { appeared: [syncedMessage(1, 'two', { inReplyTo: ['one@test.example'] })] });
  const before = await t.store.emails.summaries(t.accountId, [one!, two!]);
  expect(before[0]!.threadId).toBe(before[1]!.threadId);
  await remove(work);
  await remove(home);
  await restore(home);
  await restore(work);
  expect(await t.store.emails.summaries(t.accountId, [one!, two!])).toEqual(before);
});

test('30 days later an old state is refused, and what came back is kept with its past', async () => {
  const [work, inbox] = [await t.mailbox('Work'), await t.mailbox('INBOX')];
  const [email] = await t.pass(work, { appeared: [syncedMessage(1, 'one')] });
  const alive = await states();
  await remove(work);
  const dead = await states();
  await restore(work);
  await t.store.emails.destroy(t.accountId, await t.pass(inbox, { appeared: [syncedMessage(1, 'other')] }));
  await t.store.close();
  const db = new DatabaseSync(join(t.dataDir, 'postern.db'));
  db.prepare('update change_mark set at_ms = at_ms - ?').run(20 * dayMs);
  db.close();
  await t.reopen();
  await t.store.tidy();
  expect([await said('Email', alive.Email, email!), await said('Email', dead.Email, email!)]).toEqual(['updated', 'created']);
  await t.pass(inbox, { appeared: [syncedMessage(2, 'later')] });
  await t.store.close();
  const later = new DatabaseSync(join(t.dataDir, 'postern.db'));
  later.prepare('update change_mark set at_ms = at_ms - ?').run(20 * dayMs);
  later.exec('delete from change_mark where at_ms < (select max(at_ms) from change_mark)');
  later.prepare('update change_mark set at_ms = at_ms - ?').run(20 * dayMs);
  later.close();
  await t.reopen();
  await t.store.tidy();
  expect(await t.store.changes(t.accountId, 'Email', dead.Email, null)).toBeNull();
  await remove(work);
  await restore(work);
  expect(await t.store.emails.summaries(t.accountId, [email!])).toHaveLength(1);
});

const folderNames = ['Work', 'Home', 'INBOX'] as const;
const step = fc.record({
  act: fc.constantFrom('remove', 'remove', 'restore', 'restore', 'rename', 'deliver', 'deliver', 'deliver', 'expunge', 'page', 'page'),
  path: fc.constantFrom(...folderNames),
  max: fc.integer({ min: 1, max: 3 }),
});

test('J7: a client that stops between any two pages knows in the end what there is, whatever came and went and came back', async () => {
  const within = t;
  onTestFinished(() => within.close());
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30 }), async (steps) => {
      t = await within.another([listedMailbox('INBOX'), listedMailbox('Work'), listedMailbox('Home')]);
      const folders = { Work: await t.mailbox('Work'), Home: await t.mailbox('Home'), INBOX: await t.mailbox('INBOX') };
      const pictures: { picture: ClientPicture; max: number }[] = [];
      const uids = { Work: 0, Home: 0, INBOX: 0 };
      for (const [at, { act, path, max }] of steps.entries()) {
        const picture = new ClientPicture(t.store, t.accountId);
        await picture.fetchAll();
        pictures.push({ picture, max });
        const folder = folders[path];
        const isThere = (await t.store.mailboxes.get(t.accountId, [folder])).length > 0;
        if (act === 'remove') await remove(folder);
        else if (act === 'restore') await restore(folder);
        else if (act === 'rename' && isThere) await rename(folder, `${path} ${at}`);
        else if (act === 'deliver' && isThere) {
          uids[path] += 1;
          const uid = uids[path];
          await t.pass(folder, { appeared: [syncedMessage(uid, `${path}${uid}`, max === 3 ? { inReplyTo: ['Work1@test.example'] } : {})] });
        } else if (act === 'expunge' && isThere) await t.pass(folder, { vanished: [{ from: max, to: max }] });
        else if (act === 'page') for (const one of pictures) await one.picture.follow(one.max, 1);
      }
      const now = await pictures[0]!.picture.now();
      for (const one of pictures) {
        await one.picture.follow(one.max);
        expect(one.picture.picture).toEqual(now);
      }
    }),
    { seed: 20261122, numRuns: process.env.POSTERN_TEST_LONG === '1' ? 1000 : 24 },
  );
}, 600_000);
