import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const team = ['Mia Möller <mia@work.test>', 'Otto Oak <otto@oak.test>'];

test('the address book: import, a group, a sender added, suggested in the composer, exported, deleted and taken back', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('contacts');
  await mailServers.deliver(
    user,
    buildMessage({ from: { name: 'Nora New', address: 'nora@new.test' }, to: [user.address], subject: 'Who am I', text: 'x' }),
  );
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await mail.open('Who am I');
  const other = await newUser('redirected');
  await test.step('a message is redirected', async () => {
    await mail.messages().getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Redirect' }).click();
    const dialog = page.getByRole('dialog', { name: 'Redirect this message' });
    await dialog.getByLabel('To', { exact: true }).fill(other.address);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Redirect', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText('Sending').first()).toBeVisible();
  });

  await mail.messages().getByRole('button', { name: 'About the sender' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add to contacts' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'In your contacts' }).click();
  await expect(page.getByRole('heading', { name: 'Nora New' })).toBeVisible();

  await test.step('a vCard file is imported', async () => {
    const cards = team.map((person, index) => {
      const [, name, email] = /^(.*) <(.*)>$/.exec(person) ?? [];
      return `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:urn:uuid:${index}\r\nFN:${name}\r\nEMAIL:${email}\r\nTEL:+49 ${index}\r\nEND:VCARD\r\n`;
    });
    await page.locator('input[type=file]').setInputFiles({ name: 'x.vcf', mimeType: 'text/vcard', buffer: Buffer.from(cards.join('')) });
    await expect(page.getByRole('status').filter({ hasText: '2 contacts imported' })).toBeVisible();
    await expect(page.getByRole('navigation').getByRole('listitem')).toHaveCount(3);
  });

  await test.step('a group is made of them, by the keyboard', async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'New group' }).click();
    await page.keyboard.type('Tree people');
    await page.keyboard.press('Enter');
    await page.getByLabel('Add somebody').fill('moll');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main').getByText('1 member')).toBeVisible();
    await page.getByLabel('Add somebody').fill('oak');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main').getByText('2 members')).toBeVisible();
  });

  await test.step('somebody is edited, found, exported, deleted and taken back', async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Search contacts' }).fill('otto');
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /Otto Oak/ })
      .click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Organisation').fill('Oak & Sons');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Oak & Sons')).toBeVisible();
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    expect(await readFile(await (await file).path(), 'utf8')).toContain('ORG:Oak & Sons\r\n');
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Otto Oak deleted' })).toBeVisible();
    // and read aloud
    await expect(page.locator('[aria-live=polite]').filter({ hasText: 'Otto Oak deleted' })).toHaveCount(1);
    await page.keyboard.press('z');
    await expect(page.getByRole('navigation').getByRole('button', { name: /Otto Oak/ })).toBeVisible();
  });

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await test.step('the group’s members become recipients', async () => {
    await page.goto('/mail');
    const composer = await mail.compose();
    await composer.window.getByLabel('To', { exact: true }).pressSequentially('tree');
    // Shown for fewer letters already; Enter takes it once all of them were asked for.
    await expect(composer.window.getByRole('option', { name: /Group of 2 people/, selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
    for (const name of team.map((person) => person.split(' <')[0]))
      await expect(composer.window.getByRole('button', { name: `Remove ${name}` })).toBeVisible();
    await composer.write('See you under the tree.');
    await composer.window.getByLabel('Subject').fill('Tree');
    await composer.window.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Save as template' }).click();
    await page.getByRole('dialog', { name: 'Save as a template' }).getByRole('button', { name: 'Save', exact: true }).click();
    await expect(mail.toast('Template “Tree” saved')).toBeVisible();
    await composer.window.getByRole('button', { name: 'Save and close' }).click();
    await expect(composer.window).toHaveCount(0);
  });

  await test.step('what was written is a template of another message', async () => {
    const composer = await mail.compose();
    await composer.window.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Insert template' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Tree/ }).click();
    await expect(composer.window.getByLabel('Subject')).toHaveValue('Tree');
    await expect(composer.window.getByRole('textbox', { name: 'Message' })).toContainText('See you under the tree.');
  });

  await test.step('the redirected message has arrived as it was', async () => {
    const inbox = () => mailServers.doveadm(['fetch', '-u', other.login, 'text', 'mailbox', 'INBOX']);
    await expect.poll(inbox, { timeout: 30_000 }).toContain(`Resent-From: ${user.address}`);
    expect(await inbox()).toMatch(/^From: "?Nora New"? <nora@new.test>\r?$/m);
  });
});
