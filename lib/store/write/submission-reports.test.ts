import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmailId } from '#lib/mail/index.ts';
import { newId } from '#lib/mail/index.ts';
import type { ArrivedReport, RecipientReport, SubmissionRecord } from '../api.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

async function send(messageId: string, ...to: string[]): Promise<SubmissionRecord> {
  const { store, accountId } = opened;
  const [identity] = await store.identities.get(accountId, null);
  return store.submissions.create(accountId, {
    ...{ identityId: identity!.id, emailId: null, threadId: null, sendAtMs: 0, nowMs: Date.now(), messageId },
    envelope: { mailFrom: { email: 'ana@example.test', parameters: null }, rcptTo: to.map((email) => ({ email, parameters: null })) },
    recipients: to.map((address) => ({ address, state: 'accepted', smtpReply: '250 ok' })),
    rawBlobId: (await store.blobs.put(accountId, Buffer.from('x'), 'message/rfc822')).blobId,
  });
}
const action = (word: RecipientReport['action']): RecipientReport => ({ action: word, status: null, smtpReply: null, text: null });
const about = (finalRecipient: string | null, word: RecipientReport['action'], originalRecipient: string | null = null) => ({
  ...{ finalRecipient, originalRecipient },
  report: action(word),
});
const report = (given: Partial<ArrivedReport>) =>
  opened.store.submissions.report(opened.accountId, {
    ...{ kind: 'dsn', emailId: newId('e') as EmailId, envelopeId: null, messageIds: [], recipients: [] },
    ...given,
  });
const now = async ({ id }: SubmissionRecord) => (await opened.store.submissions.get(opened.accountId, [id]))[0]!;
const actionsOf = async (record: SubmissionRecord) => (await now(record)).recipients.map((recipient) => recipient.report?.action ?? null);
const state = () => opened.store.state(opened.accountId, 'EmailSubmission');

test('S10: by ENVID, else by Message-ID, else by none', async () => {
  const [first, second] = [await send('one@e.test', 'b@e.test'), await send('two@e.test', 'b@e.test')];
  expect(await report({ envelopeId: first.id, messageIds: ['two@e.test'], recipients: [about('b@e.test', 'failed')] })).toBe(true);
  expect([await actionsOf(first), await actionsOf(second)]).toEqual([['failed'], [null]]);
  expect(await report({ envelopeId: 's-other', messageIds: ['none', 'two@e.test'], recipients: [about('b@e.test', 'delayed')] })).toBe(
    true,
  );
  expect(await actionsOf(second)).toEqual(['delayed']);
  const before = await state();
  expect(await report({ messageIds: ['stranger@e.test'], recipients: [about('b@e.test', 'failed')] })).toBe(false);
  expect(await state()).toBe(before);
});

test('each recipient has its own word; who is meant is told by the original recipient', async () => {
  const record = await send('three@e.test', 'Ben@e.test', 'cleo@e.test', 'dan@e.test');
  await report({
    messageIds: ['three@e.test'],
    recipients: [about('dan@e.test', 'delivered'), about('forwarded@far.test', 'failed', 'ben@E.test'), about('nobody@e.test', 'failed')],
  });
  expect(await actionsOf(record)).toEqual(['failed', null, 'delivered']);
  const alone = await send('alone@e.test', 'ben@e.test');
  await report({ messageIds: ['alone@e.test'], recipients: [about('inner@far.test', 'failed')] });
  expect(await actionsOf(alone)).toEqual(['failed']);
});

test('of several submissions of one message, the one to that recipient', async () => {
  const [early, late] = [await send('same@e.test', 'b@e.test', 'x@e.test'), await send('same@e.test', 'c@e.test', 'x@e.test')];
  await report({ messageIds: ['same@e.test'], recipients: [about('b@e.test', 'failed')] });
  expect([await actionsOf(early), await actionsOf(late)]).toEqual([
    ['failed', null],
    [null, null],
  ]);
});

test('J7: a report changes the state once; a delay does not take back what is decided', async () => {
  const record = await send('four@e.test', 'b@e.test');
  const emailId = newId('e') as EmailId;
  const given = { emailId, messageIds: ['four@e.test'], recipients: [about('b@e.test', 'failed')] };
  const before = await state();
  await report(given);
  const after = await state();
  expect(after).not.toBe(before);
  expect((await opened.store.changes(opened.accountId, 'EmailSubmission', before, null))?.updated).toEqual([record.id]);
  await report(given);
  expect(await state()).toBe(after);
  await report({ messageIds: ['four@e.test'], recipients: [about('b@e.test', 'delayed')] });
  expect(await actionsOf(record)).toEqual(['failed']);
  expect((await now(record)).reports).toHaveLength(2);
  await report({ messageIds: ['four@e.test'], recipients: [about('b@e.test', 'delivered')] });
  expect(await actionsOf(record)).toEqual(['delivered']);
});

test('a read receipt says that it was displayed, one of another kind is only kept', async () => {
  const record = await send('five@e.test', 'b@e.test', 'c@e.test');
  await report({ kind: 'mdn', messageIds: ['five@e.test'] });
  expect((await now(record)).recipients.map(({ isDisplayed }) => isDisplayed)).toEqual([undefined, undefined]);
  await report({
    kind: 'mdn',
    messageIds: ['five@e.test'],
    recipients: [{ finalRecipient: 'C@e.test', originalRecipient: null, report: null }],
  });
  expect((await now(record)).recipients.map(({ isDisplayed }) => isDisplayed)).toEqual([undefined, true]);
  expect((await now(record)).reports.map(({ kind }) => kind)).toEqual(['mdn', 'mdn']);
});
