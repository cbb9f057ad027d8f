import type { ThreadRule } from '#lib/mail/index.ts';
import type { Work } from './work.ts';

/** Where an account stood before something was destroyed that may be taken back. */
export type Farewell = { mailbox: number; email: number; thread: number; redirects: number; rule: ThreadRule };

/** Call before anything is destroyed. */
export function farewellOf(work: Work): Farewell {
  return {
    mailbox: work.changes.position('Mailbox'),
    email: work.changes.position('Email'),
    thread: work.changes.position('Thread'),
    redirects: redirectsOf(work).length,
    rule: work.threadRule,
  };
}

/**
 * What was destroyed since a farewell comes back under the ids that it had. An Email gets its id only together with its Thread, for the
 * Thread of an id never changes (J3): where Threads were merged into that one meanwhile, or it is younger, the Email is a new one.
 */
export class Revival {
  readonly #work: Work;
  readonly #since: Farewell;
  readonly #emails: ReadonlyMap<string, number>;
  readonly #threads: ReadonlyMap<string, number>;
  /** Threads that took in others meanwhile, or might have; null: any */
  readonly #changed: ReadonlySet<number> | null;

  constructor(work: Work, since: Farewell) {
    this.#work = work;
    this.#since = since;
    this.#emails = work.changes.destroyedSince('Email', since.email);
    this.#threads = work.changes.destroyedSince('Thread', since.thread);
    const redirects = redirectsOf(work);
    if (since.rule !== work.threadRule) this.#changed = null;
    else this.#changed = new Set(redirects.length === since.redirects ? [] : redirects);
  }

  /** @returns its row in the change log, or null when the id is spent */
  email(id: string, thread: number): number | null {
    const log = this.#emails.get(id);
    return log !== undefined && this.#keepsThread(thread) ? log : null;
  }
  thread(id: string, key: number): number | null {
    return this.#changed?.has(key) === false ? (this.#threads.get(id) ?? null) : null;
  }

  #keepsThread(key: number): boolean {
    if (this.#changed?.has(key) !== false) return false;
    const row = this.#work.connection.get<{ id: string; log: number | null }>('select id, log from thread where key = ?', key);
    if (!row) return false;
    return row.log === null ? this.#threads.has(row.id) : !this.#work.changes.isCreatedSince(row.log, this.#since.thread);
  }
}

/** Threads of the account into which others were merged, one entry for each that was. */
function redirectsOf(work: Work): number[] {
  return work.connection
    .all<{ new: number }>('select new from thread_redirect where old between ? and ?', work.firstKey, work.lastKey)
    .map((row) => row.new);
}
