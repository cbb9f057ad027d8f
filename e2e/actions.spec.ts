import { flagsOn, messagesOn, placesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const letter = (subject: string, to: string, text = 'Just a line.') =>
  buildMessage({ from: { name: 'Rosa Lind', address: 'rosa@example.test' }, to: [to], subject, text });

test.describe('what is done on the screen is done on the server', () => {
  test('star and unstar, open as read, and unread again', async ({ mail, ana, mailServers }) => {
    const subject = 'Star and read';
    const flags = () => flagsOn(mailServers, ana.user, 'INBOX', subject);
    await mailServers.deliver(ana.user, letter(subject, ana.user.address));
    await mail.row(subject).hover();
    await mail.row(subject).getByRole('button', { name: 'Star' }).click();
    await expect.poll(flags).toContain('\\Flagged');
    expect(await flags()).not.toContain('\\Seen');

    await mail.open(subject);
    await expect.poll(flags).toContain('\\Seen');
    await mail.tool('Remove star').click();
    await expect.poll(flags).not.toContain('\\Flagged');
    await mail.tool('Mark as unread').click();
    await expect.poll(flags).not.toContain('\\Seen');
    await expect(mail.row(subject)).toHaveAttribute('data-unread', 'true');
  });

  for (const { verb, button, place } of [
    { verb: 'archive', button: 'Archive', place: 'Archive' },
    { verb: 'delete', button: 'Delete', place: 'Trash' },
    { verb: 'junk', button: 'Mark as spam', place: 'Junk' },
  ]) {
    test(verb, async ({ mail, ana, mailServers }) => {
      const subject = `To be gone by ${verb}`;
      await mailServers.deliver(ana.user, letter(subject, ana.user.address));
      await mail.open(subject);
      await mail.tool(button).click();
      await expect(mail.row(subject)).toHaveCount(0);
      await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual([place]);
    });
  }

  test('move to a folder of one’s own', async ({ newUser, enter, openMail, mailServers }) => {
    const user = await newUser('mover');
    const subject = 'Invoice for the oars';
    await mailServers.doveadm(['mailbox', 'create', '-u', user.login, 'Bills']);
    await mailServers.deliver(user, letter(subject, user.address));
    const mail = await openMail(await enter(user));
    await mail.open(subject);
    await mail.tool('Move to…').click();
    await mail.moveTo('Bills');
    await expect(mail.row(subject)).toHaveCount(0);
    await expect.poll(() => placesOn(mailServers, user, subject)).toEqual(['Bills']);
    await mail.goToFolder('Bills');
    await expect(mail.row(subject)).toBeVisible();
  });

  test('delete in Trash asks, and then it is gone for good', async ({ newUser, enter, openMail, mailServers }) => {
    const user = await newUser();
    await mailServers.appendMany(user, 'Trash', [{ raw: letter('Old news', user.address), flags: ['\\Seen'] }]);
    const mail = await openMail(await enter(user));
    await mail.goToFolder('Trash');
    await mail.open('Old news');
    await mail.tool('Delete for good').click();
    await mail.page.getByRole('dialog', { name: 'Delete for good?' }).getByRole('button', { name: 'Delete for good' }).click();
    await expect(mail.row('Old news')).toHaveCount(0);
    await expect.poll(() => placesOn(mailServers, user, 'Old news')).toEqual([]);
  });

  test('several at once', async ({ mail, ana, mailServers }) => {
    const subjects = ['Batch one', 'Batch two', 'Batch three'];
    for (const subject of subjects) await mailServers.deliver(ana.user, letter(subject, ana.user.address));
    for (const subject of subjects) {
      await mail.row(subject).hover();
      await mail.row(subject).getByRole('checkbox').click();
    }
    const bar = mail.page.getByRole('toolbar', { name: '3 selected' });
    await bar.getByRole('button', { name: 'Mark as read' }).click();
    await bar.getByRole('button', { name: 'Archive' }).click();
    for (const subject of subjects) {
      await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Archive']);
      expect(await flagsOn(mailServers, ana.user, 'Archive', subject)).toContain('\\Seen');
    }
  });
});

test.describe('what happens on the server is seen in the open page, without a reload', () => {
  test('a new message', async ({ mail, ana, mailServers }) => {
    await mail.page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await mailServers.deliver(ana.user, letter('Fresh off the press', ana.user.address));
    await expect(mail.row('Fresh off the press')).toBeVisible();
    expect(await mail.page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  test('flags set by another program', async ({ mail, ana, mailServers }) => {
    const subject = 'Flagged elsewhere';
    await mailServers.deliver(ana.user, letter(subject, ana.user.address));
    await expect(mail.row(subject)).toHaveAttribute('data-unread', 'true');
    const query = ['-u', ana.user.login];
    const search = ['mailbox', 'INBOX', 'subject', subject];
    await mailServers.doveadm(['flags', 'add', ...query, '\\Seen \\Flagged', ...search]);
    await expect(mail.row(subject)).not.toHaveAttribute('data-unread', 'true');
    await expect(mail.row(subject).getByRole('button', { name: 'Remove star' })).toBeVisible();
    await mailServers.doveadm(['flags', 'remove', ...query, '\\Flagged', ...search]);
    await expect(mail.row(subject).getByRole('button', { name: 'Star', exact: true })).toBeAttached();
  });

  test('a message moved away, and one deleted', async ({ mail, ana, mailServers }) => {
    for (const subject of ['Moved elsewhere', 'Deleted elsewhere']) {
      await mailServers.deliver(ana.user, letter(subject, ana.user.address));
      await expect(mail.row(subject)).toBeVisible();
    }
    await mail.open('Moved elsewhere');
    await mailServers.doveadm(['move', '-u', ana.user.login, 'Archive', 'mailbox', 'INBOX', 'subject', 'Moved elsewhere']);
    await mailServers.doveadm(['expunge', '-u', ana.user.login, 'mailbox', 'INBOX', 'subject', 'Deleted elsewhere']);
    await expect(mail.row('Moved elsewhere')).toHaveCount(0);
    await expect(mail.row('Deleted elsewhere')).toHaveCount(0);
    await mail.goToFolder('Archive');
    await expect(mail.row('Moved elsewhere')).toBeVisible();
  });

  test('mail in a folder that is open on the screen', async ({ mail, ana, mailServers }) => {
    await mail.goToFolder('Archive');
    const subject = 'Filed by another program';
    await mailServers.appendMany(ana.user, 'Archive', [{ raw: letter(subject, ana.user.address) }]);
    await expect(mail.row(subject)).toBeVisible();
  });
});

test('archive, undo and star in quick succession: the message ends up in one place, starred', async ({ mail, ana, mailServers }) => {
  const subject = 'Back and forth';
  await mailServers.deliver(ana.user, letter(subject, ana.user.address));
  await mail.open(subject);
  await mail.tool('Archive').click();
  await mail.toast('Conversation archived').getByRole('button', { name: 'Undo' }).click();
  await expect(mail.row(subject)).toBeVisible();
  await mail.row(subject).hover();
  await mail.row(subject).getByRole('button', { name: 'Star' }).click();
  await expect.poll(async () => (await messagesOn(mailServers, ana.user, 'INBOX')).filter((one) => one.subject === subject).length).toBe(1);
  await expect.poll(() => flagsOn(mailServers, ana.user, 'INBOX', subject)).toContain('\\Flagged');
  expect(await placesOn(mailServers, ana.user, subject)).toEqual(['INBOX']);
});
