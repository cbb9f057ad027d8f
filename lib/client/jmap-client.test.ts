import { expect, test } from 'vitest';
import { isMailError } from '#lib/mail/index.ts';
import { createJmapClient } from './jmap-client.ts';
import { createFakeAccount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';

function setUp() {
  const jmap = createFakeJmap([createFakeAccount('one', 'mia@postern.example', 'Mia')]);
  const world = createTestWorld(jmap);
  const session = jmap.session('http://postern.test');
  return { jmap, world, session, client: createJmapClient(world.tab(), session) };
}

const failureOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (isMailError(error) ? error : null),
  );

test('calls made in one tick share a request', async () => {
  const { jmap, client } = setUp();
  await Promise.all([
    client.call('Mailbox/get', { accountId: 'one', ids: null }),
    client.call('Identity/get', { accountId: 'one', ids: null }),
    client.call('Preferences/get', { ids: null }),
  ]);
  expect(jmap.requests).toHaveLength(1);
  await client.call('Mailbox/get', { accountId: 'one', ids: null });
  expect(jmap.requests).toHaveLength(2);
});

test('a batch with references stays in one request when the limit splits the others', async () => {
  const { jmap, session, world } = setUp();
  session.capabilities['urn:ietf:params:jmap:core'].maxCallsInRequest = 3;
  const client = createJmapClient(world.tab(), session);
  const single = [1, 2].map(() => client.call('Mailbox/get', { accountId: 'one', ids: null }));
  const chained = client.batch((batch) => {
    const found = batch.call('Email/query', { accountId: 'one', filter: {} });
    return batch.call('Email/get', { accountId: 'one', '#ids': found.ref('/ids'), properties: ['id'] });
  });
  await Promise.all([...single, chained.result]);
  expect(jmap.requests.map((request) => request.methodCalls.length)).toEqual([2, 2]);
});

test('a method error becomes a MailError with the JMAP type as its code, and spares the other calls', async () => {
  const { jmap, client } = setUp();
  jmap.failNext('Email/query', 'unsupportedFilter');
  const [failed, mailboxes] = await Promise.all([
    failureOf(client.call('Email/query', { accountId: 'one' })),
    client.call('Mailbox/get', { accountId: 'one', ids: null }),
  ]);
  expect(failed?.code).toBe('unsupportedFilter');
  expect(mailboxes.list).toHaveLength(6);
});

test('what stood on a failed call fails too', async () => {
  const { jmap, client } = setUp();
  jmap.failNext('Email/query', 'serverUnavailable');
  const got = client.batch((batch) => {
    const found = batch.call('Email/query', { accountId: 'one' });
    return batch.call('Email/get', { accountId: 'one', '#ids': found.ref('/ids') });
  });
  expect((await failureOf(got.result))?.code).toBe('invalidResultReference');
});

test('a gateway out of reach is a network error of every call', async () => {
  const { world, client } = setUp();
  world.goAway();
  const failures = await Promise.all([1, 2].map(() => failureOf(client.call('Mailbox/get', { accountId: 'one', ids: null }))));
  expect(failures.map((error) => error?.kind)).toEqual(['network', 'network']);
});
