import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

/** Serious findings of axe in a page; mail in its frame is what somebody else wrote. */
async function findings(page: Page, within?: string): Promise<string[]> {
  const whole = new AxeBuilder({ page }).exclude('iframe');
  const { violations } = await (within === undefined ? whole : whole.include(within)).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test('the sign-in page speaks the browser’s language from its first byte', async ({ browser, appUrl }) => {
  const context = await browser.newContext({ locale: 'de-AT' });
  const page = await context.newPage();
  const markup = await (await page.request.get(`${appUrl}/sign-in`, { headers: { 'accept-language': 'de-AT,en;q=0.5' } })).text();
  expect(markup).toMatch(/<html[^>]* lang="de"[^>]* dir="ltr"/);
  expect(markup).toContain('In Ihr Postfach anmelden');
  await page.goto(`${appUrl}/sign-in`);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await expect(page.getByText('Geben Sie Ihre E-Mail-Adresse ein.')).toBeVisible();
  await context.close();
});

test('Arabic is chosen in the settings, everything turns, and a message is read and begun', async ({
  newUser,
  enter,
  mailServers,
  openMail,
}) => {
  const user = await newUser('arabic');
  await mailServers.deliver(
    user,
    buildMessage({ from: { name: 'Ana', address: 'ana@example.test' }, to: [user.address], subject: 'Lunch (at 12)?', text: 'Shall we?' }),
  );
  const { page } = await openMail(await enter(user));
  await page.goto('/settings');
  await page.getByLabel('Language').selectOption('ar');
  await expect(page.locator('html[lang="ar"][dir="rtl"]')).toBeAttached();
  await expect(page.getByRole('heading', { name: 'الإعدادات' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'الأمان' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.goto('/mail');
  const row = page.getByRole('grid', { name: 'المحادثات' }).getByRole('link').first();
  await expect(row).toBeVisible();
  const [tree, list] = [page.getByRole('tree').first(), page.getByRole('grid', { name: 'المحادثات' })];
  const sides = await Promise.all([tree.boundingBox(), list.boundingBox()]);
  expect(sides[0]?.x ?? 0).toBeGreaterThan(sides[1]?.x ?? 0);
  await row.click();
  await expect(page.getByRole('heading', { name: 'Lunch (at 12)?' })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('c');
  await expect(page.getByRole('button', { name: 'إرسال', exact: true })).toBeVisible();
  const words = page.getByRole('textbox', { name: 'الرسالة', exact: true });
  await expect(words).toBeVisible();
  expect(await findings(page, '[role=dialog]')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(words).toBeVisible();
  expect(await findings(page, '[role=dialog]')).toEqual([]);
});
