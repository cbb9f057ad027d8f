import { afterAll, beforeAll, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
  const put = async (mailbox: string, ...header: string[]) => {
    const raw = Buffer.from(message(...header, '', 'x', ''));
    const made = await world.account.createEmail({ raw, mailboxIds: [mailbox] as never, keywords: [], receivedAtMs: world.now.ms });
    if (!made.ok) throw new Error('not made');
  };
  await put(
    world.mailbox.sent!,
    'From: Ann <ann@example.org>',
    'To: Bob Builder <bob@x.test>',
    'Cc: Zoë <zoe@x.test>',
    'Bcc: berta@x.test',
  );
  await put(world.mailbox.inbox!, 'From: "Bo, Shop" <news@shop.test>', 'To: ann@example.org, boris@elsewhere.test');
});
afterAll(() => world.stop());
const query = async (given: Record<string, unknown>) =>
  (await world.call('Correspondent/query', given)).list.map(({ email, name, isKnown }) => [email, name, isKnown]);

test('whom one wrote to, by name or address, and who wrote; not whom others wrote to', async () => {
  expect(await query({ text: 'bo' })).toEqual([
    ['bob@x.test', 'Bob Builder', true],
    ['news@shop.test', 'Bo, Shop', false],
  ]);
  expect(await query({ text: 'zoe' })).toEqual([['zoe@x.test', 'Zoë', true]]);
  expect(await query({ text: 'bert' })).toEqual([['berta@x.test', null, true]]);
  expect(await query({ text: 'x.te', limit: 2 })).toHaveLength(2);
  expect(await query({ text: 'nobody' })).toEqual([]);
});

test('an empty text gives those written to of late', async () => {
  expect((await query({})).map(([email]) => email).toSorted()).toEqual(['berta@x.test', 'bob@x.test', 'zoe@x.test']);
});
