import { z } from 'zod';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';
import { changesArguments, getArguments } from './standard-methods.ts';

/** RFC 8621 §3. `emailIds` by receivedAt, oldest first. */
export type Thread = { id: ThreadId; emailIds: EmailId[] };

export const threadProperties = ['id', 'emailIds'] as const satisfies readonly (keyof Thread)[];

export const threadMethods = {
  'Thread/get': z.strictObject(getArguments),
  'Thread/changes': z.strictObject(changesArguments),
};
