import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isMailError } from '#lib/mail/index.ts';
import { openMasterKeys } from './master-key.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => ({ from: 'file' as const, path: join(folder, 'postern.key') });
const codeOf = (run: () => unknown): string | null => {
  try {
    run();
  } catch (error) {
    if (isMailError(error)) return error.code;
    throw error;
  }
  return 'opened';
};

test('settled 10: without a database the key file is made, for its owner only, and is the same the next time', () => {
  const first = openMasterKeys(file(), { databaseExists: false });
  expect(first.createdFile).toBe(file().path);
  expect(statSync(file().path).mode & 0o777).toBe(0o600);
  const second = openMasterKeys(file(), { databaseExists: true });
  expect(second.createdFile).toBeNull();
  expect(second.derive('x')).toEqual(first.derive('x'));
});

test('settled 10: a database without its key refuses the start and makes no key', () => {
  expect(codeOf(() => openMasterKeys(file(), { databaseExists: true }))).toBe('NO_KEY');
  expect(existsSync(file().path)).toBe(false);
});

test('a malformed, empty or oversized key file is refused and left alone', () => {
  for (const content of ['', 'not a key', Buffer.alloc(16).toString('base64'), 'A'.repeat(10_000)]) {
    writeFileSync(file().path, content);
    expect(['KEY_MALFORMED', 'KEY_UNREADABLE']).toContain(codeOf(() => openMasterKeys(file(), { databaseExists: false })));
    expect(readFileSync(file().path, 'utf8')).toBe(content);
  }
});

test('a key file that cannot be made says so', () => {
  expect(codeOf(() => openMasterKeys({ from: 'file', path: join(folder, 'missing', 'postern.key') }, { databaseExists: false }))).toBe(
    'KEY_NOT_CREATED',
  );
});

test('keys for different purposes differ and have 32 octets', () => {
  const keys = openMasterKeys(file(), { databaseExists: false });
  expect(keys.derive('a')).toHaveLength(32);
  expect(keys.derive('a')).not.toEqual(keys.derive('b'));
});
