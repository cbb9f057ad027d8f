import { blobUrl, type EmailBody, mailClient } from '#lib/client/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { safeFileName } from './file-name.ts';
import { isRasterImage } from './mail-content.ts';

/** As a path, so that it holds under whatever name this page was opened. */
export function partUrl(accountId: AccountId, part: EmailBodyPart, name: string): string {
  const session = mailClient().session();
  if (session === null || part.blobId === null) return '#';
  const url = new URL(blobUrl(session, accountId, { blobId: part.blobId, type: part.type, name }), window.location.href);
  return url.pathname + url.search;
}

/** Content-ID to the address of the picture that bears it. */
export function cidUrlsOf(body: EmailBody, urlOf: (part: EmailBodyPart, name: string) => string): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  for (const part of [...body.attachments, ...body.htmlBody])
    if (part.cid !== null && isRasterImage(part)) urls.set(part.cid, urlOf(part, safeFileName(part.name, 'image')));
  return urls;
}
