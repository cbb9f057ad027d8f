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
import { isSame } from './is-same.ts';
import { type CountDelta, countDeltas, withDeltas } from './mailbox-counts.ts';
import { createPendingPatches } from './pending-patches.ts';
import { createValue, type Readable } from './value.ts';

/** What this tab knows of one account. Reads give the truth of the gateway with this screen's pending changes laid over it. */
export type AccountCache = {
  readonly accountId: AccountId;
  /** Counts up with every visible change: what is drawn from the cache watches this. What says nothing new changes nothing. */
  readonly version: Readable<number>;
  /** Counts up with changes of anything but Emails and Threads: what draws no mail watches this, and is not drawn again for a star. */
  readonly aboutVersion: Readable<number>;
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
  const aboutVersion = createValue(0);
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

  function mailTold(): void {
    version.set(version.get() + 1);
  }
  function touch(): void {
    aboutVersion.set(aboutVersion.get() + 1);
    mailTold();
  }

  /** Changes what is known of these Emails. @returns whether one of them looks different now; those that do not stay the same objects */
  function alterEmails(ids: Iterable<EmailId>, change: () => void): boolean {
    const before = new Map([...ids].map((id) => [id, email(id)]));
    change();
    let isOther = false;
    for (const [id, was] of before) {
      emailViews.delete(id);
      const now = email(id);
      if (isSame(was, now)) {
        if (was !== null) emailViews.set(id, was);
        continue;
      }
      isOther = true;
      for (const one of [was, now]) if (one !== null) threadViews.delete(one.threadId);
    }
    return isOther;
  }

  /** The same for the mailboxes, with what was done to their counts laid over them. */
  function alterMailboxes(change: () => void): boolean {
    const before = mailboxList();
    change();
    mailboxView = null;
    if (!isSame(before, mailboxList())) return true;
    mailboxView = before;
    return false;
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
    aboutVersion: aboutVersion.readable,
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
      const isOther = alterMailboxes(() => {
        const next = new Map(complete ? [] : mailboxes);
        for (const mailbox of list) next.set(mailbox.id, mailbox);
        mailboxes = next;
        mailboxRefreshes += 1;
        // Counts that came after a change was confirmed contain it.
        for (const overlay of overlays) if (overlay.confirmed) overlays.delete(overlay);
      });
      if (isOther) touch();
    },
    putEmails(list) {
      const isOther = alterEmails(
        list.map(({ id }) => id),
        () => {
          for (const one of list) emails.set(one.id, one);
        },
      );
      if (isOther) mailTold();
    },
    putThreads(list) {
      const others = list.filter((thread) => !isSame(threads.get(thread.id), thread));
      for (const thread of others) {
        threads.set(thread.id, thread);
        threadViews.delete(thread.id);
      }
      if (others.length > 0) mailTold();
    },
    putIdentities(list) {
      if (isSame(identities, list)) return;
      identities = list;
      touch();
    },
    putSubmissions(list) {
      const others = list.filter((submission) => !isSame(submissions.get(submission.id), submission));
      if (others.length === 0) return;
      submissions = new Map([...submissions, ...others.map((submission) => [submission.id, submission] as const)]);
      touch();
    },
    putProgress(list) {
      if (isSame([...progress.values()], list)) return;
      progress = new Map(list.map((one) => [one.id, one]));
      touch();
    },
    putQuotas(list) {
      if (isSame(quotas, list)) return;
      quotas = list;
      touch();
    },
    putQueue(list) {
      if (isSame(queue, list)) return;
      queue = list;
      touch();
    },
    putHealth(next) {
      if (isSame(health, next)) return;
      health = next;
      touch();
    },
    putTags(list) {
      const next = list.toSorted((a, b) => a.sortOrder - b.sortOrder || a.name.localeCompare(b.name));
      if (isSame(tags, next)) return;
      tags = next;
      touch();
    },
    remove(type, ids) {
      if (type === 'Mailbox') {
        const isOther = alterMailboxes(() => {
          if (mailboxes !== null) mailboxes = new Map([...mailboxes].filter(([id]) => !ids.includes(id)));
        });
        if (isOther) touch();
      }
      if (type === 'EmailSubmission' && ids.some((id) => submissions.has(id as SubmissionId))) {
        submissions = new Map([...submissions].filter(([id]) => !ids.includes(id)));
        touch();
      }
      if (type === 'Email') {
        const isOther = alterEmails(ids as readonly EmailId[], () => {
          for (const id of ids) emails.delete(id as EmailId);
        });
        if (isOther) mailTold();
      }
      if (type === 'Thread') {
        const known = (ids as readonly ThreadId[]).filter((id) => threads.delete(id));
        for (const id of known) threadViews.delete(id);
        if (known.length > 0) mailTold();
      }
    },
    forgetMail() {
      emails.clear();
      emailViews.clear();
      threads.clear();
      threadViews.clear();
      delete states.Email;
      delete states.Thread;
      mailTold();
    },
    touch,

    settledCount: () => settled,
    lay(patches, beyond) {
      const touched = new Set([...patches.keys()].map((id) => emails.get(id)?.threadId).filter((id) => id !== undefined));
      const before = new Map([...touched].map((id) => [id, threadEmails(id)]));
      let takeOff = (): void => {};
      const hasOtherMail = alterEmails(patches.keys(), () => {
        takeOff = pending.add(patches);
      });
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
      const hasOtherCounts = alterMailboxes(() => overlays.add(overlay));
      if (hasOtherCounts) touch();
      else if (hasOtherMail) mailTold();
      return {
        settle(done) {
          settled += 1;
          const isOther = alterEmails(patches.keys(), () => {
            if (done) {
              // Written into the base, so that nothing flickers between the answer and the change that follows it.
              for (const [id, patch] of patches) {
                const base = emails.get(id);
                const next = base === undefined ? null : patchEmail(base, patch);
                if (next !== null) emails.set(id, next);
                else if (patch.destroyed) emails.delete(id);
              }
            }
            takeOff();
          });
          const hasCounts = alterMailboxes(() => {
            // Counts that already came back since the click have the change in them; otherwise the overlay stays until they come.
            if (!done || mailboxRefreshes !== overlay.madeAtRefresh) overlays.delete(overlay);
            else overlay.confirmed = true;
          });
          if (hasCounts) touch();
          else if (isOther) mailTold();
        },
      };
    },
  };
}
