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

    const address = /[\w.+-]+@demo\.invalid/;
    const name = async () => address.exec((await mail.switcher.getAttribute('aria-label')) ?? '')?.[0] ?? '';
    const first = await name();
    await mail.switcher.click();
    const choices = page.getByRole('menuitemradio').filter({ hasText: '@demo.invalid' });
    await expect(choices).toHaveCount(2);
    const people = await choices.allTextContents();
    await page.keyboard.press('Escape');
    const second = people.map((text) => address.exec(text)?.[0] ?? '').find((one) => one !== first) ?? '';

    const composer = await mail.compose();
    await composer.address('To', second);
    await composer.subject.fill('From one demo person to the other');
    await composer.write('Live?');
    await composer.send();
    await mail.switcher.click();
    await page.getByRole('menuitemradio').filter({ hasText: second }).click();
    await expect(mail.switcher).toHaveAccessibleName(new RegExp(second));
    await expect(mail.row('From one demo person to the other')).toBeVisible({ timeout: 45_000 });
    await mail.open('From one demo person to the other');
    await expect(mail.body().getByText('Live?')).toBeVisible();
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
