import type { SnoozeStore } from './api.ts';
import type { Reader } from './read/reader.ts';
import { snoozeDueMs, snoozeRecords } from './read/snoozes.ts';
import type { Writer } from './sqlite/writer.ts';

export function snoozeStore(writer: Writer, reader: Reader): SnoozeStore {
  return {
    list: (accountId) => reader.on(accountId, (account, db) => snoozeRecords(db, account)),
    put: (accountId, input) => writer.call('snoozeEmails', accountId, input),
    takeBack: (accountId, emailIds) => writer.call('unsnoozeEmails', accountId, emailIds),
    bringBack: (accountId, mailboxId, nowMs) => writer.call('bringBackSnoozed', accountId, mailboxId, nowMs),
    nextDueMs: (accountId) => reader.on(accountId, (account, db) => snoozeDueMs(db, account)),
  };
}
