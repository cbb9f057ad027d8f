import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import type { Invocation } from '#lib/contract/index.ts';
import { placesOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';
import { openDoor } from './jmap/jmap-door.ts';
import { startSwitchedLine } from './servers/index.ts';

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

test('an outgoing server that takes the connection and never greets is named, and what the Doctor suggests gets the message through', async ({
  newUser,
  mailServers,
  ownApp,
  enter,
  openMail,
}) => {
  const [user, friend] = [await newUser('waiting'), await newUser('friend')];
  const held = new Set<Socket>();
  const silent = createServer((socket) => {
    held.add(socket);
    socket.on('error', () => {});
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const line = await startSwitchedLine(mailServers.smtp.starttlsPort);
  try {
    const smtp = { ...mailServers.smtp, starttlsPort: line.port, tlsPort: 0 };
    const app = await ownApp({}, { ...mailServers, smtp });
    const mail = await openMail(await enter(user, app), { url: app.url });
    const { page } = mail;
    await preferValues(page, { undoSeconds: 0 });
    await page.reload();
    line.leadTo((silent.address() as AddressInfo).port);
    const subject = 'Into the silence';
    const waits = `The outgoing server localhost:${line.port} has not answered yet`;
    const outbox = page.getByRole('dialog', { name: 'Outbox' });
    const queued = outbox.getByRole('article', { name: subject });

    await test.step('the notice, the outbox and the message itself say whom they wait for', async () => {
      const composer = await mail.compose();
      await composer.address('To', friend.address);
      await composer.subject.fill(subject);
      await composer.write('Are you there?');
      await composer.send();
      await expect(mail.toast(waits).getByRole('button', { name: 'Ask the Doctor' })).toBeVisible({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Outbox: 1 message' }).click();
      await expect(queued).toContainText(waits);
      await expect(queued).toContainText('The message is safe here');
      await expect(queued.getByRole('link', { name: 'Ask the Doctor' })).toHaveAttribute('href', /^\/doctor\?account=./);
      const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      await outbox.getByRole('button', { name: 'Close' }).click();
      await mail.goToFolder('Sent');
      await mail.open(subject);
      await expect(mail.messages().last()).toContainText(waits);
      await expect(mail.messages().last().getByRole('link', { name: 'Ask the Doctor' })).toBeVisible();
    });
    await test.step('the next message says that it waits behind that one, and why', async () => {
      const composer = await mail.compose();
      await composer.address('To', friend.address);
      await composer.subject.fill('Behind it');
      await composer.send();
      await expect(mail.toast('Waits for the message before it')).toContainText(waits, { timeout: 30_000 });
      await page.getByRole('button', { name: 'Outbox: 2 messages' }).click();
      await expect(outbox.getByRole('article', { name: 'Behind it' })).toContainText(waits);
      await outbox.getByRole('button', { name: 'Close' }).click();
    });
    await test.step('when it fails, what it was is said where one looks', async () => {
      // From now on a server that wants TLS from the first octet: to who waits for its greeting it is silent as well.
      line.leadTo(mailServers.smtp.tlsPort);
      await expect(mail.toast(/^Not taken yet/)).toContainText('The server hangs up at once');
      await expect(mail.messages().last()).toContainText('The server hangs up at once');
      await expect(mail.messages().last()).toContainText(/Not taken yet\. Next try/);
    });
    await test.step('the Doctor finds the mode that answers, and one press takes it', async () => {
      await mail
        .toast(/^Not taken yet/)
        .getByRole('button', { name: 'Ask the Doctor' })
        .click();
      await page.waitForURL('**/doctor?account=*');
      const road = page.getByRole('region', { name: /^Road to SMTP/ });
      await road.getByRole('button', { name: `Use port ${line.port} with TLS from the start for this account` }).click({ timeout: 60_000 });
      await expect(road.getByText('All is well')).toBeVisible({ timeout: 60_000 });
    });
    await test.step('then it goes out by itself, once', async () => {
      await page.goto(`${app.url}/mail`);
      await expect(page.getByRole('button', { name: /^Outbox: / })).toBeHidden({ timeout: 60_000 });
      await expect.poll(() => placesOn(mailServers, friend, subject)).toEqual(['INBOX']);
      await expect.poll(() => placesOn(mailServers, user, subject)).toEqual(['Sent']);
    });
  } finally {
    for (const socket of held) socket.destroy();
    silent.close();
    await line.stop();
  }
});
