import type { AccountId, BlobId } from '#lib/mail/index.ts';

export interface BlobStore {
  /** Writes octets content-addressed under `$POSTERN_DATA/blobs` (temporary file, fsync, rename), then the row. Id `U` + base64url(sha256). Limits are the caller's. */
  put(
    accountId: AccountId,
    source: Uint8Array | AsyncIterable<Uint8Array>,
    type: string,
  ): Promise<{ blobId: BlobId; sizeBytes: number; type: string }>;
  /** Only for an account that owns it. */
  stat(accountId: AccountId, blobId: string): Promise<{ sizeBytes: number; type: string } | null>;
  read(accountId: AccountId, blobId: string): Promise<Uint8Array | null>;
  stream(accountId: AccountId, blobId: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes unreferenced uploads older than the given age (J20: ≥ 1 hour). */
  sweep(olderThanMs: number): Promise<number>;
}
