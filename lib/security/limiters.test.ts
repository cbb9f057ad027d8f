import { expect, test } from 'vitest';
import { createFailureLimiter, createRequestLimiter, hashToken, isSameText, keyedHash, newToken } from './index.ts';

function startLimiter(maxKeys?: number) {
  let now = 1_000_000;
  const limiter = createFailureLimiter({
    failures: 5,
    firstWaitMs: 30_000,
    longestWaitMs: 900_000,
    forgetMs: 3_600_000,
    nowMs: () => now,
    ...(maxKeys ? { maxKeys } : {}),
  });
  const fail = (...keys: string[]): number => {
    const attempt = limiter.begin(keys);
    if (!attempt.allowed) return attempt.retryAfterMs;
    attempt.failed();
    return 0;
  };
  return {
    limiter,
    fail,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('§9: five failures are free, then the waits grow up to the longest', () => {
  const { fail, pass } = startLimiter();
  for (let i = 0; i < 5; i += 1) expect(fail('a')).toBe(0);
  const waits: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const waitMs = fail('a');
    waits.push(waitMs);
    pass(waitMs);
    expect(fail('a')).toBe(0);
  }
  expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
});

test('an attempt while waiting is refused and does not lengthen the wait', () => {
  const { fail, pass } = startLimiter();
  for (let i = 0; i < 5; i += 1) fail('a');
  pass(10_000);
  expect(fail('a')).toBe(20_000);
  expect(fail('a')).toBe(20_000);
});

test('account and address are counted apart, and either one blocks', () => {
  const { fail } = startLimiter();
  for (let i = 0; i < 5; i += 1) fail(`account:${i}`, 'address:x');
  expect(fail('account:new', 'address:x')).toBeGreaterThan(0);
  expect(fail('account:1', 'address:y')).toBe(0);
});

test('success forgets the account but not the address', () => {
  const { limiter, fail } = startLimiter();
  for (let i = 0; i < 4; i += 1) fail('account', 'address');
  const attempt = limiter.begin(['account', 'address']);
  if (attempt.allowed) attempt.succeeded(['account']);
  expect(fail('account', 'address')).toBe(0);
  expect(fail('address')).toBeGreaterThan(0);
  expect(fail('account')).toBe(0);
});

test('many attempts at once get no more tries than one after the other', () => {
  const { limiter } = startLimiter();
  const attempts = Array.from({ length: 50 }, () => limiter.begin(['a']));
  expect(attempts.filter((attempt) => attempt.allowed)).toHaveLength(5);
});

test('an attempt that nobody answered counts for nothing, and settling twice counts once', () => {
  const { limiter, fail } = startLimiter();
  for (let i = 0; i < 20; i += 1) {
    const attempt = limiter.begin(['a']);
    if (attempt.allowed) attempt.abandoned();
  }
  const attempt = limiter.begin(['a']);
  if (attempt.allowed) {
    attempt.failed();
    attempt.failed();
  }
  for (let i = 0; i < 4; i += 1) expect(fail('a')).toBe(0);
  expect(fail('a')).toBeGreaterThan(0);
});

test('failures are forgotten after a quiet time', () => {
  const { fail, pass } = startLimiter();
  for (let i = 0; i < 5; i += 1) fail('a');
  pass(3_600_001);
  for (let i = 0; i < 5; i += 1) expect(fail('a')).toBe(0);
});

test('the memory is bounded', () => {
  const { fail } = startLimiter(10);
  for (let i = 0; i < 5; i += 1) fail('old');
  for (let i = 0; i < 11; i += 1) fail(`k${i}`);
  expect(fail('old')).toBe(0);
});

test('requests: so many at once, refilled evenly, per key', () => {
  let now = 0;
  const limiter = createRequestLimiter({ count: 3, spanMs: 3_000, nowMs: () => now });
  expect([limiter.take('a'), limiter.take('a'), limiter.take('a')]).toEqual([0, 0, 0]);
  expect(limiter.take('a')).toBe(1_000);
  expect(limiter.take('b')).toBe(0);
  now += 1_000;
  expect(limiter.take('a')).toBe(0);
  expect(limiter.take('a')).toBeGreaterThan(0);
});

test('tokens are long, different, and stored only as a hash', () => {
  expect(newToken()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(newToken()).not.toBe(newToken());
  expect(hashToken('x')).not.toContain('x'.repeat(2));
  expect(hashToken('a')).toBe(hashToken('a'));
  expect(isSameText('a', 'a') && !isSameText('a', 'ab')).toBe(true);
});

test('a keyed hash depends on the key and on where its parts end', () => {
  const key = new Uint8Array(32);
  expect(keyedHash(key, 'ab', 'c')).not.toBe(keyedHash(key, 'a', 'bc'));
  expect(keyedHash(key, 'a')).not.toBe(keyedHash(new Uint8Array(32).fill(1), 'a'));
});
