import { expect, test } from 'vitest';
import { shellWorker, type WorkerScope } from './shell-worker.ts';

const origin = 'https://mail.example';
const policy = "default-src 'none'; script-src 'nonce-bm9uY2Utb2YtdGhlLXNlcnZlcg==' 'strict-dynamic'";
const html = '<script nonce="bm9uY2Utb2YtdGhlLXNlcnZlcg==" src="/_next/static/chunks/a1.js"></script>';
const pageOf = (text: string) => new Response(text, { headers: { 'content-security-policy': policy, 'content-type': 'text/html' } });

type Asked = { pathname: string; mode?: string; destination?: string; method?: string };

/** A browser's caches and network around the worker, as it is sent: as text. */
function setUp(network: (path: string) => Response | Error, stores = new Map<string, Map<string, Response>>(), files = ['a1.js', 'b2.js']) {
  const listeners = new Map<string, (event: never) => void>();
  const told: string[] = [];
  const pages: { visibilityState: string; focus(): Promise<unknown>; postMessage(message: object): void }[] = [];
  const fetch = async (request: Request | string): Promise<Response> => {
    const path = typeof request === 'string' ? request : new URL(request.url).pathname;
    const answer = network(path);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const pathOf = (url: string) => new URL(url, origin).pathname;
  const open = async (name: string) => {
    const store = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, store);
    return {
      match: async (url: string) => store.get(pathOf(url))?.clone(),
      put: async (url: string, response: Response) => void store.set(pathOf(url), response),
      addAll: async (urls: string[]) => {
        for (const url of urls) store.set(pathOf(url), await fetch(url));
      },
    } as unknown as Cache;
  };
  const scope: WorkerScope = {
    location: { origin },
    caches: { open, keys: async () => [...stores.keys()], delete: async (name) => stores.delete(name) },
    clients: {
      claim: async () => undefined,
      matchAll: async () => pages,
      openWindow: async (path) => void told.push(`opened ${path}`),
    },
    crypto: globalThis.crypto,
    fetch,
    skipWaiting: async () => undefined,
    addEventListener: (type: string, listener: (event: never) => void) => void listeners.set(type, listener),
  };
  const run = new Function('self', 'version', 'files', `(${shellWorker.toString()})(self, version, files)`);
  run(scope, `v${files.join('')}`, files);
  const wait = async (type: 'install' | 'activate') => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(type)?.({ waitUntil: (given: Promise<unknown>) => (work = given) } as never);
    await work;
  };
  const ask = ({ pathname, mode = 'navigate', destination = 'document', method = 'GET' }: Asked): Promise<Response> | null => {
    let answer: Promise<Response> | null = null;
    const request = { url: origin + pathname, mode, destination, method };
    listeners.get('fetch')?.({ request, respondWith: (given: Promise<Response>) => (answer = given) } as never);
    return answer;
  };
  const click = async (action: string, data: object | null) => {
    const work: Promise<unknown>[] = [];
    const notification = { data, close: () => told.push('closed') };
    listeners.get('notificationclick')?.({ action, notification, waitUntil: (given: Promise<unknown>) => work.push(given) } as never);
    await Promise.all(work);
    return told.splice(0);
  };
  const show = (name: string, visibilityState: string) =>
    void pages.push({
      visibilityState,
      focus: async () => told.push(`${name} focused`),
      postMessage: (message) => told.push(`${name} ${JSON.stringify(message)}`),
    });
  return { ask, wait, stores, click, show };
}

/** With everything there, and then without a network. */
async function installed() {
  let isAway = false;
  const world = setUp((path) => (isAway ? new Error('away') : path === '/mail' ? pageOf(html) : new Response(`file ${path}`)));
  await world.wait('install');
  await world.wait('activate');
  return {
    ...world,
    goAway: () => {
      isAway = true;
    },
  };
}

test('without a network the mail page starts from what was kept, with a nonce that no page had before', async () => {
  const { ask, goAway } = await installed();
  goAway();
  const [one, two] = [await ask({ pathname: '/mail/a/b' }), await ask({ pathname: '/mail' })];
  const nonces = [one, two].map((answer) => /'nonce-([^']+)'/.exec(answer?.headers.get('content-security-policy') ?? '')?.[1]);
  expect(new Set([...nonces, 'bm9uY2Utb2YtdGhlLXNlcnZlcg==']).size).toBe(3);
  expect(await one?.text()).toBe(html.replaceAll('bm9uY2Utb2YtdGhlLXNlcnZlcg==', String(nonces[0])));
  const chunk = ask({ pathname: '/_next/static/chunks/b2.js', mode: 'cors', destination: 'script' });
  expect(await (await chunk)?.text()).toBe('file /_next/static/chunks/b2.js');
  // a window for one message goes on in the main one
  expect((await ask({ pathname: '/compose/a/b' }))?.headers.get('location')).toBe(`${origin}/mail`);
});

