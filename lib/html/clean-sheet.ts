import { cleanStyle, type StyleOptions } from './clean-style.ts';
import { maxSheetRules } from './limits.ts';

const styleRule = 1;
const mediaRule = 4;
const supportsRule = 12;

/** Ids of a mail get this prefix, in elements and in selectors alike, so that they never meet ours (clobbering). */
export const idPrefix = 'm-';

/**
 * Takes out of a parsed style sheet, in place, every rule and property that is not allowed: at-rules other than @media and @supports,
 * nested rules, properties and functions off the list, addresses in rules that only apply on a condition (they would tell what the reader does).
 */
export function cleanSheet(sheet: CSSStyleSheet, options: StyleOptions): void {
  let budget = maxSheetRules;
  const cleanRules = (owner: CSSStyleSheet | CSSGroupingRule, isConditional: boolean): void => {
    for (let index = owner.cssRules.length - 1; index >= 0; index -= 1) {
      const rule = owner.cssRules[index] as CSSRule;
      budget -= 1;
      if (budget < 0 || !keepRule(rule, isConditional)) owner.deleteRule(index);
    }
  };
  const keepRule = (rule: CSSRule, isConditional: boolean): boolean => {
    if (rule.type === styleRule) return keepStyleRule(rule as CSSStyleRule, isConditional ? { ...options, imageUrl: () => null } : options);
    if (rule.type !== mediaRule && rule.type !== supportsRule) return false;
    // The paper is light or dark by our own choice; a mail that answers to the system's choice would get it wrong.
    if (rule.type === mediaRule && (rule as CSSMediaRule).media.mediaText.includes('prefers-color-scheme')) return false;
    cleanRules(rule as CSSGroupingRule, true);
    return (rule as CSSGroupingRule).cssRules.length > 0;
  };
  cleanRules(sheet, false);
}

function keepStyleRule(rule: CSSStyleRule, options: StyleOptions): boolean {
  while (rule.cssRules.length > 0) rule.deleteRule(rule.cssRules.length - 1);
  const selector = rule.selectorText;
  // :has() is slow on purpose in the wrong hands; :visited and :hover must never decide about a fetch.
  if (selector.length > 2_000 || /:has\(|:host|::part|::slotted/i.test(selector)) return false;
  const isDynamic = selector.includes(':') || selector.includes('[');
  cleanStyle(rule.style, isDynamic ? { ...options, imageUrl: () => null } : options);
  if (rule.style.length === 0) return false;
  const prefixed = prefixIds(selector);
  if (prefixed !== selector) rule.selectorText = prefixed;
  return true;
}

/** `#name` becomes `#m-name`, outside strings and brackets. */
function prefixIds(selector: string): string {
  let out = '';
  let depth = 0;
  let quote: string | null = null;
  for (let at = 0; at < selector.length; at += 1) {
    const char = selector[at] as string;
    out += char;
    if (char === '\\') {
      at += 1;
      out += selector[at] ?? '';
    } else if (quote !== null) {
      if (char === quote) quote = null;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[') depth += 1;
    else if (char === ']') depth -= 1;
    else if (char === '#' && depth === 0 && !selector.startsWith(idPrefix, at + 1)) out += idPrefix;
  }
  return out;
}
