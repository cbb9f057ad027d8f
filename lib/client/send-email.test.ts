import { afterEach, expect, test } from 'vitest';
import type { EmailSubmission, QueueItem } from '#lib/contract/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';
import { closeComposer, openComposers } from './composer.ts';
import { type DraftContent, draftToEmail, draftVersions, isDraftThere, saveDraft } from './drafts.ts';
import { createMailClient } from './mail-client.ts';
import { type Outgoing, sendEmail } from './send-email.ts';
import { queueWords, takeOutOfQueue } from './send-queue.ts';
import { wishesOf } from './sending-wishes.ts';
import { shownQueue } from './shown-queue.ts';
import { addEmail, createFakeAccount, mailboxWithRole, noteChange } from './testing/fake-account.ts';
import { createFakeJmap, type FakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';
import { dismissToast, toasts } from './toasts.ts';

const mark = { writer: 'w', revision: 1, base: null };
const content: DraftContent = {
  from: [{ name: 'Mia', email: 'mia@postern.example' }],
  to: [{ name: null, email: 'anna@example.org' }],
  cc: [],
  bcc: [{ name: null, email: 'anna@example.org' }],
  replyTo: null,
  subject: 'Tickets',
  messageId: 'draft-1@postern.example',
  inReplyTo: null,
  references: null,
  text: 'See you on Thursday.',
  html: null,
  attachments: [],
  isImportant: false,
  asksReceipt: false,
  wishes: { delivery: false, tls: false },
};

async function setUp() {
  const fake = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const original = addEmail(fake, { mailboxId: mailboxWithRole(fake, 'inbox'), subject: 'Tickets?', keywords: ['$seen'] });
  const jmap: FakeJmap = createFakeJmap([fake], { nowMs: () => world.nowMs() });
  const world = createTestWorld(jmap);
  const client = createMailClient(world.tab());
  await client.start();
  const account = client.account('one' as AccountId);
  if (account === null) throw new Error('no account');
  await account.load();
  await world.pass(400);
  const identityId = [...fake.identities.keys()][0] as never;
  const outgoing: Outgoing = { content, identityId, draftId: null, original: null, undoSeconds: 10, sendAtMs: null };
  const send = (more: Partial<Outgoing> = {}) => sendEmail(account, client.undoStack, { ...outgoing, ...more });
  const emailsIn = (role: 'drafts' | 'sent') => [...fake.emails.values()].filter((email) => email.mailboxIds[mailboxWithRole(fake, role)]);
  return { fake, jmap, world, client, account, send, emailsIn, original };
}

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
  for (const open of openComposers.get()) closeComposer(open.key);
});

test('J10, J11: one request makes the Email, submits it with HOLDFOR to each recipient once and files it in Sent', async () => {
  const { fake, jmap, send, emailsIn, world } = await setUp();
  await send();
  const request = jmap.requests.find(({ methodCalls }) => methodCalls.some(([name]) => name === 'EmailSubmission/set'));
  expect(request?.methodCalls.map(([name]) => name)).toEqual(['Email/set', 'EmailSubmission/set']);
  const submission = [...fake.submissions.values()][0];
  expect(submission?.envelope.mailFrom.parameters).toEqual({ HOLDFOR: '10' });
  expect(submission?.envelope.rcptTo.map(({ email }) => email)).toEqual(['anna@example.org']);
  await world.pass(400);
  expect(emailsIn('sent').map((email) => email.keywords.$draft)).toEqual([undefined]);
  expect(emailsIn('drafts')).toHaveLength(0);
});

test('RFC 3461, RFC 8689: what is asked of the servers on the way stands in the envelope, and in the draft until then', async () => {
  const { account, send, fake, jmap, world } = await setUp();
  await send({ content: { ...content, wishes: { delivery: true, tls: true } } });
  const { envelope } = [...fake.submissions.values()][0]!;
  expect(envelope.mailFrom.parameters).toEqual({ HOLDFOR: '10', REQUIRETLS: null });
  expect(envelope.rcptTo).toEqual([{ email: 'anna@example.org', parameters: { NOTIFY: 'SUCCESS,FAILURE,DELAY' } }]);
  await world.pass(400);
  for (const wishes of [
    { delivery: true, tls: true },
    { delivery: false, tls: true },
    { delivery: false, tls: false },
  ]) {
    await saveDraft(account, { ...content, wishes }, null, mark);
    const calls = jmap.requests.flatMap(({ methodCalls }) => methodCalls);
    const saved = calls.findLast(([name, given]) => name === 'Email/set' && 'create' in given)?.[1] as {
      create: { draft: Record<string, unknown> };
    };
    expect(wishesOf(saved.create.draft['header:X-Postern-Draft:asText'])).toEqual(wishes);
    expect(draftToEmail({ ...content, wishes }, 'm1')).not.toHaveProperty(['header:X-Postern-Draft:asText']);
  }
  expect(wishesOf(null)).toEqual({ delivery: false, tls: false });
});

