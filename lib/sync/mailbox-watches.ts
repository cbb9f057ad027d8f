import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId, MailboxRole } from '#lib/mail/index.ts';
import { Alarm } from '#lib/mail/index.ts';
import type { MailboxFiling } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { type NewsListener, watchMailbox } from './mailbox-watch.ts';

type Watched = { id: MailboxId; path: string; role: MailboxRole | null; filing: MailboxFiling };
type Watch = { id: MailboxId; path: string; stop: AbortController; retry: Alarm };

/** Without a new look a mailbox other than the inbox is watched for this long. */
const lookedAtForMs = 5 * 60_000;

/** The connections that watch: one for the inbox always, one more for the mailbox that is open on a screen (settled 22). */
export class MailboxWatches {
  readonly #context: AccountContext;
  readonly #connect: (signal: AbortSignal) => Promise<ImapSession>;
  readonly #onHint: (mailboxId: MailboxId) => void;
  readonly #listener: NewsListener;
  readonly #running = new Set<Promise<void>>();
  #inbox: Watch | null = null;
  #rows: readonly Watched[] = [];
  #other: { watch: Watch; timer: ReturnType<typeof setTimeout> } | null = null;

  /** @param listener told of the other mailboxes by the connection that watches the inbox, where the server can */
  constructor(
    context: AccountContext,
    connect: (signal: AbortSignal) => Promise<ImapSession>,
    onHint: (mailboxId: MailboxId) => void,
    listener: NewsListener,
  ) {
    this.#listener = listener;
    this.#context = context;
    this.#connect = connect;
    this.#onHint = onHint;
    context.signal.addEventListener('abort', () => this.#stopOther(), { once: true });
  }

  /** After each listing: the inbox is watched under the path it has now; a watched mailbox that is gone or renamed is let go. */
  keep(rows: readonly Watched[]): void {
    this.#rows = rows;
    const inbox = rows.find(isMain);
    if (inbox !== undefined && !isOf(this.#inbox, inbox)) {
      this.#inbox?.stop.abort();
      this.#inbox = this.#start(inbox);
    }
    if (!rows.some((row) => isOf(this.#other?.watch ?? null, row))) this.#stopOther();
  }

  /** A screen shows this mailbox. */
  look(mailboxId: MailboxId): void {
    const row = this.#rows.find(({ id }) => id === mailboxId);
    if (row === undefined || isMain(row)) return;
    if (this.#other !== null && isOf(this.#other.watch, row)) {
      this.#other.timer.refresh();
      return;
    }
    this.#stopOther();
    const timer = setTimeout(() => this.#stopOther(), lookedAtForMs);
    timer.unref();
    this.#other = { watch: this.#start(row), timer };
  }

  /** The account is online again: who waits to reconnect does so now. */
  retryNow(): void {
    this.#inbox?.retry.ring();
    this.#other?.watch.retry.ring();
  }

  /** After the account's signal: when the last connection is gone. */
  async ended(): Promise<void> {
    await Promise.all(this.#running);
  }

  #start(row: Watched): Watch {
    const watch = { id: row.id, path: row.path, stop: new AbortController(), retry: new Alarm() };
    const signal = AbortSignal.any([this.#context.signal, watch.stop.signal]);
    const listener = isMain(row) ? this.#listener : null;
    const running = watchMailbox(this.#context, row.path, this.#connect, () => this.#onHint(row.id), listener, watch.retry, signal)
      .catch((error: unknown) => {
        this.#context.log.error('watch ended', { accountId: this.#context.accountId, mailboxId: row.id, error });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    return watch;
  }

  #stopOther(): void {
    if (this.#other === null) return;
    clearTimeout(this.#other.timer);
    this.#other.watch.stop.abort();
    this.#other = null;
  }
}

/** The inbox, or what all mail comes into where the inbox is a view of it (I33). */
const isMain = ({ role, filing }: Watched) => filing === 'all' || (role === 'inbox' && filing === 'own');

const isOf = (watch: Watch | null, row: Watched) => watch !== null && watch.id === row.id && watch.path === row.path;
