import { type Browser, type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { type AppOptions, type RunningApp, startApp } from './app/start-app.ts';
import { MailPage } from './pages/mail-page.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { type MailServers, type MailUser, type OwnMailServers, startMailServers } from './servers/index.ts';

/** Somebody who has signed in through the form; `state` is their browser's cookies. */
export type Person = { user: MailUser; state: NonNullable<BrowserContextOptions['storageState']> };

type WorkerFixtures = {
  /** Dovecot and Postfix of this worker */
  mailServers: OwnMailServers;
  /** the built app of this worker, which knows `mailServers` by a providers file */
  app: RunningApp;
  /** the person of this worker: their tests name their messages apart. Signed in once (settled 15), sends without an undo window */
  ana: Person;
  /** a second one, to write with */
  ben: Person;
};

type TestFixtures = {
  appUrl: string;
  /** a person nobody else has, with an empty mailbox */
  newUser: (prefix?: string) => Promise<MailUser>;
  /** Signs a person in through the form, in a browser context of its own that is thrown away. */
  enter: (user: MailUser, at?: RunningApp) => Promise<Person>;
  /** Opens the mail of somebody signed in, in a browser context of its own; `url` is another app than the worker's. */
  openMail: (person: Person, options?: BrowserContextOptions & { url?: string }) => Promise<MailPage>;
  /** the mail of `ana`, opened */
  mail: MailPage;
  /** A further app for this test alone, with other settings. */
  ownApp: (options?: AppOptions, servers?: MailServers) => Promise<RunningApp>;
  /** puts what the app said beside a failed test */
  appLog: undefined;
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
  ana: [
    async ({ browser, app, mailServers }, use) => use(await quickSender(browser, app, await mailServers.newUser('ana'))),
    { scope: 'worker' },
  ],
  ben: [
    async ({ browser, app, mailServers }, use) => use(await quickSender(browser, app, await mailServers.newUser('ben'))),
    { scope: 'worker' },
  ],
  baseURL: async ({ app }, use) => use(app.url),
  appUrl: async ({ app }, use) => use(app.url),
  newUser: async ({ mailServers }, use) => use((prefix) => mailServers.newUser(prefix)),
  enter: async ({ browser, app }, use) => use((user, at = app) => enterByForm(browser, at, user)),
  openMail: async ({ browser, app, contextOptions, viewport, locale, timezoneId, colorScheme }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, options = {}) => {
      const { url = app.url, ...rest } = options;
      const context = await browser.newContext({
        ...contextOptions,
        viewport,
        locale,
        timezoneId,
        colorScheme,
        ...rest,
        storageState: person.state,
      });
      contexts.push(context);
      const mail = new MailPage(await context.newPage());
      await mail.goto(url);
      return mail;
    });
    for (const context of contexts) await context.close();
  },
  appLog: [
    async ({ app }, use, info) => {
      const before = (await app.log()).length;
      await use(undefined);
      if (info.status !== info.expectedStatus)
        await info.attach('app.log', { body: (await app.log()).slice(before), contentType: 'text/plain' });
    },
    { auto: true },
  ],
  mail: async ({ openMail, ana }, use) => use(await openMail(ana)),
  ownApp: async ({ mailServers }, use) => {
    const started: RunningApp[] = [];
    await use(async (options, servers = mailServers) => {
      const app = await startApp(servers, options);
      started.push(app);
      return app;
    });
    for (const app of started) await app.stop();
  },
});

export { expect };

async function enterByForm(browser: Browser, app: RunningApp, user: MailUser): Promise<Person> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', serviceWorkers: 'block' });
  const signIn = new SignInPage(await context.newPage());
  await signIn.goto(app.url);
  await signIn.signIn(user);
  const state = await context.storageState();
  await context.close();
  return { user, state };
}

async function quickSender(browser: Browser, app: RunningApp, user: MailUser): Promise<Person> {
  const person = await enterByForm(browser, app, user);
  const context = await browser.newContext({ storageState: person.state, serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(`${app.url}/mail`);
  await preferValues(page, { undoSeconds: 0 });
  await context.close();
  return person;
}

/** Changes preferences of the person whose page this is. */
export async function preferValues(page: Page, values: Record<string, unknown>): Promise<void> {
  const [name] = (await jmap(page, [['Preferences/set', { update: { singleton: values } }, 'c0']]))[0] ?? [];
  expect(name).toBe('Preferences/set');
}

type Invocation = [string, Record<string, unknown>, string];

/** Asks the gateway as the page's person does. */
export async function jmap(page: Page, methodCalls: readonly Invocation[]): Promise<Invocation[]> {
  return page.evaluate(async (calls) => {
    const using = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
    const response = await fetch('/api/jmap', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-postern': '1' },
      body: JSON.stringify({ using: [...using, 'urn:postern:preferences', 'urn:postern:sync', 'urn:postern:triage'], methodCalls: calls }),
    });
    if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
    return ((await response.json()) as { methodResponses: Invocation[] }).methodResponses;
  }, methodCalls);
}