test('the kept draft goes and the original is marked as answered', async () => {
  const { account, send, emailsIn, world, original, fake } = await setUp();
  const draft = await saveDraft(account, content, null, mark);
  expect(emailsIn('drafts')).toHaveLength(1);
  await send({ draftId: draft.emailId, original: { emailId: original.id, keyword: '$answered' } });
  await world.pass(400);
  expect(emailsIn('drafts')).toHaveLength(0);
  expect(fake.emails.get(original.id)?.keywords.$answered).toBe(true);
});

test('undo of send stops it, puts it back into Drafts and opens it', async () => {
  const { client, send, emailsIn, world, fake } = await setUp();
  await send();
  client.undoStack.undoLast();
  await world.pass(400);
  expect([...fake.submissions.values()].map(({ undoStatus }) => undoStatus)).toEqual(['canceled']);
  expect(emailsIn('sent')).toHaveLength(0);
  expect(emailsIn('drafts').map((email) => email.keywords.$draft)).toEqual([true]);
  expect(openComposers.get().map(({ mode, emailId }) => [mode, emailId])).toEqual([['draft', emailsIn('drafts')[0]?.id]]);
});

test('C8: an answer to an invitation that is taken back is gone, and nothing opens', async () => {
  const { client, send, emailsIn, world, fake } = await setUp();
  let takenBack = 0;
  await send({ calendarReply: { text: 'BEGIN:VCALENDAR\r\n', onTakenBack: () => (takenBack += 1) } });
  expect(emailsIn('sent')).toHaveLength(1);
  client.undoStack.undoLast();
  await world.pass(400);
  expect([...fake.submissions.values()].map(({ undoStatus }) => undoStatus)).toEqual(['canceled']);
  expect([emailsIn('sent').length, emailsIn('drafts').length, openComposers.get().length, takenBack]).toEqual([0, 0, 0, 1]);
});

test('when it is too late to undo, that is said and nothing moves', async () => {
  const { client, send, emailsIn, world, fake } = await setUp();
  await send();
  const [id, submission] = [...fake.submissions][0] ?? [];
  if (id === undefined || submission === undefined) throw new Error('no submission');
  fake.submissions.set(id, { ...submission, undoStatus: 'final' });
  client.undoStack.undoLast();
  await world.pass(400);
  expect(toasts.get().map(({ kind }) => kind)).toContain('error');
  expect(emailsIn('sent')).toHaveLength(1);
  expect(openComposers.get()).toHaveLength(0);
});

test('the log of what was done says that something was sent, or when it will be; not how it would be taken back', async () => {
  const { client, send, world } = await setUp();
  const log = () => client.undoStack.entries.get().map(({ label, state }) => [label, state]);
  await send();
  await world.pass(11_000);
  expect(log()).toEqual([['Sending a message', 'gone']]);
  await send({ sendAtMs: world.nowMs() + 86_400_000 });
  await world.pass(400);
  expect(log().at(-1)).toEqual([expect.stringMatching(/^Will be sent /), 'done']);
});

test('after the undo time there is no step to undo', async () => {
  const { client, send, world } = await setUp();
  await send();
  expect(client.undoStack.depth.get()).toBe(1);
  await world.pass(11_000);
  expect(client.undoStack.depth.get()).toBe(0);
});

test('a lost answer never submits twice', async () => {
  const { fake, send, world, emailsIn } = await setUp();
  world.loseAnswerTo('EmailSubmission/set');
  const sending = send();
  await world.pass(5_000);
  await sending;
  expect(fake.submissions.size).toBe(1);
  expect(emailsIn('sent')).toHaveLength(1);
});

test('a refused submission is thrown, and no second draft is left behind', async () => {
  const { jmap, send, emailsIn, world } = await setUp();
  jmap.failNext('EmailSubmission/set', 'forbidden');
  const error = await send().then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(isMailError(error) && error.kind).toBe('forbidden');
  await world.pass(400);
  expect(emailsIn('sent')).toHaveLength(0);
  expect(emailsIn('drafts')).toHaveLength(0);
});

