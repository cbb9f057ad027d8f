import { flagsOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const letter = (subject: string, to: string, text = 'Just a line.') =>
  buildMessage({ from: { name: 'Rosa Lind', address: 'rosa@example.test' }, to: [to], subject, text });

test.describe('tags', () => {
  test('what is typed before the dialog is there is written into it, and is no command', async ({
    newUser,
    enter,
    openMail,
    mailServers,
  }) => {
    const user = await newUser('hasty');
    await mailServers.deliver(user, letter('Offer for the boat', user.address));
    const mail = await openMail(await enter(user));
    const { page } = mail;
    // The dialog's code is asked for by the key only, and takes its time.
    await page.addInitScript(() => {
      window.requestIdleCallback = () => 0;
    });
    await page.reload();
    await mail.open('Offer for the boat');
    await expect(mail.reader.getByRole('heading', { name: 'Offer for the boat' })).toBeVisible();
    await page.route('**/*.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await page.keyboard.press('l');
    await page.keyboard.type('Crafts');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Tags' }).getByRole('option', { name: 'Crafts', selected: true })).toBeVisible();
    await expect.poll(() => flagsOn(mailServers, user, 'INBOX', 'Offer for the boat')).toContain('crafts');
    await expect(page.getByRole('dialog')).toHaveCount(1);
  });

  test('made with the keyboard, kept on the server, shown in row, reader and folder pane, found by a click, taken off again', async ({
    newUser,
    enter,
    openMail,
    mailServers,
  }) => {
    const user = await newUser('tagger');
    for (const subject of ['Offer for the boat', 'Rowing on Sunday']) await mailServers.deliver(user, letter(subject, user.address));
    const mail = await openMail(await enter(user));
    const { page } = mail;
    const flags = () => flagsOn(mailServers, user, 'INBOX', 'Offer for the boat');
    await mail.open('Offer for the boat');
    await page.keyboard.press('l');
    const dialog = page.getByRole('dialog', { name: 'Tags' });
    // The browser driver writes an umlaut without a key, so it needs the field.
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('Projekt Müller');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('option', { name: 'Projekt Müller', selected: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(mail.row('Offer for the boat')).toContainText('Projekt Müller');
    await expect.poll(flags).toContain('projekt_muller');

    // Another client’s keyword is a tag without anybody doing anything.
    await mailServers.doveadm(['flags', 'add', '-u', user.login, 'Travel', 'mailbox', 'INBOX', 'all']);
    await expect(mail.row('Rowing on Sunday')).toContainText('Travel');

    const list = page.getByRole('region', { name: 'Tags' });
    await list.getByRole('link', { name: 'Projekt Müller' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Projekt Müller' })).toBeVisible();
    await expect(mail.rows).toHaveCount(1);
    await mail.open('Offer for the boat');
    await mail.reader.getByRole('button', { name: 'Take “Projekt Müller” off' }).click();
    await expect.poll(flags).not.toContain('projekt_muller');
  });

  test('renamed, recoloured and deleted in settings', async ({ newUser, enter, openMail, mailServers }) => {
    const user = await newUser('tagset');
    await mailServers.deliver(user, letter('Tagged elsewhere', user.address));
    await mailServers.doveadm(['flags', 'add', '-u', user.login, 'proj', 'mailbox', 'INBOX', 'all']);
    const mail = await openMail(await enter(user));
    const { page } = mail;
    await expect(mail.row('Tagged elsewhere')).toContainText('Proj');
    await page.goto(`${new URL(page.url()).origin}/settings#tags`);
    const section = page.getByRole('region', { name: 'Tags' });
    await section.getByRole('textbox', { name: 'Name of the tag Proj' }).fill('Project');
    await page.keyboard.press('Enter');
    await section.getByRole('button', { name: 'Colour of Project' }).click();
    await page.getByRole('menuitemradio', { name: 'Green' }).click();
    await section.getByRole('textbox', { name: 'New tag' }).fill('Later');
    await section.getByRole('button', { name: 'Add tag' }).click();
    await expect(section.getByRole('textbox', { name: 'Name of the tag Later' })).toBeVisible();
    await page.goto(`${new URL(page.url()).origin}/mail`);
    await expect(mail.row('Tagged elsewhere').locator('[data-colour="green"]')).toHaveText('Project');
    expect(await flagsOn(mailServers, user, 'INBOX', 'Tagged elsewhere')).toContain('proj');

    await page.goto(`${new URL(page.url()).origin}/settings#tags`);
    await section.getByRole('button', { name: 'Delete Project' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete tag' }).click();
    await expect(section.getByRole('textbox', { name: 'Name of the tag Project' })).toHaveCount(0);
    await expect.poll(() => flagsOn(mailServers, user, 'INBOX', 'Tagged elsewhere')).not.toContain('proj');
  });
});
