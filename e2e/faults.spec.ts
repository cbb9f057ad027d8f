import { randomBytes } from 'node:crypto';
import { placesOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage, startMailServers } from './servers/index.ts';

const letter = (to: string, subject: string) => buildMessage({ from: 'rosa@example.test', to: [to], subject, text: 'x' });

test('the gateway goes away and comes back: the page says “reconnecting” and recovers by itself, nothing lost', async ({
  ownApp,
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const app = await ownApp();
  const user = await newUser();
  await mailServers.deliver(user, letter(user.address, 'Before the outage'));
  const mail = await openMail(await enter(user, app), { url: app.url });
  await expect(mail.row('Before the outage')).toBeVisible();
  await app.kill();
  await expect(mail.page.getByText('Reconnecting…')).toBeVisible({ timeout: 30_000 });
  // what is loaded stays, and what is done meanwhile is not lost
  await mail.row('Before the outage').hover();
  await mail.row('Before the outage').getByRole('button', { name: 'Star' }).click();
  await mailServers.deliver(user, letter(user.address, 'During the outage'));
  await app.restart();
  await expect(mail.row('During the outage')).toBeVisible({ timeout: 45_000 });
  await expect(mail.page.getByText('Reconnecting…')).toBeHidden();
  await expect(mail.row('Before the outage').getByRole('button', { name: 'Remove star' })).toBeVisible();
  await expect
    .poll(() => mailServers.doveadm(['fetch', '-u', user.login, 'flags', 'mailbox', 'INBOX', 'subject', 'Before the outage']), {
      timeout: 45_000,
    })
    .toContain('\\Flagged');
});

test('a part of the page that cannot be had takes nothing away, and comes as soon as it can', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const user = await newUser();
  await mailServers.deliver(user, letter(user.address, 'Still here'));
  const mail = await openMail(await enter(user));
  const { page } = mail;
  // Late parts are asked for by what needs them only, and cannot be had.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.reload();
  await expect(mail.row('Still here')).toBeVisible();
  await page.route('**/*.js', (route) => route.abort());
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('.js'));
  await page.keyboard.press('c');
  await failed;
  await page.waitForTimeout(2_000);
  await expect(mail.row('Still here')).toBeVisible();
  await page.unroute('**/*.js');
  await mail.composer();
});

test('the mail server goes away and comes back: the account says so, the mail stays readable, changes arrive later', async ({
  ownApp,
  enter,
  openMail,
}) => {
  await using servers = await startMailServers();
  const user = await servers.newUser();
  await servers.deliver(user, letter(user.address, 'Read me any time'));
  const app = await ownApp({}, servers);
  const mail = await openMail(await enter(user, app), { url: app.url });
  await mail.open('Read me any time');
  await expect(mail.body().getByText('x')).toBeVisible();
  await servers.stopIncoming();
  await expect(mail.switcher).toHaveAccessibleName(/Mail server out of reach; trying again/, { timeout: 45_000 });
  await mail.tool('Archive').click();
  await expect(mail.row('Read me any time')).toHaveCount(0);
  await servers.startIncoming();
  await servers.deliver(user, letter(user.address, 'Back again'));
  await expect(mail.row('Back again')).toBeVisible({ timeout: 60_000 });
  await expect(mail.switcher).toHaveAccessibleName(/Up to date|Fetching mail/, { timeout: 45_000 });
  await expect.poll(() => placesOn(servers, user, 'Read me any time'), { timeout: 45_000 }).toEqual(['Archive']);
});

test('a password changed elsewhere: the account says what it needs, without losing what is here', async ({ ownApp, enter, openMail }) => {
  await using servers = await startMailServers();
  const user = await servers.newUser();
  await servers.deliver(user, letter(user.address, 'Still here'));
  const app = await ownApp({}, servers);
  const mail = await openMail(await enter(user, app), { url: app.url });
  await expect(mail.row('Still here')).toBeVisible();
  await servers.setPassword(user.login, 'another-password');
  await servers.stopIncoming();
  await servers.startIncoming();
  await expect(mail.row('Still here')).toBeVisible();
  await expect(mail.switcher).toHaveAccessibleName(/Needs your attention|out of reach/, { timeout: 45_000 });
});

