import { quotableHtml } from './quotable-html.ts';

const blockEnds = 'p, div, tr, li, h1, h2, h3, h4, h5, h6, blockquote, pre, table, ul, ol';

/** The words of a mail's HTML as text, a line for each block; what would not be shown gives no words. */
export function wordsOfHtml(html: string, target: Document): string {
  const { body } = new DOMParser().parseFromString(quotableHtml(html, target, new Set()), 'text/html');
  for (const br of body.querySelectorAll('br')) br.replaceWith('\n');
  for (const block of body.querySelectorAll(blockEnds)) block.append('\n');
  return (body.textContent ?? '')
    .split('\n')
    .map((line) => line.replace(/[ \t\u00a0]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
