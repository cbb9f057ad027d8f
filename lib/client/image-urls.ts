import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { browserIo } from './client-io.ts';
import { requestJson } from './http.ts';

/**
 * Addresses at our image proxy for the remote images of one mail, signed for this person and this mail. Asking for them is the reader's
 * consent: nothing leaves before.
 *
 * @throws MailError 'network', 'not-found' …
 */
export async function imageUrls(
  mail: { accountId: AccountId; emailId: EmailId },
  urls: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const answer = (await requestJson(browserIo(), '/api/image', { ...mail, urls })) as { urls?: Record<string, unknown> };
  const entries = Object.entries(answer.urls ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].startsWith('/api/image?'),
  );
  return new Map(entries);
}
