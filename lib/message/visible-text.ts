/**
 * Control characters, bidi marks, overrides and isolates, zero-width and other invisible characters. In a name they only serve to deceive
 * (security.md §4). The zero-width joiner and non-joiner go too: a name reads the same without them.
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points, not sequences
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** A name or label without characters that cannot be seen; white space folded. */
export function withoutInvisible(text: string): string {
  if (isPrintableAscii(text)) return text;
  return text.replace(invisible, (char) => (char === '\t' || char === '\n' || char === '\r' ? ' ' : ''));
}

/** Most text is; there is nothing to look for in it then. */
export const isPrintableAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/** Folds runs of white space to one blank and trims. */
export const foldSpace = (text: string): string => text.replace(/\s+/g, ' ').trim();
