import type { EmailFilter, MailboxProgress } from '#lib/contract/index.ts';
import type { EmailId, MailError, ThreadId } from '#lib/mail/index.ts';
import type { ListSort } from './list-view.ts';
import type { Readable } from './value.ts';
import type { AskWindow } from './window-query.ts';

export type ThreadListOptions = {
  filter: EmailFilter;
  sort: ListSort;
  collapseThreads: boolean;
  /** Counting takes longer than finding the first rows: the total is asked for when they are here. */
  countsApart: boolean;
  ask: AskWindow;
  threadOf: (emailId: EmailId) => ThreadId | null;
};

export type ThreadListState = {
  /** loading = nothing here yet; failed = the first window did not come */
  status: 'loading' | 'ready' | 'failed';
  error: MailError | null;
  /** rows that the gateway has; as many are known of while they are not counted */
  total: number;
  isCounted: boolean;
  /** rows of the list, with those of a mailbox still filling that are not here yet (settled 7) */
  span: number;
  /**
   * Rows that came above the first visible one, less those that went, since the list began. The screen scrolls by what was added, so that
   * nothing jumps; two shifts may come before it draws.
   */
  shift: { rows: number; serial: number };
};

/** One sorted list of conversations, known in windows. A row is the Email that stands for its conversation. */
export type ThreadList = {
  readonly state: Readable<ThreadListState>;
  /** The Email that stands in this row; null = not here yet. */
  at(index: number): EmailId | null;
  /** The row of a conversation, looked for around `near` first; -1 when it is not among the known rows. */
  indexOf(threadId: ThreadId, near?: number): number;
  /** These rows are drawn: asks for those that are missing or old. `seen` is the first that a person sees, which stays under the eye. */
  show(first: number, last: number, seen?: number): void;
  /** Brings these rows, wherever they are. What does not come is not there afterwards. */
  bring(first: number, last: number): Promise<void>;
  /** How far the mailbox of this list is filled; null where the list is not one mailbox as such. */
  place(progress: MailboxProgress | null): void;
  /**
   * What has to be fetched from the mail server for these rows to be there, in messages from the newest; null when nothing has to. When it
   * comes, it will stand at these rows.
   */
  missing(first: number, last: number): { position: number; limit: number } | null;
  /** Something changed at the gateway: the rows on screen are asked for again, the others when they come into view. */
  refresh(): Promise<void>;
  /**
   * Takes rows out at once (archive, move). `done` lets the gateway's next answer decide. `restore` puts them back and holds refreshes,
   * which would not know of them yet, until the function it returns is called.
   */
  hide(threads: readonly ThreadId[]): { restore(): () => void; done(): void };
  /**
   * All of it is on its way elsewhere: nothing is shown any more, and after `since` (UTCDate) what was received since then, until it is lifted
   * and the gateway decides.
   */
  veil(): { since(date: string): void; lift(): void };
  /** The gateway is back: rows on screen that did not come are asked for again. */
  resume(): void;
  close(): void;
};

/** Each of its steps happens once, and none after its end. */
export function veilOf({ look, end }: { look: (date: string) => void; end: (hasLooked: boolean) => void }): ReturnType<ThreadList['veil']> {
  let stage: 'on' | 'looked' | 'lifted' = 'on';
  return {
    since(date) {
      if (stage !== 'on') return;
      stage = 'looked';
      look(date);
    },
    lift() {
      if (stage === 'lifted') return;
      const hasLooked = stage === 'looked';
      stage = 'lifted';
      end(hasLooked);
    },
  };
}
