import { z } from 'zod';

/** RFC 8620 §1.2: 1–255 octets out of `A-Za-z0-9_-`. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,255}$/, 'not an Id');

/** An id, or `#` and the creation id of an object made earlier in the same request (RFC 8620 §5.3). */
export const idOrReferenceSchema = z.string().regex(/^#?[A-Za-z0-9_-]{1,255}$/, 'not an Id');

/** RFC 8620 §1.3. */
export const unsignedIntSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const intSchema = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

const dateForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?/;
const isDate = (text: string): boolean => {
  const start = dateForm.exec(text)?.[0];
  if (start === undefined || !/^(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.test(text.slice(start.length))) return false;
  return !Number.isNaN(Date.parse(text.replace(/:60(?=[.Z+-])/, ':59')));
};

/** `Date` of RFC 8620 §1.4: RFC 3339 with upper-case `T` and `Z`; fractions are accepted (J18). */
export const dateSchema = z.string().max(64).refine(isDate, 'not a Date');

/** `UTCDate` of RFC 8620 §1.4. */
export const utcDateSchema = z
  .string()
  .max(64)
  .refine((text) => text.endsWith('Z') && isDate(text), 'not a UTCDate');
