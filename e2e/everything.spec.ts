import { expect, test } from './fixtures.ts';

const many = 260;

test('everything in a folder is archived at once, also what is not on the screen, and one step takes it back; a range is ticked by the keyboard', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('all');
  await mailServers.fillMailbox(user, 'INBOX', many, { seed: 5 });
  const countIn = async (mailbox: string) =>
    Number(/messages=(\d+)/.exec(await mailServers.doveadm(['mailbox', 'status', '-u', user.login, 'messages', mailbox]))?.[1] ?? 0);
  const mail = await openMail(await enter(user));
  const { page } = mail;
  const grid = page.getByRole('grid', { name: 'Conversations' });
  const announced = page.locator('[aria-live="polite"]').first();
  await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount')), { timeout: 30_000 }).toBeGreaterThan(80);

  // A range, by the keyboard alone.
  await grid.focus();
  await mail.press('j', 'Shift+ArrowDown', 'Shift+ArrowDown');
  await expect(page.getByRole('toolbar', { name: '3 selected' })).toBeVisible();
  await mail.press('Escape');

  await page.getByRole('checkbox', { name: 'Select all conversations' }).click();
  const bar = page.getByRole('toolbar', { name: /^All \d+ conversations selected$/ });
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('Your inbox is empty. Enjoy the quiet.')).toBeVisible();
  await expect(announced).toContainText(/conversations archived|messages done/);
  await expect.poll(() => countIn('Archive'), { timeout: 60_000 }).toBe(many);

  // Another page of the same person takes it back: it is in the list of what was done.
  await page.reload();
  await page.getByRole('button', { name: 'What you did' }).click();
  const log = page.getByRole('dialog', { name: 'What you did' });
  await log.getByRole('button', { name: /^Undo: .* archived$/ }).click();
  await expect(log.getByText('undone')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(announced).toContainText(/Undone|as they were/);
  await expect.poll(() => countIn('INBOX'), { timeout: 60_000 }).toBe(many);
  await expect(grid.getByRole('row').first()).toBeVisible();
});
