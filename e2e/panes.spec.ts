import type { Locator } from '@playwright/test';
import { expect, preferValues, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('a phone is turned, and turned back: the file that is looked at, the conversation and what is being written stay', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('turned');
  const letter = (subject: string, more: object = {}) =>
    buildMessage({ from: 'ben@example.test', to: [user.address], subject, text: 'The boat leaves at nine.', ...more });
  const notes = { fileName: 'notes.txt', type: 'text/plain', content: 'Bring a coat' };
  await mailServers.appendMany(user, 'INBOX', [
    {
      raw: letter('Boat day', { messageId: '<day@example.test>', attachments: [notes] }),
      flags: ['\\Seen'],
      receivedAtMs: Date.now() - 120_000,
    },
    { raw: letter('Re: Boat day', { inReplyTo: '<day@example.test>', references: ['<day@example.test>'] }) },
  ]);
  const portrait = { width: 390, height: 844 };
  const landscape = { width: 844, height: 390 };
  const mail = await openMail(await enter(user), { viewport: portrait, hasTouch: true, isMobile: true });
  const { page } = mail;
  /** After each turn it is the very same element, and not one that was made anew. */
  const staysWhenTurned = async (...all: Locator[]) => {
    for (const one of all) await one.evaluate((element) => element.setAttribute('data-before', ''));
    for (const viewport of [landscape, portrait]) {
      await page.setViewportSize(viewport);
      // beside the list, or alone
      await expect(mail.grid).toBeVisible({ visible: viewport === landscape });
      for (const one of all) {
        await expect(one).toBeVisible();
        await expect(one).toHaveAttribute('data-before', '');
      }
    }
    for (const one of all) await one.evaluate((element) => element.removeAttribute('data-before'));
  };

  await mail.row('Boat day').getByRole('link').tap();
  await expect(mail.messages()).toHaveCount(2);
  const [first, last] = [mail.messages().first(), mail.messages().last()];
  await first.getByRole('button', { name: /The boat leaves/ }).tap();
  await expect(first.locator('iframe')).toBeVisible();
  // The subject has the line to itself.
  const subject = mail.reader.getByRole('heading', { level: 2 });
  await expect.poll(async () => (await subject.boundingBox())?.width).toBeGreaterThan(340);
  await staysWhenTurned(first, last);

  await first.getByRole('button', { name: /^View notes.txt/ }).tap();
  const viewer = page.getByRole('dialog', { name: 'notes.txt' });
  await expect(viewer).toContainText('Bring a coat');
  await staysWhenTurned(viewer, first);
  await expect(viewer).toContainText('Bring a coat');
  await viewer.getByRole('button', { name: 'Close' }).tap();
  await expect(viewer).toHaveCount(0);

  await last.getByRole('button', { name: 'Reply', exact: true }).last().tap();
  const message = page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toBeVisible();
  await message.pressSequentially('I will be there');
  await staysWhenTurned(message, last);
  await expect(message).toContainText('I will be there');
  await page.keyboard.type(', with a coat');
  await expect(message).toContainText('I will be there, with a coat');
});

test('the list is made wider and narrower by the mouse and by the keyboard, within bounds, and is so after a reload', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('splitter');
  await mailServers.fillMailbox(user, 'INBOX', 5);
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await expect(mail.rows.first()).toBeVisible();
  const splitter = page.getByRole('separator', { name: 'Size of the list' });
  const list = page.getByRole('region', { name: 'Inbox' });
  const isWide = async (px: number) => {
    await expect(splitter).toHaveAttribute('aria-valuenow', String(px));
    await expect.poll(async () => Math.round((await list.boundingBox())?.width ?? 0)).toBe(px);
  };
  const isHigh = async (px: number) => {
    await expect(splitter).toHaveAttribute('aria-valuenow', String(px));
    await expect.poll(async () => Math.round((await list.boundingBox())?.height ?? 0)).toBe(px);
  };
  const drag = async (by: { x: number; y: number }) => {
    const box = await splitter.boundingBox();
    if (box === null) throw new Error('no splitter');
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + by.x / 2, at.y + by.y / 2);
    await page.mouse.move(at.x + by.x, at.y + by.y);
    await page.mouse.up();
  };

  await test.step('beside the reader', async () => {
    await expect(splitter).toHaveAttribute('aria-orientation', 'vertical');
    await expect(splitter).toHaveAttribute('aria-valuemin', '320');
    await expect(splitter).toHaveAttribute('aria-valuemax', '560');
    await isWide(420);
    await drag({ x: 60, y: 0 });
    await isWide(480);
    await drag({ x: -40, y: 0 });
    await isWide(440);
    // what is moved afterwards moves nothing
    await page.mouse.move(200, 300);
    await isWide(440);
    await splitter.focus();
    await mail.press('ArrowRight');
    await isWide(456);
    await mail.press('ArrowLeft', 'ArrowLeft');
    await isWide(424);
    await page.reload();
    await expect(mail.rows.first()).toBeVisible();
    await isWide(424);
    await drag({ x: 400, y: 0 });
    await isWide(560);
    await drag({ x: -500, y: 0 });
    await isWide(320);
    await splitter.focus();
    await mail.press('ArrowLeft');
    await isWide(320);
  });

  await test.step('above the reader it has a size of its own', async () => {
    await preferValues(page, { layout: 'bottom' });
    await page.reload();
    await expect(mail.rows.first()).toBeVisible();
    await expect(splitter).toHaveAttribute('aria-orientation', 'horizontal');
    await isHigh(380);
    await drag({ x: 0, y: 50 });
    await isHigh(430);
    await splitter.focus();
    await mail.press('ArrowUp');
    await isHigh(414);
    await page.reload();
    await expect(mail.rows.first()).toBeVisible();
    await isHigh(414);
  });

  await test.step('on a page from the right it follows the hand, and the arrows', async () => {
    await preferValues(page, { layout: 'right', language: 'ar' });
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    const mirrored = page.getByRole('separator');
    await expect(mirrored).toHaveAttribute('aria-valuenow', '320');
    const box = await mirrored.boundingBox();
    await page.mouse.move(box?.x ?? 0, 300);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) - 60, 300);
    await page.mouse.up();
    await expect(mirrored).toHaveAttribute('aria-valuenow', '380');
    await mirrored.press('ArrowLeft');
    await expect(mirrored).toHaveAttribute('aria-valuenow', '396');
  });
});
