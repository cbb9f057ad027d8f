import type { AttachedFile, CheckedArguments, UnpackedFile } from '#lib/contract/index.ts';
import type { AccountId, BlobId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

export type FileFilter = NonNullable<CheckedArguments<'AttachedFile/query'>['filter']>;

const filesAtOnce = 60;

/**
 * The next files of an account, newest first.
 *
 * @param onMore  what was found since it was last called, and where to go on: null when all mail was looked at
 * @param signal  nobody waits for it any more
 * @throws MailError
 */
export async function findFiles(
  account: Account,
  filter: FileFilter,
  position: number,
  onMore: (files: readonly AttachedFile[], nextPosition: number | null) => void,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  let at: number | null = position;
  // A rare kind of file is looked for in many small steps.
  while (at !== null && count < filesAtOnce && !signal.aborted) {
    const answer: { list: AttachedFile[]; nextPosition: number | null } = await account.client.call('AttachedFile/query', {
      accountId: account.id,
      filter,
      position: at,
      limit: filesAtOnce,
    });
    count += answer.list.length;
    at = answer.nextPosition;
    if (!signal.aborted) onMore(answer.list, at);
  }
}

/** What Outlook puts all files of a message into. */
export const isWinmail = ({ type, name }: { type: string; name: string | null }): boolean =>
  /^application\/(?:vnd\.)?ms-tnef$/i.test(type) || (name ?? '').toLowerCase() === 'winmail.dat';

/** @returns null when it is no winmail.dat after all. @throws MailError */
export async function unpackWinmail(account: Account, blobId: BlobId): Promise<readonly UnpackedFile[] | null> {
  return (await account.client.call('AttachedFile/unpack', { accountId: account.id, blobId })).files;
}

/** Where all files of an Email, or of a Thread, are saved from as one ZIP. */
export const archiveUrl = (accountId: AccountId, id: string): string =>
  `/api/archive/${encodeURIComponent(accountId)}/${encodeURIComponent(id)}`;
