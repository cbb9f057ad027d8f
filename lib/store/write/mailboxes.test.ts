import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MailboxId } from '#lib/mail/index.ts';
import { listedMailbox, syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore();
});
afterEach(async () => {
  expect(wrongCounts(t.dataDir)).toEqual([]);
  await t.close();
});

const create = (name: string, parentId: MailboxId | null = null) =>
  t.store.mailboxes.create(t.accountId, { name, parentId, isSubscribed: true, sortOrder: 0, role: null });
const created = async (name: string, parentId: MailboxId | null = null): Promise<MailboxId> => {
  const outcome = await create(name, parentId);
  if (!outcome.ok) throw new Error(outcome.refusal.kind);
  return outcome.value.id;
};
const next = () => t.store.intents.nextBatch(t.accountId, Date.now(), 10);
const carryAll = async () => {
  const works = [];
  for (let batch = await next(); batch.length > 0; batch = await next()) {
    works.push(...batch.map(({ work }) => work));
    await t.store.intents.confirm(batch.map(({ id }) => ({ intentId: id, landed: null })));
  }
  return works;
};
const destroy = (id: MailboxId, removeEmails = false, notBeforeMs = 0) =>
  t.store.mailboxes.destroy(t.accountId, id, { removeEmails, notBeforeMs });

test('J13: Drafts, Sent and Trash exist from the first listing; a mailbox that has their name takes the role', async () => {
  await t.close();
  t = await openTestStore([listedMailbox('INBOX'), listedMailbox('sent')]);
  const rows = await t.store.mailboxes.syncRows(t.accountId);
  expect(rows.map(({ role, path }) => [role, path])).toEqual([
    ['inbox', 'INBOX'],
    ['sent', 'sent'],
    ['drafts', null],
    ['trash', null],
  ]);
  expect(rows[2]!.rights).toMatchObject({ mayDelete: false, mayRename: false, mayAddItems: true });
  // The server shows one later: it is the same mailbox.
  await t.store.mailboxes.recordListing(
    t.accountId,
    [listedMailbox('INBOX'), listedMailbox('sent'), listedMailbox('Papierkorb', { role: 'trash' })],
    [],
  );
  const after = await t.store.mailboxes.syncRows(t.accountId);
  expect(after.find(({ role }) => role === 'trash')).toMatchObject({ id: rows[3]!.id, path: 'Papierkorb', name: 'Papierkorb' });
});

test('a mailbox that is there keeps its id although the list does not have it; one that is not there goes', async () => {
  const [id, other] = [await created('New'), await created('Gone')];
  await carryAll();
  const before = await t.store.state(t.accountId, 'Mailbox');
  await t.store.mailboxes.recordListing(t.accountId, [listedMailbox('INBOX'), listedMailbox('Archive')], [], ['New']);
  const changes = await t.store.changes(t.accountId, 'Mailbox', before, null);
  expect(changes?.destroyed).toContain(other);
  expect(changes?.destroyed).not.toContain(id);
  expect(await t.store.mailboxes.syncRow(t.accountId, id)).toMatchObject({ path: 'New' });
});

test('J13: rights of INBOX, of a namespace below it, of \\Noselect and \\Noinferiors', async () => {
  await t.close();
  t = await openTestStore([
    listedMailbox('INBOX', { delimiter: '.' }),
    listedMailbox('INBOX.Work', { delimiter: '.', name: 'Work', parentPath: null, noInferiors: true }),
    listedMailbox('INBOX.Tree', { delimiter: '.', name: 'Tree', parentPath: null, isSelectable: false }),
  ]);
  const [inbox, work, tree] = await t.store.mailboxes.get(t.accountId, null);
  expect(inbox!.rights).toMatchObject({ mayRename: false, mayDelete: false, mayCreateChild: false, mayAddItems: true });
  expect(work!.rights).toMatchObject({ mayCreateChild: false, mayAddItems: true, mayRename: true });
  expect(tree!.rights).toMatchObject({ mayReadItems: false, mayAddItems: false, mayCreateChild: true });
  // The delimiter of other servers is a letter here (I13).
  expect(await create('a/b', work!.id)).toMatchObject({ refusal: { kind: 'forbidden' } });
  expect(await create('a/b')).toMatchObject({ ok: true });
  expect(await create('a.b')).toMatchObject({ refusal: { kind: 'invalid', properties: ['name'] } });
  await carryAll();
  const id = await created('New');
  expect(await carryAll()).toMatchObject([{ kind: 'mailbox-create', mailboxId: id, path: 'INBOX.New' }]);
});

