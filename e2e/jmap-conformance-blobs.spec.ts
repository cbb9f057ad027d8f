import { createHash } from 'node:crypto';
import type { MethodResponse, SetResponse } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { Json } from './jmap/conformance.ts';
import { accountKinds, clientOn } from './jmap/conformance.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

const using = ['core', 'mail', 'blob', 'quota'].map((name) => `urn:ietf:params:jmap:${name}`);

/** RFC 8620 §6 and §7, RFC 9404, RFC 9425 and RFC 9749, sentence by sentence, over HTTP. */
for (const kind of accountKinds) {
  test.describe(`RFC 8620 §6, §7 and extensions on ${kind.name}`, () => {
    const client = clientOn(kind);
    const ask = async (method: string, args: Json): Promise<Json> => {
      const response = await client.door.post(JSON.stringify({ using, methodCalls: [[method, args, 'c']] }));
      const [[name, answer]] = ((await response.json()) as { methodResponses: [[string, Json]] }).methodResponses;
      return name === 'error' ? { error: answer.type } : answer;
    };
    const at = <Answer = Json>(method: string, args: Json = {}) =>
      ask(method, { accountId: client.accountId, ...args }) as Promise<Answer & { error?: string }>;

    test.describe('RFC 8620 §6', () => {
      test('§6.1: an upload answers accountId, blobId, type and size; without a type it is octets', async () => {
        expect(await client.door.put('abc', 'text/x-own; a=b')).toEqual({
          accountId: client.accountId,
          blobId: expect.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
          type: 'text/x-own; a=b',
          size: 3,
        });
        const bare = await client.door.upload(new Uint8Array([1, 2]), null);
        expect([bare.status, await bare.json()]).toMatchObject([201, { type: 'application/octet-stream', size: 2 }]);
        expect(await client.door.put(new Uint8Array(), 'text/plain')).toMatchObject({ size: 0 });
      });
      test('§6.1: an unknown account is 404, and without credentials 401', async () => {
        const url = client.door.session.uploadUrl;
        const post = (to: string, headers: Record<string, string>) => fetch(to, { method: 'POST', body: 'x', headers });
        const unknown = await post(url.replace('{accountId}', 'aNobody'), { authorization: client.door.authorization });
        expect([unknown.status, unknown.headers.get('content-type'), await unknown.json()]).toMatchObject([
          404,
          'application/problem+json',
          { status: 404 },
        ]);
        expect((await post(url.replace('{accountId}', client.accountId), {})).status).toBe(401);
      });
      test('§6.2: a download has the type and the name that were asked for, and may be kept for ever by its owner', async () => {
        const { blobId } = await client.door.put('hello', 'text/plain');
        const down = await client.door.download(blobId, 'Grüße "1".txt', 'application/x-own');
        expect([down.status, await down.text()]).toEqual([200, 'hello']);
        expect(down.headers.get('content-type')).toBe('application/x-own');
        expect(down.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%BC%C3%9Fe");
        expect(down.headers.get('cache-control')).toMatch(/private, immutable, max-age=31536000/);
        const part = await client.door.download(blobId, 'x', 'text/plain', { range: 'bytes=1-3' });
        expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 1-3/5', 'ell']);
      });
      test('§6.2: what is not there is 404, a type that is none 400, nobody 401', async () => {
        expect((await client.door.download('Uno', 'x', 'text/plain')).status).toBe(404);
        const { blobId } = await client.door.put('x', 'text/plain');
        expect((await client.door.download(blobId, 'x', 'no type')).status).toBe(400);
        const url = client.door.session.downloadUrl
          .replace('{accountId}', client.accountId)
          .replace('{blobId}', blobId)
          .replace('{name}', 'x')
          .replace('{type}', 'a%2Fb');
        expect((await fetch(url)).status).toBe(401);
      });
    });

    test.describe('RFC 9404', () => {
      const upload = (create: Json) => at<MethodResponse<'Blob/upload'>>('Blob/upload', { create });
      const get = (ids: readonly string[], args: Json = {}) => at<MethodResponse<'Blob/get'>>('Blob/get', { ids, ...args });
      const make = async (...data: Json[]): Promise<string> => (await upload({ k: { data } })).created!.k!.id;
      test('§3.1: the limits and names stand in accountCapabilities', () => {
        const value = client.door.session.accounts[client.accountId as never]!.accountCapabilities['urn:ietf:params:jmap:blob']!;
        expect(value.maxSizeBlobSet).toBeGreaterThan(0);
        expect(value.maxDataSources).toBeGreaterThanOrEqual(64);
        expect(value.supportedTypeNames).toEqual(expect.arrayContaining(['Email', 'Mailbox', 'Thread']));
        expect(value.supportedDigestAlgorithms).toEqual(expect.arrayContaining(['sha', 'sha-256']));
      });
      test('§4.1: text, base64 and stretches of blobs, one after the other; id, type and size come back', async () => {
        const whole = await make({ 'data:asText': 'Grüße' });
        const answer = await upload({
          k: {
            type: 'text/plain',
            data: [{ 'data:asText': 'a' }, { 'data:asBase64': 'AQI=' }, { blobId: whole, offset: 0, length: 2 }, { blobId: whole }],
          },
        });
        expect(answer.created!.k).toEqual({ id: expect.any(String), type: 'text/plain', size: 1 + 2 + 2 + 7 });
        const down = await client.door.download(answer.created!.k!.id, 'x', 'a/b');
        expect(Buffer.from(await down.arrayBuffer())).toEqual(
          Buffer.concat([Buffer.from('a'), Buffer.from([1, 2]), Buffer.from('Gr'), Buffer.from('Grüße')]),
        );
      });
      test('§4.1: a creation id is meant by # in the same call and in later ones', async () => {
        const answer = await upload({ one: { data: [{ 'data:asText': 'x' }] }, two: { data: [{ blobId: '#one' }, { blobId: '#one' }] } });
        expect(answer.created!.two!.size).toBe(2);
      });
      const wrong: [what: string, object: Json, type: string][] = [
        ['no data', {}, 'invalidProperties'],
        ['data that is no array', { data: 'x' }, 'invalidProperties'],
        ['base64 that is none', { data: [{ 'data:asBase64': '!' }] }, 'invalidProperties'],
        ['two sources in one', { data: [{ 'data:asText': 'x', 'data:asBase64': 'eA==' }] }, 'invalidProperties'],
        ['an unknown blob', { data: [{ blobId: 'Uno' }] }, 'blobNotFound'],
        ['a type that is none', { type: 'no type', data: [{ 'data:asText': 'x' }] }, 'invalidProperties'],
        ['an unknown property', { nothing: 1, data: [{ 'data:asText': 'x' }] }, 'invalidProperties'],
        ['too many sources', { data: Array.from({ length: 10_000 }, () => ({ 'data:asText': '' })) }, 'invalidProperties'],
      ];
      for (const [what, object, type] of wrong)
        test(`§4.1: ${what} is ${type}, and the others are made`, async () => {
          const { created, notCreated } = await upload({ bad: object, good: { data: [] } });
          expect([Object.keys(created!), notCreated!.bad!.type]).toEqual([['good'], type]);
        });
      test('§4.1: a stretch that lies outside of its blob is invalidProperties', async () => {
        const blobId = await make({ 'data:asText': 'abc' });
        for (const stretch of [{ offset: 4 }, { offset: 1, length: 3 }])
          expect((await upload({ k: { data: [{ blobId, ...stretch }] } })).notCreated!.k).toMatchObject({ type: 'invalidProperties' });
      });
      test('§4.2: data is text where it is UTF-8 and base64 where it is not; size is that of the whole', async () => {
        const [text, octets] = [await make({ 'data:asText': 'Grüße' }), await make({ 'data:asBase64': '/wA=' })];
        expect((await get([text, octets, 'Uno'])).list).toEqual([
          { id: text, 'data:asText': 'Grüße', size: 7 },
          { id: octets, 'data:asBase64': '/wA=', isEncodingProblem: true, size: 2 },
        ]);
        expect((await get([text, 'Uno'])).notFound).toEqual(['Uno']);
        expect((await get([octets], { properties: ['data:asText'] })).list).toEqual([
          { id: octets, 'data:asText': null, isEncodingProblem: true },
        ]);
        expect((await get([text], { properties: ['data:asBase64'] })).list).toEqual([
          { id: text, 'data:asBase64': Buffer.from('Grüße').toString('base64') },
        ]);
      });
      test('§4.2: offset and length; what lies beyond the end is isTruncated; digests are of the stretch', async () => {
        const id = await make({ 'data:asText': 'The quick brown fox' });
        const digest = (text: string) => createHash('sha256').update(text).digest('base64');
        const properties = ['data:asText', 'digest:sha-256', 'size'];
        expect((await get([id], { properties, offset: 4, length: 5 })).list).toEqual([
          { id, 'data:asText': 'quick', 'digest:sha-256': digest('quick'), size: 19 },
        ]);
        expect((await get([id], { properties, offset: 16, length: 9 })).list).toEqual([
          { id, 'data:asText': 'fox', 'digest:sha-256': digest('fox'), size: 19, isTruncated: true },
        ]);
        expect((await get([id], { properties: ['nothing'] })).error).toBe('invalidArguments');
        expect((await get([id], { properties: ['digest:md4'] })).error).toBe('invalidArguments');
      });
      test('§4.3: where a blob is used: Email, Thread and Mailbox; nowhere, it has empty lists; an unknown type is unknownDataType', async () => {
        const emailId = await client.make({ subject: 'looked up' });
        const { blobId, threadId } = await client.email(emailId, ['blobId', 'threadId']);
        const alone = await make({ 'data:asText': 'nowhere' });
        const typeNames = ['Email', 'Thread', 'Mailbox'];
        const answer = await at<MethodResponse<'Blob/lookup'>>('Blob/lookup', { typeNames, ids: [blobId, alone, 'Uno'] });
        expect(answer.list).toEqual([
          { id: blobId, matchedIds: { Email: [emailId], Thread: [threadId], Mailbox: [client.box.drafts] } },
          { id: alone, matchedIds: { Email: [], Thread: [], Mailbox: [] } },
        ]);
        expect(answer.notFound).toEqual(['Uno']);
        expect((await at('Blob/lookup', { typeNames: ['Nothing'], ids: [] })).error).toBe('unknownDataType');
      });
    });

    test.describe('RFC 9425', () => {
      for (const [method, args, type] of [
        ['Quota/get', { properties: ['nothing'] }, 'invalidArguments'],
        ['Quota/changes', { sinceState: 'never' }, 'cannotCalculateChanges'],
        ['Quota/changes', { sinceState: 'never', maxChanges: 0 }, 'invalidArguments'],
        ['Quota/query', { filter: { nothing: 1 } }, 'unsupportedFilter'],
        ['Quota/query', { sort: [{ property: 'nothing' }] }, 'unsupportedSort'],
        ['Quota/queryChanges', { sinceQueryState: 'never' }, 'cannotCalculateChanges'],
      ] as const)
        test(`§4: ${method} of ${JSON.stringify(args)} is ${type}`, async () => expect((await at(method, args)).error).toBe(type));
      test('§4.2: what is not there is notFound; §4.3: nothing since the present state; §4.4: filter and sort', async () => {
        const { state } = await at('Quota/get', { ids: null });
        expect(await at('Quota/get', { ids: ['qNo'] })).toMatchObject({ list: [], notFound: ['qNo'] });
        expect(await at('Quota/changes', { sinceState: state })).toMatchObject({
          created: [],
          updated: [],
          destroyed: [],
          updatedProperties: null,
        });
        const sort = [{ property: 'name' }, { property: 'used', isAscending: false }];
        expect(
          await at('Quota/query', { filter: { name: 'no such', scope: 'account', resourceType: 'count', type: 'Email' }, sort }),
        ).toMatchObject({ ids: [] });
      });
    });

    test.describe('RFC 8620 §7.2 PushSubscription', () => {
      const good = { deviceClientId: 'd', url: 'https://127.0.0.1:9/x', types: ['Email'] };
      const set = async (args: Json) => (await ask('PushSubscription/set', args)) as unknown as SetResponse<Json & { id: string }>;
      test('RFC 9749 §3: the key that pushes are signed with: an uncompressed point on P-256', () => {
        const { applicationServerKey } = client.door.session.capabilities['urn:ietf:params:jmap:webpush-vapid'];
        const point = Buffer.from(applicationServerKey, 'base64url');
        expect([point.length, point[0]]).toEqual([65, 4]);
      });
      test('§7.2.1, J22: neither accountId nor state; url and keys are forbidden to ask for, and not among all', async () => {
        const answer = await ask('PushSubscription/get', { ids: null });
        expect(Object.keys(answer).sort()).toEqual(['list', 'notFound']);
        for (const name of ['url', 'keys']) expect((await ask('PushSubscription/get', { properties: [name] })).error).toBe('forbidden');
        expect((await ask('PushSubscription/get', { accountId: client.accountId })).error).toBe('invalidArguments');
        expect((await ask('PushSubscription/set', { ifInState: 'x' })).error).toBe('invalidArguments');
      });
      const wrong: [what: string, object: Json, property: string][] = [
        ['http', { url: 'http://example.net/' }, 'url'],
        ['no url', { url: undefined }, 'url'],
        ['no deviceClientId', { deviceClientId: undefined }, 'deviceClientId'],
        ['a verificationCode at creation', { verificationCode: 'x' }, 'verificationCode'],
        ['keys that are no point', { keys: { p256dh: 'x', auth: 'y' } }, 'keys'],
        ['keys without auth', { keys: { p256dh: 'x' } }, 'keys'],
        ['an expires that is over', { expires: '2020-01-01T00:00:00Z' }, 'expires'],
        ['an expires that is none', { expires: 'x' }, 'expires'],
        ['types that are no Strings', { types: [1] }, 'types'],
        ['an id', { id: 'x' }, 'id'],
        ['an unknown property', { nothing: 1 }, 'nothing'],
      ];
      for (const [what, object, property] of wrong)
        test(`§7.2: ${what} is invalidProperties`, async () => {
          const { notCreated } = await set({ create: { k: { ...good, ...object } } });
          expect(notCreated!.k).toMatchObject({ type: 'invalidProperties', properties: [property] });
        });
      test('§7.2: expires is bounded, at 48 hours at the least, and comes back; what is immutable stays; destroyed it is gone', async () => {
        const { created } = await set({ create: { k: { ...good, expires: '2199-01-01T00:00:00Z' } } });
        const { id, expires } = created!.k!;
        expect(Date.parse(expires as string)).toBeGreaterThan(Date.now() + 48 * 60 * 60_000);
        expect(Date.parse(expires as string)).toBeLessThan(Date.parse('2199-01-01T00:00:00Z'));
        for (const patch of [{ url: 'https://x.test/' }, { deviceClientId: 'e' }, { verificationCode: 'wrong' }])
          expect((await set({ update: { [id]: patch } })).notUpdated![id]).toMatchObject({
            type: 'invalidProperties',
            properties: Object.keys(patch),
          });
        expect((await set({ update: { [id]: { types: null } } })).updated).toEqual({ [id]: null });
        expect((await ask('PushSubscription/get', { ids: [id] })).list).toEqual([
          { id, deviceClientId: 'd', verificationCode: null, expires, types: null },
        ]);
        const answer = await set({ destroy: [id, 'xNo'] });
        expect(answer).toMatchObject({ destroyed: [id], notDestroyed: { xNo: { type: 'notFound' } } });
        for (const name of ['accountId', 'oldState', 'newState']) expect(answer).not.toHaveProperty(name);
      });
    });
  });
}
