import type { Page } from '@playwright/test';
import { hasSharedCorpus, ownAttacks, sharedAttacks } from '#lib/html/testing/attack-corpus.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
/** In the long run every mail of both corpora, else a few of each: what matters is that every screen that shows mail shows hostile mail. */
const mails = [...ownAttacks(isLong ? 1 : 24), ...(hasSharedCorpus ? sharedAttacks(isLong ? 1 : 200) : [])];
const perLetter = isLong ? 20 : 100;

/** The browser driver tries to put its own script into every frame, and the sandbox refuses that too. */
const driversOwn = /^Blocked script execution in '[^']*\/frame'/;

/** Everything that must not happen while mail is shown. */
function watch(page: Page, appUrl: string): string[] {
  const said: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== appUrl) said.push(`request: ${request.url()}`);
  });
  page.on('dialog', async (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !driversOwn.test(message.text())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  page.context().on('page', (popup) => said.push(`window: ${popup.url()}`));
  return said;
}

test('V1, V2: every screen that shows mail: list, reader, attached message, print, quote, draft restored; in light and in the dark', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  appUrl,
}) => {
  test.setTimeout(isLong ? 1_800_000 : 150_000);
  const user = await newUser('screens');
  const letters = Array.from({ length: Math.ceil(mails.length / perLetter) }, (_, n) => mails.slice(n * perLetter, (n + 1) * perLetter));
  const raw = letters.map((letter, n) => {
    const html = letter.map((mail) => `<div>${mail.html}</div>`).join('\n');
    const inner = [`Subject: Inner ${n}`, 'From: mallory@example.test', 'Content-Type: text/html; charset=utf-8', '', html, ''].join(
      '\r\n',
    );
    return {
      raw: buildMessage({
        from: 'mallory@example.test',
        to: [user.address],
        subject: `Letter ${n} <b onmouseover=alert(1)>`,
        html: `<p>The words of letter ${n}</p>${html}`,
        attachments: [{ fileName: 'inner.eml', type: 'message/rfc822', content: inner }],
      }),
    };
  });
  await mailServers.appendMany(user, 'INBOX', raw);
  const person = await enter(user);
  for (const colorScheme of ['light', 'dark'] as const) {
    const mail = await openMail(person, { colorScheme });
    const { page } = mail;
    const said = watch(page, appUrl);
    const globals = await page.evaluate(() => Object.keys(window).length);
    for (const n of letters.keys()) {
      await mail.open(`Letter ${n} `);
      await expect(mail.body(mail.messages().first()).getByText(`The words of letter ${n}`)).toBeVisible();
      if (colorScheme === 'dark') continue;

      await mail
        .messages()
        .getByRole('button', { name: /^View inner.eml/ })
        .click();
      await expect(page.getByRole('dialog').locator('iframe')).toBeVisible();
      await page.keyboard.press('Escape');

      await mail.messages().getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Print' }).click();
      const printed = page.frameLocator('iframe[title="Print"]');
      await expect(printed.getByText(`The words of letter ${n}`)).toBeAttached();
      expect(await page.locator('iframe[title="Print"]').getAttribute('sandbox')).toBe('allow-same-origin allow-modals');

      await page.keyboard.press('r');
      const composer = await mail.composer();
      await composer.window.getByRole('button', { name: 'Show quoted message' }).click();
      await expect(composer.window.frameLocator('iframe').getByText(`The words of letter ${n}`)).toBeVisible();
      await composer.write('An answer');
      await composer.close();
      await mail.goToFolder('Drafts');
      await mail.row(`Letter ${n} `).getByRole('link').click();
      await mail.messages().filter({ hasText: 'An answer' }).getByRole('button').first().click();
      const again = await mail.composer();
      await again.window.getByRole('button', { name: 'Show quoted message' }).click();
      await expect(again.window.frameLocator('iframe').getByText(`The words of letter ${n}`)).toBeVisible();
      await again.close();
      await mail.goToFolder('Inbox');
    }
    // one more turn of everything that could still be on its way
    await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestIdleCallback(() => resolve()))));
    expect(said).toEqual([]);
    expect(await page.evaluate(() => Object.keys(window).length)).toBeLessThanOrEqual(globals + 50);
    expect(new URL(page.url()).origin).toBe(appUrl);
  }
});
