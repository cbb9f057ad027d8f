import type { Tag } from '#lib/contract/index.ts';
import { type EmailId, isMailError, type MailboxId, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { announce } from './announcements.ts';
import { type EmailPatch, type EmailPatches, type RowEmail, reversePatch } from './email-view.ts';
import { errorText } from './error-text.ts';
import { t } from './messages/t.ts';
import { setEmails } from './set-emails.ts';
import { completeThreads } from './thread-members.ts';
import { showToast } from './toasts.ts';
import type { UndoStack, UndoStep } from './undo-stack.ts';

/** What a person can do with conversations. Each answers in the next frame; the gateway is told behind it. */
export type Actions = {
  /** Out of `from` (null: the inbox) into the archive; makes the archive where there is none. */
  archive(threads: readonly ThreadId[], from: MailboxId | null): void;
  /** Into Trash. In Trash nothing can be undone: use `destroy` after asking. */
  trash(threads: readonly ThreadId[], from: MailboxId | null): void;
  destroy(threads: readonly ThreadId[], from: MailboxId): void;
  move(threads: readonly ThreadId[], from: MailboxId | null, to: MailboxId): void;
  /** They stay where they are, and are in this mailbox too. */
  copy(threads: readonly ThreadId[], from: MailboxId | null, to: MailboxId): void;
  junk(threads: readonly ThreadId[], from: MailboxId | null): void;
  /** Out of Junk, into the inbox. */
  notJunk(threads: readonly ThreadId[]): void;
  star(threads: readonly ThreadId[], on: boolean): void;
  /** What is muted (`$muted`, RFC 9979) does not stand out as unread, and neither does what is still to come. */
  mute(threads: readonly ThreadId[], on: boolean): void;
  /** `quiet`: because it was opened, not by a click; `z` does not take that back */
  read(threads: readonly ThreadId[], on: boolean, options?: { quiet?: boolean }): void;
  /** The whole conversation gets the tag, or loses it. */
  tag(threads: readonly ThreadId[], tag: Pick<Tag, 'keyword' | 'name'>, on: boolean): void;
  starEmail(emailId: EmailId, on: boolean): void;
  readEmails(emailIds: readonly EmailId[], on: boolean): void;
  /** One message, with its copies, into Trash; or several, and `label` says what they are. */
  trashEmails(emailIds: readonly EmailId[], label?: string): void;
};

type Step = {
  patches: EmailPatches;
  /** what the toast says; null = no toast */
  label: string | null;
  /** lists of this mailbox lose these rows at once */
  leaves: { mailboxId: MailboxId; threads: readonly ThreadId[] } | null;
  undoable: boolean;
};

/** More is not kept over a reload. */
const mostSaved = 1_000;

/** What a mark is called in the list of what was done. It shows itself, so no toast says it; it is read aloud. */
function markLabel(patches: EmailPatches): string {
  const [patch] = patches.values();
  const [mark] = Object.entries(patch?.keywords ?? {});
  const count = patches.size;
  if (mark?.[0] === '$flagged') return t(mark[1] ? 'action.starred' : 'action.unstarred', { count });
  return t(mark?.[1] ? 'action.read' : 'action.unread', { count });
}

/** `isPart`: of a step over several accounts, which says itself what was done. */
export function createActions(account: Account, undoStack: Pick<UndoStack, 'push'>, { isPart = false } = {}): Actions {
  const { cache } = account;

  function run(step: Step): void {
    if (step.patches.size === 0) return;
    if (![...step.patches].every(([id, patch]) => isAllowed(id, patch))) {
      showToast({ kind: 'error', text: t('action.failed'), detail: t('error.forbidden') });
      return;
    }
    const before = new Map([...step.patches.keys()].map((id) => [id, cache.email(id)]));
    const { leaves } = step;
    const hidden = leaves === null ? [] : account.mailboxLists(leaves.mailboxId).map((list) => list.hide(leaves.threads));
    const told = setEmails(account, step.patches);
    let takeBack: UndoStep | null = null;
    let shown = hidden;

    if (step.undoable) {
      const back = new Map<EmailId, EmailPatch>();
      for (const [id, patch] of step.patches) {
        const email = before.get(id);
        if (email != null) back.set(id, reversePatch(email, patch));
      }
      takeBack = undoStack.push({
        label: step.label ?? markLabel(step.patches),
        saved:
          step.patches.size > mostSaved
            ? null
            : { kind: 'emails', parts: [{ accountId: account.id, back: [...back], forth: [...step.patches] }] },
        undo: () => {
          const release = shown.map((one) => one.restore());
          shown = [];
          announce(t('action.undone'));
          // The order on the wire is the order of the clicks: the way back follows the way there.
          setEmails(account, back, told)
            .catch((error: unknown) => failed(error, null))
            .finally(() => {
              for (const letGo of release) letGo();
            });
        },
      });
    }
    if (step.label !== null && !isPart) {
      showToast({
        id: 'action',
        text: step.label,
        action: takeBack === null ? null : { label: t('action.undo'), run: takeBack.undo },
      });
    } else if (step.undoable && !isPart) announce(markLabel(step.patches));
    told.then(
      () => {
        for (const one of shown) one.done();
      },
      (error: unknown) => {
        for (const one of shown) one.restore()();
        shown = [];
        takeBack?.drop('refused');
        failed(error, step);
      },
    );
  }

  function failed(error: unknown, step: Step | null): void {
    if (!isMailError(error)) throw error;
    if (error.kind === 'aborted') return;
    showToast({
      kind: 'error',
      text: t('action.failed'),
      detail: errorText(error),
      action: step === null ? null : { label: t('action.retry'), run: () => run(step) },
    });
  }

  /** What is done to a conversation is done to every message in it: of a long one the others are fetched first. */
  function whole(threads: readonly ThreadId[], act: () => void): void {
    const parts = threads.filter((id) => !cache.isWhole(id) && cache.thread(id) !== null);
    if (parts.length === 0) act();
    else completeThreads(account.client, cache, parts).then(act, (error: unknown) => failed(error, null));
  }

  /** The Emails of these conversations that lie in the mailbox. */
  function emailsIn(threads: readonly ThreadId[], mailboxId: MailboxId): RowEmail[] {
    return threads.flatMap((id) => cache.threadEmails(id).filter((email) => email.mailboxIds[mailboxId] === true));
  }

  /** What the rights in a shared mailbox forbid is said at once and not tried (I32). */
  function isAllowed(id: EmailId, { mailboxIds = {}, keywords = {}, destroyed }: EmailPatch): boolean {
    const places = Object.keys(cache.email(id)?.mailboxIds ?? {});
    const may = (mailboxId: string) => cache.mailbox(mailboxId as MailboxId)?.myRights;
    const isMarked = Object.keys(keywords).some((keyword) => keyword !== '$seen');
    return (
      Object.entries(mailboxIds).every(([to, on]) => (on ? may(to)?.mayAddItems : may(to)?.mayRemoveItems) !== false) &&
      places.every((place) => {
        const rights = may(place);
        if (rights === undefined) return true;
        if (destroyed && !rights.mayRemoveItems) return false;
        return (!isMarked || rights.maySetKeywords) && (!('$seen' in keywords) || rights.maySetSeen);
      })
    );
  }

  /** Opening a message where nothing may be marked (I32) marks nothing, instead of being refused. */
  const mayMark = (email: RowEmail): boolean =>
    Object.keys(email.mailboxIds).every((id) => cache.mailbox(id as MailboxId)?.myRights.maySetSeen !== false);

  function placeFor(from: MailboxId | null): MailboxId | null {
    return from ?? account.withRole('inbox');
  }

  function moveAll(
    threads: readonly ThreadId[],
    from: MailboxId | null,
    to: MailboxId,
    label: (count: number) => string,
    keywords?: Record<string, boolean>,
  ): void {
    const source = placeFor(from);
    if (source === null || source === to) return;
    whole(threads, () => moveWhole(threads, from, source, to, label, keywords));
  }

  function moveWhole(
    threads: readonly ThreadId[],
    from: MailboxId | null,
    source: MailboxId,
    to: MailboxId,
    label: (count: number) => string,
    keywords?: Record<string, boolean>,
  ): void {
    let emails = emailsIn(threads, source);
    let left: MailboxId = source;
    // A conversation found by a search may lie anywhere: then all of it that is not there yet goes.
    if (emails.length === 0 && from === null) {
      emails = threads.flatMap((id) => cache.threadEmails(id).filter((email) => email.mailboxIds[to] !== true));
      left = to;
    }
    const patches = new Map(
      emails.map((email): [EmailId, EmailPatch] => {
        const out = left === source ? { [source]: false } : Object.fromEntries(Object.keys(email.mailboxIds).map((id) => [id, false]));
        return [email.id, { mailboxIds: { ...out, [to]: true }, ...(keywords ? { keywords } : {}) }];
      }),
    );
    run({ patches, label: label(threads.length), leaves: left === source ? { mailboxId: source, threads } : null, undoable: true });
  }

  function setKeyword(emails: readonly RowEmail[], keyword: string, on: boolean, label: string | null, undoable = true): void {
    const changed = emails.filter((email) => (email.keywords[keyword] === true) !== on);
    const patches = new Map(changed.map((email): [EmailId, EmailPatch] => [email.id, { keywords: { [keyword]: on } }]));
    run({ patches, label, leaves: null, undoable });
  }

  return {
    archive(threads, from) {
      const archived = (count: number) => t('action.archived', { count });
      const target = account.withRole('archive');
      if (target !== null) {
        moveAll(threads, from, target, archived);
        return;
      }
      archiveMailbox(account).then(
        (made) => {
          if (made === null) showToast({ kind: 'error', text: t('action.noArchive') });
          else moveAll(threads, from, made, archived);
        },
        (error: unknown) => failed(error, null),
      );
    },
    trash(threads, from) {
      const target = account.withRole('trash');
      if (target === null) showToast({ kind: 'error', text: t('action.noTrash') });
      else moveAll(threads, from, target, (count) => t('action.trashed', { count }));
    },
    destroy(threads, from) {
      whole(threads, () => {
        const patches = new Map(emailsIn(threads, from).map((email): [EmailId, EmailPatch] => [email.id, { destroyed: true }]));
        const label = t('action.destroyed', { count: threads.length });
        run({ patches, label, leaves: { mailboxId: from, threads }, undoable: false });
      });
    },
    move(threads, from, to) {
      const name = cache.mailbox(to)?.name ?? '';
      moveAll(threads, from, to, (count) => t('action.moved', { count, folder: name }));
    },
    copy(threads, from, to) {
      whole(threads, () => {
        const emails = (from === null ? threads.flatMap((id) => cache.threadEmails(id)) : emailsIn(threads, from)).filter(
          (email) => email.mailboxIds[to] !== true,
        );
        const patches = new Map(emails.map((email): [EmailId, EmailPatch] => [email.id, { mailboxIds: { [to]: true } }]));
        const folder = cache.mailbox(to)?.name ?? '';
        run({ patches, label: t('action.copied', { count: threads.length, folder }), leaves: null, undoable: true });
      });
    },
    junk(threads, from) {
      const target = account.withRole('junk');
      if (target === null) showToast({ kind: 'error', text: t('action.noJunk') });
      else moveAll(threads, from, target, (count) => t('action.junked', { count }), { $junk: true, $notjunk: false });
    },
    notJunk(threads) {
      const junk = account.withRole('junk');
      const inbox = account.withRole('inbox');
      if (junk === null || inbox === null) return;
      moveAll(threads, junk, inbox, (count) => t('action.notJunked', { count }), { $junk: false, $notjunk: true });
    },
    star(threads, on) {
      if (on)
        setKeyword(
          threads.flatMap((id) => cache.threadEmails(id).slice(-1)),
          '$flagged',
          true,
          null,
        );
      else
        whole(threads, () => {
          setKeyword(
            threads.flatMap((id) => cache.threadEmails(id)),
            '$flagged',
            false,
            null,
          );
        });
    },
    mute(threads, on) {
      whole(threads, () => {
        const emails = threads.flatMap((id) => cache.threadEmails(id));
        setKeyword(emails, '$muted', on, t(on ? 'action.muted' : 'action.unmuted', { count: threads.length }));
      });
    },
    read(threads, on, options) {
      const written = (id: ThreadId) =>
        cache.threadEmails(id).filter((email) => email.keywords.$draft !== true && (!options?.quiet || mayMark(email)));
      const label = on ? t('action.read', { count: threads.length }) : t('action.unread', { count: threads.length });
      const said = options?.quiet || threads.length === 1 ? null : label;
      if (on) whole(threads, () => setKeyword(threads.flatMap(written), '$seen', true, said, !options?.quiet));
      else
        setKeyword(
          threads.flatMap((id) => written(id).slice(-1)),
          '$seen',
          false,
          said,
          !options?.quiet,
        );
    },
    tag(threads, { keyword, name }, on) {
      const emails = threads.flatMap((id) => cache.threadEmails(id));
      setKeyword(emails, keyword, on, t(on ? 'action.tagged' : 'action.untagged', { count: threads.length, tag: name }));
    },
    starEmail(emailId, on) {
      const email = cache.email(emailId);
      if (email !== null) setKeyword([email], '$flagged', on, null);
    },
    readEmails(emailIds, on) {
      setKeyword(
        emailIds.map((id) => cache.email(id)).filter((email) => email !== null),
        '$seen',
        on,
        null,
      );
    },
    trashEmails(emailIds, label = t('action.messageTrashed')) {
      const target = account.withRole('trash');
      const emails = emailIds.map((id) => cache.email(id)).filter((email) => email !== null);
      if (target === null || emails.length === 0) return;
      const patches = new Map(
        emails.map((email): [EmailId, EmailPatch] => {
          const out = Object.fromEntries(Object.keys(email.mailboxIds).map((id) => [id, false]));
          return [email.id, { mailboxIds: { ...out, [target]: true } }];
        }),
      );
      run({ patches, label, leaves: null, undoable: true });
    },
  };
}

/** The account's archive, made where there is none; null: it can not be made. @throws MailError */
export async function archiveMailbox(account: Account): Promise<MailboxId | null> {
  const known = account.withRole('archive');
  if (known !== null) return known;
  const answer = await account.client.call('Mailbox/set', {
    accountId: account.id,
    create: { archive: { name: t('mailbox.archive'), role: 'archive', parentId: null, isSubscribed: true } },
  });
  const made = answer.created?.archive?.id;
  if (made !== undefined) return made as MailboxId;
  const existing = answer.notCreated?.archive?.existingId;
  return existing === undefined ? null : (existing as MailboxId);
}
