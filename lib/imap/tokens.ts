/** Tokens of the wire as the library's parser makes them: NIL is null, a list is an array. */
export type ImapToken = {
  type: string;
  value?: string | Buffer | number | null | undefined;
  section?: ImapTokens | undefined;
  partial?: number[] | undefined;
  /** kept out of the library's own log */
  sensitive?: boolean | undefined;
};
export type ImapTokens = (ImapToken | ImapTokens | null)[];
export type ImapValue = ImapToken | ImapTokens | null | undefined;

/** One response line. A number in front (`12 EXISTS`) is `command`, its keyword the first attribute. */
export type ImapResponse = {
  tag?: string | undefined;
  command?: string | undefined;
  attributes?: ImapTokens | undefined;
  numbers?: number[] | undefined;
};

export const atom = (value: string): ImapToken => ({ type: 'ATOM', value });
export const quoted = (value: string): ImapToken => ({ type: 'STRING', value });
export const sequence = (value: string): ImapToken => ({ type: 'SEQUENCE', value });
export const literal = (value: Buffer): ImapToken => ({ type: 'LITERAL', value });

/** Atom, string or literal as text (UTF-8); null for NIL, lists and what is missing. */
export function textOf(token: ImapValue): string | null {
  if (token === null || token === undefined || Array.isArray(token)) return null;
  const { value } = token;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Buffer.isBuffer(value) ? value.toString('utf8') : null;
}

/** The octets of a string or literal; a quoted string reaches us as text and goes back to UTF-8. */
export function octetsOf(token: ImapValue): Buffer | null {
  if (token === null || token === undefined || Array.isArray(token)) return null;
  if (Buffer.isBuffer(token.value)) return token.value;
  return typeof token.value === 'string' ? Buffer.from(token.value, 'utf8') : null;
}

/** A number of at most 32 bits, or a size of at most 53; null for anything else. */
export function numberOf(token: ImapValue): number | null {
  const text = textOf(token);
  if (text === null || !/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** A mod-sequence: 63 bits (RFC 7162 §3.1.5). */
export function bigintOf(token: ImapValue): bigint | null {
  const text = textOf(token);
  return text !== null && /^\d{1,19}$/.test(text) ? BigInt(text) : null;
}

export function listOf(token: ImapValue): ImapTokens | null {
  return Array.isArray(token) ? token : null;
}

/** The texts of a list, other things left out. */
export function textsOf(token: ImapValue): string[] {
  if (!Array.isArray(token)) return [];
  const texts: string[] = [];
  for (const item of token) {
    const text = textOf(item);
    if (text !== null) texts.push(text);
  }
  return texts;
}
