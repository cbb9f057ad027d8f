import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { EngineContext } from './account-context.ts';
import type { DirtyMailboxes } from './dirty-mailboxes.ts';
import { asMailError } from './engine-health.ts';
import { byUrgency, isSynced } from './mailbox-urgency.ts';
import type { RightsPolls } from './rights-polls.ts';
import { runPass, type SyncedRow } from './run-pass.ts';
import { UnwillingMailboxes } from './unwilling-mailboxes.ts';

/** Everything is compared with the server this often (I26), and the flags of servers without mod-sequences this often (I22). */
const reconcileEveryMs = 7 * 24 * 60 * 60_000;
const sweepEveryMs = 24 * 60 * 60_000;

export type PassesOptions = {
  context: EngineContext;
  dirty: DirtyMailboxes;
  rights: RightsPolls;
  /** the provider shows only so many of the newest messages of a mailbox (I23) */
  shownMost: number | null;
  /** the list of mailboxes is another one than it was, most likely */
  onMisplaced: (isCertain: boolean) => void;
};

/** Passes over the mailboxes of one account: when each was looked at last, by whom, and which of them refuse. */
export class Passes {
  readonly #options: PassesOptions;
  readonly #unwilling: UnwillingMailboxes;
  readonly #lookedAtMs = new Map<MailboxId, number>();
  /** when the last pass over it, or turn of its fill, began */
  readonly #passedAtMs = new Map<MailboxId, number>();

  constructor(options: PassesOptions) {
    this.#options = options;
    this.#unwilling = new UnwillingMailboxes(options.context.nowMs);
  }

  /** It is on a screen. @returns false when it was the last one that was looked at */
  look(id: MailboxId): boolean {
    const newest = [...this.#lookedAtMs].sort((a, b) => b[1] - a[1])[0]?.[0];
    this.#lookedAtMs.set(id, this.#options.context.nowMs());
    return newest !== id;
  }

  /** What is on a screen first. */
  get order(): (a: SyncedRow, b: SyncedRow) => number {
    return byUrgency(this.#lookedAtMs);
  }

  isWilling(row: MailboxSyncRow): boolean {
    return this.#unwilling.isWilling(row);
  }

  note(id: MailboxId): void {
    this.#passedAtMs.set(id, this.#options.context.nowMs());
  }

  /** 0: never. */
  passedAtMs(id: MailboxId): number {
    return this.#passedAtMs.get(id) ?? 0;
  }

  /**
   * A pass, and before what is new there is published one over each mailbox that it may have come from (J1).
   *
   * @returns number of Emails that wait for a sign of where they went
   * @throws MailError of the session, or of the mailbox: see `forgive`
   */
  over(session: ImapSession, row: SyncedRow): Promise<number> {
    return this.#over(session, row, new Set(), false);
  }

  async #over(session: ImapSession, row: SyncedRow, underway: Set<MailboxId>, skipsFresh: boolean): Promise<number> {
    const { context, dirty, rights, shownMost, onMisplaced } = this.#options;
    const { store, accountId } = context;
    underway.add(row.id);
    if (!skipsFresh) this.note(row.id);
    const isThorough = !skipsFresh && this.isCompareDue(row, session);
    const passOther = async (otherId: MailboxId) => {
      if (underway.has(otherId)) return true;
      const other = await store.mailboxes.syncRow(accountId, otherId);
      if (other === null || !isSynced(other) || !other.checkpoint.isFilled || !this.isWilling(other)) return true;
      const isAwaited = (await store.intents.unansweredTargets(accountId)).includes(otherId);
      try {
        await this.#over(session, other, underway, isAwaited);
        return true;
      } catch (error) {
        this.forgive(error, other);
        if (asMailError(error).kind !== 'not-found') return true;
        dirty.add(row.id);
        onMisplaced(true);
        return false;
      }
    };
    const held = await runPass(context, session, row, { passOther, isThorough, skipsFresh, shownMost });
    rights.setVolatile(row.path, false);
    if (isThorough) dirty.setCompared(row.id);
    return held;
  }

  /** Weekly (I26); daily and when a screen opens it, where flags have no mod-sequence (I22); and after an answer nobody could read. */
  isCompareDue({ id, checkpoint }: SyncedRow, session: ImapSession): boolean {
    if (!checkpoint.isFilled) return false;
    const { comparedAtMs } = checkpoint;
    if (this.#options.dirty.isDoubtful(id) || comparedAtMs === null) return true;
    const isSweep = checkpoint.highestModSeq === null && !session.capabilities.esearch;
    const isLookedAt = isSweep && (this.#lookedAtMs.get(id) ?? 0) > comparedAtMs;
    return isLookedAt || this.#options.context.nowMs() - comparedAtMs >= (isSweep ? sweepEveryMs : reconcileEveryMs);
  }

  /** A mailbox that is gone or refuses costs itself a turn, never the account. @throws MailError: it was not the mailbox that failed */
  forgive(error: unknown, row: SyncedRow): void {
    const { context, rights, onMisplaced } = this.#options;
    const mailError = asMailError(error);
    if (!['not-found', 'refused', 'forbidden', 'stale-uids'].includes(mailError.kind)) throw mailError;
    context.log.info('mailbox passed over', { accountId: context.accountId, mailboxId: row.id, error: mailError });
    this.#unwilling.leave(row, mailError.kind === 'stale-uids' ? 1_000 : null);
    if (mailError.code === 'UIDNOTSTICKY') rights.setVolatile(row.path, true);
    // Deleted or renamed elsewhere, most likely; the list tells.
    onMisplaced(false);
  }
}
