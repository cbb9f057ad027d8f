import { setImmediate } from 'node:timers/promises';
import type { MaildropOrigin, MaildropStore } from './api.ts';
import type { BlobFiles } from './blob-files.ts';
import { KnownMaildrop } from './known-maildrop.ts';
import type { JournalLine, MailJournals } from './mail-journals.ts';
import {
  addKnownMessages,
  destroyedMaildropMessages,
  incompleteMaildropMessages,
  maildropEmailIds,
  maildropKeys,
  maildropMessageOfEmail,
  maildropMessageOfKey,
  maildropMessages,
} from './read/maildrops.ts';
import { accountById } from './read/people.ts';
import { Reader } from './read/reader.ts';
import { Connection } from './sqlite/connection.ts';
import type { Writer } from './sqlite/writer.ts';

const pageRows = 2_000;
const asideBytes = 1024 * 1024;

/** The part of the store that only POP3 accounts use. `path`: of the database. */
export function maildropStore(path: string, writer: Writer, reader: Reader, files: BlobFiles, journals: MailJournals): MaildropStore {
  return {
    async makeMailboxes(accountId) {
      await writer.call('makeLocalMailboxes', accountId);
      const account = await reader.read((db) => accountById(db, accountId));
      // The demo's mail is gone with the process.
      if (account !== null && !account.isDemo && !(await journals.has(accountId))) await journals.noteAccount(account);
    },
    lock: (accountId, holder, untilMs) => writer.call('lockMaildrop', accountId, holder, untilMs),
    unlock: (accountId, holder) => writer.call('unlockMaildrop', accountId, holder),
    async known(accountId) {
      const known = new KnownMaildrop();
      // The rows are spread over the whole file, and each would bring its neighbours along into the window that the reader has onto it.
      const aside = new Connection(path, { readOnly: true, cacheBytes: asideBytes, isMapped: false });
      try {
        const rows = new Reader(aside);
        const keys = await rows.on(accountId, (account, db) => maildropKeys(db, account));
        for (let at = 0; at < keys.length; at += pageRows) {
          // A maildrop may have fifty thousand: whoever waits gets a turn.
          if (at > 0) await setImmediate();
          await rows.on(accountId, (account, db) => addKnownMessages(db, account, keys.slice(at, at + pageRows), known));
        }
      } finally {
        aside.close();
      }
      return known;
    },
    messages: (accountId, keys) => reader.on(accountId, (account, db) => maildropMessages(db, account, keys)),
    destroyed: (accountId) => reader.on(accountId, (account, db) => destroyedMaildropMessages(db, account)),
    emailIds: (accountId) => reader.on(accountId, (account, db) => maildropEmailIds(db, account)),
    ofEmail: (accountId, emailId) => reader.on(accountId, (account, db) => maildropMessageOfEmail(db, account, emailId)),
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
      const { origins, messages: flat, memory } = messages.take();
      await journals.note(accountId, origins.flatMap(lineOf));
      const stored = await writer.hand(memory, 'storeMaildropMessages', accountId, origins, flat);
      for (const { raw } of origins) if (raw !== null) files.letGo(raw.blobId);
      return stored;
    },
    async complete(accountId, key, raw, text) {
      const row = await reader.on(accountId, (account, db) => maildropMessageOfKey(db, account, key));
      if (row !== null && row.headerHash !== null)
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

const lineOf = ({ uid, headerHash, sizeBytes, raw }: MaildropOrigin): JournalLine[] =>
  raw === null ? [] : [{ uid, headerHash, blobId: raw.blobId, sizeBytes, atMs: Date.now() }];
