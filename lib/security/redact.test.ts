import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from './redact.ts';

test('G6: a secret is found as it is, quoted, and in base64 at any place of any data', () => {
  const secret = fc.string({ minLength: 6, maxLength: 40 });
  const around = fc.uint8Array({ maxLength: 20 });
  fc.assert(
    fc.property(secret, around, around, (text, before, after) => {
      const redact = createRedactor(text);
      expect(redact(`a ${text} b`)).not.toContain(text);
      const encoded = Buffer.concat([before, Buffer.from(text), after]).toString('base64');
      const clean = redact(encoded);
      // What is left cannot be decoded back: the sure middle of the secret is gone.
      const middle = Buffer.concat([Buffer.alloc(before.length % 3), Buffer.from(text)])
        .toString('base64')
        .slice(4, -4);
      if (middle.length >= 4) expect(clean).not.toContain(middle);
      expect(clean).toContain('[secret]');
    }),
  );
});

test('a very short secret blots out the whole line, an empty one nothing', () => {
  expect(createRedactor('ab')('cab driver')).toBe('[redacted]');
  expect(createRedactor('ab')('nothing')).toBe('nothing');
  expect(createRedactor('')('text')).toBe('text');
});
