import type { Session } from '#lib/contract/index.ts';
import { type AccountId, MailError } from '#lib/mail/index.ts';
import { blobUrl } from './blob-url.ts';
import { httpError } from './http.ts';

/**
 * The beginning of a blob as text, for the source of a message. Octets that are no UTF-8 are shown as what Latin-1 makes of them; with a
 * `charset` of the Encoding Standard all of it is read in that.
 *
 * @throws MailError 'not-found', 'network', 'aborted', 'login-refused' …
 */
export async function readBlobText(
  session: Session,
  accountId: AccountId,
  blobId: string,
  { maxBytes, signal, charset = null }: { maxBytes: number; signal: AbortSignal; charset?: string | null },
): Promise<{ text: string; isCut: boolean }> {
  const { octets, isCut } = await readBlobOctets(session, accountId, blobId, { maxBytes, signal });
  return { text: charset === null ? decoded(octets) : new TextDecoder(charset).decode(octets), isCut };
}

/**
 * The first `maxBytes` of a blob; `isCut` when it has that many or more.
 *
 * @throws MailError 'not-found', 'network', 'aborted', 'login-refused' …
 */
export async function readBlobOctets(
  session: Session,
  accountId: AccountId,
  blobId: string,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<{ octets: Uint8Array<ArrayBuffer>; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  try {
    const response = await fetch(blobUrl(session, accountId, { blobId, type: 'message/rfc822', name: 'message.eml' }), { signal });
    if (!response.ok) throw httpError(response.status);
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
      chunks.push(read.value.subarray(0, maxBytes - size));
      size += Math.min(read.value.length, maxBytes - size);
      if (size >= maxBytes) {
        isCut = true;
        await reader?.cancel();
        break;
      }
    }
  } catch (cause) {
    if (signal.aborted) throw new MailError('aborted', 'the download was taken back', { cause });
    if (cause instanceof TypeError) throw new MailError('network', 'the download broke off', { cause });
    throw cause;
  }
  const octets = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    octets.set(chunk, at);
    at += chunk.length;
  }
  return { octets, isCut };
}

function decoded(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(octets);
  }
}
