import { z } from 'zod';
import { idOrReferenceSchema, idSchema, utcDateSchema } from './scalars.ts';

/** Something that is done to very many Emails in the background (`urn:postern:bulk`). */
export type BulkAct = {
  id: string;
  kind: 'move' | 'copy' | 'keywords' | 'snooze' | 'destroy';
  /** done: all of it; stopped: as far as it came; undone: all of it was taken back */
  state: 'doing' | 'undoing' | 'done' | 'stopped' | 'undone';
  /** Emails */
  total: number;
  /** how many of them are behind; it counts down while it is taken back */
  done: number;
  /** of those, how many were refused */
  failed: number;
  /** UTCDate */
  startedAt: string;
  canUndo: boolean;
};

export const bulkActProperties = ['id', 'kind', 'state', 'total', 'done', 'failed', 'startedAt', 'canUndo'] as const;

export type BulkActAnswer = { accountId: string; act: BulkAct };

const keywords = z.record(z.string().max(255), z.boolean());

/** What is to be done. `from` null: out of the inbox; where nothing of a Thread is there, out of wherever it is. */
const deed = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('move'),
    from: idOrReferenceSchema.nullable(),
    to: idOrReferenceSchema,
    keywords: keywords.default({}),
  }),
  z.strictObject({ kind: z.literal('copy'), to: idOrReferenceSchema, from: idOrReferenceSchema.nullable() }),
  z.strictObject({ kind: z.literal('keywords'), keywords, newestOnly: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('snooze'), from: idOrReferenceSchema.nullable(), until: utcDateSchema }),
  z.strictObject({ kind: z.literal('destroy'), from: idOrReferenceSchema }),
]);
export type BulkDeedArgument = z.input<typeof deed>;

/** Threads that a person took out of everything again. */
const mostWithout = 5_000;

export const bulkMethods = {
  'BulkAct/get': z.strictObject({
    accountId: idSchema,
    ids: z.array(idSchema).nullable().default(null),
    properties: z.array(z.string()).nullable().default(null),
  }),
  /**
   * Takes down which Emails are meant and answers; the rest is done in the background. `filter` as in Email/query, and `serverSearchId`;
   * `inThreads`: all Emails of the Threads found; `without`: but not of these Threads.
   */
  'BulkAct/start': z.strictObject({
    accountId: idSchema,
    filter: z.record(z.string(), z.unknown()).nullable(),
    serverSearchId: idSchema.nullable().default(null),
    inThreads: z.boolean().default(true),
    without: z.array(idSchema).max(mostWithout).default([]),
    deed,
  }),
  'BulkAct/steer': z.strictObject({ accountId: idSchema, id: idSchema, how: z.enum(['stop', 'undo', 'redo']) }),
};
