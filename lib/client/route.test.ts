import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ThreadId } from '#lib/mail/index.ts';
import { go, parseRoute, route, routePath, startRouting } from './route.ts';

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

describe('the address', () => {
  /** a browser's history, as far as the address needs it */
  function fakeWindow() {
    const location = { pathname: '/mail/a1/m1/t0', search: '' };
    const told: string[] = [];
    const tell = (how: string) => (_state: unknown, _title: string, path: string) => {
      const url = new URL(path, 'http://postern.test');
      location.pathname = url.pathname;
      location.search = url.search;
      told.push(`${how} ${path}`);
    };
    vi.stubGlobal('window', {
      location,
      history: { replaceState: tell('replace'), pushState: tell('push') },
      addEventListener: () => undefined,
    });
    return told;
  }
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const thread = (id: string) => ({ threadId: id as ThreadId });

  test('is changed once for a walk of fifty steps, to where it ended; the route is there at once', () => {
    const told = fakeWindow();
    startRouting();
    for (let step = 1; step <= 50; step += 1) {
      go(thread(`t${step}`), { replace: true });
      expect(route.get().threadId).toBe(`t${step}`);
      vi.advanceTimersByTime(30);
    }
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['replace /mail/a1/m1/t50']);
  });

  test('of the place that is left is right before another step begins', () => {
    const told = fakeWindow();
    startRouting();
    go(thread('t1'), { replace: true });
    go({ threadId: null });
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['replace /mail/a1/m1/t1', 'push /mail/a1/m1']);
  });

  test('that is the same again is left alone', () => {
    const told = fakeWindow();
    startRouting();
    go(thread('t1'), { replace: true });
    go(thread('t0'), { replace: true });
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
  });
});
