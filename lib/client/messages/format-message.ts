/** What may stand in a message's gaps. Numbers are written as the language writes them. */
export type MessageParams = Readonly<Record<string, string | number>>;

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function pluralRules(language: string): Intl.PluralRules {
  const rules = plurals.get(language) ?? new Intl.PluralRules(language);
  plurals.set(language, rules);
  return rules;
}

/** A number as the language groups it: 12,400 · 12.400. */
export function formatNumber(language: string, value: number): string {
  const format = numbers.get(language) ?? new Intl.NumberFormat(language);
  numbers.set(language, format);
  return format.format(value);
}

/**
 * Fills a catalogue text: `{name}` takes a parameter, `{count, plural, one {# message} other {# messages}}` chooses by the language's
 * plural rules and `#` is the number. A part of ICU's MessageFormat, enough for us; one pass over the text.
 */
export function formatMessage(language: string, text: string, params: MessageParams = {}): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    if (open < 0) return out + text.slice(at);
    const close = matchingBrace(text, open);
    out += text.slice(at, open) + fillGap(language, text.slice(open + 1, close), params);
    at = close + 1;
  }
  return out;
}

function matchingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

function fillGap(language: string, gap: string, params: MessageParams): string {
  const comma = gap.indexOf(',');
  if (comma < 0) {
    const value = params[gap.trim()];
    return typeof value === 'number' ? formatNumber(language, value) : isolated(language, value ?? '');
  }
  const count = Number(params[gap.slice(0, comma).trim()] ?? 0);
  const forms = pluralForms(gap.slice(gap.indexOf(',', comma + 1) + 1));
  const form = forms.get(`=${count}`) ?? forms.get(pluralRules(language).select(count)) ?? forms.get('other') ?? '';
  return formatMessage(language, form.replaceAll('#', formatNumber(language, count)), params);
}

const runsFromTheRight = /^(?:ar|fa|he|ur)\b/;
const hasLettersFromTheLeft = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]/u;

/** An address or a name from the left, within a sentence from the right: without its own walls it would turn the words around it (UAX 9). */
function isolated(language: string, value: string): string {
  return runsFromTheRight.test(language) && hasLettersFromTheLeft.test(value) ? `\u2068${value}\u2069` : value;
}

function pluralForms(text: string): Map<string, string> {
  const forms = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    if (open < 0) break;
    const close = matchingBrace(text, open);
    forms.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
  return forms;
}
