import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { Composer } from './composer.ts';

/** The mail screen, by what a person sees of it. */
export class MailPage {
  readonly page: Page;
  readonly grid: Locator;
  readonly rows: Locator;
  readonly reader: Locator;
  readonly search: Locator;
  readonly toasts: Locator;
  readonly switcher: Locator;

  constructor(page: Page) {
    this.page = page;
    this.grid = page.getByRole('grid', { name: 'Conversations' });
    this.rows = this.grid.getByRole('row');
    this.reader = page.getByRole('region', { name: 'Conversation', exact: true });
    this.search = page.getByRole('combobox', { name: 'Search mail' });
    this.toasts = page.getByRole('region', { name: 'Notices' });
    this.switcher = page.getByRole('button', { name: /^Switch account/ });
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(`${url}/mail`);
    await expect(this.grid.or(this.page.getByText('All done'))).toBeVisible();
  }

  /** The conversation in the list whose line has these words. */
  row(words: string): Locator {
    return this.rows.filter({ hasText: words });
  }

  async open(words: string): Promise<void> {
    await this.row(words).getByRole('link').click();
    await expect(this.reader.getByRole('heading', { level: 2 })).toContainText(words);
  }

  folder(name: string): Locator {
    return this.page.getByRole('tree', { name: 'Folders' }).getByRole('treeitem', { name: new RegExp(`^${name}(\\b|$)`) });
  }

  async goToFolder(name: string): Promise<void> {
    await this.folder(name).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  messages(): Locator {
    return this.reader.getByRole('article');
  }

  /** Opens what is known of the sender of the last message that is open. */
  async openSender(): Promise<Locator> {
    const last = this.messages().last();
    await last
      .getByRole('button', { name: /^(About the sender|Details)$/ })
      .first()
      .click();
    return this.page.getByRole('dialog', { name: 'About the sender' });
  }

  /** What a message says, in the frame that holds it apart. */
  body(message: Locator = this.messages().last()): FrameLocator {
    return message.frameLocator('iframe');
  }

  /** A button of the bar above the conversation. */
  tool(name: string): Locator {
    return this.reader.getByRole('toolbar').getByRole('button', { name, exact: true });
  }

  toast(words: string | RegExp): Locator {
    return this.toasts.getByRole('status').or(this.toasts.getByRole('alert')).filter({ hasText: words });
  }

  async moveTo(folder: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Move to…' });
    await dialog.getByRole('option', { name: folder, exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Begins a new message. */
  async compose(): Promise<Composer> {
    await this.page.getByRole('button', { name: 'Compose' }).first().click();
    return this.composer();
  }

  async composer(): Promise<Composer> {
    const composer = new Composer(this.page);
    await expect(composer.message).toBeVisible();
    return composer;
  }
}
