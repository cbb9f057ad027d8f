import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { SignInPage, type TypedServer } from './pages/sign-in-page.ts';
import { freePort } from './servers/free-port.ts';
import type { MailServers } from './servers/index.ts';

const smtpOf = (servers: MailServers): TypedServer => ({ host: 'localhost', port: servers.smtp.tlsPort, security: 'tls' });
const wayTo = (page: Page) => page.getByRole('region', { name: 'The way to your mailbox' });

test('a sign-in with the wrong encryption is shown what works there, and one press takes it', async ({
  page,
  newUser,
  mailServers,
  ownApp,
}) => {
  const app = await ownApp({ providersFile: false });
  const user = await newUser('door');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/auth/examine')) asked.push(request.postData() ?? '');
  });
  const signIn = new SignInPage(page);
  const way = wayTo(page);
  await test.step('TLS said of a port that begins in the clear', async () => {
    await signIn.goto(app.url);
    await signIn.form.fill(user);
    await signIn.form.fillServers(user.login, { host: 'localhost', port: mailServers.imap.port, security: 'tls' }, smtpOf(mailServers));
    await signIn.submit();
    await expect(signIn.refusal).toContainText('TLS');
    await expect(way).toContainText(`Tried just now and found open: IMAP localhost:${mailServers.imap.port} (STARTTLS).`);
    await expect(way.getByRole('status')).not.toContainText('Sending:');
  });
  await test.step('the road is drawn, with what was said, and goes along as text for the provider', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await way.getByRole('button', { name: 'What was tried' }).click();
    const dialog = page.getByRole('dialog', { name: 'The way to your mailbox' });
    const receiving = dialog.getByRole('region', { name: /^Road to IMAP/ });
    await expect(receiving.getByRole('button', { name: /^Encryption ?: failed/ })).toBeVisible();
    await expect(dialog.getByRole('region', { name: /^Road to SMTP/ }).getByText('All is well')).toBeVisible();
    await dialog.getByRole('button', { name: 'Copy as text' }).click();
    await expect(dialog.getByText('Copied. Passwords are not in it.')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`localhost:${mailServers.imap.port} (STARTTLS)`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
  await way.getByRole('button', { name: 'Use this and try again' }).click();
  await signIn.entered();
  expect(asked).toHaveLength(1);
  expect(asked.join()).not.toContain(user.password);
});

test('a server that is silent is looked into while the sign-in still waits: STARTTLS said of a TLS port', async ({
  page,
  newUser,
  mailServers,
  ownApp,
}) => {
  const app = await ownApp({ providersFile: false });
  const user = await newUser('silent');
  const signIn = new SignInPage(page);
  await signIn.goto(app.url);
  await signIn.form.fill(user);
  const tlsPort = mailServers.imap.tlsPort;
  await signIn.form.fillServers(user.login, { host: 'localhost', port: tlsPort, security: 'starttls' }, smtpOf(mailServers));
  await signIn.submit();
  const way = wayTo(page);
  await expect(way).toContainText('The mail server has not answered yet.');
  await expect(way).toContainText(`Tried just now and found open: IMAP localhost:${tlsPort} (TLS).`);
  await way.getByRole('button', { name: 'Use this and try again' }).click();
  await signIn.entered();
});

test('a POP3 server that was taken for an IMAP server is named as what it is, and read as that', async ({
  page,
  newUser,
  mailServers,
  ownApp,
}) => {
  const app = await ownApp({ providersFile: false });
  const user = await newUser('kind');
  await mailServers.fillMailbox(user, 'INBOX', 2);
  const signIn = new SignInPage(page);
  await signIn.goto(app.url);
  await signIn.form.fill(user);
  const { tlsPort } = mailServers.pop3;
  await signIn.form.fillServers(user.login, { host: 'localhost', port: tlsPort, security: 'tls' }, smtpOf(mailServers));
  await signIn.submit();
  await expect(signIn.refusal).toContainText('Another kind of server');
  const way = wayTo(page);
  await expect(way).toContainText(`Tried just now and found open: POP3 localhost:${tlsPort} (TLS).`);
  await way.getByRole('button', { name: 'Use this and try again' }).click();
  await signIn.entered();
  await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(2);
});

test('where nothing works it says so, and who asks too often waits', async ({ page, newUser, mailServers, ownApp }) => {
  const app = await ownApp({ providersFile: false });
  const user = await newUser('closed');
  const signIn = new SignInPage(page);
  await signIn.goto(app.url);
  await signIn.form.fill(user);
  await signIn.form.fillServers(user.login, { host: 'localhost', port: await freePort(), security: 'tls' }, smtpOf(mailServers));
  const way = wayTo(page);
  for (let time = 1; time <= 10; time += 1) {
    await signIn.submit();
    await expect(way).toContainText('Nothing else was found to work at this server.');
    await expect(way.getByRole('button', { name: 'Use this and try again' })).toBeHidden();
  }
  await signIn.submit();
  await expect(way).toContainText('Too many');
  await expect(signIn.refusal).toContainText('nothing listens on this port');
});
