import { Buffer } from 'node:buffer';
import type { MessagePart } from '#lib/mail/index.ts';
import type { ParsedMessage, ParsedPart } from '../parse-message.ts';
import { decodeTransfer } from '../transfer-encoding.ts';

/** What somebody signed inside a message, and the signature over it, as both arrived. */
export type SignedContent = {
  /** `smime-inside`: the signature holds what it signs (RFC 8551 §3.5.2) */
  kind: 'pgp' | 'smime' | 'smime-inside';
  /** the signed octets, line ends as CRLF (RFC 3156 §5, RFC 8551 §3.1.1); empty for `smime-inside` */
  octets: Buffer;
  signature: Buffer;
  /** part ids of the leaves that it covers */
  partIds: string[];
  /** the message consists of nothing else, except for its header, which no signature covers */
  isWhole: boolean;
};

export type Protection = {
  signed: SignedContent[];
  /** needs a key to be read; null = it does not */
  encrypted: 'pgp' | 'smime' | null;
};

const maxSigned = 10;
const smimeSignature = /^application\/(?:x-)?pkcs7-signature$/;
const smimeMessage = /^application\/(?:x-)?pkcs7-mime$/;

/**
 * Finds what is signed or encrypted in a message, without believing any of it. Only the message's own parts: what lies in an attached
 * message vouches for nothing here. A signature covers its own part and nothing around it (security.md §2).
 */
export function protectionOf(raw: Buffer, message: ParsedMessage): Protection {
  const own = message.parts.filter((entry) => entry.embeddedDepth === 0);
  const entryOf = new Map(own.map((entry) => [entry.part, entry]));
  const root = message.structure;
  const signed: SignedContent[] = [];
  let encrypted: Protection['encrypted'] = null;
  for (const entry of own) {
    if (signed.length >= maxSigned) break;
    const { part } = entry;
    if (part.type === 'multipart/signed') {
      const found = detached(raw, part, entryOf);
      if (found !== null) signed.push({ ...found, isWhole: part === root });
    } else if (part.type === 'multipart/encrypted') encrypted ??= 'pgp';
    else if (smimeMessage.test(part.type)) {
      const kind = part.params['smime-type']?.toLowerCase() ?? '';
      if (kind === 'signed-data') {
        const signature = decodeTransfer(raw.subarray(entry.bodyStart, entry.bodyEnd), part.encoding);
        const partIds = part.partId === null ? [] : [part.partId];
        signed.push({ kind: 'smime-inside', octets: Buffer.alloc(0), signature: Buffer.from(signature), partIds, isWhole: part === root });
      } else if (kind !== 'certs-only') encrypted ??= 'smime';
    } else if (part.type === 'text/plain' && part === root && /^-----BEGIN PGP MESSAGE-----\r?$/m.test(head(raw, entry))) encrypted = 'pgp';
  }
  return { signed, encrypted };
}

const head = (raw: Buffer, { bodyStart, bodyEnd }: ParsedPart): string =>
  raw.subarray(bodyStart, Math.min(bodyEnd, bodyStart + 4096)).toString('latin1');

/** RFC 1847 §2.1: exactly two parts, the second being the signature. */
function detached(raw: Buffer, part: MessagePart, entryOf: ReadonlyMap<MessagePart, ParsedPart>): Omit<SignedContent, 'isWhole'> | null {
  const [first, second, ...others] = part.subParts ?? [];
  const content = first === undefined ? undefined : entryOf.get(first);
  const signature = second === undefined ? undefined : entryOf.get(second);
  if (first === undefined || content === undefined || signature === undefined || others.length > 0) return null;
  const kind = signature.part.type === 'application/pgp-signature' ? 'pgp' : smimeSignature.test(signature.part.type) ? 'smime' : null;
  if (kind === null) return null;
  return {
    kind,
    octets: withCrlf(raw.subarray(content.headerStart, content.bodyEnd)),
    signature: Buffer.from(decodeTransfer(raw.subarray(signature.bodyStart, signature.bodyEnd), signature.part.encoding)),
    partIds: leaves(first),
  };
}

const leaves = (part: MessagePart): string[] =>
  part.subParts === null ? (part.partId === null ? [] : [part.partId]) : part.subParts.flatMap(leaves);

/** What came by a way that ends lines with LF alone was signed with CRLF. */
function withCrlf(octets: Buffer): Buffer {
  let bare = 0;
  for (let at = octets.indexOf(0x0a); at >= 0; at = octets.indexOf(0x0a, at + 1)) if (octets[at - 1] !== 0x0d) bare += 1;
  if (bare === 0) return octets;
  const out = Buffer.alloc(octets.length + bare);
  let to = 0;
  for (let at = 0; at < octets.length; at += 1) {
    if (octets[at] === 0x0a && octets[at - 1] !== 0x0d) out[to++] = 0x0d;
    out[to++] = octets[at] as number;
  }
  return out;
}
