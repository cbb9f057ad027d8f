import { createMessage, type PublicKey, readSignature, type Signature, verify } from 'openpgp';
import { type SignatureCheck, uncheckedSignature } from './signature-check.ts';

const maxSignatureBytes = 64 * 1024;
const maxSignatures = 5;

/** One check, with the key that made the signature when it is among those given. */
export type PgpCheck = SignatureCheck & { key: PublicKey | null };

/** Checks a detached OpenPGP signature (RFC 9580 §5.2, RFC 3156 §5) with the keys at hand. */
export async function verifyPgp(octets: Uint8Array, signature: Uint8Array, keys: readonly PublicKey[], nowMs: number): Promise<PgpCheck[]> {
  const read = signature.length > maxSignatureBytes ? null : await readable(signature);
  if (read === null || read.packets.length === 0) return [{ ...uncheckedSignature('unreadable'), key: null }];
  const message = await createMessage({ binary: octets });
  const checked = await results(message, read, keys, new Date(nowMs));
  const current = new Map(await Promise.all(keys.map(async (key) => [key, await isCurrent(key, nowMs)] as const)));
  return read.packets.slice(0, maxSignatures).map((packet, index): PgpCheck => {
    const key = keys.find((one) => one.getKeys(packet.issuerKeyID).length > 0) ?? null;
    const signedAtMs = packet.created?.getTime() ?? null;
    if (key === null) return { ...uncheckedSignature('no-key'), signedAtMs, key };
    const status = checked[index] !== true ? 'changed' : current.get(key) === true ? 'valid' : 'outdated';
    const [first] = key.users;
    return {
      status,
      emails: emailsOf(key),
      name: first?.userID?.name || null,
      fingerprint: key.getFingerprint().toUpperCase(),
      authority: null,
      signedAtMs,
      key,
    };
  });
}

const emailsOf = (key: PublicKey): string[] =>
  [...new Set(key.users.flatMap(({ userID }) => (userID?.email ? [userID.email.toLowerCase()] : [])))].slice(0, 50);

async function readable(octets: Uint8Array): Promise<Signature | null> {
  const text = new TextDecoder('latin1').decode(octets);
  try {
    return await (text.includes('-----BEGIN PGP SIGNATURE-----')
      ? readSignature({ armoredSignature: text.slice(text.indexOf('-----BEGIN PGP SIGNATURE-----')) })
      : readSignature({ binarySignature: octets }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

type Message = Awaited<ReturnType<typeof createMessage>>;

/** Whether each of the signatures is good. A key that has run out meanwhile was good when it signed. */
async function results(message: Message, signature: Signature, keys: readonly PublicKey[], date: Date): Promise<boolean[]> {
  const { signatures } = await verify({ message, signature, verificationKeys: [...keys], format: 'binary', date });
  return Promise.all(
    signatures.slice(0, maxSignatures).map(({ verified }) =>
      verified.then(
        (isGood) => isGood,
        () => false,
      ),
    ),
  );
}

async function isCurrent(key: PublicKey, nowMs: number): Promise<boolean> {
  const until = await key.getExpirationTime();
  const isInTime = until !== null && (until === Number.POSITIVE_INFINITY || until.valueOf() > nowMs);
  return isInTime && !(await key.isRevoked());
}
