import type { Invocation } from '#lib/contract/index.ts';
import { placesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { openDoor } from './jmap/jmap-door.ts';

test('a message for later waits in the outbox, is edited there, and leaves when it is told to', async ({ mail, ana, ben, mailServers }) => {
  const subject = 'For next week';
  const composer = await mail.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(subject);
  await composer.write('Not before Monday.');
  await composer.window.getByRole('button', { name: 'More ways to send' }).click();
  await mail.page.getByRole('menuitem', { name: 'Send later…' }).click();
  const later = mail.page.getByRole('dialog', { name: 'Send later' });
  await expect(later.getByRole('button', { name: /^Tomorrow morning/ })).toContainText('08:00');

  await test.step('a time that has passed is not taken; another place’s clock counts', async () => {
    await later.getByLabel('Day and time').fill('2020-01-01T08:00');
    await expect(later.getByText('This time has passed already.')).toBeVisible();
    await expect(later.getByRole('button', { name: 'Send at this time' })).toBeDisabled();
    const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await later.getByLabel('Day and time').fill(`${day}T20:00`);
    await later.getByLabel('Time zone').selectOption('Asia/Tokyo');
    // The browser is in Berlin.
    await expect(later.getByText(/1[23]:00 where you are$/)).toBeVisible();
    await later.getByRole('button', { name: 'Send at this time' }).click();
  });
  await expect(mail.toast(/^Will be sent .*1[23]:00/)).toBeVisible();

  await test.step('the outbox says when; edited, it is a draft again', async () => {
    await mail.page.getByRole('button', { name: 'Outbox: 1 message' }).click();
    const outbox = mail.page.getByRole('dialog', { name: 'Outbox' });
    const queued = outbox.getByRole('article', { name: subject });
    await expect(queued).toContainText(`To ${ben.user.address}`);
    await expect(queued).toContainText(/Goes out .*1[23]:00/);
    await queued.getByRole('button', { name: 'Edit' }).click();
  });
  const again = await mail.composer();
  await expect(again.message).toContainText('Not before Monday.');
  await expect(mail.page.getByRole('button', { name: /^Outbox/ })).toHaveCount(0);
  expect(await placesOn(mailServers, ben.user, subject)).toEqual([]);

  await test.step('scheduled once more and sent now, it arrives', async () => {
    await again.window.getByRole('button', { name: 'More ways to send' }).click();
    await mail.page.getByRole('menuitem', { name: 'Send later…' }).click();
    await later.getByRole('button', { name: /^Tomorrow afternoon/ }).click();
    await mail.goToFolder('Sent');
    await mail.open(subject);
    await expect(mail.messages().last()).toContainText(/Goes out .*13:00/);
    await mail.page.getByRole('button', { name: 'Outbox: 1 message' }).click();
    const outbox = mail.page.getByRole('dialog', { name: 'Outbox' });
    await outbox.getByRole('article', { name: subject }).getByRole('button', { name: 'Send now' }).click();
    await expect(outbox.getByText('Nothing waits to be sent')).toBeVisible();
    await outbox.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => placesOn(mailServers, ben.user, subject)).toEqual(['INBOX']);
    await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Sent']);
  });
});

test('a message that was refused stands in the outbox with the server’s reason until it is dealt with', async ({
  app,
  mail,
  ana,
  mailServers,
}) => {
  const door = await openDoor(app.url, ana.user);
  const waiting = async () => {
    const queue = ['QueueItem/get', { accountId: door.accountId, ids: null, properties: ['state', 'attempts'] }, 'q'];
    const response = await door.post(JSON.stringify({ using: ['urn:postern:sending'], methodCalls: [queue] }));
    const { methodResponses } = (await response.json()) as { methodResponses: Invocation[] };
    return (methodResponses[0]![1].list as { state: string; attempts: number }[]).map(({ state, attempts }) => `${state} ${attempts}`);
  };
  const subject = 'To nobody';
  const composer = await mail.compose();
  await composer.address('To', `nobody-at-all@${ana.user.address.split('@')[1]}`);
  await composer.subject.fill(subject);
  await composer.write('Hello?');
  await composer.send();
  await mail.page.getByRole('button', { name: 'Outbox: 1 message' }).click();
  const outbox = mail.page.getByRole('dialog', { name: 'Outbox' });
  const queued = outbox.getByRole('article', { name: subject });
  await expect(queued).toContainText('Not sent');
  await expect(queued).toContainText(/nobody-at-all@.*: 550 5\.1\.1/);
  await queued.getByRole('button', { name: 'Try again' }).click();
  // what is on its way just then cannot be taken back
  await expect.poll(waiting).toEqual(['failed 2']);
  await expect(queued).toContainText('Not sent');
  await queued.getByRole('button', { name: 'Do not send' }).click();
  await expect(outbox.getByText('Nothing waits to be sent')).toBeVisible();
  await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Drafts']);
});
