import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { MailError } from '#lib/mail/index.ts';

/** Keys of a push subscription (RFC 8291 §2.1, §3.2): an uncompressed point on P-256 and 16 octets. */
export type PushKeys = { p256dh: Uint8Array; auth: Uint8Array };

/** Octets of the encrypted content: header of RFC 8188 §2.1 and one record, so the text is bounded. */
const recordBytes = 4_096;
const overheadBytes = 16 + 1;
export const maxPushTextBytes = recordBytes - overheadBytes;

/** True for a point that lies on the curve, and a secret of the right length. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  if (p256dh.length !== 65 || p256dh[0] !== 4 || auth.length !== 16) return false;
  try {
    const ecdh = createECDH('prime256v1');
    ecdh.generateKeys();
    ecdh.computeSecret(p256dh);
    return true;
  } catch {
    return false; // no point of the curve
  }
}

/**
 * Encrypts one push message for its receiver (RFC 8291, content coding `aes128gcm` of RFC 8188).
 *
 * @param own key pair and salt of this one message; random unless a test gives them
 * @throws MailError 'too-large', 'invalid'
 */
export function encryptPush(text: Uint8Array, keys: PushKeys, own: { privateKey: Uint8Array; salt: Uint8Array } | null = null): Buffer {
  if (text.length > maxPushTextBytes) throw new MailError('too-large', 'push message is too large', { permanent: true });
  if (!arePushKeys(keys)) throw new MailError('invalid', 'push keys are not valid', { permanent: true });
  const ecdh = createECDH('prime256v1');
  if (own === null) ecdh.generateKeys();
  else ecdh.setPrivateKey(own.privateKey);
  const publicKey = ecdh.getPublicKey();
  const salt = own?.salt ?? randomBytes(16);

  const secret = ecdh.computeSecret(keys.p256dh);
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, publicKey]);
  const keyMaterial = Buffer.from(hkdfSync('sha256', secret, keys.auth, keyInfo, 32));
  const derive = (info: string, length: number): Buffer => Buffer.from(hkdfSync('sha256', keyMaterial, salt, Buffer.from(info), length));
  const cipher = createCipheriv('aes-128-gcm', derive('Content-Encoding: aes128gcm\0', 16), derive('Content-Encoding: nonce\0', 12));
  // 2 marks the last record; nothing else hides the length
  const record = Buffer.concat([cipher.update(text), cipher.update(Buffer.from([2])), cipher.final(), cipher.getAuthTag()]);

  const header = Buffer.alloc(21);
  header.set(salt, 0);
  header.writeUInt32BE(recordBytes, 16);
  header.writeUInt8(publicKey.length, 20);
  return Buffer.concat([header, publicKey, record]);
}
