import { placesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('conversations are dragged to a folder, all that are ticked at once; a row has a menu of its own', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('dragger');
  for (const subject of ['One', 'Two', 'Three'])
    await mailServers.deliver(user, buildMessage({ from: 'rosa@example.test', to: [user.address], subject, text: 'x' }));
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await expect(mail.rows).toHaveCount(3);
  for (const subject of ['One', 'Two']) {
    await mail.row(subject).hover();
    await mail.row(subject).getByRole('checkbox').click({ force: true });
  }
  await mail.row('One').dragTo(mail.folder('Archive'));
  await expect(mail.rows).toHaveCount(1);
  await expect(mail.toast('2 conversations moved to Archive')).toBeVisible();
  await expect.poll(() => placesOn(mailServers, user, 'Two')).toEqual(['Archive']);
  await mail.press('z');
  await expect(mail.rows).toHaveCount(3);

  await mail.row('Three').click({ button: 'right' });
  const menu = page.getByRole('menu', { name: '1 conversation' });
  await menu.getByRole('menuitem', { name: 'Star' }).click();
  await expect(mail.row('Three').getByRole('button', { name: 'Remove star' })).toBeVisible();
  await mail.row('Three').click({ button: 'right' });
  await menu.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(mail.row('Three')).toHaveCount(0);
  await expect.poll(() => placesOn(mailServers, user, 'Three')).toEqual(['Archive']);
});
