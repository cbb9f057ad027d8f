import type { Page } from '@playwright/test';
import { expect, jmap, test } from './fixtures.ts';

const many = 260;
const isLong = process.env.POSTERN_TEST_LONG === '1';

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

test('ten thousand messages: the gateway is killed while they are archived, and again while that is taken back; each is there once, under its id', async ({
  newUser,
  ownApp,
  enter,
  openMail,
  mailServers,
}) => {
  test.skip(!isLong, 'minutes; the long run has the time. bulk-worker.test.ts restarts the gateway over fewer');
  const tenThousand = 10_000;
  const within = { timeout: 600_000 };
  test.setTimeout(3_000_000);
  const user = await newUser('tenk');
  const filled = await mailServers.fillMailbox(user, 'INBOX', tenThousand, { seed: 6 });
  const wanted = filled.map(({ messageId }) => messageId).sort();
  const countIn = async (mailbox: string) =>
    Number(/messages=(\d+)/.exec(await mailServers.doveadm(['mailbox', 'status', '-u', user.login, 'messages', mailbox]))?.[1] ?? 0);
  const messageIdsIn = async (mailbox: string) =>
    (await mailServers.doveadm(['-f', 'flow', 'fetch', '-u', user.login, 'hdr.message-id', 'mailbox', mailbox, 'all']))
      .split('\n')
      .map((line) => /<([^>]+)>/.exec(line)?.[1])
      .filter((id) => id !== undefined)
      .sort();
  const app = await ownApp();
  const mail = await openMail(await enter(user, app), { url: app.url });
  const { page } = mail;
  await expect.poll(async () => (await emailIdsIn(page, 'inbox')).length, within).toBe(tenThousand);
  const before = await emailIdsIn(page, 'inbox');

  await page.getByRole('checkbox', { name: 'Select all conversations' }).click();
  const bar = page.getByRole('toolbar', { name: /^All .* conversations selected$/ });
  await bar.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('Your inbox is empty. Enjoy the quiet.')).toBeVisible();
  await expect.poll(() => countIn('Archive'), within).toBeGreaterThan(0);
  await app.kill('SIGKILL');
  const archived = await countIn('Archive');
  expect(archived).toBeLessThan(tenThousand);
  await app.restart();
  await expect.poll(() => countIn('Archive'), within).toBe(tenThousand);
  await expect.poll(() => countIn('INBOX'), within).toBe(0);
  expect(await messageIdsIn('Archive')).toEqual(wanted);
  await expect.poll(async () => (await emailIdsIn(page, 'archive')).length, within).toBe(tenThousand);
  // The page that was open all the while says nothing of a failure.
  await expect(mail.toasts.getByRole('alert')).toHaveCount(0);

  await page.getByRole('button', { name: 'What you did' }).click();
  await page
    .getByRole('dialog', { name: 'What you did' })
    .getByRole('button', { name: /^Undo: .* archived$/ })
    .click();
  await page.keyboard.press('Escape');
  await expect.poll(() => countIn('INBOX'), within).toBeGreaterThan(0);
  await app.kill('SIGKILL');
  expect(await countIn('INBOX')).toBeLessThan(tenThousand);
  await app.restart();
  await expect.poll(() => countIn('INBOX'), within).toBe(tenThousand);
  await expect.poll(() => countIn('Archive'), within).toBe(0);
  expect(await messageIdsIn('INBOX')).toEqual(wanted);
  await expect.poll(() => emailIdsIn(page, 'inbox'), within).toEqual(before);
});

/** Ids of all Emails of a mailbox, sorted; none while the gateway is away. */
async function emailIdsIn(page: Page, role: string): Promise<string[]> {
  const atOnce = 500;
  const ids: string[] = [];
  try {
    const accountId = await page.evaluate(async () => {
      const session = await (await fetch('/.well-known/jmap', { headers: { 'x-postern': '1' } })).json();
      return session.primaryAccounts['urn:ietf:params:jmap:mail'] as string;
    });
    const [mailboxes] = await jmap(page, [['Mailbox/query', { accountId, filter: { role } }, 'm']]);
    const inMailbox = (mailboxes![1].ids as string[])[0];
    for (;;) {
      const [found] = await jmap(page, [['Email/query', { accountId, filter: { inMailbox }, position: ids.length, limit: atOnce }, 'q']]);
      const some = found![1].ids as string[];
      ids.push(...some);
      if (some.length < atOnce) return ids.sort();
    }
  } catch {
    return [];
  }
}
