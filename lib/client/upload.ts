import type { Session, UploadResponse } from '#lib/contract/index.ts';
import { type AccountId, MailError } from '#lib/mail/index.ts';
import { uploadUrl } from './blob-url.ts';
import { httpError, ownHeader } from './http.ts';
import type { JmapClient } from './jmap-client.ts';
import { refusal } from './set-emails.ts';

export type UploadOptions = { onProgress?: (sentBytes: number, totalBytes: number) => void; signal?: AbortSignal };

/**
 * Sends a file to the gateway. XMLHttpRequest, because `fetch` tells no progress of what it sends.
 *
 * @throws MailError 'too-large', 'network', 'aborted', 'login-refused', 'over-quota' …
 */
export function uploadBlob(
  session: Session,
  accountId: AccountId,
  file: Blob,
  { onProgress, signal }: UploadOptions = {},
): Promise<{ blobId: string; type: string; size: number }> {
  const max = session.capabilities['urn:ietf:params:jmap:core'].maxSizeUpload;
  if (file.size > max) return Promise.reject(new MailError('too-large', 'the file is larger than the gateway takes', { permanent: true }));
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new MailError('aborted', 'the upload was taken back'));
      return;
    }
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal?.addEventListener('abort', stop, { once: true });
    request.open('POST', uploadUrl(session, accountId));
    request.responseType = 'json';
    for (const [name, value] of Object.entries(ownHeader)) request.setRequestHeader(name, value);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded, event.total || file.size));
    request.addEventListener('load', () => {
      const answer = request.response as UploadResponse | null;
      if (request.status < 200 || request.status > 299) reject(httpError(request.status));
      else if (answer === null || typeof answer.blobId !== 'string') reject(new MailError('protocol', 'the upload has no blobId'));
      else resolve({ blobId: answer.blobId, type: answer.type, size: answer.size });
    });
    request.addEventListener('error', () => reject(new MailError('network', 'the upload broke off')));
    request.addEventListener('abort', () => reject(new MailError('aborted', 'the upload was taken back')));
    request.addEventListener('loadend', () => signal?.removeEventListener('abort', stop));
    request.send(file);
  });
}

const pieceBytes = 2 * 1024 * 1024;

/**
 * Sends a large file in pieces, so that a line that breaks costs one piece: what is at the gateway already is not sent again. The pieces are
 * put together there (Blob/upload, RFC 9404 §4.1). A small file, or a gateway that cannot do that, takes one request.
 *
 * @param pieces blobIds of the pieces from the beginning that an earlier try has sent
 * @param onPiece told with the longer list after each piece
 * @throws MailError as `uploadBlob`; 'not-found' with code 'blobNotFound' when pieces have gone meanwhile: begin anew without them
 */
export async function uploadInPieces(
  client: JmapClient,
  accountId: AccountId,
  file: Blob,
  options: UploadOptions & { pieces: readonly string[]; onPiece: (pieces: readonly string[]) => void },
): Promise<{ blobId: string }> {
  const { onProgress, signal, onPiece } = options;
  const session = client.session();
  const blobs = session.accounts[accountId]?.accountCapabilities['urn:ietf:params:jmap:blob'];
  if (file.size <= pieceBytes || blobs === undefined || file.size > blobs.maxSizeBlobSet)
    return uploadBlob(session, accountId, file, options);
  const eachBytes = Math.max(pieceBytes, Math.ceil(file.size / blobs.maxDataSources));
  const count = Math.ceil(file.size / eachBytes);
  let pieces = options.pieces.slice(0, count);
  while (pieces.length < count) {
    const startBytes = pieces.length * eachBytes;
    const sent = await uploadBlob(session, accountId, file.slice(startBytes, startBytes + eachBytes), {
      onProgress: (sentBytes) => onProgress?.(startBytes + Math.min(sentBytes, eachBytes), file.size),
      ...(signal === undefined ? {} : { signal }),
    });
    pieces = [...pieces, sent.blobId];
    onPiece(pieces);
  }
  const data = pieces.map((blobId) => ({ blobId }));
  const answer = await client.call('Blob/upload', { accountId, create: { whole: { data } } });
  const whole = answer.created?.whole;
  if (whole === undefined) throw refusal(answer.notCreated?.whole);
  if (whole.size !== file.size) throw new MailError('protocol', 'the pieces do not make up the file');
  return { blobId: whole.id };
}
