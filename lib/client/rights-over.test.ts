import { expect, test } from 'vitest';
import type { Mailbox } from '#lib/contract/index.ts';
import type { Account } from './account.ts';
import type { RowEmail } from './email-view.ts';
import { rightsOver } from './rights-over.ts';

const all = { mayRemoveItems: true, maySetSeen: true, maySetKeywords: true };
const boxes: Record<string, Partial<Mailbox>> = {
  own: { id: 'own' as never, myRights: all as never },
  readable: { id: 'readable' as never, myRights: { mayRemoveItems: false, maySetSeen: true, maySetKeywords: false } as never },
};
const account = (isReadOnly = false) => ({ isReadOnly, cache: { mailbox: (id: string) => boxes[id] ?? null } }) as unknown as Account;
const email = (...places: string[]) => ({ mailboxIds: Object.fromEntries(places.map((place) => [place, true])) }) as unknown as RowEmail;
const full = { mayRemove: true, maySetSeen: true, maySetKeywords: true };

test('I32: what every place of the messages allows, or the one that they are taken out of', () => {
  expect(rightsOver(account(), [email('own')], null)).toEqual(full);
  expect(rightsOver(account(), [email('own'), email('own', 'readable')], null)).toEqual({
    mayRemove: false,
    maySetSeen: true,
    maySetKeywords: false,
  });
  expect(rightsOver(account(), [email('own', 'readable')], boxes.own as Mailbox)).toEqual(full);
});

test('in an account that may only be read nothing may be done; a place that is not known forbids nothing', () => {
  expect(rightsOver(account(true), [email('own')], null)).toEqual({ mayRemove: false, maySetSeen: false, maySetKeywords: false });
  expect(rightsOver(account(), [email('gone')], null)).toEqual(full);
});
