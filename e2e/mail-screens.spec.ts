import type { Locator, Page } from '@playwright/test';
import { hasSharedCorpus, ownAttacks, sharedAttacks } from '#lib/html/testing/attack-corpus.ts';
import { expect, test } from './fixtures.ts';
import { type Letter, lettersOf, messagesOf, newsOf } from './hostile/hostile-mail.ts';
import { takeDown, type Walls, watch } from './hostile/walls.ts';
import type { MailPage } from './pages/mail-page.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
/** In the long run every mail of both corpora, else a few of each: what matters is that every screen that shows mail shows hostile mail. */
const attacks = [...ownAttacks(isLong ? 1 : 24), ...(hasSharedCorpus ? sharedAttacks(isLong ? 1 : 200) : [])];
const beganMs = Date.parse('2026-10-01T08:00:00Z');
const longMs = 3_600_000;
/** A hang guard: over a thousand mails come in before the first is looked at. */
const latestMs = isLong ? 600_000 : 60_000;

/** Until every mail of the conversation is in its frame. A frame that is not ours any more (without the sanitiser) is as far as it comes. */
async function whenDrawn(page: Page, count: number): Promise<void> {
  await page.waitForFunction((count) => {
    const frames = [...document.querySelectorAll<HTMLIFrameElement>('article iframe')];
    return (
      frames.length >= count &&
      frames.every(({ contentDocument }) => contentDocument === null || contentDocument.adoptedStyleSheets.length > 0)
    );
  }, count);
}

type Screens = {
  mail: MailPage;
  letter: Letter;
  walls: Walls;
  check: (screen: string, isLooked?: boolean) => Promise<void>;
  isWhole: boolean;
};

/** @param isWhole  false: the composer, which is the slowest, is left out */
async function throughAllScreens({ mail, letter, walls, check, isWhole }: Screens): Promise<void> {
  const { page } = mail;
  const { subject, words } = letter;
  await reach(mail, mail.row(subject));
  await mail.open(subject);
  // An answer that was begun behind other walls may stand below it.
  const all = mail.messages().filter({ has: page.getByRole('button', { name: /^View inner.eml/ }) });
  const answer = `An answer, walls: ${walls}.`;
  if (letter.attacks.length > 0) await mail.reader.getByRole('button', { name: 'Expand all' }).click();
  await whenDrawn(page, letter.attacks.length + 1);
  await expect(mail.body(all).getByText(words).first()).toBeAttached();
  // … and the walls that are said to be down are down.
  await expect(mail.body(all).locator('script.tooth')).toHaveCount(walls === 'frame alone' ? 1 : 0);
  const sandbox = await all.locator('iframe').getAttribute('sandbox');
  expect(sandbox === null).toBe(walls === 'sanitiser alone');
  await check(`reader, ${subject}`);

  await all.getByRole('button', { name: /^View inner.eml/ }).click();
  await expect(page.getByRole('dialog').frameLocator('iframe').getByText(words).first()).toBeAttached();
  await check(`attached message, ${subject}`, isWhole);
  await page.keyboard.press('Escape');

  await mail.reader
    .getByRole('button', { name: 'Print all' })
    .or(mail.reader.getByRole('button', { name: 'Print', exact: true }))
    .first()
    .click();
  const printed = page.locator('iframe[title="Print"]');
  await expect.poll(() => printed.contentFrame().locator('article').count()).toBeGreaterThan(letter.attacks.length);
  await expect(printed.contentFrame().getByText(words).first()).toBeAttached();
  await check(`print, ${subject}`, isWhole);
  await printed.evaluate((frame) => frame.remove());
  if (!isWhole) return;

  await page.keyboard.press('r');
  const composer = await mail.composer();
  await composer.window.getByRole('button', { name: 'Show quoted message' }).click();
  await expect(composer.window.frameLocator('iframe').getByText(words).first()).toBeAttached();
  await check(`quote, ${subject}`);
  await composer.write(answer);
  await composer.close();
  await mail.messages().filter({ hasText: answer }).getByRole('button').first().click();
  const again = await mail.composer();
  await again.window.getByRole('button', { name: 'Show quoted message' }).click();
  await expect(again.window.frameLocator('iframe').getByText(words).first()).toBeAttached();
  await check(`draft restored, ${subject}`, isLong);
  await again.close();
}

const settings = ['both', 'both, dark', 'sanitiser alone', 'frame alone'] satisfies Walls[];
// In the long run one person for each setting: what goes wrong behind one wall is told of alone.
for (const these of isLong ? settings.map((walls) => [walls]) : [settings])
  test(`V1, V2: reader, attached message, print, quote and restored draft: ${these.join('; ')}`, async ({
    newUser,
    enter,
    openMail,
    mailServers,
    appUrl,
  }, info) => {
    test.setTimeout(isLong ? longMs : 300_000);
    const user = await newUser('screens');
    const person = await enter(user);
    const bright = await openMail(person);
    const letters = (await lettersOf(attacks, bright.page)).slice(0, isLong ? undefined : 1);
    await mailServers.appendMany(
      user,
      'INBOX',
      letters.flatMap((letter, n) => messagesOf(letter, user.address, beganMs + n * 60_000)),
    );
    const figures = { cases: letters.flatMap((letter) => letter.attacks).length, letters: letters.length, draws: 0, pictures: 0 };
    for (const walls of these) {
      const mail = walls === 'both' ? bright : await openMail(person);
      await takeDown(mail.page, walls);
      await mail.goto(appUrl);
      const seen = await watch(mail.page, appUrl, walls);
      await expect(mail.rows.first()).toContainText(letters.at(-1)!.subject, { timeout: latestMs });
      // the newest first, as they stand
      for (const [n, letter] of [...letters.entries()].reverse()) {
        const isWhole = walls === 'both' || (isLong && n % 4 === 0);
        await throughAllScreens({ mail, letter, walls, check: seen.check, isWhole });
        figures.draws += letter.attacks.length * (isWhole ? 6 : 4);
        expect.soft(seen.said.splice(0), `${walls}, ${letter.subject} ${letter.attacks.map(({ id }) => id).join(' ')}`).toEqual([]);
      }
      figures.pictures += seen.pictures();
      await mail.page.context().close();
    }
    info.annotations.push({ type: 'figures', description: JSON.stringify(figures) });
    if (isLong) process.stdout.write(`${JSON.stringify(figures)}\n`);
  });

