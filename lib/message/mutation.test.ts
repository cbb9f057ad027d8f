import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { bodyParts, decodePartText, leafParts, parseMessage, partOctets, previewOfParts, safeFileName } from './index.ts';
import { emlBytes, emlEntries, hasCorpora } from './testing/eml-corpus.ts';

const cases = process.env.POSTERN_TEST_LONG === '1' ? 20_000 : 2_000;

/** A small repeatable source of numbers (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  '\r\n\r\n',
  '\n',
  '--',
  'Content-Type: multipart/mixed; boundary=x\r\n',
  '=?utf-8?B?',
  '"',
  ';',
  '\0',
  '\xff',
  'Content-Transfer-Encoding: base64\r\n',
  ' ',
].map((piece) => Buffer.from(piece, 'latin1'));

function mutated(raw: Buffer, next: (below: number) => number): Buffer {
  let out = raw;
  for (let count = 1 + next(4); count > 0; count -= 1) {
    const at = next(out.length + 1);
    const length = next(40);
    const kind = next(4);
    if (kind === 0) out = Buffer.concat([out.subarray(0, at), out.subarray(at + length)]);
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), pieces[next(pieces.length)] as Buffer, out.subarray(at)]);
    else if (kind === 2)
      out = Buffer.concat([out.subarray(0, at), out.subarray(next(out.length + 1), next(out.length + 1)), out.subarray(at)]);
    else {
      out = Buffer.from(out);
      if (at < out.length) out[at] = next(256);
    }
  }
  return out;
}

test.skipIf(!hasCorpora)(
  'damaged messages are read without a throw, and what is found lies inside them (passed over without the corpora)',
  () => {
    const sources = emlEntries()
      .map((each) => emlBytes(each.file))
      .filter((raw) => raw.length < 20_000);
    const next = numbers(20261122);
    for (let count = 0; count < cases; count += 1) {
      const raw = mutated(sources[next(sources.length)] as Buffer, next);
      const message = parseMessage(raw);
      const { textBody, htmlBody, attachments } = bodyParts(message.structure);
      const known = new Set(message.parts.map((each) => each.partId));
      for (const part of [...textBody, ...htmlBody, ...attachments]) expect(known.has(part.partId) || part.size === 0).toBe(true);
      const ids = leafParts(message.structure).map((part) => part.partId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const entry of message.parts) {
        expect(entry.bodyStart <= entry.bodyEnd && entry.bodyEnd <= raw.length).toBe(true);
        if (entry.part.name !== null) safeFileName(entry.part.name);
      }
      previewOfParts(
        message.parts
          .filter((each) => each.part.type.startsWith('text/'))
          .map((each) => ({ type: each.part.type, ...decodePartText(partOctets(raw, each).body, each.part) })),
      );
    }
  },
);
