/**
 * Mailbox names on the wire: modified UTF-7 for servers in their IMAP4rev1 form (RFC 3501 §5.1.3). A name that is no valid modified UTF-7 is
 * left as it stands, so that it can still be named.
 */
export function decodeMailboxName(raw: string): string {
  if (!raw.includes('&')) return raw;
  let name = '';
  for (let at = 0; at < raw.length; ) {
    const shift = raw.indexOf('&', at);
    if (shift < 0) return name + raw.slice(at);
    name += raw.slice(at, shift);
    const end = raw.indexOf('-', shift);
    if (end < 0) return raw;
    if (end === shift + 1) name += '&';
    else {
      const text = decodeShifted(raw.slice(shift + 1, end));
      if (text === null) return raw;
      name += text;
    }
    at = end + 1;
  }
  return encodeMailboxName(name) === raw ? name : raw;
}

function decodeShifted(encoded: string): string | null {
  if (!/^[A-Za-z0-9+,]+$/.test(encoded)) return null;
  const octets = Buffer.from(encoded.replaceAll(',', '/'), 'base64');
  if (octets.length < 2 || octets.length % 2 !== 0) return null;
  return octets.swap16().toString('utf16le');
}

/** Printable US-ASCII stands for itself, `&` becomes `&-`, all else goes into shifted base64 of UTF-16BE. */
export function encodeMailboxName(name: string): string {
  let raw = '';
  let shifted = '';
  const flush = () => {
    if (shifted === '') return;
    const encoded = Buffer.from(shifted, 'utf16le').swap16().toString('base64').replaceAll('/', ',').replace(/=+$/, '');
    raw += `&${encoded}-`;
    shifted = '';
  };
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code >= 0x20 && code <= 0x7e) {
      flush();
      raw += code === 0x26 ? '&-' : name[at];
    } else shifted += name[at];
  }
  flush();
  return raw;
}
