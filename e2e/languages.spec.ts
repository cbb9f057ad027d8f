import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, preferValues, test } from './fixtures.ts';
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

/** Whether these words, somewhere in the element, are seen at all: not cut away at its sides. */
const isSeen = (element: Locator, words: string): Promise<boolean> =>
  element.evaluate((box, wanted) => {
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      let clip = node.parentElement;
      while (clip !== null && clip !== box && getComputedStyle(clip).overflowX === 'visible') clip = clip.parentElement;
      const [part, whole] = [range.getBoundingClientRect(), (clip ?? box).getBoundingClientRect()];
      return part.left >= whole.left - 1 && part.right <= whole.right + 1;
    }
    return false;
  }, words);

test('Arabic: a row is cut at the ends of what it says, a header keeps its direction, lists and sizes are as one writes them', async ({
  newUser,
  enter,
  mailServers,
  openMail,
}) => {
  const user = await newUser('mixed');
  const letter = (from: string, name: string, more: { subject: string } & Partial<Parameters<typeof buildMessage>[0]>) =>
    buildMessage({
      from: { name, address: from },
      to: [user.address],
      text: 'هل تأتون معنا يوم السبت؟ نلتقي عند الميناء في التاسعة صباحا مع الجميع.',
      ...more,
    });
  const trip = 'Re: رحلة القارب يوم السبت القادم مع كل الأصدقاء والزملاء من المكتب';
  await mailServers.appendMany(user, 'INBOX', [
    { raw: letter('layla@example.test', 'ليلى', { subject: trip, messageId: 'a@example.test' }) },
    {
      raw: letter('ben@example.test', 'Ben', {
        subject: trip,
        messageId: 'b@example.test',
        inReplyTo: 'a@example.test',
        attachments: [{ fileName: 'a.bin', type: 'application/octet-stream', content: Buffer.alloc(150_000) }],
      }),
    },
    { raw: letter('cleo@example.test', 'Cleo', { subject: 'Boat' }) },
  ]);
  const { page } = await openMail(await enter(user));
  await preferValues(page, { language: 'ar' });
  await page.goto('/mail');
  const row = (words: string) => page.getByRole('grid', { name: 'المحادثات' }).getByRole('row').filter({ hasText: words });
  // written in the same second, they may stand in either order
  await expect(row('رحلة')).toContainText(/ليلى، Ben|Ben، ليلى/);
  expect(await isSeen(row('رحلة'), 'رحلة القارب')).toBe(true);
  expect(await isSeen(row('Boat'), 'هل تأتون')).toBe(true);

  await row('رحلة').getByRole('link').click();
  const message = page.getByRole('article').last();
  await expect(message.getByText('150 كيلوبايت')).toBeVisible();
  await message
    .getByRole('button', { name: /^(عن المرسل|التفاصيل)$/ })
    .first()
    .click();
  await expect(page.getByRole('dialog').locator('pre')).toHaveCSS('direction', 'ltr');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'الملفات', exact: true }).click();
  await expect(page.getByRole('dialog').getByText('150 كيلوبايت')).toBeVisible();
});

test('German: keys are named as they are printed there, what is ticked is counted in full or as a figure, every setting is there unasked', async ({
  newUser,
  enter,
  mailServers,
  openMail,
}) => {
  const user = await newUser('deutsch');
  await mailServers.deliver(user, buildMessage({ from: 'ana@example.test', to: [user.address], subject: 'Hafen', text: 'Moin.' }));
  const { page } = await openMail(await enter(user));
  await preferValues(page, { language: 'de' });
  await page.goto('/mail');
  const list = page.getByRole('grid', { name: 'Unterhaltungen' });
  await expect(list.getByRole('row')).toHaveCount(1);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Tastenkürzel' });
  for (const key of ['Strg', 'Umschalt', 'Entf', 'Eingabe']) await expect(keys.getByText(key, { exact: true }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  const count = page.getByRole('toolbar', { name: '1 ausgewählt' }).getByText(/^1/).locator('visible=true').first();
  await expect(count).toBeVisible();
  expect(await count.evaluate((words) => words.parentElement!.scrollWidth <= words.parentElement!.clientWidth)).toBe(true);
  await list.getByRole('row').click({ button: 'right' });
  const menu = page.getByRole('menu');
  expect(await menu.evaluate((box) => box.scrollHeight <= box.clientHeight), 'nothing of the menu has to be scrolled to').toBe(true);
  await page.keyboard.press('Escape');
  await page.goto('/settings');
  await expect(page.getByRole('region', { name: 'Sicherheit' })).toBeVisible();
  await expect(page.getByText('Keine solche Einstellung')).toHaveCount(0);
  await page.getByRole('searchbox').fill('gibt es nicht');
  await expect(page.getByText('Keine solche Einstellung')).toBeVisible();
});
