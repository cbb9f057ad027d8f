import { z } from 'zod';
import { changesArguments, getArguments, queryArguments, queryChangesArguments } from './standard-methods.ts';

/** How full an account is (RFC 9425 §4), as its mail server says. */
export type Quota = {
  id: string;
  /** `octets`: of storage; `count`: of messages or mailboxes */
  resourceType: 'octets' | 'count';
  used: number;
  hardLimit: number;
  scope: 'account';
  /** as the server calls it, with the resource where that is not plain */
  name: string;
  /** data types that count towards it */
  types: ('Email' | 'Mailbox')[];
  warnLimit: number | null;
  softLimit: number | null;
  description: string | null;
};

export const quotaProperties = [
  'id',
  'resourceType',
  'used',
  'hardLimit',
  'scope',
  'name',
  'types',
  'warnLimit',
  'softLimit',
  'description',
] as const satisfies readonly (keyof Quota)[];

/** RFC 9425 §4.4.1. */
export const quotaFilterCondition = z.strictObject({
  name: z.string().optional(),
  scope: z.string().optional(),
  resourceType: z.string().optional(),
  type: z.string().optional(),
});
export const quotaSortProperties = ['name', 'used'] as const;

export const quotaMethods = {
  'Quota/get': z.strictObject(getArguments),
  'Quota/changes': z.strictObject(changesArguments),
  'Quota/query': z.strictObject(queryArguments),
  'Quota/queryChanges': z.strictObject(queryChangesArguments),
};