test('J14: a sibling of the same name is refused with its id, on create, rename and move', async () => {
  const work = await created('Work');
  const child = await created('Child', work);
  expect(await create('Work')).toEqual({ ok: false, refusal: { kind: 'already-exists', existingId: work } });
  expect(await t.store.mailboxes.update(t.accountId, child, { name: 'Work', parentId: null })).toMatchObject({
    refusal: { kind: 'already-exists', existingId: work },
  });
  expect(await create('Child', work)).toMatchObject({ refusal: { existingId: child } });
});

test.each(['', '   ', 'a/b', 'tab\there', 'x'.repeat(300), 'inbox'])('J13: the name %j is refused', async (name) => {
  expect(await create(name)).toMatchObject({ ok: false, refusal: { kind: 'invalid', properties: ['name'] } });
});

test('a mailbox cannot be moved into itself or below itself', async () => {
  const work = await created('Work');
  const child = await created('Child', work);
  expect(await t.store.mailboxes.update(t.accountId, work, { parentId: child })).toMatchObject({
    refusal: { kind: 'invalid', properties: ['parentId'] },
  });
  expect(await t.store.mailboxes.update(t.accountId, work, { parentId: work })).toMatchObject({ refusal: { kind: 'invalid' } });
});

test('a rename carries the path of that moment, and the children’s paths follow', async () => {
  const work = await created('Work');
  const child = await created('Child', work);
  expect(await carryAll()).toMatchObject([{ path: 'Work' }, { path: 'Work/Child' }]);
  await t.store.mailboxes.update(t.accountId, work, { name: 'Job' });
  await t.store.mailboxes.update(t.accountId, work, { name: 'Jobs' });
  const [rename] = await next();
  expect(rename!.work).toEqual({ kind: 'mailbox-rename', mailboxId: work, from: 'Work', to: 'Jobs' });
  // Renamed again while the answer is under way: the confirmed path is the one that was carried.
  await t.store.intents.started([rename!.id], null);
  await t.store.mailboxes.update(t.accountId, work, { name: 'Labour' });
  // LIST shows the new name before the answer was taken: nothing is lost.
  const others = ['INBOX', 'Archive', 'Sent', 'Drafts', 'Trash'].map((path) => listedMailbox(path));
  await t.store.mailboxes.recordListing(t.accountId, [...others, listedMailbox('Jobs'), listedMailbox('Jobs/Child')], []);
  await t.store.intents.confirm([{ intentId: rename!.id, landed: null }]);
  expect(await t.store.mailboxes.syncRow(t.accountId, child)).toMatchObject({ path: 'Jobs/Child', parentId: work });
  expect((await next())[0]!.work).toEqual({ kind: 'mailbox-rename', mailboxId: work, from: 'Jobs', to: 'Labour' });
  expect(await t.store.mailboxes.syncRow(t.accountId, work)).toMatchObject({ name: 'Labour', path: 'Jobs' });
});

test('J12: a refused rename goes back to the old name', async () => {
  const work = await created('Work');
  await carryAll();
  await t.store.mailboxes.update(t.accountId, work, { name: 'Job' });
  const [rename] = await next();
  await t.store.intents.undo([rename!.id], { kind: 'refused', serverText: 'NO' });
  expect(await t.store.mailboxes.get(t.accountId, [work])).toMatchObject([{ name: 'Work' }]);
  expect(await t.store.events(t.accountId, 0)).toMatchObject([{ kind: 'mailbox-rename:refused', mailboxId: work }]);
});

