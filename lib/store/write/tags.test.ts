import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

let t: TestStore;
let inbox: MailboxId;
beforeEach(async () => {
  t = await openTestStore();
  inbox = await t.mailbox('INBOX');
});
afterEach(() => t.close());

const keywords = async () => (await t.store.tags.list(t.accountId)).map(({ keyword }) => keyword);
const mark = (id: EmailId, keyword: string, isOn = true) =>
  t.store.emails.update(t.accountId, [{ id, addKeywords: isOn ? [keyword] : [], removeKeywords: isOn ? [] : [keyword], mailboxIds: null }]);
const withFlags = (uid: number, ...flags: string[]) => ({ ...syncedMessage(uid, `m${uid}`), flags });
const look = { name: 'Project X', colour: 'teal', sortOrder: 1, isHidden: false } as const;

test('a keyword is listed as long as mail has it, whoever put it there', async () => {
  const [id] = await t.pass(inbox, { appeared: [withFlags(1, '\\Seen', 'Work', '$Junk')] });
  expect(await keywords()).toEqual(['$junk', 'work']);
  await mark(id!, 'later');
  expect(await keywords()).toEqual(['$junk', 'later', 'work']);
  await mark(id!, 'work', false);
  expect(await keywords()).toEqual(['$junk', 'later']);
});

test('a keyword that was named stays without mail, keeps its look when mail comes and goes, and comes first', async () => {
  await t.store.tags.put(t.accountId, 'project_x', look);
  await t.pass(inbox, { appeared: [withFlags(1, 'Project_X', 'alpha')] });
  const listed = await t.store.tags.list(t.accountId);
  expect(listed[0]).toEqual({ keyword: 'project_x', ...look, unkeptIn: [] });
  expect(listed[1]).toEqual({ keyword: 'alpha', name: null, colour: null, sortOrder: null, isHidden: false, unkeptIn: [] });
  await t.pass(inbox, { vanished: [{ from: 1, to: 1 }] });
  await t.store.emails.releaseHeld(t.accountId, Date.now() + 1);
  expect(await keywords()).toEqual(['project_x']);
  await t.store.tags.forget(t.accountId, 'project_x');
  expect(await keywords()).toEqual([]);
});

test('Emails with a keyword come a page at a time, each once', async () => {
  await t.pass(inbox, { appeared: Array.from({ length: 7 }, (_, index) => withFlags(index + 1, index % 2 === 0 ? 'work' : 'other')) });
  const first = await t.store.tags.emailsWith(t.accountId, 'work', null, 3);
  const second = await t.store.tags.emailsWith(t.accountId, 'work', first.at(-1)!, 3);
  expect(first).toHaveLength(3);
  expect(second).toHaveLength(1);
  expect(new Set([...first, ...second]).size).toBe(4);
});

test('I31: what a mailbox does not keep is noted for that mailbox, and struck out once it does', async () => {
  const archive = await t.mailbox('Archive');
  await t.store.tags.put(t.accountId, 'work', look);
  await t.store.tags.noteKept(t.accountId, inbox, ['$flagged'], ['work']);
  await t.store.tags.noteKept(t.accountId, archive, ['work'], []);
  expect((await t.store.tags.list(t.accountId))[0]?.unkeptIn).toEqual([inbox]);
  await t.store.tags.noteKept(t.accountId, inbox, ['work'], []);
  expect((await t.store.tags.list(t.accountId))[0]?.unkeptIn).toEqual([]);
});

test('an account that is removed takes its tags along', async () => {
  await t.store.tags.put(t.accountId, 'work', look);
  await t.store.people.removeAccount(t.accountId);
  await expect(t.store.tags.list(t.accountId)).rejects.toMatchObject({ kind: 'not-found' });
});
