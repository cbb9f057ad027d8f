import { expect, type Locator, type Page } from '@playwright/test';

export type TypedFile = { name: string; mimeType: string; buffer: Buffer };

/** The window in which a message is written. */
export class Composer {
  readonly page: Page;
  readonly window: Locator;
  readonly subject: Locator;
  readonly message: Locator;
  readonly files: Locator;

  constructor(page: Page) {
    this.page = page;
    // the one window with a subject; the other dialogs have none
    this.window = page.getByRole('dialog').filter({ has: page.getByRole('textbox', { name: 'Subject' }) });
    this.subject = this.window.getByRole('textbox', { name: 'Subject' });
    this.message = this.window.getByRole('textbox', { name: 'Message', exact: true });
    this.files = this.window.getByRole('list', { name: 'Attachments' }).getByRole('listitem');
  }

  recipients(field: 'To' | 'Cc' | 'Bcc'): Locator {
    return this.window.getByRole('combobox', { name: field, exact: true });
  }

  async address(field: 'To' | 'Cc' | 'Bcc', ...addresses: string[]): Promise<void> {
    const box = this.recipients(field);
    for (const address of addresses) {
      await box.fill(address);
      await box.press('Enter');
      await expect(this.window.getByRole('button', { name: `Remove ${address}` })).toBeVisible();
    }
  }

  async write(words: string): Promise<void> {
    await this.message.click();
    await this.page.keyboard.insertText(words);
    await expect(this.message).toContainText(words);
  }

  async attach(...files: TypedFile[]): Promise<void> {
    await this.window.locator('input[type=file]:not([accept])').setInputFiles(files);
  }

  /** Sends, and answers what it asks on the way (no subject, many recipients) with yes. */
  async send(): Promise<void> {
    await this.window.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(this.window).toBeHidden();
  }

  async close(): Promise<void> {
    await this.window.getByRole('button', { name: 'Save and close' }).click();
    await expect(this.window).toBeHidden();
  }
}