test('a recipient that the server refuses is named', async () => {
  const { fake, jmap, send, world } = await setUp();
  await send();
  const [id, submission] = [...fake.submissions][0] ?? [];
  if (id === undefined || submission === undefined) throw new Error('no submission');
  const deliveryStatus = {
    'anna@example.org': { smtpReply: '550 5.1.1 No such user', delivered: 'no' as const, displayed: 'unknown' as const },
  };
  fake.submissions.set(id, { ...submission, undoStatus: 'final', deliveryStatus });
  noteChange(fake, 'EmailSubmission', id, 'updated');
  jmap.push('one');
  await world.pass(400);
  expect(toasts.get().at(-1)).toMatchObject({ kind: 'error' });
  expect(toasts.get().at(-1)?.detail).toContain('550 5.1.1 No such user');
});

test('S4: a message that waits for another try is not called sent, and one that nobody knows of is asked about until it is found', async () => {
  const { fake, jmap, send, world } = await setUp();
  await send();
  const [id, submission] = [...fake.submissions][0] ?? [];
  if (id === undefined || submission === undefined) throw new Error('no submission');
  const told = async (delivered: 'queued' | 'unknown', smtpReply: string) => {
    const deliveryStatus = { 'anna@example.org': { smtpReply, delivered, displayed: 'unknown' as const } };
    fake.submissions.set(id, { ...submission, undoStatus: 'final', deliveryStatus });
    noteChange(fake, 'EmailSubmission', id, 'updated');
    jmap.push('one');
    await world.pass(400);
    return toasts.get().at(-1);
  };
  expect(await told('queued', '451 4.7.1 come back later')).not.toMatchObject({ kind: 'success' });
  expect(await told('unknown', '')).toMatchObject({ kind: 'error', durationMs: null, text: expect.stringContaining('not known') });
  await world.pass(20_000);
  expect(toasts.get().at(-1)?.text).toContain('not known');
  expect(await told('unknown', '250 2.0.0 Ok: queued')).toMatchObject({ kind: 'success' });
});

test('a new version of a draft is made before the old one goes', async () => {
  const { account, jmap, emailsIn } = await setUp();
  const first = await saveDraft(account, content, null, mark);
  jmap.failNext('Email/set', 'overQuota');
  await saveDraft(account, { ...content, text: 'two' }, first.emailId, mark).catch(() => undefined);
  expect(emailsIn('drafts').map(({ id }) => id)).toEqual([first.emailId]);
  const second = await saveDraft(account, { ...content, text: 'three' }, first.emailId, mark);
  expect(emailsIn('drafts').map(({ id }) => id)).toEqual([second.emailId]);
});

test('what is to go later is held until then, stands in the queue and can be taken back', async () => {
  const { fake, account, client, send, emailsIn, world } = await setUp();
  const sendAtMs = account.io.nowMs() + 3 * 24 * 3_600_000;
  await send({ sendAtMs });
  const submission = [...fake.submissions.values()][0]!;
  expect(submission.envelope.mailFrom.parameters).toEqual({ HOLDUNTIL: new Date(sendAtMs).toISOString().replace(/\.\d+Z$/, 'Z') });
  await world.pass(400);
  expect(shownQueue(account).map(({ id, state }) => [id, state])).toEqual([[submission.id, 'held']]);
  expect(toasts.get().at(-1)?.text).toMatch(/^Will be sent /);
  client.undoStack.undoLast();
  await world.pass(400);
  expect(fake.submissions.get(submission.id)?.undoStatus).toBe('canceled');
  expect(shownQueue(account)).toEqual([]);
  expect(emailsIn('drafts')).toHaveLength(1);
  expect(openComposers.get()).toHaveLength(1);
});

test('what goes out in a moment is not shown in the queue; what was refused is, and comes back to Drafts', async () => {
  const { fake, jmap, account, send, emailsIn, world } = await setUp();
  await send();
  await world.pass(400);
  expect(account.cache.queue()).toHaveLength(1);
  expect(shownQueue(account)).toEqual([]);
  const submission = [...fake.submissions.values()][0]!;
  fake.submissions.set(submission.id, { ...submission, undoStatus: 'final' });
  fake.stuck.set(submission.id, {
    id: submission.id,
    emailId: submission.emailId,
    threadId: submission.threadId,
    state: 'failed',
    sendAt: submission.sendAt,
    attempts: 1,
    nextTryAt: null,
    awaits: null,
    recipients: [{ email: 'anna@example.org', state: 'refused', smtpReply: '550 5.1.1 nobody' }],
    error: null,
  });
  noteChange(fake, 'EmailSubmission', submission.id, 'updated');
  jmap.push('one');
  await world.pass(800);
  const [item] = shownQueue(account);
  expect(item).toMatchObject({ state: 'failed' });
  await takeOutOfQueue(account, item!, { edit: true });
  await world.pass(800);
  expect(shownQueue(account)).toEqual([]);
  expect(fake.submissions.has(submission.id)).toBe(false);
  expect(emailsIn('drafts').map((email) => email.keywords.$draft)).toEqual([true]);
  expect(openComposers.get().at(-1)).toMatchObject({ mode: 'draft', emailId: submission.emailId });
});

