import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64Part, letter, makePgpKey, openAuthority, pgpSigned, withHead } from '#lib/message/testing/signing.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
  world.now.ms = Date.now() + 3_600_000;
});
afterAll(() => world.stop());

async function put(raw: Buffer): Promise<string> {
  world.now.ms += 1000;
  const made = await world.account.createEmail({
    raw,
    mailboxIds: [world.mailbox.inbox!] as never,
    keywords: [],
    receivedAtMs: world.now.ms,
  });
  if (!made.ok) throw new Error('not made');
  return made.value.id;
}
const report = async (id: string) => (await world.call('SignatureReport/get', { ids: [id] })).list[0];
const autocrypt = (key: Uint8Array) => `Autocrypt: addr=bob@example.org; keydata=${Buffer.from(key).toString('base64')}`;

test('SignatureReport/get: the first key of an address is kept, known again without coming along, and another one stands out', async () => {
  const bob = await makePgpKey('bob@example.org');
  const other = await makePgpKey('bob@example.org');
  const first = await put(withHead('bob@example.org', await pgpSigned(bob.privateKey, letter), autocrypt(bob.binary)));
  expect(await report(first)).toMatchObject({
    signatures: [{ kind: 'pgp', status: 'valid', trust: 'firstKey', matchesFrom: true, isWhole: true, partIds: ['1'] }],
    encrypted: null,
    insideBlobId: null,
    isTooLarge: false,
  });
  const second = await put(withHead('bob@example.org', await pgpSigned(bob.privateKey, letter)));
  expect(await report(second)).toMatchObject({ signatures: [{ status: 'valid', trust: 'sameKey' }] });
  const strange = await put(withHead('bob@example.org', await pgpSigned(other.privateKey, letter), autocrypt(other.binary)));
  for (let time = 0; time < 2; time += 1)
    expect(await report(strange)).toMatchObject({ signatures: [{ status: 'valid', trust: 'otherKey' }] });
});

test('SignatureReport/acceptKey: a key that a person vouches for is known from then on; one that signed nothing here is not taken', async () => {
  const [old, fresh] = [await makePgpKey('dora@example.org'), await makePgpKey('dora@example.org')];
  const from = 'dora@example.org';
  const field = (key: Uint8Array) => autocrypt(key).replace('bob@', 'dora@');
  await report(await put(withHead(from, await pgpSigned(old.privateKey, letter), field(old.binary))));
  const id = await put(withHead(from, await pgpSigned(fresh.privateKey, letter), field(fresh.binary)));
  const fingerprint = (await report(id))?.signatures[0]?.fingerprint ?? '';
  expect(await report(id)).toMatchObject({ signatures: [{ trust: 'otherKey' }] });
  const accept = async (given: { id: string; fingerprint: string }) => (await world.call('SignatureReport/acceptKey', given)).report;
  expect(await accept({ id, fingerprint: 'F00D' })).toMatchObject({ signatures: [{ trust: 'otherKey' }] });
  expect(await accept({ id: 'eNone', fingerprint })).toBeNull();
  expect(await accept({ id, fingerprint })).toMatchObject({ signatures: [{ status: 'valid', trust: 'sameKey' }] });
  expect(await report(id)).toMatchObject({ signatures: [{ trust: 'sameKey' }] });
  const changed = await pgpSigned(old.privateKey, letter);
  expect(await report(await put(withHead(from, changed)))).toMatchObject({ signatures: [{ trust: 'sameKey' }] });
});

test('SignatureReport/get: a key that signs for somebody else is not kept for the address of From', async () => {
  const eve = await makePgpKey('eve@evil.test');
  const field = autocrypt(eve.binary).replace('bob@', 'carl@');
  const id = await put(withHead('carl@example.org', await pgpSigned(eve.privateKey, letter), field));
  expect(await report(id)).toMatchObject({ signatures: [{ status: 'valid', matchesFrom: false, trust: 'firstKey' }] });
  expect(await world.account.store.senderKeys.of(world.account.id, 'carl@example.org')).toEqual([]);
});

test('SignatureReport/get: what an opaque signature holds is a message of its own', async () => {
  using authority = openAuthority();
  authority.issue('bob', 'bob@example.org');
  const der = authority.sign('bob', letter, { isInside: true });
  const id = await put(withHead('bob@example.org', base64Part('application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', der)));
  const found = await report(id);
  const insideBlobId = found?.insideBlobId ?? '';
  expect(found?.signatures).toMatchObject([{ kind: 'smime', status: 'valid', trust: 'unknownAuthority', authority: 'Test Authority' }]);
  const { parsed } = await world.call('Email/parse', { blobIds: [insideBlobId], fetchTextBodyValues: true });
  expect(JSON.stringify(parsed?.[insideBlobId]?.bodyValues)).toContain('Dear Ann');
});

test('an address has few keys, and none is ever written over', async () => {
  const { senderKeys } = world.account.store;
  for (let n = 0; n < 8; n += 1)
    await senderKeys.keep(world.account.id, 'many@example.org', { fingerprint: `F${n}`, key: new Uint8Array([n]), firstSeenMs: n });
  await senderKeys.keep(world.account.id, 'many@example.org', { fingerprint: 'F0', key: new Uint8Array([9]), firstSeenMs: 9 });
  const kept = await senderKeys.of(world.account.id, 'many@example.org');
  expect(kept.map(({ fingerprint, key }) => [fingerprint, ...key])).toEqual([0, 1, 2, 3, 4].map((n) => [`F${n}`, n]));
});
