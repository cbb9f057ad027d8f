import { messagesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage, startMailServers } from './servers/index.ts';

const letter = (subject: string, to: string) =>
  buildMessage({ from: { name: 'Rosa Lind', address: 'rosa@example.test' }, to: [to], subject, text: 'Just a line.' });
const deed = 'Remove deleted messages for good…';

test('I28: on a server without UIDPLUS a folder’s menu removes what was deleted, and says how many messages go', async ({
  ownApp,
  enter,
  openMail,
}) => {
  const servers = await startMailServers({ imapCapabilities: 'plain' });
  try {
    const user = await servers.newUser('ana');
    const subjects = ['Alpha', 'Beta', 'Gamma', 'Delta'];
    await servers.appendMany(
      user,
      'INBOX',
      subjects.map((subject) => ({ raw: letter(subject, user.address) })),
    );
    const mark = (uid: string) => servers.doveadm(['flags', 'add', '-u', user.login, '\\Deleted', 'mailbox', 'INBOX', 'uid', uid]);
    const marked = async () => (await messagesOn(servers, user, 'INBOX')).filter(({ flags }) => flags.includes('\\Deleted')).length;
    const app = await ownApp(undefined, servers);
    const mail = await openMail(await enter(user, app), { url: app.url });
    const { page } = mail;
    const menu = page.getByRole('menu', { name: 'Folder Inbox' });
    const dialog = page.getByRole('dialog');

    // Nothing is kept yet: when the answer is there, the entry is not.
    const answered = page.waitForResponse((response) => response.request().postData()?.includes('MailboxCompaction/get') === true);
    await mail.folder('Inbox').click({ button: 'right' });
    await expect(menu).toBeVisible();
    await (await answered).finished();
    await expect(menu.getByText(deed)).toHaveCount(0);
    await page.keyboard.press('Escape');

    await mail.open('Alpha');
    await mail.tool('Delete').click();
    await expect(mail.row('Alpha')).toHaveCount(0);
    await expect.poll(marked).toBe(1);
    await mark('2');
    await mail.folder('Inbox').click({ button: 'right' });
    await menu.getByText(deed).click();
    await expect(dialog).toContainText('still keeps 2 messages');

    // One more was deleted elsewhere while the question stood: nothing goes, and the new number is said.
    await mark('3');
    await dialog.getByRole('button', { name: 'Remove for good' }).click();
    await expect(dialog.getByRole('alert')).toContainText('nothing was removed');
    await expect(dialog).toContainText('still keeps 3 messages');
    expect(await messagesOn(servers, user, 'INBOX')).toHaveLength(4);

    await dialog.getByRole('button', { name: 'Remove for good' }).click();
    await expect(mail.toast('3 messages removed for good')).toBeVisible();
    expect((await messagesOn(servers, user, 'INBOX')).map(({ flags }) => flags.includes('\\Deleted'))).toEqual([false]);
    await expect(mail.row('Delta')).toBeVisible();
  } finally {
    await servers.stop();
  }
});
