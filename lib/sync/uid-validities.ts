import type { ImapSession } from '#lib/imap/index.ts';

/** A mailbox may be rebuilt more than once; one that is new so many sessions in a row keeps nothing from one to the next. */
const newInSessions = 4;

/** Finds mailboxes whose UIDVALIDITY is another one in every session: nothing may be kept by UID there (I27). */
export class UidValidities {
  readonly #last = new Map<string, { session: ImapSession; uidValidity: number; changes: number }>();

  /** @returns whether this mailbox has been another one in every session lately */
  isNewEachTime(path: string, session: ImapSession, uidValidity: number): boolean {
    const last = this.#last.get(path);
    let changes = last?.changes ?? 0;
    if (last !== undefined && last.session !== session) changes = last.uidValidity === uidValidity ? 0 : changes + 1;
    this.#last.set(path, { session, uidValidity, changes });
    return changes >= newInSessions;
  }
}
