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
  const quotes = Array.from(body.querySelectorAll<HTMLElement>(quoteSelector)).filter(
    (element) => element.parentElement?.closest(quoteSelector) == null && element.closest('details') === null,
  );
  const last = quotes.at(-1);
  if (last === undefined || isForward.test((last.textContent ?? '').slice(0, 200))) return;
  const runsToTheEnd = last.matches(beginsQuote);
  if (!runsToTheEnd && hasContentAfter(last, body)) return;
  const start = withAttribution(last);
  if (!hasContentBefore(start, body)) return;
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
