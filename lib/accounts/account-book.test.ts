import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isMailError, newId, Secret } from '#lib/mail/index.ts';
import { createVault, openMasterKeys } from '#lib/security/index.ts';
import { openStore, type Store } from '#lib/store/index.ts';
import { type Credential, readCredential, writeCredential } from './credential.ts';
import { createAccountBook } from './index.ts';

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-accounts-'));
  store = await openStore({ dataDir: folder });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const keyOne = randomBytes(32);
const keyTwo = randomBytes(32);
const bookOf = (...keys: Uint8Array[]) =>
  createAccountBook({ store, vault: createVault(openMasterKeys({ from: 'environment', reveal: () => keys }, { databaseExists: true })) });
const server = (login: string) => ({ host: 'imap.example.test', port: 993, tls: 'tls' as const, login });
const newAccount = (address: string, password: string) => ({
  address,
  name: address,
  servers: { incoming: { protocol: 'imap' as const, ...server(address) }, outgoing: { ...server(address), port: 465 }, traits: {} },
  credential: { kind: 'password' as const, password: new Secret(password) },
  isDemo: false,
});
const identity = (login: string) => ({ protocol: 'imap' as const, host: 'imap.example.test', port: 993, login });
const passwordOf = async (opening: Promise<Credential>) => {
  const credential = await opening;
  return credential.kind === 'password' ? credential.password.reveal() : null;
};
const kindOf = (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (error: unknown) => (isMailError(error) ? error.kind : String(error)),
  );

test('a password is opened by its owner only, also when somebody copies the row', async () => {
  const book = bookOf(keyOne);
  const ana = await book.createPerson({ ...newAccount('ana@example.test', 'canary-ana'), identity: identity('ana@example.test') });
  const bo = await book.createPerson({ ...newAccount('bo@example.test', 'canary-bo'), identity: identity('bo@example.test') });
  expect(await passwordOf(book.openCredential(ana.accountId, ana.personId))).toBe('canary-ana');
  expect(await kindOf(book.openCredential(ana.accountId, bo.personId))).toBe('not-found');
  expect(await kindOf(book.openCredential(newId('a'), ana.personId))).toBe('not-found');
  const stolen = await store.people.sealedCredential(ana.accountId, ana.personId);
  await store.people.updateAccount(bo.accountId, { sealedCredential: stolen! });
  expect(await kindOf(book.openCredential(bo.accountId, bo.personId))).toBe('storage');
});

test('one person, several accounts, each with a password of its own that can be replaced', async () => {
  const book = bookOf(keyOne);
  const { personId, accountId } = await book.createPerson({
    ...newAccount('ana@example.test', 'one'),
    identity: identity('ana@example.test'),
  });
  const second = await book.addAccount({ ...newAccount('second@example.test', 'two'), personId });
  await book.replaceCredential(accountId, personId, { kind: 'password', password: new Secret('new') });
  expect(await passwordOf(book.openCredential(accountId, personId))).toBe('new');
  expect(await passwordOf(book.openCredential(second, personId))).toBe('two');
});

test('rotation: opening seals anew, so that the older key can go', async () => {
  const { personId, accountId } = await bookOf(keyOne).createPerson({
    ...newAccount('ana@example.test', 'canary'),
    identity: identity('ana@example.test'),
  });
  expect(await passwordOf(bookOf(keyTwo, keyOne).openCredential(accountId, personId))).toBe('canary');
  expect(await passwordOf(bookOf(keyTwo).openCredential(accountId, personId))).toBe('canary');
  expect(await kindOf(bookOf(keyOne).openCredential(accountId, personId))).toBe('storage');
});

test('octets that are no credential say so without repeating them', () => {
  for (const text of ['', 'canary', '{"kind":"other","password":"canary"}', '{"kind":"password"}', 'null']) {
    const error = (() => {
      try {
        return readCredential(Buffer.from(text));
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isMailError(error) && error.kind).toBe('storage');
    expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain('canary');
  }
});

test('tokens of a provider are sealed whole, and print as little as a password does', () => {
  const grant: Credential = {
    kind: 'oauth',
    provider: 'google',
    accessToken: new Secret('canary-access'),
    expiresAtMs: 5_000,
    issuedAtMs: 1_000,
    refreshToken: new Secret('canary-refresh'),
  };
  const read = readCredential(writeCredential(grant));
  expect(read).toEqual(grant);
  expect(read.kind === 'oauth' && [read.accessToken.reveal(), read.refreshToken?.reveal()]).toEqual(['canary-access', 'canary-refresh']);
  expect(JSON.stringify(read)).not.toContain('canary');
  const lasting = { ...grant, expiresAtMs: null, refreshToken: null };
  expect(readCredential(writeCredential(lasting))).toEqual(lasting);
});
