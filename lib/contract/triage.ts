import { z } from 'zod';
import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import type { SetError } from './errors.ts';
import { idSchema, utcDateSchema } from './scalars.ts';

/** One row of a list over several accounts (`urn:postern:triage`). */
export type AllMailRow = { accountId: AccountId; id: EmailId };

/** `total` only where it was asked for; `notFound`: accounts that are not this person's (any more), left out of the answer. */
export type AllMailQueryResponse = { position: number; rows: AllMailRow[]; total?: number; notFound: string[] };

/** Mail that was put off until later (`urn:postern:triage`); the id is the Email's. */
export type Snooze = {
  id: EmailId;
  /** UTCDate */
  until: string;
  /** it came back and was not read since */
  isBack: boolean;
};
export type SnoozeSetResponse = {
  accountId: AccountId;
  /** where put off mail lies; made when something is put off first */
  mailboxId: MailboxId | null;
  done: EmailId[];
  notDone: Record<string, SetError> | null;
};

/** More mailboxes than anybody reads together. */
export const maxMergedAccounts = 50;

export const snoozeProperties = ['id', 'until', 'isBack'] as const;

export const triageMethods = {
  'Snooze/get': z.strictObject({
    accountId: idSchema,
    ids: z.array(idSchema).nullable().default(null),
    properties: z.array(z.string()).nullable().default(null),
  }),
  /** puts Emails off; null: takes it back, they are where and as they were */
  'Snooze/set': z.strictObject({ accountId: idSchema, emailIds: z.array(idSchema), until: utcDateSchema.nullable() }),
  /**
   * The mail of several accounts as one list by `receivedAt`, each account by an Email/query filter of its own. Position and anchor as in
   * RFC 8620 §5.5, without negative positions; an anchor is an Email of one of the accounts.
   */
  'AllMail/query': z.strictObject({
    accounts: z
      .array(z.strictObject({ accountId: idSchema, filter: z.record(z.string(), z.unknown()).nullable().default(null) }))
      .max(maxMergedAccounts),
    isAscending: z.boolean().default(false),
    collapseThreads: z.boolean().default(false),
    position: z.int().min(0).default(0),
    anchor: idSchema.nullable().default(null),
    anchorOffset: z.int().default(0),
    limit: z.int().min(0).max(500).default(100),
    calculateTotal: z.boolean().default(false),
  }),
};
