import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountDouble } from '../testing/account-double.ts';
import { richMessage } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let other: { account: AccountDouble; mailbox: JmapWorld['mailbox'] };
beforeAll(async () => {
  world = await startJmap();
  other = await world.addAccount('ann@work.example');
});
afterAll(() => world.stop());

async function add(): Promise<string> {
  const made = await world.account.createEmail({
    raw: Buffer.from(richMessage),
    mailboxIds: [world.mailbox.inbox] as never,
    keywords: ['$seen', 'blue'],
    receivedAtMs: Date.parse('2026-04-01T10:00:00Z'),
  });
  if (!made.ok) throw new Error('not created');
  return made.value.id;
}
const copy = (create: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  world.call('Email/copy', { fromAccountId: world.accountId, accountId: other.account.id, create, ...more });
const there = () => ({ mailboxIds: { [other.mailbox.inbox]: true } });

describe('RFC 8621 §4.7: Email/copy', () => {
  test('the copy has the octets, keywords and date of the original, an id of its own, and is there at once', async () => {
    const id = await add();
    const answer = await copy({ c: { id, ...there() } });
    expect(answer).toMatchObject({ fromAccountId: world.accountId, accountId: other.account.id, notCreated: null });
    const made = answer.created!.c!;
    expect(Object.keys(made).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
    expect(made.id).not.toBe(id);
    const { list, state } = await world.call('Email/get', { accountId: other.account.id, ids: [made.id] });
    expect(state).toBe(answer.newState);
    expect(list[0]).toMatchObject({
      keywords: { $seen: true, blue: true },
      receivedAt: '2026-04-01T10:00:00Z',
      mailboxIds: { [other.mailbox.inbox]: true },
      messageId: ['rich@example.net'],
    });
  });

  test('RFC 8620 §5.4: given properties are used instead; only mailboxIds, keywords and receivedAt may be', async () => {
    const id = await add();
    const { created } = await copy({ c: { id, ...there(), keywords: { $Flagged: true }, receivedAt: '2020-01-01T00:00:00Z' } });
    const { list } = await world.call('Email/get', { accountId: other.account.id, ids: [created!.c!.id] });
    expect(list[0]).toMatchObject({ keywords: { $flagged: true }, receivedAt: '2020-01-01T00:00:00Z' });
    const { notCreated } = await copy({ c: { id, ...there(), subject: 'no' }, d: { id }, e: { id, mailboxIds: { mNone: true } } });
    expect(notCreated).toMatchObject({
      c: { type: 'invalidProperties', properties: ['subject'] },
      d: { type: 'invalidProperties', properties: ['mailboxIds'] },
      e: { type: 'invalidProperties', properties: ['mailboxIds'] },
    });
  });

  test('RFC 8620 §5.4: onSuccessDestroyOriginal adds one Email/set under the same call id', async () => {
    const id = await add();
    const answers = await world.calls([
      'Email/copy',
      {
        fromAccountId: world.accountId,
        accountId: other.account.id,
        create: { c: { id, ...there() }, d: { id: 'eNone', ...there() } },
        onSuccessDestroyOriginal: true,
      },
    ]);
    expect(answers).toMatchObject([
      ['Email/copy', { notCreated: { d: { type: 'notFound' } } }, 'c0'],
      ['Email/set', { accountId: world.accountId, destroyed: [id], notDestroyed: null }, 'c0'],
    ]);
    const kept = await add();
    const refused = await world.calls([
      'Email/copy',
      {
        ...{ fromAccountId: world.accountId, accountId: other.account.id, create: { c: { id: kept, ...there() } } },
        ...{ onSuccessDestroyOriginal: true, destroyFromIfInState: 'other' },
      },
    ]);
    expect(refused).toMatchObject([
      ['Email/copy', { created: { c: {} } }, 'c0'],
      ['error', { type: 'stateMismatch' }, 'c0'],
    ]);
    expect((await world.call('Email/get', { ids: [kept] })).list).toHaveLength(1);
  });

  test('J17: within one account it is invalidArguments; accounts that are not there; states that do not match', async () => {
    const id = await add();
    expect(await copy({}, { accountId: world.accountId })).toMatchObject({ type: 'invalidArguments' });
    expect(await copy({}, { fromAccountId: 'aNone' })).toMatchObject({ type: 'fromAccountNotFound' });
    expect(await copy({}, { accountId: 'aNone' })).toMatchObject({ type: 'accountNotFound' });
    expect(await copy({ c: { id, ...there() } }, { ifInState: 'other' })).toMatchObject({ type: 'stateMismatch' });
    expect(await copy({ c: { id, ...there() } }, { ifFromInState: 'other' })).toMatchObject({ type: 'stateMismatch' });
    const { state } = await world.call('Email/get', { ids: [] });
    expect((await copy({ c: { id, ...there() } }, { ifFromInState: state })).created).not.toBeNull();
  });
});

describe('RFC 8620 §6.3: Blob/copy', () => {
  test('octets and type arrive; what is not there is notFound', async () => {
    const { blobId } = await world.account.upload([Buffer.from('hello')] as never, 'text/x-own');
    const given = { fromAccountId: world.accountId, accountId: other.account.id };
    const answer = await world.call('Blob/copy', { ...given, blobIds: [blobId, 'Unone'] });
    expect(answer).toMatchObject({ ...given, notCopied: { Unone: { type: 'notFound' } } });
    const content = await other.account.blob(answer.copied![blobId]!, { range: null, signal: new AbortController().signal });
    expect([content!.type, content!.sizeBytes]).toEqual(['text/x-own', 5]);
    expect(await world.call('Blob/copy', { ...given, blobIds: [blobId] })).toMatchObject({ notCopied: null });
    expect(await world.call('Blob/copy', { ...given, fromAccountId: 'aNone', blobIds: [] })).toMatchObject({ type: 'fromAccountNotFound' });
    expect(await world.call('Blob/copy', { ...given, accountId: 'aNone', blobIds: [] })).toMatchObject({ type: 'accountNotFound' });
    world.limits.uploadBytes = 3;
    expect((await world.call('Blob/copy', { ...given, blobIds: [blobId] })).notCopied).toEqual({
      [blobId]: { type: 'tooLarge', maxSize: 3 },
    });
  });
});
