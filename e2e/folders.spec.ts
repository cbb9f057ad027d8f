import { messagesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import type { MailPage } from './pages/mail-page.ts';
import { buildMessage, type MailServers, type MailUser, sharingConfig, startMailServers } from './servers/index.ts';

const letter = (subject: string, to: string) =>
  buildMessage({ from: { name: 'Rosa Lind', address: 'rosa@example.test' }, to: [to], subject, text: 'Just a line.' });

const foldersOf = async (servers: MailServers, user: MailUser) =>
  (await servers.doveadm(['mailbox', 'list', '-u', user.login])).trim().split('\n').sort();

/** Opens the menu of a folder by a right click and chooses. */
async function choose(mail: MailPage, folder: string, item: string): Promise<void> {
  await mail.folder(folder).click({ button: 'right' });
  await mail.page
    .getByRole('menu', { name: `Folder ${folder}` })
    .getByText(item, { exact: true })
    .click();
}

test('a folder is created, renamed, moved by dialog and by dragging, and deleted, and the server follows', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('folders');
  const mail = await openMail(await enter(user));
  const { page } = mail;
  const onServer = () => foldersOf(mailServers, user);
  const dialog = page.getByRole('dialog');
  for (const name of ['Projects', 'Clients']) {
    await page.getByRole('button', { name: 'New folder' }).click();
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(mail.folder(name)).toBeVisible();
  }
  await expect.poll(onServer).toEqual(expect.arrayContaining(['Clients', 'Projects']));

  await choose(mail, 'Projects', 'New folder inside…');
  await dialog.getByLabel('Name').fill('Größe & Maß');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(mail.folder('Größe & Maß')).toHaveAttribute('aria-level', '2');
  await expect.poll(onServer).toContain('Projects/Größe & Maß');

  // The name of a sibling is refused in the dialog, which stays open.
  await mail.folder('Clients').focus();
  await page.keyboard.press('F2');
  await dialog.getByLabel('Name').fill('Projects');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(dialog.getByText('There is a folder of this name in the same place.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Customers');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(mail.folder('Customers')).toBeVisible();
  await expect.poll(onServer).toContain('Customers');

  await choose(mail, 'Größe & Maß', 'Move to…');
  await dialog.getByLabel('Inside').selectOption({ label: 'Customers' });
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect.poll(onServer).toContain('Customers/Größe & Maß');
  await mail.folder('Customers').dragTo(mail.folder('Projects'));
  await expect.poll(onServer).toContain('Projects/Customers/Größe & Maß');
  await expect(mail.folder('Größe & Maß')).toHaveAttribute('aria-level', '3');

  // What has folders inside is not deleted; the innermost is, and nobody is asked.
  await choose(mail, 'Customers', 'Delete');
  await expect(mail.toast('There are folders inside this one.')).toBeVisible();
  await choose(mail, 'Größe & Maß', 'Delete');
  await expect(mail.folder('Größe & Maß')).toHaveCount(0);
  await expect(dialog).toHaveCount(0);
  await expect.poll(onServer, { timeout: 40_000 }).not.toContain('Projects/Customers/Größe & Maß');
});

for (const { how, undo } of [
  { how: 'by the toast', undo: 'toast' },
  { how: 'by z', undo: 'z' },
] as const) {
  test(`a deleted folder comes back whole ${how}, and is gone on the server when nobody takes it back`, async ({
    newUser,
    enter,
    openMail,
    mailServers,
  }) => {
    const user = await newUser('back');
    await mailServers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Plans']);
    await mailServers.appendMany(user, 'Plans', [
      { raw: letter('First plan', user.address), flags: ['\\Seen'] },
      { raw: letter('Second plan', user.address), flags: ['\\Flagged'] },
    ]);
    const mail = await openMail(await enter(user));
    const onServer = () => foldersOf(mailServers, user);
    await mail.goToFolder('Plans');
    await expect(mail.rows).toHaveCount(2);
    const { href } = new URL(mail.page.url());
    await choose(mail, 'Plans', 'Delete');
    await expect(mail.folder('Plans')).toHaveCount(0);
    await expect(mail.toast('Folder Plans deleted')).toBeVisible();
    await expect(mail.page.getByRole('dialog')).toHaveCount(0);
    expect(await onServer()).toContain('Plans');
    if (undo === 'z') await mail.press('z');
    else await mail.toast('Folder Plans deleted').getByRole('button', { name: 'Undo' }).click();
    await expect(mail.folder('Plans')).toBeVisible();
    // the same folder, with its mail as it was
    await expect.poll(() => mail.page.url()).toBe(href);
    await expect(mail.rows).toHaveCount(2);
    await mail.open('Second plan');
    await mail.press('e');
    await expect.poll(() => messagesOn(mailServers, user, 'Archive'), { timeout: 40_000 }).toMatchObject([{ subject: 'Second plan' }]);
    expect(await messagesOn(mailServers, user, 'Plans')).toMatchObject([{ subject: 'First plan' }]);

    await choose(mail, 'Plans', 'Delete');
    await expect(mail.folder('Plans')).toHaveCount(0);
    // held while its undo is offered: under the pointer the toast stays
    await mail.toast('Folder Plans deleted').hover();
    await mail.page.waitForResponse((response) => response.request().postData()?.includes('DestroyedMailbox/hold') === true);
    expect(await onServer()).toContain('Plans');
    await mail.toast('Folder Plans deleted').getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(onServer, { timeout: 40_000 }).not.toContain('Plans');
    await expect(mail.folder('Plans')).toHaveCount(0);
  });
}

test('the actions of a folder are reached with the keyboard: the button below the tree is about the folder of the focus', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('keys');
  await mailServers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Aims']);
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await expect(page.getByRole('button', { name: 'Folder actions: Inbox' })).toBeVisible();
  await mail.folder('Inbox').focus();
  await page.keyboard.press('End');
  await expect(mail.folder('Aims')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Folder actions: Aims' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name: 'Folder Aims' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Folder actions: Aims' })).toBeFocused();
  // Tab goes back to the folder where the focus was.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(mail.folder('Aims')).toBeFocused();
});

