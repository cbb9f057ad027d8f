import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultPreferences } from '#lib/contract/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const preferences = async (name: 'Preferences/get' | 'Preferences/set', given: Record<string, unknown>) => {
  const [response] = await world.calls([name, given]);
  return response![1] as {
    type?: string;
    state?: string;
    list?: unknown[];
    updated?: unknown;
    notUpdated?: Record<string, { type: string; properties?: string[] }>;
    newState?: string;
  };
};

describe('urn:postern:sync', () => {
  test('settled 7: MailboxProgress/get tells messages on the server, messages indexed, and parts fetched out of turn', async () => {
    const counts = { serverMessages: 3_000, indexed: 260, threads: 180 };
    const windows = [{ position: 1_500, emails: 60, threads: 41, firstEmailId: 'e1' as never, firstThreadEmailId: null }];
    world.account.progressNow = [{ mailboxId: world.mailbox.inbox as never, ...counts, windows }];
    const progress = { id: world.mailbox.inbox, ...counts, windows };
    expect(await world.call('MailboxProgress/get')).toMatchObject({
      accountId: world.accountId,
      state: 'p0',
      list: [progress],
      notFound: [],
    });
    expect(await world.call('MailboxProgress/get', { ids: ['mNone'] })).toMatchObject({ list: [], notFound: ['mNone'] });
  });

  test('AccountHealth/check asks the mail server, also with a password that may only read', async () => {
    world.userMail.scope = 'read';
    expect(await world.call('AccountHealth/check', {})).toEqual({ accountId: world.accountId });
    world.userMail.scope = 'send';
    expect(world.account.checks).toBe(1);
  });

  test('settled 7: MailboxProgress/want hands the window on, also with a password that may only read', async () => {
    world.userMail.scope = 'read';
    expect(await world.call('MailboxProgress/want', { mailboxId: world.mailbox.inbox, position: 900, limit: 50 })).toEqual({
      accountId: world.accountId,
    });
    world.userMail.scope = 'send';
    expect(world.account.wantedWindows).toEqual([{ mailboxId: world.mailbox.inbox, position: 900, limit: 50 }]);
    expect((await world.call('MailboxProgress/want', { mailboxId: world.mailbox.inbox, position: -1, limit: 50 })).type).toBe(
      'invalidArguments',
    );
    expect((await world.call('MailboxProgress/want', { mailboxId: world.mailbox.inbox, position: 0, limit: 100_000 })).type).toBe(
      'invalidArguments',
    );
  });

  test('MailboxProgress/want with waitMs answers when the window is indexed, or when the time is over', async () => {
    const window = { mailboxId: world.mailbox.inbox, position: 900, limit: 50 };
    const { promise, resolve: serve } = Promise.withResolvers<void>();
    world.account.windowServed = promise;
    let isAnswered = false;
    const answer = world.call('MailboxProgress/want', { ...window, waitMs: 5_000 }).finally(() => {
      isAnswered = true;
    });
    await world.call('MailboxProgress/get');
    expect(isAnswered).toBe(false);
    serve();
    expect(await answer).toEqual({ accountId: world.accountId });
    world.account.windowServed = new Promise(() => undefined);
    expect(await world.call('MailboxProgress/want', { ...window, waitMs: 20 })).toEqual({ accountId: world.accountId });
    expect((await world.call('MailboxProgress/want', { ...window, waitMs: 60_000 })).type).toBe('invalidArguments');
  });

  test('AccountHealth/get answers while the account is not ready and the server cannot be reached', async () => {
    const { ready } = world.account;
    world.account.ready = () => Promise.reject(new MailError('temporary', 'not yet'));
    world.account.healthNow = {
      state: 'retrying',
      lastSyncAtMs: null,
      retryAtMs: Date.parse('2026-05-01T12:01:00Z'),
      pending: 2,
      toFetch: 40,
      toIndex: 7,
      connections: 0,
      pop3: { expireDays: 60, loginDelaySeconds: null, nextCheckAtMs: Date.parse('2026-05-01T12:10:00Z'), headersOnly: 3, lost: 1 },
      error: { kind: 'network', stage: 'tcp', code: 'ECONNREFUSED', serverText: null, host: 'mail.example.org' },
    };
    try {
      expect(await world.call('AccountHealth/get')).toEqual({
        accountId: world.accountId,
        state: 'h0',
        list: [
          {
            id: 'singleton',
            state: 'retrying',
            lastSyncAt: null,
            retryAt: '2026-05-01T12:01:00Z',
            pending: 2,
            toFetch: 40,
            toIndex: 7,
            connections: 0,
            error: {
              ...{ kind: 'network', stage: 'tcp', code: 'ECONNREFUSED', serverText: null, host: 'mail.example.org' },
              // table 8.2 of the protocol rules
              title: 'Nothing listens there',
              detail: 'The machine is there, but nothing listens on this port.',
              nextStep: 'Check the port.',
            },
            events: [],
            pop3: { expireDays: 60, loginDelaySeconds: null, nextCheckAt: '2026-05-01T12:10:00Z', headersOnly: 3, lost: 1 },
          },
        ],
        notFound: [],
      });
    } finally {
      world.account.ready = ready;
    }
  });

  test('J12: late refusals are events of the last seven days', async () => {
    const { events } = world.store;
    let sinceMs = 0;
    world.store.events = (_, since) => {
      sinceMs = since;
      return Promise.resolve([
        { id: 'v1', atMs: world.now.ms, kind: 'refused', emailId: 'e1' as never, mailboxId: null, blobId: null, serverText: 'NO not here' },
      ]);
    };
    try {
      const { list } = await world.call('AccountHealth/get', { properties: ['events'] });
      expect(list).toEqual([
        {
          id: 'singleton',
          events: [
            {
              id: 'v1',
              at: '2026-05-01T12:00:00Z',
              kind: 'refused',
              emailId: 'e1',
              mailboxId: null,
              blobId: null,
              serverText: 'NO not here',
            },
          ],
        },
      ]);
      expect(sinceMs).toBe(world.now.ms - 7 * 24 * 60 * 60_000);
    } finally {
      world.store.events = events;
    }
  });
});

