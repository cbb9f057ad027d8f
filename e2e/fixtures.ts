import { test as base, expect, type Page } from '@playwright/test';
import { type AppOptions, type RunningApp, startApp } from './app/start-app.ts';
import { type MailServers, type MailUser, type OwnMailServers, startMailServers } from './servers/index.ts';

type WorkerFixtures = {
  /** Dovecot and Postfix of this worker */
  mailServers: OwnMailServers;
  /** the built app of this worker, which knows `mailServers` by a providers file */
  app: RunningApp;
};

type TestFixtures = {
  appUrl: string;
  /** a person nobody else has, with an empty mailbox */
  newUser: (prefix?: string) => Promise<MailUser>;
  /** Signs in through the form and waits until the mail page is there. */
  signIn: (page: Page, user: MailUser) => Promise<void>;
  /** The same with the servers typed in by hand. */
  signInManually: (page: Page, user: MailUser, servers?: MailServers) => Promise<void>;
  /** Ends the app (kill -9 unless another signal is asked for) and starts it again on the same data. */
  restartApp: (signal?: NodeJS.Signals) => Promise<void>;
  /** A further app for this test alone, with other settings. */
  ownApp: (options?: AppOptions, servers?: MailServers) => Promise<RunningApp>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  mailServers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures wanted out of this pattern
    async ({}, use) => {
      const servers = await startMailServers();
      await use(servers);
      await servers.stop();
    },
    { scope: 'worker' },
  ],
  app: [
    async ({ mailServers }, use) => {
      const app = await startApp(mailServers);
      await use(app);
      await app.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ app }, use) => use(app.url),
  appUrl: async ({ app }, use) => use(app.url),
  newUser: async ({ mailServers }, use) => use((prefix) => mailServers.newUser(prefix)),
  restartApp: async ({ app }, use) => use((signal) => app.restart(signal)),
  ownApp: async ({ mailServers }, use) => {
    const started: RunningApp[] = [];
    await use(async (options, servers = mailServers) => {
      const app = await startApp(servers, options);
      started.push(app);
      return app;
    });
    for (const app of started) await app.stop();
  },
  signIn: async ({ app }, use) =>
    use(async (page, user) => {
      await page.goto(`${app.url}/sign-in`);
      await fillIn(page, user);
      await submit(page);
    }),
  signInManually: async ({ app, mailServers }, use) =>
    use(async (page, user, servers = mailServers) => {
      await page.goto(`${app.url}/sign-in`);
      await fillIn(page, user);
      await fillInServers(page, user, servers);
      await submit(page);
    }),
});

export { expect };

async function fillIn(page: Page, user: MailUser): Promise<void> {
  await page.getByLabel('Email address').fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
}

async function submit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

async function fillInServers(page: Page, user: MailUser, servers: MailServers): Promise<void> {
  const button = page.getByRole('button', { name: 'Server settings' });
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  for (const [protocol, port] of [
    ['IMAP', servers.imap.tlsPort],
    ['SMTP', servers.smtp.tlsPort],
  ] as const) {
    await page.getByLabel(`${protocol} server`).fill('localhost');
    // before the port: another security fills in its usual port
    await page.getByLabel(`${protocol} security`).selectOption('tls');
    await page.getByLabel(`${protocol} port`).fill(String(port));
  }
  await page.getByLabel('User name').fill(user.login);
}
