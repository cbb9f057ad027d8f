import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capability } from '#lib/contract/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { JmapWorld } from './testing/start-jmap.ts';
import { startJmap } from './testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const core = capability.core;
const echoRequest = (using: string[] = [core]) => JSON.stringify({ using, methodCalls: [['Core/echo', { hello: true }, 'c0']] });

describe('RFC 8620 §3.6.1 request-level errors', () => {
  test.each([null, 'text/plain', 'application/jsonp', 'multipart/form-data'])('notJSON: content type %s', async (type) => {
    const { status, problem } = await world.post(echoRequest(), type);
    expect(status).toBe(400);
    expect(problem?.type).toBe('urn:ietf:params:jmap:error:notJSON');
  });

  test.each(['application/json', 'application/json;charset=utf-8', 'Application/JSON ; charset="UTF-8"'])(
    'content type %s is JSON',
    async (type) => {
      expect((await world.post(echoRequest(), type)).status).toBe(200);
    },
  );

  test('notJSON: the request does not parse as I-JSON', async () => {
    for (const body of ['', '{', '{"using":[],"using":[],"methodCalls":[]}', Buffer.from([0x7b, 0xff, 0x7d])]) {
      const { status, problem } = await world.post(body);
      expect(status).toBe(400);
      expect(problem?.type).toBe('urn:ietf:params:jmap:error:notJSON');
      expect(problem?.status).toBe(400);
    }
  });

  test.each([
    '[]',
    'null',
    '{}',
    '{"using":[]}',
    '{"using":"urn:ietf:params:jmap:core","methodCalls":[]}',
    '{"using":[1],"methodCalls":[]}',
    '{"using":[],"methodCalls":{}}',
    '{"using":[],"methodCalls":[["Core/echo",{}]]}',
    '{"using":[],"methodCalls":[["Core/echo",{},"c0","more"]]}',
    '{"using":[],"methodCalls":[["Core/echo",[],"c0"]]}',
    '{"using":[],"methodCalls":[["Core/echo",{},1]]}',
    '{"using":[],"methodCalls":[],"createdIds":{"a":1}}',
    '{"using":[],"methodCalls":[],"createdIds":null}',
  ])('notRequest: %s', async (body) => {
    const { status, problem } = await world.post(body);
    expect(status).toBe(400);
    expect(problem?.type).toBe('urn:ietf:params:jmap:error:notRequest');
  });

  test('unknownCapability: one that the server does not have', async () => {
    const { status, problem } = await world.post(echoRequest([core, 'https://example.com/apis/foobar']));
    expect(status).toBe(400);
    expect(problem).toMatchObject({ type: 'urn:ietf:params:jmap:error:unknownCapability', status: 400 });
    expect(problem?.detail).toContain('https://example.com/apis/foobar');
  });

  test('limit: too many calls, with the name of the limit', async () => {
    const call = ['Core/echo', {}, 'c'];
    const request = (count: number) => JSON.stringify({ using: [core], methodCalls: Array.from({ length: count }, () => call) });
    expect((await world.post(request(world.limits.callsInRequest))).status).toBe(200);
    const { status, problem } = await world.post(request(world.limits.callsInRequest + 1));
    expect(status).toBe(400);
    expect(problem).toMatchObject({ type: 'urn:ietf:params:jmap:error:limit', limit: 'maxCallsInRequest' });
  });

  test('limit: too many octets', async () => {
    const { problem } = await world.post(Buffer.alloc(world.limits.requestBytes + 1, 0x20));
    expect(problem).toMatchObject({ type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeRequest' });
  });
});

test('RFC 8620 §3.3: properties of the Request that are not known are ignored', async () => {
  const { status } = await world.post(JSON.stringify({ using: [core], methodCalls: [], another: { deep: 1 } }));
  expect(status).toBe(200);
});

test('RFC 8620 §4: Core/echo answers its arguments, references resolved', async () => {
  const body = {
    using: [core],
    methodCalls: [
      ['Core/echo', { hello: true, high: 5 }, 'b3ff'],
      ['Core/echo', { '#x': { resultOf: 'b3ff', name: 'Core/echo', path: '/high' } }, ''],
    ],
  };
  const { response } = await world.post(JSON.stringify(body));
  expect(response?.methodResponses).toEqual([
    ['Core/echo', { hello: true, high: 5 }, 'b3ff'],
    ['Core/echo', { x: 5 }, ''],
  ]);
});

test('RFC 8620 §3.4: the response carries the state of the Session', async () => {
  expect((await world.post(echoRequest())).response?.sessionState).toBe('session-1');
});

test('RFC 8620 §3.4: createdIds comes back only when given, with all that was in it', async () => {
  expect((await world.post(echoRequest())).response).not.toHaveProperty('createdIds');
  const { response } = await world.post(JSON.stringify({ using: [core], methodCalls: [], createdIds: { k1: 'm1' } }));
  expect(response?.createdIds).toEqual({ k1: 'm1' });
});

describe('RFC 8620 §3.6.2 method-level errors', () => {
  test('J17: with nothing in using every method is unknownMethod, Core/echo too', async () => {
    const { status, response } = await world.post(echoRequest([]));
    expect(status).toBe(200);
    expect(response?.methodResponses).toEqual([['error', { type: 'unknownMethod' }, 'c0']]);
  });

  test('§1.8: a method whose capability was not opted into is unknownMethod', async () => {
    const body = {
      using: [core, capability.submission],
      methodCalls: [
        ['Mailbox/get', { accountId: world.accountId }, 'c0'],
        ['AccountHealth/get', { accountId: world.accountId }, 'c1'],
      ],
    };
    const { response } = await world.post(JSON.stringify(body));
    expect(response?.methodResponses.map(([name, { type }]) => [name, type])).toEqual([
      ['error', 'unknownMethod'],
      ['error', 'unknownMethod'],
    ]);
  });

  test('an error stands at its place and the calls behind it run', async () => {
    const responses = await world.calls(['Core/echo', { n: 1 }], ['Foo/bar', {}], ['constructor', {}], ['Core/echo', { n: 2 }]);
    expect(responses).toEqual([
      ['Core/echo', { n: 1 }, 'c0'],
      ['error', { type: 'unknownMethod' }, 'c1'],
      ['error', { type: 'unknownMethod' }, 'c2'],
      ['Core/echo', { n: 2 }, 'c3'],
    ]);
  });

  test('invalidArguments: missing accountId, wrong type, unknown argument (§3.9, J17)', async () => {
    for (const given of [
      {},
      { accountId: 1 },
      { accountId: null },
      { accountId: world.accountId, ids: 'x' },
      { accountId: world.accountId, bogus: 1 },
      { accountId: 'a b' },
    ]) {
      const [response] = await world.calls(['Mailbox/get', given]);
      expect(response?.[0]).toBe('error');
      expect(response?.[1].type).toBe('invalidArguments');
    }
  });

  test('invalidResultReference and invalidArguments for references come before the method', async () => {
    const reference = { resultOf: 'c9', name: 'Mailbox/get', path: '/list' };
    const [lost, both] = await world.calls(['Mailbox/get', { '#ids': reference }], ['Mailbox/get', { ids: null, '#ids': reference }]);
    expect(lost?.[1].type).toBe('invalidResultReference');
    expect(both?.[1].type).toBe('invalidArguments');
  });

  test.each([
    ['Mailbox/get', {}],
    ['Mailbox/changes', { sinceState: 'x' }],
    ['Mailbox/query', {}],
    ['Mailbox/set', {}],
    ['Email/get', { ids: [] }],
    ['Email/changes', { sinceState: 'x' }],
    ['Email/query', {}],
    ['Email/queryChanges', { sinceQueryState: 'x' }],
    ['Email/set', {}],
    ['Email/import', { emails: {} }],
    ['Thread/get', { ids: [] }],
    ['Thread/changes', { sinceState: 'x' }],
    ['Identity/get', {}],
    ['Identity/changes', { sinceState: 'x' }],
    ['Identity/set', {}],
    ['EmailSubmission/get', {}],
    ['EmailSubmission/changes', { sinceState: 'x' }],
    ['EmailSubmission/query', {}],
    ['EmailSubmission/set', {}],
    ['MailboxProgress/get', {}],
    ['MailboxProgress/want', { mailboxId: 'm1', position: 0, limit: 1 }],
    ['AccountHealth/get', {}],
  ])('accountNotFound: %s of an account that is not this person’s (V6)', async (name, given) => {
    const [response] = await world.calls([name, { ...given, accountId: 'aNobodys' }]);
    expect(response).toEqual(['error', { type: 'accountNotFound' }, 'c0']);
  });

  const writes = ['Mailbox/set', 'Email/set', 'Identity/set', 'EmailSubmission/set'] as const;
  test.each(writes)('accountReadOnly: %s with a password that may only read', async (name) => {
    world.userMail.scope = 'read';
    try {
      expect(await world.call(name)).toEqual({ type: 'accountReadOnly' });
      expect((await world.call('Email/import', { emails: {} })).type).toBe('accountReadOnly');
      expect((await world.call('Mailbox/get')).list).toBeInstanceOf(Array);
    } finally {
      world.userMail.scope = 'send';
    }
  });

  test('forbidden: EmailSubmission/set with a password that may change but not send', async () => {
    world.userMail.scope = 'write';
    try {
      expect((await world.call('EmailSubmission/set')).type).toBe('forbidden');
      expect((await world.call('Email/set')).accountId).toBe(world.accountId);
    } finally {
      world.userMail.scope = 'send';
    }
  });

  test('serverUnavailable: the account is not ready (J21), and the text of the failure stays inside', async () => {
    const { ready } = world.account;
    world.account.ready = () => Promise.reject(new MailError('temporary', 'secret-canary', { serverText: 'secret-canary' }));
    try {
      const answer = await world.call('Mailbox/get');
      expect(answer.type).toBe('serverUnavailable');
      expect(JSON.stringify(answer)).not.toContain('secret-canary');
    } finally {
      world.account.ready = ready;
    }
  });

  test('serverFail: an unexpected failure is logged, its text appears neither in the answer nor in the log', async () => {
    const { ready } = world.account;
    world.account.ready = () => Promise.reject(new TypeError('secret-canary'));
    try {
      const answer = await world.call('Mailbox/get');
      expect(answer.type).toBe('serverFail');
      expect(JSON.stringify(answer)).not.toContain('secret-canary');
      expect(world.logLines.at(-1)).toContain(world.accountId);
      expect(world.logLines.join('')).not.toContain('secret-canary');
    } finally {
      world.account.ready = ready;
    }
  });
});

test('RFC 8620 §5.6: queryChanges from a state that was never given cannot be calculated', async () => {
  for (const name of ['Mailbox/queryChanges', 'Email/queryChanges', 'EmailSubmission/queryChanges'] as const) {
    expect(await world.call(name, { sinceQueryState: 'x' })).toEqual({ type: 'cannotCalculateChanges' });
  }
});
