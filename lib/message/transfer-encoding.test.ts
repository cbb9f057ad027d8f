import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTransfer, isKnownEncoding, transferDecoder } from './index.ts';
import { encodeBase64, encodeQuotedPrintable } from './transfer-encoding.ts';

test.each([
  ['aGVsbG8=', 'base64', 'hello'],
  ['aGVs\r\n bG8=', 'BASE64', 'hello'],
  ['aGVs*bG8', 'base64', 'hello'],
  ['aGk=aGk=', 'base64', 'hihi'],
  ['a=3Db=\r\nc', 'quoted-printable', 'a=bc'],
  ['a  \r\nb=20\r\n', 'Quoted-Printable', 'a\r\nb \r\n'],
  ['a=\nb', 'quoted-printable', 'ab'],
  ['a=  \r\nb', 'quoted-printable', 'ab'],
  ['=zz=', 'quoted-printable', '=zz'],
  ['=c3=bc', 'quoted-printable', 'ü'],
  ['a  ', 'quoted-printable', 'a'],
  ['plain', '7bit', 'plain'],
  ['plain', null, 'plain'],
  ['plain', 'x-unknown', 'plain'],
])('%j as %s', (encoded, encoding, wanted) => expect(decodeTransfer(Buffer.from(encoded), encoding).toString()).toBe(wanted));

test('an unknown encoding is known as such', () => {
  expect(['7bit', 'BASE64', null, 'quoted-printable'].every(isKnownEncoding)).toBe(true);
  expect(isKnownEncoding('x-uuencode')).toBe(false);
});

test('the stream gives the same octets as the whole, cut anywhere', async () => {
  const octets = fc
    .array(fc.constantFrom('=', '\r', '\n', ' ', '\t', 'a', '3D', '=C3=BC', '=\r\n', '  \r\n', 'YWJj', '*'), { maxLength: 40 })
    .map((pieces) => Buffer.from(pieces.join('')));
  await fc.assert(
    fc.asyncProperty(
      octets,
      fc.array(fc.nat(60), { maxLength: 6 }),
      fc.constantFrom('base64', 'quoted-printable', '8bit'),
      async (input, cuts, encoding) => {
        const places = [...new Set([0, ...cuts.filter((cut) => cut < input.length), input.length])].sort((a, b) => a - b);
        const chunks = places.slice(1).map((end, index) => input.subarray(places[index], end));
        const streamed = await buffer(Readable.from(chunks).pipe(transferDecoder(encoding)));
        expect(streamed.toString('latin1')).toBe(decodeTransfer(input, encoding).toString('latin1'));
      },
    ),
    { numRuns: 500 },
  );
});

test('what is encoded comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      expect(decodeTransfer(encodeBase64(Buffer.from(bytes)), 'base64').equals(Buffer.from(bytes))).toBe(true);
      expect(decodeTransfer(encodeQuotedPrintable(Buffer.from(bytes)), 'quoted-printable').equals(Buffer.from(bytes))).toBe(true);
      expect(
        encodeQuotedPrintable(Buffer.from(bytes))
          .toString('latin1')
          .split('\r\n')
          .every((line) => line.length <= 76),
      ).toBe(true);
    }),
  );
});
