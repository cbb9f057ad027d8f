import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlobId, IdentityId } from '#lib/mail/index.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

let t: TestStore;
let rawBlobId: BlobId;
beforeEach(async () => {
  t = await openTestStore([]);
  ({ blobId: rawBlobId } = await t.store.blobs.put(t.accountId, new TextEncoder().encode('frozen'), 'message/rfc822'));
});
afterEach(() => t.close());

const start = 1_000_000;
const create = (sendAtMs = start) =>
  t.store.submissions.create(t.accountId, {
    identityId: 'i1' as IdentityId,
    emailId: null,
    threadId: null,
    envelope: { mailFrom: { email: 'ann@a.example', parameters: null }, rcptTo: [{ email: 'bob@b.example', parameters: null }] },
    sendAtMs,
    recipients: [{ address: 'bob@b.example', state: 'waiting', smtpReply: null }],
    rawBlobId,
    messageId: 'x@a.example',
    nowMs: start,
  });
const state = () => t.store.state(t.accountId, 'EmailSubmission');

test('S3: a submission is claimed once, when it is due', async () => {
  const { id } = await create(start + 10_000);
  const { submissions } = t.store;
  expect(await submissions.nextDueMs(t.accountId)).toBe(start + 10_000);
  expect(await submissions.claimDue(t.accountId, start + 9_999, 60_000)).toBeNull();
  expect(await submissions.claimDue(t.accountId, start + 10_000, 60_000)).toMatchObject({ id, state: 'claimed' });
  expect(await submissions.claimDue(t.accountId, start + 10_000, 60_000)).toBeNull();
  expect(await submissions.nextDueMs(t.accountId)).toBe(start + 70_000);
});

test('S4: a lease that ran out hands the submission over in the state where its worker died', async () => {
  const { id } = await create();
  const { submissions } = t.store;
  await submissions.claimDue(t.accountId, start, 60_000);
  await submissions.setState(t.accountId, id, { state: 'dot' });
  await t.reopen();
  expect(await t.store.submissions.claimDue(t.accountId, start + 60_000, 60_000)).toMatchObject({ id, state: 'dot' });
  expect(await t.store.submissions.claimDue(t.accountId, start + 60_001, 60_000)).toBeNull();
});

test('J11: cancelling works before the claim and never after', async () => {
  const { submissions } = t.store;
  const first = await create();
  expect(await submissions.cancel(t.accountId, first.id)).toMatchObject({ ok: true });
  expect(await submissions.claimDue(t.accountId, start, 60_000)).toBeNull();
  const second = await create();
  await submissions.claimDue(t.accountId, start, 60_000);
  expect(await submissions.cancel(t.accountId, second.id)).toMatchObject({ refusal: { kind: 'cannot-unsend' } });
});

test('J10: destroying the record never changes a pending send', async () => {
  const { submissions } = t.store;
  const { id } = await create();
  expect(await submissions.destroy(t.accountId, id)).toMatchObject({ ok: true });
  expect(await submissions.get(t.accountId, [id])).toEqual([]);
  expect(await submissions.claimDue(t.accountId, start, 60_000)).toMatchObject({ id });
  await t.store.blobs.sweep(-1000);
  expect(await t.store.blobs.read(t.accountId, rawBlobId)).not.toBeNull();
  await submissions.setState(t.accountId, id, { state: 'done' });
  expect(await submissions.nextDueMs(t.accountId)).toBeNull();
});

test('J7: the state moves with undoStatus and delivery, not with the steps of a session', async () => {
  const { submissions } = t.store;
  const { id } = await create();
  const created = await state();
  await submissions.claimDue(t.accountId, start, 60_000);
  const claimed = await state();
  expect(claimed).not.toBe(created);
  await submissions.setState(t.accountId, id, { state: 'connecting', countAttempt: true });
  await submissions.setState(t.accountId, id, { state: 'data' });
  expect(await state()).toBe(claimed);
  await submissions.setState(t.accountId, id, {
    state: 'deferred',
    nextAttemptAtMs: start + 5,
    error: { kind: 'temporary', code: '451', enhancedCode: null, serverText: 'later' },
  });
  expect(await submissions.nextDueMs(t.accountId)).toBe(start + 5);
  await submissions.claimDue(t.accountId, start + 5, 60_000);
  const again = await state();
  await submissions.setState(t.accountId, id, {
    state: 'accepted',
    recipients: [{ address: 'bob@b.example', state: 'accepted', smtpReply: '250 2.0.0 OK' }],
    error: null,
  });
  expect(await state()).not.toBe(again);
  expect(await submissions.get(t.accountId, null)).toMatchObject([
    { state: 'accepted', attempts: 1, error: null, recipients: [{ state: 'accepted' }] },
  ]);
});

