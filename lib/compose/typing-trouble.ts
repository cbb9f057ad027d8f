import { parseAddressList } from './address-text.ts';

const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`;
const startOfDomain = new RegExp(String.raw`^(?:${label}\.)*(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62})?$`, 'u');
const local = /^[^\s"(),:;<>@[\\\]]{1,64}$/;

/**
 * What is wrong with a recipient that is still being typed. `unfinished`: no address yet, but it may become one; `impossible`: no more letters
 * make it one; null: an address, or nothing at all. Linear.
 */
export function typingTrouble(typed: string): 'unfinished' | 'impossible' | null {
  const all = parseAddressList(typed);
  const last = all.at(-1);
  if (last === undefined || all.every(({ isValid }) => isValid)) return null;
  // A comma in a name that is still in its quotes parts nothing.
  if ((typed.split('"').length - 1) % 2 === 1) return 'unfinished';
  if (all.slice(0, -1).some(({ isValid }) => !isValid)) return 'impossible';
  return canBecomeAddress(last.email) ? 'unfinished' : 'impossible';
}

/** The last word is the address; a name, a quote or an address in brackets may still be on its way. */
function canBecomeAddress(text: string): boolean {
  const word = text.split(/\s+/).at(-1) as string;
  const sign = word.indexOf('@');
  if (sign < 0 || word.includes('"')) return true;
  const domain = word.slice(sign + 1);
  const before = word.slice(0, sign);
  if (!local.test(before) || /^\.|\.$|\.\./.test(before)) return false;
  return domain.startsWith('[') ? !domain.includes('@') : domain.length <= 255 && startOfDomain.test(domain);
}
