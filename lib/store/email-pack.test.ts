import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessagePart } from '#lib/mail/index.ts';
import { blankInPack, type EmailDetail, OpenPack, packEmails } from './email-pack.ts';

const text = fc.option(fc.string({ unit: 'binary', maxLength: 20 }));
const part: fc.Arbitrary<MessagePart> = fc.letrec<{ part: MessagePart }>((tie) => ({
  part: fc.record({
    partId: text,
    type: fc.string(),
    size: fc.nat(),
    name: text,
    charset: text,
    disposition: text,
    cid: text,
    language: fc.option(fc.array(fc.string(), { maxLength: 2 })),
    location: text,
    encoding: text,
    params: fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 2, noNullPrototype: true }),
    subParts: fc.option(fc.array(tie('part'), { maxLength: 2 }), { depthIdentifier: 'parts' }),
  }),
})).part;
const ids = fc.option(fc.array(fc.string(), { maxLength: 3 }));
const detail: fc.Arbitrary<EmailDetail> = fc.record({
  structure: fc.option(part),
  inReplyTo: ids,
  references: ids,
  headerBlock: fc.uint8Array({ maxLength: 300 }),
});

test('what goes into a pack comes out of it, whatever its neighbours are', () => {
  fc.assert(
    fc.property(fc.array(detail, { minLength: 1, maxLength: 12 }), (details) => {
      const pack = new OpenPack(packEmails(details));
      expect(pack.emails).toBe(details.length);
      for (const [slot, wanted] of details.entries()) {
        const found = pack.detail(slot);
        // JSON has no −0 and no prototype-less objects; neither has a MessagePart that came over the wire.
        expect(JSON.stringify(found.structure)).toBe(JSON.stringify(wanted.structure));
        expect([found.inReplyTo, found.references]).toEqual([wanted.inReplyTo, wanted.references]);
        expect(Buffer.compare(found.headerBlock, wanted.headerBlock)).toBe(0);
        expect(Buffer.compare(pack.headerBlock(slot), wanted.headerBlock)).toBe(0);
      }
    }),
  );
});

test('an Email taken out of a pack leaves nothing behind, and its neighbours as they were', () => {
  const details = Array.from(
    { length: 5 },
    (_, index): EmailDetail => ({
      structure: null,
      inReplyTo: [`a${index}`],
      references: null,
      headerBlock: Buffer.from(`X-Secret: ${index}${index}${index}`),
    }),
  );
  const pack = new OpenPack(blankInPack(packEmails(details), new Set([1, 3])));
  for (const slot of [0, 2, 4]) expect(Buffer.from(pack.detail(slot).headerBlock).toString()).toBe(`X-Secret: ${slot}${slot}${slot}`);
  for (const slot of [1, 3]) expect(pack.detail(slot)).toMatchObject({ inReplyTo: null, headerBlock: new Uint8Array(0) });
});

test('octets that are no pack, and places that are not in it, are refused as damage of the storage', () => {
  const packed = packEmails([{ structure: null, inReplyTo: null, references: null, headerBlock: new Uint8Array(3) }]);
  expect(() => new OpenPack(Uint8Array.of(9, ...packed.subarray(1)))).toThrow(expect.objectContaining({ kind: 'storage' }));
  expect(() => new OpenPack(packed.subarray(0, 9))).toThrow(expect.objectContaining({ kind: 'storage' }));
  for (const slot of [-1, 1]) expect(() => new OpenPack(packed).detail(slot)).toThrow(expect.objectContaining({ kind: 'storage' }));
});
