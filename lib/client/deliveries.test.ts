import { expect, test } from 'vitest';
import type { DeliveryStatus, EmailSubmission } from '#lib/contract/index.ts';
import { deliveriesOf } from './deliveries.ts';
import { deliveryWords } from './delivery-words.ts';

const sent = (deliveryStatus: Record<string, Partial<DeliveryStatus>>, undoStatus: EmailSubmission['undoStatus'] = 'final') =>
  ({
    undoStatus,
    deliveryStatus: Object.fromEntries(
      Object.entries(deliveryStatus).map(([address, status]) => [
        address,
        { smtpReply: '250 2.0.0 Ok', delivered: 'unknown', displayed: 'unknown', ...status },
      ]),
    ),
  }) as EmailSubmission;
const brief = (...submissions: EmailSubmission[]) => deliveriesOf(submissions).map(({ address, outcome }) => [address, outcome]);

test('what failed is told in plain words beside the server’s own; where all is well nothing is told', () => {
  const [full, ...others] = deliveriesOf([
    sent({
      'b@e.test': { delivered: 'no', smtpReply: '552 5.2.2 over quota' },
      'c@e.test': {},
      'd@e.test': { delivered: 'yes' },
      'e@e.test': { delivered: 'queued' },
    }),
  ]);
  expect(full).toMatchObject({
    address: 'b@e.test',
    outcome: 'failed',
    serverText: '552 5.2.2 over quota',
  });
  expect(full === undefined ? null : deliveryWords(full).title).toBe('Mailbox full');
  expect(others).toEqual([]);
});

test('delayed is not failed, and is told only when a server said so', () => {
  expect(brief(sent({ 'b@e.test': { delivered: 'queued', smtpReply: '450 4.4.1 no answer' } }))).toEqual([['b@e.test', 'delayed']]);
});

test('of several submissions the last one to an address counts; canceled ones never', () => {
  const failed = sent({ 'b@e.test': { delivered: 'no' }, 'c@e.test': { delivered: 'no' } });
  expect(brief(failed, sent({ 'b@e.test': {} }))).toEqual([['c@e.test', 'failed']]);
  expect(brief(failed, sent({ 'b@e.test': {} }, 'canceled'))).toHaveLength(2);
});

test('who was shown it is told', () => {
  expect(brief(sent({ 'b@e.test': { delivered: 'yes', displayed: 'yes' } }))).toEqual([['b@e.test', 'displayed']]);
});
