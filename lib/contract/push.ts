import { z } from 'zod';
import { idOrReferenceSchema, idSchema, utcDateSchema } from './scalars.ts';
import { getArguments, setArguments } from './standard-methods.ts';

/** Types that a StateChange may name. `MailboxProgress`, `AccountHealth` and `ServerSearch` belong to `urn:postern:sync`, `Tag` to `urn:postern:tags`, `BulkAct` to `urn:postern:bulk`; `EmailDelivery` moves only when mail was added (RFC 8621 §1.5). */
export type PushTypeName =
  | 'Mailbox'
  | 'Email'
  | 'EmailDelivery'
  | 'Thread'
  | 'Identity'
  | 'EmailSubmission'
  | 'VacationResponse'
  | 'Quota'
  | 'MailboxProgress'
  | 'AccountHealth'
  | 'ServerSearch'
  | 'Tag'
  | 'BulkAct'
  | 'ContactCard'
  | 'Template';

/** RFC 8620 §7.1: account id to type to state, never mail. Data of the event `state` of the event stream. */
export const stateChangeSchema = z.looseObject({
  '@type': z.literal('StateChange'),
  changed: z.record(idSchema, z.record(z.string(), z.string())),
});
export type StateChange = { '@type': 'StateChange'; changed: Record<string, Partial<Record<PushTypeName, string>>> };

/** Data of the event `ping`: the interval in seconds that the server keeps (RFC 8620 §7.3). */
export const pingSchema = z.looseObject({ interval: z.number().int().min(0) });

/** RFC 8620 §7.2. `url` and `keys` are never given back. */
export type PushSubscription = {
  id: string;
  deviceClientId: string;
  /** what the client proved its place with; null before */
  verificationCode: string | null;
  /** UTCDate */
  expires: string | null;
  /** null = all */
  types: string[] | null;
};

export const pushSubscriptionProperties = [
  'id',
  'deviceClientId',
  'verificationCode',
  'expires',
  'types',
] as const satisfies readonly (keyof PushSubscription)[];

/** What a client gives at creation (RFC 8620 §7.2). */
export const pushSubscriptionSettable = {
  deviceClientId: z.string().min(1).max(255),
  url: z
    .string()
    .max(2_000)
    .refine((text) => text.startsWith('https://') && URL.canParse(text) && new URL(text).username === '' && new URL(text).password === ''),
  keys: z.strictObject({ p256dh: z.string().max(100), auth: z.string().max(40) }).nullable(),
  verificationCode: z.string().max(255).nullable(),
  expires: utcDateSchema.nullable(),
  types: z.array(z.string().min(1).max(100)).max(100).nullable(),
};

export type PushSubscriptionGetResponse = { list: Partial<PushSubscription>[]; notFound: string[] };

/** Neither account nor state (RFC 8620 §7.2.1, §7.2.2). */
export const pushSubscriptionMethods = {
  'PushSubscription/get': z.strictObject({ ids: getArguments.ids, properties: getArguments.properties }),
  'PushSubscription/set': z.strictObject({
    create: setArguments.create,
    update: setArguments.update,
    destroy: z.array(idOrReferenceSchema).nullable().default(null),
  }),
};
