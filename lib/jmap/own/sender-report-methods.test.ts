import { afterAll, beforeAll, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
const ids: Record<string, string> = {};
beforeAll(async () => {
  world = await startJmap();
  const put = async (key: string, mailbox: string, ...header: string[]) => {
    const raw = Buffer.from(message(...header, '', 'x', ''));
    world.now.ms += 1000;
    const made = await world.account.createEmail({ raw, mailboxIds: [mailbox] as never, keywords: [], receivedAtMs: world.now.ms });
    if (!made.ok) throw new Error('not made');
    ids[key] = made.value.id;
  };
  await put('sent', world.mailbox.sent!, 'From: Ann <ann@example.org>', 'To: Bob Builder <bob@x.test>');
  await put('first', world.mailbox.inbox!, 'From: Shop <news@shop.test>', 'To: ann@example.org');
  await put('second', world.mailbox.inbox!, 'From: Shop <NEWS@shop.test>', 'To: ann@example.org');
  await put('bob', world.mailbox.inbox!, 'From: Bob <bob@x.test>', 'To: ann@example.org');
  await put('eve', world.mailbox.inbox!, 'From: Bob Builder <eve@evil.test>', 'From: other@evil.test', 'To: ann@example.org');
});
afterAll(() => world.stop());

test('SenderReport/get: the first mail of somebody, a second one, and one from somebody written to', async () => {
  const { list, notFound } = await world.call('SenderReport/get', { ids: [ids.first!, ids.second!, ids.bob!, 'eNone'] });
  expect(list.map(({ id, isFirst }) => [id, isFirst])).toEqual([
    [ids.first, true],
    [ids.second, false],
    [ids.bob, false],
  ]);
  expect(notFound).toEqual(['eNone']);
});

test('SenderReport/get: who bears the name of somebody written to, and a From that is given twice', async () => {
  const { list } = await world.call('SenderReport/get', { ids: [ids.eve!] });
  expect(list[0]).toMatchObject({
    namesake: { name: 'Bob Builder', email: 'bob@x.test' },
    disputedFrom: ['Bob Builder <eve@evil.test>', 'other@evil.test'],
    authentication: null,
    verdict: 'unknown',
  });
});
