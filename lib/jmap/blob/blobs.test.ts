import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { richMessage } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const upload = async (data: unknown, more: Record<string, unknown> = {}) => {
  const { created, notCreated } = await world.call('Blob/upload', { create: { k: { data, ...more } } });
  return created?.k ?? notCreated?.k;
};
const made = async (text: string) => ((await upload([{ 'data:asText': text }])) as { id: string }).id;
const quick = 'The quick brown fox jumped over the lazy dog.';

describe('RFC 9404 §4.1: Blob/upload', () => {
  test('text, base64 and stretches of blobs are put together; the id is usable in the next call', async () => {
    const answers = await world.calls(
      [
        'Blob/upload',
        {
          accountId: world.accountId,
          create: {
            a: { data: [{ 'data:asText': quick }], type: 'text/plain' },
            b: {
              data: [
                { blobId: '#a', offset: 4, length: 5 },
                { 'data:asBase64': Buffer.from(' ✓').toString('base64') },
                { 'data:asText': '' },
              ],
            },
          },
        },
      ],
      ['Blob/get', { accountId: world.accountId, ids: ['#b'] }],
    );
    const { created } = answers[0]![1] as { created: Record<string, { id: string }> };
    expect(created).toMatchObject({ a: { type: 'text/plain', size: 45 }, b: { type: 'application/octet-stream', size: 9 } });
    expect(answers[1]).toEqual([
      'Blob/get',
      { accountId: world.accountId, list: [{ id: created.b!.id, 'data:asText': 'quick ✓', size: 9 }], notFound: [] },
      'c1',
    ]);
  });

  test('what cannot stand', async () => {
    const id = await made('12345');
    expect(await upload([{ blobId: 'Unone' }])).toEqual({ type: 'blobNotFound', notFound: ['Unone'] });
    for (const data of [
      [{ blobId: id, offset: 4, length: 2 }],
      [{ blobId: id, offset: 6 }],
      [{ 'data:asBase64': 'not base64!' }],
      [{ 'data:asText': 'x', 'data:asBase64': 'eA==' }],
      [{}],
      'x',
      Array.from({ length: 257 }, () => ({ 'data:asText': '' })),
    ])
      expect(await upload(data)).toMatchObject({ type: 'invalidProperties', properties: ['data'] });
    expect(await upload([], { type: 'no type' })).toMatchObject({ type: 'invalidProperties', properties: ['type'] });
    expect(await upload([], { other: 1 })).toMatchObject({ type: 'invalidProperties', properties: ['other'] });
    const before = world.limits.uploadBytes;
    world.limits.uploadBytes = 8;
    expect(await upload([{ blobId: id }, { blobId: id }])).toEqual({ type: 'tooLarge', maxSize: 8 });
    world.limits.uploadBytes = before;
  });
});

describe('RFC 9404 §4.2: Blob/get', () => {
  test('data and size by default; digests are of the stretch, size of the whole', async () => {
    const id = await made(quick);
    const get = async (given: Record<string, unknown>) => (await world.call('Blob/get', { ids: [id], ...given })).list[0];
    expect(await get({})).toEqual({ id, 'data:asText': quick, size: 45 });
    const sha = (text: string, name = 'sha256') => createHash(name).update(text).digest('base64');
    expect(await get({ properties: ['data:asText', 'digest:sha', 'digest:sha-256', 'size'], offset: 4, length: 9 })).toEqual({
      id,
      'data:asText': 'quick bro',
      'digest:sha': sha('quick bro', 'sha1'),
      'digest:sha-256': sha('quick bro'),
      size: 45,
    });
    expect(await get({ properties: ['data:asBase64'], offset: 40, length: 50 })).toEqual({
      id,
      'data:asBase64': Buffer.from(quick.slice(40)).toString('base64'),
      isTruncated: true,
    });
  });

  test('octets that are no UTF-8: base64 instead of text, and isEncodingProblem says why', async () => {
    const { id } = (await upload([{ 'data:asBase64': Buffer.from([0x61, 0xc3]).toString('base64') }])) as { id: string };
    const get = async (properties?: string[], more = {}) =>
      (await world.call('Blob/get', { ids: [id], properties: properties ?? null, ...more })).list[0];
    expect(await get()).toEqual({ id, 'data:asBase64': 'YcM=', isEncodingProblem: true, size: 2 });
    expect(await get(['data:asText'])).toEqual({ id, 'data:asText': null, isEncodingProblem: true });
    expect(await get(['data:asText'], { length: 1 })).toEqual({ id, 'data:asText': 'a' });
  });

  test('notFound, unknown properties', async () => {
    expect(await world.call('Blob/get', { ids: ['Unone'] })).toMatchObject({ list: [], notFound: ['Unone'] });
    expect(await world.call('Blob/get', { ids: [], properties: ['digest:md17'] })).toMatchObject({ type: 'invalidArguments' });
  });
});

test('RFC 9404 §4.3: Blob/lookup says which Email, Thread and Mailbox a blob belongs to', async () => {
  const email = await world.account.createEmail({
    raw: Buffer.from(richMessage),
    mailboxIds: [world.mailbox.inbox] as never,
    keywords: [],
    receivedAtMs: 0,
  });
  if (!email.ok) throw new Error('not created');
  const { list } = await world.call('Email/get', { ids: [email.value.id], properties: ['blobId', 'threadId', 'attachments'] });
  const [{ blobId, threadId, attachments }] = list as [(typeof list)[0]];
  const part = attachments[0]!.blobId!;
  const free = await made('free');
  const answer = await world.call('Blob/lookup', { typeNames: ['Mailbox', 'Thread', 'Email'], ids: [blobId, part, free, 'Unone'] });
  const matchedIds = { Mailbox: [world.mailbox.inbox], Thread: [threadId], Email: [email.value.id] };
  expect(answer.list).toEqual([
    { id: blobId, matchedIds },
    { id: part, matchedIds },
    { id: free, matchedIds: { Mailbox: [], Thread: [], Email: [] } },
  ]);
  expect(answer.notFound).toEqual(['Unone']);
  expect(await world.call('Blob/lookup', { typeNames: ['Nonsense'], ids: [] })).toMatchObject({ type: 'unknownDataType' });
});
