import type { PlainWords } from '#lib/mail/index.ts';
import { formatMessage } from './format-message.ts';
import { locale, spokenLanguage } from './t.ts';
import { knownWords } from './words.ts';

const prefix = 'cause.';

/** A sentence of the gateway in the language of the page; one that is not known stays as it came. Its late words must have come. */
export function plainly(sentence: string): string {
  const words: Readonly<Record<string, string>> = knownWords(spokenLanguage());
  const known = words[prefix + sentence];
  if (known !== undefined) return known;
  for (const [key, text] of Object.entries(words)) {
    if (!key.startsWith(prefix) || !key.includes('{')) continue;
    const params = gapsOf(key.slice(prefix.length), sentence);
    if (params !== null) return formatMessage(locale(), text, params);
  }
  return sentence;
}

/** What went wrong, in words for the person, in the language of the page. */
export function inPlainWords<Words extends PlainWords>(words: Words): Words {
  const { title, detail, nextStep } = words;
  return { ...words, title: plainly(title), detail: plainly(detail), nextStep: nextStep === null ? null : plainly(nextStep) };
}

/** What fills the gaps of a sentence with gaps; null where it is another sentence. No expression that could run long: one search per piece. */
function gapsOf(pattern: string, sentence: string): Record<string, string> | null {
  const pieces = pattern.split(/\{(\w+)\}/);
  const params: Record<string, string> = {};
  let at = (pieces[0] ?? '').length;
  if (!sentence.startsWith(pieces[0] ?? '')) return null;
  for (let index = 1; index < pieces.length; index += 2) {
    const piece = pieces[index + 1] ?? '';
    const end = piece === '' ? sentence.length : sentence.indexOf(piece, at);
    if (end < at) return null;
    params[pieces[index] ?? ''] = sentence.slice(at, end);
    at = end + piece.length;
  }
  return at === sentence.length ? params : null;
}
