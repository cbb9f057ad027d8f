import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let identityId: string;
beforeAll(async () => {
  world = await startJmap();
  identityId = (await world.call('Identity/get')).list[0]!.id;
});
afterAll(() => world.stop());

const plenty = { maxSizeBytes: 1_000_000, smtpUtf8: true, eightBitMime: true, dsn: true, requireTls: true };
beforeEach(() => {
  world.account.outgoingOffer = plenty;
});

async function submit(to: string, more: { body?: string; parameters?: Record<string, string | null>; from?: string } = {}) {
  const from = more.from ?? 'ann@example.org';
  const made = await world.account.createEmail({
    raw: Buffer.from(message(`From: ${from}`, `To: ${to}`, 'Message-ID: <size@example.org>', '', more.body ?? 'x', '')),
    mailboxIds: [world.mailbox.drafts as never],
    keywords: ['$draft'],
    receivedAtMs: world.now.ms,
  });
  if (!made.ok) throw new Error('no draft');
  const envelope = { mailFrom: { email: from, parameters: more.parameters ?? null }, rcptTo: [{ email: to }, { email: 'bob@x.test' }] };
  const { created, notCreated } = await world.call('EmailSubmission/set', {
    create: { k: { identityId, emailId: made.value.id, envelope } },
  });
  return created?.k === undefined ? notCreated?.k : 'created';
}

test('OutgoingServer/get: what the server of an identity takes, and null where that is not known yet', async () => {
  expect(await world.call('OutgoingServer/get', { ids: [identityId, 'none'] })).toMatchObject({
    list: [{ id: identityId, host: 'smtp.example', maxSize: 1_000_000, smtpUtf8: true, dsn: true, requireTls: true }],
    notFound: ['none'],
  });
  world.account.outgoingOffer = null;
  expect((await world.call('OutgoingServer/get', { ids: null })).list).toEqual([
    { id: identityId, host: 'smtp.example', maxSize: null, smtpUtf8: null, dsn: null, requireTls: null, learnedAt: null },
  ]);
});

test('RFC 8621 §7.5 tooLarge: what is larger than the server takes is refused before it stands in the queue', async () => {
  world.account.outgoingOffer = { ...plenty, maxSizeBytes: 400 };
  expect(await submit('b@x.test', { body: 'x'.repeat(500) })).toMatchObject({ type: 'tooLarge', maxSize: 400 });
  expect(await submit('b@x.test')).toBe('created');
  world.account.outgoingOffer = { ...plenty, maxSizeBytes: null };
  expect(await submit('b@x.test', { body: 'x'.repeat(500) })).toBe('created');
});

test('RFC 8621 §7.5 invalidRecipients: an international address is named where the server is known not to take it', async () => {
  world.account.outgoingOffer = { ...plenty, smtpUtf8: false };
  expect(await submit('j\u00f6rg@x.test')).toMatchObject({ type: 'invalidRecipients', invalidRecipients: ['j\u00f6rg@x.test'] });
  expect(await submit('b@b\u00fccher.example')).toBe('created');
  world.account.outgoingOffer = null;
  expect(await submit('j\u00f6rg@x.test')).toBe('created');
});

test('RFC 8689: REQUIRETLS is a parameter without a value, refused where the server is known not to have it', async () => {
  const parameters = { REQUIRETLS: null };
  expect(await submit('b@x.test', { parameters })).toBe('created');
  expect(await submit('b@x.test', { parameters: { REQUIRETLS: 'yes' } })).toMatchObject({ type: 'invalidProperties' });
  world.account.outgoingOffer = { ...plenty, requireTls: false };
  expect(await submit('b@x.test', { parameters })).toMatchObject({ type: 'forbiddenToSend' });
  expect(await submit('b@x.test')).toBe('created');
});
