import { z } from 'zod';
import type { EmailAddress, IdentityId } from '#lib/mail/index.ts';
import { emailAddressSchema } from './address.ts';
import { changesArguments, getArguments, setArguments } from './standard-methods.ts';

/** RFC 8621 §6. */
export type Identity = {
  id: IdentityId;
  name: string;
  email: string;
  replyTo: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  textSignature: string;
  htmlSignature: string;
  mayDelete: boolean;
};

export const identityProperties = [
  'id',
  'name',
  'email',
  'replyTo',
  'bcc',
  'textSignature',
  'htmlSignature',
  'mayDelete',
] as const satisfies readonly (keyof Identity)[];

/** What a client may set; `email` is immutable (RFC 8621 §6). */
export const identitySettable = {
  name: z.string().max(1000),
  replyTo: z.array(emailAddressSchema).max(100).nullable(),
  bcc: z.array(emailAddressSchema).max(100).nullable(),
  textSignature: z.string().max(100_000),
  htmlSignature: z.string().max(500_000),
};

export const identityMethods = {
  'Identity/get': z.strictObject(getArguments),
  'Identity/changes': z.strictObject(changesArguments),
  'Identity/set': z.strictObject(setArguments),
};