test('what a person decides: a held or deferred one is due now, no other has its time changed', async () => {
  const { submissions } = t.store;
  const { id } = await create(start + 3_600_000);
  expect(await submissions.steer(t.accountId, id, 'again', start)).toMatchObject({ refusal: { kind: 'cannot-unsend' } });
  expect(await submissions.steer(t.accountId, id, 'now', start)).toMatchObject({ ok: true });
  expect(await submissions.claimDue(t.accountId, start, 60_000)).toMatchObject({ id, sendAtMs: start + 3_600_000 });
  // Whoever has it in hand is not disturbed.
  for (const decision of ['now', 'stop', 'sent', 'again'] as const)
    expect(await submissions.steer(t.accountId, id, decision, start)).toMatchObject({ refusal: { kind: 'cannot-unsend' } });
  await submissions.setState(t.accountId, id, { state: 'deferred', nextAttemptAtMs: start + 900_000 });
  expect(await submissions.claimDue(t.accountId, start + 1, 60_000)).toBeNull();
  await submissions.steer(t.accountId, id, 'now', start + 1);
  expect(await submissions.claimDue(t.accountId, start + 1, 60_000)).toMatchObject({ id, state: 'claimed' });
  expect(await submissions.steer(t.accountId, 'sNone' as never, 'now', start)).toMatchObject({ refusal: { kind: 'not-found' } });
});

test('what a person decides: stopped is not tried again, and what was refused is tried once more for those who have not taken it', async () => {
  const { submissions } = t.store;
  const { id } = await create();
  await submissions.claimDue(t.accountId, start, 60_000);
  await submissions.setState(t.accountId, id, {
    state: 'deferred',
    nextAttemptAtMs: start + 60_000,
    recipients: [
      { address: 'a@b.example', state: 'accepted', smtpReply: '250 ok' },
      { address: 'bob@b.example', state: 'waiting', smtpReply: '450 later' },
    ],
  });
  const before = await state();
  await submissions.steer(t.accountId, id, 'stop', start);
  expect(await state()).not.toBe(before);
  expect((await submissions.get(t.accountId, [id]))[0]).toMatchObject({
    state: 'failed',
    recipients: [{ state: 'accepted' }, { state: 'refused', smtpReply: '450 later' }],
  });
  expect(await submissions.nextDueMs(t.accountId)).toBeNull();
  await submissions.steer(t.accountId, id, 'now', start + 5);
  expect(await submissions.claimDue(t.accountId, start + 5, 60_000)).toMatchObject({
    id,
    recipients: [{ address: 'a@b.example', state: 'accepted' }, { state: 'waiting' }],
  });
});

test('S4: only the person says what became of one whose fate is unknown', async () => {
  const { submissions } = t.store;
  const uncertain = async () => {
    const { id } = await create();
    await submissions.claimDue(t.accountId, start, 60_000);
    await submissions.setState(t.accountId, id, { state: 'uncertain', nextAttemptAtMs: null });
    return id;
  };
  const arrived = await uncertain();
  expect(await submissions.steer(t.accountId, arrived, 'now', start)).toMatchObject({ refusal: { kind: 'cannot-unsend' } });
  await submissions.steer(t.accountId, arrived, 'sent', start);
  expect((await submissions.get(t.accountId, [arrived]))[0]).toMatchObject({ state: 'done', recipients: [{ state: 'accepted' }] });
  const lost = await uncertain();
  await submissions.steer(t.accountId, lost, 'again', start + 9);
  expect(await submissions.claimDue(t.accountId, start + 9, 60_000)).toMatchObject({ id: lost, recipients: [{ state: 'waiting' }] });
});
