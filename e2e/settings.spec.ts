import { rawOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { MailboxForm } from './pages/sign-in-page.ts';
import { buildMessage } from './servers/index.ts';

test('a second account: added, switched to, written from, removed', async ({ newUser, enter, openMail, mailServers, ben }) => {
  const [work, home] = [await newUser('work'), await newUser('home')];
  const letter = (to: string, subject: string) => buildMessage({ from: 'rosa@example.test', to: [to], subject, text: 'x' });
  await mailServers.deliver(work, letter(work.address, 'About work'));
  await mailServers.deliver(home, letter(home.address, 'About home'));
  const mail = await openMail(await enter(work));
  const { page } = mail;
  await expect(mail.row('About work')).toBeVisible();
  await mail.switcher.click();
  await page.getByRole('menuitem', { name: 'Add account' }).click();

  const dialog = page.getByRole('dialog', { name: 'Add account' });
  const form = new MailboxForm(dialog);
  await test.step('a refusal is told in the dialog', async () => {
    await form.fill({ address: home.address, password: 'not it' });
    await dialog.getByRole('button', { name: 'Add account' }).click();
    await expect(dialog.getByRole('alert')).toContainText('User name or password refused');
  });
  await form.fill(home);
  await dialog.getByRole('button', { name: 'Add account' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('listitem').filter({ hasText: home.address })).toBeVisible();

  await test.step('the switcher leads from one to the other', async () => {
    await page.getByRole('link', { name: 'Back to mail' }).click();
    await expect(mail.row('About work')).toBeVisible();
    await mail.switcher.click();
    await page.getByRole('menuitemradio', { name: new RegExp(home.address) }).click();
    await expect(mail.row('About home')).toBeVisible();
    await expect(mail.row('About work')).toHaveCount(0);
  });

  await test.step('what is written there comes from there', async () => {
    const composer = await mail.compose();
    await composer.address('To', ben.user.address);
    await composer.subject.fill('From home');
    await composer.write('x');
    await composer.send();
    await expect
      .poll(() => rawOn(mailServers, ben.user, 'INBOX', 'From home').catch(() => ''), { timeout: 45_000 })
      .toContain(home.address);
  });

  await test.step('the second account is put first; a setting is found; a key is changed, and does what the old one did', async () => {
    await page.goto('/settings');
    const up = page.getByRole('button', { name: `Move ${home.address} up` });
    await up.click();
    await expect(up).toBeDisabled();
    const find = page.getByRole('searchbox', { name: 'Search settings' });
    await find.fill('quiet');
    await expect(page.getByRole('region', { name: 'Notifications' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Accounts' })).toBeHidden();
    await find.fill('no such setting');
    await expect(page.getByText('No setting of that kind')).toBeVisible();
    await find.fill('');
    await page.getByRole('button', { name: 'Key for “Archive”: e', exact: true }).click();
    await page.keyboard.press('y');
    await expect(page.getByRole('button', { name: 'Key for “Archive”: y', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Back to mail' }).click();
    await expect(mail.row('About home')).toBeVisible();
    await mail.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('y', { exact: true })).toBeVisible();
    await mail.press('Escape', 'j', 'e');
    await expect(mail.row('About home')).toBeVisible();
    await mail.press('y');
    await expect(mail.row('About home')).toHaveCount(0);
    await mail.press('z');
    await expect(mail.row('About home')).toBeVisible();
  });

  await test.step('removing it takes its mail off the screen and nothing off the server', async () => {
    await page.goto('/settings');
    await page.getByRole('button', { name: `Remove ${home.address}` }).click();
    await page
      .getByRole('dialog', { name: `Remove ${home.address}?` })
      .getByRole('button', { name: 'Remove account' })
      .click();
    await expect(page.getByRole('listitem').filter({ hasText: home.address })).toHaveCount(0);
    await page.getByRole('link', { name: 'Back to mail' }).click();
    await expect(mail.row('About work')).toBeVisible();
    await mail.switcher.click();
    await expect(page.getByRole('menuitemradio', { name: new RegExp(home.address) })).toHaveCount(0);
    expect(await rawOn(mailServers, home, 'INBOX', 'About home')).toContain('About home');
  });
});

test('name and signature stand in what is written next', async ({ newUser, enter, openMail, mailServers, ben }) => {
  const mail = await openMail(await enter(await newUser('signer')));
  const { page } = mail;
  await page.goto('/settings');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ana Maria Ström');
  await page.getByRole('textbox', { name: 'Signature', exact: true }).click();
  await page.keyboard.insertText('Ana Maria, boathouse 3');
  await page.getByRole('checkbox', { name: 'Another signature in plain text' }).check();
  await page.getByRole('textbox', { name: 'Signature in plain text' }).fill('Ana Maria\n(in plain words)');
  const identity = page.getByRole('region', { name: 'Name and signature' });
  await identity.getByRole('button', { name: 'Save' }).click();
  await expect(mail.toast('Saved')).toBeVisible();

  await page.getByRole('link', { name: 'Back to mail' }).click();
  const composer = await mail.compose();
  await expect(composer.message).toContainText('Ana Maria, boathouse 3');
  await composer.address('To', ben.user.address);
  await composer.subject.fill('Signed');
  await composer.message.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('Hello Ben.');
  await composer.send();
  await expect
    .poll(() => rawOn(mailServers, ben.user, 'INBOX', 'Signed').catch(() => ''), { timeout: 45_000 })
    .toContain('Ana Maria, boathouse 3');
  const raw = await rawOn(mailServers, ben.user, 'INBOX', 'Signed');
  expect(raw).toContain('From: =?utf-8?');
  // The text part has its own, the HTML part the other.
  expect([raw.split('(in plain words)').length, raw.split('boathouse 3').length]).toEqual([2, 2]);
  // “-- ” on its own line, as quoted-printable writes it or as it is
  expect(raw).toMatch(/\n(?:-|=2D)-(?: |=20)\r?\n/);
});

test('where one is signed in is listed, and a session ended there is over', async ({ newUser, enter, openMail }) => {
  const user = await newUser('sessions');
  const [here, there] = [await enter(user), await enter(user)];
  const [mine, other] = [await openMail(here), await openMail(there)];
  await mine.page.goto('/settings');
  const security = mine.page.getByRole('region', { name: 'Security' });
  const ends = security.getByRole('button', { name: /^Sign out (?!everywhere)/ });
  await expect(ends).toHaveCount(1);
  await ends.click();
  await expect(ends).toHaveCount(0);
  await other.page.reload();
  await other.page.waitForURL('**/sign-in');
  await mine.page.reload();
  await expect(security).toBeVisible();
});

test('out of office: set for some days, the mail server answers, and it is told in the next visit', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const [user, friend] = [await newUser('away'), await newUser('friend')];
  const { page } = await openMail(await enter(user));
  await page.goto('/settings#away');
  const part = page.getByRole('region', { name: 'Out of office' });
  await part.getByLabel('Answer mail while I am away').check();
  await part.getByLabel('From').fill('2020-01-01T08:00');
  await part.getByLabel('Until').fill('2019-12-31T18:00');
  await expect(part.getByText('This is before the beginning.')).toBeVisible();
  await part.getByLabel('Until').fill('2099-12-31T18:00');
  await part.getByLabel('Subject').fill('Away');
  await part.getByLabel('Text').fill('Back next year.');
  await part.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Saved: your mail server answers for you' })).toBeVisible();
  // the answer is on its way to the server when it is shown; a mail that comes before it is there gets none
  await expect
    .poll(() => mailServers.doveadm(['sieve', 'list', '-u', user.login]), { timeout: 45_000 })
    .toMatch(/postern-out-of-office\s+ACTIVE/);
  await mailServers.deliver(user, buildMessage({ from: friend.address, to: [user.address], subject: 'are you there', text: 'x' }), {
    from: friend.address,
  });
  expect(await rawOn(mailServers, friend, 'INBOX', 'Away')).toContain('Back next year.');
  await page.reload();
  await expect(part.getByLabel('Answer mail while I am away')).toBeChecked();
  await expect(part.getByLabel('Until')).toHaveValue('2099-12-31T18:00');
  await expect(part.getByLabel('Text')).toHaveValue('Back next year.');
});
