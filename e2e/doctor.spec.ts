import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { startSwitchedLine } from './servers/index.ts';

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test('an account whose provider changed its doors is repaired by what the Doctor found, and nothing secret is shown', async ({
  newUser,
  mailServers,
  ownApp,
  enter,
  openMail,
}) => {
  const user = await newUser('patient');
  const line = await startSwitchedLine(mailServers.imap.tlsPort);
  try {
    const app = await ownApp({}, { ...mailServers, imap: { ...mailServers.imap, tlsPort: line.port } });
    const mail = await openMail(await enter(user, app), { url: app.url });
    const { page } = mail;
    await expect(mail.folder('Inbox')).toBeVisible();

    await test.step('from the failing account to the Doctor', async () => {
      line.leadTo(mailServers.imap.port);
      const ask = page.getByRole('link', { name: 'Ask the Doctor' });
      await expect(ask.first()).toBeVisible({ timeout: 60_000 });
      await ask.first().click();
      await page.waitForURL('**/doctor?account=*');
    });
    const receiving = page.getByRole('region', { name: /^Road to IMAP/ });
    await test.step('it names the cause, and what was tried and works', async () => {
      await expect(receiving.getByText('No TLS on this port')).toBeVisible();
      await expect(receiving.getByRole('button', { name: /^Connection ?: good/ })).toBeVisible();
      await expect(receiving.getByRole('button', { name: /^Encryption ?: failed/ })).toHaveAttribute('aria-expanded', 'true');
      await expect(receiving.getByRole('button', { name: /^Sign-in ?: not reached/ })).toBeDisabled();
      await expect(page.getByRole('region', { name: /^Road to SMTP/ }).getByText('All is well')).toBeVisible();
      expect(await serious(page)).toEqual([]);
    });
    await test.step('one press puts it right, proven before it is kept', async () => {
      await receiving.getByRole('button', { name: `Use port ${line.port} with STARTTLS for this account` }).click();
      await expect(receiving.getByText('All is well')).toBeVisible();
      await receiving.getByRole('button', { name: /^Sign-in ?: good/ }).click();
      await expect(receiving.getByText('AUTHENTICATE PLAIN [secret]')).toBeVisible();
      expect(await page.content()).not.toContain(user.password);
      expect(await app.log()).not.toContain(user.password);
      await page.getByRole('button', { name: 'Send a test message' }).click();
      await expect(page.getByText(/^It arrived in Inbox after/)).toBeVisible();
      await mailServers.deliver(user, 'From: a@example.test\r\nSubject: Here again\r\n\r\nHello.\r\n');
      await page.goto(`${app.url}/mail`);
      await expect(mail.row('Here again')).toBeVisible();
    });
    await test.step('what was said to the servers is there to be read and filtered, as it happens, without the password', async () => {
      await page.goto(`${app.url}/doctor`);
      await page.getByRole('link', { name: 'Listen to what is said' }).click();
      const log = page.getByRole('list', { name: 'Wire log' });
      await expect(log.getByText('[secret]', { exact: true }).first()).toBeVisible();
      await page.getByLabel('Filter').fill('here and now');
      await expect(page.getByText('No exchange has these words.')).toBeVisible();
      await page.getByLabel('Filter').fill('idle');
      await expect(log.getByText(/^\d+ IDLE$/).first()).toBeVisible();
      const file = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      const kept = await readFile(await (await file).path(), 'utf8');
      expect(kept).toContain(' IDLE');
      expect(`${kept}${await page.content()}`).not.toContain(user.password);
      expect(await serious(page)).toEqual([]);
    });
  } finally {
    await line.stop();
  }
});

test('a server typed in without a password is walked to as far as the sign-in; more than ten visits in ten minutes must wait', async ({
  mail,
  mailServers,
  appUrl,
}) => {
  const { page } = mail;
  await page.goto(`${appUrl}/doctor`);
  await page.getByText('A server', { exact: true }).click();
  await page.getByRole('button', { name: 'Examine', exact: true }).click();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await page.getByLabel('Kind').selectOption('smtp');
  await page.getByLabel('Encryption').selectOption('starttls');
  await expect(page.getByLabel('Port')).toHaveValue('587');
  await page.getByLabel('Server', { exact: true }).fill('localhost');
  await page.getByLabel('Port').fill(String(mailServers.smtp.starttlsPort));
  await page.getByRole('button', { name: 'Examine', exact: true }).click();
  const road = page.getByRole('region', { name: /^Road to SMTP/ });
  await expect(road.getByText('Every step as far as the sign-in works')).toBeVisible();
  await road.getByRole('button', { name: /^STARTTLS ?: good/ }).click();
  await expect(road.getByText('Postern test authority', { exact: true })).toBeVisible();
  const refused = await page.evaluate(async () => {
    const statuses: number[] = [];
    for (let number = 0; number < 10; number += 1) {
      const body = JSON.stringify({ server: { protocol: 'imap', host: '10.0.0.1', port: 993, tls: 'tls' } });
      const headers = { 'content-type': 'application/json', 'x-postern': '1' };
      statuses.push((await fetch('/api/doctor', { method: 'POST', headers, body })).status);
    }
    return statuses;
  });
  expect(refused).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 200, 429]);
});
