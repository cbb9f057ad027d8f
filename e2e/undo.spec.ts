import { placesOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test.describe('a move is taken back', () => {
  for (const { how, undo } of [
    { how: 'by the toast', undo: 'toast' },
    { how: 'by z', undo: 'z' },
  ] as const) {
    test(how, async ({ mail, ana, mailServers }) => {
      const subject = `Archived in haste ${undo}`;
      await mailServers.deliver(ana.user, buildMessage({ from: 'rosa@example.test', to: [ana.user.address], subject, text: 'x' }));
      await mail.open(subject);
      await mail.press('e');
      await expect(mail.row(subject)).toHaveCount(0);
      // on the server too, so that undoing has something to do there
      await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Archive']);
      if (undo === 'z') await mail.press('z');
      else await mail.toast('Conversation archived').getByRole('button', { name: 'Undo' }).click();
      await expect(mail.row(subject)).toBeVisible();
      await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['INBOX']);
    });
  }
});

test('a message on its way is taken back within its window, and goes when the window is over', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  ben,
}) => {
  const user = await newUser('slow');
  const person = await enter(user);
  const mail = await openMail(person);
  const subject = 'On second thought';
  const composer = await mail.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(subject);
  await composer.write('Never mind.');
  await composer.send();
  await expect(mail.toast(/Sending in/)).toContainText(/\d+ s/);
  await mail
    .toast(/Sending in/)
    .getByRole('button', { name: 'Undo' })
    .click();
  const again = await mail.composer();
  await expect(again.message).toContainText('Never mind.');
  await expect(again.window.getByRole('button', { name: `Remove ${ben.user.address}` })).toBeVisible();
  expect(await placesOn(mailServers, ben.user, subject)).toEqual([]);

  await again.subject.fill(`${subject}, again`);
  await again.send();
  await expect.poll(() => placesOn(mailServers, ben.user, `${subject}, again`), { timeout: 40_000 }).toEqual(['INBOX']);
  await expect.poll(() => placesOn(mailServers, user, `${subject}, again`)).toEqual(['Sent']);
  expect(await placesOn(mailServers, ben.user, subject)).toEqual([]);
  expect(await placesOn(mailServers, user, subject)).toEqual([]);
  await preferValues(mail.page, { undoSeconds: 0 });
});
