import type { AccountMail } from '#lib/gateway/index.ts';
import { isIdSyntax } from '#lib/mail/index.ts';

/** All octets behind a blobId; null when the account has no such blob. */
export async function readBlob(
  account: AccountMail,
  blobId: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array | null | 'too-large'> {
  if (!isIdSyntax(blobId)) return null;
  const blob = await account.blob(blobId, { range: null, signal });
  if (blob === null) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of blob.stream) {
    length += chunk.byteLength;
    if (length > maxBytes) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
