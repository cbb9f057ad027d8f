import { z } from 'zod';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema } from './scalars.ts';

const line = z
  .string()
  .max(900)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what would end a header field
  .regex(/^[^\u0000-\u001f\u007f\u2028\u2029]*$/);

/** What a client gives to be sent (RFC 9007 §1.3); what is server-set may not be given. */
export const mdnSendSchema = z.strictObject({
  forEmailId: idOrReferenceSchema,
  subject: line.nullable().default(null),
  textBody: z.string().max(100_000).nullable().default(null),
  includeOriginalMessage: z.boolean().default(false),
  reportingUA: line.nullable().default(null),
  disposition: z.strictObject({
    actionMode: z.enum(['manual-action', 'automatic-action']),
    sendingMode: z.enum(['mdn-sent-manually', 'mdn-sent-automatically']),
    type: z.enum(['deleted', 'dispatched', 'displayed', 'processed']),
  }),
  finalRecipient: line.nullable().default(null),
  extensionFields: z
    .record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), line)
    .nullable()
    .default(null),
});

/** RFC 9007 §1.3. */
export type Mdn = {
  forEmailId: string | null;
  subject: string | null;
  textBody: string | null;
  includeOriginalMessage: boolean;
  reportingUA: string | null;
  disposition: { actionMode: string; sendingMode: string; type: string };
  mdnGateway: string | null;
  originalRecipient: string | null;
  finalRecipient: string | null;
  originalMessageId: string | null;
  error: string[] | null;
  extensionFields: Record<string, string> | null;
};

export type MdnSendResponse = {
  accountId: string;
  sent: Record<string, Partial<Mdn>> | null;
  notSent: Record<string, SetError> | null;
};
export type MdnParseResponse = {
  accountId: string;
  parsed: Record<string, Mdn> | null;
  notParsable: string[] | null;
  notFound: string[] | null;
};

export const mdnMethods = {
  'MDN/send': z.strictObject({
    accountId: idSchema,
    identityId: idOrReferenceSchema,
    send: z.record(idSchema, z.record(z.string(), z.unknown())),
    onSuccessUpdateEmail: z.record(idOrReferenceSchema, z.record(z.string(), z.unknown())).nullable().default(null),
  }),
  'MDN/parse': z.strictObject({ accountId: idSchema, blobIds: z.array(idOrReferenceSchema) }),
};
