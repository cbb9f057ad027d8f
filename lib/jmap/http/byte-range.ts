/** Octets from `start` to `end`, both included. */
export type ByteRange = { start: number; end: number };
export type AskedRange = { start: number | null; end: number | null };

/** A Range header with one range (RFC 9110 §14.1.2); null = none, several, or one that is not understood: the whole is sent. */
export function parseRange(header: string | null): AskedRange | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? '').replaceAll(' ', ''));
  if (match === null) return null;
  const [start, end] = [match[1], match[2]].map((text) => (text === undefined || text === '' ? null : Number(text)));
  if ((start ?? null) === null && (end ?? null) === null) return null;
  if (start != null && end != null && end < start) return null;
  return { start: start ?? null, end: end ?? null };
}

export function resolveRange({ start, end }: AskedRange, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  // `-n`: the last n octets
  const from = start ?? Math.max(0, sizeBytes - (end ?? 0));
  const to = start === null ? sizeBytes - 1 : Math.min(end ?? sizeBytes - 1, sizeBytes - 1);
  if (from >= sizeBytes || (start === null && end === 0)) return 'unsatisfiable';
  return from === 0 && to === sizeBytes - 1 ? 'whole' : { start: from, end: to };
}
