import type { Identity, Mailbox, PreferenceValues, Session } from '#lib/contract/index.ts';
import type { AccountId } from '#lib/mail/index.ts';

/** What a start without network needs: who is signed in, with which accounts, folders and addresses. No mail. */
export type KeptSession = {
  session: Session;
  preferences: PreferenceValues;
  accounts: readonly { id: AccountId; mailboxes: readonly Mailbox[]; identities: readonly Identity[] }[];
};

/** Counts up when `KeptSession` changes: what another version kept is as good as nothing. */
const shape = 1;
/** `client-io.ts` deletes it by this name. */
const database = 'postern-offline';
const store = 'session';

/** Settled 6: gone with the sign-out, as every database of this page is. */
export async function keepSession(kept: KeptSession): Promise<void> {
  await inStore('readwrite', (rows) => rows.put({ shape, kept }, store));
}

/** null: nothing is kept, or this browser keeps nothing. */
export async function keptSession(): Promise<KeptSession | null> {
  const row = await inStore('readonly', (rows) => rows.get(store) as IDBRequest<{ shape: number; kept: KeptSession } | undefined>);
  return row?.shape === shape ? row.kept : null;
}

function inStore<T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  return new Promise((resolve) => {
    if (!('indexedDB' in globalThis)) return resolve(null);
    const opening = indexedDB.open(database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(store);
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const opened = opening.result;
      const transaction = opened.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      const end = (value: T | null) => {
        // An open connection would hold up the sign-out.
        opened.close();
        resolve(value);
      };
      transaction.oncomplete = () => end(request.result);
      transaction.onabort = () => end(null);
    };
  });
}
