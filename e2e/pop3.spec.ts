import { flagsOn, placesOn } from './app/server-mailbox.ts';
import { expect, jmap, preferValues, test } from './fixtures.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { buildMessage } from './servers/index.ts';

const subjects = ['First light', 'Second wind', 'Third time', 'Fourth wall'] as const;

test('a mailbox over POP3 from sign-in to sending: triage, search and compose as anywhere, and the server keeps what the person chose', async ({
  page,
  appUrl,
  newUser,
  openMail,
  mailServers,
}) => {
  const user = await newUser('maildrop');
  const nowMs = Date.now();
  await mailServers.appendMany(
    user,
    'INBOX',
    subjects.toReversed().map((subject, index) => ({
      raw: buildMessage({
        from: { name: 'Rosa Lind', address: 'rosa@example.test' },
        to: [user.address],
        subject,
        text: `The words of ${subject}, and of marmalade${index}.`,
        dateMs: nowMs - (subjects.length - index) * 60_000,
      }),
      receivedAtMs: nowMs - (subjects.length - index) * 60_000,
    })),
  );

  await test.step('the provider has both: IMAP is recommended, POP3 is the person’s choice', async () => {
    const signIn = new SignInPage(page);
    await signIn.goto(appUrl);
    await signIn.form.fill(user);
    const imap = page.getByRole('radio', { name: 'IMAP' });
    await expect(imap).toBeChecked();
    await expect(page.getByText('Recommended: your mail stays on the server')).toBeVisible();
    await page.getByRole('radio', { name: 'POP3' }).check();
    await expect(page.getByText('are kept here only')).toBeVisible();
    await signIn.submit();
    await signIn.entered();
  });
  // Undo send has its own journey.
  await preferValues(page, { undoSeconds: 0 });
  const mail = await openMail({ user, state: await page.context().storageState() });
  await expect(mail.rows).toHaveCount(4);

  await test.step('triage: star, archive, take back, delete, move; the server hears of none of it', async () => {
    await mail.open(subjects[0]);
    await mail.press('s', 'e');
    await expect(mail.row(subjects[0])).toHaveCount(0);
    await mail.press('z');
    await expect(mail.row(subjects[0])).toBeVisible();
    await mail.open(subjects[1]);
    await mail.press('e');
    await expect(mail.row(subjects[1])).toHaveCount(0);
    await mail.open(subjects[2]);
    await mail.press('#');
    await expect(mail.row(subjects[2])).toHaveCount(0);
    await mail.goToFolder('Archive');
    await expect(mail.row(subjects[1])).toBeVisible();
    expect(await placesOn(mailServers, user, subjects[1])).toEqual(['INBOX']);
    expect(await placesOn(mailServers, user, subjects[2])).toEqual(['INBOX']);
    expect(await flagsOn(mailServers, user, 'INBOX', subjects[0])).not.toContain('\\Flagged');
  });

  await test.step('snooze: it leaves the inbox, says until when, and is back at its time; the server hears nothing of that either', async () => {
    const { page: screen } = mail;
    await mail.goToFolder('Inbox');
    await mail.open(subjects[0]);
    await mail.press('b');
    await screen
      .getByRole('dialog', { name: 'Snooze until…' })
      .getByRole('button', { name: /Tomorrow morning/ })
      .click();
    await expect(mail.row(subjects[0])).toHaveCount(0);
    await mail.goToFolder('Snoozed');
    await expect(mail.row(subjects[0])).toContainText('until');
    expect(await placesOn(mailServers, user, subjects[0])).toEqual(['INBOX']);
    const accountId = new URL(screen.url()).pathname.split('/')[2];
    const [answer] = await jmap(screen, [['Snooze/get', { accountId }, 'c0']]);
    const emailIds = ((answer?.[1].list ?? []) as { id: string }[]).map(({ id }) => id);
    await jmap(screen, [['Snooze/set', { accountId, emailIds, until: new Date(Date.now() + 1_000).toISOString() }, 'c0']]);
    await expect(mail.row(subjects[0])).toHaveCount(0);
    await mail.goToFolder('Inbox');
    await expect(screen.getByRole('region', { name: 'Back from snooze' }).getByRole('link', { name: subjects[0] })).toBeVisible();
    await expect(mail.row(subjects[0])).toBeVisible();
    await mail.goToFolder('Archive');
  });

  await test.step('search finds by the words of the body, in every folder', async () => {
    await mail.search.fill('marmalade2');
    await mail.search.press('Enter');
    await expect(mail.rows).toHaveCount(1);
    await expect(mail.row(subjects[1])).toBeVisible();
    await mail.press('Escape', 'Escape');
    await mail.goToFolder('Inbox');
    await expect(mail.row(subjects[0])).toBeVisible();
  });

  await test.step('an answer is written, sent, filed and joins its conversation', async () => {
    await mail.open(subjects[0]);
    const composer = await mail.compose();
    await composer.address('To', user.address);
    await composer.subject.fill('A letter to myself');
    await composer.write('Over SMTP and back.');
    await composer.send();
    await expect.poll(() => placesOn(mailServers, user, 'A letter to myself'), { timeout: 60_000 }).toEqual(['INBOX']);
    await mail.goToFolder('Sent');
    await expect(mail.row('A letter to myself')).toBeVisible();
  });

  await test.step('the settings say what stays on the server, and look at it now', async () => {
    await mail.page.goto(`${appUrl}/settings`);
    const account = mail.page.getByRole('listitem').filter({ hasText: user.address }).first();
    await expect(account.getByText('folders, moves, read marks and labels are kept here only')).toBeVisible();
    await expect(account.getByText('Other devices go on finding every message')).toBeVisible();
    await account.getByLabel('Messages on the server').selectOption('Are removed when deleted here');
    await expect(account.getByText('Other devices find a message until it is deleted for good here.')).toBeVisible();
    await account.getByRole('button', { name: 'Save' }).click();
    await expect(mail.toast('Saved')).toBeVisible();
    await account.getByRole('button', { name: 'Check now' }).click();
    await mail.page.getByRole('link', { name: 'Back to mail' }).click();
    await mail.goToFolder('Inbox');
    await expect(mail.row('A letter to myself')).toBeVisible();
  });

  await test.step('what is deleted for good here goes from the server too, and nothing else', async () => {
    await mail.goToFolder('Trash');
    await mail.open(subjects[2]);
    await mail.tool('Delete for good').click();
    await mail.page.getByRole('dialog', { name: 'Delete for good?' }).getByRole('button', { name: 'Delete for good' }).click();
    await expect(mail.row(subjects[2])).toHaveCount(0);
    await mail.page.goto(`${appUrl}/settings`);
    await mail.page.getByRole('button', { name: 'Check now' }).click();
    await expect.poll(() => placesOn(mailServers, user, subjects[2]), { timeout: 60_000 }).toEqual([]);
    for (const subject of [subjects[0], subjects[1], subjects[3]]) expect(await placesOn(mailServers, user, subject)).toEqual(['INBOX']);
  });

  await test.step('it becomes an IMAP account, with words on what that means, and its folders are on the server then', async () => {
    const { page } = mail;
    await expect(page.getByText('It can become an IMAP account later')).toBeVisible();
    await page.getByRole('button', { name: 'Password and servers' }).click();
    const dialog = page.getByRole('dialog', { name: `Change ${user.address}` });
    await dialog.getByLabel('Read mail over').selectOption('IMAP');
    await expect(dialog.getByText('are copied to the server')).toBeVisible();
    await dialog.getByLabel('Password', { exact: true }).fill(user.password);
    await dialog.getByLabel('IMAP server').fill(mailServers.imap.host);
    await dialog.getByLabel('IMAP port').fill(String(mailServers.imap.tlsPort));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(mail.toast('was changed')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('This account is read over POP3')).toHaveCount(0);
    await expect.poll(() => placesOn(mailServers, user, subjects[1]), { timeout: 60_000 }).toEqual(['Archive']);
    await expect
      .poll(async () => (await placesOn(mailServers, user, 'A letter to myself')).sort(), { timeout: 60_000 })
      .toEqual(['INBOX', 'Sent']);
    expect(await flagsOn(mailServers, user, 'INBOX', subjects[0])).toContain('\\Flagged');
  });
});
