import { z } from 'zod';
import type { EmailId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/**
 * How to leave the list that an Email came by (`urn:postern:trust`); `id` is the Email's. `oneClickHost` is where `Unsubscribe/act` goes
 * (RFC 8058), null where no valid signature covers the request. `mailto` and `webUrl` are for the client: a message to send, a page to open.
 */
export type Unsubscribe = { id: EmailId; oneClickHost: string | null; mailto: string | null; webUrl: string | null };

export type UnsubscribeGetResponse = { accountId: string; list: Unsubscribe[]; notFound: string[] };
/** `asked`: the list's server agreed. `unsigned`: nobody vouches for the address. `refused`: it said something else. `unreachable`: it may not be asked, or does not answer. */
export type UnsubscribeOutcome = 'asked' | 'unsigned' | 'refused' | 'unreachable';
export type UnsubscribeActResponse = { accountId: string; id: string; outcome: UnsubscribeOutcome };

export const unsubscribeMethods = {
  /** one of each Email that names a way out, 20 at most; Emails of no list are in neither list */
  'Unsubscribe/get': z.strictObject({ accountId: idSchema, ids: z.array(idSchema).max(20) }),
  /** the one click of RFC 8058: asks the list's server now, once */
  'Unsubscribe/act': z.strictObject({ accountId: idSchema, id: idSchema }),
};
