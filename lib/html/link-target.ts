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

/** Null when the text names no host, or one of the target's own domain. */
export function doubtfulLink(text: string, target: URL): DoubtfulLink | null {
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return null;
  const shown = text.trim();
  if (shown.length > 500) return null;
  const named = looksLikeHost.exec(shown)?.[1];
  if (named === undefined) return null;
  const shownUrl = URL.parse(`https://${named}`);
  if (shownUrl === null || lastTwoLabels(shownUrl.hostname) === lastTwoLabels(target.hostname)) return null;
  return { shownHost: shownUrl.hostname, trueHost: target.hostname };
}
