import type { AccountMail } from '#lib/gateway/index.ts';
import { isMailError, type MessagePart } from '#lib/mail/index.ts';
import { bodyParts } from '#lib/message/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';

/**
 * The files of a message as its reader sees them: its attachments, but for pictures that stand in its text.
 *
 * @param signal  null: only what the index knows of its structure
 */
export async function filesOf(account: AccountMail, record: EmailRecord, signal: AbortSignal | null): Promise<MessagePart[]> {
  const structure = record.structure ?? (signal === null ? null : await parsed(account, record, signal));
  if (structure === null) return [];
  return bodyParts(structure).attachments.filter(
    (part) => part.partId !== null && !(part.type.startsWith('image/') && part.cid !== null && part.disposition !== 'attachment'),
  );
}

async function parsed(account: AccountMail, record: EmailRecord, signal: AbortSignal): Promise<MessagePart | null> {
  try {
    return await account.structure(record.id, signal);
  } catch (error) {
    if (isMailError(error) && error.kind === 'unreadable') return null;
    throw error;
  }
}
