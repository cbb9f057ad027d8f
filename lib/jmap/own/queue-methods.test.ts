import { afterAll, beforeAll, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let identityId: string;
beforeAll(async () => {
  world = await startJmap();
  identityId = (await world.call('Identity/get')).list[0]!.id;
});
afterAll(() => world.stop());

async function submitted(holdSeconds: number): Promise<string> {
  const raw = Buffer.from(message('From: Ann <ann@example.org>', 'To: bob@x.test', 'Subject: to send', '', 'x', ''));
  const made = await world.account.createEmail({
    raw,
    mailboxIds: [world.mailbox.drafts] as never,
    keywords: [],
    receivedAtMs: world.now.ms,
  });
  if (!made.ok) throw new Error('no draft');
  const envelope = {
    mailFrom: { email: 'ann@example.org', parameters: { HOLDFOR: String(holdSeconds) } },
    rcptTo: [{ email: 'bob@x.test' }],
  };
  const { created } = await world.call('EmailSubmission/set', { create: { k: { identityId, emailId: made.value.id, envelope } } });
  return created!.k!.id;
}
const item = async (id: string) => (await world.call('QueueItem/get', { ids: [id] })).list[0];
const act = (ids: string[], action: string) => world.call('QueueItem/act', { ids, action });
const submissions = () => world.account.store.submissions;

test('what is held stands in the queue with its time, and leaves it when it is stopped', async () => {
  const id = await submitted(3600);
  expect(await item(id)).toMatchObject({
    state: 'held',
    sendAt: '2026-05-01T13:00:00Z',
    nextTryAt: '2026-05-01T13:00:00Z',
    attempts: 0,
    error: null,
  });
  expect(await act([id], 'now')).toMatchObject({ acted: [id], notActed: null });
  expect((await item(id))?.nextTryAt).toBe('2026-05-01T12:00:00Z');
  await act([id], 'stop');
  expect(await item(id)).toBeUndefined();
  expect((await world.call('EmailSubmission/get', { ids: [id] })).list[0]).toMatchObject({ undoStatus: 'canceled' });
});

test('S6: a deferred one says why and when it is tried again; the words are those of table 8.2', async () => {
  const id = await submitted(0);
  const accountId = world.account.id;
  await submissions().claimDue(accountId, world.now.ms, 1000);
  await submissions().setState(accountId, id as never, {
    state: 'deferred',
    nextAttemptAtMs: world.now.ms + 60_000,
    recipients: [{ address: 'bob@x.test', state: 'waiting', smtpReply: '452 4.2.2 full' }],
    error: { kind: 'over-quota', code: '452', enhancedCode: '4.2.2', serverText: 'full' },
    countAttempt: true,
  });
  const queued = await item(id);
  expect(queued).toMatchObject({
    state: 'deferred',
    attempts: 1,
    nextTryAt: '2026-05-01T12:01:00Z',
    recipients: [{ email: 'bob@x.test', smtpReply: '452 4.2.2 full' }],
  });
  expect(queued!.error).toMatchObject({ kind: 'over-quota', serverText: 'full' });
  expect(queued!.error!.title.length).toBeGreaterThan(3);
  expect((await act([id, 'sNone'], 'stop')).notActed).toEqual({ sNone: { type: 'notFound' } });
  expect(await item(id)).toMatchObject({ state: 'failed', nextTryAt: null });
  expect((await act([id], 'sent')).notActed).toMatchObject({ [id]: { type: 'cannotUnsend' } });
});

test('while it is being sent, it says which server has not answered yet, or has not confirmed it', async () => {
  const id = await submitted(0);
  const accountId = world.account.id;
  await submissions().claimDue(accountId, world.now.ms, 1000);
  const awaitedIn = async (state: 'connecting' | 'envelope' | 'data' | 'dot' | 'deferred') => {
    await submissions().setState(accountId, id as never, { state, nextAttemptAtMs: null });
    return (await item(id))?.awaits;
  };
  const server = { host: 'smtp.example', port: 587 };
  expect(await awaitedIn('connecting')).toEqual({ what: 'answer', ...server });
  expect(await awaitedIn('envelope')).toBe(null);
  expect(await awaitedIn('data')).toBe(null);
  expect(await awaitedIn('dot')).toEqual({ what: 'confirmation', ...server });
  expect(await awaitedIn('deferred')).toBe(null);
});

test('no answer on port 25 is told with the ports that are for sending', async () => {
  const id = await submitted(0);
  const accountId = world.account.id;
  await submissions().claimDue(accountId, world.now.ms, 1000);
  const silence = { kind: 'network', stage: 'greeting', code: 'ETIMEDOUT', enhancedCode: null, serverText: null };
  const nextStep = async (port: number) => {
    await submissions().setState(accountId, id as never, { state: 'deferred', nextAttemptAtMs: null, error: { ...silence, port } });
    return (await item(id))!.error!.nextStep;
  };
  expect(await nextStep(25)).toMatch(/587 or 465 are for sending/);
  expect(await nextStep(587)).not.toMatch(/465/);
});

test('the state is that of EmailSubmission', async () => {
  expect((await world.call('QueueItem/get', { ids: [] })).state).toBe((await world.call('EmailSubmission/get', { ids: [] })).state);
});