describe('urn:postern:preferences', () => {
  test('a singleton with its defaults, without accountId', async () => {
    const { list, state } = await preferences('Preferences/get', {});
    expect(list).toEqual([{ id: 'singleton', ...defaultPreferences }]);
    expect(typeof state).toBe('string');
    expect((await preferences('Preferences/get', { accountId: world.accountId })).type).toBe('invalidArguments');
  });

  test('an update is kept, null sets the default, the state moves with it', async () => {
    const before = (await preferences('Preferences/get', {})).state;
    const { updated, newState } = await preferences('Preferences/set', { update: { singleton: { undoSeconds: 30, theme: 'dark' } } });
    expect(updated).toEqual({ singleton: null });
    expect(newState).not.toBe(before);
    expect((await preferences('Preferences/get', { properties: ['undoSeconds', 'theme'] })).list).toEqual([
      { id: 'singleton', undoSeconds: 30, theme: 'dark' },
    ]);
    await preferences('Preferences/set', { update: { singleton: { undoSeconds: null } } });
    expect((await preferences('Preferences/get', { properties: ['undoSeconds', 'theme'] })).list).toEqual([
      { id: 'singleton', undoSeconds: 10, theme: 'dark' },
    ]);
  });

  test('invalidProperties names all that are wrong and nothing is kept', async () => {
    const { notUpdated } = await preferences('Preferences/set', {
      update: { singleton: { undoSeconds: 31, density: 'airy', colour: 'red', theme: 'light' } },
    });
    expect(notUpdated?.singleton).toMatchObject({ type: 'invalidProperties', properties: ['undoSeconds', 'density', 'colour'] });
    expect((await preferences('Preferences/get', { properties: ['theme'] })).list).toEqual([{ id: 'singleton', theme: 'dark' }]);
  });

  test('RFC 8620 §5.3 singleton: neither created nor destroyed; another id is notFound', async () => {
    const answer = await preferences('Preferences/set', { create: { k: {} }, update: { other: {} }, destroy: ['singleton'] });
    expect(answer).toMatchObject({
      notCreated: { k: { type: 'singleton' } },
      notUpdated: { other: { type: 'notFound' } },
      notDestroyed: { singleton: { type: 'singleton' } },
    });
  });

  test('stateMismatch, and forbidden with a password that may only read', async () => {
    expect((await preferences('Preferences/set', { ifInState: 'other' })).type).toBe('stateMismatch');
    world.userMail.scope = 'read';
    expect((await preferences('Preferences/set', { update: { singleton: { theme: 'light' } } })).type).toBe('forbidden');
    world.userMail.scope = 'send';
  });

  test('stored values that no longer fit are shown as their defaults', async () => {
    await world.userMail.setPreferences({ undoSeconds: 'many', density: 'compact', gone: 1 });
    expect((await preferences('Preferences/get', { properties: ['undoSeconds', 'density'] })).list).toEqual([
      { id: 'singleton', undoSeconds: 10, density: 'compact' },
    ]);
  });
});
