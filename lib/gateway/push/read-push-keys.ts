import type { PushKeys } from '#lib/security/index.ts';
import { arePushKeys } from '#lib/security/index.ts';

/** Keys of a push subscription out of URL-safe base64 (RFC 4648 §5), with or without padding; null when they are none (RFC 8291). */
export function readPushKeys({ p256dh, auth }: { p256dh: string; auth: string }): PushKeys | null {
  const isBase64 = (text: string): boolean => /^[A-Za-z0-9_-]+={0,2}$/.test(text);
  if (!isBase64(p256dh) || !isBase64(auth)) return null;
  const keys = { p256dh: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') };
  return arePushKeys(keys) ? keys : null;
}
