import { placesOn } from './app/server-mailbox.ts';
import { expect, jmap, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('snoozed by a key, seen in Snoozed by other programs, undone; when its time has come it is back on top, unread, until it is read', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('sleepy');
  for (const subject of ['Tax return', 'Boat trip'])
    await mailServers.deliver(user, buildMessage({ from: 'rosa@example.test', to: [user.address], subject, text: 'x' }));
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await expect(mail.rows).toHaveCount(2);
  await mail.row('Tax return').hover();
  await mail.row('Tax return').getByRole('checkbox').click({ force: true });
  await mail.press('b');
  const dialog = page.getByRole('dialog', { name: 'Snooze until…' });
  await dialog.getByRole('button', { name: /Tomorrow morning/ }).click();
  await expect(mail.rows).toHaveCount(1);
  await expect(mail.toast('Snoozed until')).toBeVisible();
  await expect.poll(() => placesOn(mailServers, user, 'Tax return')).toEqual(['Snoozed']);
  await mail.goToFolder('Snoozed');
  await expect(mail.row('Tax return')).toContainText('until');
  await mail.press('z');
  await expect.poll(() => placesOn(mailServers, user, 'Tax return')).toEqual(['INBOX']);

  await mail.goToFolder('Inbox');
  await mail.open('Tax return');
  await mail.press('b');
  await expect(dialog).toBeVisible();
  const field = dialog.getByLabel('Or at a time of your choice');
  const [isoToday, today] = await page.evaluate(() => {
    const now = new Date();
    return [now.toLocaleDateString('sv'), new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' }).format(now)] as const;
  });
  const before = `${isoToday}${(await field.inputValue()).slice(10)}`;
  await field.fill(before);
  // Any day is chosen in a calendar, whose weeks begin as they do in Britain.
  await dialog.getByRole('button', { name: 'Choose the day in a calendar' }).click();
  await expect(dialog.getByRole('grid').locator('th').first()).toHaveAttribute('abbr', 'Monday');
  // Today is marked, and said.
  await expect(dialog.getByRole('grid').locator('[aria-current=date]')).toHaveAccessibleName(today);
  await dialog.getByRole('button', { name: 'Next month' }).click();
  await expect(dialog.getByRole('grid').locator('[aria-current=date]')).toHaveCount(0);
  await dialog.getByRole('grid').getByRole('button').first().press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(field).not.toHaveValue(new RegExp(`^${before.slice(0, 7)}`));
  expect((await field.inputValue()).slice(10)).toBe(before.slice(10));
  await dialog.getByRole('button', { name: /In three hours/ }).click();
  await expect.poll(() => placesOn(mailServers, user, 'Tax return')).toEqual(['Snoozed']);
  // The clock of the gateway cannot be turned; the time of what is put off can.
  const accountId = new URL(page.url()).pathname.split('/')[2];
  const [answer] = await jmap(page, [['Snooze/get', { accountId }, 'c0']]);
  const emailIds = ((answer?.[1].list ?? []) as { id: string }[]).map(({ id }) => id);
  await jmap(page, [['Snooze/set', { accountId, emailIds, until: new Date(Date.now() + 1_000).toISOString() }, 'c0']]);
  const back = page.getByRole('region', { name: 'Back from snooze' });
  await expect(back.getByRole('link', { name: /Tax return/ })).toBeVisible();
  await back.getByRole('link', { name: /Tax return/ }).click();
  await expect(mail.reader.getByRole('heading', { level: 2 })).toContainText('Tax return');
  await mail.press('u');
  await expect(back).toHaveCount(0);
});
