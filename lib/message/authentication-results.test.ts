import { expect, test } from 'vitest';
import { parseAuthenticationResults } from './authentication-results.ts';

const read = (value: string) => {
  const found = parseAuthenticationResults(value);
  return found === null
    ? null
    : [found.authservId, ...found.results.map(({ method, result, properties }) => [method, result, Object.fromEntries(properties)])];
};

test('C7: the forms of RFC 8601 appendix B and of large providers', () => {
  expect(read(' example.org 1; none')).toEqual(['example.org']);
  expect(read(' example.com; spf=pass smtp.mailfrom=example.net')).toEqual([
    'example.com',
    ['spf', 'pass', { 'smtp.mailfrom': 'example.net' }],
  ]);
  expect(
    read(
      ' mx.google.com;\r\n       dkim=pass header.i=@bank.example header.s=s1 header.b="a;b=c";\r\n       spf=softfail (google.com: domain of x@y does not) smtp.mailfrom=x@y.example;\r\n       dmarc=FAIL (p=NONE dis=NONE) header.from=bank.example',
    ),
  ).toEqual([
    'mx.google.com',
    ['dkim', 'pass', { 'header.i': '@bank.example', 'header.s': 's1', 'header.b': 'a;b=c' }],
    ['spf', 'softfail', { 'smtp.mailfrom': 'x@y.example' }],
    ['dmarc', 'fail', { 'header.from': 'bank.example' }],
  ]);
  expect(read('(comment) "mail.example" (1) ; dkim/1 = pass reason="good; dmarc=pass" header.d=a.example')).toEqual([
    'mail.example',
    ['dkim', 'pass', { reason: 'good; dmarc=pass', 'header.d': 'a.example' }],
  ]);
});

test('C7: what a sender chose is no result: in comments, in quoted strings, behind a property that was there already', () => {
  expect(read('mail.example; spf=fail (dmarc=pass header.from=bank.example; dkim=pass)')).toEqual(['mail.example', ['spf', 'fail', {}]]);
  expect(read('mail.example; spf=fail smtp.mailfrom="a@b; dmarc=pass"')).toEqual([
    'mail.example',
    ['spf', 'fail', { 'smtp.mailfrom': 'a@b; dmarc=pass' }],
  ]);
  expect(read('mail.example; dkim=pass header.d=evil.example header.d=bank.example')).toEqual([
    'mail.example',
    ['dkim', 'pass', { 'header.d': 'evil.example' }],
  ]);
  expect(read('mail.example; spf=fail (unclosed; dmarc=pass')).toEqual(['mail.example', ['spf', 'fail', {}]]);
});

test('C7: without an authserv-id nobody vouches; rubbish ends the reading', () => {
  expect(read('spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=a.example; dkim=pass')).toBeNull();
  for (const value of ['', ';', '; spf=pass', '=x', '(only a comment)']) expect(read(value), value).toBeNull();
  expect(read('mail.example; =pass; dkim=pass')).toEqual(['mail.example']);
  expect(read('mail.example; spf=pass; "dkim"=pass')).toEqual(['mail.example', ['spf', 'pass', {}]]);
});
