import type { AccountMail } from '#lib/gateway/index.ts';
import type { BlobId } from '#lib/mail/index.ts';
import { decodeTransfer, parseMessage, partOctets } from '#lib/message/index.ts';

/** Sizes of the messages looked at last; a message's octets never change under a blobId (J4). */
const known = new Map<string, ReadonlyMap<string, number>>();
const maxKnown = 500;

/** Decoded size of every part of a message that we hold ourselves, by partId; null when its octets are gone. */
export async function decodedSizes(account: AccountMail, rawBlobId: BlobId): Promise<ReadonlyMap<string, number> | null> {
  const key = `${account.id}/${rawBlobId}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const raw = await account.store.blobs.read(account.id, rawBlobId);
  if (raw === null) return null;
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const sizes = new Map<string, number>();
  for (const parsed of parseMessage(octets).parts) {
    if (parsed.partId === null || parsed.embeddedDepth > 0) continue;
    sizes.set(parsed.partId, decodeTransfer(partOctets(octets, parsed).body, parsed.part.encoding).byteLength);
  }
  const oldest = known.keys().next();
  if (known.size >= maxKnown && !oldest.done) known.delete(oldest.value);
  known.set(key, sizes);
  return sizes;
}
