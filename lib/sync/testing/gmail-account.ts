import { ModelGmail } from '#lib/imap/testing/model-gmail.ts';
import { type ModelServer, modelBase, startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import type { EmailSummary } from '#lib/store/index.ts';
import { allEmails } from './compare-with-server.ts';
import { RunningAccount } from './running-account.ts';

/** What Gmail announces after login, as far as our engine asks for it; QRESYNC is not among it. */
export const gmailCapabilities = [
  ...modelBase,
  'IDLE',
  'NAMESPACE',
  'UNSELECT',
  'UIDPLUS',
  'MOVE',
  'ENABLE',
  'CONDSTORE',
  'ESEARCH',
  'SPECIAL-USE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'X-GM-EXT-1',
];

export const raw = (subject: string, more: readonly string[] = [], id = subject.replaceAll(' ', '-')) =>
  [
    'From: Ana <ana@example.test>',
    'To: bob@example.test',
    `Subject: ${subject}`,
    `Message-ID: <${id}@example.test>`,
    'Date: Thu, 1 Jan 2026 10:00:00 +0000',
    ...more,
    '',
    `About ${subject}.`,
    '',
  ].join('\r\n');

/** An account over a scripted server with labels, and what a test asks of it. */
export class GmailAccount {
  readonly mail: ModelGmail;
  readonly server: ModelServer;
  readonly account: RunningAccount;

  private constructor(mail: ModelGmail, server: ModelServer, account: RunningAccount) {
    this.mail = mail;
    this.server = server;
    this.account = account;
  }

  /** @param prepare mail that is there before the first look */
  static async start(
    labels: readonly string[],
    prepare: (mail: ModelGmail) => void,
    { isAllHidden = false }: { isAllHidden?: boolean } = {},
  ): Promise<GmailAccount> {
    const mail = new ModelGmail(labels, { isAllHidden });
    prepare(mail);
    const server = await startModelImap(mail, { capabilities: gmailCapabilities, gmail: mail });
    const account = await RunningAccount.start((purpose, options) =>
      openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
    );
    const gmail = new GmailAccount(mail, server, account);
    await gmail.settle();
    return gmail;
  }

  settle(): Promise<void> {
    return this.account.settle({ passAll: true });
  }

  emails(): Promise<EmailSummary[]> {
    return allEmails(this.account.store, this.account.accountId);
  }

  async email(subject: string): Promise<EmailSummary> {
    const found = (await this.emails()).filter((email) => email.subject === subject);
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} Emails ${subject}`);
    return found[0];
  }

  /** Subject → the mailboxes it is seen in, by path, and its keywords. */
  async view(): Promise<Record<string, string>> {
    const rows = await this.account.store.mailboxes.syncRows(this.account.accountId);
    const paths = new Map(rows.map((row) => [row.id, row.path ?? row.name]));
    const view: Record<string, string> = {};
    for (const email of await this.emails()) {
      const subject = email.subject ?? '';
      const name = view[subject] === undefined ? subject : `${subject} again`;
      view[name] = [...email.mailboxIds.map((id) => paths.get(id) ?? '?').sort(), ...[...email.keywords].sort()].join(' ');
    }
    return view;
  }

  mailbox(path: string): Promise<MailboxId> {
    return this.account.mailbox(path);
  }

  /** Puts the Email into these mailboxes and no others. */
  async place(id: EmailId, paths: readonly string[], keywords: { add?: string[]; remove?: string[] } = {}): Promise<void> {
    const mailboxIds = await Promise.all(paths.map((path) => this.mailbox(path)));
    const { store, accountId } = this.account;
    const outcomes = await store.emails.update(accountId, [
      { id, addKeywords: keywords.add ?? [], removeKeywords: keywords.remove ?? [], mailboxIds },
    ]);
    const outcome = outcomes.get(id);
    if (outcome?.ok !== true) throw new Error(`refused: ${JSON.stringify(outcome)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.account.stop();
    await this.server[Symbol.asyncDispose]();
  }
}
