import { expect, test } from 'vitest';
import { submissionStates } from '#lib/store/index.ts';
import { deliveryStates, deliveryStatus } from './delivery-states.ts';

const one = (state: 'waiting' | 'accepted' | 'refused', smtpReply: string | null = null) => [
  { address: 'b@example.org', state, smtpReply },
];

test('settled 17: every state of S3 has its place in the table', () => {
  expect(Object.keys(deliveryStates).sort()).toEqual([...submissionStates].sort());
});

test('J11: a submission can be recalled while it is held, from the claim on it is final', () => {
  expect(deliveryStates.held.undoStatus).toBe('pending');
  for (const state of submissionStates.filter((name) => name !== 'held' && name !== 'canceled'))
    expect(deliveryStates[state].undoStatus).toBe('final');
  expect(deliveryStates.canceled.undoStatus).toBe('canceled');
});

test('J11: without a DSN nothing is ever delivered', () => {
  for (const state of submissionStates) {
    const status = deliveryStatus(state, one('accepted', '250 ok'));
    expect(status?.['b@example.org']?.delivered).not.toBe('yes');
  }
  expect(deliveryStatus('done', one('accepted'))?.['b@example.org']?.delivered).toBe('unknown');
  expect(deliveryStatus('deferred', one('waiting'))?.['b@example.org']?.delivered).toBe('queued');
  expect(deliveryStatus('uncertain', one('waiting'))?.['b@example.org']?.delivered).toBe('unknown');
  // S4: taken at RCPT is no answer to the message
  expect(deliveryStatus('uncertain', one('waiting', '250 2.1.5 Ok'))?.['b@example.org']?.smtpReply).toBe('');
});

test('RFC 8621 §7: a recipient that was refused is not delivered to, with the reply', () => {
  expect(deliveryStatus('done', one('refused', '550 5.1.1 no such user'))).toEqual({
    'b@example.org': { smtpReply: '550 5.1.1 no such user', delivered: 'no', displayed: 'unknown' },
  });
});

test('RFC 8621 §7 smtpReply: several lines become one', () => {
  const reply = '550-5.7.1 Our system has detected that this message is\r\n550 5.7.1 likely spam.';
  expect(deliveryStatus('failed', one('refused', reply))?.['b@example.org']?.smtpReply).toBe(
    '550 5.7.1 Our system has detected that this message is likely spam.',
  );
});

test('a canceled submission says nothing of recipients', () => {
  expect(deliveryStatus('canceled', one('waiting'))).toBeNull();
});

test('RFC 8621 §7: what a notification says comes before the reply at submission, and is given in the form of a reply', () => {
  const recipient = { address: 'b@example.org', state: 'accepted' as const, smtpReply: '250 2.0.0 Ok' };
  const report = { action: 'failed' as const, status: '5.4.4', smtpReply: null, text: 'Host not found' };
  const status = (more: object) => deliveryStatus('done', [{ ...recipient, ...more }])?.['b@example.org'];
  expect(status({ report })).toEqual({ smtpReply: '550 5.4.4 Host not found', delivered: 'no', displayed: 'unknown' });
  expect(status({ report: { ...report, action: 'delayed', status: null, text: null } })).toMatchObject({
    smtpReply: '450',
    delivered: 'queued',
  });
  expect(status({ report: { ...report, smtpReply: '552 5.2.2 full' } })).toMatchObject({ smtpReply: '552 5.2.2 full' });
  expect(status({ report: { ...report, action: 'delivered' } })).toMatchObject({ smtpReply: '250 2.0.0 Ok', delivered: 'yes' });
  expect(status({ report: { ...report, action: 'relayed' } })).toMatchObject({ delivered: 'unknown' });
  expect(status({ isDisplayed: true })).toMatchObject({ delivered: 'yes', displayed: 'yes' });
});
