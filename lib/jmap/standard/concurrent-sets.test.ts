import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

test('RFC 8620 §5.3: of many clients at once that name the same ifInState exactly one is served', async () => {
  const { state } = await world.call('Mailbox/get');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => world.call('Mailbox/set', { ifInState: state, create: { k: { name: `only ${index}` } } })),
  );
  expect(answers.filter(({ type }) => type === 'stateMismatch')).toHaveLength(7);
  expect(answers.filter(({ created }) => created?.k !== undefined)).toHaveLength(1);
  const { list } = await world.call('Mailbox/get');
  expect(list.filter(({ name }) => name.startsWith('only '))).toHaveLength(1);
});

test('patches of one Email by several clients at once all hold', async () => {
  const made = await world.call('Email/set', { create: { m: { mailboxIds: { [world.mailbox.inbox]: true }, subject: 'many' } } });
  const id = made.created!.m!.id;
  const { drafts, archive, inbox, junk } = world.mailbox;
  await Promise.all([
    world.call('Email/set', { update: { [id]: { [`mailboxIds/${archive}`]: true } } }),
    world.call('Email/set', { update: { [id]: { [`mailboxIds/${drafts}`]: true } } }),
    world.call('Email/set', { update: { [id]: { [`mailboxIds/${junk}`]: true, 'keywords/$flagged': true } } }),
    world.call('Email/set', { update: { [id]: { [`mailboxIds/${inbox}`]: null, 'keywords/$seen': true } } }),
  ]);
  const { list } = await world.call('Email/get', { ids: [id], properties: ['mailboxIds', 'keywords'] });
  expect(list[0]).toMatchObject({
    mailboxIds: { [archive]: true, [drafts]: true, [junk]: true },
    keywords: { $flagged: true, $seen: true },
  });
  expect(Object.keys(list[0]!.mailboxIds ?? {})).toHaveLength(3);
});

test('preferences set by several tabs at once all hold', async () => {
  const set = (singleton: Record<string, unknown>) => world.calls(['Preferences/set', { update: { singleton } }]);
  await Promise.all([set({ theme: 'dark' }), set({ undoSeconds: 3 }), set({ density: 'compact' })]);
  const [answer] = await world.calls(['Preferences/get', {}]);
  expect(answer?.[1]).toMatchObject({ list: [{ theme: 'dark', undoSeconds: 3, density: 'compact' }] });
});
