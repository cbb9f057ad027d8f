import type { ArrivedMessage } from '../flat-messages.ts';
import { baseOf, isDeletedFlag, keywordsOfFlags } from './flags.ts';
import { queueKeywords, queueRemoval } from './intent-queue.ts';
import { labelRows, takeLabels } from './labels.ts';
import type { MailboxUnit } from './mailbox-unit.ts';
import type { Work } from './work.ts';

/** How long after it was sent a message's copy by its provider is expected. */
const lateAtMostMs = 60 * 60_000;

/** Did the account's provider file this itself: into this mailbox (`traits.savesSent`), or under the label (I33)? */
export function isFiledByProvider(work: Work, mailbox: MailboxUnit, message: ArrivedMessage): boolean {
  if (mailbox.filing === 'all') return (message.labels ?? []).some((label) => work.viewOfLabel(label)?.role === 'sent');
  if (mailbox.role !== 'sent') return false;
  return work.connection.get("select 1 from account where key = ? and servers ->> '$.traits.savesSent' = 1", work.account) !== undefined;
}

/**
 * The provider's own copy of a message that we sent comes when ours is filed already: the server's copy becomes the Email's location, ours is
 * expunged, the id stays (J10, S9).
 *
 * @returns false when the message is none of these, and so a new Email
 */
export function takeProviderCopy(work: Work, mailbox: MailboxUnit, uidValidity: number, message: ArrivedMessage): boolean {
  const { messageId } = message.content;
  if (messageId === null || message.flags.some(isDeletedFlag)) return false;
  const sent = work.connection.get<{ email_id: string }>(
    "select email_id from submission where account = ? and message_id = ? and email_id is not null and send_at_ms > ? and state in ('accepted', 'filing', 'done', 'uncertain') order by key desc",
    work.account,
    messageId,
    work.nowMs - lateAtMostMs,
  );
  const unit = sent ? work.unitOfId(sent.email_id) : null;
  const own = unit?.locations.filter((location) => location.mailbox === mailbox.key && location.is_wanted !== 0) ?? [];
  const [ours] = own;
  // One that is still on its way is looked for before it is filed, by the outbox.
  if (!unit || own.length !== 1 || !ours || ours.uid === null || ours.uid_validity !== uidValidity) return false;
  if (mailbox.filing === 'all' && !labelRows(work, unit).some((row) => work.mailboxes.get(row.mailbox)?.role === 'sent')) return false;
  const reported = keywordsOfFlags(message.flags);
  const theirs = work.addLocation(unit, {
    mailbox: mailbox.key,
    uid_validity: uidValidity,
    uid: message.uid,
    base: baseOf(message.flags),
    size_bytes: message.content.sizeBytes,
  });
  work.setLocation(ours, { is_wanted: 0 });
  queueRemoval(work, unit, ours);
  if (message.labels !== undefined) takeLabels(work, unit, theirs, message.labels);
  if (mailbox.filing === 'all' && message.content.serverEmailId !== null)
    work.connection.run('update email set server_email_id = ? where key = ?', message.content.serverEmailId, unit.key);
  const missing = [...unit.keywords].filter((keyword) => !reported.includes(keyword));
  for (const keyword of reported) work.addKeyword(unit, keyword);
  if (missing.length > 0) queueKeywords(work, unit, missing, []);
  return true;
}
