import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/** As much of a header block as counts for who a message is. */
const hashedBytes = 256 * 1024;
/** Fields that servers add to a message that they keep, or change in it. */
const changing = /^(?:status|x-status|x-uidl|x-keywords|x-mozilla-[a-z0-9]+|content-length)[ \t]*:/i;

/**
 * Tells messages apart where their ids do not (P7): SHA-256 of the header block, line ends and fields that servers add left out.
 *
 * @param message its octets from the first on; what stands behind the first empty line does not count
 */
export function headerHash(message: Uint8Array): string {
  const text = Buffer.from(message.buffer, message.byteOffset, Math.min(message.byteLength, hashedBytes)).toString('latin1');
  const hash = createHash('sha256');
  let isPassedOver = false;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    let end = newline < 0 ? text.length : newline;
    const next = newline < 0 ? text.length : newline + 1;
    if (end > at && text.charCodeAt(end - 1) === 0x0d) end -= 1;
    if (end === at) break;
    const first = text.charCodeAt(at);
    const isContinued = first === 0x20 || first === 0x09;
    if (!isContinued) isPassedOver = changing.test(text.slice(at, Math.min(end, at + 80)));
    if (!isPassedOver) hash.update(text.slice(at, end), 'latin1').update('\n');
    at = next;
  }
  return hash.digest('base64url');
}
