import { domainToUnicode } from 'node:url';

/** Letters and pairs that are taken for others at a glance, Latin first. */
const glyphs: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
  ['0', 'o'],
  ['1', 'l'],
  ['i', 'l'],
  ['5', 's'],
  ['а', 'a'],
  ['е', 'e'],
  ['о', 'o'],
  ['р', 'p'],
  ['с', 'c'],
  ['у', 'y'],
  ['х', 'x'],
  ['і', 'l'],
  ['ѕ', 's'],
  ['ј', 'j'],
  ['к', 'k'],
  ['м', 'm'],
  ['т', 't'],
  ['в', 'b'],
  ['н', 'h'],
  ['ԁ', 'd'],
  ['ԛ', 'q'],
  ['ԝ', 'w'],
  ['α', 'a'],
  ['ο', 'o'],
  ['ρ', 'p'],
  ['ν', 'v'],
  ['ι', 'l'],
  ['κ', 'k'],
  ['ı', 'l'],
  ['ł', 'l'],
  ['ø', 'o'],
  ['đ', 'd'],
];

const shortest = 6;
const longest = 100;

/**
 * The domain among `known` that somebody could take `domain` for: the same at a glance, or one slip of the pen away. Never itself, a domain
 * above or below it, or one that is known as well.
 *
 * @param known lower case, the person's own first
 */
export function lookAlike(domain: string, known: readonly string[]): string | null {
  const asked = domain.toLowerCase();
  if (asked.length > longest || known.some((each) => asked === each || asked.endsWith(`.${each}`) || each.endsWith(`.${asked}`)))
    return null;
  const seen = skeleton(asked);
  return known.find((each) => skeleton(each) === seen || isOneSlipAway(asked, each)) ?? null;
}

function skeleton(domain: string): string {
  let text = (domainToUnicode(domain) || domain).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  for (const [glyph, letter] of glyphs) text = text.replaceAll(glyph, letter);
  return text.replaceAll('-', '');
}

/** One letter more, less, another or two swapped, the part behind the last dot being the same. */
function isOneSlipAway(one: string, other: string): boolean {
  const [a, b] = [one, other].map((domain) => domain.slice(0, domain.lastIndexOf('.'))) as [string, string];
  if (one.slice(a.length) !== other.slice(b.length) || Math.min(a.length, b.length) < shortest || Math.abs(a.length - b.length) > 1)
    return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [restA, restB] = [a.slice(from, endA), b.slice(from, endB)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}
