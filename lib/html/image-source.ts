import { maxDataImageChars, maxUrlChars } from './limits.ts';

/** Where the pixels of an image would come from. `none` is never shown: other schemes, relative addresses, vector images. */
export type ImageSource = { kind: 'cid'; cid: string } | { kind: 'data'; url: string } | { kind: 'remote'; url: URL } | { kind: 'none' };

/** Raster only: an SVG is a document. */
const rasterData = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon);base64,[A-Za-z0-9+/=\s%]*$/i;

export function imageSource(value: string): ImageSource {
  const text = value.trim();
  if (/^data:/i.test(text))
    return text.length <= maxDataImageChars && rasterData.test(text) ? { kind: 'data', url: text } : { kind: 'none' };
  if (text.length > maxUrlChars) return { kind: 'none' };
  if (/^cid:/i.test(text)) return { kind: 'cid', cid: decodedCid(text.slice(4)) };
  const url = URL.parse(text.startsWith('//') ? `https:${text}` : text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return { kind: 'none' };
  url.hash = '';
  url.username = '';
  url.password = '';
  return { kind: 'remote', url };
}

/** RFC 2392: a cid URL is the percent-encoded Content-ID without angle brackets. */
function decodedCid(text: string): string {
  try {
    return decodeURIComponent(text).replace(/^<|>$/g, '');
  } catch {
    return text; // a stray percent sign: then it is meant as it stands
  }
}
