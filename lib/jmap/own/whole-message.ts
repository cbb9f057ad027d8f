import { Buffer } from 'node:buffer';
import type { AccountMail } from '#lib/gateway/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';

/** Larger messages are shown without a word about their signatures. */
const maxCheckedBytes = 25 * 1024 * 1024;

/** The octets of a message as they arrived, to be looked at as a whole; null = it is gone. @throws MailError 'network' … */
export async function wholeMessage(account: AccountMail, record: EmailRecord, signal: AbortSignal): Promise<Buffer | 'too-large' | null> {
  // sizes of some servers are estimates
  if (record.sizeBytes > maxCheckedBytes * 2) return 'too-large';
  try {
    const raw = await account.raw(record.id, signal);
    if (raw === null) return null;
    return raw.length > maxCheckedBytes ? 'too-large' : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  } catch (error) {
    if (!isMailError(error) || error.kind !== 'too-large') throw error;
    return 'too-large';
  }
}
