import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId, MailboxRole } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import { watchMailbox } from './mailbox-watch.ts';

type Watched = { id: MailboxId; path: string; role: MailboxRole | null };

/** Without a new look a mailbox other than the inbox is watched for this long. */
const lookedAtForMs = 5 * 60_000;

/** The connections that watch: one for the inbox always, one more for the mailbox that is open on a screen (settled 22). */
export class MailboxWatches {
  readonly #context: AccountContext;
  readonly #connect: (signal: AbortSignal) => Promise<ImapSession>;
  readonly #onHint: (mailboxId: MailboxId) => void;
  #inbox: { path: string; stop: AbortController } | null = null;
  #rows: readonly Watched[] = [];
  #other: { path: string; stop: AbortController; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(context: AccountContext, connect: (signal: AbortSignal) => Promise<ImapSession>, onHint: (mailboxId: MailboxId) => void) {
    this.#context = context;
    this.#connect = connect;
    this.#onHint = onHint;
    context.signal.addEventListener('abort', () => this.#stopOther(), { once: true });
  }

  /** After each listing: the inbox is watched under the path it has now; a watched mailbox that is gone is let go. */
  keep(rows: readonly Watched[]): void {
    this.#rows = rows;
    const inbox = rows.find((row) => row.role === 'inbox');
    if (inbox !== undefined && inbox.path !== this.#inbox?.path) {
      this.#inbox?.stop.abort();
      this.#inbox = { path: inbox.path, stop: this.#start(inbox) };
    }
    if (this.#other !== null && !rows.some((row) => row.path === this.#other?.path)) this.#stopOther();
  }

  /** A screen shows this mailbox. */
  look(mailboxId: MailboxId): void {
    const row = this.#rows.find(({ id }) => id === mailboxId);
    if (row === undefined || row.role === 'inbox') return;
    if (this.#other?.path === row.path) {
      this.#other.timer.refresh();
      return;
    }
    this.#stopOther();
    const timer = setTimeout(() => this.#stopOther(), lookedAtForMs);
    timer.unref();
    this.#other = { path: row.path, stop: this.#start(row), timer };
  }

  #start(row: Watched): AbortController {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, stop.signal]);
    watchMailbox(this.#context, row.path, this.#connect, () => this.#onHint(row.id), signal).catch((error: unknown) => {
      this.#context.log.error('watch ended', { accountId: this.#context.accountId, mailboxId: row.id, error });
    });
    return stop;
  }

  #stopOther(): void {
    if (this.#other === null) return;
    clearTimeout(this.#other.timer);
    this.#other.stop.abort();
    this.#other = null;
  }
}
