/** How the usual mail programs mark what they quote. */
const quoteSelector = [
  'blockquote[type="cite" i]',
  '.gmail_quote',
  '.gmail_quote_container',
  '.yahoo_quoted',
  '.protonmail_quote',
  '.zmail_extra',
  '#appendonsend',
  '#divRplyFwdMsg',
].join(',');
/** Outlook marks only where the quote begins; it runs to the end. */
const beginsQuote = '#appendonsend, #divRplyFwdMsg';
/** The one that writes with Word rules a line above the header fields that it repeats, whatever their names in its language. */
const wordMark = 'div[style*="border-top:solid" i][style*="3.0pt 0" i]';
/** “From: …” and what else stands there: names in bold, each before a colon. */
const fewestFields = 3;
const mostFieldsChars = 5_000;
/** Marks are looked into from the top; a mail of thousands, one in the other, is not read thousands of times. */
const mostMarks = 20;
const attributionSelector = '.moz-cite-prefix, .gmail_attr, .postern-attribution';
/** In the languages of the page, as the usual programs write it. */
const isForward =
  /^[\s\p{P}\p{S}]*(?:(?:begin )?forwarded message|(?:anfang der )?weitergeleiteten? nachricht|(?:début du )?message (?:transféré|réexpédié)|(?:inicio del )?mensaje reenviado|(?:بداية )?(?:ال)?رسالة (?:ال)?(?:معاد توجيهها|محوّ?لة|معاد إرسالها))/iu;
/** A line that leads to a quote, in any language; marks of direction may stand behind its colon. */
const endsInColon = /[:：][\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/;

/**
 * Folds the quote at the end of a mail behind a disclosure (`<details>`, which needs no script). Works on the parsed mail before it is
 * cleaned. A mail that is nothing but a quote, one that is answered between the lines, and a forwarded message stay open.
 */
export function foldQuotes(body: HTMLElement, label: string): void {
  const start = foldedFrom(body);
  if (start === null) return;
  const { ownerDocument } = body;
  const details = ownerDocument.createElement('details');
  details.className = 'postern-quote';
  const summary = ownerDocument.createElement('summary');
  summary.setAttribute('aria-label', label);
  summary.setAttribute('title', label);
  summary.append('•••');
  start.before(details);
  details.append(summary);
  while (details.nextSibling !== null) details.append(details.nextSibling);
}

/** Where what is folded begins; null: nothing is. */
function foldedFrom(body: HTMLElement): ChildNode | null {
  const isOutermost = (element: Element): boolean =>
    element.parentElement?.closest(quoteSelector) == null && element.closest('details') === null;
  let marks = 0;
  const isMark = (element: HTMLElement): boolean => {
    marks += 1;
    return marks <= mostMarks && repeatsHeader(element);
  };
  const quotes = Array.from(body.querySelectorAll<HTMLElement>(`${quoteSelector},${wordMark}`)).filter(
    (element) => isOutermost(element) && (element.matches(quoteSelector) || isMark(element)),
  );
  const mark = quotes.find((element) => !element.matches(quoteSelector) || element.matches(beginsQuote));
  const quote = mark ?? quotes.at(-1);
  if (quote === undefined || isForward.test((quote.textContent ?? '').slice(0, 200))) return null;
  if (mark === undefined && hasContentAfter(quote, body)) return null;
  const start = withAttribution(quote);
  if (!hasContentBefore(start, body)) return null;
  return mark === undefined ? start : lifted(start, body);
}

function repeatsHeader(element: HTMLElement): boolean {
  const text = element.textContent ?? '';
  if (text.length > mostFieldsChars) return false;
  const names = Array.from(element.querySelectorAll('b')).filter((name) => endsInColon.test(name.textContent ?? ''));
  return names.length >= fewestFields && text.trimStart().startsWith(names[0]?.textContent?.trim() ?? '\0');
}

/** A mark may stand in boxes of its own, and what it runs over behind them. */
function lifted(start: ChildNode, body: HTMLElement): ChildNode {
  let top = start;
  for (;;) {
    const parent: HTMLElement | null = top.parentElement;
    if (parent === null || parent === body || hasContentBefore(top, parent)) return top;
    top = parent;
  }
}

function withAttribution(quote: HTMLElement): ChildNode {
  let start: ChildNode = quote;
  let before = quote.previousSibling;
  while (before !== null && isBlank(before)) before = before.previousSibling;
  if (before === null) return start;
  if (before.nodeType === 1 && (before as HTMLElement).matches(`${attributionSelector}, hr`)) start = before as ChildNode;
  else if (before.nodeType === 1 && endsInColon.test(before.textContent ?? '') && (before.textContent ?? '').trim().length < 250)
    start = before as ChildNode;
  return start;
}

const isBlank = (node: Node): boolean => (node.textContent ?? '').trim() === '' && (node.nodeType !== 1 || !holdsPicture(node as Element));
const holdsPicture = (element: Element): boolean =>
  element.localName === 'img' || element.localName === 'hr' || element.querySelector('img') !== null;

function hasContentAfter(element: HTMLElement, body: HTMLElement): boolean {
  for (let node: Node | null = element; node !== null && node !== body; node = node.parentNode)
    for (let next = node.nextSibling; next !== null; next = next.nextSibling) if (!isBlank(next)) return true;
  return false;
}

function hasContentBefore(start: ChildNode, body: HTMLElement): boolean {
  for (let node: Node | null = start; node !== null && node !== body; node = node.parentNode)
    for (let before = node.previousSibling; before !== null; before = before.previousSibling) if (!isBlank(before)) return true;
  return false;
}