test('I11: a folder is used as Sent by choice, and a sent message goes there', async ({ newUser, enter, openMail, mailServers }) => {
  const user = await newUser('use');
  await mailServers.doveadm(['mailbox', 'create', '-u', user.login, 'Postausgang']);
  const mail = await openMail(await enter(user));
  await choose(mail, 'Postausgang', 'Use as…');
  await mail.page.getByRole('menuitemradio', { name: 'Sent' }).click();
  await expect(mail.toast('Folder Postausgang is now used as Sent')).toBeVisible();
  await mail.page.reload();
  await mail.folder('Sent').first().click();
  const composer = await mail.compose();
  await composer.address('To', user.address);
  await composer.subject.fill('Filed by choice');
  await composer.send();
  await expect
    .poll(() => messagesOn(mailServers, user, 'Postausgang'), { timeout: 40_000 })
    .toMatchObject([{ subject: 'Filed by choice' }]);
  expect(await messagesOn(mailServers, user, 'Sent')).toEqual([]);
});

test('mark all as read, empty Trash for good, empty a folder into Trash, unsubscribe', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('sweep');
  await mailServers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Lists']);
  await mailServers.appendMany(
    user,
    'Lists',
    [1, 2, 3].map((at) => ({ raw: letter(`List ${at}`, user.address) })),
  );
  await mailServers.appendMany(user, 'Trash', [{ raw: letter('Old', user.address), flags: ['\\Seen'] }]);
  const mail = await openMail(await enter(user));
  await expect(mail.folder('Lists')).toContainText('3');
  await choose(mail, 'Lists', 'Mark all as read');
  await expect(mail.folder('Lists')).not.toContainText('3');
  const unread = async () => (await mailServers.doveadm(['search', '-u', user.login, 'mailbox', 'Lists', 'unseen'])).trim();
  await expect.poll(unread).toBe('');

  const dialog = mail.page.getByRole('dialog');
  await choose(mail, 'Trash', 'Empty…');
  await expect(dialog.getByText('deleted for good')).toBeVisible();
  await dialog.getByRole('button', { name: 'Empty' }).click();
  await expect.poll(() => messagesOn(mailServers, user, 'Trash')).toEqual([]);
  await choose(mail, 'Lists', 'Empty…');
  await expect(dialog.getByText('The 3 messages in it go to Trash.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Empty' }).click();
  await expect.poll(async () => (await messagesOn(mailServers, user, 'Trash')).length).toBe(3);
  expect(await messagesOn(mailServers, user, 'Lists')).toEqual([]);

  await choose(mail, 'Lists', 'Unsubscribe');
  await expect.poll(async () => (await mailServers.doveadm(['mailbox', 'list', '-s', '-u', user.login])).includes('Lists')).toBe(false);
});

test('I32: a shared folder that may only be read is marked so, offers nothing that is forbidden, and nothing leaves it; storage is shown', async ({
  ownApp,
  enter,
  openMail,
}) => {
  const servers = await startMailServers({ dovecotConfig: sharingConfig });
  try {
    const [user, bo] = [await servers.newUser('ana'), await servers.newUser('bo')];
    await servers.doveadm(['mailbox', 'create', '-u', bo.login, 'Notes']);
    await servers.doveadm(['save', '-u', bo.login, '-m', 'Notes'], { input: letter('Read only', user.address) });
    await servers.doveadm(['acl', 'set', '-u', bo.login, 'Notes', `user=${user.login}`, 'lookup', 'read']);
    await servers.fillMailbox(user, 'INBOX', 10, { seed: 3 });
    const app = await ownApp(undefined, servers);
    const mail = await openMail(await enter(user, app), { url: app.url });
    await mail.goToFolder('Notes');
    await expect(mail.folder('Notes').getByLabel('Read only')).toBeVisible();
    await mail.open('Read only');
    for (const name of ['Archive', 'Delete', 'Mark as spam', 'Move to…', 'Tag…', 'Mark as unread', 'Star'])
      await expect(mail.tool(name), name).toBeDisabled();
    await expect(mail.tool('Reply')).toBeEnabled();
    // A key is no button that could say so before.
    await mail.press('#');
    await expect(mail.toast('You may not do this here.')).toBeVisible();
    await expect(mail.row('Read only')).toBeVisible();
    await expect(mail.reader.getByRole('heading', { level: 2 })).toContainText('Read only');
    // Opened without the right to mark it: it stays unread, and nobody is told of a failure.
    await expect(mail.row('Read only')).toHaveAttribute('data-unread', 'true');
    await mail.folder('Notes').click({ button: 'right' });
    await expect(mail.page.getByRole('menu').getByRole('menuitem')).toHaveText(['Export…', /^(Uns|S)ubscribe$/]);
    await mail.page.keyboard.press('Escape');
    await expect(mail.page.getByRole('meter', { name: 'Storage' })).toHaveText(/of 100 messages|of 2\.1 MB/);
    await mail.page.goto(`${app.url}/settings`);
    const accounts = mail.page.getByRole('region', { name: 'Accounts', exact: true });
    await expect(accounts.getByRole('meter', { name: 'Storage' })).toHaveText(/of 100 messages|of 2\.1 MB/);
    expect((await messagesOn(servers, bo, 'Notes')).map(({ flags }) => flags.includes('\\Seen'))).toEqual([false]);
  } finally {
    await servers.stop();
  }
});
