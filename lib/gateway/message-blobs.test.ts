import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ImapSession } from '#lib/imap/index.ts';
import { type AccountId, type EmailId, MailError } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import type { BlobContent } from './api.ts';
import { MessageBlobs } from './message-blobs.ts';
import type { MessageOctets } from './message-octets.ts';

const file = randomBytes(2 * 1024 * 1024 + 5);
const encoded = Buffer.from(file.toString('base64').replaceAll(/.{76}/g, '$&\r\n'));
const emailId = 'e1' as EmailId;
const { signal } = new AbortController();

/** A message with one large part on a server that cannot decode, in a store that knows where it lies. */
function world(options: { isCrowded?: boolean; octets?: Buffer; encoding?: string } = {}) {
  const octets = options.octets ?? encoded;
  const seen = { leased: 0, givenBack: [] as boolean[], turns: 0, from: [] as number[] };
  const session = {
    capabilities: { binary: false },
    examine: () => Promise.resolve({ uidValidity: 9 }),
    sizeOf: () => Promise.resolve(null),
    fetchPiece: (_uid: number, _section: string, { from, bytes }: { from: number; bytes: number }) => {
      seen.from.push(from);
      return Promise.resolve(octets.subarray(from, from + bytes));
    },
  } as unknown as ImapSession;
  const structure = { partId: '2', type: 'application/pdf', size: encoded.length, encoding: options.encoding ?? 'base64', subParts: null };
  const store = {
    emails: {
      get: () => Promise.resolve([{ id: emailId, structure, rawBlobId: null }]),
      locate: () => Promise.resolve({ path: 'INBOX', uidValidity: 9, uid: 1 }),
    },
  } as unknown as Store;
  const blobs = new MessageBlobs({
    accountId: 'a1' as AccountId,
    store,
    octets: {} as MessageOctets,
    roads: {
      lease: () => {
        if (options.isCrowded === true) return Promise.reject(new MailError('temporary', 'one connection only', { code: 'LIMIT' }));
        seen.leased += 1;
        return Promise.resolve({ session, giveBack: (isSound: boolean) => void seen.givenBack.push(isSound) });
      },
      withReader: (_signal, task) => {
        seen.turns += 1;
        return task(session);
      },
    },
  });
  return { blobs, seen };
}

async function all(content: BlobContent | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content!.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a server that cannot decode', () => {
  test('base64 is decoded on the way; before the size is known all of it is sent, whatever range was asked for', async () => {
    const { blobs, seen } = world();
    const first = await blobs.part(emailId, '2', { start: 5, end: 9 }, signal);
    expect(first).toMatchObject({ type: 'application/pdf', sizeBytes: null, range: null });
    expect((await all(first)).equals(file)).toBe(true);
    expect(seen.givenBack).toEqual([true]);
  });

  test.each([
    [0, 0],
    [57, 113],
    [1_000_000, null],
    [file.length - 1, null],
    [null, 3],
  ])('once it went by the size is known, and range %s–%s is honoured', async (start, end) => {
    const { blobs, seen } = world();
    await all(await blobs.part(emailId, '2', null, signal));
    const content = await blobs.part(emailId, '2', { start, end }, signal);
    const from = start ?? file.length - (end ?? 0);
    const to = start === null ? file.length - 1 : (end ?? file.length - 1);
    expect(content).toMatchObject({ sizeBytes: file.length, range: { start: from, end: to } });
    expect((await all(content)).equals(file.subarray(from, to + 1))).toBe(true);
    expect(seen.givenBack).toEqual([true, true]);
  });
});

test('I14: where the server allows one connection, each piece takes its turn among the readers', async () => {
  const { blobs, seen } = world({ isCrowded: true });
  expect((await all(await blobs.part(emailId, '2', null, signal))).equals(file)).toBe(true);
  expect(seen.turns).toBeGreaterThan(encoded.length / (512 * 1024));
});

test('a download that is broken off, or never begun, gives its connection back', async () => {
  const { blobs, seen } = world();
  const begun = await blobs.part(emailId, '2', null, signal);
  for await (const chunk of begun!.stream) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  const gone = new AbortController();
  await blobs.part(emailId, '2', null, gone.signal);
  expect(seen.givenBack).toHaveLength(1);
  gone.abort();
  expect(seen.givenBack).toHaveLength(2);
});
