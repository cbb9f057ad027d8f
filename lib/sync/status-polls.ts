import type { ImapSession, MailboxStatus } from '#lib/imap/index.ts';
import type { AccountContext } from './account-context.ts';
import { asMailError } from './engine-health.ts';

/** Single STATUS commands in a minute, at most (I10). */
const defaultPerMinute = 20;
const minuteMs = 60_000;

/** What is remembered of mailboxes' statuses. Asks for the status of single mailboxes on servers that do not give it with LIST: a few each minute, those not asked for longest first. */
export class StatusPolls {
  readonly #context: AccountContext;
  readonly #perMinute: number;
  readonly #askedAtMs = new Map<string, number>();
  readonly #unseen = new Map<string, number>();
  /** answers that were not compared yet with what is known: the connection ended first */
  readonly #untaken = new Map<string, MailboxStatus>();
  #recentMs: number[] = [];

  constructor(context: AccountContext, perMinute = defaultPerMinute) {
    this.#context = context;
    this.#perMinute = perMinute;
  }

  /**
   * Without mod-sequences the count of unseen mail is the only sign of changed flags (I10). Once told, the same count is no news: the server
   * counts hidden mail (`\\Deleted`) too, so it may differ from ours for ever.
   */
  isNews(path: string, unseen: number, ours: number): boolean {
    const before = this.#unseen.get(path);
    this.#unseen.set(path, unseen);
    return unseen !== ours && unseen !== before;
  }

  /** What a single STATUS told of the mailbox, unless that was compared since then. */
  untaken(path: string): MailboxStatus | null {
    return this.#untaken.get(path) ?? null;
  }

  /** All that was told is compared with what is known. */
  setTaken(): void {
    this.#untaken.clear();
  }

  /** The listing itself told the status of this mailbox. */
  noteTold(path: string): void {
    this.#askedAtMs.set(path, this.#context.nowMs());
  }

  /** When the status of the mailbox was last told or asked for; 0: never. */
  askedAtMs(path: string): number {
    return this.#askedAtMs.get(path) ?? 0;
  }

  /** @returns statuses of as many of these mailboxes as the minute allows; those that refuse are left out */
  async ask(session: ImapSession, paths: readonly string[]): Promise<Map<string, MailboxStatus>> {
    const { nowMs, signal, log, accountId } = this.#context;
    const startedMs = nowMs();
    this.#recentMs = this.#recentMs.filter((atMs) => startedMs - atMs < minuteMs);
    const due = [...paths].sort((a, b) => (this.#askedAtMs.get(a) ?? 0) - (this.#askedAtMs.get(b) ?? 0));
    const statuses = new Map<string, MailboxStatus>();
    for (const path of due.slice(0, Math.max(0, this.#perMinute - this.#recentMs.length))) {
      this.#recentMs.push(nowMs());
      try {
        const status = await session.status(path, { signal });
        statuses.set(path, status);
        this.#untaken.set(path, status);
      } catch (error) {
        const { kind } = asMailError(error);
        if (kind !== 'not-found' && kind !== 'refused' && kind !== 'forbidden') throw error;
        log.debug('no status of a mailbox', { accountId, kind });
      }
      this.#askedAtMs.set(path, nowMs());
    }
    return statuses;
  }
}
