import { expect, test } from './fixtures.ts';
import { SignInPage, type TypedServer } from './pages/sign-in-page.ts';
import { freePort } from './servers/free-port.ts';
import { type MailServers, type MailServersOptions, startMailServers } from './servers/index.ts';

const byHand = (servers: MailServers) => ({
  imap: { host: 'localhost', port: servers.imap.tlsPort, security: 'tls' } satisfies TypedServer,
  smtp: { host: 'localhost', port: servers.smtp.tlsPort, security: 'tls' } satisfies TypedServer,
});

/** What a person must never be shown: a stack, an error class, a code of Node. */
const notForPeople = /\bat \S+ \(|Error:|\bE[A-Z]{5,}\b|node:|undefined|\[object/;

test.describe('a mailbox the providers file knows', () => {
  test('opens with address and password', async ({ page, newUser, mailServers, appUrl }) => {
    const user = await newUser();
    await mailServers.fillMailbox(user, 'INBOX', 3);
    const signIn = new SignInPage(page);
    await signIn.goto(appUrl);
    await signIn.signIn(user);
    await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(3);
  });

  test('stays closed to a wrong password: step, reason, what to do, and the password nowhere in the log', async ({
    page,
    newUser,
    appUrl,
    app,
  }) => {
    const user = await newUser();
    const password = 'Wrong-Horse-Battery-77';
    const signIn = new SignInPage(page);
    await signIn.goto(appUrl);
    await signIn.form.fill({ address: user.address, password });
    await signIn.submit();
    await expect(signIn.refusal).toContainText('User name or password refused');
    await expect(signIn.refusal).toContainText('signing in at the server');
    await expect(signIn.refusal).not.toContainText(notForPeople);
    await expect(page.getByLabel('Email address')).toHaveValue(user.address);
    expect(await app.log()).not.toContain(password);

    // and the right one opens it, from the same form
    await signIn.signIn(user);
  });
});

test('a mailbox no table knows opens with settings by hand, TLS or STARTTLS', async ({ page, newUser, mailServers, ownApp }) => {
  const app = await ownApp({ providersFile: false });
  const user = await newUser();
  await mailServers.fillMailbox(user, 'INBOX', 3);
  const signIn = new SignInPage(page);

  await test.step('without settings it says that it needs them, and shows the fields', async () => {
    await signIn.goto(app.url);
    await signIn.form.fill(user);
    await signIn.submit();
    await expect(signIn.refusal).toContainText('Servers not known');
    await expect(page.getByLabel('IMAP server')).toBeVisible();
  });
  await test.step('TLS', async () => {
    const { imap, smtp } = byHand(mailServers);
    await signIn.form.fillServers(user.login, imap, smtp);
    await signIn.submit();
    await signIn.entered();
    await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(3);
  });
  await test.step('STARTTLS', async () => {
    await page.context().clearCookies();
    await signIn.goto(app.url);
    await signIn.form.fill(user);
    await signIn.form.fillServers(
      user.login,
      { host: 'localhost', port: mailServers.imap.port, security: 'starttls' },
      { host: 'localhost', port: mailServers.smtp.starttlsPort, security: 'starttls' },
    );
    await signIn.submit();
    await signIn.entered();
    await expect(page.getByRole('grid', { name: 'Conversations' }).getByRole('row')).toHaveCount(3);
  });
});

test.describe('servers typed in by hand that do not work end in plain words', () => {
  const cases: {
    name: string;
    servers?: MailServersOptions;
    imap: (servers: MailServers) => TypedServer | Promise<TypedServer>;
    step: string;
    says: string;
  }[] = [
    {
      name: 'unknown host',
      imap: () => ({ host: 'imap.nowhere.invalid', port: 993, security: 'tls' }),
      step: 'looking up the server’s name',
      says: 'This host name does not exist',
    },
    {
      name: 'closed port',
      imap: async () => ({ host: 'localhost', port: await freePort(), security: 'tls' }),
      step: 'connecting to the server',
      says: 'nothing listens on this port',
    },
    {
      name: 'expired certificate',
      servers: { certificate: 'expired', smtp: false },
      imap: (servers) => ({ host: 'localhost', port: servers.imap.tlsPort, security: 'tls' }),
      step: 'securing the connection',
      says: 'The certificate is out of date',
    },
    {
      name: 'certificate of a foreign authority',
      servers: { certificate: 'foreign', smtp: false },
      imap: (servers) => ({ host: 'localhost', port: servers.imap.tlsPort, security: 'tls' }),
      step: 'securing the connection',
      says: 'ertificate',
    },
    {
      name: 'certificate for another name',
      servers: { certificate: 'other-name', smtp: false },
      imap: (servers) => ({ host: 'localhost', port: servers.imap.tlsPort, security: 'tls' }),
      step: 'securing the connection',
      says: 'another name',
    },
    {
      name: 'server without STARTTLS',
      servers: { tls: false, smtp: false },
      imap: (servers) => ({ host: 'localhost', port: servers.imap.port, security: 'starttls' }),
      step: 'securing the connection',
      says: 'The password was not sent',
    },
    {
      name: 'TLS and STARTTLS mixed up',
      imap: (servers) => ({ host: 'localhost', port: servers.imap.port, security: 'tls' }),
      step: 'securing the connection',
      says: 'TLS',
    },
  ];

  for (const { name, servers: options, imap, step, says } of cases) {
    test(name, async ({ page, mailServers, newUser, appUrl }) => {
      const own = options === undefined ? null : await startMailServers(options);
      try {
        const servers = own ?? mailServers;
        const user = await (own === null ? newUser() : own.newUser());
        const signIn = new SignInPage(page);
        await signIn.goto(appUrl);
        await signIn.form.fill(user);
        await signIn.form.fillServers(user.login, await imap(servers), byHand(mailServers).smtp);
        await signIn.submit();
        await expect(signIn.refusal).toContainText(says);
        await expect(signIn.refusal).toContainText(step);
        await expect(signIn.refusal).not.toContainText(notForPeople);
        expect(new URL(page.url()).pathname).toBe('/sign-in');
      } finally {
        await own?.stop();
      }
    });
  }
});

test('what was typed and pressed before the page’s script was there is not lost: the sign-in waits for it', async ({
  page,
  app,
  newUser,
}) => {
  const user = await newUser('early');
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await released;
    await route.continue();
  });
  const signIn = new SignInPage(page);
  // the scripts hold back the load event
  await page.goto(`${app.url}/sign-in`, { waitUntil: 'commit' });
  await signIn.form.fill(user);
  await page.keyboard.press('Enter');
  const pressed = signIn.submit();
  release();
  await pressed;
  await signIn.entered();
});
