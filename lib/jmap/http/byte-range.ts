import type { AskedRange } from '#lib/gateway/index.ts';

/** A Range header with one range (RFC 9110 §14.1.2); null = none, several, or one that is not understood: the whole is sent. */
export function parseRange(header: string | null): AskedRange | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? '').replaceAll(' ', ''));
  if (match === null) return null;
  const [start, end] = [match[1], match[2]].map((text) => (text === undefined || text === '' ? null : Number(text)));
  if ((start ?? null) === null && (end ?? null) === null) return null;
  if (start != null && end != null && end < start) return null;
  return { start: start ?? null, end: end ?? null };
}
