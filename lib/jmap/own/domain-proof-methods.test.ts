import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedByDomain } from '#lib/message/testing/dkim-signed.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

test('DomainProof/get: DNS is asked once for a message, and again only when it did not answer', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const text = 'From: bob@shop.example\r\nTo: ann@example.org\r\nSubject: Yes\r\nDate: Fri, 01 May 2026 10:00:00 +0000\r\n\r\nyes\r\n';
  const raw = Buffer.from(await signedByDomain(text, { domain: 'shop.example', privateKey, atMs: world.now.ms - 60_000 }));
  const mailboxIds = [world.mailbox.inbox!] as never;
  const made = await world.account.createEmail({ raw, mailboxIds, keywords: [], receivedAtMs: world.now.ms });
  if (!made.ok) throw new Error('not made');
  const ids = [made.value.id];
  const proof = async () => (await world.call('DomainProof/get', { ids })).list[0]?.dkim;

  world.account.published = null;
  expect(await proof()).toEqual([{ domain: 'shop.example', result: 'unsure' }]);
  world.account.published = new Map([['s1._domainkey.shop.example', [`v=DKIM1; p=${publicKey.toString('base64')}`]]]);
  for (let time = 0; time < 3; time += 1) expect(await proof()).toEqual([{ domain: 'shop.example', result: 'pass' }]);
  expect(world.account.askedNames).toEqual(['s1._domainkey.shop.example', 's1._domainkey.shop.example']);
  expect(await world.call('DomainProof/get', { ids: ['eNone'] })).toMatchObject({ list: [], notFound: ['eNone'] });
});

test('V2: a report about the sender asks no name server by itself', async () => {
  const before = world.account.askedNames.length;
  const { ids } = await world.call('Email/query', {});
  await world.call('SenderReport/get', { ids });
  await world.call('SignatureReport/get', { ids: ids.slice(0, 5) });
  expect(world.account.askedNames).toHaveLength(before);
});
