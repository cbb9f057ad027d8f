import type { MailboxNews } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { Checkpoint, MailboxSyncRow } from '#lib/store/index.ts';

type ToldStatus = Extract<MailboxNews, { kind: 'status' }>['status'];

/** As many mailboxes as a listing may have. */
const maxTold = 20_000;
const maxStrangers = 1_000;

/** What the server told of mailboxes that are not open (RFC 5465), until a look at the checkpoints shows what of it is news. */
export class ToldStatuses {
  readonly #told = new Map<string, ToldStatus>();
  /** told of and in no listing: each is a reason for one listing, not for one at every word about it */
  readonly #strangers = new Set<string>();

  get isEmpty(): boolean {
    return this.#told.size === 0;
  }

  take(path: string, status: ToldStatus): void {
    const before = this.#told.get(path);
    if (before === undefined && this.#told.size >= maxTold) return;
    this.#told.set(path, before === undefined ? status : later(before, status));
  }

  /** @returns mailboxes worth a pass, and whether a mailbox was told of that no listing has shown; what was told is then forgotten */
  drain(rows: readonly MailboxSyncRow[]): { dirty: MailboxId[]; isListingDue: boolean } {
    const dirty: MailboxId[] = [];
    let isListingDue = false;
    const byPath = new Map(rows.map((row) => [row.path, row]));
    for (const [path, status] of this.#told) {
      const row = byPath.get(path);
      if (row !== undefined) {
        this.#strangers.delete(path);
        if (isNews(row.checkpoint, status)) dirty.push(row.id);
      } else if (!this.#strangers.has(path) && this.#strangers.size < maxStrangers) {
        this.#strangers.add(path);
        isListingDue = true;
      }
    }
    this.#told.clear();
    return { dirty, isListingDue };
  }
}

/** Our own changes are told too; what the pass after them has seen already is none. */
function isNews({ isFilled, uidValidity, uidNext, serverMessages, highestModSeq }: Checkpoint, told: ToldStatus): boolean {
  // A fill that has not begun will see all of it, and one under way what is not new.
  if (uidNext === null) return false;
  if (told.uidValidity !== null && told.uidValidity !== uidValidity) return true;
  if (told.uidNext !== null && told.uidNext !== uidNext) return true;
  if (!isFilled) return false;
  if (told.messages !== null && told.messages !== serverMessages) return true;
  return told.highestModSeq === null || highestModSeq === null || told.highestModSeq !== highestModSeq;
}

function later(before: ToldStatus, status: ToldStatus): ToldStatus {
  return {
    messages: status.messages ?? before.messages,
    uidNext: status.uidNext ?? before.uidNext,
    uidValidity: status.uidValidity ?? before.uidValidity,
    unseen: status.unseen ?? before.unseen,
    highestModSeq: status.highestModSeq ?? before.highestModSeq,
  };
}