test('importance and the wish for a receipt are fields of the message', () => {
  const plain = draftToEmail(content, 'mDrafts');
  expect(Object.keys(plain).filter((name) => name.startsWith('header:'))).toEqual([]);
  expect(draftToEmail({ ...content, isImportant: true, asksReceipt: true }, 'mDrafts')).toMatchObject({
    'header:Importance:asText': 'high',
    'header:X-Priority:asText': '1',
    'header:Disposition-Notification-To:asAddresses': content.from,
  });
});

test('a draft that lies in Trash counts as deleted, and one that somebody sent as it was counts as sent', async () => {
  const { account, fake, world } = await setUp();
  const { emailId } = await saveDraft(account, content, null, mark);
  const versions = () => draftVersions(account, content.messageId, emailId, 0);
  expect([await isDraftThere(account, emailId), (await versions()).map(({ isDraft }) => isDraft)]).toEqual([true, [true]]);
  const email = fake.emails.get(emailId);
  if (email === undefined) throw new Error('no draft');
  // put there by a program that marks nothing
  fake.emails.set(emailId, { ...email, keywords: {} });
  expect([await isDraftThere(account, emailId), (await versions()).map(({ isDraft }) => isDraft)]).toEqual([true, [true]]);
  fake.emails.set(emailId, { ...email, mailboxIds: { [mailboxWithRole(fake, 'trash')]: true } });
  expect([await isDraftThere(account, emailId), await versions()]).toEqual([false, []]);
  fake.emails.set(emailId, { ...email, keywords: {}, mailboxIds: { [mailboxWithRole(fake, 'sent')]: true } });
  expect([await isDraftThere(account, emailId), (await versions()).map(({ isDraft }) => isDraft)]).toEqual([false, [false]]);
  await world.settle();
});

/** A message that was handed to the gateway, and how it stands in the queue from then on. */
async function onItsWay() {
  const world = await setUp();
  const { fake, jmap, send, account } = world;
  await send({ undoSeconds: 0 });
  const [id, submission] = [...fake.submissions][0] ?? [];
  if (id === undefined || submission === undefined) throw new Error('no submission');
  const item: QueueItem = {
    ...{ id, emailId: submission.emailId, threadId: submission.threadId, state: 'sending', sendAt: submission.sendAt, attempts: 1 },
    ...{ nextTryAt: null, awaits: { what: 'answer', host: 'mail.example', port: 25 }, error: null },
    recipients: [{ email: 'anna@example.org', state: 'waiting', smtpReply: null }],
  };
  const status = (delivered: 'queued' | 'unknown', smtpReply: string): EmailSubmission => ({
    ...submission,
    undoStatus: 'final',
    deliveryStatus: { 'anna@example.org': { smtpReply, delivered, displayed: 'unknown' } },
  });
  const stands = async (more: Partial<QueueItem> | null) => {
    fake.submissions.set(id, more === null ? status('unknown', '250 2.0.0 Ok') : status('queued', ''));
    if (more === null) fake.stuck.delete(id);
    else fake.stuck.set(id, { ...item, ...more });
    noteChange(fake, 'EmailSubmission', id, 'updated');
    jmap.push('one');
    await world.world.pass(800);
  };
  const shown = () => shownQueue(account).map((one) => queueWords(account, one));
  return { ...world, stands, shown, toast: () => toasts.get().at(-1) };
}

test('a server that keeps silent is named after a few seconds, with the ports for sending and the way to the Doctor', async () => {
  const { world, stands, shown, toast } = await onItsWay();
  await stands({});
  expect(shown()).toEqual([]);
  expect(toast()?.text).toBe('Sending…');
  await world.pass(6_000);
  const text = 'The outgoing server mail.example:25 has not answered yet';
  expect(shown()).toEqual([{ text, why: expect.stringMatching(/safe here.* 587 or 465 are for sending/), asksDoctor: true }]);
  expect(toast()).toMatchObject({ text, kind: 'info', durationMs: null, action: { label: 'Ask the Doctor' } });
  await stands({ awaits: null });
  expect(shown()).toEqual([]);
  await stands(null);
  expect(toast()).toMatchObject({ kind: 'success', text: 'Message sent' });
});

