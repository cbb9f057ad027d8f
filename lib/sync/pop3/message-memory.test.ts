import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { MessageMemory } from './message-memory.ts';

async function* inPieces(octets: Buffer, pieceBytes: number) {
  for (let at = 0; at < octets.length; at += pieceBytes) yield octets.subarray(at, at + pieceBytes);
}

test('octets come out as they went in, however they are cut and however large', async () => {
  const memory = new MessageMemory();
  for (const [bytes, pieceBytes] of [
    [0, 1],
    [1, 1],
    [65_535, 1_000],
    [65_536, 16_384],
    [65_537, 65_537],
    [3_000_000, 16_384],
  ] as const) {
    const message = randomBytes(bytes);
    const { octets, giveBack } = await memory.read(inPieces(message, pieceBytes));
    expect(octets.equals(message)).toBe(true);
    giveBack();
  }
});

test('what was given back is used again, and what is still lent is not touched', async () => {
  const memory = new MessageMemory();
  const [first, second] = [randomBytes(5_000), randomBytes(5_000)];
  const lent = await memory.read(inPieces(first, 512));
  const other = await memory.read(inPieces(second, 512));
  expect(lent.octets.equals(first)).toBe(true);
  lent.giveBack();
  const next = await memory.read(inPieces(randomBytes(4_000), 512));
  expect(next.octets.buffer).toBe(lent.octets.buffer);
  expect(other.octets.equals(second)).toBe(true);
});

test('the memory of a very large message is let go of', async () => {
  const memory = new MessageMemory();
  const large = await memory.read(inPieces(Buffer.alloc(4_000_000), 65_536));
  large.giveBack();
  const next = await memory.read(inPieces(Buffer.alloc(10), 10));
  expect(next.octets.buffer.byteLength).toBeLessThan(1_100_000);
});