test('J14: children come before everything, then mail; a delete is held until its time, and Emails bound elsewhere survive', async () => {
  const work = await created('Work');
  const child = await created('Child', work);
  await carryAll();
  const inbox = await t.mailbox('INBOX');
  const [only] = await t.pass(work, { appeared: [syncedMessage(1, 'only')] });
  const [both] = await t.pass(inbox, { appeared: [syncedMessage(1, 'both')] });
  await t.store.emails.update(t.accountId, [{ id: both!, addKeywords: [], removeKeywords: [], mailboxIds: [inbox, work] }]);
  await carryAll();
  expect(await destroy(work, true)).toMatchObject({ refusal: { kind: 'mailbox-has-child' } });
  expect(await destroy(child)).toMatchObject({ ok: true });
  await carryAll();
  expect(await destroy(work)).toMatchObject({ refusal: { kind: 'mailbox-has-email' } });
  const dueMs = Date.now() + 10_000;
  expect(await destroy(work, true, dueMs)).toMatchObject({ ok: true });
  expect(await t.store.mailboxes.get(t.accountId, [work])).toEqual([]);
  expect(await t.store.emails.summaries(t.accountId, [only!, both!])).toMatchObject([{ id: both, mailboxIds: [inbox] }]);
  expect(await next()).toEqual([]);
  expect(await t.store.intents.nextDueMs(t.accountId)).toBe(dueMs);
  const [intent] = await t.store.intents.nextBatch(t.accountId, dueMs, 10);
  expect(intent!.work).toEqual({ kind: 'mailbox-delete', mailboxId: work, path: 'Work', isSelectable: true, removeEmails: true });
  await t.store.intents.confirm([{ intentId: intent!.id, landed: null }]);
  expect(await t.store.emails.locate(t.accountId, only!)).toBeNull();
});

test('J14: a refused delete brings the mailbox and its mail back under new ids', async () => {
  const work = await created('Work');
  await carryAll();
  const [id] = await t.pass(work, { appeared: [syncedMessage(1, 'one', { flags: ['\\Seen'] })] });
  await destroy(work, true);
  const [intent] = await next();
  const state = await t.store.state(t.accountId, 'Mailbox');
  await t.store.intents.undo([intent!.id], { kind: 'refused', serverText: null });
  const changes = await t.store.changes(t.accountId, 'Mailbox', state, null);
  expect(changes!.created).toHaveLength(1);
  expect(changes!.created[0]).not.toBe(work);
  const back = await t.mailbox('Work');
  expect(await t.store.mailboxes.get(t.accountId, [back])).toMatchObject([{ totalEmails: 1, unreadEmails: 0 }]);
  expect(await t.store.emails.summaries(t.accountId, [id!])).toEqual([]);
});

