import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackedTexts } from './packed-columns.ts';
import { TextIndex } from './text-index.ts';

const column = (texts: readonly (string | null)[]): PackedTexts => {
  const packed = new PackedTexts();
  for (const text of texts) packed.add(text);
  return packed;
};

test('texts come out as they went in, and each is found at all of its rows in their order', () => {
  // Few characters, so that the same text comes often; all 256 octets in others.
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 }),
    fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((octet) => String.fromCharCode(octet)), minLength: 1, maxLength: 40 }),
  );
  const texts = fc.array(fc.option(text, { freq: 5 }), { maxLength: 200 });
  fc.assert(
    fc.property(texts, texts, (kept, asked) => {
      const packed = column(kept);
      expect(Array.from({ length: packed.length }, (_, row) => packed.at(row))).toEqual(kept);
      const index = new TextIndex(packed);
      const questions = column([...kept, ...asked]);
      for (const [row, wanted] of [...kept, ...asked].entries()) {
        const found: number[] = [];
        for (let each = index.first(questions, row); each >= 0; each = index.next(each)) found.push(each);
        expect(found).toEqual(wanted === null ? [] : kept.flatMap((value, at) => (value === wanted ? [at] : [])));
      }
    }),
    { numRuns: 200 },
  );
});

test('HalfSipHash-1-3: a text has another place under another key', () => {
  const texts = column(Array.from({ length: 64 }, (_, row) => `uid-${row}`));
  const hashes = (key: readonly [number, number]) => Array.from({ length: 64 }, (_, row) => texts.hash(row, key));
  expect(new Set([...hashes([1, 2]), ...hashes([1, 3]), ...hashes([2, 2])]).size).toBe(192);
});
