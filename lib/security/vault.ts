import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { MasterKeys } from './master-key.ts';

/** Who a sealed record belongs to. It is bound into the seal: the same octets under another owner do not open. */
export type SealOwner =
  | { personId: PersonId; accountId: AccountId }
  /** of nobody alone: a setting that holds for everybody here, by its name */
  | { setting: string };

export type Vault = {
  /** Seals octets for this owner: version (1) · key id (8) · nonce (12) · ciphertext · tag (16). */
  seal(octets: Uint8Array, owner: SealOwner): Uint8Array;
  /** @throws MailError 'storage' when the record is not this owner's, was changed, or its key is not here */
  open(record: Uint8Array, owner: SealOwner): Uint8Array;
  /** True when the record was sealed under an older master key and should be sealed anew. */
  isOutdated(record: Uint8Array): boolean;
};

const version = 1;
const keyIdOctets = 8;
const nonceOctets = 12;
const tagOctets = 16;
const headOctets = 1 + keyIdOctets + nonceOctets;

/** The vault over these master keys: AES-256-GCM, a fresh random nonce per seal, owner and header as additional data (security.md §8). */
export function createVault(keys: MasterKeys): Vault {
  const sealingKeyId = keys.keyIds[0] ?? '';
  const keyOf = (keyId: string) => keys.derive('vault: credentials', keyId);
  return {
    seal(octets, owner) {
      const head = Buffer.concat([Uint8Array.of(version), Buffer.from(sealingKeyId, 'hex'), randomBytes(nonceOctets)]);
      const cipher = createCipheriv('aes-256-gcm', keyOf(sealingKeyId), head.subarray(1 + keyIdOctets), { authTagLength: tagOctets });
      cipher.setAAD(additionalData(head, owner));
      return new Uint8Array(Buffer.concat([head, cipher.update(octets), cipher.final(), cipher.getAuthTag()]));
    },
    open(record, owner) {
      if (record.length < headOctets + tagOctets || record[0] !== version) throw unopened('SEAL_MALFORMED');
      const head = Buffer.from(record.subarray(0, headOctets));
      const decipher = createDecipheriv('aes-256-gcm', keyOf(keyIdOf(record)), head.subarray(1 + keyIdOctets), {
        authTagLength: tagOctets,
      });
      decipher.setAAD(additionalData(head, owner));
      decipher.setAuthTag(record.subarray(record.length - tagOctets));
      try {
        return new Uint8Array(Buffer.concat([decipher.update(record.subarray(headOctets, record.length - tagOctets)), decipher.final()]));
      } catch (cause) {
        throw unopened('SEAL_BROKEN', cause);
      }
    },
    isOutdated: (record) => keyIdOf(record) !== sealingKeyId,
  };
}

const keyIdOf = (record: Uint8Array) => Buffer.from(record.subarray(1, 1 + keyIdOctets)).toString('hex');

// ids hold no NUL and never are empty, so the joined forms are unambiguous
const additionalData = (head: Uint8Array, owner: SealOwner) =>
  Buffer.concat([head, Buffer.from('setting' in owner ? `\0\0${owner.setting}` : `\0${owner.personId}\0${owner.accountId}`)]);

const unopened = (code: string, cause?: unknown) =>
  new MailError('storage', 'A sealed record does not open.', { stage: 'store', code, permanent: true, cause });
