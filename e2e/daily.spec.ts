import { flagsOn, placesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage, type MailServers, type MailUser } from './servers/index.ts';

const subjects = ['First light', 'Second wind', 'Third time'] as const;

/** Three conversations, the first on top. */
async function threeLetters(servers: MailServers, user: MailUser): Promise<void> {
  const nowMs = Date.now();
  await servers.appendMany(
    user,
    'INBOX',
    subjects.toReversed().map((subject, index) => ({
      raw: buildMessage({
        from: { name: 'Rosa Lind', address: 'rosa@example.test' },
        to: [user.address, 'tom@example.test'],
        subject,
        text: `The words of ${subject}, and nothing about rhubarb${index}.`,
      }),
      receivedAtMs: nowMs - (subjects.length - index) * 60_000,
    })),
  );
}

test('the keyboard alone: j k o u s e z # r a f c / ?', async ({ newUser, enter, openMail, mailServers }) => {
  const user = await newUser('keys');
  await threeLetters(mailServers, user);
  const mail = await openMail(await enter(user));
  await expect(mail.rows).toHaveCount(3);
  const cursor = mail.grid.locator('[data-cursor]');

  await test.step('j and k walk, o opens, u goes back', async () => {
    await mail.press('j');
    await expect(cursor).toContainText(subjects[0]);
    await mail.press('j', 'j', 'k');
    await expect(cursor).toContainText(subjects[1]);
    await mail.press('o');
    await expect(mail.reader.getByRole('heading', { level: 2 })).toHaveText(subjects[1]);
    await mail.press('j');
    await expect(mail.reader.getByRole('heading', { level: 2 })).toHaveText(subjects[2]);
    await mail.press('u');
    await expect(mail.reader).toBeHidden();
  });

  await test.step('s stars, e archives, z takes it back, # deletes', async () => {
    await expect(cursor).toContainText(subjects[2]);
    await mail.press('s');
    await expect.poll(() => flagsOn(mailServers, user, 'INBOX', subjects[2])).toContain('\\Flagged');
    await mail.press('e');
    await expect(mail.row(subjects[2])).toHaveCount(0);
    await mail.press('z');
    await expect(mail.row(subjects[2])).toBeVisible();
    await expect.poll(() => placesOn(mailServers, user, subjects[2])).toEqual(['INBOX']);
    await mail.row(subjects[2]).getByRole('link').click();
    await mail.press('#');
    await expect(mail.row(subjects[2])).toHaveCount(0);
    await expect.poll(() => placesOn(mailServers, user, subjects[2])).toEqual(['Trash']);
  });

  await test.step('r, a, f and c write; Esc keeps and closes', async () => {
    await mail.open(subjects[0]);
    for (const [key, subject, people] of [
      ['r', `Re: ${subjects[0]}`, ['Rosa Lind']],
      ['a', `Re: ${subjects[0]}`, ['Rosa Lind', 'tom@example.test']],
      ['f', `Fwd: ${subjects[0]}`, []],
      ['c', '', []],
    ] as const) {
      await mail.press(key);
      const composer = await mail.composer();
      await expect(composer.subject).toHaveValue(subject);
      for (const name of people) await expect(composer.window.getByRole('button', { name: `Remove ${name}` })).toBeVisible();
      await composer.window.getByRole('button', { name: 'Discard draft' }).click();
      await expect(composer.window).toBeHidden();
    }
  });

  await test.step('/ searches, ? helps, and no key works in a field', async () => {
    await mail.press('/');
    await expect(mail.search).toBeFocused();
    await mail.page.keyboard.type('je#');
    await expect(mail.search).toHaveValue('je#');
    await mail.press('Escape', 'Escape');
    await expect(mail.search).toHaveValue('');
    await expect(mail.rows).toHaveCount(2);
    await mail.press('?');
    const help = mail.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(help).toContainText('Next conversation');
    await mail.press('Escape');
    await expect(help).toBeHidden();
  });
});

test('search finds by subject and by the words of the body, in every folder, and says when it finds nothing', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('seeker');
  await threeLetters(mailServers, user);
  await mailServers.appendMany(user, 'Archive', [
    { raw: buildMessage({ from: 'rosa@example.test', to: [user.address], subject: 'Long ago', text: 'We spoke of marmalade.' }) },
  ]);
  const mail = await openMail(await enter(user));
  await expect(mail.rows).toHaveCount(3);
  const find = async (words: string) => {
    await mail.search.fill(words);
    await mail.search.press('Enter');
  };
  await find('Second');
  await expect(mail.rows).toHaveCount(1);
  await expect(mail.row('Second wind')).toBeVisible();
  await find('rhubarb1');
  await expect(mail.rows).toHaveCount(1);
  await expect(mail.row('Second wind')).toBeVisible();
  await find('marmalade');
  await mail.open('Long ago');
  await expect(mail.body().getByText('We spoke of marmalade.')).toBeVisible();
  await find('from:rosa third');
  await expect(mail.rows).toHaveCount(1);
  await expect(mail.row('Third time')).toBeVisible();
  await find('gooseberry');
  await expect(mail.page.getByText('Nothing found').first()).toBeVisible();
  await mail.page.getByRole('button', { name: 'Clear search' }).click();
  await expect(mail.rows).toHaveCount(3);
});

test('light and dark follow the choice, and stay', async ({ newUser, enter, openMail }) => {
  const mail = await openMail(await enter(await newUser('painter')));
  const ink = () => mail.page.evaluate(() => getComputedStyle(document.body).color);
  const light = await ink();
  await mail.switcher.click();
  await mail.page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(ink).not.toBe(light);
  const dark = await ink();
  await mail.page.reload();
  await expect(mail.switcher).toBeVisible();
  await expect.poll(ink).toBe(dark);
  await mail.switcher.click();
  await mail.page.getByRole('menuitemradio', { name: 'Light' }).click();
  await expect.poll(ink).toBe(light);
  await mail.switcher.click();
  await mail.page.getByRole('menuitemradio', { name: 'As the system' }).click();
  await mail.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ink).toBe(dark);
});

test('on a phone one pane at a time: list, conversation, back, folders, writing', async ({ newUser, enter, openMail, mailServers }) => {
  const user = await newUser('phone');
  await threeLetters(mailServers, user);
  const mail = await openMail(await enter(user), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await expect(mail.rows).toHaveCount(3);
  await expect(mail.page.getByRole('tree', { name: 'Folders' })).toBeHidden();
  await mail.row(subjects[0]).getByRole('link').tap();
  await expect(mail.reader.getByRole('heading', { level: 2 })).toHaveText(subjects[0]);
  await expect(mail.body().getByText('The words of First light')).toBeVisible();
  await expect(mail.rows.first()).not.toBeInViewport();
  await mail.page.getByRole('button', { name: 'Back to list' }).tap();
  await expect(mail.reader).toBeHidden();
  await expect(mail.row(subjects[0])).toBeInViewport();

  await mail.page.getByRole('button', { name: 'Show folders' }).tap();
  await mail.folder('Sent').tap();
  await expect(mail.page.getByRole('heading', { level: 1, name: 'Sent' })).toBeVisible();
  await expect(mail.page.getByRole('tree', { name: 'Folders' })).toBeHidden();

  await mail.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Compose' }).tap();
  const composer = await mail.composer();
  const box = await composer.window.boundingBox();
  expect(box).toMatchObject({ x: 0, width: 390 });
  await composer.window.getByRole('button', { name: 'Save and close' }).tap();
  await expect(composer.window).toBeHidden();
  // nothing is wider than the screen
  expect(await mail.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
