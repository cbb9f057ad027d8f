import { expect, test } from 'vitest';
import { parseRoute, routePath } from './route.ts';

test('an address and its route are two forms of the same', () => {
  for (const path of [
    '/mail',
    '/mail/aOne',
    '/mail/aOne/m1',
    '/mail/aOne/m1/t1',
    '/mail/aOne/-/t1?q=roof%20%26%20rain',
    '/mail/all/inbox',
    '/mail/all/sent/aOne/t1',
    '/mail/all/mail?q=x',
  ]) {
    const url = new URL(path, 'http://postern.test');
    expect(routePath(parseRoute(url.pathname, url.search))).toBe(path);
  }
});

test('what is no id of ours counts as absent', () => {
  expect(parseRoute('/mail/a%20b/<x>/t1', '')).toEqual({ accountId: null, mailboxId: null, threadId: 't1', search: null });
  expect(parseRoute('/settings/a1', '?q=x')).toMatchObject({ accountId: null, search: null });
  expect(parseRoute('/mail/a1', '?q=%20%20').search).toBeNull();
  expect(parseRoute('/mail/a1', `?q=${'x'.repeat(5000)}`).search).toHaveLength(1000);
});
