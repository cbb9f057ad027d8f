import { z } from 'zod';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema, intSchema, unsignedIntSchema } from './scalars.ts';

/** Standard `/get` (RFC 8620 §5.1). `ids` null means all, where the type allows it; `properties` null means all. */
export const getArguments = {
  accountId: idSchema,
  ids: z.array(idOrReferenceSchema).nullable().default(null),
  properties: z.array(z.string().max(1000)).nullable().default(null),
};
export type GetResponse<T> = { accountId: string; state: string; list: T[]; notFound: string[] };

/** Standard `/changes` (RFC 8620 §5.2). */
export const changesArguments = {
  accountId: idSchema,
  sinceState: z.string(),
  maxChanges: unsignedIntSchema.min(1).nullable().default(null),
};
export type ChangesResponse = {
  accountId: string;
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: string[];
  updated: string[];
  destroyed: string[];
};

/** A JSON pointer without the leading slash to the new value; null removes or sets the default (RFC 8620 §5.3). */
export type PatchObject = Record<string, unknown>;

/** Standard `/set` (RFC 8620 §5.3). What is inside `create` and `update` is checked object by object, so that one bad object does not fail the rest. */
export const setArguments = {
  accountId: idSchema,
  ifInState: z.string().nullable().default(null),
  create: z.record(idSchema, z.record(z.string(), z.unknown())).nullable().default(null),
  update: z.record(idOrReferenceSchema, z.record(z.string(), z.unknown())).nullable().default(null),
  destroy: z.array(idOrReferenceSchema).nullable().default(null),
};
/** `Created` has what the server set or defaulted. */
export type SetResponse<Created = { id: string }, Updated = Record<string, unknown>> = {
  accountId: string;
  oldState: string | null;
  newState: string;
  created: Record<string, Created> | null;
  updated: Record<string, Updated | null> | null;
  destroyed: string[] | null;
  notCreated: Record<string, SetError> | null;
  notUpdated: Record<string, SetError> | null;
  notDestroyed: Record<string, SetError> | null;
};

/** Standard `/copy` (RFC 8620 §5.4). */
export const copyArguments = {
  fromAccountId: idSchema,
  ifFromInState: z.string().nullable().default(null),
  accountId: idSchema,
  ifInState: z.string().nullable().default(null),
  create: z.record(idSchema, z.record(z.string(), z.unknown())),
  onSuccessDestroyOriginal: z.boolean().default(false),
  destroyFromIfInState: z.string().nullable().default(null),
};
export type CopyResponse<Created = { id: string }> = {
  fromAccountId: string;
  accountId: string;
  oldState: string | null;
  newState: string;
  created: Record<string, Created> | null;
  notCreated: Record<string, SetError> | null;
};

/** A condition, or an operator over conditions (RFC 8620 §5.5). */
export type Filter<Condition> = Condition | { operator: 'AND' | 'OR' | 'NOT'; conditions: Filter<Condition>[] };

/** RFC 8620 §5.5. `keyword` belongs to the keyword sorts of Email/query (RFC 8621 §4.4.2). */
export const comparatorSchema = z.strictObject({
  property: z.string(),
  isAscending: z.boolean().default(true),
  collation: z.string().optional(),
  keyword: z.string().optional(),
});
export type Comparator<Property extends string = string> = {
  property: Property;
  isAscending?: boolean;
  collation?: string;
  keyword?: string;
};

/** Standard `/query` (RFC 8620 §5.5). Filters are walked by the server (depth-bounded), hence only their outer form here. */
export const queryArguments = {
  accountId: idSchema,
  filter: z.record(z.string(), z.unknown()).nullable().default(null),
  sort: z.array(comparatorSchema).max(16).nullable().default(null),
  position: intSchema.default(0),
  anchor: idOrReferenceSchema.nullable().default(null),
  anchorOffset: intSchema.default(0),
  limit: unsignedIntSchema.nullable().default(null),
  calculateTotal: z.boolean().default(false),
};
export type QueryArguments<Condition, SortProperty extends string> = {
  accountId: string;
  filter?: Filter<Condition> | null;
  sort?: Comparator<SortProperty>[] | null;
  position?: number;
  anchor?: string | null;
  anchorOffset?: number;
  limit?: number | null;
  calculateTotal?: boolean;
};
export type QueryResponse = {
  accountId: string;
  queryState: string;
  canCalculateChanges: boolean;
  position: number;
  ids: string[];
  /** only when calculateTotal was asked for */
  total?: number;
  /** only when the server set or lowered it */
  limit?: number;
};

/** Standard `/queryChanges` (RFC 8620 §5.6). */
export const queryChangesArguments = {
  accountId: idSchema,
  filter: z.record(z.string(), z.unknown()).nullable().default(null),
  sort: z.array(comparatorSchema).max(16).nullable().default(null),
  sinceQueryState: z.string(),
  maxChanges: unsignedIntSchema.nullable().default(null),
  upToId: idSchema.nullable().default(null),
  calculateTotal: z.boolean().default(false),
};
export type QueryChangesResponse = {
  accountId: string;
  oldQueryState: string;
  newQueryState: string;
  total?: number;
  removed: string[];
  added: { id: string; index: number }[];
};
