import { domainToASCII } from 'node:url';

/**
 * Takes an address as a person types it apart. The domain comes out in lower case as A-labels (UTS 46, RFC 5891); the local part is left as
 * it is.
 *
 * @returns null when it is no address of the form local@domain
 */
export function splitAddress(address: string): { local: string; domain: string; whole: string } | null {
  const trimmed = address.trim();
  const at = trimmed.lastIndexOf('@');
  if (at < 1 || trimmed.length > 320) return null;
  const local = trimmed.slice(0, at);
  const domain = domainToASCII(trimmed.slice(at + 1)).toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must not be in an address
  if (local.length > 64 || /[\u0000-\u0020\u007f-\u009f\u2028\u2029<>@]/.test(local)) return null;
  if (domain.length > 253 || !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(domain)) return null;
  return { local, domain, whole: `${local}@${domain}` };
}
