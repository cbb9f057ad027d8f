import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('an inbox of 3,000 messages: progress while it fills, a scroll bar over all of it, the last conversation at its end', async ({
  page,
  newUser,
  mailServers,
  enter,
  openMail,
}) => {
  const user = await newUser('big');
  const written = await mailServers.fillMailbox(user, 'INBOX', 3000);
  const oldest = written.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs)[0]!;
  await page.close();
  const mail = await openMail(await enter(user));
  await expect(mail.grid).toHaveAttribute('aria-rowcount', /^\d{3,4}$/);
  // all of it is in the index when the progress is gone
  await expect(mail.page.getByRole('progressbar', { name: 'Fetching mail' })).toHaveCount(0, { timeout: 60_000 });
  const rows = Number(await mail.grid.getAttribute('aria-rowcount'));
  expect(rows).toBeGreaterThan(500);
  await expect(mail.grid.getByRole('row', { name: 'Loading…' })).toHaveCount(0);

  const scroller = mail.grid.locator('xpath=..');
  const height = await scroller.evaluate((element) => element.scrollHeight);
  expect(height).toBe(rows * 68);
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  await expect(mail.grid.locator(`[aria-rowindex="${Math.round(rows / 2)}"]`)).toContainText(/\d/);
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  const last = mail.grid.locator(`[aria-rowindex="${rows}"]`);
  await expect(last).toBeVisible();
  await expect(last.getByRole('link')).toBeVisible();
  expect(rows).toBeLessThanOrEqual(written.length);
  await last.getByRole('link').click();
  await expect(mail.messages().first()).toBeVisible();
  expect(oldest.subject.length).toBeGreaterThan(0);
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
