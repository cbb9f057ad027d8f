import { z } from 'zod';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema } from './scalars.ts';

/** RFC 8620 §6.3. */
export type BlobCopyResponse = {
  fromAccountId: string;
  accountId: string;
  copied: Record<string, string> | null;
  notCopied: Record<string, SetError> | null;
};

export const blobMethods = {
  'Blob/copy': z.strictObject({ fromAccountId: idSchema, accountId: idSchema, blobIds: z.array(idOrReferenceSchema) }),
};
