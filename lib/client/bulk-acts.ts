import type { BulkAct, BulkDeedArgument, EmailFilter } from '#lib/contract/index.ts';
import { type AccountId, isMailError, type MailboxId, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import type { MailRows } from './all-mail.ts';
import { announce } from './announcements.ts';
import type { EmailPatches } from './email-view.ts';
import { errorText } from './error-text.ts';
import { loadMailboxes } from './follow-changes.ts';
import { t } from './messages/t.ts';
import type { ThreadList } from './thread-list-api.ts';
import { showToast } from './toasts.ts';
import type { UndoStack } from './undo-stack.ts';
import { createValue, type Readable } from './value.ts';

/** What of one account is meant: everything that this filter finds, but not these conversations. */
export type BulkPart = {
  account: Account;
  filter: EmailFilter;
  serverSearchId: string | null;
  inThreads: boolean;
  without: readonly ThreadId[];
  deed: BulkDeedArgument;
  /** the same on what is here, to be shown at once; the gateway's word comes later */
  patches: EmailPatches;
};

export type BulkDeed = {
  parts: readonly BulkPart[];
  /** what was done, for the toast and the undo */
  label: string;
  /** its conversations leave this list at once; null: they stay in it */
  leaves: ThreadList | null;
  undoStack: UndoStack;
};

/** An act that is under way, of this screen or another, or that was until just now. */
export type ShownBulkAct = BulkAct & { account: Account; label: string | null };

/** Acts under way at these accounts, as the gateway tells of them. */
export type BulkActs = {
  readonly shown: Readable<readonly ShownBulkAct[]>;
  stop(act: ShownBulkAct): void;
  close(): void;
};

const askAgainMs = 2_000;
const labels = new Map<string, string>();
const isUnderWay = ({ state }: BulkAct): boolean => state === 'doing' || state === 'undoing';

/** Does something to everything in a list: shown at once, done by the gateway in the background, taken back as one step. */
export async function actOnEverything({ parts, label, leaves, undoStack }: BulkDeed): Promise<void> {
  const veil = leaves?.veil() ?? null;
  const laid = parts.map(({ account, patches }) => (patches.size === 0 ? null : account.cache.lay(patches)));
  const settle = (done: boolean) => {
    for (const [index, one] of laid.entries()) {
      one?.settle(done);
      laid[index] = null;
    }
  };
  const started = Promise.all(parts.map(startPart));
  const step = undoStack.push({
    label,
    undo() {
      announce(t('action.undone'));
      settle(false);
      veil?.lift();
      started
        .then((acts) => Promise.all(acts.map(({ account, act }) => steer(account, act.id, 'undo'))))
        .catch((error: unknown) => failed(error));
    },
  });
  showToast({ id: 'action', text: label, action: { label: t('action.undo'), run: step.undo } });
  try {
    const acts = await started;
    for (const { act } of acts) labels.set(act.id, label);
    if (acts.every(({ act }) => act.canUndo))
      step.save({ kind: 'bulk', parts: acts.map(({ account, act }) => ({ accountId: account.id, id: act.id })) });
    const since = acts.map(({ act }) => act.startedAt).sort()[0];
    if (since !== undefined) veil?.since(since);
    await Promise.all(acts.map(({ account, act }) => ended(account, act)));
    settle(true);
  } catch (error) {
    step.drop('refused');
    settle(false);
    failed(error);
  } finally {
    veil?.lift();
  }
}

function failed(error: unknown): void {
  if (!isMailError(error)) throw error;
  if (error.kind !== 'aborted') showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
}

async function startPart(part: BulkPart): Promise<{ account: Account; act: BulkAct }> {
  const { account, filter, serverSearchId, inThreads, without, deed } = part;
  const { act } = await account.client.call('BulkAct/start', {
    accountId: account.id,
    filter,
    serverSearchId,
    inThreads,
    without: [...without],
    deed,
  });
  // The mailbox for what is put off may just have been made.
  if (deed.kind === 'snooze' && account.withRole('snoozed') === null) await loadMailboxes(account.client, account.cache);
  return { account, act };
}

/** @throws MailError */
export async function steer(account: Account, id: string, how: 'stop' | 'undo' | 'redo'): Promise<BulkAct> {
  return (await account.client.call('BulkAct/steer', { accountId: account.id, id, how })).act;
}

/** Waits until the act is not under way any more. @throws MailError when it can not be asked after, or is done and all of it was refused */
async function ended(account: Account, act: BulkAct): Promise<void> {
  let now: BulkAct | undefined = act;
  // Asked at once, and again after whatever was told while the last answer was on its way.
  let askedAfter = -1;
  while (now !== undefined && isUnderWay(now)) {
    if (askedAfter === account.bulkTold.get()) await nextTold(account);
    askedAfter = account.bulkTold.get();
    try {
      now = (await account.client.call('BulkAct/get', { accountId: account.id, ids: [act.id] })).list[0];
    } catch (error) {
      if (!isMailError(error) || (error.kind !== 'network' && error.kind !== 'temporary')) throw error;
      // The gateway is away. It goes on with the act when it is back.
      await new Promise<void>((resolve) => account.io.after(askAgainMs, resolve));
      if (account.closed.aborted) throw account.closed.reason;
      askedAfter = -1;
    }
  }
  if (now !== undefined && now.failed > 0)
    showToast({ kind: 'error', text: t('action.failed'), detail: t('bulk.refused', { count: now.failed }) });
}

/** @throws MailError 'aborted' when the account was closed */
function nextTold(account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = account.bulkTold.subscribe(() => done());
    const stop = account.connection.state.subscribe(() => account.connection.state.get().kind === 'live' && done());
    function done(): void {
      end();
      stop();
      if (account.closed.aborted) reject(account.closed.reason);
      else resolve();
    }
    account.closed.addEventListener('abort', done, { once: true });
  });
}

