import type { AllMailQueryResponse, EmailFilter } from '#lib/contract/index.ts';
import { type EmailId, isMailError, type MailboxId, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import type { AccountCache } from './account-cache.ts';
import { type Actions, createActions } from './actions.ts';
import { fetchRows } from './ask-window.ts';
import type { JmapClient } from './jmap-client.ts';
import { type Chip, chipFilters, type ListSort } from './list-view.ts';
import { t } from './messages/t.ts';
import { createThreadList } from './thread-list.ts';
import type { ThreadList } from './thread-list-api.ts';
import { showToast } from './toasts.ts';
import type { Undoable, UndoStack } from './undo-stack.ts';
import { createValue, type Readable } from './value.ts';
import type { WindowAnswer, WindowQuery } from './window-query.ts';

/** What rows of a list are drawn from: of one account, or of several. */
export type MailRows = Pick<AccountCache, 'version' | 'email' | 'thread' | 'threadEmails'>;

/** A list over several accounts: what of each of them belongs to it. */
export type AllMailView = {
  /** the same for the same view */
  key: string;
  sort: ListSort;
  /** how many pass, nobody has counted ahead of time */
  isNarrowed: boolean;
  /** null: nothing of this account */
  filterOf: (account: Account) => EmailFilter | null;
  /** the mailbox that the list shows of the account as such; null: whatever a search found */
  mailboxOf: (account: Account) => MailboxId | null;
};

/** The mail of all accounts as one. */
export type AllMail = {
  readonly rows: MailRows;
  /** counts up with changes of anything but their Emails and Threads */
  readonly aboutVersion: Readable<number>;
  /** whose conversation it is; null while nobody has it */
  accountOf(threadId: ThreadId): Account | null;
  /** The filter of one account in such a list. `elsewhere`: Trash and Junk, which a list over everything leaves out. */
  filter(parts: readonly (EmailFilter | null)[], chips: readonly Chip[], elsewhere: readonly MailboxId[]): EmailFilter;
  list(view: AllMailView): ThreadList;
  /** This list is on screen: it follows every account until another is shown. */
  show(view: AllMailView | null): void;
  /** What is done to conversations of several accounts is one step for the person. */
  actions(mailboxOf: AllMailView['mailboxOf']): Actions;
};

type AllMailOptions = {
  client: JmapClient;
  accounts: Readable<readonly Account[]>;
  actionsOf: (account: Account) => Actions;
  undoStack: UndoStack;
  collapseThreads: () => boolean;
};

const keptLists = 6;

export function createAllMail({ client, accounts, actionsOf, undoStack, collapseThreads }: AllMailOptions): AllMail {
  const version = createValue(0);
  const aboutVersion = createValue(0);
  const lists = new Map<string, { view: AllMailView; list: ThreadList; stale: boolean }>();
  const followed = new Map<Account, { known: boolean; stop: () => void }>();
  let shown: string | null = null;

  const emailIn = (id: EmailId) => accounts.get().find((account) => account.cache.email(id) !== null) ?? null;
  const threadIn = (id: ThreadId) => accounts.get().find((account) => account.cache.thread(id) !== null) ?? null;

  /** Mail of some account changed: what is on screen asks at once, the others when they are shown again. */
  function moved(): void {
    for (const [key, entry] of lists) {
      if (key === shown) void entry.list.refresh();
      else entry.stale = true;
    }
  }

  function follow(): void {
    const current = new Set(accounts.get());
    for (const [account, { stop }] of followed) {
      if (current.has(account)) continue;
      stop();
      followed.delete(account);
    }
    for (const account of current) {
      if (followed.has(account)) continue;
      const entry = { known: account.cache.mailboxes() !== null, stop: () => {} };
      const ends = [
        account.mailMoved.subscribe(moved),
        account.cache.version.subscribe(() => version.set(version.get() + 1)),
        account.cache.aboutVersion.subscribe(() => {
          aboutVersion.set(aboutVersion.get() + 1);
          if (entry.known || account.cache.mailboxes() === null) return;
          // Its mailboxes came: it has its part in the lists from now on.
          entry.known = true;
          moved();
        }),
        account.alsoShownIn((mailboxId) =>
          [...lists.values()].filter(({ view }) => view.mailboxOf(account) === mailboxId).map(({ list }) => list),
        ),
      ];
      entry.stop = () => {
        for (const end of ends) end();
      };
      followed.set(account, entry);
      void account.load();
    }
    moved();
  }

  async function ask(view: AllMailView, query: WindowQuery): Promise<WindowAnswer> {
    const asked = accounts.get().flatMap((account) => {
      const filter = view.filterOf(account);
      if (filter === null) return [];
      // The list itself asks for less while all of it is on its way elsewhere.
      const isNarrower = Object.keys(query.filter).length > 0;
      return [{ accountId: account.id, filter: isNarrower ? { operator: 'AND' as const, conditions: [filter, query.filter] } : filter }];
    });
    const answer = await client.call('AllMail/query', {
      accounts: asked,
      isAscending: query.sort === 'oldest',
      collapseThreads: query.collapseThreads,
      ...(query.anchor === null ? { position: query.position } : { anchor: query.anchor, anchorOffset: query.anchorOffset }),
      limit: Math.min(500, query.limit),
      calculateTotal: query.withTotal,
    });
    await Promise.all(accounts.get().map((account) => fetchPart(account, answer)));
    return { position: answer.position, ids: answer.rows.map(({ id }) => id), total: answer.total ?? null };
  }

  const rows: MailRows = {
    version: version.readable,
    email: (id) => emailIn(id)?.cache.email(id) ?? null,
    thread: (id) => threadIn(id)?.cache.thread(id) ?? null,
    threadEmails: (id) => threadIn(id)?.cache.threadEmails(id) ?? [],
  };

  accounts.subscribe(() => shown !== null && follow());

  return {
    rows,
    aboutVersion: aboutVersion.readable,
    accountOf: threadIn,
    filter(parts, active, elsewhere) {
      const conditions = [...parts.filter((part) => part !== null), ...chipFilters(active)];
      if (elsewhere.length > 0) conditions.unshift({ inMailboxOtherThan: [...elsewhere] });
      const [first] = conditions;
      return first !== undefined && conditions.length === 1 ? first : { operator: 'AND', conditions };
    },
    list(view) {
      const known = lists.get(view.key);
      if (known !== undefined) {
        lists.delete(view.key);
        lists.set(view.key, { ...known, view });
        return known.list;
      }
      const list = createThreadList({
        // Each account has its own; they are put together for every question.
        filter: {},
        sort: view.sort,
        collapseThreads: collapseThreads(),
        countsApart: view.isNarrowed,
        ask: (query) => ask(lists.get(view.key)?.view ?? view, query),
        threadOf: (id) => rows.email(id)?.threadId ?? null,
      });
      lists.set(view.key, { view, list, stale: false });
      for (const [key, old] of lists) {
        if (lists.size <= keptLists) break;
        if (key === shown || key === view.key) continue;
        old.list.close();
        lists.delete(key);
      }
      return list;
    },
    show(view) {
      shown = view?.key ?? null;
      if (view === null) return;
      follow();
      const entry = lists.get(view.key);
      if (entry?.stale) {
        entry.stale = false;
        void entry.list.refresh();
      }
    },
    actions: (mailboxOf) => allActions({ threadIn, accounts, actionsOf, undoStack, mailboxOf }),
  };
}

/** What of the answer lies in this account and is not known here yet. One account that fails takes nothing from the others. */
async function fetchPart(account: Account, answer: AllMailQueryResponse): Promise<void> {
  const ids = answer.rows.filter(({ accountId }) => accountId === account.id).map(({ id }) => id);
  const missing = ids.filter((id) => {
    const email = account.cache.email(id);
    return email === null || account.cache.thread(email.threadId) === null;
  });
  if (missing.length === 0) return;
  try {
    await fetchRows(account.client, account.cache, missing);
  } catch (error) {
    if (!isMailError(error) || error.kind === 'network') throw error;
  }
}

type Joint = {
  threadIn: (id: ThreadId) => Account | null;
  accounts: Readable<readonly Account[]>;
  actionsOf: (account: Account) => Actions;
  undoStack: UndoStack;
  mailboxOf: AllMailView['mailboxOf'];
};

function allActions({ threadIn, accounts, actionsOf, undoStack, mailboxOf }: Joint): Actions {
  type Act = (actions: Actions, threads: readonly ThreadId[], from: MailboxId | null) => void;

  function together(threads: readonly ThreadId[], label: string | null, act: Act): void {
    const parts = new Map<Account, ThreadId[]>();
    for (const id of threads) {
      const account = threadIn(id);
      if (account !== null) parts.set(account, [...(parts.get(account) ?? []), id]);
    }
    const [first, ...others] = parts;
    if (first === undefined) return;
    if (others.length === 0) {
      act(actionsOf(first[0]), first[1], mailboxOf(first[0]));
      return;
    }
    const taken = new Set<Undoable>();
    const parted: Pick<UndoStack, 'push'> = {
      push(step) {
        taken.add(step);
        return {
          undo: () => void (taken.delete(step) && step.undo()),
          drop: () => void taken.delete(step),
          save: () => undefined,
        };
      },
    };
    for (const [account, ids] of parts) act(createActions(account, parted, { isPart: true }), ids, mailboxOf(account));
    if (label === null) return;
    const saved = [...taken].map((step) => step.saved);
    const joint = undoStack.push({
      label,
      // What waits to be whole first is pushed later: then this page alone can take it back.
      saved:
        saved.length === parts.size && saved.every((deed) => deed?.kind === 'emails')
          ? { kind: 'emails', parts: saved.flatMap((deed) => (deed?.kind === 'emails' ? deed.parts : [])) }
          : null,
      undo() {
        for (const step of taken) step.undo();
      },
    });
    showToast({ id: 'action', text: label, action: { label: t('action.undo'), run: joint.undo } });
  }

  const emailAccount = (id: EmailId) => accounts.get().find((account) => account.cache.email(id) !== null) ?? null;
  function byEmail(ids: readonly EmailId[], act: (actions: Actions, ids: readonly EmailId[]) => void): void {
    const first = ids[0] === undefined ? null : emailAccount(ids[0]);
    if (first !== null) act(actionsOf(first), ids);
  }

  return {
    archive: (threads) =>
      together(threads, t('action.archived', { count: threads.length }), (actions, ids, from) => actions.archive(ids, from)),
    trash: (threads) => together(threads, t('action.trashed', { count: threads.length }), (actions, ids, from) => actions.trash(ids, from)),
    // Only a mailbox of one account is emptied for good.
    destroy: () => undefined,
    move(threads, _, to) {
      const account = accounts.get().find(({ cache }) => cache.mailbox(to) !== null);
      if (account === undefined || threads.some((id) => threadIn(id) !== account))
        showToast({ kind: 'error', text: t('action.failed'), detail: t('all.moveOne') });
      else actionsOf(account).move(threads, mailboxOf(account), to);
    },
    copy(threads, _, to) {
      const account = accounts.get().find(({ cache }) => cache.mailbox(to) !== null);
      if (account === undefined || threads.some((id) => threadIn(id) !== account))
        showToast({ kind: 'error', text: t('action.failed'), detail: t('all.moveOne') });
      else actionsOf(account).copy(threads, mailboxOf(account), to);
    },
    junk: (threads) => together(threads, t('action.junked', { count: threads.length }), (actions, ids, from) => actions.junk(ids, from)),
    notJunk: (threads) => together(threads, t('action.notJunked', { count: threads.length }), (actions, ids) => actions.notJunk(ids)),
    star: (threads, on) => together(threads, null, (actions, ids) => actions.star(ids, on)),
    mute: (threads, on) =>
      together(threads, t(on ? 'action.muted' : 'action.unmuted', { count: threads.length }), (actions, ids) => actions.mute(ids, on)),
    read(threads, on, options) {
      const label = options?.quiet ? null : t(on ? 'action.read' : 'action.unread', { count: threads.length });
      together(threads, label, (actions, ids) => actions.read(ids, on, options));
    },
    tag: (threads, tag, on) =>
      together(threads, t(on ? 'action.tagged' : 'action.untagged', { count: threads.length, tag: tag.name }), (actions, ids) =>
        actions.tag(ids, tag, on),
      ),
    starEmail: (id, on) => byEmail([id], (actions) => actions.starEmail(id, on)),
    readEmails: (ids, on) => byEmail(ids, (actions, all) => actions.readEmails(all, on)),
    trashEmails: (ids) => byEmail(ids, (actions, all) => actions.trashEmails(all)),
  };
}
