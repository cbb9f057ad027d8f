import { asDate, fieldText, type HeaderField } from '#lib/message/index.ts';

/** Lines of the way that are looked at; the newest stands first. */
const mostLooked = 20;
/** A clock may be wrong, but not so much. */
const tomorrowMs = 24 * 60 * 60_000;

/** J24: the newest Received field that has a date, else now, which is the first download. POP3 has no other date of arrival. */
export function receivedAtOf(fields: readonly HeaderField[], nowMs: number): number {
  const received = fields.filter(({ name }) => name.toLowerCase() === 'received').slice(0, mostLooked);
  for (const field of received) {
    const text = fieldText(field);
    const date = asDate(text.slice(text.lastIndexOf(';') + 1));
    const atMs = date === null ? Number.NaN : Date.parse(date);
    if (Number.isFinite(atMs) && atMs > 0 && atMs < nowMs + tomorrowMs) return Math.floor(atMs / 1000) * 1000;
  }
  return Math.floor(nowMs / 1000) * 1000;
}
