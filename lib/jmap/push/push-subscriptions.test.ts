import { createECDH } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const day = 24 * 60 * 60_000;
const call = async (name: 'PushSubscription/get' | 'PushSubscription/set', given: Record<string, unknown>) =>
  (await world.calls([name, given]))[0]![1] as Record<string, unknown>;
const create = (more: Record<string, unknown> = {}) =>
  call('PushSubscription/set', { create: { k: { deviceClientId: 'device', url: 'https://push.example/x', types: null, ...more } } });
const made = async (more: Record<string, unknown> = {}): Promise<string> =>
  ((await create(more)).created as Record<string, { id: string }>).k!.id;
const keys = () => {
  const ecdh = createECDH('prime256v1');
  return { p256dh: ecdh.generateKeys('base64url'), auth: Buffer.alloc(16, 3).toString('base64url') };
};
const codeOf = async (id: string) => (await world.userMail.pushSubscriptions.list()).find((row) => row.id === id)!.verificationCode;

describe('RFC 8620 §7.2: PushSubscription', () => {
  test('J22: neither account nor state; url and keys never come back', async () => {
    const answer = await create({ keys: keys() });
    expect(Object.keys(answer).sort()).toEqual(['created', 'destroyed', 'notCreated', 'notDestroyed', 'notUpdated', 'updated']);
    const { id, ...set } = (answer.created as Record<string, Record<string, unknown>>).k!;
    expect(set).toEqual({ verificationCode: null, expires: new Date(world.now.ms + 14 * day).toISOString().replace('.000Z', 'Z') });
    const got = await call('PushSubscription/get', { ids: [id, 'xNone'] });
    expect(got).toEqual({
      list: [{ id, deviceClientId: 'device', verificationCode: null, expires: set.expires, types: null }],
      notFound: ['xNone'],
    });
    for (const property of ['url', 'keys'])
      expect(await call('PushSubscription/get', { ids: null, properties: [property] })).toMatchObject({ type: 'forbidden' });
    expect(await call('PushSubscription/get', { accountId: world.accountId })).toMatchObject({ type: 'invalidArguments' });
    expect(await call('PushSubscription/set', { ifInState: 'x' })).toMatchObject({ type: 'invalidArguments' });
  });

  test.each([
    ['url', { url: 'http://push.example/x' }],
    ['url', { url: 'https://user:word@push.example/' }],
    ['url', { url: 7 }],
    ['deviceClientId', { deviceClientId: '' }],
    ['keys', { keys: { p256dh: 'AAAA', auth: 'AAAA' } }],
    ['keys', { keys: { p256dh: 'x' } }],
    ['verificationCode', { verificationCode: 'guess' }],
    ['expires', { expires: '2020-01-01T00:00:00Z' }],
    ['expires', { expires: 'soon' }],
    ['types', { types: 'Email' }],
    ['nonsense', { nonsense: 1 }],
    ['id', { id: 'mine' }],
  ])('%s that cannot stand: invalidProperties names it', async (property, more) => {
    expect((await create(more)).notCreated).toEqual({ k: { type: 'invalidProperties', properties: [property] } });
  });

  test('§7.2.2: a wrong code is invalidProperties, the right one is shown from then on and cannot be taken back', async () => {
    const id = await made();
    const update = (patch: Record<string, unknown>) => call('PushSubscription/set', { update: { [id]: patch } });
    expect((await update({ verificationCode: 'guess' })).notUpdated).toEqual({
      [id]: { type: 'invalidProperties', properties: ['verificationCode'] },
    });
    const verificationCode = await codeOf(id);
    expect(verificationCode.length).toBeGreaterThanOrEqual(32);
    expect((await update({ verificationCode })).updated).toEqual({ [id]: null });
    expect(await call('PushSubscription/get', { ids: [id], properties: ['verificationCode'] })).toEqual({
      list: [{ id, verificationCode }],
      notFound: [],
    });
    expect((await update({ verificationCode: null })).notUpdated).not.toBeNull();
  });

  test('expires can be moved, within bounds that the answer names; url, keys and deviceClientId are immutable', async () => {
    const id = await made({ expires: new Date(world.now.ms + day).toISOString() });
    const update = (patch: Record<string, unknown>) => call('PushSubscription/set', { update: { [id]: patch } });
    const soon = new Date(world.now.ms + 2 * day).toISOString().replace('.000Z', 'Z');
    expect((await update({ expires: soon })).updated).toEqual({ [id]: null });
    const most = new Date(world.now.ms + 14 * day).toISOString().replace('.000Z', 'Z');
    expect((await update({ expires: '2040-01-01T00:00:00Z', types: ['Email'] })).updated).toEqual({ [id]: { expires: most } });
    expect((await call('PushSubscription/get', { ids: [id] })).list).toMatchObject([{ expires: most, types: ['Email'] }]);
    for (const patch of [{ url: 'https://other.example/' }, { keys: keys() }, { deviceClientId: 'other' }])
      expect((await update(patch)).notUpdated).toEqual({ [id]: { type: 'invalidProperties', properties: Object.keys(patch) } });
  });

  test('destroyed and expired ones are gone', async () => {
    const [one, other] = [await made(), await made({ expires: new Date(world.now.ms + 1_000).toISOString() })];
    expect(await call('PushSubscription/set', { destroy: [one, 'xNone'] })).toMatchObject({
      destroyed: [one],
      notDestroyed: { xNone: { type: 'notFound' } },
    });
    world.now.ms += 2_000;
    expect(await call('PushSubscription/get', { ids: [one, other] })).toEqual({ list: [], notFound: [one, other] });
  });
});
