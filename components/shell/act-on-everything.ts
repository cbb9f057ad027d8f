import { mailboxName } from '#components/mailboxes/index.ts';
import type { ListSelection } from '#components/threads/index.ts';
import {
  type Account,
  actOnEverything,
  archiveMailbox,
  type BulkPart,
  errorText,
  go,
  leavesList,
  loadedThreads,
  scheduledTime,
  showToast,
  t,
} from '#lib/client/index.ts';
import type { BulkDeedArgument } from '#lib/contract/index.ts';
import { isMailError, type MailboxId, type ThreadId } from '#lib/mail/index.ts';
import type { ListDeed } from './list-deed.ts';
import type { MailView } from './mail-view.ts';

/** Does something to everything that the list on screen holds, but for these conversations. One step with one undo, over all accounts. */
export function actOnList(view: MailView, selection: ListSelection, but: ReadonlySet<ThreadId>, deed: ListDeed): void {
  void start(view, selection, but, deed).catch((error: unknown) => {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
  });
}

async function start(view: MailView, selection: ListSelection, but: ReadonlySet<ThreadId>, deed: ListDeed): Promise<void> {
  const count = Math.max(0, view.list.state.get().total - but.size);
  const here = loadedThreads(view.list, view.rows).filter((id) => !but.has(id));
  const parts: BulkPart[] = [];
  const serverSearchId = view.serverSearch?.id ?? null;
  const inThreads = view.client.preferences()?.values.get().groupByThread ?? true;
  let isLeaving = false;
  for (const { account, filter, from } of view.everything()) {
    const asked = await deedFor(account, from, view.mailbox?.role === 'junk', deed);
    if (asked === null) continue;
    isLeaving ||= leavesList(asked.kind, from) || deed.do === 'trash' || deed.do === 'junk';
    const mine = here.filter((id) => view.accountOf(id) === account);
    const patches = patchesFor(account, mine, asked);
    parts.push({ account, filter, serverSearchId, inThreads, without: [...but], deed: asked, patches });
  }
  if (parts.length === 0) {
    showToast({ kind: 'error', text: t('action.failed'), detail: noPlace(deed) });
    return;
  }
  selection.clear();
  if (isLeaving && view.route.threadId !== null) go({ threadId: null }, { replace: true });
  const { undoStack } = view.client;
  void actOnEverything({ parts, label: labelOf(view, deed, count), leaves: isLeaving ? view.list : null, undoStack });
}

/** null: this account has no place for it */
async function deedFor(account: Account, from: MailboxId | null, isJunk: boolean, deed: ListDeed): Promise<BulkDeedArgument | null> {
  const move = (to: MailboxId | null, keywords?: Record<string, boolean>): BulkDeedArgument | null =>
    to === null || to === from ? null : { kind: 'move', from, to, ...(keywords === undefined ? {} : { keywords }) };
  switch (deed.do) {
    case 'archive':
      return move(await archiveMailbox(account));
    case 'trash':
      return move(account.withRole('trash'));
    case 'junk':
      if (isJunk) return move(account.withRole('inbox'), { $junk: false, $notjunk: true });
      return move(account.withRole('junk'), { $junk: true, $notjunk: false });
    case 'destroy':
      return from === null ? null : { kind: 'destroy', from };
    case 'move':
      return account.cache.mailbox(deed.to) === null ? null : move(deed.to);
    case 'copy':
      return account.cache.mailbox(deed.to) === null ? null : { kind: 'copy', from, to: deed.to };
    case 'star':
      return { kind: 'keywords', keywords: { $flagged: deed.on }, newestOnly: deed.on };
    case 'read':
      return { kind: 'keywords', keywords: { $seen: deed.on }, newestOnly: !deed.on };
    case 'mute':
      return { kind: 'keywords', keywords: { $muted: deed.on } };
    case 'tag':
      return { kind: 'keywords', keywords: { [deed.keyword]: deed.on } };
    case 'snooze':
      return { kind: 'snooze', from, until: new Date(deed.untilMs).toISOString().replace(/\.\d+Z$/, 'Z') };
  }
}

/** Marks of what is here, to be seen at once. */
function patchesFor(account: Account, threads: readonly ThreadId[], deed: BulkDeedArgument): BulkPart['patches'] {
  if (deed.kind !== 'keywords') return new Map();
  const emails = threads.flatMap((id) => {
    const all = account.cache.threadEmails(id).filter((email) => email.keywords.$draft !== true);
    return deed.newestOnly === true ? all.slice(-1) : all;
  });
  return new Map(emails.map((email) => [email.id, { keywords: deed.keywords }]));
}

function noPlace(deed: ListDeed): string | null {
  if (deed.do === 'archive') return t('action.noArchive');
  if (deed.do === 'trash') return t('action.noTrash');
  return deed.do === 'junk' ? t('action.noJunk') : null;
}

function labelOf(view: MailView, deed: ListDeed, count: number): string {
  const folder = (id: MailboxId) => {
    const mailbox = view
      .everything()
      .map(({ account }) => account.cache.mailbox(id))
      .find((one) => one !== null);
    return mailbox == null ? '' : mailboxName(mailbox);
  };
  switch (deed.do) {
    case 'archive':
      return t('action.archived', { count });
    case 'trash':
      return t('action.trashed', { count });
    case 'junk':
      return t(view.mailbox?.role === 'junk' ? 'action.notJunked' : 'action.junked', { count });
    case 'destroy':
      return t('action.destroyed', { count });
    case 'move':
      return t('action.moved', { count, folder: folder(deed.to) });
    case 'copy':
      return t('action.copied', { count, folder: folder(deed.to) });
    case 'star':
      return t(deed.on ? 'action.starred' : 'action.unstarred', { count });
    case 'read':
      return t(deed.on ? 'action.read' : 'action.unread', { count });
    case 'mute':
      return t(deed.on ? 'action.muted' : 'action.unmuted', { count });
    case 'tag':
      return t(deed.on ? 'action.tagged' : 'action.untagged', { count, tag: deed.name });
    case 'snooze':
      return t('snooze.done', { count, when: scheduledTime(deed.untilMs) });
  }
}
