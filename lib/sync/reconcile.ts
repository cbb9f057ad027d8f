import type { ExaminedMailbox, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { batchSize } from './batch-size.ts';
import { toRanges } from './find-vanished.ts';
import { newestFirst } from './plan-pass.ts';
import { withoutSlid } from './shown-part.ts';
import { fetchMessages, noMessages, readMessages, storeMessages } from './store-messages.ts';
import { sweepFlags } from './sweep-flags.ts';

/**
 * Compares the index of the open mailbox with the server UID by UID, both ways, and mends it: weekly, after an answer that could not be
 * read, and when EXISTS contradicts what the passes learnt (I26).
 *
 * @param range the filled part of the mailbox
 * @param how `withFlags`: compare the flags of all messages as well; `edge`: lowest UID of those that the server shows when it does not show all (I23)
 * @returns number of Emails that wait for a sign of where they went (J1)
 */
export async function reconcile(
  context: AccountContext,
  session: ImapSession,
  mailboxId: MailboxId,
  range: UidRange,
  remote: ExaminedMailbox,
  { withFlags, edge }: { withFlags: boolean; edge: number | null },
): Promise<number> {
  const { accountId, store, signal, log } = context;
  if (range.to < range.from || remote.uidValidity === null) return 0;
  const there = await session.uidsIn(range, { signal });
  const here = await store.emails.knownUids(accountId, mailboxId, range);
  if (there.length === 0 && remote.exists > 0 && here.length > 0) {
    log.warn('server finds nothing in a mailbox that is not empty', { accountId, mailboxId });
    return 0;
  }
  const remoteUids = new Set(there);
  const knownUids = new Set(here.map(({ uid }) => uid));
  const gone = toRanges(here.map(({ uid }) => uid).filter((uid) => !remoteUids.has(uid)));
  const vanished = await withoutSlid(session, gone, edge, signal);
  const missing = there.filter((uid) => !knownUids.has(uid));
  const flags = withFlags ? await sweepFlags(context, session, mailboxId, [range], remote.flags, true) : [];
  log.info('mailbox reconciled', { accountId, mailboxId, vanishedRanges: vanished.length, missing: missing.length, flags: flags.length });
  const uidValidity = remote.uidValidity;
  let { held } = await store.emails.applyPass(accountId, mailboxId, {
    uidValidity,
    appeared: [],
    flags,
    vanished,
    checkpoint: null,
  });
  for (const batch of newestFirst(missing, batchSize)) {
    const messages = noMessages();
    await readMessages(context, mailboxId, await fetchMessages(session, batch, signal), messages);
    ({ held } = await storeMessages(context, mailboxId, uidValidity, messages, null));
  }
  return held;
}
