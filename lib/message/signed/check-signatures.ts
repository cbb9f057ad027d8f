import type { Buffer } from 'node:buffer';
import { parseMessage } from '../parse-message.ts';
import { keptKey, keysOfMessage } from './pgp-keys.ts';
import type { SignatureCheck } from './signature-check.ts';
import { type Protection, protectionOf } from './signed-content.ts';
import { verifyPgp } from './verify-pgp.ts';
import { verifySmime } from './verify-smime.ts';

/** A signature, what it covers, and whether the one who made it is the one whom the message names as its author. */
export type CheckedSignature = SignatureCheck & {
  kind: 'pgp' | 'smime';
  /** leaves of the message that it covers, and nothing else is vouched for */
  partIds: string[];
  isWhole: boolean;
  /** the key or certificate is for the only address of From */
  matchesFrom: boolean;
  /** OpenPGP: the key as it can be kept; null = none is here */
  key: Uint8Array | null;
};

export type SignatureChecks = {
  signatures: CheckedSignature[];
  encrypted: Protection['encrypted'];
  /** what an opaque S/MIME signature holds, to be shown for itself: a MIME entity; null = there is none */
  inside: Buffer | null;
};

export type CheckOptions = {
  nowMs: number;
  /** OpenPGP keys kept for an address, in lower case; binary */
  keptKeys: (address: string) => Promise<readonly Uint8Array[]>;
  /** authorities that count, PEM */
  roots: readonly string[];
};

const maxSignatures = 10;

/** Looks at every signature of a message as it came. Pure but for the keys that it asks for. */
export async function checkSignatures(raw: Buffer, { nowMs, keptKeys, roots }: CheckOptions): Promise<SignatureChecks> {
  const message = parseMessage(raw);
  const { signed, encrypted } = protectionOf(raw, message);
  const from = message.headers.from?.length === 1 ? (message.headers.from[0]?.email.toLowerCase() ?? null) : null;
  const signatures: CheckedSignature[] = [];
  let inside: Buffer | null = null;
  for (const { kind, octets, signature, partIds, isWhole } of signed) {
    const place = { kind: kind === 'pgp' ? kind : ('smime' as const), partIds, isWhole };
    const matches = (check: SignatureCheck) => from !== null && check.emails.includes(from);
    if (kind === 'pgp') {
      // The one that is known from before is asked first: a new key of the same id must not stand in for it.
      const kept = from === null ? [] : (await Promise.all((await keptKeys(from)).map(keptKey))).flat();
      const checks = await verifyPgp(octets, signature, [...kept, ...(await keysOfMessage(raw, message))], nowMs);
      for (const { key, ...check } of checks)
        signatures.push({ ...check, ...place, matchesFrom: matches(check), key: key === null ? null : key.write() });
    } else {
      const result = await verifySmime(kind === 'smime' ? octets : null, signature, nowMs, roots);
      if (isWhole) inside ??= result.inside;
      for (const check of result.checks) signatures.push({ ...check, ...place, matchesFrom: matches(check), key: null });
    }
  }
  return { signatures: signatures.slice(0, maxSignatures), encrypted, inside };
}
