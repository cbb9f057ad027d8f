import { Buffer } from 'node:buffer';
import { decodeTransfer, parseMessage } from '#lib/message/index.ts';
import type { BlobContent } from './api.ts';

/** A part of a message whose octets are at hand, transfer-decoded; null when it has no such part. */
export function nestedPart(raw: Uint8Array, partId: string): BlobContent | null {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const place = parseMessage(octets).parts.find((entry) => entry.partId === partId && entry.embeddedDepth === 0);
  if (place === undefined) return null;
  const bytes = decodeTransfer(octets.subarray(place.bodyStart, place.bodyEnd), place.part.encoding);
  return { type: place.part.type, sizeBytes: bytes.length, stream: once(bytes), range: null };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
