import { z } from 'zod';
import { idSchema, unsignedIntSchema } from './scalars.ts';

/** Answer to an upload (RFC 8620 §6.1). */
export const uploadResponseSchema = z.looseObject({ accountId: idSchema, blobId: idSchema, type: z.string(), size: unsignedIntSchema });
export type UploadResponse = { accountId: string; blobId: string; type: string; size: number };
