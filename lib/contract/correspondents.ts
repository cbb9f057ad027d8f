import { z } from 'zod';
import { idSchema, unsignedIntSchema } from './scalars.ts';

/** Somebody whom the mail of the account knows (`urn:postern:sending`): whom a person wrote to, and who wrote. */
export type Correspondent = {
  email: string;
  /** the name that was last seen with it */
  name: string | null;
  /** true when something was sent there from this account */
  isKnown: boolean;
};

export type CorrespondentQueryResponse = { accountId: string; list: Correspondent[] };

export const correspondentMethods = {
  /**
   * Whom `text` may mean, the likeliest first: each of its words begins a word of the name or a part of the address. Looks through the newest
   * mail only. An empty text gives those written to of late.
   */
  'Correspondent/query': z.strictObject({
    accountId: idSchema,
    text: z.string().max(500).default(''),
    limit: unsignedIntSchema.max(50).default(8),
  }),
};
