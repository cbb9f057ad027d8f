import { expect, type Locator, type Page } from '@playwright/test';
import type { MailUser } from '../servers/index.ts';

/** One server as it is typed into the form. */
export type TypedServer = { host: string; port: number; security: 'tls' | 'starttls' | 'plain' };

/** The form behind which a mailbox is: signing in, and adding an account. */
export class MailboxForm {
  readonly scope: Page | Locator;

  constructor(scope: Page | Locator) {
    this.scope = scope;
  }

  async fill(user: { address: string; password: string }): Promise<void> {
    await this.scope.getByLabel('Email address').fill(user.address);
    await this.scope.getByLabel('Password', { exact: true }).fill(user.password);
  }

  async fillServers(login: string, imap: TypedServer, smtp: TypedServer): Promise<void> {
    const disclosure = this.scope.getByRole('button', { name: 'Server settings' });
    if ((await disclosure.getAttribute('aria-expanded')) !== 'true') await disclosure.click();
    for (const [protocol, server] of [
      ['IMAP', imap],
      ['SMTP', smtp],
    ] as const) {
      await this.scope.getByLabel(`${protocol} server`).fill(server.host);
      // before the port: another security fills in its usual port
      await this.scope.getByLabel(`${protocol} security`).selectOption(server.security);
      await this.scope.getByLabel(`${protocol} port`).fill(String(server.port));
    }
    await this.scope.getByLabel('User name').fill(login);
  }
}

/** The front door. */
export class SignInPage {
  readonly page: Page;
  readonly form: MailboxForm;
  readonly refusal: Locator;

  constructor(page: Page) {
    this.page = page;
    this.form = new MailboxForm(page);
    this.refusal = page.getByRole('alert').filter({ hasText: /\S/ });
  }

  async goto(url = ''): Promise<void> {
    await this.page.goto(`${url}/sign-in`);
  }

  async submit(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Signs in and waits until the mail page is there. */
  async signIn(user: MailUser): Promise<void> {
    await this.form.fill(user);
    await this.submit();
    await this.entered();
  }

  async entered(): Promise<void> {
    await this.page.waitForURL((url) => url.pathname.startsWith('/mail'));
    await expect(this.page.getByRole('tree', { name: 'Folders' }).or(this.page.getByRole('grid'))).not.toHaveCount(0);
  }
}
