import type { Email, GetResponse, Invocation, ProblemDetails, QueryResponse, SetResponse, Thread } from '#lib/contract/index.ts';
import { problemDetailsSchema, responseSchema } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import { capabilities, openDoor } from './jmap/jmap-door.ts';
import { mailboxIds } from './jmap/mailboxes.ts';
import { buildMessage } from './servers/index.ts';

const core = 'urn:ietf:params:jmap:core';
const request = (methodCalls: unknown, using: unknown = capabilities) => JSON.stringify({ using, methodCalls });
const ids = async (answer: Promise<QueryResponse>) => (await answer).ids;

test('RFC 8620 §3.6.1: errors of a whole request, with status, type and content type', async ({ app, newUser }) => {
  const door = await openDoor(app.url, await newUser());
  const echo = request([['Core/echo', {}, 'a']]);
  const refused: [string, string, Parameters<typeof door.post>, string?][] = [
    ['no JSON', 'notJSON', ['{"using": [']],
    ['empty', 'notJSON', ['']],
    ['duplicate names are no I-JSON', 'notJSON', ['{"using": [], "using": [], "methodCalls": []}']],
    ['a lone surrogate is no I-JSON', 'notJSON', ['{"using": [], "methodCalls": [], "x": "\\ud800"}']],
    ['octets that are no UTF-8', 'notJSON', [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])]],
    ['another content type', 'notJSON', [echo, { 'content-type': 'text/plain' }]],
    ['an array', 'notRequest', ['[]']],
    ['no methodCalls', 'notRequest', [JSON.stringify({ using: [core] })]],
    ['a call without id', 'notRequest', [request([['Core/echo', {}]])]],
    ['an unknown capability', 'unknownCapability', [request([['Core/echo', {}, 'a']], [core, 'urn:example:other'])]],
    ['too many calls', 'limit', [request(Array.from({ length: 65 }, (_, index) => ['Core/echo', {}, `${index}`]))], 'maxCallsInRequest'],
    ['too large', 'limit', [request([['Core/echo', { text: 'x'.repeat(10 * 1024 * 1024) }, 'a']])], 'maxSizeRequest'],
  ];
  for (const [what, type, [body, headers], limit] of refused) {
    const response = await door.post(body, headers);
    expect(response.status, what).toBe(400);
    expect(response.headers.get('content-type'), what).toBe('application/problem+json');
    expect(response.headers.get('cache-control'), what).toContain('no-store');
    const problem = problemDetailsSchema.parse(await response.json()) as ProblemDetails;
    expect(problem, what).toMatchObject({ type: `urn:ietf:params:jmap:error:${type}`, status: 400, ...(limit ? { limit } : {}) });
  }
  expect((await fetch(door.session.apiUrl, { headers: { authorization: door.authorization } })).status).toBe(405);

  const fine = await door.post(echo, { 'content-type': 'application/json; charset=utf-8' });
  expect([fine.status, fine.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  const answer = responseSchema.parse(await fine.json());
  expect(answer.sessionState).toBe(door.session.state);
});

test('RFC 8620 §3.6.2, §3.7: errors of one method stop no other; references and creation ids', async ({ app, newUser }) => {
  const door = await openDoor(app.url, await newUser());
  const answers = await door.call(
    ['Email/nonsense', {}, 'unknown'],
    ['Email/get', { ids: 'all' }, 'invalid'],
    ['Email/get', { '#ids': { resultOf: 'nothing', name: 'Email/query', path: '/ids' } }, 'dangling'],
    ['Email/get', { ids: [], '#ids': { resultOf: 'x', name: 'Email/query', path: '/ids' } }, 'both'],
    ['Email/get', { ids: Array.from({ length: 1_001 }, (_, index) => `M${index}`) }, 'many'],
    ['Email/query', { filter: { nonsense: 1 } }, 'filter'],
    ['Email/query', { sort: [{ property: 'nonsense' }] }, 'sort'],
    ['Email/changes', { sinceState: 'never.1' }, 'state'],
    ['Mailbox/query', { filter: { role: 'inbox' } }, 'query'],
    ['Mailbox/get', { '#ids': { resultOf: 'query', name: 'Mailbox/query', path: '/ids' }, properties: ['role', 'name'] }, 'get'],
  );
  expect(answers.slice(0, 8).map(([name, { type }, callId]) => [name, type, callId])).toEqual([
    ['error', 'unknownMethod', 'unknown'],
    ['error', 'invalidArguments', 'invalid'],
    ['error', 'invalidResultReference', 'dangling'],
    ['error', 'invalidArguments', 'both'],
    ['error', 'requestTooLarge', 'many'],
    ['error', 'unsupportedFilter', 'filter'],
    ['error', 'unsupportedSort', 'sort'],
    ['error', 'cannotCalculateChanges', 'state'],
  ]);
  expect(answers[9]).toMatchObject(['Mailbox/get', { list: [{ role: 'inbox', name: 'INBOX' }], notFound: [] }, 'get']);
  // what was not opted into does not exist, and without any capability not even Core/echo (J17)
  for (const [using, method] of [
    [[core], 'Mailbox/get'],
    [[], 'Core/echo'],
  ] as const) {
    const response = await door.post(request([[method, { accountId: door.accountId, ids: null }, 'a']], using));
    expect(((await response.json()) as { methodResponses: Invocation[] }).methodResponses).toEqual([
      ['error', { type: 'unknownMethod' }, 'a'],
    ]);
  }

  const created = await door.post(
    JSON.stringify({
      using: capabilities,
      createdIds: { known: 'Xyz' },
      methodCalls: [
        [
          'Mailbox/set',
          { accountId: door.accountId, create: { parent: { name: 'Parent' }, child: { name: 'Child', parentId: '#parent' } } },
          'a',
        ],
        ['Email/set', { accountId: door.accountId, create: { mail: { mailboxIds: { '#child': true }, subject: 'In the child' } } }, 'b'],
      ],
    }),
  );
  const { createdIds, methodResponses } = (await created.json()) as { createdIds: Record<string, string>; methodResponses: Invocation[] };
  expect(Object.keys(createdIds).sort()).toEqual(['child', 'known', 'mail', 'parent']);
  expect(methodResponses.map(([name]) => name)).toEqual(['Mailbox/set', 'Email/set']);
  const { list } = await door.ask<GetResponse<Email>>('Email/get', { ids: [createdIds.mail], properties: ['mailboxIds'] });
  expect(list[0]?.mailboxIds).toEqual({ [createdIds.child!]: true });
});

