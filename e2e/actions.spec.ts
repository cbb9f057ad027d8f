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

test('two browsers while a third program changes the mailbox: both come to show the same, and what is looked at does not move', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('twice');
  const numbered = (number: number) => `Letter ${String(number).padStart(2, '0')}`;
  const firstMs = Date.now() - 3_600_000;
  await mailServers.appendMany(
    user,
    'INBOX',
    Array.from({ length: 60 }, (_, nth) => ({ raw: letter(numbered(nth), user.address), receivedAtMs: firstMs + nth * 1_000 })),
  );
  const session = await enter(user);
  const browsers = [await openMail(session), await openMail(session)];
  for (const { grid } of browsers) await expect(grid).toHaveAttribute('aria-rowcount', '60');
  const [reading] = browsers;
  if (reading === undefined) throw new Error('no browser');
  // One of them is further down, with the pointer on a row: in no frame another one comes under it.
  await reading.grid.evaluate((grid) => grid.parentElement?.scrollTo({ top: 1_500 }));
  const watched = reading.row(numbered(30));
  await watched.hover();
  await watched.evaluate((row, words) => {
    const { left, top } = row.getBoundingClientRect();
    const seen = new Set<string>();
    Object.assign(window, { seen });
    const look = () => {
      const under = document.elementFromPoint(left + 200, top + 30)?.closest('[role=row]');
      seen.add(under?.textContent?.includes(words) ? `${Math.round(under.getBoundingClientRect().top - top)}` : 'another');
      requestAnimationFrame(look);
    };
    look();
  }, numbered(30));

  for (const subject of ['New 1', 'New 2', 'New 3']) await mailServers.deliver(user, letter(subject, user.address));
  const of = (subject: string) => ['mailbox', 'INBOX', 'subject', subject];
  await mailServers.doveadm(['move', '-u', user.login, 'Archive', ...of(numbered(58))]);
  await mailServers.doveadm(['expunge', '-u', user.login, ...of(numbered(57))]);
  await mailServers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', ...of(numbered(55))]);
  for (const { grid } of browsers) await expect(grid).toHaveAttribute('aria-rowcount', '61');
  // Three came above it, and two went.
  await expect(watched).toHaveAttribute('aria-rowindex', '31');
  expect(await reading.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen])).toEqual(['0']);

  await reading.grid.evaluate((grid) => grid.parentElement?.scrollTo({ top: 0 }));
  for (const mail of browsers) {
    await expect(mail.rows.filter({ hasText: /New \d/ })).toHaveCount(3);
    await expect(mail.row(numbered(58))).toHaveCount(0);
    await expect(mail.row(numbered(57))).toHaveCount(0);
    await expect(mail.row(numbered(55)).getByRole('button', { name: 'Remove star' })).toBeVisible();
  }
  const shown = (mail: (typeof browsers)[number]) =>
    mail.rows.evaluateAll((rows) => rows.slice(0, 8).map((row) => /(New|Letter) \d+/.exec(row.textContent ?? '')?.[0]));
  await expect.poll(async () => new Set(await Promise.all(browsers.map(async (mail) => (await shown(mail)).join()))).size).toBe(1);
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
