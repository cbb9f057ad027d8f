import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';

/** Who pushes (RFC 8292): one key pair on P-256, and what proves it to a push service. */
export type Vapid = {
  /** the public key, an uncompressed point in base64url: `applicationServerKey` of RFC 9749 */
  publicKey: string;
  /** the Authorization header of a message to this URL */
  authorization(url: string, nowMs: number): string;
};

/** At most 24 hours (RFC 8292 §2). */
const tokenLifeSeconds = 12 * 60 * 60;

/**
 * @param secret 32 octets that stay the same: subscriptions are bound to the key that comes out of them
 * @param contact an https URL under which the operator is found (RFC 8292 §2.1); null = none
 */
export function createVapid(secret: Uint8Array, contact: string | null): Vapid {
  const ecdh = keyPairOf(secret);
  const point = ecdh.getPublicKey();
  const encoded = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url');
  const key = createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', d: encoded(scalarOf(ecdh)), x: encoded(point.subarray(1, 33)), y: encoded(point.subarray(33)) },
  });
  const publicKey = encoded(point);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    publicKey,
    authorization(url, nowMs) {
      const claims = {
        aud: new URL(url).origin,
        exp: Math.floor(nowMs / 1000) + tokenLifeSeconds,
        ...(contact === null ? {} : { sub: contact }),
      };
      const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
      const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
      return `vapid t=${signed}.${encoded(signature)}, k=${publicKey}`;
    },
  };
}

type KeyPair = ReturnType<typeof createECDH>;

/** Not every 32 octets are a scalar of the curve; the next digest is, all but surely. */
function keyPairOf(secret: Uint8Array): KeyPair {
  const ecdh = createECDH('prime256v1');
  try {
    ecdh.setPrivateKey(secret);
    return ecdh;
  } catch {
    return keyPairOf(createHash('sha256').update(secret).digest());
  }
}

/** Leading zeros are part of a JWK's `d` (RFC 7518 §6.2.2.1), and are left out by ECDH. */
function scalarOf(ecdh: KeyPair): Uint8Array {
  const octets = ecdh.getPrivateKey();
  return Buffer.concat([Buffer.alloc(32 - octets.length), octets]);
}
