import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pop3Message } from './index.ts';
import { Unstuffer } from './unstuffer.ts';

/** What a server sends for a message: a dot before each line that begins with one, and the terminator (RFC 1939 §3). */
function stuffed(message: string, lineEnd = '\r\n'): string {
  const lines = message.split(lineEnd);
  const body = lines.map((line) => (line.startsWith('.') ? `.${line}` : line)).join(lineEnd);
  return `${body}${message === '' || message.endsWith(lineEnd) ? '' : lineEnd}.${lineEnd}`;
}

/** The content and what is left behind it, fed in the given pieces. */
function fed(pieces: Buffer[], isBareLf = false): { content: string; rest: string } | null {
  const unstuffer = new Unstuffer(isBareLf);
  const content: Buffer[] = [];
  for (const [index, piece] of pieces.entries()) {
    const end = unstuffer.take(piece, content);
    if (end === null) continue;
    const rest = Buffer.concat([piece.subarray(end), ...pieces.slice(index + 1)]);
    return { content: Buffer.concat(content).toString('latin1'), rest: rest.toString('latin1') };
  }
  return null;
}

/** Chunks as a reader of a message gets them. */
type Octets = Pop3Message['octets'] extends AsyncIterable<infer Chunk> ? Chunk : never;

const octetsOf = (text: string) => Buffer.from(text, 'latin1');
const oneByOne = (octets: Octets) => [...octets].map((octet) => Buffer.from([octet]));

const messages = [
  '',
  '\r\n',
  '.\r\n',
  '..\r\n',
  '...\r\n.\r\n..\r\n',
  'Subject: a\r\n\r\nbody\r\n',
  '.leading\r\nmiddle.\r\n.\r\n..end\r\n',
  'bare\n.\r\ncarriage\r.\r\nreturns\r\r\n.\r\n',
  'bare\n.\n.\r\n',
  '\n.\r\n',
  '.\n.\r\n',
  '.\r.\r\n',
  '\r\r\n.\r\r\n',
  '\r\n\r\n.\r\n\r\n',
  `${'.'.repeat(40)}\r\n`,
  'eight bit \u00e9\u00ff\0 and nothing else\r\n',
];

test('P2: a message comes out as it went in, cut at every octet and fed one octet at a time', () => {
  for (const message of messages) {
    const wire = octetsOf(`${stuffed(message)}+OK next\r\n`);
    const expected = { content: message, rest: '+OK next\r\n' };
    expect(fed([wire]), JSON.stringify(message)).toEqual(expected);
    expect(fed(oneByOne(wire)), JSON.stringify(message)).toEqual(expected);
    for (let cut = 1; cut < wire.length; cut += 1) {
      expect(fed([wire.subarray(0, cut), wire.subarray(cut)]), `${JSON.stringify(message)} cut at ${cut}`).toEqual(expected);
      for (let second = cut + 1; second < wire.length; second += 1) {
        expect(fed([wire.subarray(0, cut), wire.subarray(cut, second), wire.subarray(second)])).toEqual(expected);
      }
    }
  }
});

test('P2: whatever the message and whatever the chunks', () => {
  const piece = fc.constantFrom('.', '\r', '\n', '\r\n', '\r\n.', '.\r\n', 'a', 'text', '\u00ff', '\0');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(12), { maxLength: 60 }), (pieces, lengths) => {
      const message = `${pieces.join('')}\r\n`;
      const wire = octetsOf(`${stuffed(message)}+OK`);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const length of lengths) {
        chunks.push(wire.subarray(at, at + length));
        at += length;
      }
      chunks.push(wire.subarray(at));
      expect(fed(chunks)).toEqual({ content: message, rest: '+OK' });
    }),
  );
});

test('P2: a dot behind a bare line feed ends nothing, or a sender could speak for the server', () => {
  expect(fed([octetsOf('a\n.\r\n+OK stolen\r\n')])).toBeNull();
  expect(fed([octetsOf('a\r.\r\n+OK stolen\r\n')])).toBeNull();
  expect(fed([octetsOf('a\n.\n+OK stolen\r\n')])).toBeNull();
});

test('a server that ends its own lines with a bare line feed is read that way', () => {
  for (const message of ['', 'a\n', '.\n', '..a\n\n.\n', 'a\r\n.b\r\nc\n']) {
    const wire = octetsOf(`${stuffed(message, '\n')}+OK`);
    expect(fed([wire], true)).toEqual({ content: message, rest: '+OK' });
    expect(fed(oneByOne(wire), true)).toEqual({ content: message, rest: '+OK' });
  }
  expect(fed([octetsOf('a\n.\r\n+OK')], true)).toEqual({ content: 'a\n', rest: '+OK' });
});

test('content is handed on as views: nothing is copied', () => {
  const wire = octetsOf('one\r\ntwo\r\n.\r\n');
  const content: Buffer[] = [];
  expect(new Unstuffer(false).take(wire, content)).toBe(wire.length);
  expect(content.every((view) => view.buffer === wire.buffer)).toBe(true);
});
