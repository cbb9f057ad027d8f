import type { MailboxId } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import { isSynced } from './mailbox-urgency.ts';
import type { NewsListener } from './mailbox-watch.ts';
import type { SyncedRow } from './run-pass.ts';
import { ToldStatuses } from './told-statuses.ts';

type Status = Extract<Parameters<NewsListener['onNews']>[0], { kind: 'status' }>['status'];

/** Mailboxes in which something may have happened, however that became known, until a pass has looked. */
export class DirtyMailboxes {
  readonly #context: AccountContext;
  readonly #onStranger: () => void;
  readonly #ids = new Set<MailboxId>();
  readonly #paths = new Set<string>();
  readonly #told = new ToldStatuses();
  /** to be compared in full with the server */
  readonly #doubtful = new Set<MailboxId>();
  #isAnswerAwaited = false;

  /** @param onStranger the server told of a mailbox that no listing has shown */
  constructor(context: AccountContext, onStranger: () => void) {
    this.#context = context;
    this.#onStranger = onStranger;
  }

  /** One of those that the last `next` found waits for the answer to an intent of ours (J1). */
  get isAnswerAwaited(): boolean {
    return this.#isAnswerAwaited;
  }

  add(id: MailboxId): void {
    this.#ids.add(id);
  }

  /** By the name that it has on the server. */
  addPath(path: string): void {
    this.#paths.add(path);
  }

  /** What the server told of it (RFC 5465) counts where the index does not know it yet. */
  addTold(path: string, status: Status): void {
    this.#told.take(path, status);
  }

  delete(id: MailboxId): void {
    this.#ids.delete(id);
  }

  /**
   * A line of the server could not be read: whatever it was about is compared in full (I26).
   *
   * @param path null: it may have been about any of them
   */
  async doubt(path: string | null): Promise<void> {
    const { store, accountId } = this.#context;
    for (const row of await store.mailboxes.syncRows(accountId)) {
      if (!isSynced(row) || (path !== null && row.path !== path)) continue;
      this.#doubtful.add(row.id);
      this.#ids.add(row.id);
    }
  }

  isDoubtful(id: MailboxId): boolean {
    return this.#doubtful.has(id);
  }

  /** It was compared in full. */
  setCompared(id: MailboxId): void {
    this.#doubtful.delete(id);
  }

  /**
   * The most urgent one. Those into which an intent is unanswered wait for its answer (J1).
   *
   * @param order as of `sort`
   */
  async next(isWilling: (row: SyncedRow) => boolean, order: (a: SyncedRow, b: SyncedRow) => number): Promise<SyncedRow | null> {
    this.#isAnswerAwaited = false;
    if (this.#ids.size === 0 && this.#paths.size === 0 && this.#told.isEmpty) return null;
    const { store, accountId } = this.#context;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    const rows = await store.mailboxes.passRows(accountId);
    for (const row of rows) if (row.path !== null && this.#paths.has(row.path)) this.#ids.add(row.id);
    this.#paths.clear();
    // What happens in a view is read where all mail is (I33).
    const all = rows.find(({ filing }) => filing === 'all');
    if (all !== undefined && rows.some(({ id, filing }) => filing === 'view' && this.#ids.has(id))) this.#ids.add(all.id);
    const told = this.#told.drain(rows);
    for (const id of told.dirty) this.#ids.add(id);
    if (told.isListingDue) this.#onStranger();
    for (const id of this.#ids) if (!rows.some((row) => row.id === id && isSynced(row))) this.#ids.delete(id);
    this.#isAnswerAwaited = [...this.#ids].some((id) => waiting.has(id));
    const ready = rows.filter(isSynced).filter((row) => this.#ids.has(row.id) && !waiting.has(row.id) && isWilling(row));
    return ready.sort(order)[0] ?? null;
  }
}