test('with a network the page is the gateway’s, whatever was kept; only where a proxy says that it is away the kept one is shown', async () => {
  let status = 200;
  const { ask, wait } = setUp((path) => {
    if (status === 200) return path === '/mail' ? pageOf(html) : new Response('file');
    return new Response('answer of today', { status });
  });
  await wait('install');
  for (const [now, text] of [
    [404, 'answer of today'],
    [500, 'answer of today'],
    [502, html],
    [503, html],
    [504, html],
  ] as const) {
    status = now;
    const answer = await ask({ pathname: '/mail' });
    expect([now, (await answer?.text())?.replace(/nonce="[^"]+"/, 'nonce="bm9uY2Utb2YtdGhlLXNlcnZlcg=="')]).toEqual([now, text]);
  }
});

test('§9: nothing that is about a person passes through the worker', async () => {
  const { ask } = await installed();
  for (const asked of [
    { pathname: '/api/jmap', mode: 'cors', destination: '', method: 'POST' },
    { pathname: '/api/download/a/b/c', mode: 'navigate' },
    { pathname: '/api/image', mode: 'no-cors', destination: 'image' },
    { pathname: '/.well-known/jmap', mode: 'cors', destination: '' },
    { pathname: '/frame', destination: 'iframe' },
    { pathname: '/mail', destination: 'iframe' },
    { pathname: '/settings' },
    { pathname: '/sign-in' },
    { pathname: '/mailbox' },
    { pathname: '/mail', method: 'POST' },
  ])
    expect([asked.pathname, ask(asked)]).toEqual([asked.pathname, null]);
});

test('a new build takes the place of the old one whole, and is not installed while it is not all there', async () => {
  const stores = new Map<string, Map<string, Response>>([['somebody-elses', new Map()]]);
  const network = (path: string) => (path === '/mail' ? pageOf(html) : new Response('file'));
  const first = setUp(network, stores);
  await first.wait('install');
  await first.wait('activate');
  const second = setUp((path) => (path === '/mail' ? pageOf(html.replace('a1', 'c3')) : new Response('file')), stores, ['c3.js']);
  await second.wait('install');
  await second.wait('activate');
  expect([...stores.keys()]).toEqual(['somebody-elses', 'postern-shell-vc3.js']);

  // The page of another build than the worker's, a sign-in page, an error.
  const early = setUp(network, stores, ['d4.js']);
  await expect(early.wait('install')).rejects.toThrow('not to be had');
  const signedOut = setUp(() => Object.defineProperty(pageOf(html), 'redirected', { value: true }), stores);
  await expect(signedOut.wait('install')).rejects.toThrow('not to be had');
  const broken = setUp(() => new Response(html, { status: 500 }), stores);
  await expect(broken.wait('install')).rejects.toThrow('not to be had');
  expect([...stores.keys()]).toEqual(['somebody-elses', 'postern-shell-vc3.js']);
});

test('a click on a notification is kept, told to a page that is looked at, and opens one where there is none', async () => {
  const { click, show, stores } = await installed();
  const kept = async () => {
    const all = [...(stores.get('postern-clicked')?.values() ?? [])];
    return Promise.all(all.map(async (one) => ({ ...((await one.clone().json()) as object), atMs: 0 })));
  };
  const data = { type: 'postern-notice', threadId: 't1' };
  expect(await click('', data)).toEqual(['closed', 'opened /mail']);
  expect(await kept()).toEqual([{ ...data, action: '', atMs: 0 }]);
  show('one', 'hidden');
  show('two', 'visible');
  expect(await click('archive', data)).toEqual([
    'closed',
    'two {"type":"postern-notice","threadId":"t1","action":"archive","isKept":true}',
  ]);
  expect(await click('reply', data)).toEqual([
    'closed',
    'two {"type":"postern-notice","threadId":"t1","action":"reply","isKept":true}',
    'two focused',
  ]);
  expect(await kept()).toHaveLength(3);
  // of somebody else
  expect(await click('', { type: 'other' })).toEqual(['closed']);
  expect(await click('', null)).toEqual(['closed']);
  expect(await kept()).toHaveLength(3);
});
