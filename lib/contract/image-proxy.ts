import { z } from 'zod';
import { idSchema } from './scalars.ts';

/** `POST /api/image`: the reader allows the remote images of one mail. */
export const imageWishSchema = z.strictObject({
  accountId: idSchema,
  emailId: idSchema,
  urls: z.array(z.string().min(8).max(8_192)).max(500),
});
/** Its answer: remote address to an address of ours, signed for this person and mail; what may not be fetched is missing. */
export type ImageUrls = { urls: Record<string, string> };
