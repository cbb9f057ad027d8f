import type { MaildropStore, NewMaildropMessage } from './api.ts';
import type { BlobFiles } from './blob-files.ts';
import type { JournalLine, MailJournals } from './mail-journals.ts';
import { incompleteMaildropMessages, maildropMessages } from './read/maildrops.ts';
import { accountById } from './read/people.ts';
import type { Reader } from './read/reader.ts';
import type { Writer } from './sqlite/writer.ts';

/** The part of the store that only POP3 accounts use. */
export function maildropStore(writer: Writer, reader: Reader, files: BlobFiles, journals: MailJournals): MaildropStore {
  return {
    async makeMailboxes(accountId) {
      await writer.call('makeLocalMailboxes', accountId);
      const account = await reader.read((db) => accountById(db, accountId));
      // The demo's mail is gone with the process.
      if (account !== null && !account.isDemo && !(await journals.has(accountId))) await journals.noteAccount(account);
    },
    lock: (accountId, holder, untilMs) => writer.call('lockMaildrop', accountId, holder, untilMs),
    unlock: (accountId, holder) => writer.call('unlockMaildrop', accountId, holder),
    known: (accountId) => reader.on(accountId, (account, db) => maildropMessages(db, account)),
    stageRaw: (octets) => files.stage(octets),
    placeRaws: (staged) => files.place(staged, { isHeld: true }),
    discardRaw: (staged) => files.discard(staged),
    readRaw: (blobId) => files.read(blobId),
    adoptRaw: (accountId, { blobId, sizeBytes }) => writer.call('recordBlob', accountId, blobId, sizeBytes, 'message/rfc822'),
    async hasRaw(accountId, blobId) {
      const row = await reader.on(accountId, (account, db) =>
        db.get<{ size: number }>(
          'select b.size_bytes size from account_blob a join blob b on b.id = a.blob_id where a.account = ? and a.blob_id = ?',
          account,
          blobId,
        ),
      );
      return row !== undefined && row.size === (await files.sizeOf(blobId));
    },
    async store(accountId, messages) {
      await journals.note(accountId, messages.flatMap(lineOf));
      const stored = await writer.call('storeMaildropMessages', accountId, messages);
      for (const { raw } of messages) if (raw !== null) files.letGo(raw.blobId);
      return stored;
    },
    async complete(accountId, key, raw, text) {
      const row = await reader.on(accountId, (account, db) => maildropMessages(db, account, key)[0]);
      if (row?.headerHash != null)
        await journals.note(accountId, [
          { uid: row.uid, headerHash: row.headerHash, blobId: raw.blobId, sizeBytes: row.sizeBytes, atMs: row.firstSeenMs },
        ]);
      await writer.call('completeMaildropMessage', accountId, key, raw, text);
      files.letGo(raw.blobId);
    },
    noteFailure: (accountId, message) => writer.call('noteMaildropFailure', accountId, message),
    noteListing: (accountId, facts) => writer.call('noteMaildropListing', accountId, facts),
    leave: (accountId, home) => writer.call('leaveMaildrop', accountId, home),
    incomplete: (accountId) => reader.on(accountId, (account, db) => incompleteMaildropMessages(db, account)),
    carryLocally: (accountId, nowMs) => writer.call('carryLocally', accountId, nowMs),
  };
}

const lineOf = ({ uid, headerHash, sizeBytes, raw }: NewMaildropMessage): JournalLine[] =>
  raw === null ? [] : [{ uid, headerHash, blobId: raw.blobId, sizeBytes, atMs: Date.now() }];
