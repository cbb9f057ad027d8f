import { expect, test } from 'vitest';
import type { Identity } from '#lib/contract/index.ts';
import type { IdentityId } from '#lib/mail/index.ts';
import { writtenTo } from './written-to.ts';

const identity = (id: string, email: string): Identity => ({
  ...{ id: id as IdentityId, name: '', email, replyTo: null, bcc: null, textSignature: '', htmlSignature: '', mayDelete: false },
});
const all = [identity('i1', 'ana@example.test'), identity('i2', 'Sales@example.test')];
const people = (...emails: string[]) => emails.map((email) => ({ email }));

test('an answer comes from the address that was written to: To before Cc, whatever its letter case', () => {
  const from = people('bob@example.test');
  const answering = (to: string[], cc: string[] = []) => writtenTo(all, { to: people(...to), from }, people(...cc))?.id ?? null;
  expect(answering(['sales@example.test'])).toBe('i2');
  expect(answering(['list@example.test'], ['SALES@example.test'])).toBe('i2');
  expect(answering(['ana@example.test'], ['sales@example.test'])).toBe('i1');
  expect(answering(['list@example.test'])).toBeNull();
});

test('going on after an own message keeps the address that it was sent from', () => {
  expect(writtenTo(all, { to: people('bob@example.test'), from: people('sales@example.test') }, null)?.id).toBe('i2');
  expect(writtenTo(all, { to: null, from: null }, null)).toBeNull();
});
