import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { test as base, expect } from './fixtures.ts';
import { SignInPage, type TypedServer } from './pages/sign-in-page.ts';
import { freePort } from './servers/free-port.ts';
import type { MailUser } from './servers/index.ts';

type Door = { user: MailUser; signIn: SignInPage; way: Locator; fill: (imap: Omit<TypedServer, 'host'>) => Promise<void> };

/** A person of nobody's tables at the door of an app of their own; `fill` types everything in, with an outgoing server that works. */
const test = base.extend<{ door: Door }>({
  door: async ({ page, newUser, mailServers, ownApp }, use) => {
    const app = await ownApp({ providersFile: false });
    const user = await newUser('door');
    const signIn = new SignInPage(page);
    const smtp = { host: 'localhost', port: mailServers.smtp.tlsPort, security: 'tls' } as const;
    await use({
      user,
      signIn,
      way: page.getByRole('region', { name: 'The way to your mailbox' }),
      fill: async (imap) => {
        await signIn.goto(app.url);
        await signIn.form.fill(user);
        await signIn.form.fillServers(user.login, { host: 'localhost', ...imap }, smtp);
      },
    });
  },
});

test('a sign-in with the wrong encryption is shown what works there, and one press takes it', async ({
  page,
  mailServers,
  door: { user, signIn, way, fill },
}) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/auth/examine')) asked.push(request.postData() ?? '');
  });
  await test.step('TLS said of a port that begins in the clear', async () => {
    await fill({ port: mailServers.imap.port, security: 'tls' });
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
  mailServers,
  door: { signIn, way, fill },
}) => {
  const port = mailServers.imap.tlsPort;
  await fill({ port, security: 'starttls' });
  await signIn.submit();
  await expect(way).toContainText('The mail server has not answered yet.');
  await expect(way).toContainText(`Tried just now and found open: IMAP localhost:${port} (TLS).`);
  await way.getByRole('button', { name: 'Use this and try again' }).click();
  await signIn.entered();
});

test('a POP3 server that was taken for an IMAP server is named as what it is, and read as that', async ({
  page,
  mailServers,
  door: { user, signIn, way, fill },
}) => {
  await mailServers.fillMailbox(user, 'INBOX', 2);
  const port = mailServers.pop3.tlsPort;
  await fill({ port, security: 'tls' });
  await signIn.submit();
  await expect(signIn.refusal).toContainText('Another kind of server');
  await expect(way).toContainText(`Tried just now and found open: POP3 localhost:${port} (TLS).`);
  await way.getByRole('button', { name: 'Use this and try again' }).click();
  await signIn.entered();
  await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(2);
});

test('where nothing works it says so, and who asks too often waits', async ({ door: { signIn, way, fill } }) => {
  await fill({ port: await freePort(), security: 'tls' });
  for (let time = 1; time <= 10; time += 1) {
    await signIn.submit();
    await expect(way).toContainText('Nothing else was found to work at this server.');
    await expect(way.getByRole('button', { name: 'Use this and try again' })).toBeHidden();
  }
  await signIn.submit();
  await expect(way).toContainText('Too many');
  await expect(signIn.refusal).toContainText('nothing listens on this port');
});
