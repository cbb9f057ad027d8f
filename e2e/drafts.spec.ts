import type { Page } from '@playwright/test';
import { ownBrowser } from './app/own-browser.ts';
import { messagesOn, placesOn, rawOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { ourPage, signInByPost } from './jmap/web-session.ts';
import { MailPage } from './pages/mail-page.ts';

const rounds = process.env.POSTERN_TEST_LONG === '1' ? 50 : 2;

/** The same moments every time. */
function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The words that this browser keeps, as they stand in its database. */
const keptWords = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('postern-drafts');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('drafts')) return resolve('');
          const asked = database.transaction('drafts').objectStore('drafts').getAll();
          asked.onsuccess = () => {
            database.close();
            const htmls = (asked.result as { draft: { fields: { html: string } } }[]).map((row) => row.draft.fields.html);
            resolve(htmls.map((html) => html.replace(/<[^>]*>/g, '')).join('\n'));
          };
        };
      }),
  );

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
/** Quoted-printable and flowed text without their line ends. */
const unfolded = (raw: string): string => raw.replace(/=\r?\n/g, '').replace(/=20/g, ' ');

test('V3, §11: kill -9 of browser and gateway while somebody types: what was typed is there again, once', async ({
  ownApp,
  enter,
  newUser,
  mailServers,
}) => {
  test.setTimeout(rounds * 60_000);
  const app = await ownApp();
  const user = await newUser('typing');
  const person = await enter(user, app);
  const browser = await ownBrowser();
  const chance = createChance(20261122);
  const subject = 'Typed under fire';
  let words = '';
  let count = 0;

  async function open(): Promise<MailPage> {
    await browser.start();
    if (typeof person.state === 'object') await browser.page().context().addCookies(person.state.cookies);
    const mail = new MailPage(browser.page());
    await mail.goto(app.url);
    return mail;
  }
  async function type(page: Page, many: number): Promise<void> {
    for (let index = 0; index < many; index += 1) {
      count += 1;
      const word = `w${count} `;
      words += word;
      await page.keyboard.type(word);
    }
  }

  try {
    let mail = await open();
    const first = await mail.compose();
    await first.subject.fill(subject);
    await first.attach({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('one\ntwo\n') });
    await first.message.click();
    for (let round = 0; round < rounds; round += 1) {
      const page = browser.page();
      await type(page, 2 + chance(6));
      await expect.poll(async () => plain(await keptWords(page))).toContain(words.trim());
      const sure = words.trim();
      // Somewhere in the middle of these it happens; of them the first so and so many have to be there.
      await type(page, chance(5));
      if (round % 2 === 0) {
        await browser.kill();
        if (chance(3) === 0) await app.restart('SIGKILL');
        mail = await open();
      } else {
        await app.kill('SIGKILL');
        await type(page, chance(4));
        await app.restart();
      }
      const composer = await mail.composer();
      await expect(composer.subject).toHaveValue(subject);
      await expect(composer.files).toContainText(['list.txt']);
      await expect(composer.message).toContainText(sure);
      // Nothing but what was typed, in its order; all of it where the browser lived on.
      const restored = plain((await composer.message.textContent()) ?? '');
      if (round % 2 === 0) expect(words.startsWith(restored), `“${restored}” is no beginning of “${words}”`).toBe(true);
      else expect(restored).toBe(words.trim());
      words = `${restored} `;
      await composer.message.click();
      await browser.page().keyboard.press('Control+End');
      await browser.page().keyboard.type(' ');
    }
    const composer = await mail.composer();
    await expect(composer.window.getByText(/^Saved /)).toBeVisible();
    await composer.close();
    // One draft, with every word, however often it was saved.
    await expect.poll(async () => (await messagesOn(mailServers, user, 'Drafts')).map((message) => message.subject)).toEqual([subject]);
    await expect.poll(async () => plain(unfolded(await rawOn(mailServers, user, 'Drafts', subject)))).toContain(words.trim());
    expect(await rawOn(mailServers, user, 'Drafts', subject)).toContain('list.txt');
  } finally {
    await browser.stop();
  }
});

