import { afterAll, beforeAll, expect, test } from 'vitest';
import { MailError } from '#lib/mail/index.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
const ids: Record<string, string> = {};
const signed = [
  'Authentication-Results: mx.example.org; dkim=pass header.d=shop.test',
  'Received: from out.shop.test by mx.example.org with ESMTPS; 22 Nov 2026 13:00:01 +0000',
  'DKIM-Signature: v=1; d=shop.test; h=from:list-unsubscribe:list-unsubscribe-post; b=x',
];
const list = 'List-Unsubscribe: <https://shop.test/leave?u=1>, <mailto:leave@shop.test>';
const post = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';
beforeAll(async () => {
  world = await startJmap();
  const put = async (key: string, ...header: string[]) => {
    const raw = Buffer.from(message(...header, 'From: news@shop.test', 'To: ann@example.org', '', 'x', ''));
    const mailboxIds = [world.mailbox.inbox!] as never;
    const made = await world.account.createEmail({ raw, mailboxIds, keywords: [], receivedAtMs: world.now.ms });
    if (!made.ok) throw new Error('not made');
    ids[key] = made.value.id;
  };
  await put('signed', ...signed, list, post);
  await put('unsigned', list, post);
  await put('none', 'Subject: hello');
});
afterAll(() => world.stop());
const act = async (id: string) => (await world.call('Unsubscribe/act', { id })).outcome;

test('C4: the ways out: one click only where it is vouched for; none for a message of no list', async () => {
  const answer = await world.call('Unsubscribe/get', { ids: [ids.signed!, ids.unsigned!, ids.none!, 'eNone'] });
  const ways = { mailto: 'mailto:leave@shop.test', webUrl: 'https://shop.test/leave?u=1' };
  expect(answer.list).toEqual([
    { id: ids.signed, oneClickHost: 'shop.test', ...ways },
    { id: ids.unsigned, oneClickHost: null, ...ways },
  ]);
  expect(answer.notFound).toEqual(['eNone']);
});

test('C4: one click posts the one form, and says what came of it', async () => {
  expect(await act(ids.signed!)).toBe('asked');
  expect(world.account.posted).toEqual([['https://shop.test/leave?u=1', 'List-Unsubscribe=One-Click']]);
  for (const status of [302, 404, 500]) {
    world.account.postStatus = status;
    expect(await act(ids.signed!)).toBe('refused');
  }
  world.account.failure = new MailError('egress-denied', 'inside');
  expect(await act(ids.signed!)).toBe('unreachable');
  world.account.failure = null;
});

test('C4: an address that nobody vouches for is never asked', async () => {
  const before = world.account.posted.length;
  for (const id of [ids.unsigned!, ids.none!, 'eNone']) expect(await act(id)).toBe('unsigned');
  expect(world.account.posted).toHaveLength(before);
});
