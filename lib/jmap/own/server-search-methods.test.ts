import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailboxId, MailError } from '#lib/mail/index.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

test('J16: a search of the screen answers at once, with how far it is, what only the server found, and why not all of it', async () => {
  const { search } = await world.call('ServerSearch/run', { id: 'one', filter: { body: 'anything' } });
  expect(search).toEqual({ id: 'one', folders: 0, searched: 0, isDone: true, emailIds: [], error: null });
  const error = new MailError('network', 'lost', { stage: 'command', code: 'ECONNRESET' });
  world.account.searches.set('one', {
    id: 'one',
    terms: [],
    folders: 3,
    searched: 2,
    isDone: true,
    error,
    hits: new Map(),
    news: new Set(),
  });
  const { list, notFound } = await world.call('ServerSearch/get', { ids: ['one', 'other'] });
  expect(list[0]).toMatchObject({ folders: 3, searched: 2, error: { title: expect.any(String), detail: expect.any(String) } });
  expect(notFound).toEqual(['other']);
  expect((await world.call('ServerSearch/stop', { ids: ['one', 'other'] })).stopped).toEqual(['one']);
  expect((await world.call('ServerSearch/get', { ids: ['one'] })).notFound).toEqual(['one']);
});

test('J16: Email/query that names a search is made of the index and of what that found so far, and waits for nobody', async () => {
  const raw = Buffer.from(message('Message-ID: <a@x.test>', 'Subject: first', '', 'plain words', ''));
  const made = await world.account.createEmail({ raw, mailboxIds: [world.mailbox.inbox as MailboxId], keywords: [], receivedAtMs: 60_000 });
  if (!made.ok) throw new Error('not created');
  const { id } = made.value;
  const filter = { body: 'words that nobody wrote' };
  const before = await world.call('Email/query', { filter, serverSearchId: 'two' });
  expect(before).toMatchObject({ ids: [], canCalculateChanges: false });
  const hits = new Map([[JSON.stringify([null, { op: 'text', field: 'body', text: filter.body }]), new Set([id])]]);
  const running = { id: 'two', terms: [], folders: 9, searched: 1, isDone: false, error: null, hits, news: new Set([id]) };
  world.account.searches.set('two', running);
  expect(await world.call('Email/query', { filter, serverSearchId: 'two' })).toMatchObject({ ids: [id], canCalculateChanges: false });
  expect((await world.call('ServerSearch/get', { ids: ['two'] })).list[0]?.emailIds).toEqual([id]);
});
