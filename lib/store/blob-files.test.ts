import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emailContent } from './testing/store-content.ts';
import { addTestPerson, openTestStore, type TestStore } from './testing/test-store.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore();
});
afterEach(() => t.close());

const octets = (text: string) => new TextEncoder().encode(text);
async function* chunks(...texts: string[]) {
  for (const text of texts) yield octets(text);
}
async function collect(stream: AsyncIterable<Uint8Array> | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += Buffer.from(chunk).toString();
  return text;
}

test('octets are named by their hash and come back as they were, whole, in part and as a stream', async () => {
  const { blobs } = t.store;
  const blob = await blobs.put(t.accountId, chunks('hello ', 'world'), 'text/x-odd');
  expect(blob).toEqual({ blobId: `U${createHash('sha256').update('hello world').digest('base64url')}`, sizeBytes: 11, type: 'text/x-odd' });
  expect(await blobs.stat(t.accountId, blob.blobId)).toEqual({ sizeBytes: 11, type: 'text/x-odd' });
  expect(Buffer.from((await blobs.read(t.accountId, blob.blobId))!).toString()).toBe('hello world');
  expect(await collect(await blobs.stream(t.accountId, blob.blobId, { start: 6, end: 8 }))).toBe('wor');
  expect(await blobs.put(t.accountId, octets('hello world'), 'text/plain')).toMatchObject({ blobId: blob.blobId });
});

test('a source that breaks off leaves nothing behind', async () => {
  async function* broken() {
    yield octets('half');
    throw new Error('connection lost');
  }
  await expect(t.store.blobs.put(t.accountId, broken(), 'text/plain')).rejects.toThrow('connection lost');
  expect(await readdir(join(t.dataDir, 'blobs', 'temporary'))).toEqual([]);
});

test('an unknown name is not there, and reaches no path', async () => {
  for (const name of ['', 'U', '../../etc/passwd', 'U../../x', 'Uabc', 'M123']) {
    expect(await t.store.blobs.stat(t.accountId, name), name).toBeNull();
    expect(await t.store.blobs.read(t.accountId, name), name).toBeNull();
    expect(await t.store.blobs.stream(t.accountId, name), name).toBeNull();
  }
});

test('J20: sweeping takes old uploads that nothing needs, and octets only when nobody has them', async () => {
  const { blobs } = t.store;
  const other = await addTestPerson(t.store, 'eve@a.example');
  const unused = await blobs.put(t.accountId, octets('unused'), 'text/plain');
  await blobs.put(other.accountId, octets('unused'), 'text/plain');
  const used = await blobs.put(t.accountId, octets('raw'), 'message/rfc822');
  await t.store.emails.create(t.accountId, {
    content: emailContent('d'),
    rawBlobId: used.blobId,
    mailboxIds: [await t.mailbox('Drafts')],
    keywords: [],
  });
  expect(await blobs.sweep(3_600_000)).toBe(0);
  // A negative age: everything counts as old.
  expect(await blobs.sweep(-1000)).toBe(2);
  expect(await blobs.read(t.accountId, unused.blobId)).toBeNull();
  expect(await blobs.read(t.accountId, used.blobId)).not.toBeNull();
  const files = (await readdir(join(t.dataDir, 'blobs'), { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
  expect(files).toHaveLength(1);
});

test('octets of an account that does not have them cannot become its mail', async () => {
  const other = await addTestPerson(t.store, 'eve@a.example');
  const blob = await t.store.blobs.put(other.accountId, octets('hers'), 'message/rfc822');
  const created = await t.store.emails.create(t.accountId, {
    content: emailContent('d'),
    rawBlobId: blob.blobId,
    mailboxIds: [await t.mailbox('Drafts')],
    keywords: [],
  });
  expect(created).toMatchObject({ ok: false, refusal: { kind: 'invalid', properties: ['blobId'] } });
});

test('P8: staged octets are nowhere until they are placed together, and what is discarded leaves nothing', async () => {
  const { maildrops } = t.store;
  const texts = Array.from({ length: 40 }, (_, index) => `message ${index % 39}`);
  const staged = await Promise.all(texts.map((text) => maildrops.stageRaw(octets(text))));
  const unwanted = await maildrops.stageRaw(octets('unwanted'));
  expect(await maildrops.readRaw(staged[0]!.blobId)).toBeNull();
  await maildrops.placeRaws(staged);
  await maildrops.discardRaw(unwanted);
  for (const [index, { blobId }] of staged.entries()) expect(Buffer.from((await maildrops.readRaw(blobId))!).toString()).toBe(texts[index]);
  expect(await maildrops.readRaw(unwanted.blobId)).toBeNull();
  expect(await readdir(join(t.dataDir, 'blobs', 'temporary'))).toEqual([]);
});

test('when one of several cannot be placed, nothing staged is left and nothing is held', async () => {
  const { maildrops, blobs } = t.store;
  const staged = await Promise.all(['one', 'two', 'three'].map((text) => maildrops.stageRaw(octets(text))));
  await rm(staged[1]!.temporary);
  await expect(maildrops.placeRaws(staged)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(join(t.dataDir, 'blobs', 'temporary'))).toEqual([]);
  // Nothing keeps the file of an upload with these octets, now that nobody needs that.
  const upload = await blobs.put(t.accountId, octets('one'), 'text/plain');
  await blobs.sweep(-1000);
  expect(await maildrops.readRaw(upload.blobId)).toBeNull();
});
