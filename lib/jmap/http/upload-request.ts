import type { UploadResponse } from '#lib/contract/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { HttpOptions } from './api-request.ts';
import { Concurrency } from './concurrency.ts';
import { jsonResponse, limitProblem, plainProblem } from './json-response.ts';
import { isMediaType } from './media-type.ts';
import { bodyChunks, declaredLength } from './read-body.ts';

const uploads = new Concurrency();

/** `POST` of a file (RFC 8620 §6.1): streamed into the blob store, the declared type kept (J20). */
export async function uploadRequest(userMail: UserMail, request: Request, accountId: string, options: HttpOptions): Promise<Response> {
  const { limits } = options;
  const account = userMail.account(accountId);
  if (account === null) return plainProblem(404, 'No such account.');
  const isReadOnly = userMail.scope === 'read' || userMail.accounts.some((one) => one.id === accountId && one.isReadOnly);
  if (isReadOnly) return plainProblem(403, 'The account is read-only.');
  const tooLarge = (): Response => limitProblem('maxSizeUpload', 413, 'The file is too large.');
  if (declaredLength(request) > limits.uploadBytes) return tooLarge();
  const leave = uploads.enter(userMail.personId, limits.concurrentUploads);
  if (leave === null) return limitProblem('maxConcurrentUpload', 429, 'Too many uploads at once.');
  try {
    const declared = (request.headers.get('content-type') ?? '').trim();
    const type = isMediaType(declared) ? declared : 'application/octet-stream';
    const { blobId, sizeBytes } = await account.upload(bounded(bodyChunks(request), limits.uploadBytes), type);
    const answer: UploadResponse = { accountId: account.id, blobId, type, size: sizeBytes };
    return jsonResponse(answer, 201);
  } catch (error) {
    if (isMailError(error) && error.kind === 'too-large') return tooLarge();
    if (request.signal.aborted) return plainProblem(400, 'The upload was given up.');
    options.log.warn('upload failed', { accountId, error });
    if (isMailError(error) && error.kind === 'over-quota') return plainProblem(507, 'There is no room for the file.');
    return plainProblem(503, 'The file could not be stored.', { 'Retry-After': '10' });
  } finally {
    leave();
  }
}

/** Ends with an error instead of the octet too many, so that nothing is stored. */
async function* bounded(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new MailError('too-large', 'upload exceeds the limit', { permanent: true });
    yield chunk;
  }
}
