import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subscription } from '#lib/contract/index.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
const ids: string[] = [];
beforeAll(async () => {
  world = await startJmap();
  const put = async (from: string, hour: number, { leave = true, isRead = false, box = 'inbox' as 'inbox' | 'trash' } = {}) => {
    const raw = Buffer.from(
      message(`From: ${from}`, 'Subject: News', ...(leave ? ['List-Unsubscribe: <mailto:leave@x.test>'] : []), '', 'x', ''),
    );
    const receivedAtMs = Date.parse('2026-11-01T00:00:00Z') + hour * 3_600_000;
    const keywords = isRead ? (['$seen'] as never) : [];
    const made = await world.account.createEmail({ raw, mailboxIds: [world.mailbox[box]] as never, keywords, receivedAtMs });
    if (!made.ok) throw new Error('not made');
    ids.push(made.value.id);
  };
  await put('News <News@shop.test>', 1, { isRead: true });
  await put('The News <news@shop.test>', 2);
  await put('Digest <digest@list.test>', 3);
  await put('ann@friend.test', 4, { leave: false });
  await put('News <news@shop.test>', 5, { box: 'trash' });
});
afterAll(() => world.stop());

test('C4: senders that can be left, with how much they send and when it was last read; other mail and Trash stay out', async () => {
  const answer = (await world.call('Subscription/query', {})) as unknown as { list: Subscription[]; nextPosition: number | null };
  expect(answer.nextPosition).toBeNull();
  expect(answer.list).toEqual([
    {
      address: 'digest@list.test',
      name: 'Digest',
      count: 1,
      unread: 1,
      lastReceivedAt: '2026-11-01T03:00:00Z',
      lastReadAt: null,
      latestId: ids[2],
      emailIds: [ids[2]],
    },
    {
      address: 'news@shop.test',
      name: 'The News',
      count: 2,
      unread: 1,
      lastReceivedAt: '2026-11-01T02:00:00Z',
      lastReadAt: '2026-11-01T01:00:00Z',
      latestId: ids[1],
      emailIds: [ids[1], ids[0]],
    },
  ]);
});
