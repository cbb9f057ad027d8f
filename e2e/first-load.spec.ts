import { expect, test } from './fixtures.ts';

/** What performance.md allows until the list is there; event stream, worker, manifest and icons are not counted (settled 24). */
const mostBytes = 220_000;
const mostRequests = 12;

test('the first load of the mail page stays within 220 kB, headers included, and 12 requests', async ({
  newUser,
  enter,
  mailServers,
  browser,
  app,
}) => {
  const ana = await newUser('ana');
  await mailServers.fillMailbox(ana, 'INBOX', 200);
  const { state } = await enter(ana);
  const context = await browser.newContext({ storageState: state, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const asked = new Map<string, { path: string; isCounted: boolean; isList: boolean }>();
  const loads: { path: string; bytes: number }[] = [];
  let isListHere = false;
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const { pathname, protocol } = new URL(request.url);
    const isCounted = protocol.startsWith('http') && !/eventsource|manifest|icon|worker|\.svg$/.test(pathname);
    asked.set(requestId, { path: pathname, isCounted, isList: request.postData?.includes('"Email/query"') ?? false });
  });
  // What the list does not need is asked for when the list has come.
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const load = asked.get(requestId);
    if (load === undefined || !load.isCounted || isListHere) return;
    loads.push({ path: load.path, bytes: encodedDataLength });
    isListHere = load.isList;
  });
  const chunk = page.waitForResponse((response) => response.url().includes('/_next/static/chunks/'));
  await page.goto(`${app.url}/mail`);
  await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('link').first()).toBeVisible();
  expect(isListHere).toBe(true);
  expect(await (await chunk).headerValue('content-encoding')).toBe('br');
  // who does not take Brotli gets the same octets
  const plain = await page.request.get((await chunk).url(), { headers: { 'accept-encoding': 'gzip' } });
  expect(plain.headers()['content-encoding']).not.toBe('br');
  expect(await plain.text()).toBe(await (await chunk).text());
  await context.close();

  const sum = loads.reduce((octets, { bytes }) => octets + bytes, 0);
  const list = [`${loads.length} requests, ${sum} octets`, ...loads.map(({ path, bytes }) => `${bytes} ${path}`)].join('\n');
  test.info().annotations.push({ type: 'first load', description: list });
  expect(sum, list).toBeLessThanOrEqual(mostBytes);
  expect(loads.length, list).toBeLessThanOrEqual(mostRequests);
});
