/** The first line of an answer (RFC 1939 §3), or `+` and the challenge of a SASL exchange (RFC 5034 §4). */
export type StatusLine = {
  is: 'ok' | 'error' | 'challenge';
  /** response code of RFC 2449 §8 in upper case (`SYS/TEMP`), null where there is none */
  code: string | null;
  /** the words behind it */
  text: string;
};

/** Takes a status line apart; null when it is none. Octets that are not UTF-8 (RFC 6856 §3) come out as replacement characters. */
export function readStatusLine(octets: Buffer): StatusLine | null {
  const line = octets.toString('utf8');
  const [, indicator, words] = /^(\+OK|-ERR|\+)(?:[ \t]+(.*))?$/s.exec(line) ?? [];
  if (indicator === undefined) return null;
  if (indicator === '+') return { is: 'challenge', code: null, text: words ?? '' };
  const [whole, code] = /^\[([A-Za-z0-9/_.-]{1,64})\][ \t]*/.exec(words ?? '') ?? [];
  return { is: indicator === '+OK' ? 'ok' : 'error', code: code?.toUpperCase() ?? null, text: (words ?? '').slice(whole?.length ?? 0) };
}
