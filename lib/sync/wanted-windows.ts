import type { MailboxId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';

/** A part of a mailbox in messages, counted from the newest. */
export type WantedWindow = { position: number; limit: number };

type Wish = WantedWindow & { settle: () => void };

/** One screen looks at one mailbox; more than this many are nobody's screens. */
const mostMailboxes = 8;

/** The windows that screens wait for while their mailboxes fill: the latest one of each mailbox, few mailboxes. */
export class WantedWindows {
  readonly #wishes = new Map<MailboxId, Wish>();

  /** @returns ends when the window was fetched, or given up, or another one of this mailbox took its place */
  want(mailboxId: MailboxId, window: WantedWindow): Promise<void> {
    this.#settle(mailboxId);
    const [eldest] = this.#wishes.keys();
    if (this.#wishes.size >= mostMailboxes && eldest !== undefined) this.#settle(eldest);
    return new Promise((settle) => this.#wishes.set(mailboxId, { ...window, settle }));
  }

  /**
   * The mailbox to be served next. A wish for one that is not filling is settled: there is nothing to fetch.
   *
   * @param canServe false leaves the wish for a later turn
   */
  next<Row extends MailboxSyncRow>(rows: readonly Row[], canServe: (row: Row) => boolean): Row | null {
    for (const id of [...this.#wishes.keys()].toReversed()) {
      const row = rows.find((each) => each.id === id);
      if (row === undefined || row.checkpoint.isFilled) this.#settle(id);
      else if (row.checkpoint.uidNext !== null && canServe(row)) return row;
    }
    return null;
  }

  /**
   * Fetches what is wanted of the mailbox.
   *
   * @param fetch serves the beginning of a window and says what is left of it; that waits its turn, unless something newer is wanted
   */
  async serve(mailboxId: MailboxId, fetch: (window: WantedWindow) => Promise<WantedWindow | null>): Promise<void> {
    const wish = this.#wishes.get(mailboxId);
    if (wish === undefined) return;
    this.#wishes.delete(mailboxId);
    let isOver = true;
    try {
      const rest = await fetch(wish);
      if (rest === null || this.#wishes.has(mailboxId)) return;
      this.#wishes.set(mailboxId, { ...rest, settle: wish.settle });
      isOver = false;
    } finally {
      if (isOver) wish.settle();
    }
  }

  get isEmpty(): boolean {
    return this.#wishes.size === 0;
  }

  /** The account stops: nobody waits any longer. */
  end(): void {
    for (const id of [...this.#wishes.keys()]) this.#settle(id);
  }

  #settle(mailboxId: MailboxId): void {
    this.#wishes.get(mailboxId)?.settle();
    this.#wishes.delete(mailboxId);
  }
}
