import createDOMPurify, { type Config, type UponSanitizeAttributeHookEvent } from 'dompurify';
import { allowedAttributes, allowedBodyProperty, allowedElements } from './allowed.ts';
import { cleanSheet, idPrefix } from './clean-sheet.ts';
import { cleanStyle } from './clean-style.ts';
import { cutTree } from './cut-tree.ts';
import type { ColourMap } from './dark-colours.ts';
import { foldQuotes } from './fold-quotes.ts';
import { imageSource } from './image-source.ts';
import { isKnownTracker } from './known-trackers.ts';
import { maxHtmlChars, maxRemoteImages, maxSheetChars, maxStyleAttributeChars, maxTextChars } from './limits.ts';
import { doubtfulLink, linkTarget } from './link-target.ts';
import { fillTextBody } from './text-body.ts';

/** A text part, decoded. `text` has its soft line breaks already joined (format=flowed). */
export type MailSource = { kind: 'html'; html: string } | { kind: 'text'; text: string };

export type RenderOptions = {
  /** the document that will show the mail: the frame's */
  document: Document;
  /** Content-ID (without angle brackets) to an address of ours, for the mail's own raster images */
  cidUrls: ReadonlyMap<string, string>;
  /** remote address to an address of our image proxy; null = remote images are not loaded */
  remoteUrls: ReadonlyMap<string, string> | null;
  foldsQuotes: boolean;
  /** maps the mail's colours to dark paper; null = they stay as they were sent */
  colours: ColourMap | null;
  /** what becomes of an image that may not be loaded: its place and words stay, or nothing does */
  blockedImages: 'mark' | 'drop';
  labels: { showQuote: string; leadsTo: (host: string) => string };
};

export type RemoteImages = {
  /** distinct addresses that the mail wants, tiny ones left out; https or http */
  urls: string[];
  /** hosts of these, each once */
  hosts: string[];
  /** images too small to be seen, or known for nothing else: they only report that the mail was opened, and are never loaded */
  trackers: number;
};

export type RenderedMail = {
  /** the body to put into the frame as it is; nothing may touch it any more */
  body: HTMLElement;
  /** the mail's own style sheets, cleaned, for `adoptedStyleSheets` of the same document */
  sheets: CSSStyleSheet[];
  remoteImages: RemoteImages;
  /** false = the mail sets no colours, so it may be drawn on dark paper */
  hasOwnColours: boolean;
  /** the mail was longer than is drawn */
  isTruncated: boolean;
};

const maxKeptStyles = 2_000;
const emptyImage = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const directionOverrides = /[\u202d\u202e]/g;
/** Control characters are no text; a parser would drop or replace them anyway. */
const controls = /(?![\t\n\r])\p{Cc}/gu;

const purifyConfig: Config & { RETURN_DOM: true } = {
  ALLOWED_TAGS: allowedElements,
  ALLOWED_ATTR: allowedAttributes,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_SELF_CLOSE_IN_ATTR: true,
  KEEP_CONTENT: true,
  RETURN_DOM: true,
};

/**
 * Turns a part of a mail into what may be shown (security.md §2). The parsed mail goes through DOMPurify once, as the last step; links,
 * images, styles and ids are rewritten in its hooks. Nothing is fetched while this runs: the mail is parsed in a document that is not shown.
 */
export const renderMail = (source: MailSource, options: RenderOptions): RenderedMail =>
  cleanInPieces(source, options, Number.POSITIVE_INFINITY).soFar();

/** A mail whose beginning is there while the rest is still to come. */
export type MailInPieces = {
  /** what is there; `body` stays the same element and grows in its place, wherever that is */
  soFar(): RenderedMail;
  isWhole(): boolean;
  /** cleans the next piece and puts it where it belongs */
  goOn(): void;
};

/**
 * Cleans about `nodesAtOnce` nodes at a time, those at the beginning first. The end is what cleaning all of them at once would give: every
 * node goes through DOMPurify once, and last, be it in a piece or with the beginning (decision 0049).
 */