test('when it stays silent, what it was is told once with the next try; whoever closed that is not told at each try', async () => {
  const { world, stands, shown, toast } = await onItsWay();
  await stands({});
  const error: QueueItem['error'] = {
    ...{ kind: 'network', code: 'ETIMEDOUT', enhancedCode: null, serverText: null, title: 'The server stays silent' },
    ...{ detail: 'The connection stands, but the server says nothing.' },
    nextStep: 'Many networks block port 25; 587 or 465 are for sending.',
  };
  const deferred = { state: 'deferred', nextTryAt: new Date(world.nowMs() + 60_000).toISOString(), awaits: null, error } as const;
  await stands(deferred);
  const why = `${error.detail} ${error.nextStep}`;
  expect(shown()).toEqual([{ text: expect.stringMatching(/^Not taken yet/), why, asksDoctor: true }]);
  expect(toast()).toMatchObject({ kind: 'error', durationMs: null, detail: why, action: { label: 'Ask the Doctor' } });
  dismissToast(toast()!.id);
  await stands({ ...deferred, attempts: 2, nextTryAt: new Date(world.nowMs() + 300_000).toISOString() });
  expect(toasts.get()).toEqual([]);
  expect(shown()).toHaveLength(1);
});

test('a server that has the whole message and does not confirm it is named too; that is nothing for the Doctor', async () => {
  const { world, stands, shown } = await onItsWay();
  await stands({ awaits: { what: 'confirmation', host: 'mail.example', port: 587 } });
  await world.pass(6_000);
  expect(shown()).toEqual([{ text: expect.stringMatching(/587 has the whole message/), why: null, asksDoctor: false }]);
});

test('a message behind one whose server is silent says what it waits for, here and after a reload; without such a one it says nothing', async () => {
  const { world, fake, jmap, account, send, stands, shown, toast } = await onItsWay();
  await stands({ awaits: null });
  await send({ undoSeconds: 1, content: { ...content, messageId: 'draft-2@postern.example', subject: 'And this' } });
  await world.pass(10_000);
  expect(shown()).toEqual([]);
  await stands({});
  await world.pass(6_000);
  const silent = 'The outgoing server mail.example:25 has not answered yet';
  const [, second] = shown();
  expect(second).toEqual({
    text: 'Waits for the message before it',
    why: expect.stringContaining(`${silent}. The message is safe`),
    asksDoctor: true,
  });
  expect(toast()).toMatchObject({ text: second?.text, detail: second?.why, action: { label: 'Ask the Doctor' } });
  const reloaded = createMailClient(world.tab());
  await reloaded.start();
  const again = reloaded.account('one' as AccountId)!;
  await again.load();
  await world.pass(6_000);
  expect(shownQueue(again).map((one) => queueWords(again, one).text)).toEqual([silent, second?.text]);
  expect([fake.submissions.size, jmap.accounts.size, account.cache.queue().length]).toEqual([2, 1, 2]);
});

test('what somebody sends to his own POP3 mailbox is looked for when it is sent; what goes to others is not', async () => {
  const { fake, jmap, send, account, world } = await setUp();
  account.cache.putHealth({
    ...account.cache.health()!,
    pop3: { expireDays: null, loginDelaySeconds: null, nextCheckAt: null, headersOnly: 0, lost: 0 },
  });
  const checks = () => jmap.requests.filter(({ methodCalls }) => methodCalls.some(([name]) => name === 'AccountHealth/check')).length;
  for (const [to, messageId] of [
    ['anna@example.org', 'one@postern.example'],
    ['Mia@postern.example', 'two@postern.example'],
  ] as const) {
    await send({ undoSeconds: 0, content: { ...content, messageId, to: [{ name: null, email: to }], bcc: [] } });
    const [id, submission] = [...fake.submissions].at(-1)!;
    const deliveryStatus = { [to]: { smtpReply: '250 2.0.0 Ok', delivered: 'unknown', displayed: 'unknown' } } as const;
    fake.submissions.set(id, { ...submission, undoStatus: 'final', deliveryStatus });
    noteChange(fake, 'EmailSubmission', id, 'updated');
    jmap.push('one');
    await world.pass(5_000);
    expect(checks()).toBe(to === 'anna@example.org' ? 0 : 1);
  }
});