describe('settled 22: a held deletion is taken back', () => {
  const states = async () => {
    const { Mailbox, Email, Thread } = await t.store.states(t.accountId);
    return { Mailbox, Email, Thread };
  };
  const changesOf = async (type: 'Mailbox' | 'Email' | 'Thread', since: string) => {
    const { created, updated, destroyed } = (await t.store.changes(t.accountId, type, since, null))!;
    return { created, updated, destroyed };
  };

  test('the mailbox and its mail are back under the same ids and Threads, as they were, and nothing is carried', async () => {
    const work = await created('Work');
    await carryAll();
    const ids = await t.pass(work, {
      appeared: [syncedMessage(1, 'one', { flags: ['\\Seen', '\\Flagged'] }), syncedMessage(2, 'two', { inReplyTo: ['one@test.example'] })],
    });
    const summaries = await t.store.emails.summaries(t.accountId, ids);
    const record = await t.store.mailboxes.get(t.accountId, [work]);
    expect(record).toMatchObject([{ totalEmails: 2, unreadEmails: 1, totalThreads: 1 }]);
    const before = await states();
    await destroy(work, true, Date.now() + 10_000);
    const gone = await states();
    expect(await t.store.emails.summaries(t.accountId, ids)).toEqual([]);
    expect(await t.store.mailboxes.restore(t.accountId, work)).toEqual({ ok: true, value: null });

    expect(await t.store.mailboxes.get(t.accountId, [work])).toEqual(record);
    expect(await t.store.emails.summaries(t.accountId, ids)).toEqual(summaries);
    expect(await t.store.intents.pendingCount(t.accountId)).toBe(0);
    const threadId = summaries[0]!.threadId;
    // Who saw the end learns of the return; who did not has an object that it should look at again (RFC 8620 §5.2).
    for (const [since, verb, other] of [
      [gone, 'created', 'updated'],
      [before, 'updated', 'created'],
    ] as const) {
      expect(await changesOf('Mailbox', since.Mailbox)).toEqual({ [verb]: [work], [other]: [], destroyed: [] });
      expect(await changesOf('Thread', since.Thread)).toEqual({ [verb]: [threadId], [other]: [], destroyed: [] });
      const emails = await changesOf('Email', since.Email);
      expect({ ...emails, [verb]: emails[verb].toSorted() }).toEqual({ [verb]: ids.toSorted(), [other]: [], destroyed: [] });
    }
    // It can be deleted again, and restored again.
    await destroy(work, true, Date.now() + 10_000);
    expect(await t.store.mailboxes.restore(t.accountId, work)).toMatchObject({ ok: true });
    expect(await t.store.emails.summaries(t.accountId, ids)).toEqual(summaries);
  });

  test('what was taken out or renamed just before stays taken out and renamed', async () => {
    const work = await created('Work');
    await carryAll();
    const inbox = await t.mailbox('INBOX');
    const [kept, moved, dead] = await t.pass(work, {
      appeared: [syncedMessage(1, 'kept'), syncedMessage(2, 'moved'), syncedMessage(3, 'dead')],
    });
    await t.store.emails.update(t.accountId, [{ id: moved!, addKeywords: [], removeKeywords: [], mailboxIds: [inbox] }]);
    await t.store.emails.destroy(t.accountId, [dead!]);
    await t.store.mailboxes.update(t.accountId, work, { name: 'Job' });
    await destroy(work, true, Date.now() + 10_000);
    await t.store.mailboxes.restore(t.accountId, work);
    expect(await t.store.emails.summaries(t.accountId, [kept!, moved!, dead!])).toMatchObject([
      { id: kept, mailboxIds: [work] },
      { id: moved, mailboxIds: [inbox] },
    ]);
    expect((await carryAll()).map(({ kind }) => kind)).toEqual(['move', 'remove', 'mailbox-rename']);
    expect(await t.store.mailboxes.syncRow(t.accountId, work)).toMatchObject({ name: 'Job', path: 'Job' });
  });

  test('what was just being copied out of it is in both places again', async () => {
    const work = await created('Work');
    await carryAll();
    const inbox = await t.mailbox('INBOX');
    const [copied] = await t.pass(work, { appeared: [syncedMessage(1, 'copied')] });
    await t.store.emails.update(t.accountId, [{ id: copied!, addKeywords: [], removeKeywords: [], mailboxIds: [work, inbox] }]);
    await destroy(work, true, Date.now() + 10_000);
    expect(await t.store.emails.summaries(t.accountId, [copied!])).toMatchObject([{ mailboxIds: [inbox] }]);
    await t.store.mailboxes.restore(t.accountId, work);
    const [back] = await t.store.emails.summaries(t.accountId, [copied!]);
    expect(back?.mailboxIds.toSorted()).toEqual([work, inbox].toSorted());
    expect((await carryAll()).map(({ kind }) => kind)).toEqual(['copy']);
  });

  test('what was on its way into it, and what was written there, is there again under its id, and arrives', async () => {
    const work = await created('Work');
    await carryAll();
    const inbox = await t.mailbox('INBOX');
    const [moved] = await t.pass(inbox, { appeared: [syncedMessage(1, 'moved')] });
    await t.store.emails.update(t.accountId, [{ id: moved!, addKeywords: [], removeKeywords: [], mailboxIds: [work] }]);
    const blob = await t.store.blobs.put(t.accountId, Buffer.from('Subject: written\r\n\r\nText'), 'message/rfc822');
    const { content } = syncedMessage(9, 'written');
    const outcome = await t.store.emails.create(t.accountId, { content, rawBlobId: blob.blobId, mailboxIds: [work], keywords: [] });
    if (!outcome.ok) throw new Error(outcome.refusal.kind);
    const written = outcome.value.id;
    await destroy(work, true, Date.now() + 10_000);
    expect(await t.store.emails.summaries(t.accountId, [moved!, written])).toEqual([]);
    expect(await t.store.mailboxes.restore(t.accountId, work)).toMatchObject({ ok: true });
    expect(await t.store.emails.summaries(t.accountId, [moved!, written])).toMatchObject([
      { id: moved, mailboxIds: [work] },
      { id: written, mailboxIds: [work] },
    ]);
    expect((await carryAll()).map(({ kind }) => kind)).toEqual(['move', 'append']);
  });

  test('one that the server has not made yet comes back with what was on its way into it, and a listing does not miss it', async () => {
    const inbox = await t.mailbox('INBOX');
    const work = await created('Work');
    const [moved] = await t.pass(inbox, { appeared: [syncedMessage(1, 'moved')] });
    await t.store.emails.update(t.accountId, [{ id: moved!, addKeywords: [], removeKeywords: [], mailboxIds: [work] }]);
    await destroy(work, true, Date.now() + 10_000);
    expect(await t.store.mailboxes.restore(t.accountId, work)).toMatchObject({ ok: true });
    await t.store.mailboxes.recordListing(t.accountId, [listedMailbox('INBOX', { role: 'inbox' })], []);
    expect(await t.store.emails.summaries(t.accountId, [moved!])).toMatchObject([{ id: moved, mailboxIds: [work] }]);
    expect((await carryAll()).map(({ kind }) => kind)).toEqual(['mailbox-create', 'move']);
    expect(await t.store.mailboxes.syncRow(t.accountId, work)).toMatchObject({ path: 'Work' });
  });

  test('J3: an Email whose Thread came into being anew meanwhile is a new one', async () => {
    const work = await created('Work');
    await carryAll();
    const [one] = await t.pass(work, { appeared: [syncedMessage(1, 'one')] });
    await destroy(work, true, Date.now() + 10_000);
    const [answer] = await t.pass(await t.mailbox('INBOX'), {
      appeared: [syncedMessage(1, 'answer', { inReplyTo: ['one@test.example'] })],
    });
    await t.store.mailboxes.restore(t.accountId, work);
    expect(await t.store.emails.summaries(t.accountId, [one!])).toEqual([]);
    const [thread] = await t.store.emails.summaries(t.accountId, [answer!]);
    expect((await t.store.emails.threads(t.accountId, [thread!.threadId]))[0]!.emailIds).toHaveLength(2);
  });

  test('it is too late once it is carried; a name taken meanwhile and a parent that is gone are said', async () => {
    const work = await created('Work');
    const child = await created('Child', work);
    await carryAll();
    await destroy(child, false, Date.now() + 10_000);
    await destroy(work, false, Date.now() + 10_000);
    expect(await t.store.mailboxes.restore(t.accountId, child)).toMatchObject({ refusal: { kind: 'invalid', properties: ['parentId'] } });
    const other = await created('Work');
    expect(await t.store.mailboxes.restore(t.accountId, work)).toMatchObject({ refusal: { kind: 'already-exists', existingId: other } });
    await destroy(other);
    expect(await t.store.mailboxes.restore(t.accountId, work)).toMatchObject({ ok: true });
    expect(await t.store.mailboxes.restore(t.accountId, child)).toMatchObject({ ok: true });
    await destroy(child);
    const [deletion] = await next();
    expect(deletion!.work).toMatchObject({ kind: 'mailbox-delete' });
    expect(await t.store.mailboxes.restore(t.accountId, child)).toMatchObject({ refusal: { kind: 'not-found' } });
    expect(await t.store.mailboxes.holdDestroyed(t.accountId, child, Date.now() + 10_000)).toMatchObject({
      refusal: { kind: 'not-found' },
    });
  });

  test('its undo being offered longer holds it longer', async () => {
    const work = await created('Work');
    await carryAll();
    const dueMs = Date.now() + 10_000;
    await destroy(work, true, dueMs);
    expect(await t.store.mailboxes.holdDestroyed(t.accountId, work, dueMs + 5_000)).toMatchObject({ ok: true });
    expect(await t.store.intents.nextDueMs(t.accountId)).toBe(dueMs + 5_000);
    expect(await t.store.mailboxes.holdDestroyed(t.accountId, work, dueMs)).toMatchObject({ ok: true });
    expect(await t.store.intents.nextDueMs(t.accountId)).toBe(dueMs + 5_000);
    expect(await t.store.mailboxes.holdDestroyed(t.accountId, await t.mailbox('INBOX'), dueMs)).toMatchObject({
      refusal: { kind: 'not-found' },
    });
  });
});

