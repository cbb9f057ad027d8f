import type { Session, UploadResponse } from '#lib/contract/index.ts';
import { type AccountId, MailError } from '#lib/mail/index.ts';
import { uploadUrl } from './blob-url.ts';
import { httpError, ownHeader } from './http.ts';

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
