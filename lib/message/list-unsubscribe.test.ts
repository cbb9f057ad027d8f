import { expect, test } from 'vitest';
import { listUnsubscribe, oneClickUrl } from './list-unsubscribe.ts';
import { parseHeaderBlock } from './parsed-headers.ts';

const isProvider = (host: string) => host === 'mx.mail.example';
const fields = (...lines: string[]) => parseHeaderBlock(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)).fields;
const border = 'Received: from out.shop.test by mx.mail.example with ESMTPS; 22 Nov 2026 13:00:01 +0000';
const results = 'Authentication-Results: mx.mail.example; dkim=pass header.d=shop.test';
const signature = 'DKIM-Signature: v=1; d=shop.test; s=a;\r\n h=From:To:List-Unsubscribe:\r\n  List-Unsubscribe-Post; bh=x; b=y';
const list = 'List-Unsubscribe: <mailto:leave@shop.test?subject=x>, <https://shop.test/leave?u=1>';
const post = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';

test('C4: the ways out of a list', () => {
  expect(listUnsubscribe(fields(list))).toEqual({
    mailto: ['mailto:leave@shop.test?subject=x'],
    https: ['https://shop.test/leave?u=1'],
    asksOneClick: false,
  });
  expect(listUnsubscribe(fields(list, post))?.asksOneClick).toBe(true);
  expect(listUnsubscribe(fields('List-Unsubscribe: <mailto:a@b.test>', post))?.asksOneClick).toBe(false);
  for (const none of ['Subject: x', 'List-Unsubscribe: NO', 'List-Unsubscribe: <http://shop.test/x>, <javascript:alert(1)>, <ftp://x>'])
    expect(listUnsubscribe(fields(none)), none).toBeNull();
});

test('C4: one click only under a valid signature over both fields', () => {
  expect(oneClickUrl(fields(results, border, signature, list, post), isProvider)).toBe('https://shop.test/leave?u=1');
  const refused = {
    'nobody vouches': [border, signature, list, post],
    'the voucher came along': [border, results, signature, list, post],
    'the signature failed': [results.replace('pass', 'fail'), border, signature, list, post],
    'another domain signed': [results.replace('shop.test', 'evil.test'), border, signature, list, post],
    'a field is not covered': [results, border, signature.replace('\r\n  List-Unsubscribe-Post', ''), list, post],
    'no signature': [results, border, list, post],
    'no List-Unsubscribe-Post': [results, border, signature, list],
    'no https address': [results, border, signature, 'List-Unsubscribe: <mailto:a@b.test>', post],
    'an address put in above': [results, border, 'List-Unsubscribe: <https://evil.test/>', signature, list, post],
    'an address put in below': [results, border, signature, list, 'List-Unsubscribe: <https://evil.test/>', post],
  };
  for (const [why, lines] of Object.entries(refused)) expect(oneClickUrl(fields(...lines), isProvider), why).toBeNull();
});
