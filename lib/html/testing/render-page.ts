// Runs in the browser: imported by the page under test.
import { darkColours, type MailSource, quotableHtml, type RenderOptions, renderInPieces, renderMail } from '../index.ts';
import { cleanInPieces } from '../render-mail.ts';

export type Drawn = {
  html: string;
  rules: string[];
  urls: string[];
  hosts: string[];
  trackers: number;
  hasOwnColours: boolean;
  isTruncated: boolean;
  direction: string;
};

/**
 * Renders into this very page and gives back what can be compared.
 *
 * @public called in the browser
 */
export function draw(source: MailSource, wish: Wish = {}): Drawn {
  const { body, sheets, remoteImages, hasOwnColours, isTruncated } = renderMail(source, optionsOf(wish));
  return {
    html: body.innerHTML,
    rules: sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)),
    ...remoteImages,
    hasOwnColours,
    isTruncated,
    direction: directionOf(body),
  };
}

type Wish = { cidUrls?: [string, string][]; remoteUrls?: [string, string][]; isDark?: boolean };

const optionsOf = (wish: Wish): RenderOptions => ({
  document,
  cidUrls: new Map(wish.cidUrls ?? []),
  remoteUrls: wish.remoteUrls === undefined ? null : new Map(wish.remoteUrls),
  foldsQuotes: true,
  colours: wish.isDark ? darkColours(document, '#17181b') : null,
  blockedImages: 'mark',
  labels: { showQuote: 'Show quoted text', leadsTo: (host) => `Leads to ${host}` },
});

/**
 * How much of a mail is there at first and after each further piece, and whether the end is what is drawn at once.
 *
 * @param nodesAtOnce  null = as the reader does it
 * @public called in the browser
 */
export function drawInPieces(source: MailSource, nodesAtOnce: number | null): { lengths: number[]; html: string; whole: string } {
  const mail = nodesAtOnce === null ? renderInPieces(source, optionsOf({})) : cleanInPieces(source, optionsOf({}), nodesAtOnce);
  const { body } = mail.soFar();
  const lengths = [body.outerHTML.length];
  while (!mail.isWhole()) {
    mail.goOn();
    lengths.push(body.outerHTML.length);
  }
  return { lengths, html: body.outerHTML, whole: renderMail(source, optionsOf({})).body.outerHTML };
}

function directionOf(body: HTMLElement): string {
  const place = document.createElement('div');
  place.append(...[body]);
  document.body.append(place);
  const { direction } = getComputedStyle(body);
  place.remove();
  return direction;
}

/** @public called in the browser */
export const quote = (html: string, cids: string[]): string => quotableHtml(html, document, new Set(cids));
