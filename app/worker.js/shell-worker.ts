type WorkerPage = { readonly visibilityState: string; focus(): Promise<unknown>; postMessage(message: object): void };
type NoticeEvent = {
  readonly action: string;
  readonly notification: { readonly data: { type?: unknown } | null; close(): void };
  waitUntil(work: Promise<unknown>): void;
};

/** What of a service worker's world is used here; the types of a page do not know it. */
export type WorkerScope = {
  readonly location: { readonly origin: string };
  readonly caches: Pick<CacheStorage, 'open' | 'keys' | 'delete'>;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly WorkerPage[]>;
    openWindow(path: string): Promise<unknown>;
  };
  readonly crypto: Pick<Crypto, 'getRandomValues'>;
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NoticeEvent) => void): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
};

/**
 * The service worker, as a function that is sent as text: it may use nothing but its parameters. It keeps the mail page without any mail, and
 * the files of its build. A page always comes from the network where there is one, so nobody is shown an old Postern after an upgrade;
 * everything that is about a person (`/api`, …) does not pass here at all.
 *
 * @param version changes with every build
 * @param files  names under `/_next/static/chunks/`; a file keeps its name for ever
 */
export function shellWorker(scope: WorkerScope, version: string, files: readonly string[]): void {
  const prefix = 'postern-shell-';
  const cacheName = prefix + version;
  /** what was pressed on notifications; pages take it out (lib/client/notify/clicks.ts) */
  const clicks = 'postern-clicked';
  const home = '/mail';
  const chunks = '/_next/static/chunks/';

  scope.addEventListener('install', (event) => event.waitUntil(install()));
  scope.addEventListener('activate', (event) => event.waitUntil(activate()));
  scope.addEventListener('fetch', (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'GET' || origin !== scope.location.origin) return;
    if (pathname.startsWith(chunks)) event.respondWith(chunk(request));
    // Frames are no pages: what a mail is shown in comes from the gateway or not at all.
    else if (request.mode === 'navigate' && request.destination === 'document' && /^\/(?:$|mail(?:\/|$)|compose\/)/.test(pathname))
      event.respondWith(page(request, pathname));
  });

  // Only notifications of a worker have buttons, and only the worker hears of a click on one: a page of Postern does what was meant.
  scope.addEventListener('notificationclick', (event) => {
    event.notification.close();
    if (event.notification.data?.type === 'postern-notice') event.waitUntil(tell({ ...event.notification.data, action: event.action }));
  });

  /** Kept before it is told: where there is no page, or it is still being loaded, it is done when it is ready. */
  async function tell(clicked: { action: string }): Promise<void> {
    const cache = await scope.caches.open(clicks);
    const [number = 0] = scope.crypto.getRandomValues(new Uint32Array(1));
    await cache.put(`/${number}`, new Response(JSON.stringify({ ...clicked, atMs: Date.now() })));
    const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
    if (page === undefined) await scope.clients.openWindow(home);
    else {
      page.postMessage({ ...clicked, isKept: true });
      if (clicked.action === '' || clicked.action === 'reply') await page.focus();
    }
  }

  async function install(): Promise<void> {
    const shell = await scope.fetch(home, { credentials: 'same-origin', cache: 'no-store' });
    const html = await shell.text();
    const named = html.match(/\/_next\/static\/chunks\/[\w.~-]+/g) ?? [];
    // Nobody is signed in, or the gateway was upgraded a moment ago: the next visit brings the right one.
    const isOurs = named.length > 0 && named.every((path) => files.includes(path.slice(chunks.length)));
    if (!shell.ok || shell.redirected || !isOurs) throw new Error('the mail page is not to be had');
    const cache = await scope.caches.open(cacheName);
    await cache.put(home, new Response(html, { headers: headersOf(shell) }));
    await cache.addAll(files.map((file) => chunks + file));
    await scope.skipWaiting();
  }

  /** Without what belonged to the transfer. */
  function headersOf(response: Response): Headers {
    const headers = new Headers(response.headers);
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'set-cookie']) headers.delete(name);
    return headers;
  }

  async function activate(): Promise<void> {
    const names = await scope.caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => scope.caches.delete(name)));
    await scope.clients.claim();
  }

  async function chunk(request: Request): Promise<Response> {
    const cache = await scope.caches.open(cacheName);
    return (await cache.match(request.url, { ignoreVary: true })) ?? scope.fetch(request);
  }

  async function page(request: Request, pathname: string): Promise<Response> {
    let answer: Response | null = null;
    try {
      answer = await scope.fetch(request);
      // A proxy answers like this while the gateway is away.
      if (![502, 503, 504].includes(answer.status)) return answer;
    } catch {
      // No network: that is what this is here for.
    }
    const shell = await keptShell();
    if (shell === null) return answer ?? Response.error();
    // A window for one message goes on in the main one.
    return pathname.startsWith(home) ? shell : Response.redirect(scope.location.origin + home, 302);
  }

  /** With a nonce of its own, like every page. */
  async function keptShell(): Promise<Response | null> {
    const cache = await scope.caches.open(cacheName);
    const kept = await cache.match(home);
    const policy = kept?.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']{8,})'/.exec(policy)?.[1];
    if (kept === undefined || nonce === undefined) return null;
    const fresh = btoa(String.fromCharCode(...scope.crypto.getRandomValues(new Uint8Array(16))));
    const headers = new Headers(kept.headers);
    headers.set('content-security-policy', policy.replaceAll(nonce, fresh));
    return new Response((await kept.text()).replaceAll(nonce, fresh), { headers });
  }
}
