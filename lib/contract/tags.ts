import { z } from 'zod';
import type { Keyword, MailboxId, TagColour } from '#lib/mail/index.ts';
import { maxTagNameLength, tagColours } from '#lib/mail/index.ts';
import { getArguments, setArguments } from './standard-methods.ts';

/**
 * What a person calls a keyword of their mail (`urn:postern:tags`). Every keyword that mail of the account has and that is no mark of a
 * program is a tag; one that nobody named here has a name made from the keyword.
 */
export type Tag = {
  /** the same for a keyword of an account as long as it exists */
  id: string;
  /** what stands in an Email's `keywords`; made by the server, never changes */
  keyword: Keyword;
  name: string;
  colour: TagColour;
  /** tags are shown by this, then by name */
  sortOrder: number;
  /** false: not offered and not drawn */
  isVisible: boolean;
  /** false: found on the mail server, nobody named it here */
  isNamed: boolean;
  /** mailboxes whose server does not keep this keyword: there it is only kept here (I31) */
  localMailboxIds: MailboxId[];
};

export const tagProperties = [
  'id',
  'keyword',
  'name',
  'colour',
  'sortOrder',
  'isVisible',
  'isNamed',
  'localMailboxIds',
] as const satisfies readonly (keyof Tag)[];

/** What a client may set. `name` is needed in a create. */
export const tagSettable = {
  name: z
    .string()
    .transform((name) => name.trim().replaceAll(/\s+/g, ' '))
    .pipe(
      z
        .string()
        .min(1)
        .max(maxTagNameLength)
        // neither controls nor what turns the direction of the text around it
        .regex(/^[^\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069"]+$/u),
    ),
  colour: z.enum(tagColours),
  sortOrder: z.number().int().min(0).max(1_000_000),
  isVisible: z.boolean(),
};

export const tagMethods = {
  /** standard `/get`; its state comes by push, there is no `/changes` */
  'Tag/get': z.strictObject(getArguments),
  /** standard `/set`; destroying takes the keyword off all mail */
  'Tag/set': z.strictObject(setArguments),
};
