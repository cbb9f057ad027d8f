import { expect, test } from './fixtures.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { buildMessage } from './servers/index.ts';

test('an inbox of 3,000 messages: a scroll bar over all of it, rows wherever one scrolls, the last conversation at its end', async ({
  newUser,
  mailServers,
  enter,
  openMail,
}) => {
  const user = await newUser('big');
  const written = await mailServers.fillMailbox(user, 'INBOX', 3000);
  const mail = await openMail(await enter(user));
  // all of it is in the index when the progress is gone
  await expect(mail.page.getByRole('heading', { level: 1 }).locator('xpath=..')).toContainText(/\d conversations/);
  await expect(mail.page.getByRole('progressbar', { name: 'Fetching mail' })).toHaveCount(0, { timeout: 60_000 });
  const rows = Number(await mail.grid.getAttribute('aria-rowcount'));
  expect(rows).toBeGreaterThan(500);
  expect(rows).toBeLessThanOrEqual(written.length);

  const scroller = mail.grid.locator('xpath=..');
  expect(await scroller.evaluate((element) => element.scrollHeight)).toBe(rows * 68);
  for (const part of [0.5, 0.25, 0.9]) {
    await scroller.evaluate((element, at) => element.scrollTo({ top: element.scrollHeight * at }), part);
    await expect(mail.grid.locator(`[aria-rowindex="${Math.round(rows * part) + 2}"]`).getByRole('link')).toBeVisible();
  }
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  const last = mail.grid.locator(`[aria-rowindex="${rows}"]`).getByRole('link');
  await expect(last).toBeInViewport();
  await last.click();
  await expect(mail.messages().first()).toBeVisible();
});

test('while a large inbox fills, how far it is stands above the list, and the scroll bar spans what is still to come', async ({
  page,
  newUser,
  mailServers,
  appUrl,
}) => {
  const count = 12_000;
  const user = await newUser('huge');
  await mailServers.fillMailbox(user, 'INBOX', count);
  const signIn = new SignInPage(page);
  await signIn.goto(appUrl);
  await signIn.form.fill(user);
  await signIn.submit();
  const progress = page.getByRole('progressbar', { name: 'Fetching mail' });
  await expect(progress).toHaveAttribute('max', String(count));
  await expect(page.getByText(/^[\d,]+ of 12,000$/)).toBeVisible();
  await expect(page.getByRole('grid').getByRole('link').first()).toBeVisible();
  await expect(progress).toHaveCount(0, { timeout: 80_000 });
});

test('a conversation holds the reply out of Sent, in order, and counts it in the list', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const ana = await newUser('ana');
  const ben = { name: 'Ben Ruder', address: 'ben@example.test' };
  const subject = 'Rowing on Sunday';
  const atMs = Date.parse('2026-05-04T08:00:00Z');
  const letter = (n: number, from: typeof ben | string, text: string) => ({
    raw: buildMessage({
      from,
      to: [n === 1 ? ben.address : ana.address],
      subject: n === 0 ? subject : `Re: ${subject}`,
      text,
      messageId: `rowing-${n}@example.test`,
      ...(n === 0
        ? {}
        : { inReplyTo: `rowing-${n - 1}@example.test`, references: ['rowing-0@example.test', `rowing-${n - 1}@example.test`] }),
      dateMs: atMs + n * 3_600_000,
    }),
    receivedAtMs: atMs + n * 3_600_000,
  });
  const said = ['Do you come along?', 'Yes, at nine by the boathouse.', 'Good, I bring the oars.'] as const;
  await mailServers.appendMany(ana, 'INBOX', [letter(0, ben, said[0]), letter(2, ben, said[2])]);
  await mailServers.appendMany(ana, 'Sent', [{ ...letter(1, ana.address, said[1]), flags: ['\\Seen'] }]);

  const mail = await openMail(await enter(ana));
  await expect(mail.row(subject)).toHaveCount(1);
  await expect(mail.row(subject).getByTitle('3 messages')).toBeVisible();
  await expect(mail.row(subject)).toContainText('me');
  await mail.open(subject);
  await expect(mail.messages()).toHaveCount(3);
  // those unread stand open, the own reply is folded to a line
  await mail.reader.getByRole('button', { name: 'Expand all' }).click();
  for (const [index, words] of said.entries()) await expect(mail.body(mail.messages().nth(index)).getByText(words)).toBeVisible();
  await expect(mail.messages().nth(1)).toHaveAccessibleName('Message from me');

  await mail.goToFolder('Sent');
  await expect(mail.row(subject)).toHaveCount(1);
});
