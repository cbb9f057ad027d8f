import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { ourPage } from './jmap/web-session.ts';
import { MailPage } from './pages/mail-page.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { buildMessage, startFakeOAuth, startMailServers } from './servers/index.ts';

test('D6: a mailbox is opened by its provider’s window; when that ends, one press and one visit bring everything back', async ({
  browser,
  ownApp,
}) => {
  const oauth = await startFakeOAuth();
  const servers = await startMailServers({ dovecotConfig: oauth.dovecotConfig });
  const dir = await mkdtemp(join(tmpdir(), 'postern-oauth-journey-'));
  // the provider's certificate is of the test authority, which no browser knows
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const server = (t: string, p: number) => ({ t, h: 'localhost', p, s: 'tls', u: 'email', a: ['oauth2'] });
    const provider = {
      n: 'Fake Mail',
      in: [server('imap', servers.imap.tlsPort)],
      out: [server('smtp', servers.smtp.tlsPort)],
      oauth: 'fake.test',
    };
    const table = {
      domains: { [servers.domain]: 'fake' },
      providers: { fake: provider },
      oauth: { 'fake.test': oauth.facts(['localhost']) },
    };
    await writeFile(join(dir, 'providers.json'), JSON.stringify(table));
    const app = await ownApp({
      env: {
        POSTERN_PROVIDERS: join(dir, 'providers.json'),
        POSTERN_ADMINS: 'oidc:who-runs-the-house',
        POSTERN_OIDC_ISSUER: oauth.issuer,
        POSTERN_OIDC_CLIENT_ID: oauth.client.id,
        POSTERN_OIDC_CLIENT_SECRET: oauth.client.secret,
        POSTERN_OIDC_NAME: 'House',
      },
    });
    const user = await servers.newUser('window');
    await servers.fillMailbox(user, 'INBOX', 2);
    oauth.asks = true;
    const page = await context.newPage();
    const signIn = new SignInPage(page);
    await test.step('an administrator sets the provider’s client up, and its window is offered from that moment on', async () => {
      oauth.chooses = 'who-runs-the-house';
      await page.goto(`${app.url}/sign-in`);
      await page.getByRole('button', { name: 'Continue with House' }).click();
      await page.getByRole('link', { name: 'Allow' }).click();
      await page.goto(`${app.url}/settings#administration`);
      const part = page.getByRole('region', { name: 'For administrators' });
      await expect(part.getByRole('listitem').filter({ hasText: 'House' })).toContainText('Set by the server’s environment');
      await part.getByRole('button', { name: 'Set up Fake Mail' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('group', { name: 'Redirect address' })).toContainText(`/api/auth/oauth/fake`);
      await dialog.getByLabel('Client ID').fill(oauth.client.id);
      await dialog.getByLabel('Client secret').fill(oauth.client.secret);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect(part.getByRole('listitem').filter({ hasText: 'Fake Mail' })).toContainText('Set up');
      await part.getByRole('button', { name: 'Change Fake Mail' }).click();
      await expect(dialog.getByLabel('Client secret')).toHaveValue('');
      await expect(dialog).toContainText('There is one; it is not shown.');
      oauth.chooses = null;
      await context.clearCookies();
    });
    await test.step('refused there, said here; then let in', async () => {
      await signIn.goto(app.url);
      await page.getByLabel('Email address').fill(user.address);
      await page.getByLabel('Email address').blur();
      await page.getByRole('button', { name: 'Continue with Fake Mail' }).click();
      await page.getByRole('link', { name: 'Deny' }).click();
      await expect(signIn.refusal).toContainText('Access was not granted');
      await page.getByLabel('Email address').fill(user.address);
      await page.getByLabel('Email address').blur();
      await expect(page.getByLabel('Password', { exact: true })).toBeHidden();
      await page.getByRole('button', { name: 'Continue with Fake Mail' }).click();
      await page.getByRole('link', { name: 'Allow' }).click();
      await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(2);
    });
    await test.step('the session ends while a message is written: the window is offered, in a tab of its own, and no password', async () => {
      const composer = await new MailPage(page).compose();
      await composer.write('Before the session ended');
      const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
      await fetch(`${app.url}/api/auth/sessions`, { method: 'DELETE', headers: { cookie, ...ourPage(app.url) } });
      const again = page.getByRole('dialog', { name: 'Sign in again' });
      const open = again.getByRole('button', { name: 'Sign in again with Fake Mail' });
      await expect(open).toBeVisible();
      await expect(again.getByLabel(/^Password for/)).toBeHidden();
      const [tab] = await Promise.all([context.waitForEvent('page'), open.click()]);
      const closed = tab.waitForEvent('close');
      await tab.getByRole('link', { name: 'Allow' }).click();
      await closed;
      await expect(again).toBeHidden();
      await expect(composer.message).toContainText('Before the session ended');
      await expect(composer.window.getByText(/^Saved /)).toBeVisible();
      await composer.window.getByRole('button', { name: 'Discard' }).click();
    });
    await test.step('the grant is withdrawn: the account says so, and goes on after one visit', async () => {
      oauth.endTokens();
      oauth.endGrants();
      await servers.stopIncoming();
      await servers.startIncoming();
      // as the button in the account's menu does: nobody waits for the next try
      const signInAgain = page.getByRole('link', { name: 'Sign in again' });
      await expect(async () => {
        await page.evaluate(async () => {
          const headers = { 'x-postern': '1' };
          const { accounts } = (await (await fetch('/api/accounts', { headers })).json()) as { accounts: { id: string }[] };
          for (const { id } of accounts) await fetch(`/api/accounts/${id}/check`, { method: 'POST', headers });
        });
        await expect(signInAgain).toBeVisible({ timeout: 500 });
      }).toPass();
      await signInAgain.click();
      await page.getByRole('button', { name: 'Sign in again with Fake Mail' }).click();
      const news = {
        from: 'Mo <mo@example.test>',
        to: [user.address],
        subject: 'After the visit',
        text: 'Back.',
        messageId: 'back@example.test',
        dateMs: Date.now(),
      };
      await servers.deliver(user, buildMessage(news));
      await page.getByRole('link', { name: 'Allow' }).click();
      await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(3);
    });
    await test.step('by the house’s own provider: a person without a mailbox is led to where one is added, and comes back to it', async () => {
      await context.clearCookies();
      await page.goto(`${app.url}/sign-in`);
      oauth.chooses = 'subject-of-the-house';
      await page.getByRole('button', { name: 'Continue with House' }).click();
      await page.getByRole('link', { name: 'Deny' }).click();
      await expect(signIn.refusal).toContainText('Access was not granted');
      await page.getByRole('button', { name: 'Continue with House' }).click();
      await page.getByRole('link', { name: 'Allow' }).click();
      await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
      const adding = page.getByRole('main');
      await adding.getByLabel('Email address').fill(user.address);
      await adding.getByLabel('Email address').blur();
      oauth.chooses = null;
      await adding.getByRole('button', { name: 'Continue with Fake Mail' }).click();
      await page.getByRole('link', { name: 'Allow' }).click();
      const rows = page.getByRole('grid', { name: 'Conversations' }).getByRole('row');
      await expect(rows).toHaveCount(3);
      await context.clearCookies();
      await page.goto(`${app.url}/sign-in`);
      oauth.chooses = 'subject-of-the-house';
      await page.getByRole('button', { name: 'Continue with House' }).click();
      await page.getByRole('link', { name: 'Allow' }).click();
      await expect(rows).toHaveCount(3);
    });
    const log = await app.log();
    expect([...oauth.given, oauth.client.secret].filter((secret) => log.includes(secret))).toEqual([]);
  } finally {
    await context.close();
    await servers.stop();
    await oauth.stop();
    await rm(dir, { recursive: true, force: true });
  }
});
