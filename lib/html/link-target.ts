import { maxUrlChars } from './limits.ts';

const linkSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * The target that a link of a mail may have, or null: absolute, http, https, mailto or tel, without user name and password
 * (`https://bank.example@evil.example/` shows a false host). Hosts come out in punycode.
 */
export function linkTarget(href: string): URL | null {
  if (href.length > maxUrlChars) return null;
  const text = href.trim();
  const url = URL.parse(text.startsWith('//') ? `https:${text}` : text);
  if (url === null || !linkSchemes.has(url.protocol)) return null;
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    if (url.hostname === '') return null;
    url.username = '';
    url.password = '';
  }
  return url;
}

/** A link whose text names one host while it leads to another. */
export type DoubtfulLink = { shownHost: string; trueHost: string };

const looksLikeHost = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}]{2,24})(?::\d{1,5})?(?:[/?#]\S*)?$/u;
const lastTwoLabels = (host: string): string => host.split('.').slice(-2).join('.');

/** Letters that pass for Latin ones; a name of these alone under a Latin ending is made to be misread (security.md §4). */
const passesForLatin = /^[\u0430-\u045f\u04cf\u0501\u051b\u051d\u0370-\u03ff\u0561-\u0587\u13a0-\u13ff0-9-]+$/u;
const countriesOfTheirOwn = /\.(?:ru|su|bg|ua|by|kz|mk|rs|me|mn|kg|tj|uz|am|gr|cy|eu)$/;
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u, /\p{Script=Cherokee}/u];

/** A name whose letters are of several scripts, or of another one that looks like Latin. */
function isHomograph(host: string): boolean {
  return host
    .toLowerCase()
    .split('.')
    .some((label) => {
      if (/^[\w-]*$/.test(label)) return false;
      if (scripts.filter((script) => script.test(label)).length > 1) return true;
      return passesForLatin.test(label) && /\.[a-z]+$/i.test(host) && !countriesOfTheirOwn.test(host.toLowerCase());
    });
}

/** Null when the text names no host, or one of the target's own domain. A name made to be misread is doubtful even then: what counts is its punycode. */
export function doubtfulLink(text: string, target: URL): DoubtfulLink | null {
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return null;
  const shown = text.trim();
  if (shown.length > 500) return null;
  const named = looksLikeHost.exec(shown)?.[1];
  if (named === undefined) return null;
  const shownUrl = URL.parse(`https://${named}`);
  if (shownUrl === null) return null;
  if (!isHomograph(named) && lastTwoLabels(shownUrl.hostname) === lastTwoLabels(target.hostname)) return null;
  return { shownHost: shownUrl.hostname, trueHost: target.hostname };
}
