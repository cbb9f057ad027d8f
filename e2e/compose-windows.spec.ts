import { AxeBuilder } from '@axe-core/playwright';
import { placesOn, rawOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';
import { Composer } from './pages/composer.ts';
import { MailPage } from './pages/mail-page.ts';
import { buildMessage } from './servers/index.ts';

const serious = async (page: MailPage['page']): Promise<string[]> => {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.target}`);
};

test('an answer is written below its message, waits at the foot while something else is read, and goes on in the full editor', async ({
  mail,
  ana,
  ben,
  mailServers,
}) => {
  const [subject, other] = ['A question for below', 'Something else to read'];
  for (const one of [subject, other])
    await mailServers.deliver(ana.user, buildMessage({ from: ben.user.address, to: [ana.user.address], subject: one, text: 'Well?' }));
  await mail.open(subject);
  await mail.messages().last().getByRole('button', { name: 'Reply', exact: true }).last().click();
  const inline = mail.reader.getByRole('region', { name: /^Reply to/ });
  const message = inline.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toBeFocused();
  await mail.page.keyboard.insertText('Written below.');
  await expect(inline.getByText(/^Saved /)).toBeVisible();
  expect(await serious(mail.page)).toEqual([]);

  await mail.open(other);
  await mail.page.getByRole('button', { name: /^Open Reply to/ }).waitFor();
  await mail.open(subject);
  await expect(message).toContainText('Written below.');
  await inline.getByRole('button', { name: 'Open in the full editor' }).click();
  const composer = await mail.composer();
  await expect(composer.message).toContainText('Written below.');
  await expect(inline).toHaveCount(0);
  await composer.message.press('Control+Enter');
  await expect.poll(() => placesOn(mailServers, ben.user, `Re: ${subject}`)).toEqual(['INBOX']);
  expect(await rawOn(mailServers, ben.user, 'INBOX', `Re: ${subject}`)).toContain('Written below.');
});

test('a message goes on in a window of its own, which the other one gives it up to, and is sent from there', async ({
  mail,
  ana,
  ben,
  mailServers,
}) => {
  const subject = 'In a window of its own';
  const composer = await mail.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(subject);
  await composer.write('Begun at the foot.');
  const opening = mail.page.context().waitForEvent('page');
  await composer.window.getByRole('button', { name: 'Open in a window of its own' }).click();
  const page = await opening;
  const window = page.getByRole('region', { name: 'New message' });
  const message = window.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toContainText('Begun at the foot.');
  await expect(window.getByRole('textbox', { name: 'Subject' })).toHaveValue(subject);
  await expect(composer.window).toHaveCount(0);
  expect(await serious(page)).toEqual([]);

  await message.press('End');
  await page.keyboard.insertText(' Ended there.');
  await expect(window.getByText(/^Saved /)).toBeVisible();
  await page.reload();
  await expect(message).toContainText('Begun at the foot. Ended there.');
  await message.press('Control+Enter');
  await expect(page.getByText('You can close this window.')).toBeVisible();
  await expect.poll(() => placesOn(mailServers, ben.user, subject)).toEqual(['INBOX']);
  await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Sent']);
});

test('what one tab sends, another one takes back while it can be', async ({ newUser, enter, openMail, ben, mailServers }) => {
  const user = await newUser('two-tabs');
  const first = await openMail(await enter(user));
  await preferValues(first.page, { undoSeconds: 30 });
  await first.page.reload();
  const subject = 'Sent too early';
  const second = new MailPage(await first.page.context().newPage());
  await second.goto(new URL(first.page.url()).origin);
  const composer = new Composer(first.page);
  await first.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(subject);
  await composer.write('Wait.');
  await composer.send();
  await second.page.getByRole('button', { name: 'Outbox: 1 message' }).click();
  const outbox = second.page.getByRole('dialog', { name: 'Outbox' });
  await outbox.getByRole('article', { name: subject }).getByRole('button', { name: 'Do not send' }).click();
  await expect(outbox.getByText('Nothing waits to be sent')).toBeVisible();
  await expect(first.page.getByRole('button', { name: /^Outbox/ })).toHaveCount(0);
  await expect.poll(() => placesOn(mailServers, user, subject)).toEqual(['Drafts']);
  expect(await placesOn(mailServers, ben.user, subject)).toEqual([]);
});
