import { Buffer } from 'node:buffer';

const lf = 0x0a;
const cr = 0x0d;
const quote = 0x3e;
const fromWord = Buffer.from('From ');
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The line before a message in an mbox: `From ` sender, and the time it was received as asctime writes it, in UTC.
 *
 * @param sender  null, or anything that is no plain address: MAILER-DAEMON
 * @see RFC 4155 Appendix A
 */
export function mboxFromLine(sender: string | null, receivedAtMs: number): string {
  const at = new Date(receivedAtMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const address = sender !== null && /^[\x21-\x7e]{1,320}$/.test(sender) ? sender : 'MAILER-DAEMON';
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const day = `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)}`;
  return `From ${address} ${day} ${time} ${at.getUTCFullYear()}\n`;
}

/**
 * A message as it stands in an mbox (mboxrd): lines end with LF, every line that begins with any number of `>` and `From ` gets one `>` more, so
 * that taking one off again gives back the octets; the last line ends, and an empty one follows. In constant memory: only what may still become
 * a `From ` is held back.
 */
export async function* mboxMessage(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isLineStart = true;
  /** how much of `From ` the line has so far; -1: it is no such line */
  let matched = 0;
  /** `>` of the line so far, not passed on yet */
  let quotes = 0;
  let hasCr = false;
  for await (const chunk of source) {
    // Each octet stays one; quotes go apart, and a little was held back before.
    const out = Buffer.allocUnsafe(chunk.byteLength + 16);
    let length = 0;
    const pass = (octet: number) => {
      out[length] = octet;
      length += 1;
    };
    const parts: Uint8Array[] = [];
    const release = () => {
      if (quotes > 0) {
        parts.push(Buffer.from(out.subarray(0, length)), Buffer.alloc(quotes, quote));
        length = 0;
        quotes = 0;
      }
      if (matched > 0) for (const octet of fromWord.subarray(0, matched)) pass(octet);
      matched = -1;
    };
    for (const octet of chunk) {
      if (hasCr) {
        hasCr = false;
        if (octet !== lf) {
          if (isLineStart || matched >= 0) release();
          isLineStart = false;
          pass(cr);
        }
      }
      if (octet === cr) {
        hasCr = true;
        continue;
      }
      if (octet === lf) {
        if (matched >= 0) release();
        pass(lf);
        isLineStart = true;
        matched = 0;
        continue;
      }
      if (matched < 0) {
        pass(octet);
        continue;
      }
      isLineStart = false;
      if (matched === 0 && octet === quote) {
        quotes += 1;
        continue;
      }
      if (octet === fromWord[matched]) {
        matched += 1;
        if (matched === fromWord.length) {
          quotes += 1;
          release();
          matched = -1;
        }
        continue;
      }
      release();
      pass(octet);
    }
    parts.push(out.subarray(0, length));
    for (const part of parts) if (part.byteLength > 0) yield part;
  }
  const rest: number[] = Array<number>(quotes).fill(quote);
  if (matched > 0) rest.push(...fromWord.subarray(0, matched));
  if (hasCr) rest.push(cr);
  yield Buffer.from([...rest, ...(isLineStart && rest.length === 0 ? [] : [lf]), lf]);
}
