import { z } from 'zod';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';
import { getArguments } from './standard-methods.ts';

/** One Email in the tree of its Thread; `parentId` is the Email here that it answers, null where there is none. */
export type ThreadTreeNode = { emailId: EmailId; parentId: EmailId | null; depth: number };

/**
 * Who answers whom inside a Thread (`urn:postern:threading`): RFC 5256 §3 REFERENCES steps 1–4, absent messages left out. `id` is the
 * Thread's. `nodes` name every Email of the Thread once, parents before children, siblings by sent date. Above 500 Emails the tree is flat:
 * `isFlat` is true and `nodes` is empty.
 */
export type ThreadTree = { id: ThreadId; isFlat: boolean; nodes: ThreadTreeNode[] };

export const threadTreeProperties = ['id', 'isFlat', 'nodes'] as const satisfies readonly (keyof ThreadTree)[];

export const threadingMethods = {
  /** standard `/get`, `ids` being Thread ids, 50 at most; its state is that of Thread */
  'ThreadTree/get': z.strictObject(getArguments),
};
