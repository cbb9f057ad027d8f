import type { BlobId, EmailId } from '#lib/mail/index.ts';

const emailIdLength = 23;

/** blobId of the whole message of an Email. */
export const messageBlobId = (emailId: EmailId): BlobId => `M${emailId}` as BlobId;

/** blobId of one part, by its IMAP section number; `.` is no id character (RFC 8620 §1.2), so it is written as `-`. */
export const partBlobId = (emailId: EmailId, partId: string): BlobId => `P${emailId}_${partId.replaceAll('.', '-')}` as BlobId;

/**
 * blobId of a part of a message that is itself a blob and no Email (RFC 8621 §4.9): it holds where the octets come from, so nothing has to be
 * stored. The id of a message inside a message inside a message … grows; null when it would be longer than an id may be (RFC 8620 §1.2).
 */
export function nestedBlobId(messageBlob: string, partId: string): BlobId | null {
  const id = `N${partId.replaceAll('.', '-')}_${messageBlob}`;
  return id.length > 255 || parseBlobId(id) === null ? null : (id as BlobId);
}

/** blobId of a file inside a winmail.dat, by its number there; null when it would be longer than an id may be. */
export function winmailBlobId(containerBlob: string, index: number): BlobId | null {
  const id = `W${index}_${containerBlob}`;
  return id.length > 255 || parseBlobId(id) === null ? null : (id as BlobId);
}

/** Each level means that a whole message is read and taken apart. */
const deepestNesting = 8;

export type BlobName =
  | { kind: 'upload'; blobId: BlobId }
  | { kind: 'message'; emailId: EmailId }
  | { kind: 'part'; emailId: EmailId; partId: string }
  | { kind: 'nested'; messageBlobId: BlobId; partId: string }
  | { kind: 'winmail'; containerBlobId: BlobId; index: number };

/** What a blobId names by its form, or null when it cannot be one of ours. Says nothing about whether it exists. */
export function parseBlobId(text: string, depth = 0): BlobName | null {
  const [, nestedSection, messageBlob] = /^N(\d{1,4}(?:-\d{1,4}){0,60})_(.+)$/.exec(text) ?? [];
  if (nestedSection !== undefined && messageBlob !== undefined) {
    if (depth >= deepestNesting || parseBlobId(messageBlob, depth + 1) === null) return null;
    return { kind: 'nested', messageBlobId: messageBlob as BlobId, partId: nestedSection.replaceAll('-', '.') };
  }
  const [, index, container] = /^W(\d{1,3})_(.+)$/.exec(text) ?? [];
  if (index !== undefined && container !== undefined) {
    if (depth >= deepestNesting || parseBlobId(container, depth + 1) === null) return null;
    return { kind: 'winmail', containerBlobId: container as BlobId, index: Number(index) };
  }
  if (/^U[A-Za-z0-9_-]{43}$/.test(text)) return { kind: 'upload', blobId: text as BlobId };
  const emailId = text.slice(1, 1 + emailIdLength);
  if (!/^e[A-Za-z0-9_-]{22}$/.test(emailId)) return null;
  const rest = text.slice(1 + emailIdLength);
  if (text.startsWith('M') && rest === '') return { kind: 'message', emailId: emailId as EmailId };
  const section = /^_(\d{1,4}(?:-\d{1,4}){0,60})$/.exec(rest)?.[1];
  if (text.startsWith('P') && section !== undefined)
    return { kind: 'part', emailId: emailId as EmailId, partId: section.replaceAll('-', '.') };
  return null;
}
