import { allowedFunctions } from './allowed.ts';

/** Turns the target of a `url()` into the address it may be fetched from; null = it may not. */
export type ImageUrl = (url: string) => string | null;

const maxValueChars = 64 * 1024;
/** Lengths that hang on the height of the frame, which in turn hangs on the mail: it would grow for ever. */
const heightUnits = /(?:^|[^A-Za-z0-9_-])[+-]?[\d.]+(?:e[+-]?\d+)?[sld]?v(?:h|b|min|max)(?![A-Za-z0-9_-])/i;

/**
 * A value as the browser's CSSOM serialises it, with every function on the allow-list and every `url()` replaced by what `imageUrl` says.
 * Null when anything in it is not understood: then the property goes.
 */
export function cleanValue(value: string, imageUrl: ImageUrl): string | null {
  if (value === '' || value.length > maxValueChars) return null;
  let out = '';
  let word = '';
  let plain = '';
  let at = 0;
  while (at < value.length) {
    const char = value[at] as string;
    if (char === '"' || char === "'") {
      const end = stringEnd(value, at);
      if (end === null) return null;
      out += value.slice(at, end);
      plain += ' ';
      word = '';
      at = end;
    } else if (char === '(' && word.toLowerCase() === 'url') {
      const url = readUrl(value, at + 1);
      const allowed = url === null ? null : imageUrl(url.text);
      if (url === null || allowed === null) return null;
      out += `("${allowed.replace(/["\\\n\r\f]/g, (bad) => encodeURIComponent(bad))}")`;
      word = '';
      at = url.end;
    } else {
      // An escape outside a string survives only in names that had to be escaped; no harmless value of these properties holds one.
      if (char === '\\' || char === '<' || char === '{' || char === '}' || char === ';') return null;
      if (char === '(' && word !== '' && !allowedFunctions.has(word.toLowerCase())) return null;
      word = /[A-Za-z0-9_-]/.test(char) ? word + char : '';
      plain += char;
      out += char;
      at += 1;
    }
  }
  return heightUnits.test(plain) ? null : out;
}

/** Index behind the closing quote, or null when the string does not end. */
function stringEnd(value: string, start: number): number | null {
  const quote = value[start];
  for (let at = start + 1; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === quote) return at + 1;
  }
  return null;
}

/** Reads `"…")` or `…)` behind `url(`. */
function readUrl(value: string, start: number): { text: string; end: number } | null {
  let at = start;
  while (value[at] === ' ') at += 1;
  if (value[at] === '"' || value[at] === "'") {
    const end = stringEnd(value, at);
    if (end === null) return null;
    let close = end;
    while (value[close] === ' ') close += 1;
    return value[close] === ')' ? { text: unescaped(value.slice(at + 1, end - 1)), end: close + 1 } : null;
  }
  const close = value.indexOf(')', at);
  return close < 0 ? null : { text: unescaped(value.slice(at, close).trim()), end: close + 1 };
}

/** CSS Syntax §4.3.7 */
function unescaped(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|([^\n]))/gi, (_match, hex: string | undefined, char: string | undefined) => {
    if (hex === undefined) return char ?? '';
    const code = Number.parseInt(hex, 16);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
  });
}
