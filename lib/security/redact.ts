/** Takes secrets out of a text (G6). */
export type Redact = (text: string) => string;

/**
 * Replaces a secret and every form in which it crosses the wire: as it is, escaped for a quoted string, and in base64, alone or inside
 * longer data (SASL PLAIN) at each of the three alignments.
 */
export function createRedactor(secret: string): Redact {
  if (secret === '') return (text) => text;
  const forms = new Set([secret, secret.replaceAll(/["\\]/g, '\\$&'), encodeURIComponent(secret)]);
  const octets = Buffer.from(secret, 'utf8');
  for (const encoding of ['base64', 'base64url'] as const) {
    for (let offset = 0; offset < 3; offset += 1) {
      // Characters that also hold bits of a neighbour are left out, so the rest is found whatever stands around it.
      const text = Buffer.concat([Buffer.alloc(offset), octets])
        .toString(encoding)
        .replace(/=+$/, '');
      const from = [0, 2, 3][offset] ?? 0;
      const sure = text.slice(from, Math.floor(((offset + octets.length) * 8) / 6));
      if (sure.length >= 4) forms.add(sure);
    }
  }
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  if (secret.length < 4) return (text) => (ordered.some((form) => text.includes(form)) ? '[redacted]' : text);
  return (text) => {
    let clean = text;
    for (const form of ordered) if (clean.includes(form)) clean = clean.replaceAll(form, '[secret]');
    return clean;
  };
}

/** The server's own words, fit to be shown: redacted, one line, bounded. */
export function serverWords(text: string, redact: Redact): string | null {
  const line = redact(text.slice(0, 2_000))
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500);
  return line === '' ? null : line;
}