test('a mailbox whose creation was not begun is destroyed without a word to the server', async () => {
  const work = await created('Work');
  expect(await destroy(work)).toMatchObject({ ok: true });
  expect(await t.store.intents.pendingCount(t.accountId)).toBe(0);
});

test('J12: a refused creation takes the mailbox away and returns what was on its way into it', async () => {
  const work = await created('Work');
  const inbox = await t.mailbox('INBOX');
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  await t.store.emails.update(t.accountId, [{ id: id!, addKeywords: [], removeKeywords: [], mailboxIds: [work] }]);
  const [creation] = await next();
  await t.store.intents.undo([creation!.id], { kind: 'refused', serverText: null });
  expect(await t.store.mailboxes.get(t.accountId, [work])).toEqual([]);
  expect(await t.store.emails.summaries(t.accountId, [id!])).toMatchObject([{ mailboxIds: [inbox] }]);
});

test('a mailbox deleted elsewhere goes with its mail; one renamed elsewhere keeps its id by MAILBOXID or by what sync found', async () => {
  await t.close();
  t = await openTestStore([listedMailbox('INBOX'), listedMailbox('A', { serverMailboxId: 'x1' }), listedMailbox('B'), listedMailbox('C')]);
  const [a, b, c] = [await t.mailbox('A'), await t.mailbox('B'), await t.mailbox('C')];
  const [lost] = await t.pass(c, { appeared: [syncedMessage(1, 'lost')] });
  await t.store.mailboxes.recordListing(
    t.accountId,
    [listedMailbox('INBOX'), listedMailbox('A2', { serverMailboxId: 'x1' }), listedMailbox('B2')],
    [{ from: 'B', to: 'B2' }],
  );
  expect(await t.mailbox('A2')).toBe(a);
  expect(await t.mailbox('B2')).toBe(b);
  expect(await t.store.mailboxes.get(t.accountId, [c])).toEqual([]);
  expect(await t.store.emails.summaries(t.accountId, [lost!])).toEqual([]);
});

