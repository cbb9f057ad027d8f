import { z } from 'zod';
import { vacationLimits } from '#lib/mail/index.ts';
import { utcDateSchema } from './scalars.ts';
import { getArguments, setArguments } from './standard-methods.ts';

/** RFC 8621 §8: a singleton with the id `singleton`. The dates are UTCDates. */
export type VacationResponse = {
  id: 'singleton';
  isEnabled: boolean;
  fromDate: string | null;
  toDate: string | null;
  subject: string | null;
  textBody: string | null;
  htmlBody: string | null;
};

export const vacationProperties = [
  'id',
  'isEnabled',
  'fromDate',
  'toDate',
  'subject',
  'textBody',
  'htmlBody',
] as const satisfies readonly (keyof VacationResponse)[];

const body = z
  .string()
  .max(vacationLimits.body)
  .refine((text) => !text.includes('\0'));

/** What `VacationResponse/set` takes. A subject is one line. */
export const vacationSettable = {
  isEnabled: z.boolean(),
  fromDate: utcDateSchema.nullable(),
  toDate: utcDateSchema.nullable(),
  subject: z
    .string()
    .max(vacationLimits.subject)
    .regex(/^\P{Cc}*$/u)
    .nullable(),
  textBody: body.nullable(),
  htmlBody: body.nullable(),
};

export const vacationMethods = {
  'VacationResponse/get': z.strictObject(getArguments),
  /** standard `/set` of a singleton: only `update` of the id `singleton` */
  'VacationResponse/set': z.strictObject(setArguments),
};
