import { expect, test } from 'vitest';
import type { RowEmail } from './email-view.ts';
import { patchEmail, reversePatch, toPatchObject } from './email-view.ts';

const email = { keywords: { $seen: true }, mailboxIds: { m1: true } } as unknown as RowEmail;

test('a patch and its reverse cancel each other', () => {
  const patch = { keywords: { $flagged: true, $seen: false }, mailboxIds: { m1: false, m2: true } };
  const changed = patchEmail(email, patch);
  expect(changed).toEqual({ keywords: { $flagged: true }, mailboxIds: { m2: true } });
  expect(changed && patchEmail(changed, reversePatch(email, patch))).toEqual(email);
});

test('keys of a PatchObject are escaped JSON pointers', () => {
  expect(toPatchObject({ keywords: { 'a/b~c': true }, mailboxIds: { m1: false } })).toEqual({
    'keywords/a~1b~0c': true,
    'mailboxIds/m1': null,
  });
});

test('a destroyed Email is none', () => {
  expect(patchEmail(email, { destroyed: true })).toBeNull();
});
