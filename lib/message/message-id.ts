import { Buffer } from 'node:buffer';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { domainToASCII } from 'node:url';

/**
 * A new Message-ID, without angle brackets: `time36.random128.mac@domain` (S2). The mac covers the rest, so that ids of ours are known again
 * in bounces. All in lower case, since some servers change the letter case of ids.
 *
 * @param domain of the From address; an unusable one becomes `localhost`
 */
export function newMessageId(domain: string, macKey: Uint8Array, nowMs: number): string {
  const unsigned = `${Math.max(0, Math.floor(nowMs)).toString(36)}.${randomBytes(16).toString('hex')}`;
  const host = idDomain(domain);
  return `${unsigned}.${macOf(unsigned, host, macKey)}@${host}`;
}

/** True when the id (with or without angle brackets, any letter case) was made by {@link newMessageId} with this key. */
export function isOwnMessageId(id: string, macKey: Uint8Array): boolean {
  const match = /^<?([0-9a-z]{1,12}\.[0-9a-f]{32})\.([0-9a-f]{32})@([^@<>\s]{1,255})>?$/.exec(id.trim().toLowerCase());
  if (match === null) return false;
  const [, unsigned, mac, host] = match as unknown as [string, string, string, string];
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(unsigned, host, macKey), 'hex'));
}

const macOf = (unsigned: string, host: string, macKey: Uint8Array): string =>
  createHmac('sha256', macKey).update(`${unsigned}@${host}`).digest('hex').slice(0, 32);

function idDomain(domain: string): string {
  const ascii = domainToASCII(domain.trim().toLowerCase());
  return /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/.test(ascii) && !ascii.includes('..') ? ascii : 'localhost';
}