test('a message that cannot be parsed is shown as its source, and harms no list', async ({ newUser, enter, openMail, mailServers }) => {
  const user = await newUser('broken');
  const junk = Buffer.from('\x01\x02 this is no header at all\r\n\xff\xfe\x80 nor is this: \x7f\r\n', 'latin1');
  await mailServers.appendMany(user, 'INBOX', [
    { raw: letter(user.address, 'A good one') },
    {
      raw: Buffer.from(
        junk
          .toString('latin1')
          .replaceAll('\0', '?')
          .replaceAll(/\r?\n|\r/g, '\r\n'),
        'latin1',
      ),
    },
    {
      raw: Buffer.from(
        [
          'From: rosa@example.test',
          `To: ${user.address}`,
          'Subject: Cut off in the middle',
          'MIME-Version: 1.0',
          'Content-Type: multipart/mixed; boundary="never-there"',
          '',
          'These words stand outside of every part.',
        ].join('\r\n'),
      ),
    },
    { raw: letter(user.address, 'Another good one') },
  ]);
  const mail = await openMail(await enter(user));
  await expect(mail.rows).toHaveCount(4);
  for (const subject of ['A good one', 'Another good one', 'Cut off in the middle']) await expect(mail.row(subject)).toBeVisible();
  await mail.open('Cut off in the middle');
  await expect(mail.messages().getByText('This message cannot be displayed')).toBeVisible();
  await expect(mail.messages().getByText('These words stand outside of every part.')).toBeVisible();
  await mail.row('(no subject)').getByRole('link').click();
  await expect(mail.messages().getByText('this is no header at all')).toBeVisible();
  await mail.open('A good one');
  await expect(mail.body().getByText('x')).toBeVisible();
});

test('a mailbox deleted elsewhere while it is open', async ({ newUser, enter, openMail, mailServers }) => {
  const user = await newUser('folders');
  await mailServers.appendMany(user, 'Projects', [{ raw: letter(user.address, 'In a project') }]);
  const mail = await openMail(await enter(user));
  await mail.goToFolder('Projects');
  await expect(mail.row('In a project')).toBeVisible();
  await mailServers.doveadm(['mailbox', 'delete', '-s', '-u', user.login, 'Projects']);
  await expect(mail.page.getByText('This folder is gone')).toBeVisible({ timeout: 75_000 });
  await expect(mail.folder('Projects')).toHaveCount(0);
  await mail.page.getByRole('button', { name: 'Go to inbox' }).click();
  await expect(mail.page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
});

test('a header with 2,000 recipients and an attachment of 30 MB open as any other mail', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}, info) => {
  const user = await newUser('heavy');
  const big = randomBytes(30 * 1024 * 1024);
  await mailServers.appendMany(user, 'INBOX', [
    {
      raw: buildMessage({
        from: 'rosa@example.test',
        to: Array.from({ length: 2000 }, (_, index) => ({ name: `Person ${index}`, address: `person-${index}@example.test` })),
        subject: 'To everybody',
        text: 'Hello all.',
      }),
    },
    {
      raw: buildMessage({
        from: 'rosa@example.test',
        to: [user.address],
        subject: 'A heavy one',
        text: 'Mind your back.',
        attachments: [{ fileName: 'heavy.bin', type: 'application/octet-stream', content: big }],
      }),
    },
  ]);
  const mail = await openMail(await enter(user));
  await mail.open('To everybody');
  await expect(mail.body().getByText('Hello all.')).toBeVisible();
  await mail.messages().getByRole('button', { name: 'Show details' }).click();
  await expect(mail.messages()).toContainText('Person 0');
  await mail.open('A heavy one');
  await expect(mail.body().getByText('Mind your back.')).toBeVisible();
  const downloading = mail.page.waitForEvent('download');
  await mail
    .messages()
    .getByRole('link', { name: /^Download heavy.bin/ })
    .click();
  const path = info.outputPath('heavy.bin');
  await (await downloading).saveAs(path);
  const { readFile } = await import('node:fs/promises');
  expect(big.equals(await readFile(path))).toBe(true);
});
