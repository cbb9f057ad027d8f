import type { ImapSession } from '#lib/imap/index.ts';
import type { MailErrorKind } from '#lib/mail/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { Intent, IntentWork } from '#lib/store/index.ts';
import type { OutboxContext } from './outbox-context.ts';

type MailboxWork = Extract<IntentWork, { kind: `mailbox-${string}` }>;

/** CREATE, RENAME, DELETE, SUBSCRIBE; each is done when the server says that it is so already. */
export async function carryMailbox(context: OutboxContext, session: ImapSession, intent: Intent & { work: MailboxWork }): Promise<void> {
  const { work } = intent;
  const { signal } = context;
  await context.store.intents.started([intent.id], null);
  switch (work.kind) {
    case 'mailbox-create':
      await unless(['already-exists'], session.createMailbox(work.path, { specialUse: work.role === 'inbox' ? null : work.role, signal }));
      if (work.isSubscribed) await unless(['refused'], session.subscribe(work.path, { signal }));
      return;
    case 'mailbox-rename':
      // RENAME while the mailbox is open confuses some servers.
      await session.unselect();
      await renameOnce(context, session, work);
      return keepSubscriptions(context, session, work);
    case 'mailbox-delete':
      return deleteChecked(context, session, work);
    case 'mailbox-subscribe':
      return work.isSubscribed ? session.subscribe(work.path, { signal }) : session.unsubscribe(work.path, { signal });
  }
}

/** A repeat after a lost answer finds the old name gone and the new one there: done. */
async function renameOnce(
  context: OutboxContext,
  session: ImapSession,
  work: Extract<MailboxWork, { kind: 'mailbox-rename' }>,
): Promise<void> {
  try {
    await session.renameMailbox(work.from, work.to, { signal: context.signal });
  } catch (error) {
    if (!isMailError(error) || !['not-found', 'already-exists', 'refused'].includes(error.kind)) throw error;
    const paths = new Set(
      (await session.list({ signal: context.signal })).filter((mailbox) => !mailbox.nonExistent).map((mailbox) => mailbox.path),
    );
    if (paths.has(work.from) || !paths.has(work.to)) throw error;
  }
}

/** RENAME leaves subscriptions with the old names (RFC 9051 §6.3.6): what was subscribed is so under the new ones, that below it too. */
async function keepSubscriptions(
  { store, accountId, signal }: OutboxContext,
  session: ImapSession,
  { mailboxId, from, to }: Extract<MailboxWork, { kind: 'mailbox-rename' }>,
): Promise<void> {
  const rows = await store.mailboxes.syncRows(accountId);
  const below = `${from}${rows.find(({ id }) => id === mailboxId)?.delimiter ?? '\0'}`;
  for (const { path, isSubscribed } of rows) {
    if (path === null || !isSubscribed || (path !== from && !path.startsWith(below))) continue;
    await unless(notSubscribed, session.subscribe(`${to}${path.slice(from.length)}`, { signal }));
    await unless(notSubscribed, session.unsubscribe(path, { signal }));
  }
}

/** Mail that the store did not know and whose removal nobody asked for stops a DELETE (J14). */
async function deleteChecked(
  context: OutboxContext,
  session: ImapSession,
  work: Extract<MailboxWork, { kind: 'mailbox-delete' }>,
): Promise<void> {
  const { signal } = context;
  try {
    if (!work.removeEmails && work.isSelectable && (await hasUnknownMail(context, session, work)))
      throw new MailError('refused', 'mail arrived in a mailbox that was to be deleted', {
        stage: 'mailbox',
        code: 'HASEMAIL',
        permanent: true,
      });
    await session.unselect();
    await session.deleteMailbox(work.path, { signal });
  } catch (error) {
    if (isMailError(error) && error.kind === 'not-found') return;
    throw error;
  }
}

/** UIDs decide and not a count: what is only marked `\Deleted`, or was taken out before, is known and goes with the mailbox. */
async function hasUnknownMail(
  { store, accountId, signal }: OutboxContext,
  session: ImapSession,
  { mailboxId, path }: Extract<MailboxWork, { kind: 'mailbox-delete' }>,
): Promise<boolean> {
  // Nothing goes with a label: what bears it stays where all mail is (I33).
  if ((await store.mailboxes.syncRow(accountId, mailboxId))?.filing === 'view') return false;
  const { exists } = await session.examine(path, { qresync: null, signal });
  if (exists === 0) return false;
  const known = new Set((await store.emails.knownUids(accountId, mailboxId, null)).map(({ uid }) => uid));
  return (await session.allUids({ signal })).some((uid) => !known.has(uid));
}

/** The mailbox has its name; that it is not subscribed the next listing shows. */
const notSubscribed = ['refused', 'forbidden', 'not-found'] as const;

async function unless(kinds: readonly MailErrorKind[], command: Promise<unknown>): Promise<void> {
  try {
    await command;
  } catch (error) {
    if (!isMailError(error) || !kinds.includes(error.kind)) throw error;
  }
}
