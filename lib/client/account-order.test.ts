import { expect, test } from 'vitest';
import type { AccountId } from '#lib/mail/index.ts';
import { inOwnOrder, movedOrder } from './account-order.ts';

const accounts = ['a', 'b', 'c'].map((id) => ({ id: id as AccountId }));
const ids = (list: { id: AccountId }[]) => list.map(({ id }) => id).join('');

test('accounts stand in their own order, new ones behind, and unknown ids do no harm', () => {
  expect(ids(inOwnOrder(accounts, []))).toBe('abc');
  expect(ids(inOwnOrder(accounts, ['c', 'gone', 'a']))).toBe('cab');
});

test('one goes up or down by one place and stops at the ends', () => {
  expect(movedOrder(accounts, 'b' as AccountId, -1).join('')).toBe('bac');
  expect(movedOrder(accounts, 'b' as AccountId, 1).join('')).toBe('acb');
  expect(movedOrder(accounts, 'a' as AccountId, -1).join('')).toBe('abc');
  expect(movedOrder(accounts, 'c' as AccountId, 1).join('')).toBe('abc');
  expect(movedOrder(accounts, 'x' as AccountId, 1).join('')).toBe('abc');
});
