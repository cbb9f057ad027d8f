import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMailboxName, encodeMailboxName } from './mailbox-name.ts';
import { NameCodec } from './name-codec.ts';

test.each([
  ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'], // RFC 3501 §5.1.3
  ['Entwürfe & mehr', 'Entw&APw-rfe &- mehr'],
  ['😀', '&2D3eAA-'],
  ['INBOX', 'INBOX'],
])('%s is %s on the wire', (name, raw) => {
  expect(encodeMailboxName(name)).toBe(raw);
  expect(decodeMailboxName(raw)).toBe(name);
});

test('every name comes back, lone surrogates and all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (name) => {
      const raw = encodeMailboxName(name);
      expect(raw).toMatch(/^[\x20-\x7e]*$/);
      expect(decodeMailboxName(raw)).toBe(name);
    }),
  );
});

test.each(['a&b', '&', '&ZeVnLIqe', '&ZeVnLIq-', '&!!-', '&AGE-', 'Größe', '&U,BTFw-&ZeVnLIqe-'])(
  'a name that is no modified UTF-7 stays %j and can still be named',
  (raw) => {
    expect(decodeMailboxName(raw)).toBe(raw);
    const names = new NameCodec(false);
    const path = names.path(raw);
    expect(names.token(path).value?.toString()).toBe(raw);
  },
);

test('INBOX alone is case-blind (I13)', () => {
  const names = new NameCodec(false);
  expect(names.path('inbox')).toBe('INBOX');
  expect(names.path('sent')).toBe('sent');
});

test('UTF8=ACCEPT: names go as they are (RFC 9755 §3)', () => {
  const names = new NameCodec(true);
  expect(names.token('日本語 & so')).toEqual({ type: 'STRING', value: '日本語 & so' });
  expect(names.path('&ZeVnLIqe-')).toBe('&ZeVnLIqe-');
});

test.each(['', 'a\r\nA1 DELETE b', 'a\0b', 'a\u007fb', 'a\tb', 'x'.repeat(1_001)])('%j is refused as a name', (path) => {
  for (const utf8 of [true, false]) expect(() => new NameCodec(utf8).token(path)).toThrow(/mailbox name/);
});
