import { z } from 'zod';
import { idSchema } from './scalars.ts';

/** More than anybody ticks one by one. */
const mostNamed = 20_000;

/**
 * What is to be exported, uploaded as JSON before `GET /api/export/{accountId}/{blobId}` (`urn:postern:bulk`): Emails by an Email/query filter,
 * those of these Threads, in one mailbox or (null) wherever they are, or these very ones.
 */
export const exportSelectionSchema = z.strictObject({
  format: z.enum(['mbox', 'zip']),
  /** what the file is called, without its ending */
  name: z.string().max(200),
  emails: z.union([
    z.strictObject({
      filter: z.record(z.string(), z.unknown()).nullable(),
      serverSearchId: idSchema.nullable().default(null),
      without: z.array(idSchema).max(mostNamed).default([]),
    }),
    z.strictObject({ threadIds: z.array(idSchema).max(mostNamed), mailboxId: idSchema.nullable() }),
    z.strictObject({ emailIds: z.array(idSchema).max(mostNamed) }),
  ]),
});
export type ExportSelection = z.input<typeof exportSelectionSchema>;
