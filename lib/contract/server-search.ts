import { z } from 'zod';
import type { EmailId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/**
 * A search on the mail server that goes over its mailboxes one by one (`urn:postern:sync`, J16). It lives as long as somebody looks at it: ten
 * minutes after the last look at most, and only a few of an account at the same time.
 */
export type ServerSearch = {
  /** chosen by the client */
  id: string;
  /** mailboxes to be searched; 0 when the index answers alone */
  folders: number;
  searched: number;
  isDone: boolean;
  /** found by the server and not by the index, so far */
  emailIds: EmailId[];
  /** why not all of it could be searched, in words for the person */
  error: { title: string; detail: string; nextStep: string | null } | null;
};
export type ServerSearchGetResponse = { accountId: string; list: ServerSearch[]; notFound: string[] };
export type ServerSearchRunResponse = { accountId: string; search: ServerSearch };
export type ServerSearchStopResponse = { accountId: string; stopped: string[] };

export const serverSearchMethods = {
  /** begins a search for an Email/query filter; with the id of one that runs it is that one */
  'ServerSearch/run': z.strictObject({ accountId: idSchema, id: idSchema, filter: z.record(z.string(), z.unknown()).nullable() }),
  'ServerSearch/get': z.strictObject({ accountId: idSchema, ids: z.array(idSchema).max(10) }),
  'ServerSearch/stop': z.strictObject({ accountId: idSchema, ids: z.array(idSchema).max(10) }),
};
