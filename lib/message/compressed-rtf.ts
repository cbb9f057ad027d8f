import { Buffer } from 'node:buffer';

/** What a decoder begins with, so that short texts are short (MS-OXRTFCP §2.1.2.1). */
const prefix = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
const compressed = 0x75465a4c;
const plain = 0x414c454d;
/** a reference of two octets stands for at most 17, so more than this nothing honest needs */
const mostGrowth = 20;
const mostBytes = 100 * 1024 * 1024;

/**
 * The text of a PR_RTF_COMPRESSED (MS-OXRTFCP). Linear; never more than it says itself, than twenty times its size, or than 100 MiB.
 *
 * @returns null when it is none
 */
export function decompressRtf(octets: Uint8Array): Buffer | null {
  const input = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (input.length < 16) return null;
  const rawSize = input.readUInt32LE(4);
  const kind = input.readUInt32LE(8);
  if (kind === plain) return input.subarray(16, 16 + rawSize);
  if (kind !== compressed) return null;
  const out = Buffer.alloc(Math.min(rawSize, input.length * mostGrowth, mostBytes));
  const dictionary = Buffer.alloc(4096);
  prefix.copy(dictionary);
  let write = prefix.length;
  let length = 0;
  const put = (octet: number): void => {
    if (length < out.length) out[length] = octet;
    length += 1;
    dictionary[write] = octet;
    write = (write + 1) % 4096;
  };
  for (let at = 16; at < input.length && length < out.length; ) {
    const flags = input[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < input.length && length < out.length; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        put(input[at] ?? 0);
        at += 1;
        continue;
      }
      if (at + 1 >= input.length) return out.subarray(0, length);
      const reference = input.readUInt16BE(at);
      at += 2;
      const from = reference >> 4;
      if (from === write) return out.subarray(0, length);
      for (let count = (reference & 15) + 2, step = 0; step < count; step += 1) put(dictionary[(from + step) % 4096] ?? 0);
    }
  }
  return out.subarray(0, Math.min(length, out.length));
}
