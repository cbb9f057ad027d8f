import { maxTextChars } from './limits.ts';
import { cleanInPieces, type MailInPieces, type MailSource, type RenderOptions, renderMail } from './render-mail.ts';
import { textPieces } from './text-pieces.ts';

/** More than a screenful of any mail; cleaned in a few milliseconds. */
const nodesAtOnce = 500;

/**
 * What `renderMail` gives, for a page that cannot wait for all of a long mail: the beginning at once, and the rest piece by piece, whenever
 * there is time. Every node goes through the same cleaning (decision 0049).
 */
export function renderInPieces(source: MailSource, options: RenderOptions): MailInPieces {
  if (source.kind === 'html') return cleanInPieces(source, options, nodesAtOnce);
  const pieces = textPieces(source.text.slice(0, maxTextChars));
  const foldsQuotes = options.foldsQuotes && pieces.length === 1;
  const drawn = (text: string) => renderMail({ kind: 'text', text }, { ...options, foldsQuotes });
  const first = { ...drawn(pieces.shift() ?? ''), isTruncated: source.text.length > maxTextChars };
  return {
    soFar: () => first,
    isWhole: () => pieces.length === 0,
    goOn() {
      const next = pieces.shift();
      if (next !== undefined) first.body.append(...drawn(next).body.childNodes);
    },
  };
}
