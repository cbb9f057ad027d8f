import { createLogger } from '#lib/log/index.ts';
import { type AccountId, defaultPop3Settings, type EmailId, type MailboxId, type MailboxRole, type Pop3Settings } from '#lib/mail/index.ts';
import type { Pop3Session } from '#lib/pop3/index.ts';
import type { EmailSummary } from '#lib/store/index.ts';
import { addTestPerson, type TestStore } from '#lib/store/testing/test-store.ts';
import { Pop3Engine } from '../pop3-engine.ts';
import { FakeMaildrop } from './fake-maildrop.ts';

/** An account over a maildrop in memory: sessions are run when the test says so. */
export class RunningMaildrop {
  readonly maildrop: FakeMaildrop;
  settings: Pop3Settings = defaultPop3Settings;
  messageBytes = 1024 * 1024;
  showsMoreNextTime = false;
  aheadMs = 0;
  readonly opened: Pick<TestStore, 'store' | 'dataDir'> & { accountId: AccountId };
  engine!: Pop3Engine;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  private constructor({ store, dataDir }: TestStore, accountId: AccountId, maildrop: FakeMaildrop) {
    this.maildrop = maildrop;
    this.opened = { store, dataDir, accountId };
  }

  /** A new account in this store. */
  static async open(opened: TestStore): Promise<RunningMaildrop> {
    const { accountId } = await addTestPerson(opened.store, `${crypto.randomUUID()}@pop.test`);
    return new RunningMaildrop(opened, accountId, new FakeMaildrop());
  }

  /** An account that is there, over the maildrop that it had. */
  static over(opened: TestStore, accountId: AccountId, maildrop: FakeMaildrop): RunningMaildrop {
    return new RunningMaildrop(opened, accountId, maildrop);
  }

  /** over another maildrop than the one in memory */
  connect: (signal: AbortSignal) => Promise<Pop3Session> = () => this.maildrop.connect();

  readonly nowMs = () => Date.now() + this.aheadMs;

  /** A new engine, as after a restart or a change of settings. */
  start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    const { store, accountId } = this.opened;
    this.engine = new Pop3Engine({
      context: {
        accountId,
        store,
        log: createLogger({ level: () => (process.env.TEST_LOG ? 'debug' : 'silent'), write: (line) => process.stderr.write(line) }),
        nowMs: this.nowMs,
        signal: stop.signal,
      },
      connect: (signal) => this.connect(signal),
      settings: this.settings,
      limits: { messageBytes: this.messageBytes },
      showsMoreNextTime: this.showsMoreNextTime,
      onHealth: () => {},
      onProgress: () => {},
    });
    this.#running = this.engine.run();
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  /** Runs an engine until this holds, and stops it. */
  async until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const isOwn = this.#stop === null;
    if (isOwn) this.start();
    const end = Date.now() + 30_000;
    try {
      while (!(await isSo())) {
        if (Date.now() > end) throw new Error(`never happened: ${what}; ${this.maildrop.log.join(', ')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      if (isOwn) await this.stop();
    }
  }

  /** One round of sessions, to the end of the last. */
  async check(): Promise<void> {
    const before = this.maildrop.count('LOGIN');
    await this.until(() => this.maildrop.count('LOGIN') > before && this.engine.health.state === 'ok', 'a session that ends well');
  }

  async mailbox(role: MailboxRole): Promise<MailboxId> {
    const { store, accountId } = this.opened;
    return (await store.mailboxes.get(accountId, null)).find((mailbox) => mailbox.role === role)!.id;
  }

  async list(role: MailboxRole = 'inbox'): Promise<EmailSummary[]> {
    const { store, accountId } = this.opened;
    const result = await store.emails.query(accountId, {
      filter: { op: 'in-mailbox', mailboxId: await this.mailbox(role) },
      sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
      collapseThreads: false,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: 10_000,
      calculateTotal: false,
    });
    return store.emails.summaries(accountId, 'ids' in result ? result.ids : []);
  }

  async subjects(role: MailboxRole = 'inbox'): Promise<string[]> {
    return (await this.list(role)).map(({ subject }) => subject ?? '').sort();
  }

  async emailOf(subject: string, role: MailboxRole = 'inbox'): Promise<EmailId> {
    const found = (await this.list(role)).find((email) => email.subject === subject);
    if (found === undefined) throw new Error(`no message “${subject}”`);
    return found.id;
  }

  /** Destroyed for good by a person, and carried. */
  async destroy(...subjects: string[]): Promise<void> {
    const { store, accountId } = this.opened;
    const ids = await Promise.all(subjects.map((subject) => this.emailOf(subject)));
    await store.emails.destroy(accountId, ids);
    while ((await store.maildrops.carryLocally(accountId, Date.now())) > 0);
  }
}

/** A small message; `receivedAt` as its newest Received field has it. */
export function mail(
  subject: string,
  extra: { body?: string; receivedAt?: string; messageId?: string | null; date?: string } = {},
): Buffer {
  const { body = `Text of ${subject}.`, receivedAt, messageId = `${subject.replaceAll(/\W/g, '')}@pop.test`, date } = extra;
  const lines = [
    ...(receivedAt === undefined ? [] : [`Received: from a by b; ${receivedAt}`]),
    'From: Ana <ana@pop.test>',
    'To: bob@pop.test',
    `Subject: ${subject}`,
    `Date: ${date ?? 'Mon, 05 Jan 2026 10:00:00 +0000'}`,
    ...(messageId === null ? [] : [`Message-ID: <${messageId}>`]),
    '',
    body,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
