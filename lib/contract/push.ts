import { z } from 'zod';
import { idSchema } from './scalars.ts';

/** Types that a StateChange may name. `MailboxProgress` and `AccountHealth` belong to `urn:postern:sync`, `Tag` to `urn:postern:tags`; `EmailDelivery` moves only when mail was added (RFC 8621 §1.5). */
export type PushTypeName =
  | 'Mailbox'
  | 'Email'
  | 'EmailDelivery'
  | 'Thread'
  | 'Identity'
  | 'EmailSubmission'
  | 'MailboxProgress'
  | 'AccountHealth'
  | 'Tag';

/** RFC 8620 §7.1: account id to type to state, never mail. Data of the event `state` of the event stream. */
export const stateChangeSchema = z.looseObject({
  '@type': z.literal('StateChange'),
  changed: z.record(idSchema, z.record(z.string(), z.string())),
});
export type StateChange = { '@type': 'StateChange'; changed: Record<string, Partial<Record<PushTypeName, string>>> };

/** Data of the event `ping`: the interval in seconds that the server keeps (RFC 8620 §7.3). */
export const pingSchema = z.looseObject({ interval: z.number().int().min(0) });
