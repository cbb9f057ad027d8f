import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import type { Intent } from '../api.ts';
import { emailContent, listedMailbox, syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

let t: TestStore;
let inbox: MailboxId;
let archive: MailboxId;
beforeEach(async () => {
  t = await openTestStore();
  inbox = await t.mailbox('INBOX');
  archive = await t.mailbox('Archive');
});
afterEach(async () => {
  expect(wrongCounts(t.dataDir)).toEqual([]);
  await t.close();
});

const next = (nowMs = Date.now(), max = 100): Promise<Intent[]> => t.store.intents.nextBatch(t.accountId, nowMs, max);
const summary = async (id: string) => (await t.store.emails.summaries(t.accountId, [id]))[0];
const inMailbox = async (mailboxId: MailboxId): Promise<EmailId[]> => {
  const result = await t.store.emails.query(t.accountId, {
    filter: { op: 'in-mailbox', mailboxId },
    sort: [],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: null,
    calculateTotal: false,
  });
  return 'ids' in result ? result.ids : [];
};
const move = (id: EmailId, ...mailboxIds: MailboxId[]) =>
  t.store.emails.update(t.accountId, [{ id, addKeywords: [], removeKeywords: [], mailboxIds }]);
const mark = (id: EmailId, keyword: string, isOn = true) =>
  t.store.emails.update(t.accountId, [{ id, addKeywords: isOn ? [keyword] : [], removeKeywords: isOn ? [] : [keyword], mailboxIds: null }]);
const deliver = async (count: number): Promise<EmailId[]> =>
  t.pass(inbox, { appeared: Array.from({ length: count }, (_, index) => syncedMessage(index + 1, `m${index + 1}`)) });
const draft = (id: string, ...mailboxIds: MailboxId[]): Promise<EmailId> => heldDraft(id, 0, ...mailboxIds);
const heldDraft = async (id: string, notBeforeMs: number, ...mailboxIds: MailboxId[]): Promise<EmailId> => {
  const blob = await t.store.blobs.put(t.accountId, new TextEncoder().encode(id), 'message/rfc822');
  const content = emailContent(id, { text: { search: 'draft words', preview: 'draft' } });
  const keywords = ['$draft'];
  const created = await t.store.emails.create(t.accountId, { content, rawBlobId: blob.blobId, mailboxIds, keywords, notBeforeMs });
  if (!created.ok) throw new Error(created.refusal.kind);
  return created.value.id;
};

test('settled 22: equal changes of neighbours go out together, in order, and nothing overtakes', async () => {
  const [a, b, c] = await deliver(3);
  await mark(a!, '$seen');
  await mark(b!, '$seen');
  await mark(c!, '$flagged');
  const first = await next();
  expect(first.map(({ work }) => 'emailId' in work && work.emailId)).toEqual([a, b]);
  expect(first[0]!.work).toMatchObject({
    kind: 'keywords',
    add: ['$seen'],
    remove: [],
    locations: [{ mailboxId: inbox, path: 'INBOX', uidValidity: 1, uid: 1 }],
  });
  await t.store.intents.defer([first[0]!.id, first[1]!.id], Date.now() + 60_000, 'temporary');
  // The mailbox keeps its order: c waits behind what was put off.
  expect(await next()).toEqual([]);
  expect(await t.store.intents.nextDueMs(t.accountId)).toBeGreaterThan(Date.now() + 30_000);
  const later = await next(Date.now() + 61_000);
  expect(later.map(({ attempts }) => attempts)).toEqual([1, 1]);
});

test('keywords reach the server before the copy of a message that then goes from where it was', async () => {
  const [id] = await deliver(1);
  await mark(id!, '$seen');
  await move(id!, inbox, archive);
  await move(id!, archive);
  const carried = [];
  for (let batch = await next(); batch.length > 0; batch = await next()) {
    carried.push(...batch.map(({ work }) => work));
    const landed = (kind: string) => (kind === 'copy' ? { uidValidity: 1, uid: 1 } : null);
    await t.store.intents.confirm(batch.map(({ id: intentId, work }) => ({ intentId, landed: landed(work.kind) })));
  }
  expect(carried.map(({ kind }) => kind)).toEqual(['keywords', 'copy', 'remove']);
  expect(carried[0]).toMatchObject({ add: ['$seen'], locations: [{ path: 'INBOX', uid: 1 }] });
});

test('a change taken back before it was carried costs the server nothing', async () => {
  const [id] = await deliver(1);
  await move(id!, archive);
  expect(await inMailbox(archive)).toEqual([id]);
  await move(id!, inbox);
  await mark(id!, '$flagged');
  await mark(id!, '$flagged', false);
  expect(await next()).toEqual([]);
  expect(await t.store.intents.pendingCount(t.accountId)).toBe(0);
  expect(await summary(id!)).toMatchObject({ mailboxIds: [inbox], keywords: [] });
});

test('J7: carrying and confirming makes no state', async () => {
  const [id] = await deliver(1);
  await mark(id!, '$flagged');
  await move(id!, archive);
  const states = await t.store.states(t.accountId);
  for (let batch = await next(); batch.length > 0; batch = await next()) {
    await t.store.intents.started(
      batch.map((intent) => intent.id),
      { uidNext: 5, uidValidity: 1 },
    );
    await t.store.intents.confirm(
      batch.map((intent) => ({ intentId: intent.id, landed: intent.work.kind === 'move' ? { uidValidity: 1, uid: 5 } : null })),
    );
  }
  expect(await t.store.states(t.accountId)).toEqual(states);
  expect(await t.store.emails.locate(t.accountId, id!)).toMatchObject({ mailboxId: archive, uid: 5 });
  // … nor does a pass that sees only what we did ourselves.
  await t.pass(archive, { appeared: [syncedMessage(5, 'm1', { flags: ['\\Flagged'] })] });
  await t.pass(inbox, { vanished: [{ from: 1, to: 1 }] });
  expect(await t.store.states(t.accountId)).toEqual(states);
});

test('J5: a move confirmed without COPYUID is found by its Message-ID from the noted UIDNEXT on', async () => {
  const [id] = await deliver(1);
  await move(id!, archive);
  const [intent] = await next();
  expect(intent!.work).toMatchObject({ kind: 'move', match: { messageId: 'm1@test.example', uidNext: null } });
  await t.store.intents.started([intent!.id], { uidNext: 7, uidValidity: 1 });
  expect(await t.store.intents.unansweredTargets(t.accountId)).toEqual([archive]);
  const [again] = await next();
  expect(again!.work).toMatchObject({ match: { uidNext: 7, uidValidity: 1 } });
  await t.store.intents.confirm([{ intentId: intent!.id, landed: null }]);
  expect(await t.store.intents.unansweredTargets(t.accountId)).toEqual([]);
  // A change made meanwhile waits until the copy's UID is known.
  await mark(id!, '$seen');
  expect(await next()).toEqual([]);
  expect(await t.store.intents.nextDueMs(t.accountId)).toBeNull();
  const created = await t.pass(archive, { appeared: [syncedMessage(3, 'm1'), syncedMessage(8, 'm1')], checkpoint: { uidNext: 9 } });
  // UID 3 is below the noted UIDNEXT: somebody's older copy, an Email of its own.
  expect(created).toHaveLength(1);
  expect(created).not.toContain(id);
  expect(await t.store.emails.locate(t.accountId, id!)).toMatchObject({ uid: 8 });
  expect((await next())[0]!.work).toMatchObject({ kind: 'keywords', locations: [{ uid: 8 }] });
});

test('J2: a pending intent wins for its keyword, the others are taken from the server', async () => {
  const [id] = await deliver(1);
  await mark(id!, '$seen');
  await t.pass(inbox, { flags: [{ uid: 1, flags: ['\\Flagged'], modSeq: null }] });
  expect((await summary(id!))!.keywords.toSorted()).toEqual(['$flagged', '$seen']);
  await mark(id!, '$seen', false);
  await t.pass(inbox, { flags: [{ uid: 1, flags: ['\\Seen'], modSeq: null }] });
  expect((await summary(id!))!.keywords).toEqual([]);
});

test('J2: another client’s flag on one copy is carried to the bound ones; a vanished copy takes only its mailbox along', async () => {
  const [id] = await deliver(1);
  await move(id!, inbox, archive);
  const [copy] = await next();
  await t.store.intents.started([copy!.id], { uidNext: 1, uidValidity: 1 });
  await t.store.intents.confirm([{ intentId: copy!.id, landed: { uidValidity: 1, uid: 1 } }]);
  await t.pass(archive, { flags: [{ uid: 1, flags: ['\\Flagged'], modSeq: null }] });
  expect((await summary(id!))!.keywords).toEqual(['$flagged']);
  expect((await next())[0]!.work).toMatchObject({ kind: 'keywords', add: ['$flagged'], locations: [{ mailboxId: inbox, uid: 1 }] });
  await t.pass(inbox, { vanished: [{ from: 1, to: 1 }] });
  expect((await summary(id!))!.mailboxIds).toEqual([archive]);
});

test('J2: equal messages are not bound by being equal', async () => {
  await t.pass(inbox, { appeared: [syncedMessage(1, 'same')] });
  await t.pass(archive, { appeared: [syncedMessage(1, 'same')] });
  expect([...(await inMailbox(inbox)), ...(await inMailbox(archive))]).toHaveLength(2);
});

test('J1: what we destroyed is gone at once, and an equal message later is a new Email', async () => {
  const [id] = await deliver(1);
  expect((await t.store.emails.destroy(t.accountId, [id!])).get(id!)).toEqual({ ok: true, value: null });
  expect(await summary(id!)).toBeUndefined();
  const [intent] = await next();
  expect(intent!.work).toMatchObject({ kind: 'remove', location: { uid: 1 } });
  await t.store.intents.confirm([{ intentId: intent!.id, landed: null }]);
  const [again] = await t.pass(archive, { appeared: [syncedMessage(1, 'm1')] });
  expect(again).not.toBe(id);
});

test('J8: destroy right after create cancels the append that was not begun, and follows the one that was', async () => {
  const drafts = await t.mailbox('Drafts');
  await t.store.emails.destroy(t.accountId, [await draft('d1', drafts)]);
  expect(await t.store.intents.pendingCount(t.accountId)).toBe(0);

  const second = await draft('d2', drafts);
  const [append] = await next();
  await t.store.intents.started([append!.id], { uidNext: 1, uidValidity: 1 });
  await t.store.emails.destroy(t.accountId, [second]);
  await t.store.intents.confirm([{ intentId: append!.id, landed: { uidValidity: 1, uid: 4 } }]);
  expect((await next())[0]!.work).toMatchObject({ kind: 'remove', location: { mailboxId: drafts, uid: 4 } });
});

test('J8: a created Email is complete at once and its echo changes nothing', async () => {
  const drafts = await t.mailbox('Drafts');
  const id = await draft('d1', drafts, archive);
  const before = await summary(id);
  expect(before).toMatchObject({ preview: 'draft', textState: 'stored', keywords: ['$draft'] });
  expect(before!.mailboxIds.toSorted()).toEqual([drafts, archive].toSorted());
  const [append] = await next();
  expect(append!.work).toMatchObject({ kind: 'append', keywords: ['$draft'], to: { mailboxId: drafts, path: 'Drafts' } });
  await t.store.intents.started([append!.id], { uidNext: 1, uidValidity: 1 });
  await t.store.intents.confirm([{ intentId: append!.id, landed: { uidValidity: 1, uid: 1 } }]);
  expect((await next())[0]!.work).toMatchObject({ kind: 'copy', from: { mailboxId: drafts, uid: 1 }, to: { mailboxId: archive } });
  const states = await t.store.states(t.accountId);
  await t.pass(drafts, { appeared: [syncedMessage(1, 'd1', { flags: ['\\Draft'], sizeBytes: 1234 })] });
  expect(await t.store.states(t.accountId)).toEqual(states);
  expect(await summary(id)).toEqual(before);
});

test('S11, settled 22: a draft that is replaced before its time is never carried; one that is moved goes at once', async () => {
  const drafts = await t.mailbox('Drafts');
  const nowMs = Date.now();
  const first = await heldDraft('one', nowMs + 60_000, drafts);
  expect(await next(nowMs)).toEqual([]);
  expect(await t.store.intents.nextDueMs(t.accountId)).toBe(nowMs + 60_000);
  const second = await heldDraft('two', nowMs + 60_000, drafts);
  await t.store.emails.destroy(t.accountId, [first]);
  expect(await next(nowMs)).toEqual([]);
  expect(await inMailbox(drafts)).toEqual([second]);
  expect((await next(nowMs + 60_000)).map(({ work }) => 'emailId' in work && work.emailId)).toEqual([second]);

  const sent = await t.mailbox('Sent');
  const third = await heldDraft('three', nowMs + 60_000, sent);
  await t.store.emails.update(t.accountId, [{ id: third, addKeywords: [], removeKeywords: ['$draft'], mailboxIds: [archive] }]);
  expect((await next(nowMs)).map(({ work }) => work)).toMatchObject([
    { kind: 'append', emailId: third, to: { mailboxId: archive }, keywords: [] },
  ]);
});

test('J12: an append refused for one of two mailboxes leaves the other; refused for all, the Email goes and its octets stay', async () => {
  const drafts = await t.mailbox('Drafts');
  const id = await draft('d1', drafts, archive);
  const [append] = await next();
  await t.store.intents.undo([append!.id], { kind: 'over-quota', serverText: 'NO [OVERQUOTA]' });
  expect((await summary(id))!.mailboxIds).toEqual([archive]);
  const [second] = await next();
  expect(second!.work).toMatchObject({ kind: 'append', to: { mailboxId: archive } });
  const state = await t.store.state(t.accountId, 'Email');
  await t.store.intents.undo([second!.id], { kind: 'over-quota', serverText: null });
  expect(await summary(id)).toBeUndefined();
  expect(await t.store.changes(t.accountId, 'Email', state, null)).toMatchObject({ destroyed: [id], created: [], updated: [] });
  const [first, last] = await t.store.events(t.accountId, 0);
  expect(first).toMatchObject({ kind: 'append:over-quota', emailId: id, mailboxId: drafts, serverText: 'NO [OVERQUOTA]' });
  await t.store.blobs.sweep(-1000);
  expect(Buffer.from((await t.store.blobs.read(t.accountId, last!.blobId!))!).toString()).toBe('d1');
});

test('J12: a refused move brings the Email back under its id, a refused keyword goes back to what the server has', async () => {
  const [id] = await deliver(1);
  await move(id!, archive);
  await mark(id!, '$flagged');
  const [moving] = await next();
  await t.store.intents.undo([moving!.id], { kind: 'refused', serverText: null });
  expect(await summary(id!)).toMatchObject({ mailboxIds: [inbox], keywords: ['$flagged'] });
  const [marking] = await next();
  await t.store.intents.undo([marking!.id], { kind: 'forbidden', serverText: null });
  expect((await summary(id!))!.keywords).toEqual([]);
});

test('J13: something put into a mailbox that the server lacks queues its creation first', async () => {
  await t.close();
  t = await openTestStore([
    listedMailbox('INBOX.Work', { delimiter: '.', parentPath: null, name: 'Work' }),
    listedMailbox('INBOX', { delimiter: '.' }),
  ]);
  inbox = await t.mailbox('INBOX');
  const trash = await t.mailbox('trash');
  const [id] = await deliver(1);
  await move(id!, trash);
  expect(await inMailbox(trash)).toEqual([id]);
  const [creation] = await next();
  expect(creation!.work).toMatchObject({ kind: 'mailbox-create', mailboxId: trash, path: 'INBOX.Trash', role: 'trash' });
  expect((await next(Date.now(), 10))[0]!.id).toBe(creation!.id);
  await t.store.intents.confirm([{ intentId: creation!.id, landed: null }]);
  expect((await next())[0]!.work).toMatchObject({ kind: 'move', from: { path: 'INBOX' }, to: { mailboxId: trash, path: 'INBOX.Trash' } });
});

test('I32: without the right a change is refused at once and leaves no intent', async () => {
  await t.close();
  t = await openTestStore([
    listedMailbox('INBOX', { rights: { mayRemoveItems: false, maySetSeen: false, maySetKeywords: true } }),
    listedMailbox('Archive', { rights: { mayAddItems: false } }),
  ]);
  inbox = await t.mailbox('INBOX');
  archive = await t.mailbox('Archive');
  const [id] = await deliver(1);
  const forbidden = { ok: false, refusal: { kind: 'forbidden' } };
  expect((await mark(id!, '$seen')).get(id!)).toMatchObject(forbidden);
  expect((await mark(id!, '$flagged')).get(id!)).toMatchObject({ ok: true });
  expect((await move(id!, archive)).get(id!)).toMatchObject(forbidden);
  expect((await move(id!, inbox, archive)).get(id!)).toMatchObject(forbidden);
  expect((await t.store.emails.destroy(t.accountId, [id!])).get(id!)).toMatchObject(forbidden);
  expect(await t.store.intents.pendingCount(t.accountId)).toBe(1);
  expect((await move('enone' as EmailId, inbox)).get('enone' as EmailId)).toMatchObject({ refusal: { kind: 'not-found' } });
  expect((await move(id!, 'mnone' as MailboxId)).get(id!)).toMatchObject({ refusal: { kind: 'invalid', properties: ['mailboxIds'] } });
  expect((await move(id!)).get(id!)).toMatchObject({ refusal: { kind: 'invalid' } });
});

test('J1: a keyword that was set where the message was no more is set where it went', async () => {
  const [id] = await deliver(1);
  await mark(id!, '$forwarded');
  const [marking] = await next();
  await t.store.intents.confirm([{ intentId: marking!.id, landed: null }]);
  // The server had said OK to a UID that it did not know.
  await t.pass(inbox, { vanished: [{ from: 1, to: 1 }] });
  await t.pass(archive, { appeared: [{ ...syncedMessage(7, 'm1'), flags: ['\\Seen'] }] });
  expect(await summary(id!)).toMatchObject({ mailboxIds: [archive], keywords: expect.arrayContaining(['$forwarded', '$seen']) });
  const [again] = await next();
  expect(again!.work).toMatchObject({ kind: 'keywords', add: ['$forwarded'], remove: [], locations: [{ mailboxId: archive, uid: 7 }] });
});

test('J1: held Emails that turned up nowhere are destroyed; an ambiguous match is none', async () => {
  const [a] = await t.pass(inbox, { appeared: [syncedMessage(1, 'twin')] });
  const [b] = await t.pass(archive, { appeared: [syncedMessage(1, 'twin')] });
  await t.pass(inbox, { vanished: [{ from: 1, to: 1 }] });
  await t.pass(archive, { vanished: [{ from: 1, to: 1 }] });
  const trash = await t.mailbox('Trash');
  const [created] = await t.pass(trash, { appeared: [syncedMessage(1, 'twin')] });
  expect([a, b]).not.toContain(created);
  expect(await t.store.emails.releaseHeld(t.accountId, Date.now() - 60_000)).toEqual({ destroyed: 0, stillHeld: 2, heldLater: 2 });
  expect(await t.store.emails.releaseHeld(t.accountId, Date.now())).toEqual({ destroyed: 2, stillHeld: 0, heldLater: 0 });
});

test('I27, J2: after a new UIDVALIDITY Emails and bonds are found again, and nothing visible moves', async () => {
  const [id, lost] = await deliver(2);
  await move(id!, inbox, archive);
  const [copy] = await next();
  await t.store.intents.confirm([{ intentId: copy!.id, landed: { uidValidity: 1, uid: 1 } }]);
  const states = await t.store.states(t.accountId);
  await expect(t.pass(inbox, { uidValidity: 2 })).rejects.toMatchObject({ kind: 'stale-uids' });
  await t.store.emails.voidLocations(t.accountId, inbox, 2);
  // Not while its mailbox is still being read again.
  expect(await t.store.emails.releaseHeld(t.accountId, Date.now())).toMatchObject({ destroyed: 0, stillHeld: 2 });
  await t.pass(inbox, { uidValidity: 2, appeared: [syncedMessage(31, 'm1')], checkpoint: { isFilled: true } });
  expect(await t.store.states(t.accountId)).toEqual(states);
  expect((await summary(id!))!.mailboxIds.toSorted()).toEqual([inbox, archive].toSorted());
  expect(await t.store.emails.releaseHeld(t.accountId, Date.now())).toMatchObject({ destroyed: 1, stillHeld: 0 });
  expect(await summary(lost!)).toBeUndefined();
});

test('a mailbox is deleted after what is on its way into it, also while that waits for its new UID (I27)', async () => {
  const [id] = await deliver(1);
  await move(id!, archive);
  expect((await next()).map(({ work }) => work.kind)).toEqual(['move']);
  await t.store.emails.voidLocations(t.accountId, inbox, 2);
  expect(await t.store.mailboxes.destroy(t.accountId, archive, { removeEmails: true, notBeforeMs: 0 })).toEqual({ ok: true, value: null });
  expect(await next()).toEqual([]);
  await t.pass(inbox, { uidValidity: 2, appeared: [syncedMessage(31, 'm1')], checkpoint: { isFilled: true } });
  expect(await inMailbox(inbox)).toEqual([]);
  const [moved] = await next();
  expect(moved!.work).toMatchObject({ kind: 'move', from: { uidValidity: 2, uid: 31 }, to: { path: 'Archive' } });
  await t.store.intents.confirm([{ intentId: moved!.id, landed: null }]);
  expect((await next()).map(({ work }) => work.kind)).toEqual(['mailbox-delete']);
});

test('a mailbox is not deleted before what was taken out of it has been found there, and shows nothing meanwhile', async () => {
  const [id] = await deliver(1);
  await move(id!, archive);
  const [arriving] = await next();
  // A server without COPYUID: only a pass tells under which UID it lies there.
  await t.store.intents.confirm([{ intentId: arriving!.id, landed: null }]);
  await move(id!, inbox);
  expect(await t.store.mailboxes.destroy(t.accountId, archive, { removeEmails: true, notBeforeMs: 0 })).toMatchObject({ ok: true });
  expect(await next()).toEqual([]);
  const leaving = async () => (await t.store.mailboxes.passRows(t.accountId)).filter(({ isLeaving }) => isLeaving).map((row) => row.id);
  expect(await leaving()).toEqual([archive]);
  expect((await t.store.mailboxes.syncRows(t.accountId)).map((row) => row.id)).not.toContain(archive);
  await t.pass(archive, { appeared: [syncedMessage(1, 'm1'), syncedMessage(2, 'of another program')] });
  expect(await inMailbox(archive)).toEqual([]);
  const [moved] = await next();
  expect(moved!.work).toMatchObject({ kind: 'move', from: { path: 'Archive', uid: 1 }, to: { path: 'INBOX' } });
  await t.store.intents.confirm([{ intentId: moved!.id, landed: { uidValidity: 1, uid: 2 } }]);
  expect(await leaving()).toEqual([]);
  expect((await next()).map(({ work }) => work.kind)).toEqual(['mailbox-delete']);
  expect(await inMailbox(inbox)).toEqual([id]);
});

test('J3: a merge of threads destroys the smaller side’s Emails and creates them again, their intents with them', async () => {
  const [a, b, c] = await t.pass(inbox, {
    appeared: [
      syncedMessage(1, 'a'),
      syncedMessage(2, 'b', { references: ['a@test.example'] }),
      syncedMessage(3, 'c', { subject: 'Another' }),
    ],
  });
  await mark(c!, '$flagged');
  const states = await t.store.states(t.accountId);
  const [d] = await t.pass(inbox, { appeared: [syncedMessage(4, 'd', { references: ['a@test.example', 'c@test.example'] })] });
  const changes = await t.store.changes(t.accountId, 'Email', states.Email, null);
  expect(changes!.destroyed).toEqual([c]);
  expect(changes!.created).toHaveLength(2);
  const again = changes!.created.find((id) => id !== d)!;
  expect(await summary(again)).toMatchObject({ keywords: ['$flagged'], subject: 'Another' });
  expect((await next())[0]!.work).toMatchObject({ kind: 'keywords', emailId: again });
  const [thread] = await t.store.emails.threads(t.accountId, [(await summary(a!))!.threadId]);
  expect(thread!.emailIds.toSorted()).toEqual([a, b, again, d].toSorted());
  expect((await t.store.changes(t.accountId, 'Thread', states.Thread, null))!.destroyed).toHaveLength(1);
});

test('J3: a Thread that lost its last Email is dead; an answer to it later makes another Thread', async () => {
  const [id] = await deliver(1);
  const { threadId } = (await summary(id!))!;
  await t.store.emails.destroy(t.accountId, [id!]);
  expect(await t.store.emails.threads(t.accountId, [threadId])).toEqual([]);
  const [answer] = await t.pass(inbox, { appeared: [syncedMessage(2, 'answer', { inReplyTo: ['m1@test.example'] })] });
  expect((await summary(answer!))!.threadId).not.toBe(threadId);
});
