import { parentPort, workerData } from 'node:worker_threads';
import { isMailError } from '#lib/mail/index.ts';
import { operations, rebuildableOperations } from '../write/operations.ts';
import { commitsOf, newTransaction } from '../write/transaction.ts';
import { Connection } from './connection.ts';
import type { WriterReply, WriterRequest } from './writer.ts';

// The only connection that writes. Requests wait in the port's queue, so operations never interleave.
const port = parentPort;
if (!port) throw new Error('this file is the body of a worker thread');
// Filled once, the cache stays with the process. A fill works in few pages at a time: with three times as much it was not clearly faster.
const cacheBytes = 16 * 1024 * 1024;
const connection = new Connection((workerData as { path: string }).path, { readOnly: false, cacheBytes });

/**
 * Durability. Whatever a person did (intents, submissions, drafts, sessions) must outlive a power cut once it was answered: FULL syncs the
 * log at every commit. What came from a mail server can be fetched again, and a fill would pay one sync per batch, so those operations run
 * with NORMAL: a power cut may take the last of them back, in order and whole, and the checkpoint in the same transaction goes with them
 * (G2). A killed process loses neither: written pages are the kernel's by then. A later FULL commit syncs everything before it.
 */
let synchronous: 'full' | 'normal' = 'full';
connection.exec('pragma synchronous = full');
// what is deleted is gone from the file as well, where that costs no further write (RFC 8620 §7.2: push keys)
connection.exec('pragma secure_delete = fast');
// The log is copied into the database file where nobody waits for it; a fill that never pauses does it in a commit every 40 MB.
connection.exec('pragma wal_autocheckpoint = 10000');
/** Pages of log that are worth copying, and for how long nobody may have asked for anything. */
const copiedFromPages = 2000;
const quietMs = 50;
const copying = setTimeout(() => {
  try {
    const { log, checkpointed } = connection.get<{ log: number; checkpointed: number }>('pragma wal_checkpoint(noop)')!;
    if (log - checkpointed >= copiedFromPages) connection.get('pragma wal_checkpoint(passive)');
  } catch {
    // A disk that is full or broken: the log stays as it is, and the next commit that fails is answered to whoever asked for it.
  }
}, quietMs).unref();
function setDurability(wanted: 'full' | 'normal'): void {
  if (wanted === synchronous) return;
  connection.exec(`pragma synchronous = ${wanted}`);
  synchronous = wanted;
}

function answer({ sequence, name, values }: WriterRequest): WriterReply {
  const operation = operations[name as keyof typeof operations] as (...values: unknown[]) => unknown;
  setDurability(rebuildableOperations.has(name) ? 'normal' : 'full');
  const transaction = newTransaction(connection, Date.now());
  try {
    const value = connection.transaction('immediate', () => operation(transaction, ...values));
    return { sequence, value, commits: commitsOf(transaction) };
  } catch (error) {
    if (isMailError(error))
      return { sequence, failure: { kind: error.kind, message: error.message, code: error.code, permanent: error.permanent } };
    const { message, code } = error as Error & { code?: string };
    return { sequence, failure: { kind: 'storage', message: `${name}: ${message}`, code: code ?? null, permanent: false } };
  }
}

port.on('message', (request: WriterRequest | null) => {
  if (request === null) {
    clearTimeout(copying);
    connection.close();
    port.close();
    return;
  }
  port.postMessage(answer(request));
  copying.refresh();
});
