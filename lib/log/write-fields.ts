const safeMark = Symbol.for('postern.safeText');

/** Text that is written as it is (cut at 500 characters). Only for texts that no person and no server wrote. */
export type SafeText = { readonly [safeMark]: string };

/** Marks a text as fit for the log. */
export const safe = (text: string): SafeText => ({ [safeMark]: text });

/** Names under which texts are written: ids, places, codes and states, never what people or servers wrote. */
const safeNames = new Set(
  `accountId personId mailboxId emailId threadId identityId submissionId intentId blobId sessionId requestId id room component host port family
   provider protocol tls tlsMode tlsVersion cipher stage kind code enhancedCode state from to step reason method route path status capability
   capabilities command mechanism outcome source limit name version level errno syscall file folder type role queue lane pid node url`.split(
    /\s+/,
  ),
);
/** Names whose values are never written, whatever marks them. */
const secretName =
  /pass|secret|token|cookie|authorization|credential|apikey|signature|subject|body|snippet|preview|address|email$|recipient|login|username/i;

const longestText = 500;
const deepest = 4;

/** Fields as they are written: redacted, bounded in depth and length. */
export function writeFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields).slice(0, 50)) {
    if (value === undefined) continue;
    // these would overwrite the line's own fields
    const key = name === 'time' || name === 'level' || name === 'event' ? `${name}_` : name;
    written[key] = writeValue(name, value, 0);
  }
  return written;
}

function writeValue(name: string, value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return writeText(name, value);
  if (typeof value !== 'object') return `[${typeof value}]`;
  if (safeMark in value) return hideAddresses(String((value as SafeText)[safeMark]).slice(0, longestText));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString();
  if (isErrorLike(value)) return writeError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= deepest) return '[deep]';
  // a secret prints itself as one
  if (typeof (value as { reveal?: unknown }).reveal === 'function') return '[secret]';
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  if (Array.isArray(value)) return value.slice(0, 20).map((one) => writeValue(name, one, depth + 1));
  if (secretName.test(name)) return '[redacted]';
  const inner: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value).slice(0, 50)) inner[key] = writeValue(key, one, depth + 1);
  return inner;
}

function writeText(name: string, text: string): string {
  if (secretName.test(name) || !safeNames.has(name)) return `[redacted ${text.length}]`;
  return hideAddresses(text.slice(0, longestText));
}

/** Second net below the list of names: nothing that looks like an address leaves, whatever field it came in. */
function hideAddresses(text: string): string {
  return text.includes('@') ? text.replaceAll(/[^\s@<>"',;]{1,128}@[^\s@<>"',;]{1,255}/g, '[address]') : text;
}

function isErrorLike(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/**
 * An error without its message: messages repeat what was parsed, sent or answered. Kind, codes and the places in our code say enough;
 * the causes follow.
 */
function writeError(error: Error, depth: number): Record<string, unknown> {
  const written: Record<string, unknown> = { error: error.name };
  for (const name of ['kind', 'stage', 'code', 'enhancedCode', 'permanent', 'errno', 'syscall'] as const) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) written[name] = typeof value === 'string' ? hideAddresses(value.slice(0, 100)) : value;
  }
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
  if (frames.length > 0) written.stack = frames;
  if (error.cause !== undefined && depth < deepest) {
    const cause = error.cause;
    written.cause = typeof cause === 'object' && cause !== null && isErrorLike(cause) ? writeError(cause, depth + 1) : `[${typeof cause}]`;
  }
  return written;
}
