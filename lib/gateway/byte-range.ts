/** Octets from `start` to `end`, both included. */
export type ByteRange = { start: number; end: number };
/** As a client asks for it (RFC 9110 §14.1.2): `start` null = the last `end` octets; `end` null = to the last one. */
export type AskedRange = { start: number | null; end: number | null };

export function resolveRange({ start, end }: AskedRange, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  // `-n`: the last n octets
  const from = start ?? Math.max(0, sizeBytes - (end ?? 0));
  const to = start === null ? sizeBytes - 1 : Math.min(end ?? sizeBytes - 1, sizeBytes - 1);
  if (from >= sizeBytes || (start === null && end === 0)) return 'unsatisfiable';
  return from === 0 && to === sizeBytes - 1 ? 'whole' : { start: from, end: to };
}

/** What a blob answers to the range that was asked for: null = all of it is sent. Without a size nothing can be said, so all is sent. */
export function rangeOf(asked: AskedRange | null, sizeBytes: number | null): ByteRange | null | 'unsatisfiable' {
  if (asked === null || sizeBytes === null) return null;
  const range = resolveRange(asked, sizeBytes);
  return range === 'whole' ? null : range;
}
