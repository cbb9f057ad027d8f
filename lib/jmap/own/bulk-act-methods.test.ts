import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { contentOf } from '../testing/account-double.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let made = 0;
let archive: string;
beforeAll(async () => {
  world = await startJmap();
  archive = (await world.call('Mailbox/set', { create: { a: { name: 'Put by' } } })).created!.a!.id as string;
});
afterAll(() => world.stop());

async function deliver(subject: string, keywords: string[] = []): Promise<EmailId> {
  made += 1;
  const raw = Buffer.from(`Subject: ${subject} ${made}\r\nMessage-ID: <k${made}@example.org>\r\n\r\nText\r\n`);
  const { blobId } = await world.store.blobs.put(world.accountId, raw, 'message/rfc822');
  const created = await world.store.emails.create(world.accountId, {
    content: contentOf(raw, 1_700_000_000_000 + made * 1_000),
    rawBlobId: blobId,
    mailboxIds: [world.mailbox.inbox as MailboxId],
    keywords,
  });
  if (!created.ok) throw new Error(created.refusal.kind);
  return created.value.id;
}
/** as the gateway does it in the background */
async function work(): Promise<void> {
  while ((await world.store.bulkActs.doSlice(world.accountId, 2)) !== null);
}
const mailboxesOf = async (id: string) => Object.keys((await world.call('Email/get', { ids: [id] })).list[0]?.mailboxIds ?? {});
const start = (filter: object | null, deed: object, rest: object = {}) => world.call('BulkAct/start', { filter, deed, ...rest });

test('everything that a search finds is moved, but for what was taken out again; listed with its progress, and taken back', async () => {
  const ids = [await deliver('Quartz'), await deliver('Quartz'), await deliver('Quartz'), await deliver('Other')];
  const [first] = (await world.call('Email/get', { ids: [ids[0]!], properties: ['threadId'] })).list;
  const deed = { kind: 'move', from: world.mailbox.inbox, to: archive };
  const { act } = await start({ subject: 'Quartz' }, deed, { without: [first!.threadId] });
  expect(act).toMatchObject({ kind: 'move', state: 'doing', total: 2, done: 0, failed: 0, canUndo: true });
  await work();
  expect(await Promise.all(ids.map(mailboxesOf))).toEqual([[world.mailbox.inbox], [archive], [archive], [world.mailbox.inbox]]);
  expect((await world.call('BulkAct/get', { ids: [act.id] })).list).toMatchObject([{ id: act.id, state: 'done', done: 2 }]);
  expect((await world.call('BulkAct/steer', { id: act.id, how: 'undo' })).act.state).toBe('undoing');
  await work();
  expect(await mailboxesOf(ids[1]!)).toEqual([world.mailbox.inbox]);
  expect((await world.call('BulkAct/get', { ids: [act.id], properties: ['state', 'canUndo'] })).list).toEqual([
    { id: act.id, state: 'undone', canUndo: false },
  ]);
});

test('keywords, copies and snoozes; what comes in afterwards is not touched', async () => {
  const id = await deliver('Topaz');
  await start({ subject: 'Topaz' }, { kind: 'keywords', keywords: { $Flagged: true } });
  await start({ subject: 'Topaz' }, { kind: 'copy', from: null, to: archive });
  const later = await deliver('Topaz');
  await work();
  const [email] = (await world.call('Email/get', { ids: [id] })).list;
  expect(email).toMatchObject({ keywords: { $flagged: true }, mailboxIds: { [archive]: true, [world.mailbox.inbox]: true } });
  expect(await mailboxesOf(later)).toEqual([world.mailbox.inbox]);
  await start({ subject: 'Topaz' }, { kind: 'snooze', from: world.mailbox.inbox, until: '2026-05-02T08:00:00Z' });
  await work();
  expect((await world.call('Snooze/get')).list.map((one) => one.id)).toEqual(expect.arrayContaining([id, later]));
});

test('what can not be done is refused before anything is done', async () => {
  const error = async (deed: object) => (await start(null, deed)).type;
  expect(await error({ kind: 'move', from: null, to: 'mNone' })).toBe('invalidArguments');
  expect(await error({ kind: 'move', from: archive, to: archive })).toBe('invalidArguments');
  expect(await error({ kind: 'keywords', keywords: { 'a b': true } })).toBe('invalidArguments');
  expect(await error({ kind: 'burn' })).toBe('invalidArguments');
  expect((await world.call('BulkAct/steer', { id: 'bNone', how: 'undo' })).type).toBe('invalidArguments');
  const { act } = await start({ subject: 'nothing has this' }, { kind: 'destroy', from: archive });
  expect(act).toMatchObject({ state: 'done', total: 0, canUndo: false });
  expect((await world.call('BulkAct/steer', { id: act.id, how: 'undo' })).type).toBe('invalidArguments');
});
