// Runs in the browser: imported by the page under test.
import { darkColours, type MailSource, quotableHtml, type RenderOptions, renderMail } from '../index.ts';

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
export function draw(
  source: MailSource,
  wish: { cidUrls?: [string, string][]; remoteUrls?: [string, string][]; isDark?: boolean } = {},
): Drawn {
  const options: RenderOptions = {
    document,
    cidUrls: new Map(wish.cidUrls ?? []),
    remoteUrls: wish.remoteUrls === undefined ? null : new Map(wish.remoteUrls),
    foldsQuotes: true,
    colours: wish.isDark ? darkColours(document, '#17181b') : null,
    blockedImages: 'mark',
    labels: { showQuote: 'Show quoted text', leadsTo: (host) => `Leads to ${host}` },
  };
  const { body, sheets, remoteImages, hasOwnColours, isTruncated } = renderMail(source, options);
  return {
    html: body.innerHTML,
    rules: sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)),
    ...remoteImages,
    hasOwnColours,
    isTruncated,
    direction: directionOf(body),
  };
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
