import { textToHtml } from './quote.ts';

/** Where the signature stands when a quote follows. */
export type SignaturePlace = 'above-quote' | 'below-quote';

/**
 * Puts a signature under the text (RFC 3676 §4.3: a line `-- `). An empty signature changes nothing; one that is there already is replaced.
 *
 * @param quote the quoted message, '' for none
 */
export function withTextSignature(text: string, signature: string, quote = '', place: SignaturePlace = 'above-quote'): string {
  const own = text.replace(/\s+$/, '');
  const clean = signature.replace(/\r\n?/g, '\n').trim();
  const mark = clean === '' ? '' : clean.startsWith('-- \n') ? clean : `-- \n${clean}`;
  const pieces = place === 'above-quote' ? [own, mark, quote] : [own, quote.replace(/\s+$/, ''), mark];
  return pieces.filter((piece, index) => piece !== '' || index === 0).join('\n\n');
}

/** The HTML block of a signature. `html` must be cleaned already (it comes from our own editor); null takes the text one, escaped. */
export function htmlSignature(html: string | null, text: string): string {
  const content = html !== null && html.trim() !== '' ? html : textToHtml(text.trim());
  return content === '' ? '' : `<div class="postern-signature">${content}</div>`;
}
