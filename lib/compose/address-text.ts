import type { EmailAddress } from '#lib/mail/index.ts';

/** One address as a person typed or pasted it. `isValid`: it could be an address; whether it exists nobody knows. */
export type TypedAddress = EmailAddress & { isValid: boolean; typed: string };

const maxAddresses = 2000;

/**
 * Splits what a person types or pastes into a recipient field: commas, semicolons, line breaks and tabs part addresses, blanks do where each
 * piece is an address; `Name <address>`, `"Name, With Comma" <address>`, `<address>`, `address (Name)` and `mailto:` are understood.
 * Linear; at most 2,000 addresses.
 */
export function parseAddressList(text: string): TypedAddress[] {
  return pieces(text).flatMap(addressesOf).slice(0, maxAddresses);
}

/** True for `local@domain` with a domain that could be one; quoted and international forms included. */
export function isEmailAddress(email: string): boolean {
  if (email.length > 320) return false;
  const sign = email.lastIndexOf('@');
  const local = email.slice(0, sign);
  const domain = email.slice(sign + 1);
  if (sign < 1 || local.length > 64 || domain.length > 255) return false;
  const isLocal = /^"(?:[^"\\\r\n]|\\[^\r\n])*"$/.test(local) || (/^[^\s"(),:;<>@[\\\]]+$/.test(local) && !/^\.|\.$|\.\./.test(local));
  const isDomain =
    /^\[[0-9A-Fa-f.:IPv-]+\]$/.test(domain) ||
    /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u.test(
      domain,
    );
  return isLocal && isDomain;
}

/** `Name <address>` with the name quoted where it must be: what {@link parseAddressList} reads again. */
export function formatAddress({ name, email }: EmailAddress): string {
  if (name === null || name === '') return email;
  const plain = /^[\p{L}\p{M}\p{N} .'’-]+$/u.test(name);
  return `${plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${email}>`;
}

/** Cuts at separators that stand outside quotes and angle brackets. */
function pieces(text: string): string[] {
  const out: string[] = [];
  let from = 0;
  let isQuoted = false;
  let isAngle = false;
  const lastQuote = text.lastIndexOf('"');
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '\\' && isQuoted) at += 1;
    else if (char === '"') isQuoted = !isQuoted && at < lastQuote;
    else if (isQuoted) continue;
    else if (char === '<') isAngle = true;
    else if (char === '>') isAngle = false;
    // A group (RFC 5322 §3.4) is its members; the same goes for `mailto:`.
    else if (char === ':' && !isAngle && !text.slice(from, at).includes('@')) from = at + 1;
    else if (char === '\n' || char === '\r' || char === '\t' || ((char === ',' || char === ';') && !isAngle)) {
      out.push(text.slice(from, at));
      from = at + 1;
      isAngle = false;
    }
  }
  out.push(text.slice(from));
  return out.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function addressesOf(typed: string): TypedAddress[] {
  const open = typed.lastIndexOf('<');
  if (open >= 0) {
    const close = typed.indexOf('>', open);
    return [made(typed, unquoted(typed.slice(0, open).trim()), typed.slice(open + 1, close < 0 ? typed.length : close))];
  }
  const comment = /^(\S+)\s*\(([^()]*)\)$/.exec(typed);
  if (comment !== null) return [made(typed, (comment[2] as string).trim(), comment[1] as string)];
  const words = typed.split(/\s+/);
  if (words.length > 1 && words.every((word) => word.includes('@'))) return words.map((word) => made(word, '', word));
  // `Ann Example ann@example.org`: the last word is the address
  const last = words.at(-1) as string;
  if (words.length > 1 && isEmailAddress(last)) return [made(typed, words.slice(0, -1).join(' '), last)];
  return [made(typed, '', typed)];
}

function made(typed: string, name: string, email: string): TypedAddress {
  const bare = email
    .trim()
    .replace(/^mailto:/i, '')
    .trim();
  return { name: name === '' ? null : name, email: bare, isValid: isEmailAddress(bare), typed };
}

function unquoted(name: string): string {
  const match = /^"(.*)"$/s.exec(name);
  return (match === null ? name : (match[1] as string).replace(/\\(.)/g, '$1')).trim();
}
