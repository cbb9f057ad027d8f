import type { MailboxId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { SyncedRow } from './run-pass.ts';

/** A mailbox that refused is left alone for this long. */
const unwillingForMs = 5 * 60_000;

/** Mailboxes that refused, under the name that they had: one that was not found because it was just renamed is another matter under its new name. */
export class UnwillingMailboxes {
  readonly #nowMs: () => number;
  readonly #refused = new Map<MailboxId, { path: string; untilMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @param forMs null: as long as any that refused */
  leave({ id, path }: SyncedRow, forMs: number | null): void {
    this.#refused.set(id, { path, untilMs: this.#nowMs() + (forMs ?? unwillingForMs) });
  }

  isWilling({ id, path }: MailboxSyncRow): boolean {
    const refused = this.#refused.get(id);
    if (refused === undefined || refused.path !== path) return true;
    const leftMs = refused.untilMs - this.#nowMs();
    // Longer than ever meant: the clock was set back.
    return leftMs <= 0 || leftMs > unwillingForMs;
  }
}
