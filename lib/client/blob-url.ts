import type { Session } from '#lib/contract/index.ts';
import type { AccountId } from '#lib/mail/index.ts';

const fill = (template: string, values: Record<string, string>): string =>
  template.replace(/\{([a-zA-Z]{1,32})\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));

/** Where a blob is downloaded (RFC 8620 §6.2). `type` and `name` are the caller's wish; the gateway always sends it as an attachment. */
export function blobUrl(session: Session, accountId: AccountId, blob: { blobId: string; type: string; name: string }): string {
  return fill(session.downloadUrl, { accountId, blobId: blob.blobId, type: blob.type, name: blob.name });
}

/** Where a file is uploaded (RFC 8620 §6.1). */
export function uploadUrl(session: Session, accountId: AccountId): string {
  return fill(session.uploadUrl, { accountId });
}
