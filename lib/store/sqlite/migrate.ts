import { chmodSync, existsSync, rmSync } from 'node:fs';
import { MailError } from '#lib/mail/index.ts';
import type { Migration } from '../migrations/index.ts';
import type { Connection } from './connection.ts';

/**
 * Brings the database up to the newest step, each in one transaction, after copying a database that holds data (settled 8).
 *
 * @throws MailError 'storage': the database was written by a newer version, or a step failed (it is then as it was before that step)
 */
export function migrate(connection: Connection, path: string, migrations: readonly Migration[]): void {
  const version = connection.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
  if (version > migrations.length) {
    throw new MailError(
      'storage',
      `the database has version ${version}, this program knows ${migrations.length}: it was written by a newer version`,
      {
        stage: 'store',
        code: 'NEWER_DATABASE',
        permanent: true,
      },
    );
  }
  if (version === migrations.length) return;
  if (version > 0) copyBefore(connection, path, version);
  for (let step = version; step < migrations.length; step++) {
    const migration = migrations[step]!;
    try {
      connection.transaction('immediate', () => {
        if ('sql' in migration) connection.exec(migration.sql);
        else migration.run(connection);
        connection.exec(`pragma user_version = ${step + 1}`);
      });
    } catch (cause) {
      throw new MailError('storage', `database step ${step + 1} (${migration.name}) failed`, {
        stage: 'store',
        code: 'MIGRATION',
        permanent: true,
        cause,
      });
    }
  }
  if (version > 0 && migrations.slice(version).some(({ shrinks }) => shrinks === true)) connection.exec('vacuum');
}

function copyBefore(connection: Connection, path: string, version: number): void {
  const copy = `${path}.before-${version + 1}`;
  // A copy left by an attempt that failed shows the same state; VACUUM INTO refuses an existing file.
  if (existsSync(copy)) rmSync(copy);
  connection.exec(`vacuum into '${copy.replaceAll("'", "''")}'`);
  chmodSync(copy, 0o600);
}
