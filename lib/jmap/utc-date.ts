/** `UTCDate` (RFC 8620 §1.4): fractions of a second are left out when they are zero. */
export const utcDate = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

export const utcDateOrNull = (ms: number | null): string | null => (ms === null ? null : utcDate(ms));