test('J7: a listing that shows nothing new moves no state', async () => {
  const listed = ['INBOX', 'Archive', 'Sent', 'Drafts', 'Trash'].map((path) =>
    listedMailbox(path, path === 'INBOX' ? {} : { role: path.toLowerCase() as 'sent' }),
  );
  await t.store.mailboxes.recordListing(t.accountId, listed, []);
  const states = await t.store.states(t.accountId);
  await t.store.mailboxes.recordListing(t.accountId, listed.toReversed(), []);
  expect(await t.store.states(t.accountId)).toEqual(states);
});

test('RFC 8621 §2: unreadThreads treats the trash as apart, also after another mailbox becomes the trash', async () => {
  const [inbox, trash, archive] = [await t.mailbox('INBOX'), await t.mailbox('Trash'), await t.mailbox('Archive')];
  await t.pass(inbox, { appeared: [syncedMessage(1, 'one', { flags: ['\\Seen'] })] });
  await t.pass(trash, { appeared: [syncedMessage(1, 'two', { inReplyTo: ['one@test.example'] })] });
  const unread = async () => (await t.store.mailboxes.get(t.accountId, [inbox, trash])).map(({ unreadThreads }) => unreadThreads);
  expect(await unread()).toEqual([0, 1]);
  await t.store.mailboxes.update(t.accountId, archive, { role: 'trash' });
  expect(await unread()).toEqual([1, 1]);
  expect(wrongCounts(t.dataDir)).toEqual([]);
});

test('RFC 8621 §2.2: changes of counts alone are told apart', async () => {
  const inbox = await t.mailbox('INBOX');
  const state = await t.store.state(t.accountId, 'Mailbox');
  await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  expect(await t.store.changes(t.accountId, 'Mailbox', state, null)).toMatchObject({ updated: [inbox], countsOnly: true });
  await t.store.mailboxes.update(t.accountId, inbox, { sortOrder: 3 });
  expect(await t.store.changes(t.accountId, 'Mailbox', state, null)).toMatchObject({ updated: [inbox], countsOnly: false });
});

