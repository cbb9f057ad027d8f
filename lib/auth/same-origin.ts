import type { Config } from '#lib/config/index.ts';

/** Header that our screen sends with every change; a foreign page cannot send it without asking first (CORS), and we never say yes. */
export const ownHeader = 'x-postern';

const changing = (method: string) => method !== 'GET' && method !== 'HEAD';

/**
 * Whether a request that is authenticated by cookie comes from our own pages (settled 20): for changes our header and an Origin or
 * Sec-Fetch-Site that says so; for reads no foreign page that pulls data into itself. Basic and Bearer requests are not asked.
 */
export function isFromOurPages(request: Pick<Request, 'method' | 'headers'>, config: Pick<Config, 'publicUrl'>): boolean {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (!changing(request.method)) {
    // following a link to us from elsewhere is fine, embedding or fetching us is not
    return site === null || site === 'same-origin' || site === 'none' || request.headers.get('sec-fetch-mode') === 'navigate';
  }
  if (request.headers.get(ownHeader) === null) return false;
  if (site !== null && site !== 'same-origin') return false;
  if (origin !== null) return isOurOrigin(origin, config.publicUrl);
  return site === 'same-origin';
}

/** On this machine the browser may use any name of the loopback interface for the same port. */
function isOurOrigin(origin: string, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  if (!URL.canParse(origin) || !URL.canParse(publicUrl)) return false;
  const [one, other] = [new URL(origin), new URL(publicUrl)];
  const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
  return one.protocol === other.protocol && one.port === other.port && isLoopback(one.hostname) && isLoopback(other.hostname);
}
