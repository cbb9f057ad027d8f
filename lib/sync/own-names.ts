import type { ListedMailbox } from '#lib/imap/index.ts';
import type { IntentWork, MailboxSyncRow } from '#lib/store/index.ts';

/**
 * How long a listing is expected to be behind. Dovecot answers LIST from an index that it compares with the folder on disk by the second:
 * meanwhile a mailbox that was just made is missing, and one that was renamed or deleted is still there, on the very connection that did it.
 */
const behindForMs = 15_000;
/** Where nothing else happens in the folder, the index stays behind: so long what is missing is asked for by its name. */
const doubtedForMs = 10 * 60_000;

type Act = { atMs: number; isThere: boolean; path: string; below: string | null };

/** Names that we gave and took away a moment ago: there we know better than the server's list, which would take a new mailbox away again. */
export class OwnNames {
  readonly #nowMs: () => number;
  /** the latest first */
  #acts: Act[] = [];
  #isBehind = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The last list was behind: it has to be looked at again soon. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** @param delimiter what stands between a name and those below it */
  note(work: IntentWork, delimiter: string | null): void {
    if (work.kind === 'mailbox-create') this.#add(true, work.path, null);
    if (work.kind === 'mailbox-delete') this.#add(false, work.path, null);
    if (work.kind !== 'mailbox-rename') return;
    this.#add(false, work.from, delimiter);
    this.#add(true, work.to, delimiter);
  }

  /**
   * @returns the list without what we took away, and the names that we gave and that are missing in it
   */
  correct(listed: readonly ListedMailbox[], rows: readonly MailboxSyncRow[]): { listed: ListedMailbox[]; unlisted: Set<string> } {
    this.#acts = this.#acts.filter(({ atMs, isThere }) => this.#nowMs() - atMs < (isThere ? doubtedForMs : behindForMs));
    const isFresh = this.#acts.some(({ atMs }) => this.#nowMs() - atMs < behindForMs);
    const known = new Set(rows.map(({ path }) => path));
    // What holds nothing but names below it is a name that somebody else's mailboxes need.
    const isGone = ({ path, noSelect, nonExistent }: ListedMailbox) =>
      !noSelect && !nonExistent && !known.has(path) && this.#says(path) === false;
    const kept = listed.filter((mailbox) => !isGone(mailbox));
    const paths = new Set(listed.map(({ path }) => path));
    const unlisted = new Set(rows.flatMap(({ path }) => (path !== null && !paths.has(path) && this.#says(path) === true ? [path] : [])));
    this.#isBehind = isFresh && (kept.length < listed.length || unlisted.size > 0);
    return { listed: kept, unlisted };
  }

  #add(isThere: boolean, path: string, delimiter: string | null): void {
    this.#acts.unshift({ atMs: this.#nowMs(), isThere, path, below: delimiter === null ? null : `${path}${delimiter}` });
  }

  /** Null: nothing was done about this name. */
  #says(path: string): boolean | null {
    return this.#acts.find((act) => act.path === path || (act.below !== null && path.startsWith(act.below)))?.isThere ?? null;
  }
}
