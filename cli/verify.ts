import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rebuildIndex } from '#lib/gateway/rebuild-index.ts';
import { type Damage, type Verification, verifyStore } from '#lib/store/index.ts';

/** Names of messages that are shown of a damage; a file may be in many folders. */
const mostShown = 5;

type Options = { dataDir: string; isRebuild: boolean; write: (text: string) => void };

/**
 * The command `postern verify`. Reads only, but for `--rebuild`.
 *
 * @returns exit code: 0 all is well, 1 something is damaged
 * @throws MailError 'storage', code DATA_IN_USE
 */
export async function verify({ dataDir, isRebuild, write }: Options): Promise<number> {
  const found = await verifyStore(dataDir);
  write(`${found.files} files of mail, ${(found.bytes / 1e6).toFixed(1)} MB, compared with their checksums.\n`);
  for (const damage of found.damages) write(textOfDamage(damage));
  for (const { path } of found.orphans) write(`No row names ${path}: left by a crash, or by a database that is lost. It does no harm.\n`);
  write(textOfDatabase(found.database));
  const isWell = found.damages.length === 0 && found.database === 'well';
  if (!isRebuild) {
    if (isWell) write('All is well.\n');
    return isWell ? 0 : 1;
  }
  if (found.database === 'well') {
    write('The database is well: there is nothing to make anew.\n');
    return isWell ? 0 : 1;
  }
  await setAside(dataDir, write);
  const { accounts } = await rebuildIndex(dataDir);
  for (const { address, messages, made, missing, damaged } of accounts) {
    write(`${address}: ${messages} messages into Inbox, ${made} that were made here into Sent.`);
    write(`${missing > 0 ? ` ${missing} were gone.` : ''}${damaged > 0 ? ` ${damaged} are damaged and were left out.` : ''}\n`);
  }
  if (accounts.length === 0) write('There is no POP3 mail here.\n');
  write(
    'Lost with the database: folders, stars, tags and other keywords, what was read; passwords, sessions and app passwords; messages that waited ' +
      'to be sent; IMAP accounts, which come back from their servers. POP3 mail that was deleted here and is still on its server comes back too. ' +
      'Everybody signs in again.\n',
  );
  return found.damages.length === 0 ? 0 : 1;
}

function textOfDamage({ path, what, messages }: Damage): string {
  const lines = [`${what === 'missing' ? 'Missing' : 'Damaged'}: ${path}\n`];
  for (const { account, subject, receivedAtMs, mailboxes } of messages.slice(0, mostShown)) {
    const where = mailboxes.length === 0 ? 'no folder' : mailboxes.join(', ');
    lines.push(`  ${account}, ${where}: “${subject ?? '(no subject)'}” of ${new Date(receivedAtMs).toISOString()}\n`);
  }
  if (messages.length > mostShown) lines.push(`  and ${messages.length - mostShown} more\n`);
  if (messages.length === 0) lines.push('  no message is in it: an upload, or a message on its way\n');
  return lines.join('');
}

function textOfDatabase(database: Verification['database']): string {
  if (database === 'well') return '';
  const state = database === 'missing' ? 'There is no database.' : `The database is damaged: ${database.broken}.`;
  return `${state} “postern verify --rebuild” makes the index of POP3 mail anew from its files.\n`;
}

/** A damaged database stays beside the new one. */
async function setAside(dataDir: string, write: (text: string) => void): Promise<void> {
  const suffix = `.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const name of ['postern.db', 'postern.db-wal', 'postern.db-shm']) {
    const path = join(dataDir, name);
    if ((await stat(path).catch(() => null)) === null) continue;
    await rename(path, path + suffix);
    write(`${path} is now ${path}${suffix}\n`);
  }
}
