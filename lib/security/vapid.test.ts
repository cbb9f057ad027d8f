import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createVapid } from './vapid.ts';

const nowMs = Date.parse('2026-05-01T00:00:00Z');
const url = 'https://push.example.net:8443/send/abc?x=1';

/** What a push service makes of the header (RFC 8292 §3). */
function read(authorization: string) {
  const [, token, key] = /^vapid t=([A-Za-z0-9_.-]+), k=([A-Za-z0-9_-]+)$/.exec(authorization)!;
  const [header, claims, signature] = token!.split('.');
  const point = Buffer.from(key!, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((octets) => octets.toString('base64url'));
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } });
  const signed = Buffer.from(`${header}.${claims}`);
  return {
    ...{ key, point },
    header: JSON.parse(Buffer.from(header!, 'base64url').toString()) as unknown,
    claims: JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { exp: number },
    isSigned: verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature!, 'base64url')),
  };
}

describe.each([
  ['any secret', Buffer.alloc(32, 7)],
  ['a scalar with leading zeros', Buffer.concat([Buffer.alloc(31), Buffer.from([9])])],
  ['octets that are no scalar: all zeros', Buffer.alloc(32)],
  ['octets that are no scalar: beyond the order', Buffer.alloc(32, 0xff)],
])('%s', (_, secret) => {
  test('RFC 8292 §2, §3: a token for the origin of the URL, of at most a day, signed with the key that is named', () => {
    const vapid = createVapid(secret, 'https://mail.example.org');
    const { key, point, header, claims, isSigned } = read(vapid.authorization(url, nowMs));
    expect(isSigned).toBe(true);
    expect(key).toBe(vapid.publicKey);
    expect([point.length, point[0]]).toEqual([65, 4]);
    expect(header).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(claims).toEqual({ aud: 'https://push.example.net:8443', exp: expect.any(Number), sub: 'https://mail.example.org' });
    expect(claims.exp).toBeGreaterThan(nowMs / 1000);
    expect(claims.exp).toBeLessThanOrEqual(nowMs / 1000 + 86_400);
  });

  test('the key stays the same as long as the secret does', () =>
    expect(createVapid(secret, null).publicKey).toBe(createVapid(Buffer.from(secret), null).publicKey));
});

test('without a contact there is no sub', () =>
  expect(read(createVapid(Buffer.alloc(32, 1), null).authorization(url, nowMs)).claims).not.toHaveProperty('sub'));
