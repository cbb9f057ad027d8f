import type { BrowserContext, Page } from '@playwright/test';
import { flagsOn, placesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';
import { launchOptions, systemChromium } from './system-chromium.ts';

// The one without a window shows none.
test.use({ launchOptions: launchOptions(systemChromium()) });

type Shown = { title: string; body: string; actions: string[] };
type WorkerNotice = Notification & { readonly actions: readonly { action: string; title: string }[] };

/** What the worker of this page shows, as the browser keeps it. */
const shownIn = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notices = (await registration.getNotifications()) as WorkerNotice[];
    return notices.map(({ title, body, actions }) => ({
      title,
      body,
      actions: actions.map(({ action, title: label }) => `${action}: ${label}`),
    }));
  });

/**
 * A button of a notification is pressed. A browser without a desktop has none to press, and its protocol no word for it: the worker is told
 * by a real NotificationEvent about the real notification, made in the worker itself. Only `waitUntil` of an event made by a script would
 * throw, so what was begun is awaited here.
 */
async function press(context: BrowserContext, body: string, action: string): Promise<void> {
  const [worker] = context.serviceWorkers();
  if (worker === undefined) throw new Error('no service worker');
  await worker.evaluate(
    async ([wanted, pressed]) => {
      type Scope = {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (type: string, init: object) => Event;
        dispatchEvent(event: Event): boolean;
      };
      const scope = globalThis as unknown as Scope;
      const notification = (await scope.registration.getNotifications()).find((one) => one.body.includes(wanted));
      if (notification === undefined) throw new Error(`no notification of ${wanted}`);
      const begun: Promise<unknown>[] = [];
      const event = new scope.NotificationEvent('notificationclick', { notification, action: pressed });
      Object.defineProperty(event, 'waitUntil', { value: (work: Promise<unknown>) => begun.push(work) });
      scope.dispatchEvent(event);
      if (begun.length === 0) throw new Error('the worker did nothing');
      await Promise.all(begun);
    },
    [body, action] as const,
  );
}

test('new mail is told of by the service worker; archived and marked as read from its notification, that is so on the server', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  appUrl,
}) => {
  const user = await newUser('notified');
  const letter = (name: string, subject: string) =>
    buildMessage({ from: { name, address: `${name.toLowerCase()}@example.test` }, to: [user.address], subject, text: 'x' });
  const mail = await openMail(await enter(user), { serviceWorkers: 'allow', permissions: ['notifications'] });
  const { page } = mail;
  const context = page.context();

  await page.goto('/settings#notifications');
  await page.getByRole('checkbox', { name: 'Notify me on this device' }).check();
  await page.goto('/mail');
  await expect(page.getByText('All done')).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await test.step('while somebody looks at the mail nothing is told', async () => {
    await mailServers.deliver(user, letter('Ana', 'Seen at once'));
    await expect(mail.row('Seen at once')).toBeVisible();
    expect(await shownIn(page)).toEqual([]);
  });

  // Playwright makes every page believe that it has the focus.
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await context.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);

  await test.step('one that comes while they look elsewhere is, with what can be done about it', async () => {
    for (const [name, subject] of [
      ['Ben', 'Harbour fee'],
      ['Cleo', 'Rope for sale'],
      ['Dana', 'Tide tables'],
    ] as const) {
      await mailServers.deliver(user, letter(name, subject));
      await expect
        .poll(async () => (await shownIn(page)).find(({ title }) => title === name))
        .toMatchObject({
          body: expect.stringContaining(subject),
          actions: [expect.stringMatching(/^archive: ./), expect.stringMatching(/^read: ./)],
        });
    }
  });

  await test.step('each button does its work on the server, for its own message', async () => {
    await press(context, 'Harbour fee', 'archive');
    await expect.poll(() => placesOn(mailServers, user, 'Harbour fee')).toEqual(['Archive']);
    await press(context, 'Rope for sale', 'read');
    await expect.poll(() => flagsOn(mailServers, user, 'INBOX', 'Rope for sale')).toContain('\\Seen');
    expect(await flagsOn(mailServers, user, 'INBOX', 'Tide tables')).not.toContain('\\Seen');
    expect(await placesOn(mailServers, user, 'Tide tables')).toEqual(['INBOX']);
  });

  await test.step('what was answered is gone from the desktop, the rest stands', async () => {
    expect((await shownIn(page)).map(({ title }) => title)).toEqual(['Dana']);
    await expect(mail.row('Harbour fee')).toHaveCount(0);
  });

  await test.step('no tab is open: Postern is opened, and does what was pressed', async () => {
    for (const [name, subject] of [
      ['Emil', 'Mooring rope'],
      ['Finn', 'Low bridge'],
    ] as const) {
      await mailServers.deliver(user, letter(name, subject));
      await expect.poll(async () => (await shownIn(page)).map(({ title }) => title)).toContain(name);
    }
    await page.close();
    // A browser opens a window for a click by a hand only; what the worker asks for is opened here in its place.
    const [worker] = context.serviceWorkers();
    await worker?.evaluate(() => {
      const scope = globalThis as unknown as { opened: string[]; clients: { openWindow(path: string): Promise<unknown> } };
      scope.opened = [];
      scope.clients.openWindow = async (path) => scope.opened.push(path);
    });
    await press(context, 'Mooring rope', 'archive');
    await press(context, 'Low bridge', 'read');
    await press(context, 'Tide tables', 'reply');
    const opened = await worker?.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
    expect(opened).toEqual(['/mail', '/mail', '/mail']);
    await other.goto(new URL(opened?.[0] ?? '', appUrl).href);
    await expect.poll(() => placesOn(mailServers, user, 'Mooring rope')).toEqual(['Archive']);
    await expect.poll(() => flagsOn(mailServers, user, 'INBOX', 'Low bridge')).toContain('\\Seen');
    await expect(other.getByRole('heading', { name: 'Reply to Dana' })).toBeVisible();
    await expect(
      other.getByRole('status').filter({ hasText: 'Conversation archived' }).getByRole('button', { name: 'Undo' }),
    ).toBeVisible();
  });

  await test.step('once: a page that is opened later does nothing of it again', async () => {
    await other.keyboard.press('Escape');
    await other.getByRole('status').filter({ hasText: 'Conversation archived' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => placesOn(mailServers, user, 'Mooring rope')).toEqual(['INBOX']);
    await other.reload();
    await expect(other.getByRole('button', { name: 'What you did' })).toBeVisible();
    await expect.poll(() => other.evaluate(async () => (await (await caches.open('postern-clicked')).keys()).length)).toBe(0);
    expect(await placesOn(mailServers, user, 'Mooring rope')).toEqual(['INBOX']);
  });
});
