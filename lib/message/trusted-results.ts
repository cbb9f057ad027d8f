import { type AuthenticationResults, parseAuthenticationResults } from './authentication-results.ts';
import { fieldText, type HeaderField } from './header-fields.ts';
import { parseReceived } from './received-hop.ts';

/**
 * What the account's own provider found out about the sender (RFC 8601 §5, C7): the topmost Authentication-Results field that bears its name
 * and stands above the first Received field with which the provider took the message in. Everything below came with the message.
 *
 * @param fields the header, top first
 * @param isProvider whether a host name, in lower case, is the provider's
 */
export function trustedResults(fields: readonly HeaderField[], isProvider: (host: string) => boolean): AuthenticationResults | null {
  const end = takenInAt(fields, isProvider);
  for (const field of fields.slice(0, end)) {
    if (field.name.toLowerCase() !== 'authentication-results') continue;
    const results = parseAuthenticationResults(fieldText(field));
    if (results !== null && isProvider(results.authservId)) return results;
  }
  return null;
}

/** Index of the Received field by which the message came to the provider: the last of those from the top that are all its own. 0 when the topmost is not. */
export function takenInAt(fields: readonly HeaderField[], isProvider: (host: string) => boolean): number {
  let end = 0;
  for (const [index, field] of fields.entries()) {
    if (field.name.toLowerCase() !== 'received') continue;
    const { by, from } = parseReceived(fieldText(field));
    if (by === null || !isProvider(by.toLowerCase())) break;
    end = index;
    // Handed on inside the house; what came from outside ends it, whatever host the next one names.
    if (from !== null && !isProvider(from.toLowerCase()) && !isLocal(from)) break;
  }
  return end;
}

const isLocal = (host: string): boolean => /^(?:localhost|\[?(?:127\.|10\.|192\.168\.|::1))/i.test(host);
