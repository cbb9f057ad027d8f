import { expect, test } from 'vitest';
import { parseHeaderBlock } from './parsed-headers.ts';
import { trustedResults } from './trusted-results.ts';

const isProvider = (host: string) => host === 'mail.example' || host.endsWith('.mail.example');
const found = (...lines: string[]) => {
  const results = trustedResults(parseHeaderBlock(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)).fields, isProvider);
  return results === null ? null : results.results.map(({ method, result }) => `${method}=${result}`).join(' ');
};
const inside = 'Received: from mx.mail.example by store.mail.example with LMTP; 22 Nov 2026 13:00:02 +0000';
const border = 'Received: from out.bank.example (out.bank.example [192.0.2.1]) by mx.mail.example with ESMTPS; 22 Nov 2026 13:00:01 +0000';

test('C7: the topmost result of the provider counts, where it took the message in', () => {
  expect(found('Authentication-Results: mx.mail.example; dmarc=pass', border, 'From: a@bank.example')).toBe('dmarc=pass');
  expect(found(inside, 'Authentication-Results: mx.mail.example; dmarc=fail', border, 'From: a@bank.example')).toBe('dmarc=fail');
  expect(found('Authentication-Results: mail.example; spf=fail', 'Authentication-Results: mail.example; spf=pass', border)).toBe(
    'spf=fail',
  );
  expect(found('Authentication-Results: other.example; spf=pass', 'Authentication-Results: mail.example; spf=fail', border)).toBe(
    'spf=fail',
  );
});

test('C7: what came with the message vouches for nothing, whoever it names', () => {
  expect(found(border, 'Authentication-Results: mx.mail.example; dmarc=pass', 'From: a@bank.example')).toBeNull();
  // a Received field of ours that somebody put into the message reaches no further than the one with which it came from outside
  expect(found(border, 'Authentication-Results: mx.mail.example; dmarc=pass', border)).toBeNull();
  expect(found(inside, border, 'Authentication-Results: mx.mail.example; dmarc=pass', inside, border)).toBeNull();
  expect(found('Authentication-Results: mail.example.evil.test; dmarc=pass', border)).toBeNull();
  expect(found('Authentication-Results: mail.example; dmarc=pass', 'From: a@bank.example')).toBeNull();
  expect(
    found('Authentication-Results: mail.example; dmarc=pass', 'Received: from x by elsewhere.test; 22 Nov 2026 13:00:00 +0000'),
  ).toBeNull();
});
