import { expect, test } from './fixtures.ts';
import type { MailPage } from './pages/mail-page.ts';
import { buildMessage, startSlowLine } from './servers/index.ts';

const folders = 9;

test('I34, J16: what is not indexed is searched on the server folder by folder; hits come in, are marked, and another search ends it', async ({
  newUser,
  mailServers,
  ownApp,
  enter,
  openMail,
}) => {
  const user = await newUser('searcher');
  const letter = (subject: string, text: string, day: number) => ({
    raw: buildMessage({ from: 'Rosa <rosa@elsewhere.test>', to: [user.address], subject, text, dateMs: Date.UTC(2026, 0, day, 9) }),
    receivedAtMs: Date.UTC(2026, 0, day, 9),
  });
  await mailServers.appendMany(user, 'INBOX', [letter('Quinces at once', 'In the inbox.', 28)]);
  for (let number = 1; number <= folders; number += 1) {
    await mailServers.doveadm(['mailbox', 'create', '-u', user.login, `Box ${number}`]);
    await mailServers.appendMany(user, `Box ${number}`, [
      letter(`Letter ${number}`, number % 3 === 0 ? 'Of quinces.' : 'Of pears.', number),
    ]);
  }
  const line = await startSlowLine(mailServers.imap.tlsPort, 1_000_000);
  try {
    // No text is fetched ahead: all of it has to be asked of the server.
    const app = await ownApp(
      { env: { POSTERN_LIMITS: 'indexIdleMs=3600000' } },
      { ...mailServers, imap: { ...mailServers.imap, tlsPort: line.port } },
    );
    const mail: MailPage = await openMail(await enter(user, app), { url: app.url });
    await expect(mail.row('Quinces at once')).toBeVisible();
    await expect(mail.folder(`Box ${folders}`)).toBeVisible();
    // As good as silent: nothing is found before the line is wide again.
    line.narrow(1);
    await mail.search.fill('quinces');
    await mail.search.press('Enter');
    // What is indexed is there at once, long before the server is through.
    await expect(mail.row('Quinces at once')).toBeVisible();
    const status = mail.page.getByRole('status').filter({ hasText: /folder/ });
    await expect(status).toHaveText(/^Searching \d+ of 1\d folders on the mail server…$/);
    await expect(mail.page.getByRole('progressbar', { name: 'Search on the mail server' })).toBeVisible();
    line.widen();
    await expect(mail.page.getByText('3 messages found on the mail server')).toBeVisible();
    await expect(mail.rows).toHaveCount(4);
    await expect(mail.row('from the server')).toHaveCount(3);
    await expect(mail.row('Quinces at once')).not.toContainText('from the server');

    // Another search: the one before is over, and its line with it.
    line.narrow(1);
    await mail.search.fill('pears');
    await expect(status).toHaveText(/^Searching/);
    await mail.search.fill('subject:Letter');
    await expect(mail.rows).toHaveCount(folders);
    await expect(status).toHaveCount(0);
  } finally {
    await line.stop();
  }
});