test('I11: a chosen role is stronger than attribute and name in every later listing, also over a restart, and one mailbox has it', async () => {
  const others = [listedMailbox('INBOX'), listedMailbox('Sent', { role: 'sent' }), listedMailbox('Drafts', { role: 'drafts' })];
  const listing = [...others, listedMailbox('Trash', { role: 'trash' }), listedMailbox('Bin'), listedMailbox('Archive')];
  await t.store.mailboxes.recordListing(t.accountId, listing, []);
  const [bin, archive] = [await t.mailbox('Bin'), await t.mailbox('Archive')];
  const holders = async () =>
    (await t.store.mailboxes.syncRows(t.accountId)).filter(({ role }) => role === 'trash').map(({ path }) => path);
  expect(await holders()).toEqual(['Trash']);
  const state = await t.store.state(t.accountId, 'Mailbox');
  expect(await t.store.mailboxes.update(t.accountId, bin, { role: 'trash' })).toEqual({ ok: true, value: null });
  expect(await holders()).toEqual(['Bin']);
  expect((await t.store.changes(t.accountId, 'Mailbox', state, null))!.updated.sort()).toEqual([bin, await t.mailbox('Trash')].sort());
  await t.reopen();
  for (const order of [listing, listing.toReversed()]) {
    await t.store.mailboxes.recordListing(t.accountId, order, []);
    expect(await holders()).toEqual(['Bin']);
  }
  // Chosen again: the last word counts.
  await t.store.mailboxes.update(t.accountId, archive, { role: 'trash' });
  await t.store.mailboxes.recordListing(t.accountId, listing, []);
  expect(await holders()).toEqual(['Archive']);
  // Gone with its mailbox: the server's word counts again.
  await t.store.mailboxes.recordListing(
    t.accountId,
    listing.filter(({ path }) => path !== 'Archive'),
    [],
  );
  await t.store.mailboxes.recordListing(
    t.accountId,
    listing.filter(({ path }) => path !== 'Archive'),
    [],
  );
  expect(await holders()).toEqual(['Trash']);
  expect(await t.store.intents.pendingCount(t.accountId)).toBe(0);
});

test('I11: the place that exists only here goes when a mailbox of the server is chosen, and comes back when the choice is withdrawn', async () => {
  await t.close();
  t = await openTestStore([listedMailbox('INBOX'), listedMailbox('Verschickt')]);
  const place = (await t.store.mailboxes.get(t.accountId, null)).find(({ role }) => role === 'sent')!;
  const chosen = await t.mailbox('Verschickt');
  await t.store.mailboxes.update(t.accountId, chosen, { role: 'sent' });
  expect(await t.store.mailboxes.get(t.accountId, [place.id])).toEqual([]);
  await t.store.mailboxes.update(t.accountId, chosen, { role: null });
  await t.store.mailboxes.recordListing(t.accountId, [listedMailbox('INBOX'), listedMailbox('Verschickt', { role: 'sent' })], []);
  const after = (await t.store.mailboxes.syncRows(t.accountId)).filter(({ role }) => role === 'sent');
  expect(after).toMatchObject([{ name: 'Sent', path: null }]);
});

test('I11: a mailbox whose role was taken away stays without, and is not given it again for its name', async () => {
  const sent = await t.mailbox('Sent');
  await t.store.mailboxes.update(t.accountId, sent, { role: null });
  await t.store.mailboxes.recordListing(
    t.accountId,
    ['INBOX', 'Archive', 'Sent', 'Drafts', 'Trash'].map((path) => listedMailbox(path)),
    [],
  );
  expect((await t.store.mailboxes.get(t.accountId, null)).filter(({ role, name }) => role === 'sent' || name === 'Sent')).toMatchObject([
    { id: sent, role: null },
  ]);
});

test('I11: the inbox keeps its role, and a mailbox that holds no mail gets none', async () => {
  await t.close();
  t = await openTestStore([listedMailbox('INBOX', { role: 'inbox' }), listedMailbox('Tree', { isSelectable: false })]);
  const [inbox, tree] = [await t.mailbox('INBOX'), await t.mailbox('Tree')];
  const invalid = { ok: false, refusal: { kind: 'invalid', properties: ['role'] } };
  expect(await t.store.mailboxes.update(t.accountId, tree, { role: 'archive' })).toMatchObject(invalid);
  expect(await t.store.mailboxes.update(t.accountId, await t.mailbox('drafts'), { role: 'inbox' })).toMatchObject(invalid);
  expect(await t.store.mailboxes.update(t.accountId, inbox, { role: 'archive' })).toMatchObject({ refusal: { kind: 'forbidden' } });
});

test('a role moves with its attribute in one listing, whatever the order', async () => {
  const listing = (trash: string) =>
    ['INBOX', 'Archive', 'Sent', 'Drafts', 'Trash'].map((path) => listedMailbox(path, path === trash ? { role: 'trash' } : {}));
  await t.store.mailboxes.recordListing(t.accountId, listing('Trash'), []);
  await t.store.mailboxes.recordListing(t.accountId, listing('Archive'), []);
  expect((await t.store.mailboxes.syncRows(t.accountId)).filter(({ role }) => role === 'trash')).toMatchObject([{ path: 'Archive' }]);
});
