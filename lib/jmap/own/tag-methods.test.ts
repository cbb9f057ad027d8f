import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tag } from '#lib/contract/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { contentOf } from '../testing/account-double.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());
beforeEach(async () => {
  const { list } = await world.call('Tag/get');
  if (list.length > 0) await world.call('Tag/set', { destroy: list.map(({ id }) => id) });
});

const all = async (): Promise<Tag[]> => (await world.call('Tag/get')).list;
const create = (tag: Record<string, unknown>) => world.call('Tag/set', { create: { t: tag } });
let made = 0;
async function emailWith(keywords: string[]): Promise<EmailId> {
  made += 1;
  const raw = Buffer.from(`Subject: ${made}\r\nMessage-ID: <m${made}@example.org>\r\n\r\nText\r\n`);
  const { blobId } = await world.store.blobs.put(world.accountId, raw, 'message/rfc822');
  const created = await world.store.emails.create(world.accountId, {
    content: contentOf(raw, 1_700_000_000_000),
    rawBlobId: blobId,
    mailboxIds: [world.mailbox.inbox as MailboxId],
    keywords,
  });
  if (!created.ok) throw new Error(created.refusal.kind);
  return created.value.id;
}

test('a tag is created with a keyword made from its name, and a colour that others have not', async () => {
  const before = await world.call('Tag/get');
  const first = await create({ name: '  Müller  GmbH ' });
  expect(first.created?.t).toMatchObject({ keyword: 'muller_gmbh', name: 'Müller GmbH', isNamed: true, isVisible: true });
  const second = await create({ name: '重要', colour: 'red' });
  expect(second.created?.t?.keyword).toMatch(/^tag_[a-z0-9]+$/);
  expect((await all()).map(({ name, colour }) => [name, colour])).toEqual([
    ['Müller GmbH', 'blue'],
    ['重要', 'red'],
  ]);
  expect((await world.call('Tag/get')).state).not.toBe(before.state);
});

test('a name that is there already, in any letter case, is refused with the id of the one that has it', async () => {
  const id = (await create({ name: 'Work' })).created!.t!.id;
  expect((await create({ name: 'WORK' })).notCreated?.t).toEqual({ type: 'alreadyExists', existingId: id });
  const other = (await create({ name: 'Other' })).created!.t!.id;
  expect((await world.call('Tag/set', { update: { [other]: { name: 'work' } } })).notUpdated?.[other]?.type).toBe('alreadyExists');
});

test('a keyword of another client is a tag with a readable name; marks of programs are none', async () => {
  await emailWith(['$label1', 'to_do', '$junk', 'nonjunk', '$forwarded']);
  expect((await all()).map(({ keyword, name, isNamed }) => ({ keyword, name, isNamed }))).toEqual([
    { keyword: '$label1', name: 'Important', isNamed: false },
    { keyword: 'to_do', name: 'To do', isNamed: false },
  ]);
});

test('found tags that would look the same say their keywords, so that a name means one tag', async () => {
  await emailWith(['$label4', 'to_do']);
  expect((await all()).map(({ name }) => name).toSorted()).toEqual(['To Do', 'To do (to_do)']);
});

test('a found tag keeps its keyword and its id when it is named; the mail is not touched', async () => {
  const email = await emailWith(['proj']);
  const found = (await all())[0]!;
  const state = await world.store.state(world.accountId, 'Email');
  expect((await world.call('Tag/set', { update: { [found.id]: { name: 'Project', colour: 'green' } } })).updated).toEqual({
    [found.id]: null,
  });
  expect(await all()).toEqual([{ ...found, name: 'Project', colour: 'green', isNamed: true }]);
  expect(await world.store.state(world.accountId, 'Email')).toBe(state);
  expect((await world.store.emails.summaries(world.accountId, [email]))[0]?.keywords).toEqual(['proj']);
});

test('destroying takes the keyword off all mail, and the server is told', async () => {
  const ids = [await emailWith(['gone', 'stays']), await emailWith(['gone'])];
  const tag = (await all()).find(({ keyword }) => keyword === 'gone')!;
  const pending = await world.store.intents.pendingCount(world.accountId);
  expect((await world.call('Tag/set', { destroy: [tag.id] })).destroyed).toEqual([tag.id]);
  const emails = await world.store.emails.summaries(world.accountId, ids);
  expect(emails.map(({ keywords }) => keywords)).toEqual([['stays'], []]);
  expect((await all()).map(({ keyword }) => keyword)).toEqual(['stays']);
  // Appends that have not begun carry the keywords of that moment.
  expect(await world.store.intents.pendingCount(world.accountId)).toBe(pending);
});

test.each([
  [{ name: '' }, ['name']],
  [{ name: 'a\u0000b' }, ['name']],
  [{ name: 'a\u202eb' }, ['name']],
  [{ name: 'a"b' }, ['name']],
  [{ name: 'x'.repeat(101) }, ['name']],
  [{ name: 'Ok', colour: 'plaid' }, ['colour']],
  [{ name: 'Ok', keyword: 'mine' }, ['keyword']],
  [{ colour: 'red' }, ['name']],
])('create %j is refused', async (tag, properties) => {
  expect((await create(tag)).notCreated?.t).toMatchObject({ type: 'invalidProperties', properties });
  expect(await all()).toEqual([]);
});

test('an app password that may only read cannot change tags', async () => {
  world.userMail.scope = 'read';
  expect((await create({ name: 'No' })).type).toBe('accountReadOnly');
  expect((await world.call('Tag/get')).list).toEqual([]);
  world.userMail.scope = 'send';
});

test('I31: a tag names the mailboxes whose server does not keep it', async () => {
  await create({ name: 'Work' });
  await world.store.tags.noteKept(world.accountId, world.mailbox.inbox as MailboxId, [], ['work']);
  expect((await all())[0]?.localMailboxIds).toEqual([world.mailbox.inbox]);
});
