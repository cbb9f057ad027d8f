import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailboxId } from '#lib/mail/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

async function put(subject: string, id: string, references: string | null): Promise<{ id: string; threadId: string }> {
  const fields = [
    'From: ana@example.org',
    'To: ben@example.org',
    `Subject: ${subject}`,
    `Message-ID: <${id}@example.org>`,
    ...(references === null ? [] : [`References: <${references}@example.org>`]),
  ];
  const made = await world.account.createEmail({
    raw: Buffer.from([...fields, '', 'text'].join('\r\n')),
    mailboxIds: [world.mailbox.inbox as MailboxId],
    keywords: [],
    receivedAtMs: world.now.ms,
  });
  if (!made.ok) throw new Error('not created');
  return made.value;
}
const set = (update: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  world.call('Threading/set', { update: { singleton: update }, ...more });
const regrouped = async () => {
  for (let steps = 0; (await world.account.threading()).waiting > 0 && steps < 100; steps += 1)
    await world.store.emails.regroup(world.account.id, 2);
};

test('T7: the rule holds for new mail at once, what is here follows; Emails that change their Thread come back under new ids (J3)', async () => {
  const first = await put('Plan', 'a', null);
  const other = await put('Lunch', 'b', 'a');
  expect(other.threadId).toBe(first.threadId);
  const { state: emailState } = await world.call('Email/get', { ids: [] });
  expect(await set({ rule: 'subject' })).toMatchObject({ oldState: 'conversation', newState: 'subject', updated: { singleton: null } });
  const { list } = await world.call('Threading/get');
  expect(list).toEqual([{ id: 'singleton', rule: 'subject', waiting: 2 }]);
  expect((await put('Tea', 'c', 'a')).threadId).not.toBe(first.threadId);
  await regrouped();
  expect((await world.call('Threading/get', { properties: ['waiting'] })).list).toEqual([{ id: 'singleton', waiting: 0 }]);
  const changes = await world.call('Email/changes', { sinceState: emailState });
  expect(changes.destroyed).toEqual([other.id]);
  expect((await world.call('Thread/get', { ids: [first.threadId] })).list[0]?.emailIds).toEqual([first.id]);
  // null is the default
  expect(await set({ rule: null })).toMatchObject({ newState: 'conversation' });
  await regrouped();
  expect((await world.call('Thread/get', { ids: [first.threadId] })).list[0]?.emailIds).toHaveLength(3);
});

test('RFC 8620 §5.3 singleton: what is no rule, another id, another state', async () => {
  expect((await set({ rule: 'loose', waiting: 3 })).notUpdated).toEqual({
    singleton: { type: 'invalidProperties', properties: ['rule', 'waiting'] },
  });
  expect(await world.call('Threading/set', { create: { k: {} }, update: { other: {} }, destroy: ['singleton'] })).toMatchObject({
    notCreated: { k: { type: 'singleton' } },
    notUpdated: { other: { type: 'notFound' } },
    notDestroyed: { singleton: { type: 'singleton' } },
  });
  expect((await set({ rule: 'off' }, { ifInState: 'subject' })).type).toBe('stateMismatch');
  world.userMail.scope = 'read';
  expect((await set({ rule: 'off' })).type).toBe('accountReadOnly');
  world.userMail.scope = 'send';
});

test('T5, J3: a Thread is rebuilt on demand; the id of one that was merged away leads to where its Emails are', async () => {
  const one = await put('One', 'r1', null);
  const bridge = await put('Re: One', 'r2', 'r1');
  const two = await put('Two', 'r3', 'r2');
  await world.call('Email/set', { destroy: [bridge.id] });
  expect((await world.call('Thread/get', { ids: [one.threadId] })).list[0]?.emailIds.toSorted()).toEqual([one.id, two.id].toSorted());
  const { threadIds } = await world.call('ThreadTree/rebuild', { threadId: one.threadId });
  expect(threadIds).toHaveLength(2);
  expect(threadIds).toContain(one.threadId);
  // an Email's Thread never changes, so the one that left came back under a new id
  expect((await world.call('Email/get', { ids: [one.id, bridge.id, two.id] })).notFound).toHaveLength(2);
  expect((await world.call('ThreadTree/rebuild', { threadId: 'tNone' })).type).toBe('invalidArguments');

  const left = await put('Left', 'm1', null);
  const right = await put('Right', 'm2', null);
  const joined = await put('Both', 'm3', 'm1');
  expect(joined.threadId).toBe(left.threadId);
  await put('Both', 'm4', 'm2');
  const raw = ['From: a@b', 'Subject: Both', 'Message-ID: <m5@example.org>', 'References: <m1@example.org> <m2@example.org>', '', 'x'];
  await world.account.createEmail({
    raw: Buffer.from(raw.join('\r\n')),
    mailboxIds: [world.mailbox.inbox as MailboxId],
    keywords: [],
    receivedAtMs: world.now.ms,
  });
  const where = async (threadId: string) => (await world.call('ThreadTree/current', { threadId })).threadId;
  const living = await where(left.threadId);
  expect(await where(right.threadId)).toBe(living);
  expect((await world.call('Thread/get', { ids: [left.threadId, right.threadId] })).list).toHaveLength(1);
  expect(await where('tNone')).toBeNull();
});
