import { existsSync } from 'node:fs';
import { expect, test } from './fixtures.ts';
import { MailPage } from './pages/mail-page.ts';

test('the demo, from an empty data folder: one click, a mailbox that shows the product, and mail that arrives live', async ({
  ownApp,
  browser,
}) => {
  const app = await ownApp({ providersFile: false, env: { POSTERN_DEMO: 'on', POSTERN_ALLOW_NETWORKS: undefined } });
  expect(existsSync(app.dataFolder)).toBe(true);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  try {
    const mail = new MailPage(await context.newPage());
    const { page } = mail;
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await page.waitForURL('**/mail**');
    await expect(mail.rows.first()).toBeVisible();
    expect(await mail.rows.count()).toBeGreaterThan(5);
    await expect(mail.switcher).toContainText('Demo');
    await mail.rows.first().getByRole('link').click();
    await expect(mail.messages().last().locator('iframe')).toBeVisible();

    // the other person of the pair, in a tab of their own
    const other = new MailPage(await context.newPage());
    await other.goto(app.url);
    await other.switcher.click();
    await expect(other.page.getByRole('menuitemradio', { name: /^Alex Morgan/ })).toBeChecked();
    await other.page.getByRole('menuitemradio', { name: /^Sam Rivera/ }).click();
    await expect(other.switcher).toContainText('Sam Rivera');
    await expect(other.rows.first()).toBeVisible();
    const address = /sam\.\w+@demo\.invalid/.exec((await other.switcher.textContent()) ?? '')?.[0];
    expect(address).toBeDefined();

    const composer = await mail.compose();
    await composer.address('To', address!);
    await composer.subject.fill('From one demo person to the other');
    await composer.write('Live?');
    await composer.send();
    await expect(other.row('From one demo person to the other')).toBeVisible({ timeout: 45_000 });
    await other.open('From one demo person to the other');
    await expect(other.body().getByText('Live?')).toBeVisible();

    // the third is read over POP3, and has folders as anybody
    await other.switcher.click();
    await other.page.getByRole('menuitemradio', { name: /^Kim Larsen/ }).click();
    await expect(other.switcher).toContainText('Kim Larsen');
    await other.rows.first().getByRole('link').click();
    const heading = other.reader.getByRole('heading', { level: 2 });
    await expect(heading).not.toContainText('From one demo person');
    const subject = (await heading.textContent()) ?? '';
    await expect(other.messages().last().locator('iframe')).toBeVisible();
    // Some of the demo's notices bear the same subject, and one of them may be the newest.
    const same = await other.row(subject).count();
    await other.press('e');
    await expect(other.row(subject)).toHaveCount(same - 1);
    await other.goToFolder('Archive');
    await expect(other.row(subject).first()).toBeVisible();
  } finally {
    await context.close();
  }
});

test('switched off, the demo is neither offered nor open', async ({ page, appUrl }) => {
  await page.goto(`${appUrl}/sign-in`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try the demo' })).toHaveCount(0);
  const answer = await page.request.post(`${appUrl}/api/auth/demo`, {
    headers: { origin: appUrl, 'x-postern': '1', 'sec-fetch-site': 'same-origin' },
  });
  expect(answer.status()).toBeGreaterThanOrEqual(400);
  expect(answer.status()).toBeLessThan(500);
});
