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

test('a conversation holds the reply out of Sent, in order, and counts it in the list', async ({ mail, ana, ben, mailServers }) => {
  const subject = `Rowing on Sunday ${test.info().testId}`;
  const hourMs = 3_600_000;
  const first = `first-${test.info().testId}@example.test`;
  const reply = `reply-${test.info().testId}@example.test`;
  const nowMs = Date.now();
  await mailServers.appendMany(ana.user, 'Sent', [
    {
      raw: buildMessage({
        from: ana.user.address,
        to: [ben.user.address],
        subject: `Re: ${subject}`,
        text: 'Yes, at nine by the boathouse.',
        messageId: reply,
        inReplyTo: first,
        references: [first],
        dateMs: nowMs - 2 * hourMs,
      }),
      flags: ['\\Seen'],
      receivedAtMs: nowMs - 2 * hourMs,
    },
  ]);
  const letter = (text: string, extra: object) =>
    buildMessage({ from: { name: 'Ben Ruder', address: ben.user.address }, to: [ana.user.address], subject, text, ...extra });
  await mailServers.deliver(ana.user, letter('Do you come along?', { messageId: first, dateMs: nowMs - 3 * hourMs }));
  await mailServers.deliver(
    ana.user,
    letter('Good, I bring the oars.', {
      subject: `Re: ${subject}`,
      messageId: `third-${test.info().testId}@example.test`,
      inReplyTo: reply,
      references: [first, reply],
      dateMs: nowMs - hourMs,
    }),
  );

  await expect(mail.row(subject)).toHaveCount(1);
  await expect(mail.row(subject)).toContainText('me');
  await expect(mail.row(subject).getByTitle('3 messages')).toBeVisible();
  await mail.open(subject);
  await expect(mail.messages()).toHaveCount(3);
  await mail.reader.getByRole('button', { name: 'Expand all' }).click();
  const said = ['Do you come along?', 'Yes, at nine by the boathouse.', 'Good, I bring the oars.'];
  for (const [index, words] of said.entries()) await expect(mail.body(mail.messages().nth(index)).getByText(words)).toBeVisible();
  await expect(mail.messages().nth(1)).toHaveAccessibleName(/me|ana/);
});
