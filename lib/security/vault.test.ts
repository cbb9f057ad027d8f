import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { isMailError, newId } from '#lib/mail/index.ts';
import { openMasterKeys } from './master-key.ts';
import { createVault } from './vault.ts';

const keyOne = randomBytes(32);
const keyTwo = randomBytes(32);
const vaultOf = (...keys: Uint8Array[]) =>
  createVault(openMasterKeys({ from: 'environment', reveal: () => keys }, { databaseExists: true }));
const owner = () => ({ personId: newId('p'), accountId: newId('a') });
const text = (octets: Uint8Array) => Buffer.from(octets).toString();
const errorOf = (run: () => unknown): { kind: string; code: string | null } => {
  try {
    run();
  } catch (error) {
    if (isMailError(error)) return { kind: error.kind, code: error.code };
    throw error;
  }
  return { kind: 'opened', code: null };
};

test('what is sealed opens for its owner and is nowhere in the record', () => {
  const vault = vaultOf(keyOne);
  const who = owner();
  const record = vault.seal(Buffer.from('canary-password'), who);
  expect(text(vault.open(record, who))).toBe('canary-password');
  expect(Buffer.from(record).includes('canary-password')).toBe(false);
});

test('§8: a secret of a setting opens under its own name only, and no person’s record is taken for one', () => {
  const vault = vaultOf(keyOne);
  const record = vault.seal(Buffer.from('x'), { setting: 'oauth:google' });
  expect(text(vault.open(record, { setting: 'oauth:google' }))).toBe('x');
  const who = owner();
  for (const other of [{ setting: 'oauth:yahoo' }, who])
    expect(errorOf(() => vault.open(record, other))).toEqual({ kind: 'storage', code: 'SEAL_BROKEN' });
  expect(errorOf(() => vault.open(vault.seal(Buffer.from('x'), who), { setting: who.personId })).kind).toBe('storage');
});

test('§8: a row copied to another person or another account does not open', () => {
  const vault = vaultOf(keyOne);
  const ana = owner();
  const record = vault.seal(Buffer.from('x'), ana);
  const bo = owner();
  for (const thief of [bo, { ...ana, personId: bo.personId }, { ...ana, accountId: bo.accountId }]) {
    expect(errorOf(() => vault.open(record, thief))).toEqual({ kind: 'storage', code: 'SEAL_BROKEN' });
  }
  const swapped = { personId: ana.accountId as unknown as PersonId, accountId: ana.personId as unknown as AccountId };
  expect(errorOf(() => vault.open(record, swapped)).kind).toBe('storage');
});

test('every changed octet and every cut is noticed', () => {
  const vault = vaultOf(keyOne);
  const who = owner();
  const record = vault.seal(Buffer.from('abc'), who);
  for (let at = 0; at < record.length; at += 1) {
    const changed = Uint8Array.from(record);
    changed[at]! ^= 1;
    expect(errorOf(() => vault.open(changed, who)).kind, `octet ${at}`).toBe('storage');
    expect(errorOf(() => vault.open(record.subarray(0, at), who)).kind, `cut at ${at}`).toBe('storage');
  }
});

test('two seals of the same secret differ: the nonce is fresh', () => {
  const vault = vaultOf(keyOne);
  const who = owner();
  expect(vault.seal(Buffer.from('x'), who)).not.toEqual(vault.seal(Buffer.from('x'), who));
});

test('rotation: an older key still opens, the new one seals, a lost one is named', () => {
  const who = owner();
  const old = vaultOf(keyOne).seal(Buffer.from('x'), who);
  const rotated = vaultOf(keyTwo, keyOne);
  expect(text(rotated.open(old, who))).toBe('x');
  expect(rotated.isOutdated(old)).toBe(true);
  const anew = rotated.seal(Buffer.from('x'), who);
  expect(rotated.isOutdated(anew)).toBe(false);
  expect(text(vaultOf(keyTwo).open(anew, who))).toBe('x');
  expect(errorOf(() => vaultOf(keyTwo).open(old, who))).toEqual({ kind: 'storage', code: 'UNKNOWN_KEY' });
});