/** Follows the acts of these accounts until it is closed. */
export function followBulkActs(accounts: readonly Account[]): BulkActs {
  const shown = createValue<readonly ShownBulkAct[]>([]);
  const byAccount = new Map<AccountId, readonly ShownBulkAct[]>();
  let isClosed = false;

  async function look(account: Account): Promise<void> {
    try {
      const { list } = await account.client.call('BulkAct/get', { accountId: account.id });
      if (isClosed) return;
      const before = byAccount.get(account.id) ?? [];
      const now = list.filter(isUnderWay).map((act) => ({ ...act, account, label: labels.get(act.id) ?? null }));
      byAccount.set(account.id, now);
      for (const { id } of before) {
        const act = list.find((one) => one.id === id);
        if (act === undefined || isUnderWay(act)) continue;
        if (act.state === 'done') announce(t('bulk.ended', { count: act.total - act.failed }));
        if (act.state === 'undone') announce(t('bulk.undone', { count: act.total }));
        if (act.state === 'stopped') announce(t('bulk.stopped', { done: act.done, all: act.total }));
      }
      shown.set([...byAccount.values()].flat());
    } catch (error) {
      // The gateway is away: when it is back it tells all states anew.
      if (!isMailError(error)) throw error;
    }
  }

  const ends = accounts.map((account) => account.bulkTold.subscribe(() => void look(account)));
  for (const account of accounts) void look(account);
  return {
    shown: shown.readable,
    stop: ({ account, id }) => void steer(account, id, 'stop').catch(failed),
    close() {
      isClosed = true;
      for (const end of ends) end();
    },
  };
}

/** The conversations of a list that are here. */
export function loadedThreads(list: ThreadList, rows: MailRows): ThreadId[] {
  const loaded: ThreadId[] = [];
  for (let index = 0; index < list.state.get().span; index += 1) {
    const emailId = list.at(index);
    const threadId = emailId === null ? undefined : rows.email(emailId)?.threadId;
    if (threadId !== undefined) loaded.push(threadId);
  }
  return loaded;
}

/** Whose rows leave a list: of a mailbox as such everything that goes elsewhere, of a search what goes where it does not look. */
export const leavesList = (deed: BulkDeedArgument['kind'], from: MailboxId | null): boolean =>
  deed === 'destroy' || ((deed === 'move' || deed === 'snooze') && from !== null);
