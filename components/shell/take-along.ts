import {
  type Account,
  blobUrl,
  completeThreads,
  downloadFrom,
  type ExportPart,
  emailsMeant,
  errorText,
  openComposer,
  showToast,
  t,
  wantExport,
  wholeMessages,
} from '#lib/client/index.ts';
import { type EmailId, isMailError, type ThreadId } from '#lib/mail/index.ts';
import { safeFileName } from '../message/file-name.ts';
import type { MailView } from './mail-view.ts';

/** A message with more files than that is hardly taken by anybody. */
const mostAlong = 100;

type Asked = {
  view: MailView;
  threads: readonly ThreadId[];
  /** everything in the list is meant, but for these; null: `threads` are */
  but: ReadonlySet<ThreadId> | null;
};

/** Messages leave the screen as files: along with a new message, or onto this device. */
export function takeAlong(how: 'forward' | 'export', asked: Asked): void {
  (how === 'forward' ? forwardAsFiles(asked) : exportThese(asked)).catch((error: unknown) => {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t(how === 'forward' ? 'action.failed' : 'export.failed'), detail: errorText(error) });
  });
}

/** Asks what kind of file it shall be; a single message needs no asking. */
async function exportThese({ view, threads, but }: Asked): Promise<void> {
  if (but !== null) {
    const serverSearchId = view.serverSearch?.id ?? null;
    const parts: ExportPart[] = view
      .everything()
      .map(({ account, filter }) => ({ account, emails: { filter, serverSearchId, without: [...but] } }));
    wantExport({ parts, name: view.title, count: null });
    return;
  }
  const meant = await meantOf(view, threads);
  const count = meant.reduce((sum, { emailIds }) => sum + emailIds.length, 0);
  const [only] = meant;
  if (only !== undefined && count === 1) await exportOne(only);
  else if (count > 0)
    wantExport({ parts: meant.map(({ account, emailIds }) => ({ account, emails: { emailIds } })), name: view.title, count });
}

/** One new message with all of these as files. */
async function forwardAsFiles({ view, threads, but }: Asked): Promise<void> {
  const meant = await meantOf(view, threads, false);
  const count = meant.reduce((sum, { emailIds }) => sum + emailIds.length, 0);
  const isMore = but !== null && threads.length < view.list.state.get().total - but.size;
  const [first] = meant;
  if (isMore || count > mostAlong)
    showToast({ kind: 'error', text: t('action.failed'), detail: t('forward.tooMany', { most: mostAlong }) });
  else if (first !== undefined)
    openComposer({
      mode: 'forward-file',
      accountId: first.account.id,
      along: meant.map(({ account, emailIds }) => ({ accountId: account.id, emailIds })),
    });
}

type Meant = { account: Account; emailIds: EmailId[] };

/** The messages of these conversations as they are shown, oldest first, by account. @throws MailError */
async function meantOf(view: MailView, threads: readonly ThreadId[], withDrafts = true): Promise<Meant[]> {
  const accounts = new Map<Account, ThreadId[]>();
  for (const id of threads) {
    const account = view.accountOf(id);
    accounts.set(account, [...(accounts.get(account) ?? []), id]);
  }
  const meant: Meant[] = [];
  for (const [account, ids] of accounts) {
    const parts = ids.filter((id) => !account.cache.isWhole(id));
    if (parts.length > 0) await completeThreads(account.client, account.cache, parts);
    const emails = ids
      .flatMap((id) => emailsMeant(account.cache.threadEmails(id), view.contextOf(id)))
      .filter(({ keywords }) => withDrafts || keywords.$draft !== true)
      .toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    if (emails.length > 0) meant.push({ account, emailIds: emails.map(({ id }) => id) });
  }
  return meant;
}

async function exportOne({ account, emailIds }: Meant): Promise<void> {
  const [message] = await wholeMessages(account, emailIds);
  if (message === undefined) return;
  const name = safeFileName(`${message.subject ?? 'message'}.eml`, 'message.eml');
  downloadFrom(blobUrl(account.client.session(), account.id, { blobId: message.blobId, type: 'message/rfc822', name }), name);
}
