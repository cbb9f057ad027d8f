import { z } from 'zod';
import type { EmailAddress } from '#lib/mail/index.ts';
import { idSchema, unsignedIntSchema } from './scalars.ts';

/** Somebody whom the mail of the account knows (`urn:postern:sending`): whom a person wrote to, and who wrote. */
export type Correspondent = {
  email: string;
  /** the name that was last seen with it */
  name: string | null;
  /** true when something was sent there from this account */
  isKnown: boolean;
  /** true when it is in the person's address book */
  isContact: boolean;
};

/** A group of the person's address book: whoever writes to it means its members. */
export type CorrespondentGroup = { name: string; members: EmailAddress[] };

export type CorrespondentQueryResponse = { accountId: string; list: Correspondent[]; groups: CorrespondentGroup[] };
export type CorrespondentCollectResponse = { accountId: string; collected: number };

export const correspondentMethods = {
  /**
   * Whom `text` may mean, the likeliest first: each of its words begins a word of the name or a part of the address. Looks through the newest
   * mail, and the person's address book, which comes first. An empty text gives those written to of late.
   */
  'Correspondent/query': z.strictObject({
    accountId: idSchema,
    text: z.string().max(500).default(''),
    limit: unsignedIntSchema.max(50).default(8),
  }),
  /** Takes up in the address book whom the account has written to of late, each address once. */
  'Correspondent/collect': z.strictObject({ accountId: idSchema }),
};
