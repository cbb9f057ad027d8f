import { expect, jmap, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('two people signed in at once see only their own mail', async ({ ana, ben, openMail, mailServers, appUrl }) => {
  const letter = (to: string, subject: string) =>
    buildMessage({
      from: 'rosa@example.test',
      to: [to],
      subject,
      text: 'between us',
      attachments: [{ fileName: 'secret.txt', type: 'text/plain', content: `for ${to}` }],
    });
  await mailServers.deliver(ana.user, letter(ana.user.address, 'Only for Ana'));
  await mailServers.deliver(ben.user, letter(ben.user.address, 'Only for Ben'));
  const [anas, bens] = [await openMail(ana), await openMail(ben)];
  await anas.open('Only for Ana');
  await bens.open('Only for Ben');
  await expect(anas.row('Only for Ben')).toHaveCount(0);
  await expect(bens.row('Only for Ana')).toHaveCount(0);
  await anas.search.fill('between us');
  await anas.search.press('Enter');
  await expect(anas.row('Only for Ana')).toBeVisible();
  await expect(anas.row('Only for Ben')).toHaveCount(0);

  await test.step('the address of the other’s mail leads nowhere', async () => {
    const url = bens.page.url();
    await anas.page.goto(url);
    await expect(anas.switcher).toContainText(ana.user.address);
    await expect(anas.page.getByText('Only for Ben')).toHaveCount(0);
  });

  await test.step('nor do the other’s blobs, account, uploads', async () => {
    const href = await bens.reader.getByRole('link', { name: /^Download secret.txt/ }).getAttribute('href');
    expect(href).toMatch(/^\/api\/download\//);
    const own = await bens.page.request.get(`${appUrl}${href}`);
    expect([own.status(), await own.text()]).toEqual([200, `for ${ben.user.address}`]);
    const headers = { origin: appUrl, 'x-postern': '1', 'sec-fetch-site': 'same-origin' };
    expect((await anas.page.request.get(`${appUrl}${href}`)).status()).toBe(404);
    const accountId = href!.split('/')[3]!;
    expect((await anas.page.request.post(`${appUrl}/api/upload/${accountId}`, { headers, data: 'x' })).status()).toBe(404);
    expect((await anas.page.request.delete(`${appUrl}/api/accounts/${accountId}`, { headers })).status()).toBe(404);
    const [answer] = await jmap(anas.page, [['Mailbox/get', { accountId, ids: null }, 'c0']]);
    expect(answer).toEqual(['error', expect.objectContaining({ type: 'accountNotFound' }), 'c0']);
  });
});

test('signing out ends the session: nothing opens with the old cookies, and nothing of the mail stays in the browser', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  appUrl,
}) => {
  const user = await newUser('leaver');
  await mailServers.deliver(user, buildMessage({ from: 'rosa@example.test', to: [user.address], subject: 'Stay a little', text: 'x' }));
  const person = await enter(user);
  const mail = await openMail(person);
  await mail.open('Stay a little');
  await mail.switcher.click();
  await mail.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await mail.page.waitForURL('**/sign-in');
  const kept = await mail.page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return { local: Object.entries(localStorage), session: Object.entries(sessionStorage), databases, caches: await caches.keys() };
  });
  expect(JSON.stringify(kept)).not.toContain('Stay a little');
  expect(JSON.stringify(kept)).not.toContain(user.address);

  const thief = await openMailless(mail.page.context().browser(), person.state);
  expect((await thief.request.get(`${appUrl}/.well-known/jmap`)).status()).toBe(401);
  await thief.close();
});

async function openMailless(
  browser: import('@playwright/test').Browser | null,
  storageState: NonNullable<import('@playwright/test').BrowserContextOptions['storageState']>,
) {
  if (browser === null) throw new Error('no browser');
  return browser.newContext({ storageState });
}
