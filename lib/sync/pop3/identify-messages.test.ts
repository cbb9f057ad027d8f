import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KnownMaildrop } from '#lib/store/index.ts';
import { identifyMessages, stranger } from './identify-messages.ts';
import { ListedSizes, MaildropListing } from './maildrop-listing.ts';
import { type PlainMessage, type PlainRow, plainIdentification } from './testing/plain-identification.ts';

function listingOf(messages: readonly PlainMessage[]): MaildropListing {
  const sizes = new ListedSizes();
  const listing = new MaildropListing();
  for (const { number, uid, sizeBytes } of messages) {
    sizes.add(number, sizeBytes);
    listing.add(number, uid);
  }
  expect(listing.takeSizes(sizes)).toBe(true);
  return listing;
}

function knownOf(rows: readonly PlainRow[]): KnownMaildrop {
  const known = new KnownMaildrop();
  for (const row of rows) known.add({ ...row, firstSeenMs: 0, failures: 0, isMissing: row.header === null });
  return known;
}

const one = {
  uid: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { freq: 6 }),
  sizeBytes: fc.constantFrom(100, 200),
};
const header = fc.constantFrom('one', 'two', 'three');
const listings = fc
  .array(fc.record({ ...one, header }), { maxLength: 8 })
  // In any order, and with gaps, as some servers list them.
  .chain((all) =>
    fc.shuffledSubarray(
      all.map((message, at) => ({ ...message, number: 2 * at + 1 })),
      { minLength: Math.min(1, all.length) },
    ),
  );
const knowns = fc
  .array(fc.record({ ...one, header: fc.option(header, { freq: 6 }), isGone: fc.boolean() }), { maxLength: 8 })
  .map((all) => all.map((row, at) => ({ ...row, key: 10 + at })));

test('P7: who is who comes out as on plain objects, whatever is listed and known', async () => {
  await fc.assert(
    fc.asyncProperty(listings, knowns, async (listed, known) => {
      const { rows, unread, ...said } = await identifyMessages(listingOf(listed), knownOf(known), {
        listedHashes: async (numbers) => new Map(numbers.map((number) => [number, listed.find((each) => each.number === number)!.header])),
        knownHashes: async (keys) =>
          new Map(known.flatMap((row) => (row.header !== null && keys.includes(row.key) ? [[row.key, row.header] as const] : []))),
      });
      const keys = [...rows].map((row) => (row === stranger ? null : known[row]!.key));
      expect({ keys, ...said }).toEqual(plainIdentification(listed, known));
      expect(unread.numbers.size).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});

test('a maildrop of 40,000 is compared with itself without asking for a header, and costs less than 250 octets a message', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const memoryBytes = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const count = 40_000;
  const uid = (at: number) => `${at.toString(16).padStart(8, '0')}4f3c8ba2`;
  const before = memoryBytes();
  const [sizes, listing, known] = [new ListedSizes(), new MaildropListing(), new KnownMaildrop()];
  for (let at = 0; at < count; at += 1) {
    sizes.add(at + 1, 3_000 + at);
    listing.add(at + 1, uid(at));
    // The newest came first.
    const row = { uid: uid(count - 1 - at), sizeBytes: 3_000 + count - 1 - at, firstSeenMs: 1_700_000_000_000, failures: 0 };
    known.add({ ...row, key: at + 1, isMissing: false, isGone: false });
  }
  expect(listing.takeSizes(sizes)).toBe(true);
  const refused = () => Promise.reject(new Error('a header is asked for'));
  const { rows, gone, back, renumbered } = await identifyMessages(listing, known, { listedHashes: refused, knownHashes: refused });
  const bytes = memoryBytes() - before;
  expect([gone, back, renumbered]).toEqual([[], [], []]);
  expect(rows.every((row, at) => row === count - 1 - at)).toBe(true);
  expect(bytes / count).toBeLessThan(250);
  expect(sizes.length + listing.length + known.length).toBe(3 * count);
});

test('sizes are found by their number, in whatever order they are listed; said twice, the last counts', () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(1_000)), { maxLength: 30 });
  fc.assert(
    fc.property(pairs, fc.boolean(), (listed, isInOrder) => {
      const all = isInOrder ? listed.toSorted(([a], [b]) => a - b) : listed;
      const sizes = new ListedSizes();
      for (const [number, sizeBytes] of all) sizes.add(number, sizeBytes);
      const wanted = new Map(all);
      expect(sizes.length).toBe(wanted.size);
      for (let number = 0; number <= 21; number += 1) expect(sizes.of(number)).toBe(wanted.get(number) ?? null);
    }),
  );
});
