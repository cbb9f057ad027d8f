import type {
  AccountHealth,
  EmailSubmission,
  Identity,
  Mailbox,
  MailboxProgress,
  PushTypeName,
  QueueItem,
  Quota,
  Tag,
  Thread,
} from '#lib/contract/index.ts';
import type { AccountId, EmailId, MailboxId, SubmissionId, ThreadId } from '#lib/mail/index.ts';
import { type EmailPatches, patchEmail, type RowEmail } from './email-view.ts';
import { type CountDelta, countDeltas, withDeltas } from './mailbox-counts.ts';
import { createPendingPatches } from './pending-patches.ts';
import { createValue, type Readable } from './value.ts';

/** What this tab knows of one account. Reads give the truth of the gateway with this screen's pending changes laid over it. */
export type AccountCache = {
  readonly accountId: AccountId;
  /** Counts up with every visible change: what is drawn from the cache watches this. */
  readonly version: Readable<number>;
  /** States as of which everything here is known; absent = never asked. */
  readonly states: Partial<Record<PushTypeName, string>>;
  /** null until the mailboxes came */
  mailboxes(): readonly Mailbox[] | null;
  mailbox(id: MailboxId): Mailbox | null;
  email(id: EmailId): RowEmail | null;
  thread(id: ThreadId): Thread | null;
  /** All Emails of the thread are here; of a long one only the newest are fetched. */
  isWhole(id: ThreadId): boolean;
  /** The thread's Emails that are here, oldest first. */
  threadEmails(id: ThreadId): readonly RowEmail[];
  identities(): readonly Identity[] | null;
  submissions(): ReadonlyMap<SubmissionId, EmailSubmission>;
  progress(id: MailboxId): MailboxProgress | null;
  allProgress(): readonly MailboxProgress[];
  health(): AccountHealth | null;
  /** in the person's order */
  tags(): readonly Tag[];
  quotas(): readonly Quota[];
  /** what waits to be sent, or was not */
  queue(): readonly QueueItem[];

  putMailboxes(list: readonly Mailbox[], options: { complete: boolean }): void;
  putEmails(list: readonly RowEmail[]): void;
  putThreads(list: readonly Thread[]): void;
  putIdentities(list: readonly Identity[]): void;
  putSubmissions(list: readonly EmailSubmission[]): void;
  putProgress(list: readonly MailboxProgress[]): void;
  putHealth(health: AccountHealth): void;
  putTags(list: readonly Tag[]): void;
  putQuotas(list: readonly Quota[]): void;
  putQueue(list: readonly QueueItem[]): void;
  remove(type: 'Mailbox' | 'Email' | 'Thread' | 'EmailSubmission', ids: readonly string[]): void;
  knows(type: 'Email' | 'Thread', id: string): boolean;
  /** Forgets Emails and Threads: their history broke off (`cannotCalculateChanges`). */
  forgetMail(): void;
  /** Something that is drawn beside the cache changed (a list). */
  touch(): void;

  /** How many changes of this screen have been settled so far. */
  settledCount(): number;
  /**
   * Lays a change over the cache at once. `settle(true)` makes it the truth, `settle(false)` takes it away. `beyond`: what it does to
   * the counts for Emails that are not in the cache.
   */
  lay(patches: EmailPatches, beyond?: ReadonlyMap<MailboxId, CountDelta>): { settle(done: boolean): void };
};

type Overlay = { deltas: Map<MailboxId, CountDelta>; confirmed: boolean; madeAtRefresh: number };

