// Runs in the browser: imported by the page under test.
import { type MailSource, quotableHtml, type RenderOptions, renderMail } from '../index.ts';

export type Drawn = {
  html: string;
  rules: string[];
  urls: string[];
  hosts: string[];
  trackers: number;
  hasOwnColours: boolean;
  isTruncated: boolean;
};

/**
 * Renders into this very page and gives back what can be compared.
 *
 * @public called in the browser
 */
export function draw(source: MailSource, wish: { cidUrls?: [string, string][]; remoteUrls?: [string, string][] } = {}): Drawn {
  const options: RenderOptions = {
    document,
    cidUrls: new Map(wish.cidUrls ?? []),
    remoteUrls: wish.remoteUrls === undefined ? null : new Map(wish.remoteUrls),
    foldsQuotes: true,
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
  };
}

/** @public called in the browser */
export const quote = (html: string, cids: string[]): string => quotableHtml(html, document, new Set(cids));
