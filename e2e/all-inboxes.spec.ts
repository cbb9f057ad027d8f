import { flagsOn, placesOn, rawOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';
import { MailboxForm } from './pages/sign-in-page.ts';
import { buildMessage } from './servers/index.ts';

test('the mail of two accounts as one list: archived, undone, read and answered each through its own account', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  ben,
}) => {
  const [work, home] = [await newUser('work'), await newUser('home')];
  for (const [user, subject] of [
    [work, 'Work 1'],
    [work, 'Work 2'],
    [home, 'Home 1'],
    [home, 'Home 2'],
  ] as const)
    await mailServers.deliver(user, buildMessage({ from: ben.user.address, to: [user.address], subject, text: 'x' }));
  const mail = await openMail(await enter(work));
  const { page } = mail;
  await preferValues(page, { undoSeconds: 0 });
  await page.goto('/settings#add-account');
  const dialog = page.getByRole('dialog', { name: 'Add account' });
  await new MailboxForm(dialog).fill(home);
  await dialog.getByRole('button', { name: 'Add account' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('link', { name: 'Back to mail' }).click();

  await mail.switcher.click();
  await page.getByRole('menuitemradio', { name: 'All inboxes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'All inboxes' })).toBeVisible();
  await expect(mail.rows).toHaveCount(4);
  await expect(mail.row('Home 1').getByText(home.address)).toHaveCount(1);

  await test.step('one of each is archived by one key, and both are back by another', async () => {
    for (const subject of ['Home 2', 'Work 2']) {
      await mail.row(subject).hover();
      await mail.row(subject).getByRole('checkbox').click({ force: true });
    }
    await mail.press('e');
    await expect(mail.rows).toHaveCount(2);
    for (const [user, subject] of [
      [home, 'Home 2'],
      [work, 'Work 2'],
    ] as const)
      await expect.poll(() => placesOn(mailServers, user, subject)).toEqual(['Archive']);
    await mail.press('z');
    await expect(mail.rows).toHaveCount(4);
    await expect.poll(() => placesOn(mailServers, home, 'Home 2')).toEqual(['INBOX']);
  });

  await test.step('what is opened is read there, also after the page was loaded anew, and answered from there', async () => {
    await mail.open('Home 1');
    await expect.poll(() => flagsOn(mailServers, home, 'INBOX', 'Home 1')).toContain('\\Seen');
    await page.reload();
    await expect(mail.reader.getByRole('heading', { level: 2 })).toContainText('Home 1');
    await mail.press('r');
    const composer = await mail.composer();
    await composer.write('Yes');
    await composer.send();
    await expect.poll(() => rawOn(mailServers, ben.user, 'INBOX', 'Re: Home 1').catch(() => '')).toContain(home.address);
  });

  await test.step('a sender given priority in one account has the crown on rows of both, also on what comes, until it is taken away', async () => {
    const letter = (to: string, from: string, subject: string) => buildMessage({ from, to: [to], subject, text: 'x' });
    await mailServers.deliver(home, letter(home.address, 'stranger@example.test', 'Home of a stranger'));
    await expect(mail.row('Home of a stranger')).toBeVisible();
    const crowned = mail.rows.filter({ has: page.getByTitle('Priority sender') });
    await expect(crowned).toHaveCount(0);
    await mail.open('Work 1');
    const priority = (await mail.openSender()).getByRole('checkbox', { name: 'Priority sender' });
    await priority.check();
    await page.keyboard.press('Escape');
    for (const subject of ['Work 1', 'Work 2', 'Home 1', 'Home 2'])
      await expect(mail.row(subject).getByTitle('Priority sender'), subject).toBeVisible();
    await expect(crowned).toHaveCount(4);
    await mailServers.deliver(home, letter(home.address, ben.user.address, 'Home 3'));
    await expect(mail.row('Home 3').getByTitle('Priority sender')).toBeVisible();
    await page.reload();
    await expect(crowned).toHaveCount(5);
    await expect(mail.row('Home of a stranger').getByTitle('Priority sender')).toHaveCount(0);
    await mail.openSender();
    await priority.uncheck();
    await page.keyboard.press('Escape');
    await expect(crowned).toHaveCount(0);
  });
});
