import { z } from 'zod';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema, unsignedIntSchema } from './scalars.ts';
import { setArguments } from './standard-methods.ts';

/** RFC 8620 §6.3. */
export type BlobCopyResponse = {
  fromAccountId: string;
  accountId: string;
  copied: Record<string, string> | null;
  notCopied: Record<string, SetError> | null;
};

/** RFC 9404 §3.1, value in `accountCapabilities`. */
export type BlobCapability = {
  /** octets of one blob made by Blob/upload */
  maxSizeBlobSet: number;
  maxDataSources: number;
  /** types that Blob/lookup knows */
  supportedTypeNames: string[];
  supportedDigestAlgorithms: string[];
};

/** Octets of one source (RFC 9404 §4.1): given here, or a stretch of another blob. */
export const blobSourceSchema = z.union([
  z.strictObject({ 'data:asText': z.string() }),
  z.strictObject({ 'data:asBase64': z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/) }),
  z.strictObject({
    blobId: idOrReferenceSchema,
    offset: unsignedIntSchema.nullable().default(null),
    length: unsignedIntSchema.nullable().default(null),
  }),
]);
export type BlobSource = z.output<typeof blobSourceSchema>;

export const blobUploadSchema = z.strictObject({
  data: z.array(blobSourceSchema),
  type: z.string().max(255).nullable().default(null),
});

export type BlobUploadResponse = {
  accountId: string;
  created: Record<string, { id: string; type: string; size: number }> | null;
  notCreated: Record<string, SetError> | null;
};

/** RFC 9404 §4.2: `data:*` and `digest:*` are of the stretch that was asked for, `size` is that of the whole blob. */
export type BlobGetResponse = {
  accountId: string;
  list: ({ id: string; size?: number; isEncodingProblem?: true; isTruncated?: true } & Record<string, unknown>)[];
  notFound: string[];
};

/** RFC 9404 §4.3. */
export type BlobLookupResponse = {
  accountId: string;
  list: { id: string; matchedIds: Record<string, string[]> }[];
  notFound: string[];
};

export const blobMethods = {
  'Blob/copy': z.strictObject({ fromAccountId: idSchema, accountId: idSchema, blobIds: z.array(idOrReferenceSchema) }),
  'Blob/upload': z.strictObject({ accountId: idSchema, create: setArguments.create.unwrap().unwrap() }),
  'Blob/get': z.strictObject({
    accountId: idSchema,
    ids: z.array(idOrReferenceSchema),
    properties: z.array(z.string().max(100)).nullable().default(null),
    offset: unsignedIntSchema.nullable().default(null),
    length: unsignedIntSchema.nullable().default(null),
  }),
  'Blob/lookup': z.strictObject({ accountId: idSchema, typeNames: z.array(z.string().max(100)), ids: z.array(idOrReferenceSchema) }),
};