test('V3: the session ends while a message is written; it goes on in place after the next sign-in', async ({
  app,
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('expired');
  const mail = await openMail(await enter(user));
  const composer = await mail.compose();
  await composer.subject.fill('Still here');
  await composer.write('Before the session ended');
  const other = await signInByPost(app.url, user);
  await fetch(`${app.url}/api/auth/sessions`, { method: 'DELETE', headers: { cookie: other, ...ourPage(app.url) } });
  const again = mail.page.getByRole('dialog', { name: 'Sign in again' });
  await expect(again).toBeVisible();
  // Put off, the message can be gone on with.
  await again.getByRole('button', { name: 'Not now' }).click();
  await composer.write(' and after it');
  await mail.page.getByRole('status').getByRole('button', { name: 'Sign in' }).click();
  await again.getByLabel(/^Password for/).fill('wrong');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(again.getByRole('alert')).toBeVisible();
  await again.getByLabel(/^Password for/).fill(user.password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(again).toBeHidden();
  await expect(composer.message).toContainText('Before the session ended and after it');
  await expect(composer.window.getByText(/^Saved /)).toBeVisible();
  await expect.poll(() => placesOn(mailServers, user, 'Still here')).toEqual(['Drafts']);
});

test('S11: a draft in two tabs is written in one of them; on two devices both versions are kept; deleted or sent elsewhere it says so', async ({
  newUser,
  enter,
  openMail,
  ben,
  mailServers,
}) => {
  const person = await enter(await newUser('twice'));
  const mail = await openMail(person);
  const composer = await mail.compose();
  await composer.subject.fill('Written twice');
  await composer.write('From the start');
  await expect(composer.window.getByText(/^Saved /)).toBeVisible();

  await test.step('another tab says where it is, and takes it over', async () => {
    const tab = new MailPage(await mail.page.context().newPage());
    await tab.goto(new URL(mail.page.url()).origin);
    await tab.goToFolder('Drafts');
    await tab.row('Written twice').getByRole('link').click();
    await expect(tab.page.getByText('This draft is open in another tab')).toBeVisible();
    await tab.page.getByRole('button', { name: 'Write here' }).click();
    const there = await tab.composer();
    await expect(there.message).toContainText('From the start');
    await expect(composer.window).toBeHidden();
    await there.close();
    await tab.page.close();
  });

  await test.step('two devices', async () => {
    const device = await openMail(person);
    const both = [];
    for (const each of [mail, device]) {
      await each.goToFolder('Drafts');
      await each.row('Written twice').getByRole('link').click();
      const opened = await each.composer();
      await expect(opened.message).toContainText('From the start');
      both.push(opened);
    }
    const [here, there] = both as [typeof composer, typeof composer];
    // The other device is cut off while it is changed here, and has words of its own when it is back.
    await device.page.context().setOffline(true);
    await there.write(' THERE');
    await here.write(' HERE');
    await expect(here.window.getByText(/^Saved /)).toBeVisible();
    await expect(there.window.getByText(/Kept on this device/)).toBeVisible();
    await device.page.context().setOffline(false);
    await expect(there.window.getByText(/Both versions are kept/)).toBeVisible();
    await expect(device.row('Written twice')).toHaveCount(2);
    await expect(here.message).toContainText('HERE');
    await expect(here.message).not.toContainText('THERE');
    await expect(there.message).toContainText('THERE');
    await expect(there.window.getByText(/^Saved /)).toBeVisible();
    await there.close();
  });

  await test.step('deleted elsewhere while it is open: it says so, and can be kept', async () => {
    const device = await openMail(person);
    const other = 'Deleted elsewhere';
    await mail.page.getByRole('button', { name: 'Compose' }).first().click();
    const mine = mail.page.getByRole('dialog', { name: 'New message' });
    await mine.getByRole('textbox', { name: 'Subject' }).fill(other);
    await mine.getByRole('textbox', { name: 'Message', exact: true }).click();
    await mail.page.keyboard.insertText('All of it');
    await expect(mine.getByText(/^Saved /)).toBeVisible();
    await device.goToFolder('Drafts');
    await device.row(other).hover();
    await device.row(other).getByRole('button', { name: 'Delete' }).click();
    await expect(mine.getByText('This draft was deleted on another device. It is kept only in this window.')).toBeVisible();
    await expect(mine.getByRole('textbox', { name: 'Message', exact: true })).toContainText('All of it');
    await mine.getByRole('button', { name: 'Keep the draft' }).click();
    await expect.poll(async () => (await placesOn(mailServers, person.user, other)).sort()).toEqual(['Drafts', 'Trash']);
    await expect(mine.getByText(/^Saved /)).toBeVisible();

    await test.step('sent elsewhere: what is only here stays a draft, and nothing goes twice', async () => {
      await device.page.goto(device.page.url());
      await device.goToFolder('Drafts');
      await device.row(other).getByRole('link').click();
      const there = await device.composer();
      await expect(there.message).toContainText('All of it');
      await mail.page.context().setOffline(true);
      await mine.getByRole('textbox', { name: 'Message', exact: true }).press('Control+End');
      await mail.page.keyboard.insertText(' and more');
      await expect(mine.getByText(/Kept on this device/)).toBeVisible();
      await there.address('To', ben.user.address);
      await there.send();
      await mail.page.context().setOffline(false);
      await expect(mine.getByText(/^This message was sent from another device while you were writing/)).toBeVisible();
      await expect(mine.getByRole('textbox', { name: 'Message', exact: true })).toContainText('All of it and more');
      await expect.poll(() => placesOn(mailServers, ben.user, other)).toEqual(['INBOX']);
      await expect.poll(async () => (await placesOn(mailServers, person.user, other)).sort()).toEqual(['Drafts', 'Sent', 'Trash']);
    });
  });

  await test.step('settled 6: signing out takes what was written out of the browser, in every tab', async () => {
    const tab = new MailPage(await mail.page.context().newPage());
    await tab.goto(new URL(mail.page.url()).origin);
    await mail.switcher.click();
    await mail.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await mail.page.waitForURL('**/sign-in');
    await tab.page.waitForURL('**/sign-in');
    expect(await keptWords(mail.page)).toBe('');
  });
});
