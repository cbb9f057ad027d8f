import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MailError } from '#lib/mail/index.ts';

/**
 * Keeps a second server away from a data folder. The lock is the operating system's own, taken by SQLite on an empty file beside the
 * database: it ends with the process however that ends, so there is no stale one to recover.
 *
 * @returns gives the folder free
 * @throws MailError 'storage' with code DATA_IN_USE: another process works in the folder
 */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, 'postern.lock');
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (cause) {
    database.close();
    throw new MailError('storage', `another Postern is already running on the data folder ${dataDir}`, {
      stage: 'store',
      code: 'DATA_IN_USE',
      permanent: true,
      cause,
    });
  }
  return () => {
    if (database.isOpen) database.close();
  };
}