export function cleanInPieces(source: MailSource, options: RenderOptions, nodesAtOnce: number): MailInPieces {
  const view = options.document.defaultView;
  if (view === null) throw new TypeError('the document is not shown anywhere');
  const limit = source.kind === 'html' ? maxHtmlChars : maxTextChars;
  const whole = source.kind === 'html' ? source.html : source.text;
  const shown = whole.length > limit ? whole.slice(0, limit) : whole;
  const parsed = new view.DOMParser().parseFromString(source.kind === 'html' ? parseable(shown) : '', 'text/html');
  // A page of frames has none; nothing in one is ever shown.
  if (parsed.body.localName !== 'body') parsed.body = parsed.createElement('body');
  if (source.kind === 'text') fillTextBody(parsed.body, shown.replace(controls, ''));
  // What says nothing of its direction is read in that of its first letters (HTML §3.2.6.4).
  if (!parsed.body.hasAttribute('dir')) parsed.body.setAttribute('dir', parsed.documentElement.getAttribute('dir') ?? 'auto');
  const remote = new RemoteCollector(options);
  let hasOwnColours = false;
  const onColour = (): void => {
    hasOwnColours = true;
  };
  const styleOptions = { imageUrl: (url: string) => remote.imageUrl(url), mayKeep: null, colours: options.colours, onColour };
  const sheets = takeSheets(parsed, view).map((sheet) => {
    cleanSheet(sheet, styleOptions);
    return sheet;
  });
  if (options.foldsQuotes) foldQuotes(parsed.body, options.labels.showQuote);
  const { beginning, pieces } = cutTree(parsed.body, nodesAtOnce);

  const purify = createDOMPurify(view);
  const scratch = parsed.createElement('p').style;
  const cleanedStyles = new Map<string, string>();
  purify.addHook('uponSanitizeElement', (node) => {
    // Overrides of the writing direction make `gnp.exe` read `exe.png`; isolates and marks, which honest mail uses, stay.
    if (node.nodeType === 3 && node.nodeValue !== null) node.nodeValue = node.nodeValue.replace(directionOverrides, '');
  });
  purify.addHook('beforeSanitizeAttributes', (element) => {
    const background = element.getAttribute?.('background');
    if (background == null) return;
    element.removeAttribute('background');
    const url = URL.parse(background.trim().startsWith('//') ? `https:${background.trim()}` : background.trim());
    const style = (element as HTMLElement).style;
    if (url !== null && style !== undefined) style.backgroundImage = `url("${url.href.replace(/["\\\n]/g, encodeURIComponent)}")`;
  });
  purify.addHook('uponSanitizeAttribute', (element, event) => {
    if (event.attrName === 'style') {
      const isBody = element.localName === 'body';
      const given = event.attrValue;
      const before = isBody ? undefined : cleanedStyles.get(given);
      if (before !== undefined) {
        set(event, before);
        return;
      }
      scratch.cssText = given.slice(0, maxStyleAttributeChars);
      cleanStyle(scratch, { ...styleOptions, mayKeep: isBody ? (property) => allowedBodyProperty.test(property) : null });
      set(event, isBody ? scratch.cssText.replaceAll('!important', '') : scratch.cssText);
      // Newsletters say the same of every cell. What names an address is counted each time, so it is not kept.
      if (!isBody && cleanedStyles.size < maxKeptStyles && !/url|\\/i.test(given)) cleanedStyles.set(given, scratch.cssText);
    } else if (event.attrName === 'src') {
      const url = element.localName === 'img' ? remote.imgUrl(element, event.attrValue) : null;
      set(event, url ?? '');
    } else if (event.attrName === 'href') {
      set(event, element.localName === 'a' ? (linkTarget(event.attrValue)?.href ?? '') : '');
    } else if (event.attrName === 'id') {
      set(event, event.attrValue.startsWith(idPrefix) ? event.attrValue : `${idPrefix}${event.attrValue}`);
    } else if (event.attrName === 'role') {
      if (!/^(?:presentation|none|img)$/.test(event.attrValue)) event.keepAttr = false;
    } else if (/^(?:bgcolor|color|text)$/.test(event.attrName)) {
      onColour();
      if (options.colours !== null) set(event, options.colours.attribute(event.attrName, event.attrValue) ?? '');
    }
  });
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (element.localName === 'a') finishLink(element, options.labels.leadsTo);
    if (element.localName === 'img') finishImage(element, remote.isBlocked(element), options.blockedImages);
  });
  const body = purify.sanitize(beginning, purifyConfig) as HTMLElement;
  // Marks count as elements in selectors like :last-child; comments do not.
  const places = pieces.flatMap(({ mark, nodes }) => {
    const found = body.getElementsByClassName(mark)[0];
    if (found === undefined) return [];
    const place = new view.Comment();
    found.replaceWith(place);
    return [{ place, nodes }];
  });
  return {
    soFar: () => ({ body, sheets, remoteImages: remote.result(), hasOwnColours, isTruncated: whole.length > limit }),
    isWhole: () => places.length === 0,
    goOn() {
      const next = places.shift();
      if (next === undefined) return;
      const piece = parsed.createDocumentFragment();
      piece.append(...next.nodes);
      next.place.replaceWith(...purify.sanitize(piece, purifyConfig).childNodes);
    },
  };
}

function set(event: UponSanitizeAttributeHookEvent, value: string): void {
  event.attrValue = value;
  if (value === '') event.keepAttr = false;
}

