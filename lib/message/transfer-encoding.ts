import { Buffer } from 'node:buffer';
import { Transform } from 'node:stream';

/** True for encodings that this file decodes; others are treated as no encoding at all (RFC 8621 §4.1.4). */
export const isKnownEncoding = (encoding: string | null): boolean =>
  encoding === null || ['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable'].includes(normalEncoding(encoding));

const normalEncoding = (encoding: string | null): string => (encoding ?? '').trim().toLowerCase();

/** Removes a Content-Transfer-Encoding (RFC 2045 §6). Never throws: what is malformed is passed over or passed through. */
export function decodeTransfer(bytes: Uint8Array, encoding: string | null): Buffer {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (normalEncoding(encoding)) {
    case 'base64': {
      const decoder = base64Decoder();
      return Buffer.concat([decoder.write(input), decoder.end()]);
    }
    case 'quoted-printable': {
      const decoder = quotedPrintableDecoder();
      return Buffer.concat([decoder.write(input), decoder.end()]);
    }
    default:
      return input;
  }
}

/** The same as a stream, for parts that are not held in memory. */
export function transferDecoder(encoding: string | null): Transform {
  const name = normalEncoding(encoding);
  const decoder = name === 'base64' ? base64Decoder() : name === 'quoted-printable' ? quotedPrintableDecoder() : null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, decoder === null ? chunk : decoder.write(chunk));
    },
    flush(done) {
      done(null, decoder === null ? null : decoder.end());
    },
  });
}

type Decoder = { write(chunk: Buffer): Buffer; end(): Buffer };

const base64Values = new Int8Array(256).fill(-1);
for (const [index, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  base64Values[char.charCodeAt(0)] = index;
}

/** Characters outside the alphabet are passed over; `=` ends a group, and what follows it starts anew (mail joined from several pieces). */
function base64Decoder(): Decoder {
  let bits = 0;
  let bitCount = 0;
  return {
    write(chunk) {
      const out = Buffer.allocUnsafe(Math.ceil((chunk.length * 3) / 4) + 3);
      let length = 0;
      for (let at = 0; at < chunk.length; at += 1) {
        const code = chunk[at] as number;
        const value = base64Values[code] as number;
        if (value >= 0) {
          bits = (bits << 6) | value;
          bitCount += 6;
          if (bitCount >= 8) {
            bitCount -= 8;
            out[length++] = (bits >> bitCount) & 0xff;
            bits &= (1 << bitCount) - 1;
          }
        } else if (code === 0x3d) {
          bits = 0;
          bitCount = 0;
        }
      }
      return out.subarray(0, length);
    },
    end: () => Buffer.alloc(0),
  };
}

const hexValue = (code: number | undefined): number =>
  code === undefined
    ? -1
    : code >= 0x30 && code <= 0x39
      ? code - 0x30
      : code >= 0x41 && code <= 0x46
        ? code - 0x37
        : code >= 0x61 && code <= 0x66
          ? code - 0x57
          : -1;

/** Soft line breaks go, blanks before a line break go (RFC 2045 §6.7), a `=` that starts no octet stays. */
function quotedPrintableDecoder(): Decoder {
  let held: Buffer = Buffer.alloc(0); // an unfinished `=…` or blanks whose line may end in the next chunk
  const run = (input: Buffer, isLast: boolean): Buffer => {
    const out = Buffer.allocUnsafe(input.length);
    let length = 0;
    let at = 0;
    held = Buffer.alloc(0);
    while (at < input.length) {
      const code = input[at] as number;
      if (code === 0x3d) {
        const high = hexValue(input[at + 1]);
        const low = hexValue(input[at + 2]);
        if (high >= 0 && low >= 0) {
          out[length++] = high * 16 + low;
          at += 3;
          continue;
        }
        const behind = blankEnd(input, at + 1);
        if (!isLast && (behind >= input.length || (input[behind] === 0x0d && behind + 1 >= input.length) || at + 2 >= input.length)) {
          held = Buffer.from(input.subarray(at));
          break;
        }
        if (input[behind] === 0x0a) at = behind + 1;
        else if (input[behind] === 0x0d && input[behind + 1] === 0x0a) at = behind + 2;
        else if (behind >= input.length) at = behind;
        else {
          out[length++] = code;
          at += 1;
        }
      } else if (code === 0x20 || code === 0x09) {
        const behind = blankEnd(input, at);
        if (!isLast && (behind >= input.length || (input[behind] === 0x0d && behind + 1 >= input.length))) {
          held = Buffer.from(input.subarray(at));
          break;
        }
        const isLineEnd = behind >= input.length || input[behind] === 0x0a || (input[behind] === 0x0d && input[behind + 1] === 0x0a);
        if (!isLineEnd) {
          input.copy(out, length, at, behind);
          length += behind - at;
        }
        at = behind;
      } else {
        out[length++] = code;
        at += 1;
      }
    }
    return out.subarray(0, length);
  };
  return {
    // Held blanks are given out once they pass any sensible line length, so that endless blanks cost linear time and bounded memory.
    write(chunk) {
      const input = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      return held.length > 64 * 1024 ? run(input, true) : run(input, false);
    },
    end: () => run(held, true),
  };
}

function blankEnd(input: Buffer, from: number): number {
  let at = from;
  while (input[at] === 0x20 || input[at] === 0x09) at += 1;
  return at;
}

/** Base64 in lines of 76 characters, CRLF between and behind them. */
export function encodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += 76) lines.push(text.slice(at, at + 76));
  return Buffer.from(lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`, 'latin1');
}

/** Quoted-printable of text whose lines end with CRLF; lines stay within 76 characters (RFC 2045 §6.7). */
export function encodeQuotedPrintable(bytes: Buffer): Buffer {
  const out: string[] = [];
  let line = '';
  const hex = (code: number): string => `=${code.toString(16).toUpperCase().padStart(2, '0')}`;
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] as number;
    if (code === 0x0d && bytes[at + 1] === 0x0a) {
      out.push(line, '\r\n');
      line = '';
      at += 1;
      continue;
    }
    const isLineEnd = at + 1 >= bytes.length || (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a);
    let token: string;
    if (code === 0x20 || code === 0x09) token = isLineEnd ? hex(code) : String.fromCharCode(code);
    else if (code > 0x20 && code < 0x7f && code !== 0x3d) {
      // a lone dot, `From ` and a boundary look-alike at the start of a line survive any relay when they are encoded
      const isRisky =
        line === '' && (code === 0x2e || code === 0x2d || (code === 0x46 && bytes.subarray(at, at + 5).toString('latin1') === 'From '));
      token = isRisky ? hex(code) : String.fromCharCode(code);
    } else token = hex(code);
    if (line.length + token.length > (isLineEnd ? 76 : 75)) {
      out.push(line, '=\r\n');
      line = '';
    }
    line += token;
  }
  out.push(line);
  return Buffer.from(out.join(''), 'latin1');
}
