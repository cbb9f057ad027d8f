import type { AskedRange, BlobContent, ByteRange, UserMail } from '#lib/gateway/index.ts';
import { isIdSyntax, isMailError } from '#lib/mail/index.ts';
import { safeFileName } from '#lib/message/index.ts';
import type { HttpOptions } from './api-request.ts';
import { parseRange } from './byte-range.ts';
import { plainProblem } from './json-response.ts';
import { isMediaType } from './media-type.ts';

/**
 * `GET` of a blob (RFC 8620 §6.2), streamed. Answers with the type that the caller put into the URL; safety comes from the headers, which are
 * there whatever the type (J20, security.md §4).
 */
export async function downloadRequest(userMail: UserMail, request: Request, options: HttpOptions): Promise<Response> {
  const url = new URL(request.url);
  const place = placeOf(url.pathname);
  if (place === null) return plainProblem(400, 'The name in the URL cannot be read.');
  const type = url.searchParams.get('accept') ?? '';
  if (type !== '' && !isMediaType(type)) return plainProblem(400, 'The type in the URL is not a media type.');
  const account = userMail.account(place.accountId);
  if (account === null || !isIdSyntax(place.blobId)) return plainProblem(404, 'No such blob.');
  const etag = `"${place.blobId}"`;
  const wanted = rangeWanted(request, etag);
  try {
    const blob = await account.blob(place.blobId, { range: wanted, signal: request.signal });
    if (blob === null) return plainProblem(404, 'No such blob.');
    if (blob.range === 'unsatisfiable') {
      await endSource(blob.stream[Symbol.asyncIterator](), true);
      return plainProblem(416, 'The range lies outside the blob.', { 'Content-Range': `bytes */${blob.sizeBytes ?? 0}` });
    }
    return await blobResponse(request, blob, blob.range, { type: type || blob.type, name: place.name, etag });
  } catch (error) {
    if (request.signal.aborted) return plainProblem(400, 'The download was given up.');
    if (isMailError(error) && error.kind === 'not-found') return plainProblem(404, 'No such blob.');
    options.log.warn('download failed', { accountId: account.id, blobId: place.blobId, error });
    if (isMailError(error) && error.kind === 'too-many') return plainProblem(503, 'Too many downloads at once.', { 'Retry-After': '5' });
    if (isMailError(error) && (error.kind === 'too-large' || error.kind === 'unreadable'))
      return plainProblem(502, 'The mail server does not give this blob.');
    return plainProblem(503, 'The blob cannot be fetched now.', { 'Retry-After': '10' });
  }
}

/** `/api/download/{accountId}/{blobId}/{name}`; the name may be empty and may hold encoded slashes. */
function placeOf(pathname: string): { accountId: string; blobId: string; name: string } | null {
  const match = /^\/api\/download\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(pathname);
  if (match === null) return null;
  try {
    const [accountId, blobId, name] = [match[1] ?? '', match[2] ?? '', match[3] ?? ''].map(decodeURIComponent);
    return { accountId: accountId ?? '', blobId: blobId ?? '', name: name ?? '' };
  } catch {
    return null; // a stray % sign
  }
}

/** A Range counts only for the octets that the client already has a part of (RFC 9110 §13.1.5); they never change under a blobId. */
function rangeWanted(request: Request, etag: string): AskedRange | null {
  const condition = request.headers.get('if-range');
  return condition === null || condition === etag ? parseRange(request.headers.get('range')) : null;
}

async function blobResponse(
  request: Request,
  content: BlobContent,
  range: ByteRange | null,
  shown: { type: string; name: string; etag: string },
): Promise<Response> {
  const headers = new Headers({
    'Content-Type': shown.type,
    'Content-Disposition': contentDisposition(shown.name),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'private, immutable, max-age=31536000, no-transform',
    Vary: 'Authorization, Cookie',
    'Referrer-Policy': 'no-referrer',
    'Accept-Ranges': 'bytes',
    ETag: shown.etag,
  });
  if (range !== null) {
    headers.set('Content-Range', `bytes ${range.start}-${range.end}/${content.sizeBytes ?? '*'}`);
    headers.set('Content-Length', String(range.end - range.start + 1));
  } else if (content.sizeBytes !== null) headers.set('Content-Length', String(content.sizeBytes));
  const isHead = request.method === 'HEAD';
  if (isHead) await endSource(content.stream[Symbol.asyncIterator](), false);
  return new Response(isHead ? null : streamOf(content.stream), { status: range === null ? 200 : 206, headers });
}

/** Always an attachment; the name as RFC 6266 and RFC 8187 write it, with an ASCII form for old clients. */
export function contentDisposition(name: string): string {
  const safe = safeFileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** Pulled as the client reads; closing the connection ends the source. */
export function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let isStarted = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        isStarted = true;
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: () => endSource(chunks, isStarted),
    },
    { highWaterMark: 0 },
  );
}

/** Ends a source that is not wanted any more. A generator that never ran would not run its `finally`, and its connection would stay open. */
export async function endSource(chunks: AsyncIterator<Uint8Array>, isStarted: boolean): Promise<void> {
  if (!isStarted) await chunks.next();
  await chunks.return?.();
}
