import { readTnef } from '#lib/message/index.ts';
import type { BlobContent } from './api.ts';

/** The file with this number in a winmail.dat whose octets are at hand; null when there is none. */
export function winmailFile(octets: Uint8Array, index: number): BlobContent | null {
  const file = readTnef(octets)?.files[index];
  if (file === undefined) return null;
  const bytes = file.octets;
  return { type: file.type ?? 'application/octet-stream', sizeBytes: bytes.length, stream: once(bytes), range: null };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
