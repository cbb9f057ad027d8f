import { decodeEntities } from './html-entities.ts';

export type HtmlToTextOptions = {
  /** write `> ` before the lines of a blockquote; default true */
  quote?: boolean;
  /** write the target behind the text of a link when they differ; default false */
  links?: boolean;
  /** stop after this many characters of text; default no bound */
  maxChars?: number;
};

/** Elements whose content is no text. */
const skipped = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'svg',
  'math',
  'object',
  'iframe',
  'textarea',
  'select',
  'xmp',
  'noembed',
  'noframes',
]);
const paragraphs = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'dl', 'blockquote', 'pre', 'table', 'figure', 'fieldset']);
const blocks = new Set([
  'div',
  'tr',
  'li',
  'dt',
  'dd',
  'section',
  'article',
  'header',
  'footer',
  'address',
  'nav',
  'main',
  'aside',
  'form',
  'center',
  'caption',
  'body',
  'html',
  'tbody',
  'thead',
  'hr',
]);

/**
 * HTML to plain text without a DOM, for the index, the preview and the text part — never for display (settled 2). Linear in the length of
 * the input, whatever it holds; hidden and active content is left out.
 */
export function htmlToText(html: string, options: HtmlToTextOptions = {}): string {
  const out = new TextWriter(options.quote ?? true, options.maxChars ?? Number.POSITIVE_INFINITY);
  const tags = new TagReader(html);
  const lists: { isOrdered: boolean; count: number }[] = [];
  let link: { href: string; from: number } | null = null;
  let at = 0;
  while (at < html.length && !out.isFull) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      out.text(html.slice(at));
      break;
    }
    if (open > at) out.text(html.slice(at, open));
    const tag = tags.read(open);
    at = tag.end;
    if (tag.name === null) {
      if (tag.isText) out.text('<');
      continue;
    }
    const { name, isClosing } = tag;
    if (skipped.has(name) && !isClosing) {
      at = tags.behindElement(name, at);
      continue;
    }
    if (name === 'br') out.lineBreak();
    else if (name === 'pre') {
      out.paragraph();
      out.isPreformatted = !isClosing;
    } else if (name === 'blockquote') {
      out.paragraph();
      out.quoteBy(isClosing ? -1 : 1);
    } else if (name === 'ul' || name === 'ol') {
      out.block();
      if (isClosing) lists.pop();
      else if (lists.length < 50) lists.push({ isOrdered: name === 'ol', count: 0 });
      if (lists.length === 0) out.paragraph();
    } else if (name === 'li') {
      out.block();
      const list = lists.at(-1);
      if (!isClosing) {
        if (list !== undefined) list.count += 1;
        out.literal(`${'  '.repeat(Math.max(0, lists.length - 1))}${list?.isOrdered === true ? `${list.count}.` : '-'} `);
      }
    } else if (name === 'hr') {
      out.block();
      out.literal('---');
      out.block();
    } else if (name === 'td' || name === 'th') {
      if (!isClosing) out.cell();
    } else if (name === 'img' && !isClosing) {
      const alt = tags.attribute(tag.start, tag.end, 'alt');
      if (alt !== null && alt.trim() !== '') out.text(alt);
    } else if (name === 'a') {
      if (link !== null && options.links === true) {
        const shown = out.since(link.from).trim();
        if (link.href !== shown && link.href !== `mailto:${shown}` && shown !== '') out.literal(` <${link.href}>`);
      }
      const href = isClosing ? null : (tags.attribute(tag.start, tag.end, 'href')?.trim() ?? null);
      link = href !== null && /^(?:https?:|mailto:)/i.test(href) ? { href, from: out.length } : null;
    } else if (paragraphs.has(name)) out.paragraph();
    else if (blocks.has(name)) out.block();
  }
  return out.finish();
}

type Tag = { name: string | null; isClosing: boolean; start: number; end: number; isText: boolean };

/** Finds tags. Remembers which delimiters do not occur any more, so that unclosed quotes, comments and elements cost one search in all. */
class TagReader {
  readonly #html: string;
  readonly #missing = new Set<string>();
  #lower: string | null = null;

  constructor(html: string) {
    this.#html = html;
  }

  #find(wanted: string, from: number): number {
    if (this.#missing.has(wanted)) return -1;
    const found = this.#html.indexOf(wanted, from);
    if (found < 0) this.#missing.add(wanted);
    return found;
  }

  read(open: number): Tag {
    const html = this.#html;
    const none = (end: number, isText = false): Tag => ({ name: null, isClosing: false, start: open, end, isText });
    if (html.startsWith('<!--', open)) {
      const close = this.#find('-->', open + 4);
      return none(close < 0 ? html.length : close + 3);
    }
    const isClosing = html[open + 1] === '/';
    const from = open + (isClosing ? 2 : 1);
    let at = from;
    while (at < from + 40 && isNameChar(html.charCodeAt(at))) at += 1;
    if (at === from) {
      const next = html[from];
      if (next !== '!' && next !== '?' && !isClosing) return none(open + 1, true);
      const close = this.#find('>', from);
      return none(close < 0 ? html.length : close + 1);
    }
    const name = html.slice(from, at).toLowerCase();
    return { name, isClosing, start: at, end: this.#tagEnd(at), isText: false };
  }

  /** Behind the `>` that ends a tag; quotes are honoured where they are closed. */
  #tagEnd(from: number): number {
    const html = this.#html;
    let at = from;
    for (;;) {
      while (at < html.length && html[at] !== '>' && html[at] !== '"' && html[at] !== "'") at += 1;
      if (at >= html.length) return html.length;
      const char = html[at] as string;
      if (char === '>') return at + 1;
      const isValue = html[at - 1] === '=' || /[\s]/.test(html[at - 1] ?? '');
      const close = isValue ? this.#find(char, at + 1) : -1;
      at = close < 0 ? at + 1 : close + 1;
    }
  }