test('RFC 8621: a window of conversations in one request: query, get, threads, all their Emails', async ({ app, newUser, mailServers }) => {
  const user = await newUser('batch');
  const start = Date.UTC(2026, 0, 1);
  const message = (subject: string, minute: number, reply?: { inReplyTo: string }) =>
    buildMessage({
      from: 'Ben <ben@example.test>',
      to: [user.address],
      subject,
      text: `Text of ${subject}`,
      messageId: `${subject.replaceAll(/\W/g, '')}@example.test`,
      dateMs: start + minute * 60_000,
      ...(reply ? { ...reply, references: [reply.inReplyTo] } : {}),
    });
  await mailServers.appendMany(user, 'INBOX', [
    { raw: message('One', 0), receivedAtMs: start },
    { raw: message('Two', 1), receivedAtMs: start + 60_000 },
    { raw: message('Re: One', 2, { inReplyTo: 'One@example.test' }), receivedAtMs: start + 120_000 },
  ]);
  const door = await openDoor(app.url, user);
  await expect.poll(() => ids(door.ask<QueryResponse>('Email/query', {}))).toHaveLength(3);
  const answers = await door.call(
    [
      'Email/query',
      { filter: null, sort: [{ property: 'receivedAt', isAscending: false }], collapseThreads: true, limit: 2, calculateTotal: true },
      'q',
    ],
    ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['threadId', 'subject'] }, 'newest'],
    ['Thread/get', { '#ids': { resultOf: 'newest', name: 'Email/get', path: '/list/*/threadId' } }, 'threads'],
    [
      'Email/get',
      {
        '#ids': { resultOf: 'threads', name: 'Thread/get', path: '/list/*/emailIds' },
        properties: ['subject', 'from', 'receivedAt', 'bodyValues', 'textBody'],
        fetchTextBodyValues: true,
      },
      'all',
    ],
  );
  expect(answers.map(([name]) => name)).toEqual(['Email/query', 'Email/get', 'Thread/get', 'Email/get']);
  const query = answers[0]![1] as unknown as QueryResponse;
  expect([query.ids.length, query.total, query.position]).toEqual([2, 2, 0]);
  const newest = (answers[1]![1] as unknown as GetResponse<Email>).list;
  expect(newest.map(({ subject }) => subject).sort()).toEqual(['Re: One', 'Two']);
  const threads = (answers[2]![1] as unknown as GetResponse<Thread>).list;
  expect(threads.map(({ emailIds }) => emailIds.length).sort()).toEqual([1, 2]);
  const all = (answers[3]![1] as unknown as GetResponse<Email>).list;
  expect(all.map(({ subject }) => subject).sort()).toEqual(['One', 'Re: One', 'Two']);
  for (const email of all) {
    const part = email.textBody?.[0];
    expect(email.bodyValues?.[part?.partId ?? '']?.value.trim()).toBe(`Text of ${email.subject}`);
    expect(email.from).toEqual([{ name: 'Ben', email: 'ben@example.test' }]);
  }
  // a Thread lists its Emails in the order of receipt
  const [first, second] = threads
    .find(({ emailIds }) => emailIds.length === 2)!
    .emailIds.map((id) => all.find((email) => email.id === id)?.subject);
  expect([first, second]).toEqual(['One', 'Re: One']);
  const boxes = await mailboxIds(door);
  expect(await ids(door.ask<QueryResponse>('Email/query', { filter: { inMailbox: boxes.inbox, text: 'two' } }))).toHaveLength(1);
  const set = await door.ask<SetResponse>('Email/set', { update: { [newest[0]!.id]: { 'keywords/$Flagged': true } } });
  expect(set.updated).toHaveProperty(newest[0]!.id);
  expect(await ids(door.ask<QueryResponse>('Email/query', { filter: { hasKeyword: '$flagged' } }))).toEqual([newest[0]!.id]);
});
