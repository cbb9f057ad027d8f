import type { BlobSource, SetError } from '#lib/contract/index.ts';
import { blobUploadSchema } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { readBlob } from '../email/read-blob.ts';
import { isMediaType } from '../http/media-type.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { accountOf, resolveId } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused } from '../set-error.ts';

/** RFC 9404 §3.1: at least 64. */
export const maxDataSources = 256;

type Made = { id: string; type: string; size: number };

/** Blob/upload (RFC 9404 §4.1): blobs put together out of text, base64 and stretches of other blobs. */
export const uploadBlobs: Method = {
  capability: 'urn:ietf:params:jmap:blob',
  async run(context, given) {
    const checked = checkArguments('Blob/upload', given);
    const account = accountOf(context, checked.accountId, 'write');
    const entries = Object.entries(checked.create);
    if (entries.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
    const created: Record<string, Made> = {};
    const notCreated: Record<string, SetError> = {};
    for (const [creationId, object] of entries) {
      const outcome = await uploadOne(context, account, object);
      if (outcome.ok) {
        created[creationId] = outcome.value;
        // a later one may be put together out of this one
        context.createdIds.set(creationId, outcome.value.id);
      } else notCreated[creationId] = outcome.error;
    }
    const orNull = <T extends object>(map: T): T | null => (Object.keys(map).length === 0 ? null : map);
    return [['Blob/upload', { accountId: account.id, created: orNull(created), notCreated: orNull(notCreated) }]];
  },
};

async function uploadOne(context: RequestContext, account: AccountMail, object: Record<string, unknown>): Promise<SetOutcome<Made>> {
  const checked = blobUploadSchema.safeParse(object);
  if (!checked.success)
    return invalidProperties(
      checked.error.issues.flatMap(({ path, ...issue }) =>
        'keys' in issue && path.length === 0 ? (issue.keys as string[]) : [String(path[0] ?? 'data')],
      ),
    );
  const { data, type } = checked.data;
  if (type !== null && !isMediaType(type)) return invalidProperties(['type']);
  if (data.length > maxDataSources) return invalidProperties(['data'], 'too many data sources');
  const maxSize = context.limits.uploadBytes;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (const source of data) {
    const piece = await octetsOf(context, account, source, maxSize);
    if (!piece.ok) return piece;
    size += piece.value.byteLength;
    if (size > maxSize) return refused({ type: 'tooLarge', maxSize });
    pieces.push(piece.value);
  }
  const blob = await account.upload(each(pieces), type ?? 'application/octet-stream');
  return done({ id: blob.blobId, type: blob.type, size });
}

async function octetsOf(
  context: RequestContext,
  account: AccountMail,
  source: BlobSource,
  maxBytes: number,
): Promise<SetOutcome<Uint8Array>> {
  if ('data:asText' in source) {
    const text = source['data:asText'];
    return text.isWellFormed() ? done(Buffer.from(text, 'utf8')) : invalidProperties(['data']);
  }
  if ('data:asBase64' in source) return done(Buffer.from(source['data:asBase64'], 'base64'));
  const blobId = resolveId(context, source.blobId);
  const octets = await readBlob(account, blobId, maxBytes, context.signal);
  if (octets === null) return refused({ type: 'blobNotFound', notFound: [blobId] });
  if (octets === 'too-large') return refused({ type: 'tooLarge', maxSize: maxBytes });
  const start = source.offset ?? 0;
  const end = source.length === null ? octets.byteLength : start + source.length;
  if (start > octets.byteLength || end > octets.byteLength) return invalidProperties(['data'], 'the stretch lies outside the blob');
  return done(octets.subarray(start, end));
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) if (piece.byteLength > 0) yield piece;
}
