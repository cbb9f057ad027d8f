import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BlobFiles } from './blob-files.ts';
import { type Journal, MailJournals } from './mail-journals.ts';
import { Connection } from './sqlite/connection.ts';
import { lockFolder } from './sqlite/folder-lock.ts';

/** A file of mail that is not what it was. */
export type Damage = {
  blobId: string;
  path: string;
  what: 'missing' | 'changed';
  /** messages that are in it, with their account and folders; none for other octets (uploads, messages being sent) */
  messages: { account: string; subject: string | null; receivedAtMs: number; mailboxes: string[] }[];
};

export type Verification = {
  /** what is wrong with the database; `missing`: there is none */
  database: 'well' | 'missing' | { broken: string };
  files: number;
  bytes: number;
  damages: Damage[];
  /** files that no row names: left by a crash, or by a database that is lost */
  orphans: { blobId: string; path: string; isMail: boolean }[];
};

type Place = { account: string; subject: string | null; receivedAtMs: number; mailboxes: string | null };

/**
 * Compares every file of octets with its checksum, which is its name, and with the rows that speak of it. Reads only.
 *
 * @param onFile told after each file
 * @throws MailError 'storage', code DATA_IN_USE while a server works in the folder
 */
export async function verifyStore(dataDir: string, onFile: (files: number) => void = () => {}): Promise<Verification> {
  const unlock = lockFolder(dataDir);
  try {
    const path = join(dataDir, 'postern.db');
    const files = new BlobFiles(join(dataDir, 'blobs'));
    const index = openIndex(path);
    const journalled = new Set((await new MailJournals(dataDir).all()).flatMap(blobIdsOf));
    try {
      const { connection } = index;
      const expected = new Map(
        (connection?.all<{ id: string; size: number }>('select id, size_bytes size from blob') ?? []).map(({ id, size }) => [id, size]),
      );
      const result: Verification = { database: index.state, files: 0, bytes: 0, damages: [], orphans: [] };
      const damage = (blobId: string, what: Damage['what']) =>
        result.damages.push({
          blobId,
          path: files.pathOf(blobId),
          what,
          messages: connection === null ? [] : placesOf(connection, blobId),
        });
      const found = new Set<string>();
      for await (const { blobId } of files.all()) {
        const { hash, bytes } = await checksumOf(files, blobId);
        result.files += 1;
        result.bytes += bytes;
        found.add(blobId);
        if (hash !== blobId) damage(blobId, 'changed');
        if (!expected.has(blobId)) result.orphans.push({ blobId, path: files.pathOf(blobId), isMail: journalled.has(blobId) });
        onFile(result.files);
      }
      for (const blobId of expected.keys()) if (!found.has(blobId)) damage(blobId, 'missing');
      return result;
    } finally {
      index.connection?.close();
    }
  } finally {
    unlock();
  }
}

function openIndex(path: string): { state: Verification['database']; connection: Connection | null } {
  if (!existsSync(path)) return { state: 'missing', connection: null };
  let connection: Connection | null = null;
  try {
    connection = new Connection(path, { readOnly: true, cacheBytes: 8 * 1024 * 1024 });
    const [first] = connection.all<{ integrity_check: string }>('pragma integrity_check(1)');
    connection.get('select 1 from blob limit 1');
    if (first?.integrity_check === 'ok') return { state: 'well', connection };
    return { state: { broken: first?.integrity_check ?? 'unknown' }, connection };
  } catch (error) {
    connection?.close();
    return { state: { broken: (error as Error).message }, connection: null };
  }
}

const blobIdsOf = ({ lines }: Journal): string[] => lines.map((line) => ('made' in line ? line.made : line.blobId));

async function checksumOf(files: BlobFiles, blobId: string): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of (await files.stream(blobId)) ?? []) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { hash: `U${hash.digest('base64url')}`, bytes };
}

function placesOf(connection: Connection, blobId: string): Damage['messages'] {
  const rows = connection.all<Place>(
    `select a.address account, e.subject, e.received_at_ms receivedAtMs, group_concat(m.name, char(10)) mailboxes
      from email e join account a on a.key = e.account left join location l on l.email = e.key and l.is_wanted = 1
      left join mailbox m on m.key = l.mailbox where e.raw_blob_id = ? group by e.key`,
    blobId,
  );
  return rows.map(({ mailboxes, ...row }) => ({ ...row, mailboxes: mailboxes?.split('\n') ?? [] }));
}