function finishLink(element: Element, leadsTo: (host: string) => string): void {
  const target = linkTarget(element.getAttribute('href') ?? '');
  // Taken off and put on in one order, so that cleaning twice changes nothing.
  const classes = (element.getAttribute('class') ?? '').split(/\s+/).filter((name) => name !== '' && name !== 'postern-doubtful');
  for (const name of ['target', 'rel', 'title', 'class']) element.removeAttribute(name);
  const doubt = target === null ? null : doubtfulLink((element.textContent ?? '').replace(directionOverrides, ''), target);
  if (doubt !== null) classes.push('postern-doubtful');
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
  if (target === null) return;
  element.setAttribute('target', '_blank');
  element.setAttribute('rel', 'noopener noreferrer nofollow');
  element.setAttribute('title', doubt === null ? target.href.slice(0, 300) : leadsTo(doubt.trueHost));
}

/**
 * Elements that Chromium loads (or heeds) even in a document that is not shown. A start tag is these very letters and nothing else can
 * become one, so renaming it before the parser sees it is safe; the unknown element goes and what it held stays.
 */
const activeStartTags = /<(track|video|audio|source|base)(?=[\s/>])/gi;
const parseable = (html: string): string => html.replaceAll('\0', '').replace(activeStartTags, '<x-$1');

/** Keeps the place of a blocked image: its words where it has some, else an empty picture of the same size. */
function finishImage(element: Element, isBlocked: boolean, blockedImages: RenderOptions['blockedImages']): void {
  if (!element.hasAttribute('src')) {
    if (blockedImages === 'drop') element.remove();
    if (blockedImages === 'drop' || !isBlocked) return;
    element.classList.add('postern-blocked');
    if ((element.getAttribute('alt') ?? '').trim() !== '') return;
    element.setAttribute('src', emptyImage);
  }
  element.setAttribute('decoding', 'async');
}

/** Removes every `<style>` from the parsed mail and parses its text apart, each on its own, so that an unclosed block ends with it. */
function takeSheets(parsed: Document, view: Window & typeof globalThis): CSSStyleSheet[] {
  const sheets: CSSStyleSheet[] = [];
  let budget = maxSheetChars;
  for (const element of Array.from(parsed.getElementsByTagName('style'))) {
    element.remove();
    const text = element.textContent ?? '';
    budget -= text.length;
    if (budget < 0 || text.trim() === '') continue;
    const sheet = new view.CSSStyleSheet({ media: element.getAttribute('media') ?? '' });
    // HTML allows the comment marks of old browsers around a sheet; the parser of constructed sheets knows them too (CSS Syntax §5.4.1).
    sheet.replaceSync(text);
    sheets.push(sheet);
  }
  return sheets;
}

/** Decides about every image address and keeps account of the remote ones. */
class RemoteCollector {
  readonly #options: RenderOptions;
  readonly #urls = new Set<string>();
  readonly #blocked = new WeakSet<Element>();
  #trackers = 0;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  imageUrl(value: string): string | null {
    const source = imageSource(value);
    if (source.kind === 'data') return source.url;
    if (source.kind === 'cid') return this.#options.cidUrls.get(source.cid) ?? null;
    if (source.kind === 'none') return null;
    if (this.#urls.size >= maxRemoteImages && !this.#urls.has(source.url.href)) return null;
    this.#urls.add(source.url.href);
    return this.#options.remoteUrls?.get(source.url.href) ?? null;
  }

  imgUrl(element: Element, value: string): string | null {
    const source = imageSource(value);
    if (source.kind !== 'remote') return this.imageUrl(value);
    if (isTiny(element) || isKnownTracker(source.url)) {
      this.#trackers += 1;
      return null;
    }
    const url = this.imageUrl(value);
    if (url === null) this.#blocked.add(element);
    return url;
  }

  isBlocked(element: Element): boolean {
    return this.#blocked.has(element);
  }

  result(): RemoteImages {
    const urls = [...this.#urls];
    return { urls, hosts: [...new Set(urls.map((url) => new URL(url).hostname))], trackers: this.#trackers };
  }
}

/** Two pixels or fewer in both directions, or hidden: nothing to see, only to report. */
function isTiny(element: Element): boolean {
  const { style } = element as HTMLImageElement;
  if (style.display === 'none' || style.visibility === 'hidden') return true;
  const size = (attribute: string, styled: string): number =>
    Number.parseFloat(styled.endsWith('px') || styled === '0' ? styled : (element.getAttribute(attribute) ?? 'NaN'));
  const width = size('width', style.width);
  const height = size('height', style.height);
  return (width <= 2 && height <= 2) || width === 0 || height === 0;
}
