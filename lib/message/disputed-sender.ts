import { parseAddresses } from './address-list.ts';
import { fieldText, type HeaderField } from './header-fields.ts';
import { unfold } from './header-forms.ts';

const maxShown = 5;
const maxChars = 1000;

/**
 * The From fields as they stand, when it is not certain who is meant: several fields, or several addresses, or one that mail programs read in
 * different ways, so that another program, or the server that checked the sender, may have seen another address (security.md §4).
 *
 * @param fields the header, top first
 * @returns null when every program sees the same one address; empty when no field names anybody
 */
export function disputedSender(fields: readonly HeaderField[]): string[] | null {
  const all = fields.filter(({ name }) => name.toLowerCase() === 'from');
  if (all.length === 1 && isPlain(fieldText(all[0] as HeaderField))) return null;
  return all.slice(0, maxShown).map((field) => unfold(fieldText(field)).trim().slice(0, maxChars));
}

/** RFC 5322 §2.1.1; nobody's name and address need more. */
const maxPlainChars = 998;

function isPlain(value: string): boolean {
  const line = unfold(value).replaceAll('\t', ' ').trim();
  if (line.length > maxPlainChars) return false;
  const found = parseAddresses(line);
  const [only] = found;
  if (only === undefined || found.length > 1 || !isClearAddress(only.email)) return false;
  const open = line.lastIndexOf('<');
  if (open < 0) return withoutHarmlessComment(line).replace(/\s*@\s*/, '@') === only.email;
  const close = line.indexOf('>', open);
  const behind = close < 0 ? '' : withoutHarmlessComment(line.slice(close + 1));
  return close > 0 && behind === '' && line.slice(open + 1, close).trim() === only.email && isHarmlessPhrase(line.slice(0, open));
}

/** One @ with something usual on both sides: no quotes, routes, percent or bang paths. */
function isClearAddress(email: string): boolean {
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, at), email.slice(at + 1)];
  if (at <= 0 || local.length > 64 || /[^\p{L}\p{N}\p{M}.#$&'*+/=?^_`{|}~-]/u.test(local)) return false;
  return /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}._-]*[\p{L}\p{N}\p{M}])?$/u.test(domain);
}

/** A name in which no other program finds an address: the characters that end one stand in quotes, angle brackets nowhere. */
function isHarmlessPhrase(phrase: string): boolean {
  if (/[<>]/.test(phrase)) return false;
  const unquoted = phrase.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return !/["@,;:()\\]/.test(unquoted.replace(/\([^()@<>\\"]*\)/g, ''));
}

const withoutHarmlessComment = (text: string): string => text.replace(/\([^()@<>\\"]*\)/g, '').trim();
