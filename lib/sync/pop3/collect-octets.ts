import { Buffer } from 'node:buffer';

/** All of some octets. */
export async function wholeOf(octets: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of octets) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The beginning of some octets, all of which are read. */
export async function beginningOf(octets: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of octets) {
    if (bytes < mostBytes) chunks.push(chunk);
    bytes += chunk.byteLength;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}
