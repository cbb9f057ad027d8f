import { expect, test } from 'vitest';
import { imageSource } from './image-source.ts';
import { doubtfulLink, linkTarget } from './link-target.ts';
import { linkify } from './linkify.ts';

test('only absolute web, mail and telephone addresses are links', () => {
  expect(linkTarget(' https://ok.example/a ')?.href).toBe('https://ok.example/a');
  expect(linkTarget('//ok.example/a')?.href).toBe('https://ok.example/a');
  expect(linkTarget('mailto:a@b.example')?.href).toBe('mailto:a@b.example');
  for (const href of [
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    '/api/logout',
    '?a',
    '#',
    'file:///etc/passwd',
    'blob:https://x/1',
    'ftp://x.example/',
    'https://',
  ])
    expect(linkTarget(href)).toBeNull();
});

test('a false host before the @ is taken out, other scripts show as punycode', () => {
  expect(linkTarget('https://bank.example@evil.example/')?.href).toBe('https://evil.example/');
  expect(linkTarget('https://\u0430pple.example/')?.hostname).toMatch(/^xn--/);
});

test('text that names another host is doubtful; the same domain, or no host at all, is not', () => {
  const evil = new URL('https://login.evil.example/x');
  expect(doubtfulLink('https://bank.test/login', evil)).toEqual({ shownHost: 'bank.test', trueHost: 'login.evil.example' });
  expect(doubtfulLink('www.bank.test', evil)).not.toBeNull();
  for (const text of ['Click here', 'evil.example', 'www.evil.example/path', 'v1.2', 'Read: https://a.test and more'])
    expect(doubtfulLink(text, evil)).toBeNull();
});

test('§4: a host whose letters pass for Latin ones is doubtful and named in punycode; honest names in other scripts are not', () => {
  const to = (host: string) => doubtfulLink(`https://${host}/login`, new URL(`https://${host}/login`));
  expect(to('\u0430\u0440\u0440\u04cf\u0435.com')?.trueHost).toBe('xn--80ak6aa92e.com');
  expect(to('p\u0430ypal.com')?.trueHost).toMatch(/^xn--/);
  for (const host of ['müller.de', '例え.jp', 'пример.рф', 'почта.ru', 'παράδειγμα.gr', 'bücher.example']) expect(to(host)).toBeNull();
});

test('images: own, embedded and remote are told apart; vector and relative ones are none', () => {
  expect(imageSource('cid:logo%40x')).toEqual({ kind: 'cid', cid: 'logo@x' });
  expect(imageSource('data:image/png;base64,AAAA').kind).toBe('data');
  expect(imageSource('//cdn.example/a.png')).toMatchObject({ kind: 'remote', url: new URL('https://cdn.example/a.png') });
  for (const src of ['data:image/svg+xml;base64,AAAA', 'data:text/html,x', '/a.png', 'a.png', 'blob:x', 'javascript:1', ''])
    expect(imageSource(src).kind).toBe('none');
});

test('the pieces of a linkified line, joined, are the line', () => {
  const line = 'See https://ok.example/a(b), www.ok.org and ana@ok.example; not javascript:alert(1) or //path';
  const pieces = linkify(line);
  expect(pieces.map(({ text }) => text).join('')).toBe(line);
  expect(pieces.flatMap(({ href }) => (href === null ? [] : [href]))).toEqual([
    'https://ok.example/a(b)',
    'http://www.ok.org',
    'mailto:ana@ok.example',
  ]);
});

test('a nasty line takes linear time', () => {
  for (const unit of ['a.', '(', 'http://', 'x@', 'https://a?']) {
    const startedMs = performance.now();
    linkify(unit.repeat(8_000 / unit.length));
    // hang guard
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  }
});
