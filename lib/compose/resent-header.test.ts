import { expect, test } from 'vitest';
import { resentHeader } from './resent-header.ts';

const resent = { from: 'ann@a.test', to: ['bob@b.test', 'zoë@c.test'], atMs: Date.UTC(2026, 1, 3, 4, 5, 6), messageId: 'x.1@a.test' };

test('RFC 5322 §3.6.6: the block in front of a message that is passed on', () => {
  expect(resentHeader(resent)).toBe(
    [
      'Resent-Date: Tue, 3 Feb 2026 04:05:06 +0000',
      'Resent-From: ann@a.test',
      'Resent-To: bob@b.test,',
      ' zoë@c.test',
      'Resent-Message-ID: <x.1@a.test>',
      '',
    ].join('\r\n'),
  );
});

test('no address begins a line of its own', () => {
  const hostile = 'x@y.test\r\nBcc: z@y.test';
  const header = resentHeader({ ...resent, from: hostile, to: [hostile, 'ok@b.test'], messageId: hostile });
  expect(header).not.toContain('Bcc');
  expect(header.split('\r\n')).toHaveLength(5);
});