  /** Behind the closing tag of an element whose content is skipped; an unclosed one is passed over alone, so that no text is lost. */
  behindElement(name: string, from: number): number {
    this.#lower ??= this.#html.toLowerCase();
    const wanted = `</${name}`;
    if (this.#missing.has(wanted)) return from;
    const found = this.#lower.length === this.#html.length ? this.#lower.indexOf(wanted, from) : this.#html.indexOf(wanted, from);
    if (found < 0) {
      this.#missing.add(wanted);
      return from;
    }
    const close = this.#find('>', found);
    return close < 0 ? this.#html.length : close + 1;
  }

  /** Value of an attribute in the tag text between `start` and `end`. */
  attribute(start: number, end: number, name: string): string | null {
    const text = this.#html.slice(start, Math.min(end, start + 8192));
    const pattern =
      name === 'alt'
        ? /\salt\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i
        : /\shref\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
    const match = pattern.exec(text);
    return match === null ? null : decodeEntities(match[1] ?? match[2] ?? match[3] ?? '');
  }
}

const isNameChar = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x3a || code === 0x2d;

/** Collects text as lines, folding white space as a browser would. */
class TextWriter {
  isPreformatted = false;
  readonly #isQuoting: boolean;
  readonly #maxChars: number;
  readonly #chunks: string[] = [];
  #length = 0;
  #quoteDepth = 0;
  #pendingBreaks = 0; // line breaks to write before the next text
  #pendingSpace = false;
  #isLineStart = true;

  constructor(isQuoting: boolean, maxChars: number) {
    this.#isQuoting = isQuoting;
    this.#maxChars = maxChars;
  }

  get isFull(): boolean {
    return this.#length >= this.#maxChars;
  }

  /** how many chunks were written; a mark for {@link since} */
  get length(): number {
    return this.#chunks.length;
  }

  since(mark: number): string {
    return this.#chunks.length - mark > 200 ? '' : this.#chunks.slice(mark).join('');
  }

  text(encoded: string): void {
    const text = decodeEntities(encoded);
    if (this.isPreformatted) {
      const lines = text.replaceAll('\r\n', '\n').split('\n');
      for (const [index, line] of lines.entries()) {
        if (index > 0) this.lineBreak();
        if (line !== '') this.#write(line);
      }
      return;
    }
    const folded = text.replace(/[ \t\r\n\f\u00a0]+/g, ' ');
    if (folded === '') return;
    if (folded === ' ') {
      this.#pendingSpace = true;
      return;
    }
    if (folded.startsWith(' ')) this.#pendingSpace = true;
    const hasTail = folded.endsWith(' ');
    this.#write(folded.trim());
    this.#pendingSpace = hasTail;
  }

  /** text that is not folded */
  literal(text: string): void {
    this.#pendingSpace = false;
    this.#write(text);
    if (text.endsWith(' ')) this.#isLineStart = true; // no blank between a list mark and its text
  }

  lineBreak(): void {
    this.#pendingBreaks = Math.min(this.#pendingBreaks + 1, 3);
    this.#pendingSpace = false;
  }

  block(): void {
    this.#pendingBreaks = Math.max(this.#pendingBreaks, 1);
    this.#pendingSpace = false;
  }

  paragraph(): void {
    this.#pendingBreaks = Math.max(this.#pendingBreaks, 2);
    this.#pendingSpace = false;
  }

  cell(): void {
    this.#pendingSpace = true;
  }

  quoteBy(change: number): void {
    this.#quoteDepth = Math.min(Math.max(this.#quoteDepth + change, 0), 20);
  }

  #write(text: string): void {
    const prefix = this.#isQuoting && this.#quoteDepth > 0 ? `${'>'.repeat(this.#quoteDepth)} ` : '';
    if (this.#length === 0) {
      this.#pendingBreaks = 0;
      this.#push(prefix);
      this.#isLineStart = true;
    } else if (this.#pendingBreaks > 0) {
      for (let index = 1; index < this.#pendingBreaks; index += 1) this.#push(`\n${prefix.trimEnd()}`);
      this.#push(`\n${prefix}`);
      this.#pendingBreaks = 0;
      this.#isLineStart = true;
    }
    if (this.#pendingSpace && !this.#isLineStart) this.#push(' ');
    this.#pendingSpace = false;
    this.#push(text);
    this.#isLineStart = false;
  }

  #push(text: string): void {
    if (text === '') return;
    this.#chunks.push(text);
    this.#length += text.length;
  }

  finish(): string {
    return this.#chunks.join('').trimEnd();
  }
}