export function createAccountCache(accountId: AccountId): AccountCache {
  const version = createValue(0);
  const states: Partial<Record<PushTypeName, string>> = {};
  let mailboxes: Map<MailboxId, Mailbox> | null = null;
  let mailboxRefreshes = 0;
  let settled = 0;
  let mailboxView: readonly Mailbox[] | null = null;
  const emails = new Map<EmailId, RowEmail>();
  const emailViews = new Map<EmailId, RowEmail | null>();
  const threads = new Map<ThreadId, Thread>();
  const threadViews = new Map<ThreadId, readonly RowEmail[]>();
  let identities: readonly Identity[] | null = null;
  let submissions: ReadonlyMap<SubmissionId, EmailSubmission> = new Map();
  let progress: ReadonlyMap<MailboxId, MailboxProgress> = new Map();
  let health: AccountHealth | null = null;
  let tags: readonly Tag[] = [];
  let quotas: readonly Quota[] = [];
  let queue: readonly QueueItem[] = [];
  const pending = createPendingPatches();
  const overlays = new Set<Overlay>();

  function touch(): void {
    version.set(version.get() + 1);
  }
  function emailChanged(id: EmailId): void {
    emailViews.delete(id);
    const threadId = emails.get(id)?.threadId;
    if (threadId !== undefined) threadViews.delete(threadId);
  }
  function email(id: EmailId): RowEmail | null {
    const seen = emailViews.get(id);
    if (seen !== undefined) return seen;
    const base = emails.get(id);
    const view = base === undefined ? null : pending.over(base);
    if (base !== undefined) emailViews.set(id, view);
    return view;
  }
  function threadEmails(id: ThreadId): readonly RowEmail[] {
    const seen = threadViews.get(id);
    if (seen !== undefined) return seen;
    const list = (threads.get(id)?.emailIds ?? []).map(email).filter((one) => one !== null);
    threadViews.set(id, list);
    return list;
  }
  function mailboxList(): readonly Mailbox[] | null {
    if (mailboxes === null) return null;
    mailboxView ??= [...mailboxes.values()].map((mailbox) =>
      withDeltas(
        mailbox,
        [...overlays].map((overlay) => overlay.deltas.get(mailbox.id)).filter((delta) => delta !== undefined),
      ),
    );
    return mailboxView;
  }

  return {
    accountId,
    version: version.readable,
    states,
    mailboxes: mailboxList,
    mailbox: (id) => mailboxList()?.find((mailbox) => mailbox.id === id) ?? null,
    email,
    thread: (id) => threads.get(id) ?? null,
    isWhole: (id) => threads.get(id)?.emailIds.every((emailId) => emails.has(emailId)) ?? false,
    threadEmails,
    identities: () => identities,
    submissions: () => submissions,
    progress: (id) => progress.get(id) ?? null,
    allProgress: () => [...progress.values()],
    health: () => health,
    tags: () => tags,
    quotas: () => quotas,
    queue: () => queue,
    knows: (type, id) => (type === 'Email' ? emails.has(id as EmailId) : threads.has(id as ThreadId)),

    putMailboxes(list, { complete }) {
      const next = new Map(complete ? [] : mailboxes);
      for (const mailbox of list) next.set(mailbox.id, mailbox);
      mailboxes = next;
      mailboxView = null;
      mailboxRefreshes += 1;
      // Counts that came after a change was confirmed contain it.
      for (const overlay of overlays) if (overlay.confirmed) overlays.delete(overlay);
      touch();
    },
    putEmails(list) {
      for (const one of list) {
        emails.set(one.id, one);
        emailChanged(one.id);
      }
      if (list.length > 0) touch();
    },
    putThreads(list) {
      for (const thread of list) {
        threads.set(thread.id, thread);
        threadViews.delete(thread.id);
      }
      if (list.length > 0) touch();
    },
    putIdentities(list) {
      identities = list;
      touch();
    },
    putSubmissions(list) {
      const next = new Map(submissions);
      for (const submission of list) next.set(submission.id, submission);
      submissions = next;
      touch();
    },
    putProgress(list) {
      progress = new Map(list.map((one) => [one.id, one]));
      touch();
    },
    putQuotas(list) {
      quotas = list;
      touch();
    },
    putQueue(list) {
      queue = list;
      touch();
    },
    putHealth(next) {
      health = next;
      touch();
    },
    putTags(list) {
      tags = list.toSorted((a, b) => a.sortOrder - b.sortOrder || a.name.localeCompare(b.name));
      touch();
    },
    remove(type, ids) {
      if (type === 'Mailbox' && mailboxes !== null) {
        const next = new Map(mailboxes);
        for (const id of ids) next.delete(id as MailboxId);
        mailboxes = next;
        mailboxView = null;
      }
      if (type === 'EmailSubmission') submissions = new Map([...submissions].filter(([id]) => !ids.includes(id)));
      for (const id of ids) {
        if (type === 'Email') {
          emailChanged(id as EmailId);
          emails.delete(id as EmailId);
        }
        if (type === 'Thread') {
          threads.delete(id as ThreadId);
          threadViews.delete(id as ThreadId);
        }
      }
      if (ids.length > 0) touch();
    },
    forgetMail() {
      emails.clear();
      emailViews.clear();
      threads.clear();
      threadViews.clear();
      delete states.Email;
      delete states.Thread;
      touch();
    },
    touch,

    settledCount: () => settled,
    lay(patches, beyond) {
      const touched = new Set([...patches.keys()].map((id) => emails.get(id)?.threadId).filter((id) => id !== undefined));
      const before = new Map([...touched].map((id) => [id, threadEmails(id)]));
      const takeOff = pending.add(patches);
      for (const id of patches.keys()) emailChanged(id);
      const overlay: Overlay = { deltas: new Map(beyond), confirmed: false, madeAtRefresh: mailboxRefreshes };
      for (const [id, was] of before) {
        for (const [mailboxId, delta] of countDeltas(was, threadEmails(id))) {
          const sum = overlay.deltas.get(mailboxId);
          overlay.deltas.set(
            mailboxId,
            sum === undefined
              ? delta
              : {
                  totalEmails: sum.totalEmails + delta.totalEmails,
                  unreadEmails: sum.unreadEmails + delta.unreadEmails,
                  totalThreads: sum.totalThreads + delta.totalThreads,
                  unreadThreads: sum.unreadThreads + delta.unreadThreads,
                },
          );
        }
      }
      overlays.add(overlay);
      mailboxView = null;
      touch();
      return {
        settle(done) {
          settled += 1;
          if (done) {
            // Written into the base first, so that nothing flickers between the answer and the change that follows it.
            for (const id of patches.keys()) {
              const base = emails.get(id);
              const patch = patches.get(id);
              if (base === undefined || patch === undefined) continue;
              const next = patchEmail(base, patch);
              if (next !== null) emails.set(id, next);
            }
          }
          takeOff();
          for (const id of patches.keys()) {
            emailChanged(id);
            if (done && patches.get(id)?.destroyed) emails.delete(id);
          }
          // Counts that already came back since the click have the change in them; otherwise the overlay stays until they come.
          if (!done || mailboxRefreshes !== overlay.madeAtRefresh) overlays.delete(overlay);
          else overlay.confirmed = true;
          mailboxView = null;
          touch();
        },
      };
    },
  };
}
