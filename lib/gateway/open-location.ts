import type { ImapSession } from '#lib/imap/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { EmailLocation } from '#lib/store/index.ts';

/** Opens the mailbox in which a message can be read. @throws MailError 'stale-uids' when the UIDs are of another time */
export async function openLocation(session: ImapSession, location: EmailLocation, signal: AbortSignal): Promise<void> {
  const remote = await session.examine(location.path, { qresync: null, signal });
  if (remote.uidValidity !== location.uidValidity) throw new MailError('stale-uids', 'the mailbox has new UIDs', { stage: 'mailbox' });
}