test('V1, V2: list, preview, search, files, newsletters, invitation, notification: whatever a mail says there is text', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  appUrl,
}, info) => {
  test.setTimeout(isLong ? longMs : 300_000);
  const user = await newUser('fields');
  await mailServers.appendMany(
    user,
    'INBOX',
    attacks.map((attack, n) => ({ raw: newsOf(attack, n, user.address), flags: ['\\Seen'], receivedAtMs: beganMs + n * 1_000 })),
  );
  const person = await enter(user);
  const mail = await openMail(person);
  const { page } = mail;
  const seen = await watch(page, appUrl, 'both');
  const newest = attacks.length - 1;
  await expect(mail.rows.first()).toContainText(`News ${newest}.`, { timeout: latestMs });

  // the newest first, as they stand
  await mail.open(`News ${newest}.`);
  for (let n = newest; n >= (isLong ? 0 : newest); n -= 1) {
    if (n < newest) await mail.press('j');
    await expect(mail.reader.getByRole('heading', { level: 2 })).toContainText(`News ${n}.`);
    await expect(mail.reader.getByRole('region', { name: /^Invitation/ })).toBeVisible();
    if (n % 40 === newest % 40) await seen.check(`invitation ${n}`);
    expect(seen.said, `invitation ${n}`).toEqual([]);
  }

  await reach(mail, mail.row('News 0.'));
  await seen.check('list');

  await mail.search.fill('harbour');
  await mail.search.press('Enter');
  await reach(mail, mail.row('News 0.'));
  await seen.check('search', isLong);
  await mail.goToFolder('Inbox');

  await page.getByRole('button', { name: 'Files', exact: true }).click();
  const files = page.getByRole('dialog').getByRole('list', { name: 'Files' });
  const more = page.getByRole('dialog').getByRole('button', { name: 'Look further' });
  await expect(files.getByRole('listitem').first()).toBeVisible();
  await expect
    .poll(
      async () => {
        const count = await files.getByRole('listitem').count();
        await more.evaluateAll((buttons) => {
          for (const button of buttons) (button as HTMLButtonElement).click();
        });
        return count;
      },
      { timeout: latestMs },
    )
    .toBe(attacks.length * 2);
  await seen.check('files', isLong);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Newsletters', exact: true }).click();
  const news = page.getByRole('dialog').getByRole('list').first();
  await expect.poll(() => news.getByRole('listitem').count()).toBe(attacks.length);
  await seen.check('newsletters', isLong);
  await page.keyboard.press('Escape');

  const told = await recordNotifications(page);
  const fields = ownAttacks(1)
    .filter(({ as }) => as === 'field')
    .filter((_field, index) => isLong || index % 10 === 0);
  for (const [n, field] of fields.entries()) {
    await mailServers.deliver(user, newsOf(field, attacks.length + n, user.address));
    await expect.poll(told).toBe(n + 1);
  }
  expect(fields.length).toBeGreaterThan(0);
  await seen.check('notifications', isLong);
  expect(seen.said).toEqual([]);
  info.annotations.push({ type: 'figures', description: JSON.stringify({ cases: attacks.length, notifications: fields.length }) });
});

/** Scrolls the list down until a row comes. */
async function reach(mail: MailPage, row: Locator): Promise<void> {
  await expect(mail.rows.first()).toBeVisible();
  await expect
    .poll(
      async () => {
        if ((await row.count()) > 0) return true;
        await mail.rows.last().evaluate((last) => last.scrollIntoView({ block: 'start' }));
        return false;
      },
      { intervals: [50], timeout: latestMs },
    )
    .toBe(true);
}

/** As if somebody had allowed them and looked elsewhere. @returns how many were shown */
async function recordNotifications(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const told: NotificationOptions[] = [];
    class Recorded {
      static permission = 'granted';
      constructor(_title: string, options: NotificationOptions) {
        told.push(options);
      }
    }
    Object.defineProperty(document, 'noticesTold', { value: told });
    window.Notification = Recorded as unknown as typeof Notification;
    Document.prototype.hasFocus = () => false;
    localStorage.setItem('postern.notify', '1');
    window.dispatchEvent(new Event('blur'));
  });
  return () =>
    page.evaluate(() => {
      const told = (document as unknown as { noticesTold: NotificationOptions[] }).noticesTold;
      if (told.some(({ icon, badge }) => icon !== '/icon-192.png' || badge !== '/icon-192.png'))
        throw new Error('a picture that is not ours');
      return told.length;
    });
}
