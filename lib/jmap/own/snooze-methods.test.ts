import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { contentOf } from '../testing/account-double.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let made = 0;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

async function deliver(): Promise<EmailId> {
  made += 1;
  const raw = Buffer.from(`Subject: ${made}\r\nMessage-ID: <z${made}@example.org>\r\n\r\nText\r\n`);
  const { blobId } = await world.store.blobs.put(world.accountId, raw, 'message/rfc822');
  const created = await world.store.emails.create(world.accountId, {
    content: contentOf(raw, 1_700_000_000_000),
    rawBlobId: blobId,
    mailboxIds: [world.mailbox.inbox as MailboxId],
    keywords: [],
  });
  if (!created.ok) throw new Error(created.refusal.kind);
  return created.value.id;
}
const until = '2026-05-02T08:00:00Z';
const snooze = (emailIds: string[], at: string | null = until) => world.call('Snooze/set', { emailIds, until: at });
const mailboxesOf = async (id: string) => Object.keys((await world.call('Email/get', { ids: [id] })).list[0]?.mailboxIds ?? {});

test('Emails go into one mailbox with the role snoozed, made once, and are listed with their time', async () => {
  const [one, two] = [await deliver(), await deliver()];
  const first = await snooze([one, 'eNone']);
  expect(first).toMatchObject({ done: [one], notDone: { eNone: { type: 'notFound' } } });
  expect((await snooze([two])).mailboxId).toBe(first.mailboxId);
  const [mailbox] = (await world.call('Mailbox/get', { ids: [first.mailboxId!] })).list;
  expect(mailbox).toMatchObject({ name: 'Snoozed', role: 'snoozed', totalEmails: 2 });
  expect(await mailboxesOf(one)).toEqual([first.mailboxId]);
  const got = await world.call('Snooze/get');
  expect(got.list).toEqual([one, two].sort().map((id) => ({ id, until, isBack: false })));
  expect((await world.call('Snooze/get', { ids: [one], properties: ['until'] })).list).toEqual([{ id: one, until }]);
});

test('taken back they are where they were', async () => {
  const id = await deliver();
  await snooze([id]);
  expect(await snooze([id], null)).toMatchObject({ done: [id], notDone: null });
  expect(await mailboxesOf(id)).toEqual([world.mailbox.inbox]);
  expect((await snooze([id], null)).notDone).toMatchObject({ [id]: { type: 'notFound' } });
});

test('a time that is none, or further ahead than anybody means, is refused', async () => {
  const id = await deliver();
  expect((await snooze([id], 'tomorrow')).type).toBe('invalidArguments');
  expect((await snooze([id], '2126-05-02T08:00:00Z')).type).toBe('invalidArguments');
  expect(await mailboxesOf(id)).toEqual([world.mailbox.inbox]);
});
