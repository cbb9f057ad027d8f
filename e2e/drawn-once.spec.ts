import type { Page } from '@playwright/test';
import { flagsOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

/** One a minute, the last of them just now. */
const letters = (to: string, subjects: readonly string[]) =>
  subjects.map((subject, index) => ({
    raw: buildMessage({ from: { name: 'Rosa Lind', address: 'rosa@example.test' }, to: [to], subject, text: `The words of ${subject}.` }),
    receivedAtMs: Date.now() - (subjects.length - index) * 60_000,
  }));

/** Notes where the page changes from now on. @returns what changed that is not in the row with these words */
async function watchChanges(page: Page, words: string): Promise<() => Promise<string[]>> {
  await page.evaluate((text) => {
    const noted: string[] = [];
    const observer = new MutationObserver((records) => {
      for (const { target, type, attributeName } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        // What is said to a screen reader alone is not drawn.
        if (element?.closest('[role="row"]')?.textContent?.includes(text) || element?.closest('[aria-live]') !== null) continue;
        noted.push(`${type} ${attributeName ?? ''} of ${element?.tagName} ${element?.getAttribute('aria-label') ?? element?.id ?? ''}`);
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(window, { changesNoted: noted });
  }, words);
  return () => page.evaluate(() => (window as unknown as { changesNoted: string[] }).changesNoted);
}

test('a star is drawn in its row: nothing around it is drawn again, neither for the key nor for what the server says of it', async ({
  mailServers,
  newUser,
  enter,
  openMail,
}) => {
  const user = await newUser('drawn');
  await mailServers.appendMany(user, 'INBOX', letters(user.address, ['Lower', 'Middle', 'Upper']));
  const mail = await openMail(await enter(user));
  await expect(mail.rows).toHaveCount(3);
  await mail.press('j', 'j');
  const row = mail.grid.locator('[data-cursor]');
  await expect(row).toContainText('Middle');
  // What comes late to the screen has come.
  await mail.page.waitForLoadState('networkidle').catch(() => undefined);

  const changes = await watchChanges(mail.page, 'Middle');
  const followed = mail.page.waitForResponse((answer) => answer.request().postData()?.includes('"Email/changes"') ?? false);
  await mail.press('s');
  await expect(row.getByRole('button', { name: 'Remove star' })).toBeVisible();
  await expect.poll(() => flagsOn(mailServers, user, 'INBOX', 'Middle')).toContain('\\Flagged');
  await (await followed).finished();
  expect(await changes()).toEqual([]);

  await test.step('and what another program stars is drawn in its row alone', async () => {
    const others = await watchChanges(mail.page, 'Upper');
    await mailServers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'subject', 'Upper']);
    await expect(mail.row('Upper').getByRole('button', { name: 'Remove star' })).toBeVisible();
    expect(await others()).toEqual([]);
  });
});

test('a step down the list lays the page out once, also where the list has to scroll for it', async ({
  mailServers,
  newUser,
  enter,
  openMail,
}) => {
  const user = await newUser('steps');
  await mailServers.fillMailbox(user, 'INBOX', 60, { seed: 3 });
  const mail = await openMail(await enter(user));
  await expect(mail.grid).toHaveAttribute('aria-rowcount', /^[3-6]\d$/);
  const devtools = await mail.page.context().newCDPSession(mail.page);
  await devtools.send('Performance.enable');
  const layouts = async () =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'LayoutCount')?.value ?? 0;
  const twoFrames = () =>
    mail.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
  await mail.press('j');
  await mail.page.waitForLoadState('networkidle').catch(() => undefined);
  const scroller = mail.grid.locator('xpath=..');
  const counted: { scrolled: boolean; layouts: number }[] = [];
  for (let step = 0; step < 20; step += 1) {
    const [topPx, before] = [await scroller.evaluate((element) => element.scrollTop), await layouts()];
    await mail.press('j');
    await twoFrames();
    counted.push({ scrolled: (await scroller.evaluate((element) => element.scrollTop)) !== topPx, layouts: (await layouts()) - before });
  }
  expect(counted.filter(({ scrolled }) => scrolled).length).toBeGreaterThan(5);
  // Something may come from the gateway in between; what a step itself does, every step does.
  expect(counted.filter((one) => one.layouts > 1).length, JSON.stringify(counted)).toBeLessThan(4);
});

test('a step with a conversation open marks its row first, and draws the next conversation after that', async ({
  mailServers,
  newUser,
  enter,
  openMail,
}) => {
  const user = await newUser('walks');
  await mailServers.appendMany(user, 'INBOX', letters(user.address, ['Third', 'Second', 'First']));
  const mail = await openMail(await enter(user));
  await expect(mail.rows).toHaveCount(3);
  await mail.press('j', 'Enter');
  const heading = mail.reader.getByRole('heading', { level: 2 });
  await expect(heading).toHaveText('First');
  await expect(mail.body().getByText('The words of First')).toBeVisible();
  // What is done before the browser can paint: the key and all that it has React do at once.
  const atOnce = await mail.page.evaluate(async () => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', bubbles: true, cancelable: true }));
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    return {
      row: document.querySelector('[role="row"][aria-current]')?.textContent?.includes('Second'),
      reader: document.querySelector('section h2[dir="auto"]')?.textContent,
    };
  });
  expect(atOnce).toEqual({ row: true, reader: 'First' });
  await expect(heading).toHaveText('Second');
  await expect(mail.body().getByText('The words of Second')).toBeVisible();
});
