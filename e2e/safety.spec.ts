import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const corpus = new URL('../lib/html/testing/html-attacks-own.jsonl', import.meta.url);
type Attack = { id: string; html: string };

/** Every eighth attack of our corpus (all of them with POSTERN_TEST_LONG), many in one mail: what matters is that none of them gets out. */
function attacks(): Attack[] {
  const step = process.env.POSTERN_TEST_LONG === '1' ? 1 : 8;
  const lines = readFileSync(corpus, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line, index) => (index % step === 0 ? [JSON.parse(line) as Attack] : []));
}

/** The browser driver tries to put its own script into every frame, and the sandbox refuses that too. */
const driversOwn = /^Blocked script execution in '[^']*\/frame'/;

const loud = `
  <h1 id="here">A mail with teeth</h1>
  <script>window.top.pwned = 1; fetch('https://outside.example/script')</script>
  <img src="https://outside.example/pixel.png" onerror="alert(1)" onload="alert(2)">
  <img src="x" onerror="parent.pwned = 1; alert(3)">
  <svg onload="alert(4)"><script>alert(5)</script><image href="https://outside.example/svg.png"/></svg>
  <a href="javascript:alert(6)" id="js">click</a>
  <iframe src="https://outside.example/frame"></iframe><object data="https://outside.example/o"></object>
  <link rel="stylesheet" href="https://outside.example/s.css"><style>@import 'https://outside.example/i.css'; body { background: url(https://outside.example/b.png) }</style>
  <form action="https://outside.example/form"><input name="password" autofocus onfocus="alert(7)"><button>Sign in</button></form>
  <meta http-equiv="refresh" content="0;url=https://outside.example/refresh"><base href="https://outside.example/">
  <video src="https://outside.example/v.mp4" poster="https://outside.example/p.png" autoplay></video>`;

test('HTML mail with scripts, handlers and remote content: no request outside, no dialog, no complaint of the browser', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  appUrl,
}) => {
  const user = await newUser('target');
  const all = attacks();
  expect(all.length).toBeGreaterThan(5);
  const letter = (subject: string, html: string) => buildMessage({ from: 'mallory@example.test', to: [user.address], subject, html });
  const batches = Array.from({ length: 4 }, (_, n) => all.filter((_attack, index) => index % 4 === n));
  await mailServers.appendMany(user, 'INBOX', [
    { raw: letter('With teeth', loud) },
    ...batches.map((batch, n) => ({
      raw: letter(
        `Batch ${n}`,
        batch
          .map(({ html }) => `<div>${html}</div>`)
          .join('\n')
          .concat(`<p>The end of batch ${n}</p>`),
      ),
    })),
  ]);
  const mail = await openMail(await enter(user));
  const { page } = mail;
  const outside: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== appUrl) outside.push(request.url());
  });
  page.on('dialog', async (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !driversOwn.test(message.text())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  page.context().on('page', (popup) => said.push(`popup: ${popup.url()}`));

  await mail.open('With teeth');
  await expect(mail.body().getByRole('heading', { name: 'A mail with teeth' })).toBeVisible();
  await expect(mail.messages().getByText(/remote images? blocked/)).toBeVisible();
  const inside = mail.body().locator('body');
  await expect(inside.locator('script, iframe, object, link, form, meta, base, video, [onload], [onerror], [onfocus]')).toHaveCount(0);
  await expect(inside.locator('[href^="javascript:" i]')).toHaveCount(0);
  for (const n of batches.keys()) {
    await mail.open(`Batch ${n}`);
    await expect(mail.messages().last().locator('iframe')).toBeVisible();
  }
  // one more turn of everything that could still be on its way
  await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestIdleCallback(() => resolve()))));
  expect(outside).toEqual([]);
  expect(said).toEqual([]);
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(new URL(page.url()).origin).toBe(appUrl);
});

test('what a sandboxed mail is worth: the frame has no scripts, and its page a policy of its own', async ({
  mail,
  ana,
  mailServers,
  appUrl,
}) => {
  await mailServers.deliver(
    ana.user,
    buildMessage({ from: 'rosa@example.test', to: [ana.user.address], subject: 'In a box', html: '<p>boxed</p>' }),
  );
  await mail.open('In a box');
  await expect(mail.body().getByText('boxed')).toBeVisible();
  const frame = mail.messages().last().locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  const answer = await mail.page.request.get(`${appUrl}/frame`);
  const policy = answer.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toContain('script-src');
});

test('§2, §9: every page has a policy with a nonce of its own, is kept by no cache, and nobody frames it', async ({ mail, appUrl }) => {
  const { page } = mail;
  const nonces = new Set<string>();
  for (const path of ['/mail', '/mail', '/settings', '/sign-in', '/nothing-here']) {
    const headers = (await page.request.get(`${appUrl}${path}`, { maxRedirects: 0 })).headers();
    const policy = new Map((headers['content-security-policy'] ?? '').split('; ').map((line) => [line.split(' ')[0], line]));
    const [, nonce] = /^script-src 'nonce-([A-Za-z0-9+/=]{20,})' 'strict-dynamic'$/.exec(policy.get('script-src') ?? '') ?? [];
    expect(nonce, path).toBeDefined();
    nonces.add(nonce!);
    for (const line of [
      "default-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "frame-src 'self'",
      "require-trusted-types-for 'script'",
    ])
      expect([...policy.values()], path).toContain(line);
    expect(headers['cache-control'], path).toContain('no-store');
  }
  expect(nonces.size).toBe(5);

  await test.step('framed by a page of somebody else it stays empty', async () => {
    // The picture has no policy: that it is framed shows that the page is refused by its own.
    const body = `<iframe name="page" src="${appUrl}/sign-in"></iframe><iframe name="picture" src="${appUrl}/icon.svg"></iframe>`;
    const elsewhere = createServer((_, response) => response.setHeader('content-type', 'text/html').end(body));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    try {
      await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
      await expect.poll(() => page.frame('picture')?.url()).toBe(`${appUrl}/icon.svg`);
      await expect.poll(() => page.frame('page')?.url()).toMatch(/^chrome-error:/);
    } finally {
      elsewhere.closeAllConnections();
      elsewhere.close();
    }
  });
});
