import { z } from 'zod';
import type { EmailId, ThreadId, ThreadRule } from '#lib/mail/index.ts';
import { threadRules } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';
import { getArguments, setArguments } from './standard-methods.ts';

/** One Email in the tree of its Thread; `parentId` is the Email here that it answers, null where there is none. */
export type ThreadTreeNode = { emailId: EmailId; parentId: EmailId | null; depth: number };

/**
 * Who answers whom inside a Thread (`urn:postern:threading`): RFC 5256 §3 REFERENCES steps 1–4, absent messages left out. `id` is the
 * Thread's. `nodes` name every Email of the Thread once, parents before children, siblings by sent date. Above 500 Emails the tree is flat:
 * `isFlat` is true and `nodes` is empty.
 */
export type ThreadTree = { id: ThreadId; isFlat: boolean; nodes: ThreadTreeNode[] };

export const threadTreeProperties = ['id', 'isFlat', 'nodes'] as const satisfies readonly (keyof ThreadTree)[];

/** How mail becomes Threads in an account: a singleton with the id `singleton`. `waiting`: how many Emails are still to be grouped anew. */
export type Threading = { id: 'singleton'; rule: ThreadRule; waiting: number };

export const threadingProperties = ['id', 'rule', 'waiting'] as const satisfies readonly (keyof Threading)[];

/** What `Threading/set` takes. */
export const threadingSettable = { rule: z.enum(threadRules) };

/** The Threads that the Emails of the rebuilt one are in now; null = they are too many at once, it is done in idle time. */
export type ThreadRebuildResponse = { accountId: string; threadIds: ThreadId[] | null };
/** The Thread that the Emails are in now; null when nobody knows. */
export type ThreadCurrentResponse = { accountId: string; threadId: ThreadId | null };

export const threadingMethods = {
  /** standard `/get`, `ids` being Thread ids, 50 at most; its state is that of Thread */
  'ThreadTree/get': z.strictObject(getArguments),
  /** builds a Thread anew from the Emails that are in it; Emails that belong elsewhere come back under new ids. `notFound` without such a Thread */
  'ThreadTree/rebuild': z.strictObject({ accountId: idSchema, threadId: idSchema }),
  /** where the Emails of a Thread are that was merged into another, for a page that was opened under its id */
  'ThreadTree/current': z.strictObject({ accountId: idSchema, threadId: idSchema }),
  'Threading/get': z.strictObject(getArguments),
  /** standard `/set` of a singleton: only `update` of the id `singleton` */
  'Threading/set': z.strictObject(setArguments),
};
