import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { messagesOn, placesOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';

/** What stays in the browser for a start without network: the addresses of cached answers, databases, workers. */
const keptIn = (page: Page) =>
  page.evaluate(async () => {
    const caches_ = await Promise.all(
      (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
    );
    const databases = (await indexedDB.databases()).map(({ name }) => String(name));
    return {
      paths: caches_.flat().map((url) => new URL(url).pathname),
      databases: databases.sort(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    };
  });

const serious = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).include('[aria-label^="Open "], [role=dialog]').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.target}`);
};

test('V3, V4: without a network Postern starts, a message is written, comes back, waits, and goes once when there is one', async ({
  newUser,
  enter,
  openMail,
  ben,
  mailServers,
}) => {
  const user = await newUser('offline');
  const mail = await openMail(await enter(user), { serviceWorkers: 'allow' });
  const { page } = mail;
  const said: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedScript|Trusted Type/i.test(message.text())) said.push(message.text());
  });
  await preferValues(page, { undoSeconds: 0 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(async () => (await keptIn(page)).databases).toContain('postern-offline');
  // The page and its files; nothing that came by `/api`.
  const { paths } = await keptIn(page);
  expect(paths.filter((path) => path !== '/mail' && !path.startsWith('/_next/static/chunks/'))).toEqual([]);
  expect(paths).toContain('/mail');

  const [going, staying] = ['Written without a network', 'Begun without a network'];
  await page.context().setOffline(true);
  await page.reload();
  await expect(page.getByText('You are offline')).toBeVisible();
  const composer = await mail.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(going);
  await composer.write('On the train.');
  await composer.window.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(composer.window.getByText(/^No connection\. The message is sent as soon as/)).toBeVisible();
  await test.step('put away on a phone, it stays within sight', async () => {
    const desktop = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await serious(page)).toEqual([]);
    await composer.window.getByRole('button', { name: 'Save and close' }).click();
    await expect(page.getByRole('button', { name: `Open ${going}` })).toHaveAccessibleDescription('Waits for a connection');
    expect(await serious(page)).toEqual([]);
    if (desktop !== null) await page.setViewportSize(desktop);
  });
  const draft = await mail.compose();
  await draft.subject.fill(staying);
  await draft.write('To be gone on with.');
  await expect(draft.window.getByText('Kept on this device only')).toBeVisible();

  await test.step('reopened without a network, both are there again', async () => {
    await page.reload();
    await expect(page.getByRole('dialog')).toHaveCount(2);
    await expect(page.getByRole('dialog').filter({ hasText: 'To be gone on with.' })).toBeVisible();
    await expect(page.getByRole('dialog').filter({ hasText: 'On the train.' }).getByRole('button', { name: 'Do not send' })).toBeVisible();
  });

  await page.context().setOffline(false);
  await expect.poll(() => placesOn(mailServers, ben.user, going)).toEqual(['INBOX']);
  await expect.poll(() => placesOn(mailServers, user, going)).toEqual(['Sent']);
  await expect.poll(async () => (await messagesOn(mailServers, user, 'Drafts')).map(({ subject }) => subject)).toEqual([staying]);
  await expect(page.getByRole('dialog').getByText(/^Saved /)).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  expect(said).toEqual([]);

  await test.step('signing out takes all of it away', async () => {
    await mail.switcher.click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    const left = await keptIn(page);
    expect([left.paths, left.databases.filter((name) => name.startsWith('postern')), left.workers]).toEqual([[], [], 0]);
  });
  expect(await placesOn(mailServers, ben.user, going)).toEqual(['INBOX']);
});
