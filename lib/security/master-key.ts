import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import type { KeySource } from '#lib/config/index.ts';
import { parseKeys } from '#lib/config/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** The master keys of this installation: the first seals, all of them open (rotation without downtime, security.md §8). */
export type MasterKeys = {
  readonly keyIds: readonly string[];
  /** path of a key file made just now, so that the start can say where it lies; else null */
  readonly createdFile: string | null;
  /** 32 octets for one purpose by HKDF-SHA-256 (RFC 5869); `keyId` null means the key that seals */
  derive(purpose: string, keyId?: string | null): Uint8Array;
};

/**
 * Takes the master keys from the environment or the key file. A key file is made (mode 0600) only while there is no database yet:
 * with one, a new key could open nothing in it, so the start is refused instead (settled 10).
 *
 * @throws MailError 'storage' with a sentence for the operator in its message
 */
export function openMasterKeys(source: KeySource, options: { databaseExists: boolean }): MasterKeys {
  if (source.from === 'environment') return masterKeys(source.reveal(), null);
  const { path } = source;
  if (existsSync(path)) return masterKeys(readKeyFile(path), null);
  if (options.databaseExists) {
    throw new MailError(
      'storage',
      `There is a database but no key: ${path} is missing and POSTERN_KEY is not set. Without the key the stored passwords cannot be opened; put the key back, or start with an empty data folder.`,
      {
        stage: 'store',
        code: 'NO_KEY',
        permanent: true,
      },
    );
  }
  return masterKeys([createKeyFile(path)], path);
}

function readKeyFile(path: string): readonly Uint8Array[] {
  let text: string;
  try {
    if (statSync(path).size > 4096) throw new Error('too large for a key file');
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new MailError('storage', `The key file ${path} cannot be read.`, {
      stage: 'store',
      code: 'KEY_UNREADABLE',
      permanent: true,
      cause,
    });
  }
  const keys = parseKeys(text);
  if (keys === null) {
    throw new MailError('storage', `The key file ${path} does not hold 32 octets in base64.`, {
      stage: 'store',
      code: 'KEY_MALFORMED',
      permanent: true,
    });
  }
  return keys;
}

function createKeyFile(path: string): Uint8Array {
  const key = randomBytes(32);
  try {
    // wx: of two processes starting at once one makes the key, the other fails instead of replacing it
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, `${key.toString('base64')}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new MailError('storage', `There is no key yet and ${path} cannot be created. Set POSTERN_KEY or POSTERN_KEY_FILE.`, {
      stage: 'store',
      code: 'KEY_NOT_CREATED',
      permanent: true,
      cause,
    });
  }
  return key;
}

function masterKeys(keys: readonly Uint8Array[], createdFile: string | null): MasterKeys {
  const byId = new Map(keys.map((key) => [keyIdOf(key), key]));
  const [first] = byId.keys();
  if (first === undefined) throw new MailError('storage', 'There is no master key.', { stage: 'store', code: 'NO_KEY', permanent: true });
  return {
    keyIds: [...byId.keys()],
    createdFile,
    derive: (purpose, keyId = null) => {
      const key = byId.get(keyId ?? first);
      if (key === undefined) {
        throw new MailError('storage', 'This was sealed under a master key that is not here.', {
          stage: 'store',
          code: 'UNKNOWN_KEY',
          permanent: true,
        });
      }
      return new Uint8Array(hkdfSync('sha256', key, 'postern', purpose, 32));
    },
  };
}

/** Names a key without telling anything about it: 8 octets of a hash under its own label, as hex. */
function keyIdOf(key: Uint8Array): string {
  return createHash('sha256').update('postern key id\0').update(key).digest('hex').slice(0, 16);
}
