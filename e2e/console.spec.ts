import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { buildMessage, type MailUser } from './servers/index.ts';

type Step = { does: RegExp; answer: RegExp };

/** Walks a lesson by its own button; each step waits for the server's answer, as a learner does. */
async function walk(page: Page, steps: readonly Step[]): Promise<Locator> {
  const output = page.getByRole('list', { name: 'What was said' });
  for (const { does, answer } of steps) {
    const step = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Do it' }) });
    await expect(step).toContainText(does);
    await step.getByRole('button', { name: 'Do it' }).click();
    await expect(output).toContainText(answer);
  }
  await expect(page.getByText('That was the whole lesson.')).toBeVisible();
  return output;
}

async function connect(page: Page, appUrl: string, side: 'incoming' | 'outgoing', lesson: string): Promise<void> {
  await page.goto(`${appUrl}/doctor/console`);
  await page.getByLabel('Server', { exact: true }).selectOption(side);
  await page.getByLabel('Lesson').selectOption({ label: lesson });
  await page.getByRole('button', { name: 'Connect' }).click();
}

const keepsSecret = async (page: Page, user: MailUser) => {
  const seen = await page.content();
  expect(seen).not.toContain(user.password);
  expect(seen).not.toContain(Buffer.from(`\0${user.login}\0${user.password}`).toString('base64'));
};

test('two lessons against real servers: a message sent by hand arrives, and IDLE tells of it by itself', async ({
  openMail,
  ana,
  ben,
  appUrl,
}) => {
  const { page } = await openMail(ana);
  await connect(page, appUrl, 'incoming', 'What IMAP IDLE does');
  const watching = page;
  const output = watching.getByRole('list', { name: 'What was said' });
  for (const answer of [/a1 OK/, /s1 OK/, /a2 OK/, /idling/]) {
    await watching.getByRole('button', { name: 'Do it' }).click();
    await expect(output).toContainText(answer);
  }
  const sender = (await openMail(ana)).page;
  await connect(sender, appUrl, 'outgoing', 'Send a message by hand (SMTP)');
  await expect(sender.getByText('The server is ready.')).toBeVisible();
  const said = await walk(sender, [
    { does: /EHLO/, answer: /250 / },
    { does: /Sign in/, answer: /235 / },
    { does: /MAIL FROM/, answer: /250 2\.1\.0/ },
    { does: /RCPT TO/, answer: /250 2\.1\.5/ },
    { does: /DATA/, answer: /354 / },
    { does: /Subject/, answer: /Subject: Hello by hand/ },
    { does: /↵/, answer: /Subject/ },
    { does: /typed line by line/, answer: /This message was typed/ },
    { does: /single dot/, answer: /queued/ },
    { does: /QUIT/, answer: /221 / },
  ]);
  await expect(said).toContainText('AUTH PLAIN [secret]');
  await expect(sender.getByText('The connection is closed.')).toBeVisible();
  await keepsSecret(sender, ana.user);
  expect(
    (await new AxeBuilder({ page: sender }).analyze()).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
  ).toEqual([]);

  await expect(output).toContainText(/\* \d+ EXISTS/);
  for (const answer of [/a3 OK/, /a4 OK/]) {
    await watching.getByRole('button', { name: 'Do it' }).click();
    await expect(output).toContainText(answer);
  }
  await test.step('somebody else’s console is not there for them', async () => {
    const other = (await openMail(ben)).page;
    const id = await watching.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'x-postern': '1' };
      const { accounts } = await (await fetch('/api/accounts')).json();
      const body = JSON.stringify({ accountId: accounts[0].id, side: 'incoming' });
      return (await (await fetch('/api/doctor/console', { method: 'POST', headers, body })).json()).id as string;
    });
    const statuses = await other.evaluate(async (path) => {
      const headers = { 'content-type': 'application/json', 'x-postern': '1' };
      const post = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ line: 'a1 NOOP' }) });
      const end = await fetch(path, { method: 'DELETE', headers });
      return [(await fetch(path)).status, post.status, end.status];
    }, `/api/doctor/console/${id}`);
    expect(statuses).toEqual([404, 404, 404]);
  });
});

test('the POP3 lesson against a real server; what is typed as a password does not show', async ({ page, newUser, mailServers, appUrl }) => {
  const user = await newUser('popper');
  await mailServers.deliver(
    user,
    buildMessage({ from: 'Rosa <rosa@example.test>', to: [user.address], subject: 'Read by hand', text: 'Words.' }),
  );
  const signIn = new SignInPage(page);
  await signIn.goto(appUrl);
  await signIn.form.fill(user);
  await page.getByRole('radio', { name: 'POP3' }).check();
  await signIn.submit();
  await signIn.entered();
  await connect(page, appUrl, 'incoming', 'Read your mail by POP3');
  const said = await walk(page, [
    { does: /CAPA/, answer: /UIDL/ },
    { does: /Sign in/, answer: /Logged in/ },
    { does: /STAT/, answer: /\+OK 1 \d+/ },
    { does: /UIDL/, answer: /1 \S+/ },
    { does: /TOP 1 5/, answer: /Subject: Read by hand/ },
    { does: /QUIT/, answer: /Logging out/ },
  ]);
  await expect(said).toContainText('PASS [secret]');
  await keepsSecret(page, user);
});
