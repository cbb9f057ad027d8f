import { expect, test } from './fixtures.ts';
import type { Json, Result } from './jmap/conformance.ts';
import { accountKinds, clientOn, plain } from './jmap/conformance.ts';
import { capabilities, downloadUrl } from './jmap/jmap-door.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

/** RFC 8620 §1 to §3 and §5, sentence by sentence, over HTTP. */
for (const kind of accountKinds) {
  test.describe(`RFC 8620 on ${kind.name}`, () => {
    const client = clientOn(kind, [{ raw: plain('one') }, { raw: plain('two') }, { raw: plain('three') }]);
    const core = 'urn:ietf:params:jmap:core';
    const request = async (body: unknown, contentType = 'application/json') => {
      const response = await client.door.post(typeof body === 'string' ? body : JSON.stringify(body), { 'content-type': contentType });
      return { status: response.status, type: response.headers.get('content-type'), body: (await response.json()) as Json };
    };
    const answers = async (methodCalls: unknown[], using: string[] = capabilities): Promise<[string, Json, string][]> =>
      (await request({ using, methodCalls })).body.methodResponses as [string, Json, string][];

    test.describe('§2 the Session', () => {
      const limits = ['maxSizeUpload', 'maxConcurrentUpload', 'maxSizeRequest', 'maxConcurrentRequests', 'maxCallsInRequest'];
      for (const name of [...limits, 'maxObjectsInGet', 'maxObjectsInSet'])
        test(`§2: capabilities: core has ${name}, an UnsignedInt`, () => {
          const value = (client.door.session.capabilities[core] as Json)[name];
          expect(Number.isSafeInteger(value) && (value as number) > 0).toBe(true);
        });
      test('§2: suggested minimums: 50 MB up, 4 uploads, 10 MB and 16 calls a request, 4 requests, 500 objects', () => {
        const given = client.door.session.capabilities[core];
        expect(given.maxSizeUpload).toBeGreaterThanOrEqual(50_000_000);
        expect(given.maxConcurrentUpload).toBeGreaterThanOrEqual(4);
        expect(given.maxSizeRequest).toBeGreaterThanOrEqual(10_000_000);
        expect(given.maxConcurrentRequests).toBeGreaterThanOrEqual(4);
        expect(given.maxCallsInRequest).toBeGreaterThanOrEqual(16);
        expect(given.maxObjectsInGet).toBeGreaterThanOrEqual(500);
        expect(given.maxObjectsInSet).toBeGreaterThanOrEqual(500);
      });
      test('§2: collationAlgorithms are names of the collation registry', () => {
        const names = client.door.session.capabilities[core].collationAlgorithms;
        expect(names).toContain('i;unicode-casemap');
        expect(names.every((name) => name.startsWith('i;'))).toBe(true);
      });
      test('§2: mail and submission are empty objects among the capabilities, with values in each account that has them', () => {
        for (const name of ['urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission'] as const) {
          expect(client.door.session.capabilities[name]).toEqual({});
          expect(client.door.session.accounts[client.door.accountId as never]!.accountCapabilities[name]).toBeInstanceOf(Object);
        }
      });
      test('§2: the keys of accountCapabilities and primaryAccounts are keys of capabilities', () => {
        const { capabilities: known, accounts, primaryAccounts } = client.door.session;
        for (const name of [
          ...Object.values(accounts).flatMap((one) => Object.keys(one.accountCapabilities)),
          ...Object.keys(primaryAccounts),
        ])
          expect(known).toHaveProperty([name]);
      });
      test('§2: an account has a name, isPersonal and isReadOnly', () => {
        expect(client.door.session.accounts[client.door.accountId as never]).toMatchObject({
          name: client.user.address,
          isPersonal: true,
          isReadOnly: false,
        });
      });
      test('§2: username is the one that the credentials name', () => expect(client.door.session.username).toBe(client.user.address));
      test('§2: downloadUrl has accountId, blobId, type and name, uploadUrl accountId, eventSourceUrl types, closeafter and ping', () => {
        const { downloadUrl: down, uploadUrl, eventSourceUrl } = client.door.session;
        for (const name of ['accountId', 'blobId', 'type', 'name']) expect(down).toContain(`{${name}}`);
        expect(uploadUrl).toContain('{accountId}');
        for (const name of ['types', 'closeafter', 'ping']) expect(eventSourceUrl).toContain(`{${name}}`);
      });
      test('§2: the Session is not kept by caches; nothing changed, so its state is the same, and that of every Response', async () => {
        const again = await fetch(`${new URL(client.door.session.apiUrl).origin}/.well-known/jmap`, {
          headers: { authorization: client.door.authorization },
        });
        expect(again.headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate');
        expect(again.headers.get('content-type')).toMatch(/^application\/json/);
        const { state } = (await again.json()) as Json;
        expect(state).toBe(client.door.session.state);
        expect((await request({ using: [core], methodCalls: [] })).body.sessionState).toBe(state);
      });
      const wrong: [string, string | null][] = [
        ['none', null],
        ['a wrong password', `Basic ${Buffer.from('nobody@example.test:wrong').toString('base64')}`],
        ['a user name that is no address', `Basic ${Buffer.from('foo:bar').toString('base64')}`],
        ['a token that nobody has', 'Bearer nothing'],
        ['an unknown scheme', 'Digest x'],
      ];
      for (const [what, authorization] of wrong)
        test(`§8.2: credentials, ${what}: 401 with WWW-Authenticate`, async ({ app }) => {
          const headers: Record<string, string> = authorization === null ? {} : { authorization };
          for (const [path, method] of [
            ['/.well-known/jmap', 'GET'],
            ['/api/jmap', 'POST'],
          ] as const) {
            const refused = await fetch(`${app.url}${path}`, { method, headers });
            expect(refused.status).toBe(401);
            expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
          }
        });
    });

    test.describe('§3 requests', () => {
      const notJson = 'urn:ietf:params:jmap:error:notJSON';
      const notRequest = 'urn:ietf:params:jmap:error:notRequest';
      const whole: [string, unknown, string, string][] = [
        ['§3.1: another content type', { using: [], methodCalls: [] }, 'text/plain', notJson],
        ['§3.6.1: no JSON', '{"using":', 'application/json', notJson],
        ['§3.6.1: a name twice in one object is no I-JSON', '{"using":[],"using":[],"methodCalls":[]}', 'application/json', notJson],
        ['§3.6.1: half a surrogate is no I-JSON', '{"using":["\\ud800"],"methodCalls":[]}', 'application/json', notJson],
        ['§3.6.1: an array is no Request', '[]', 'application/json', notRequest],
        ['§3.6.1: null is no Request', 'null', 'application/json', notRequest],
        ['§3.6.1: without using', { methodCalls: [] }, 'application/json', notRequest],
        ['§3.6.1: without methodCalls', { using: [] }, 'application/json', notRequest],
        ['§3.6.1: using that is no array', { using: core, methodCalls: [] }, 'application/json', notRequest],
        ['§3.2: an invocation of two', { using: [core], methodCalls: [['Core/echo', {}]] }, 'application/json', notRequest],
        ['§3.2: arguments that are no object', { using: [core], methodCalls: [['Core/echo', [], 'a']] }, 'application/json', notRequest],
        ['§3.2: a call id that is no string', { using: [core], methodCalls: [['Core/echo', {}, 1]] }, 'application/json', notRequest],
        ['§3.3: createdIds that map to no ids', { using: [core], methodCalls: [], createdIds: { a: 1 } }, 'application/json', notRequest],
        [
          '§3.6.1: an unknown capability',
          { using: ['urn:x'], methodCalls: [] },
          'application/json',
          'urn:ietf:params:jmap:error:unknownCapability',
        ],
      ];
      for (const [sentence, body, contentType, type] of whole)
        test(`${sentence} → problem details, ${type.slice(type.lastIndexOf(':') + 1)}`, async () => {
          const refused = await request(body, contentType);
          expect([refused.status, refused.type]).toEqual([400, 'application/problem+json']);
          expect(refused.body).toMatchObject({ type, status: 400, detail: expect.any(String) });
        });
      test('§3.6.1: more calls than maxCallsInRequest → limit, with its name', async () => {
        const most = client.door.session.capabilities[core].maxCallsInRequest;
        const calls = (count: number) => Array.from({ length: count }, (_, at) => ['Core/echo', {}, String(at)]);
        expect((await answers(calls(most))).length).toBe(most);
        const refused = await request({ using: [core], methodCalls: calls(most + 1) });
        expect(refused.body).toMatchObject({ type: 'urn:ietf:params:jmap:error:limit', status: 400, limit: 'maxCallsInRequest' });
      });
      test('§3.6.1: more octets than maxSizeRequest → limit, with its name', async () => {
        const text = 'x'.repeat(client.door.session.capabilities[core].maxSizeRequest);
        const refused = await request({ using: [core], methodCalls: [['Core/echo', { text }, 'a']] });
        expect(refused.body).toMatchObject({ type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeRequest' });
      });
      test('§3.1: a charset parameter on application/json is no other type', async () =>
        expect((await request({ using: [], methodCalls: [] }, 'application/json; charset=utf-8')).status).toBe(200));
      test('§3.3: what a Request has beyond its properties is passed over', async () =>
        expect((await request({ using: [core], methodCalls: [], foo: 1 })).status).toBe(200));
      test('§3.4: a Response has methodResponses, sessionState and nothing else', async () =>
        expect(Object.keys((await request({ using: [core], methodCalls: [] })).body).sort()).toEqual(['methodResponses', 'sessionState']));
      test('§3.5: the same call id twice is answered twice, in order', async () =>
        expect(
          await answers([
            ['Core/echo', { n: 1 }, 'a'],
            ['Core/echo', { n: 2 }, 'a'],
          ]),
        ).toEqual([
          ['Core/echo', { n: 1 }, 'a'],
          ['Core/echo', { n: 2 }, 'a'],
        ]));
      test('§4: Core/echo gives back its arguments as they are', async () => {
        const given = { a: [1, null, { b: 'ü😀' }], hello: true, 'x/y': {} };
        expect(await answers([['Core/echo', given, 'b3ff']])).toEqual([['Core/echo', given, 'b3ff']]);
      });
      test('§1.8: a method whose capability is not used is unknownMethod, Core/echo too', async () => {
        expect(await answers([['Core/echo', {}, 'a']], [])).toEqual([['error', { type: 'unknownMethod' }, 'a']]);
        expect(await answers([['Email/get', { accountId: client.accountId }, 'a']], [core])).toEqual([
          ['error', { type: 'unknownMethod' }, 'a'],
        ]);
      });
      for (const name of ['Foo/get', 'email/get', 'Email/Get', 'Email', '', 'toString', '__proto__', 'Email/get/'])
        test(`§3.6.2: the method «${name}» is unknownMethod, and the next call runs`, async () =>
          expect(
            await answers([
              [name, {}, 'a'],
              ['Core/echo', {}, 'b'],
            ]),
          ).toEqual([
            ['error', { type: 'unknownMethod' }, 'a'],
            ['Core/echo', {}, 'b'],
          ]));
    });

    test.describe('§3.6.2, §5.1 arguments', () => {
      const methods = [
        'Mailbox/get',
        'Mailbox/query',
        'Email/get',
        'Email/query',
        'Email/set',
        'Thread/get',
        'Identity/get',
        'EmailSubmission/get',
        'EmailSubmission/query',
      ];
      for (const method of methods) {
        test(`§5: ${method} without, with a null and with a bad accountId is invalidArguments, with an unknown one accountNotFound`, async () => {
          const types: unknown[] = [];
          for (const accountId of [null, 5, 'aNobody'] as unknown[]) types.push((await client.result(method, { accountId })).error);
          const [without] = await answers([[method, {}, 'a']]);
          expect([without![1].type, ...types]).toEqual(['invalidArguments', 'invalidArguments', 'invalidArguments', 'accountNotFound']);
        });
        test(`§3.6.2: ${method} with an argument that it does not have is invalidArguments`, async () =>
          expect((await client.result(method, { nothing: 1 })).error).toBe('invalidArguments'));
      }
      const gets = ['Mailbox/get', 'Email/get', 'Thread/get', 'Identity/get', 'EmailSubmission/get'];
      for (const method of gets) {
        test(`§5.1: ${method}: ids [] is an empty list; unknown ids, each once, are notFound`, async () => {
          expect(await client.result(method, { ids: [] })).toEqual({
            accountId: client.accountId,
            state: expect.any(String),
            list: [],
            notFound: [],
          });
          expect(await client.result(method, { ids: ['xNo', 'xNo', 'yNo'] })).toMatchObject({ list: [], notFound: ['xNo', 'yNo'] });
        });
        test(`§5.1: ${method}: properties [] gives id alone, an unknown property is invalidArguments`, async () => {
          const { list } = await client.result(method, { ids: null, properties: [] });
          for (const one of list as Json[]) expect(Object.keys(one)).toEqual(['id']);
          expect((await client.result(method, { ids: [], properties: ['nothing'] })).error).toBe('invalidArguments');
        });
        test(`§5.1: ${method}: more ids than maxObjectsInGet is requestTooLarge`, async () => {
          const ids = Array.from({ length: client.door.session.capabilities[core].maxObjectsInGet + 1 }, (_, at) => `x${at}`);
          expect((await client.result(method, { ids })).error).toBe('requestTooLarge');
        });
      }
      for (const ids of ['x', [5], [''], ['a b'], { a: 1 }])
        test(`§1.2, §5.1: ids ${JSON.stringify(ids)} are invalidArguments`, async () =>
          expect((await client.result('Email/get', { ids })).error).toBe('invalidArguments'));
      test('§5.3: more objects than maxObjectsInSet, of all three kinds together, is requestTooLarge', async () => {
        const half = Array.from({ length: client.door.session.capabilities[core].maxObjectsInSet / 2 + 1 }, (_, at) => `x${at}`);
        const update = Object.fromEntries(half.map((id) => [id, {}]));
        expect((await client.result('Email/set', { update, destroy: half })).error).toBe('requestTooLarge');
      });
    });

    test.describe('§3.7 result references', () => {
      const broken: [string, unknown][] = [
        ['an id that no earlier call has', { resultOf: 'no', name: 'Mailbox/query', path: '/ids' }],
        ['a call that comes later', { resultOf: 'last', name: 'Core/echo', path: '' }],
        ['a response of another name', { resultOf: 'a', name: 'Mailbox/get', path: '/ids' }],
        ['an error', { resultOf: 'e', name: 'Email/get', path: '/list' }],
        ['a path to nothing', { resultOf: 'a', name: 'Mailbox/query', path: '/nothing' }],
        ['a path past the end of an array', { resultOf: 'a', name: 'Mailbox/query', path: '/ids/999' }],
        ['an index with a leading zero', { resultOf: 'a', name: 'Mailbox/query', path: '/ids/00' }],
        ['`*` on what is no array', { resultOf: 'a', name: 'Mailbox/query', path: '/*' }],
        ['a pointer without its slash', { resultOf: 'a', name: 'Mailbox/query', path: 'ids' }],
        ['a stray ~', { resultOf: 'a', name: 'Mailbox/query', path: '/~2' }],
        ['what is no ResultReference', 'a'],
        ['a ResultReference without a path', { resultOf: 'a', name: 'Mailbox/query' }],
      ];
      for (const [what, reference] of broken)
        test(`§3.7: ${what} is invalidResultReference, and the other calls run`, async () => {
          const accountId = client.accountId;
          const all = await answers([
            ['Mailbox/query', { accountId }, 'a'],
            ['Email/get', { accountId: 'aNobody' }, 'e'],
            ['Mailbox/get', { accountId, '#ids': reference }, 'b'],
            ['Core/echo', {}, 'last'],
          ]);
          expect(all[2]).toEqual(['error', { type: 'invalidResultReference', description: expect.any(String) }, 'b']);
          expect(all[3]![0]).toBe('Core/echo');
        });
      test('§3.7: an argument both plain and by reference is invalidArguments', async () => {
        const accountId = client.accountId;
        const reference = { resultOf: 'a', name: 'Mailbox/query', path: '/ids' };
        const [, second] = await answers([
          ['Mailbox/query', { accountId }, 'a'],
          ['Mailbox/get', { accountId, ids: [], '#ids': reference }, 'b'],
        ]);
        expect(second![1].type).toBe('invalidArguments');
      });
      test('§3.7: `*` maps over arrays, of arrays it makes one array, one level deep', async () => {
        const given = { list: [{ ids: ['a', 'b'] }, { ids: ['c', ['d']] }, { ids: [] }] };
        const all = await answers([
          ['Core/echo', given, 'a'],
          ['Core/echo', { '#all': { resultOf: 'a', name: 'Core/echo', path: '/list/*/ids' } }, 'b'],
        ]);
        expect(all[1]).toEqual(['Core/echo', { all: ['a', 'b', 'c', ['d']] }, 'b']);
      });
      test('§3.7: ~1 is a slash and ~0 a tilde; a reference to null is null', async () => {
        const all = await answers([
          ['Core/echo', { 'a/b~c': { d: null } }, 'a'],
          [
            'Core/echo',
            { '#x': { resultOf: 'a', name: 'Core/echo', path: '/a~1b~0c/d' }, '#y': { resultOf: 'a', name: 'Core/echo', path: '' } },
            'b',
          ],
        ]);
        expect(all[1]![1]).toEqual({ x: null, y: { 'a/b~c': { d: null } } });
      });
    });

    test.describe('§5.2 /changes', () => {
      for (const type of ['Mailbox', 'Email', 'Thread', 'Identity', 'EmailSubmission']) {
        test(`§5.2: ${type}/changes: nothing since the present state; an unknown state is cannotCalculateChanges`, async () => {
          const { state } = await client.result(`${type}/get`, { ids: [] });
          const none = { oldState: state, newState: state, hasMoreChanges: false, created: [], updated: [], destroyed: [] };
          expect(await client.result(`${type}/changes`, { sinceState: state })).toMatchObject({ accountId: client.accountId, ...none });
          expect((await client.result(`${type}/changes`, { sinceState: 'never' })).error).toBe('cannotCalculateChanges');
        });
        for (const maxChanges of [0, -1, 1.5, 'x'])
          test(`§5.2: ${type}/changes: maxChanges ${JSON.stringify(maxChanges)} is invalidArguments`, async () => {
            const { state } = await client.result(`${type}/get`, { ids: [] });
            expect((await client.result(`${type}/changes`, { sinceState: state, maxChanges })).error).toBe('invalidArguments');
          });
        test(`§5.2: ${type}/changes without sinceState is invalidArguments`, async () =>
          expect((await client.result(`${type}/changes`)).error).toBe('invalidArguments'));
      }
      test('§5.2: made and changed is created alone; made and destroyed is nothing; changed and destroyed is destroyed alone', async () => {
        const before = await client.make();
        const { state } = await client.result('Email/get', { ids: [] });
        const [changed, gone] = [await client.make(), await client.make()];
        await client.result('Email/set', { update: { [changed]: { 'keywords/a': true }, [before]: { 'keywords/a': true } } });
        await client.result('Email/set', { destroy: [gone, before] });
        expect(await client.result('Email/changes', { sinceState: state })).toMatchObject({
          created: [changed],
          updated: [],
          destroyed: [before],
        });
      });
      test('§5.2: pages of maxChanges lead, by intermediate states, to the whole', async () => {
        const { state } = await client.result('Email/get', { ids: [] });
        const made = [await client.make(), await client.make(), await client.make(), await client.make(), await client.make()];
        const seen: unknown[] = [];
        let page: Result = { newState: state, hasMoreChanges: true };
        while (page.hasMoreChanges === true) {
          page = await client.result('Email/changes', { sinceState: page.newState, maxChanges: 2 });
          const ids = page.created as string[];
          expect(ids.length + (page.updated as string[]).length).toBeLessThanOrEqual(2);
          seen.push(...ids);
        }
        expect(seen.sort()).toEqual(made.sort());
      });
    });

    test('§6.2: the templates are RFC 6570 level 1: reserved characters come percent-encoded', async () => {
      const { blobId } = await client.door.put('x', 'text/plain');
      const url = downloadUrl(client.door.session, client.accountId, blobId, 'a/b ?&ü.txt', 'text/plain; charset=utf-8');
      const down = await fetch(url, { headers: { authorization: client.door.authorization } });
      expect([down.status, down.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    });
  });
}
