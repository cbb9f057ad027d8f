import { domainToASCII } from 'node:url';

/** An address as it goes into MAIL FROM and RCPT TO, or why it cannot. `needsUtf8`: only with SMTPUTF8 (RFC 6531). */
export type WireAddress = { ok: true; text: string; needsUtf8: boolean } | { ok: false };

/**
 * The only builder of envelope addresses: nothing with a control character, a line end or an angle bracket gets through. An international
 * domain becomes A-labels, so that only an international local part needs SMTPUTF8.
 *
 * @see RFC 5321 §4.1.2, §4.5.3.1; RFC 6531 §3.3
 */
export function wireAddress(address: string): WireAddress {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (at < 1 || /[\u0000-\u001f\u007f-\u009f\u2028\u2029<>]/.test(address) || address.trim() !== address) return { ok: false };
  // spaces, commas and further @ only inside quotes (RFC 5321 §4.1.2 Quoted-string)
  const isQuoted = /^"(?:[^"\\]|\\.)*"$/.test(local);
  if (!isQuoted && /[\s,;:"@()[\]\\]/.test(local)) return { ok: false };
  const literal = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]+)\]$/i.test(address.slice(at + 1));
  const domain = literal ? address.slice(at + 1) : domainToASCII(address.slice(at + 1));
  if (domain === '' || domain.length > 255 || Buffer.byteLength(local) > 64 || (!literal && !/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(domain)))
    return { ok: false };
  return { ok: true, text: `${local}@${domain}`, needsUtf8: /[^ -~]/.test(local) };
}
