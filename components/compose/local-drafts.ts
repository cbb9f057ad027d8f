import type { ComposerFields, ComposerFile, DraftTies, Waiting } from './composer-state.ts';
import type { DraftStand } from './reconcile-draft.ts';

/** A message being written, as it survives a reload or a crash in this browser. */
export type LocalDraft = {
  id: string;
  title: string;
  ties: DraftTies;
  fields: ComposerFields;
  files: readonly ComposerFile[];
  /** what was known of the gateway's copy; null: a draft that begins anew */
  stand: DraftStand | null;
  /** versions from elsewhere are looked for from then on */
  openedAtMs: number;
  changedAtMs: number;
  /** it is to be sent as soon as there is a connection; absent in what an older version of this page kept */
  waiting?: Waiting | null;
  /** somebody threw it away, and could still take that back when the page ended; else absent */
  isDiscarded?: boolean;
};

type Row = { person: string; draft: LocalDraft };

const name = 'postern-drafts';
const version = 1;

let opening: Promise<IDBDatabase | null> | null = null;
/** Signing out takes the database away under our hands; from then on nothing is written, or it would come back. */
let isWiped = false;
const writing = new Map<string, { next: Row | null; done: Promise<boolean> }>();

/** null where the browser has no place to keep anything (private windows of some). */
function database(): Promise<IDBDatabase | null> {
  if (isWiped || !('indexedDB' in globalThis)) return Promise.resolve(null);
  opening ??= new Promise<IDBDatabase | null>((resolve) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('drafts', { keyPath: 'draft.id' });
      request.result.createObjectStore('files', { keyPath: ['draftId', 'key'] });
    };
    request.onsuccess = () => {
      const opened = request.result;
      opened.onversionchange = () => {
        isWiped = true;
        opened.close();
      };
      opened.onclose = () => {
        opening = null;
      };
      resolve(opened);
    };
    request.onerror = () => resolve(null);
  });
  return opening;
}

/** One transaction. @returns null when it could not be made: no room, no database */
async function inStores<T>(
  mode: IDBTransactionMode,
  work: (drafts: IDBObjectStore, files: IDBObjectStore) => IDBRequest<T>,
): Promise<{ value: T } | null> {
  const opened = await database();
  if (opened === null || isWiped) return null;
  return new Promise((resolve) => {
    try {
      const transaction = opened.transaction(['drafts', 'files'], mode);
      const request = work(transaction.objectStore('drafts'), transaction.objectStore('files'));
      transaction.oncomplete = () => resolve({ value: request.result });
      transaction.onabort = () => resolve(null);
    } catch (error) {
      // The database was closed meanwhile (sign-out), or something cannot be cloned into it.
      if (!(error instanceof DOMException)) throw error;
      resolve(null);
    }
  });
}

/**
 * Keeps the draft in this browser (ui.md: at every keystroke). While one state of it is being written, only the latest of the next ones is.
 * Body text stays here until sign-out (settled 6).
 *
 * @returns false when the browser has no room: the gateway's copy is then the only one
 */
export function keepLocally(person: string, draft: LocalDraft): Promise<boolean> {
  const row: Row = { person, draft };
  const busy = writing.get(draft.id);
  if (busy !== undefined) {
    busy.next = row;
    return busy.done;
  }
  const job = { next: row as Row | null, done: Promise.resolve(true) };
  writing.set(draft.id, job);
  job.done = (async () => {
    let isKept = true;
    while (job.next !== null) {
      const now: Row = job.next;
      job.next = null;
      isKept = (await inStores('readwrite', (drafts) => drafts.put(now))) !== null;
    }
    writing.delete(draft.id);
    return isKept;
  })();
  return job.done;
}

/** The draft and its files leave this browser. */
export async function forgetLocally(id: string): Promise<void> {
  const busy = writing.get(id);
  if (busy !== undefined) {
    busy.next = null;
    await busy.done;
  }
  await inStores('readwrite', (drafts, files) => {
    files.delete(IDBKeyRange.bound([id], [id, []]));
    return drafts.delete(id);
  });
}

/** All drafts that this browser keeps for the person, the oldest first. */
export async function localDrafts(person: string): Promise<LocalDraft[]> {
  const read = await inStores('readonly', (drafts) => drafts.getAll() as IDBRequest<Row[]>);
  return (read?.value ?? [])
    .filter((row) => row.person === person && isLocalDraft(row.draft))
    .map((row) => row.draft)
    .sort((a, b) => a.changedAtMs - b.changedAtMs);
}

const isLocalDraft = (draft: Partial<LocalDraft> | undefined): boolean =>
  typeof draft?.id === 'string' && typeof draft.fields?.subject === 'string' && Array.isArray(draft.files);

/** A file that the gateway does not have yet, or not for good. @returns false when there is no room for it */
export async function keepFile(draftId: string, key: string, file: Blob): Promise<boolean> {
  return (await inStores('readwrite', (_, files) => files.put({ draftId, key, file }))) !== null;
}

export async function forgetFile(draftId: string, key: string): Promise<void> {
  await inStores('readwrite', (_, files) => files.delete([draftId, key]));
}

/** null: it is not here (any more). */
export async function keptFile(draftId: string, key: string): Promise<Blob | null> {
  const read = await inStores('readonly', (_, files) => files.get([draftId, key]) as IDBRequest<{ file: Blob } | undefined>);
  return read?.value?.file ?? null;
}
