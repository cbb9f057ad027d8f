import { setImmediate } from 'node:timers/promises';
import type { BulkActStore } from './api/bulk-acts.ts';
import { BulkScoping, bulkActRecords } from './read/bulk-acts.ts';
import type { Reader } from './read/reader.ts';
import type { Writer } from './sqlite/writer.ts';

/** Emails looked up at once; between two looks others get their turn. */
const sliceEmails = 1_000;

export function bulkActStore(writer: Writer, reader: Reader): BulkActStore {
  return {
    list: (accountId) => reader.on(accountId, (account, db) => bulkActRecords(db, account)),
    async scope(accountId, found, scope, without) {
      const scoping = new BulkScoping(scope, without);
      for (let at = 0; at < found.length; at += sliceEmails) {
        const ids = found.slice(at, at + sliceEmails);
        await reader.on(accountId, (account, db) => scoping.look(db, account, ids));
        await setImmediate();
      }
      return scoping.emails();
    },
    start: (accountId, act) => writer.call('startBulkAct', accountId, act),
    doSlice: (accountId, most) => writer.call('doBulkSlice', accountId, most),
    steer: (accountId, id, how) => writer.call('steerBulkAct', accountId, id, how),
  };
}
