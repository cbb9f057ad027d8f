import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { startNameServer } from './servers/index.ts';

test('D1, D4: a mailbox no table knows is found by the records of its domain; a server outside of it gets no password before the person agrees', async ({
  page,
  newUser,
  mailServers,
  ownApp,
}) => {
  const user = await newUser('found');
  await mailServers.fillMailbox(user, 'INBOX', 2);
  const { imap, smtp } = mailServers;
  const names = await startNameServer({
    'mail.stranger.test': { a: ['127.0.0.1'] },
    'mail.example.test': { a: ['127.0.0.1'] },
    '_imaps._tcp.example.test': { srv: [['mail.stranger.test', imap.tlsPort]] },
    '_submissions._tcp.example.test': { srv: [['mail.stranger.test', smtp.tlsPort]] },
    'example.test': { mx: [[10, 'mail.example.test']], txt: ['v=spf1 mx -all'] },
  });
  try {
    const app = await ownApp({ providersFile: false, env: { POSTERN_DNS: names.address } });
    const signIn = new SignInPage(page);
    await signIn.goto(app.url);
    await signIn.form.fill(user);
    await test.step('told while the password is typed; nothing goes there unasked', async () => {
      await expect(page.getByText('mail.stranger.test – from the records of your mail domain')).toBeVisible();
      await signIn.submit();
      await expect(page.getByText('Agree first, or enter the servers by hand.')).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious')).toEqual([]);
    });
    await test.step('agreed to, it is still asked for its certificate', async () => {
      await page.getByLabel('That is right, use this server').check();
      await signIn.submit();
      await expect(signIn.refusal).toContainText('Certificate for another name');
    });
    await test.step('the right records: signed in, without a word about servers', async () => {
      names.zone['_imaps._tcp.example.test'] = { srv: [['mail.example.test', imap.tlsPort]] };
      names.zone['_submissions._tcp.example.test'] = { srv: [['mail.example.test', smtp.tlsPort]] };
      await signIn.goto(app.url);
      await signIn.signIn(user);
      await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(2);
    });
    await test.step('the Doctor reads the same domain', async () => {
      await page.goto(`${app.url}/doctor`);
      await page.getByRole('button', { name: 'Examine', exact: true }).click();
      await expect(page.getByRole('region', { name: /^Road to SMTP mail.example.test/ }).getByText('All is well')).toBeVisible();
      const domain = page.getByRole('region', { name: 'What example.test publishes' });
      await expect(domain.getByText('10 mail.example.test')).toBeVisible();
      await expect(domain.getByText('mail from others is to be refused')).toBeVisible();
    });
  } finally {
    await names.stop();
  }
});
