import { rawOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';

test('a bounce that comes back is told at the message in Sent, in plain words, and it is sent again to another address', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const [user, friend, other] = [await newUser('sender'), await newUser('full'), await newUser('other')];
  const mail = await openMail(await enter(user));
  await preferValues(mail.page, { undoSeconds: 0 });
  const { page } = mail;
  const composer = await mail.compose();
  await composer.address('To', friend.address);
  await composer.subject.fill('Will bounce');
  await composer.write('x');
  await composer.send();
  let raw = '';
  await expect
    .poll(async () => (raw = await rawOn(mailServers, friend, 'INBOX', 'Will bounce').catch(() => '')), { timeout: 45_000 })
    .toContain('Message-ID:');
  const messageId = /^Message-ID: (<[^>]+>)/im.exec(raw)?.[1] ?? '';
  const report = [
    ...['From: MAILER-DAEMON@far.test', 'Subject: Undelivered Mail Returned to Sender', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', '', 'Sorry.', '--b'],
    ...['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns;far.test', '', `Final-Recipient: rfc822;${friend.address}`],
    ...['Action: failed', 'Status: 5.2.2', 'Diagnostic-Code: smtp; 552 5.2.2 no room left', '--b'],
    ...['Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, '--b--', ''],
  ];
  await mailServers.deliver(user, report.join('\r\n'), { from: 'x@far.test' });

  await mail.goToFolder('Sent');
  await mail.open('Will bounce');
  const notice = page.getByRole('alert').filter({ hasText: `Not delivered to ${friend.address}: Mailbox full` });
  await expect(notice).toContainText('552 5.2.2 no room left');
  await notice.getByRole('button', { name: 'Change address' }).click();
  await notice.getByLabel('Address to send it to').fill(other.address);
  await notice.getByLabel('Address to send it to').press('Enter');
  await expect(page.getByRole('status').filter({ hasText: `Sent again to ${other.address}` })).toBeVisible();
  await expect.poll(() => rawOn(mailServers, other, 'INBOX', 'Will bounce').catch(() => ''), { timeout: 45_000 }).toContain(messageId);
  await expect(notice).toHaveCount(0);
});
