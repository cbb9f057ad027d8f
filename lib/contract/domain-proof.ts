import { z } from 'zod';
import type { EmailId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/**
 * What Postern itself found out about the DKIM signatures of an Email (RFC 6376; `urn:postern:trust`), asked of DNS where nobody trusted says
 * anything; `id` is the Email's. `pass`: the domain took responsibility for the message as it is here. `fail`: as good as no signature.
 * `partial`: it covers only the beginning of the text. `unsure`: its key could not be had.
 */
export type DomainProof = {
  id: EmailId;
  dkim: { domain: string; result: 'pass' | 'fail' | 'partial' | 'unsure' }[];
  /** UTCDate */
  checkedAt: string;
};

export type DomainProofGetResponse = { accountId: string; list: DomainProof[]; notFound: string[] };

export const domainProofMethods = {
  /** 5 at most: each is read whole. There are no states and no changes of it. */
  'DomainProof/get': z.strictObject({ accountId: idSchema, ids: z.array(idSchema).max(5) }),
};
