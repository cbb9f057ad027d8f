import { domainToASCII } from 'node:url';
import { parseIpAddress } from '#lib/config/index.ts';

/** A host as a person or a server wrote it, in the one form that is looked up: an address, or a name in lower case without its last dot. */
export type Host = { kind: 'address'; text: string; octets: Uint8Array } | { kind: 'name'; text: string };

/**
 * Reads a host. Only the usual spelling of an address is one: decimal, hex, octal and short forms (`2130706433`, `0x7f.1`, `0177.0.0.1`)
 * are refused here, because resolvers read them as addresses although no check of a name would.
 *
 * @returns null when the text is no host
 * @see RFC 1123 §2.1, RFC 5890 §2.3.2
 */
export function readHost(text: string): Host | null {
  const plain = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const octets = parseIpAddress(plain);
  if (octets !== null) return plain === text || octets.length === 16 ? { kind: 'address', text: plain.toLowerCase(), octets } : null;
  if (plain !== text || text.length === 0 || text.length > 253) return null;
  if (/[\s\p{Cc}]/u.test(text)) return null;
  const ascii = /^\p{ASCII}+$/u.test(text) ? text.toLowerCase() : domainToASCII(text);
  const name = ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
  if (parseIpAddress(name) !== null) return null; // full-width digits and their like
  const labels = name.split('.');
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return null;
  // The URL standard and inet_aton read a host whose last label is a number as an IPv4 address.
  const last = labels[labels.length - 1] ?? '';
  if (/^(\d+|0x[0-9a-f]*)$/.test(last)) return null;
  return { kind: 'name', text: name };
}
