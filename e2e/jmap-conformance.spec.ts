import type {
  ChangesResponse,
  Email,
  EmailParseResponse,
  GetResponse,
  Identity,
  Mailbox,
  QueryChangesResponse,
  QueryResponse,
  SearchSnippetGetResponse,
  SetResponse,
  Thread,
} from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { JmapDoor } from './jmap/jmap-door.ts';
import { capabilities, openDoor } from './jmap/jmap-door.ts';
import { mailboxIds } from './jmap/mailboxes.ts';
import { ourPage, signInByPost } from './jmap/web-session.ts';
import { buildMessage } from './servers/index.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

/** Sentences of RFC 8620 and RFC 8621 with MUST or SHOULD in them, asked over HTTP of an account on Dovecot; the section stands in the name. */
let door: JmapDoor;
let box: Record<string, string>;
test.beforeAll(async ({ app, mailServers }) => {
  const user = await mailServers.newUser('rfc');
  await mailServers.appendMany(user, 'INBOX', [
    { raw: buildMessage({ from: 'Zoe <zoe@example.test>', to: [user.address], subject: 'Apples', text: 'a needle in a haystack' }) },
    { raw: buildMessage({ from: 'bob@example.test', to: [user.address], subject: 'bananas', text: 'nothing' }), flags: ['\\Seen'] },
    {
      raw: buildMessage({
        from: 'carl@example.test',
        to: [user.address],
        subject: 'Cherries',
        text: 'more',
        html: '<p>more <b>html</b></p>',
      }),
      flags: ['\\Flagged'],
    },
  ]);
  door = await openDoor(app.url, user);
  box = await mailboxIds(door);
  await expect.poll(async () => (await query({})).ids.length).toBe(3);
});

type Json = Record<string, unknown>;
const query = (args: Json) => door.ask<QueryResponse>('Email/query', args);
const errorOf = async (method: string, args: Json): Promise<unknown> => {
  const [first] = await door.call([method, args]);
  return first![0] === 'error' ? first![1].type : first![0];
};
const get = async (ids: string[], args: Json = {}) => (await door.ask<GetResponse<Email>>('Email/get', { ids, ...args })).list;
const set = (args: Json) => door.ask<SetResponse>('Email/set', args);
const draft = (more: Json = {}): Json => ({
  mailboxIds: { [box.drafts!]: true },
  subject: 'Made here',
  from: [{ name: null, email: 'rfc@example.test' }],
  textBody: [{ partId: 't', type: 'text/plain' }],
  bodyValues: { t: { value: 'written here' } },
  ...more,
});
const made = async (more: Json = {}): Promise<string> => (await set({ create: { k: draft(more) } })).created!.k!.id;

test.describe('RFC 8620', () => {
  test('§1.6.2, §2: every account has the capabilities of its methods, and primary accounts are accounts', () => {
    const { accounts, primaryAccounts, capabilities: all } = door.session;
    expect(primaryAccounts).not.toHaveProperty('urn:ietf:params:jmap:core');
    for (const [capability, id] of Object.entries(primaryAccounts)) {
      expect(all).toHaveProperty([capability]);
      expect(accounts[id as never]!.accountCapabilities).toHaveProperty([capability]);
    }
  });

  test('§3.1: a request is application/json in I-JSON; §3.4: so is the answer, with sessionState', async () => {
    const response = await door.post(JSON.stringify({ using: capabilities, methodCalls: [['Core/echo', { high: 'ä😀', n: 1.5 }, 'x']] }));
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      methodResponses: [['Core/echo', { high: 'ä😀', n: 1.5 }, 'x']],
      sessionState: door.session.state,
    });
  });

  test('§3.3: createdIds that are given come back with what was made; not given, they do not', async () => {
    const request = {
      using: capabilities,
      createdIds: { old: 'mOld' },
      methodCalls: [['Mailbox/set', { accountId: door.accountId, create: { nu: { name: 'createdIds' } } }, 'x']],
    };
    const answer = (await (await door.post(JSON.stringify(request))).json()) as {
      createdIds: Json;
      methodResponses: [string, SetResponse, string][];
    };
    expect(answer.createdIds).toEqual({ old: 'mOld', nu: answer.methodResponses[0]![1].created!.nu!.id });
    const { createdIds: _, ...without } = { ...request, methodCalls: [['Core/echo', {}, 'x']] };
    expect(await (await door.post(JSON.stringify(without))).json()).not.toHaveProperty('createdIds');
  });

  test('§3.6.2: what is wrong with one call is told of that call', async () => {
    expect(await errorOf('Foo/get', {})).toBe('unknownMethod');
    expect(await errorOf('Email/get', { accountId: 'aNone', ids: [] })).toBe('accountNotFound');
    expect(await errorOf('Email/get', { accountId: null, ids: [] })).toBe('invalidArguments');
    expect(await errorOf('Email/get', { ids: [], properties: ['nonsense'] })).toBe('invalidArguments');
    expect(await errorOf('Mailbox/query', { sort: [{ property: 'name', collation: 'i;none' }] })).toBe('unsupportedSort');
    expect(await errorOf('Mailbox/query', { filter: { operator: 'XOR', conditions: [] } })).toBe('invalidArguments');
  });

  test('§3.7: references: `*`, escapes, nested arrays flattened; every broken one is invalidResultReference', async () => {
    const answers = await door.call(
      ['Email/query', { limit: 3 }, 'q'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['threadId'] }, 'e'],
      ['Thread/get', { '#ids': { resultOf: 'e', name: 'Email/get', path: '/list/*/threadId' } }, 't'],
      ['Email/get', { '#ids': { resultOf: 't', name: 'Thread/get', path: '/list/*/emailIds' }, properties: ['id'] }, 'all'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/get', path: '/ids' } }, 'name'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids/9' } }, 'index'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query', path: 'ids' } }, 'slash'],
      ['Email/get', { '#ids': { resultOf: 'q', name: 'Email/query' } }, 'form'],
    );
    expect(answers[3]![1].list).toHaveLength(3);
    expect(answers.slice(4).map(([name, { type }]) => [name, type])).toEqual(Array(4).fill(['error', 'invalidResultReference']));
  });

  test('§5.1: id is always given; ids not found are named; the same id twice is one object', async () => {
    const { ids } = await query({ limit: 1 });
    const answer = await door.ask<GetResponse<Email>>('Email/get', { ids: [ids[0], ids[0], 'eNone'], properties: ['subject'] });
    expect(answer.list).toEqual([{ id: ids[0], subject: expect.any(String) }]);
    expect(answer.notFound).toEqual(['eNone']);
    expect(await door.ask('Mailbox/get', { ids: [] })).toMatchObject({ list: [], notFound: [] });
  });

  test('§5.2: changes name each id once; maxChanges is kept and intermediate states lead to the end', async () => {
    const { state } = await door.ask<GetResponse<Email>>('Email/get', { ids: [] });
    const ids = [await made(), await made(), await made()];
    await set({ update: { [ids[0]!]: { 'keywords/$seen': true } }, destroy: [ids[1]] });
    const whole = await door.ask<ChangesResponse>('Email/changes', { sinceState: state });
    expect(whole).toMatchObject({ oldState: state, hasMoreChanges: false, updated: [], destroyed: [] });
    expect([...whole.created].sort()).toEqual([ids[0], ids[2]].sort());
    const seen: string[] = [];
    let at = state;
    for (let more = true; more; ) {
      const page = await door.ask<ChangesResponse>('Email/changes', { sinceState: at, maxChanges: 1 });
      expect(page.created.length + page.updated.length + page.destroyed.length).toBeLessThanOrEqual(1);
      seen.push(...page.created);
      more = page.hasMoreChanges;
      at = page.newState;
    }
    expect(at).toBe(whole.newState);
    expect(seen.sort()).toEqual([...whole.created].sort());
    expect(await errorOf('Email/changes', { sinceState: state, maxChanges: 0 })).toBe('invalidArguments');
  });

  test('§5.3: ifInState; PatchObject; SetErrors', async () => {
    const id = await made();
    expect(await errorOf('Email/set', { ifInState: 'other', destroy: [id] })).toBe('stateMismatch');
    const { notUpdated } = await set({
      update: {
        eNone: { 'keywords/$seen': true },
        [id]: { keywords: {}, 'keywords/$seen': true },
      },
    });
    expect(notUpdated).toMatchObject({ eNone: { type: 'notFound' }, [id]: { type: 'invalidPatch' } });
    expect((await set({ update: { [id]: { 'nothing/here': 1 } } })).notUpdated).toMatchObject({ [id]: { type: 'invalidPatch' } });
    expect((await set({ update: { [id]: { subject: 'immutable' } } })).notUpdated).toMatchObject({
      [id]: { type: 'invalidProperties', properties: ['subject'] },
    });
    // an immutable property with its own value, and the whole object sent back, are fine
    const [whole] = await get([id]);
    expect((await set({ update: { [id]: { subject: 'Made here' } } })).updated).toEqual({ [id]: null });
    expect((await set({ update: { [id]: whole! as never } })).updated).toEqual({ [id]: null });
    expect(await set({ update: { [id]: { 'keywords/$seen': true } }, destroy: [id] })).toMatchObject({
      notUpdated: { [id]: { type: 'willDestroy' } },
      destroyed: [id],
    });
    expect((await set({ destroy: [id] })).notDestroyed).toEqual({ [id]: { type: 'notFound' } });
  });

  test('§5.5: position, negative position, anchor and anchorOffset, limit, calculateTotal', async () => {
    const sort = [{ property: 'subject' }];
    const filter = { inMailbox: box.inbox };
    const ask = (args: Json) => query({ filter, sort, ...args });
    const { ids } = await ask({});
    expect(ids).toHaveLength(3);
    expect(await ask({ position: 1, limit: 1, calculateTotal: true })).toMatchObject({ position: 1, ids: [ids[1]], total: 3 });
    expect(await ask({ position: -2 })).toMatchObject({ position: 1, ids: ids.slice(1) });
    expect(await ask({ position: -9 })).toMatchObject({ position: 0, ids });
    expect(await ask({ position: 9 })).toMatchObject({ ids: [] });
    expect(await ask({ anchor: ids[1], anchorOffset: -1, limit: 2 })).toMatchObject({ position: 0, ids: ids.slice(0, 2) });
    expect(await ask({ anchor: ids[1], anchorOffset: -9 })).toMatchObject({ position: 0, ids });
    expect(await ask({ limit: 0 })).toMatchObject({ ids: [] });
    expect(await ask({})).not.toHaveProperty('total');
    expect(await errorOf('Email/query', { filter, sort, anchor: 'eNone' })).toBe('anchorNotFound');
    expect(await errorOf('Email/query', { filter, sort, limit: -1 })).toBe('invalidArguments');
  });

  test('§5.6: queryChanges lead from the old result to the new one', async () => {
    const filter = { inMailbox: box.drafts, notKeyword: '$answered' };
    const args = { filter, sort: [{ property: 'receivedAt', isAscending: false }], collapseThreads: true };
    const gone = await made();
    const before = await query(args);
    expect(before.canCalculateChanges).toBe(true);
    await set({ update: { [gone]: { 'keywords/$answered': true } } });
    const fresh = await made();
    const changes = await door.ask<QueryChangesResponse>('Email/queryChanges', {
      ...args,
      sinceQueryState: before.queryState,
      calculateTotal: true,
    });
    const now = await query(args);
    const spliced = before.ids.filter((id) => !changes.removed.includes(id));
    for (const { id, index } of changes.added) spliced.splice(index, 0, id);
    expect(spliced).toEqual(now.ids);
    expect(changes.added.map(({ id }) => id)).toContain(fresh);
    expect(changes).toMatchObject({ oldQueryState: before.queryState, newQueryState: now.queryState, total: now.ids.length });
    for (const method of ['Email', 'Mailbox', 'EmailSubmission'])
      expect(await errorOf(`${method}/queryChanges`, { sinceQueryState: 'never' })).toBe('cannotCalculateChanges');
  });

  test('§6.1, §6.2: what was uploaded comes back, with the type that is asked for; a part of it by Range', async () => {
    const up = await door.put('hello world', 'text/x-own');
    expect(up).toMatchObject({ accountId: door.accountId, type: 'text/x-own', size: 11 });
    const down = await door.download(up.blobId, 'häl/lo.txt', 'text/plain');
    expect([down.status, down.headers.get('content-type'), await down.text()]).toEqual([200, 'text/plain', 'hello world']);
    expect(down.headers.get('cache-control')).toContain('immutable');
    const part = await door.download(up.blobId, 'x', 'text/plain', { range: 'bytes=6-8' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 6-8/11', 'wor']);
    expect((await door.download('Unone', 'x', 'text/plain')).status).toBe(404);
    expect((await door.put('', 'text/plain')).size).toBe(0);
  });

  test('§6.3: Blob/copy: an unknown account to copy from is fromAccountNotFound; J17: within one account it is invalidArguments', async () => {
    expect(await errorOf('Blob/copy', { fromAccountId: 'aNone', blobIds: [] })).toBe('fromAccountNotFound');
    expect(await errorOf('Blob/copy', { fromAccountId: door.accountId, blobIds: [] })).toBe('invalidArguments');
  });

  test('§7.2: PushSubscription has no account and no state, and never gives url and keys back', async () => {
    const post = async (method: string, args: Json): Promise<[string, Json]> => {
      const response = await door.post(JSON.stringify({ using: capabilities, methodCalls: [[method, args, 'p']] }));
      const { methodResponses } = (await response.json()) as { methodResponses: [string, Json, string][] };
      return [methodResponses[0]![0], methodResponses[0]![1]];
    };
    const url = 'https://127.0.0.1:9/never';
    const [name, { created }] = (await post('PushSubscription/set', {
      create: { k: { deviceClientId: 'd', url }, bad: { deviceClientId: 'd', url: 'http://x.example' } },
    })) as [string, { created: Record<string, { id: string; expires: string }> }];
    expect(name).toBe('PushSubscription/set');
    const { id, expires } = created.k!;
    expect(Date.parse(expires) - Date.now()).toBeGreaterThan(48 * 3_600_000);
    expect(await post('PushSubscription/get', { ids: null })).toEqual([
      'PushSubscription/get',
      { list: [{ id, deviceClientId: 'd', verificationCode: null, expires, types: null }], notFound: [] },
    ]);
    expect((await post('PushSubscription/get', { ids: [id], properties: ['url'] }))[1]).toMatchObject({ type: 'forbidden' });
    expect((await post('PushSubscription/set', { update: { [id]: { verificationCode: 'wrong' } } }))[1]).toMatchObject({
      notUpdated: { [id]: { type: 'invalidProperties' } },
    });
    expect((await post('PushSubscription/set', { destroy: [id] }))[1]).toMatchObject({ destroyed: [id] });
  });
});

test.describe('RFC 8621', () => {
  test('§2: Mailbox: every property, one role each, rights', async () => {
    const { list } = await door.ask<GetResponse<Mailbox>>('Mailbox/get', { ids: null });
    const roles = list.map(({ role }) => role).filter((role) => role !== null);
    expect(new Set(roles).size).toBe(roles.length);
    for (const mailbox of list) {
      expect(Object.keys(mailbox).sort()).toEqual(
        [
          'id',
          'isSubscribed',
          'myRights',
          'name',
          'parentId',
          'role',
          'sortOrder',
          'totalEmails',
          'totalThreads',
          'unreadEmails',
          'unreadThreads',
        ].sort(),
      );
      expect(Object.values(mailbox.myRights).every((right) => typeof right === 'boolean')).toBe(true);
    }
  });

  test('§2.2: updatedProperties names the counts when nothing else changed', async () => {
    const { state } = await door.ask<GetResponse<Mailbox>>('Mailbox/get', { ids: [] });
    await made();
    const changes = await door.ask<ChangesResponse & { updatedProperties: string[] | null }>('Mailbox/changes', { sinceState: state });
    expect(changes.updated).toContain(box.drafts);
    expect([...changes.updatedProperties!].sort()).toEqual(['totalEmails', 'totalThreads', 'unreadEmails', 'unreadThreads']);
  });

  test('§2.3: filter, sort, sortAsTree, filterAsTree', async () => {
    const { created } = await door.ask<SetResponse>('Mailbox/set', {
      create: {
        b: { name: 'tree-b' },
        a: { name: 'tree-a' },
        b1: { name: 'tree-1', parentId: '#b' },
        a1: { name: 'tree-2', parentId: '#a' },
      },
    });
    const id = (key: string) => created![key]!.id;
    const ask = async (args: Json) => (await door.ask<QueryResponse>('Mailbox/query', args)).ids;
    const sort = [{ property: 'name' }];
    expect(await ask({ filter: { name: 'tree-' }, sort })).toEqual([id('b1'), id('a1'), id('a'), id('b')]);
    expect(await ask({ filter: { name: 'tree-' }, sort, sortAsTree: true })).toEqual([id('a'), id('a1'), id('b'), id('b1')]);
    expect(await ask({ filter: { name: 'tree-1' }, filterAsTree: true })).toEqual([]);
    expect(await ask({ filter: { parentId: id('a') } })).toEqual([id('a1')]);
    expect(await ask({ filter: { role: 'drafts' } })).toEqual([box.drafts]);
    expect(await ask({ filter: { operator: 'NOT', conditions: [{ hasAnyRole: true }] }, sort })).toEqual(
      expect.arrayContaining([id('a'), id('b')]),
    );
  });

  test('§2.5: mailboxHasChild, mailboxHasEmail, onDestroyRemoveEmails, alreadyExists', async () => {
    const set2 = (args: Json) => door.ask<SetResponse>('Mailbox/set', args);
    const { created } = await set2({ create: { p: { name: 'parent' }, c: { name: 'child', parentId: '#p' } } });
    const [p, c] = [created!.p!.id, created!.c!.id];
    expect((await set2({ destroy: [p] })).notDestroyed).toMatchObject({ [p]: { type: 'mailboxHasChild' } });
    const { created: email } = await set({ create: { k: draft({ mailboxIds: { [c]: true } }) } });
    expect((await set2({ destroy: [c] })).notDestroyed).toMatchObject({ [c]: { type: 'mailboxHasEmail' } });
    expect((await set2({ create: { k: { name: 'parent' } } })).notCreated).toMatchObject({ k: { type: 'alreadyExists' } });
    expect((await set2({ update: { [p]: { parentId: c } } })).notUpdated).toMatchObject({ [p]: { type: 'invalidProperties' } });
    expect((await set2({ destroy: [c, p], onDestroyRemoveEmails: true })).destroyed!.sort()).toEqual([c, p].sort());
    expect(await get([email!.k!.id])).toEqual([]);
  });

  test('§3: a Thread lists its Emails by receivedAt, and a reply joins it', async () => {
    const id = await made({ messageId: ['first@rfc.example'], receivedAt: '2026-01-02T00:00:00Z', subject: 'thread' });
    const reply = await made({
      inReplyTo: ['first@rfc.example'],
      references: ['first@rfc.example'],
      receivedAt: '2026-01-01T00:00:00Z',
      subject: 'Re: thread',
    });
    const [email] = await get([id], { properties: ['threadId'] });
    const { list } = await door.ask<GetResponse<Thread>>('Thread/get', { ids: [email!.threadId] });
    expect(list).toEqual([{ id: email!.threadId, emailIds: [reply, id] }]);
  });

  test('§4.1.2, §4.1.3: header forms, `:all`, forbidden forms, names as they were asked for', async () => {
    const id = await made({
      'header:X-Own:asText': 'grün',
      'header:X-Many:asRaw:all': [' one', ' two'],
      'header:List-Post:asURLs': ['mailto:list@example.test', 'https://example.test/post'],
      'header:Resent-Date:asDate': '2026-02-03T04:05:06+01:00',
      to: [{ name: 'Ä B', email: 'ab@example.test' }],
    });
    const properties = [
      'header:x-own:asText',
      'header:X-MANY:asText:all',
      'header:x-many',
      'header:List-Post:asURLs',
      'header:Resent-Date:asDate',
      'header:To:asGroupedAddresses',
      'header:Nothing',
      'header:Nothing:all',
      'headers',
    ];
    const [email] = await get([id], { properties });
    expect(email).toMatchObject({
      'header:x-own:asText': 'grün',
      'header:X-MANY:asText:all': ['one', 'two'],
      'header:x-many': ' two',
      'header:List-Post:asURLs': ['mailto:list@example.test', 'https://example.test/post'],
      'header:Resent-Date:asDate': '2026-02-03T04:05:06+01:00',
      'header:To:asGroupedAddresses': [{ name: null, addresses: [{ name: 'Ä B', email: 'ab@example.test' }] }],
      'header:Nothing': null,
      'header:Nothing:all': [],
    });
    for (const property of [
      'header:From:asDate',
      'header:Subject:asAddresses',
      'header:Date:asText',
      'header:X-Y:asNothing',
      'header:',
      'header:X Y',
    ])
      expect(await errorOf('Email/get', { ids: [id], properties: [property] }), property).toBe('invalidArguments');
  });

  test('§4.1.4, §4.2: body parts, values, truncation', async () => {
    const { blobId } = await door.put('%PDF', 'application/pdf');
    const id = await made({
      htmlBody: [{ partId: 'h', type: 'text/html' }],
      bodyValues: { t: { value: 'ääää' }, h: { value: '<p>one <a href="https://example.test">two</a></p>' } },
      attachments: [{ blobId, type: 'application/pdf', name: 'ä.pdf', disposition: 'attachment' }],
    });
    const [email] = await get([id], {
      properties: ['bodyStructure', 'textBody', 'htmlBody', 'attachments', 'hasAttachment', 'bodyValues', 'preview'],
      fetchAllBodyValues: true,
    });
    expect(email!.bodyStructure).toMatchObject({
      partId: null,
      blobId: null,
      type: 'multipart/mixed',
      subParts: [{ type: 'multipart/alternative', subParts: [{ type: 'text/plain' }, { type: 'text/html' }] }, { type: 'application/pdf' }],
    });
    expect([email!.textBody[0]!.type, email!.htmlBody[0]!.type]).toEqual(['text/plain', 'text/html']);
    expect(email!.attachments).toMatchObject([{ name: 'ä.pdf', type: 'application/pdf', size: 4, disposition: 'attachment' }]);
    expect([email!.hasAttachment, email!.preview]).toEqual([true, 'ääää']);
    expect(Object.values(email!.bodyValues).map(({ value }) => value)).toEqual([
      'ääää',
      '<p>one <a href="https://example.test">two</a></p>',
    ]);
    const [cut] = await get([id], { properties: ['bodyValues'], fetchAllBodyValues: true, maxBodyValueBytes: 12 });
    for (const { value, isTruncated } of Object.values(cut!.bodyValues))
      if (isTruncated) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(12);
    expect(Object.values(cut!.bodyValues)[1]).toMatchObject({ value: '<p>one ', isTruncated: true });
    const down = await door.download(email!.attachments[0]!.blobId!, 'a.pdf', 'application/pdf');
    expect(await down.text()).toBe('%PDF');
  });

  test('§4.4: filters and sorts', async () => {
    const inInbox = (condition: Json) => ({ operator: 'AND', conditions: [{ inMailbox: box.inbox }, condition] });
    const subjects = async (condition: Json, sort: Json[] = [{ property: 'subject' }]): Promise<string[]> => {
      const { ids } = await query({ filter: inInbox(condition), sort });
      const list = await get(ids, { properties: ['subject'] });
      return ids.map((id) => list.find((one) => one.id === id)!.subject!);
    };
    expect(await subjects({})).toEqual(['Apples', 'bananas', 'Cherries']);
    expect(await subjects({}, [{ property: 'subject', isAscending: false }])).toEqual(['Cherries', 'bananas', 'Apples']);
    expect(await subjects({}, [{ property: 'from' }])).toEqual(['bananas', 'Cherries', 'Apples']);
    expect(await subjects({}, [{ property: 'hasKeyword', keyword: '$flagged', isAscending: false }, { property: 'subject' }])).toEqual([
      'Cherries',
      'Apples',
      'bananas',
    ]);
    expect(await subjects({ hasKeyword: '$seen' })).toEqual(['bananas']);
    expect(await subjects({ notKeyword: '$seen' })).toEqual(['Apples', 'Cherries']);
    expect(await subjects({ from: 'zoe' })).toEqual(['Apples']);
    expect(await subjects({ from: 'zoe@example.test' })).toEqual(['Apples']);
    expect(await subjects({ subject: 'CHERRIES' })).toEqual(['Cherries']);
    expect(await subjects({ body: 'needle' })).toEqual(['Apples']);
    expect(await subjects({ text: 'bananas' })).toEqual(['bananas']);
    expect(await subjects({ header: ['From', 'zoe'] })).toEqual(['Apples']);
    expect(await subjects({ header: ['X-Nobody-Has'] })).toEqual([]);
    expect(await subjects({ hasAttachment: true })).toEqual([]);
    expect(await subjects({ someInThreadHaveKeyword: '$flagged' })).toEqual(['Cherries']);
    expect(await subjects({ noneInThreadHaveKeyword: '$flagged' })).toEqual(['Apples', 'bananas']);
    expect(await subjects({ minSize: 1, maxSize: 1_000_000 })).toHaveLength(3);
    expect(await subjects({ operator: 'OR', conditions: [{ subject: 'apples' }, { subject: 'cherries' }] })).toEqual([
      'Apples',
      'Cherries',
    ]);
    expect(await subjects({ operator: 'NOT', conditions: [{ subject: 'apples' }, { subject: 'cherries' }] })).toEqual(['bananas']);
    expect(await errorOf('Email/query', { sort: [{ property: 'hasKeyword' }] })).toBe('invalidArguments');
    expect(await errorOf('Email/query', { sort: [{ property: 'nonsense' }] })).toBe('unsupportedSort');
  });

  test.describe('§4.6: Email/set create', () => {
    const wrong: [string, Json, string[]][] = [
      ['no mailbox', { mailboxIds: {} }, ['mailboxIds']],
      ['a mailbox that is not there', { mailboxIds: { mNone: true } }, ['mailboxIds']],
      ['headers', { headers: [{ name: 'X', value: ' y' }] }, ['headers']],
      ['the same field twice', { 'header:Subject:asText': 'again' }, ['header:Subject:asText']],
      ['Content-* on the Email', { 'header:Content-Type:asText': 'text/plain' }, ['header:Content-Type:asText']],
      ['a body structure beside a text body', { bodyStructure: { partId: 't', type: 'text/plain' } }, ['textBody']],
      ['a value that is not there', { textBody: [{ partId: 'none', type: 'text/plain' }] }, ['textBody']],
      [
        'two text bodies',
        {
          textBody: [
            { partId: 't', type: 'text/plain' },
            { partId: 't', type: 'text/plain' },
          ],
        },
        ['textBody'],
      ],
      ['HTML as text body', { textBody: [{ partId: 't', type: 'text/html' }] }, ['textBody']],
      ['a charset beside a partId', { textBody: [{ partId: 't', type: 'text/plain', charset: 'utf-8' }] }, ['textBody']],
      [
        'a transfer encoding',
        { textBody: [{ partId: 't', type: 'text/plain', 'header:Content-Transfer-Encoding': '7bit' }] },
        ['textBody'],
      ],
      ['a truncated value', { bodyValues: { t: { value: 'x', isTruncated: true } } }, ['bodyValues']],
      ['a bad keyword', { keywords: { 'a b': true } }, ['keywords']],
      ['a keyword that is not true', { keywords: { a: false } }, ['keywords']],
    ];
    for (const [what, more, properties] of wrong)
      test(`${what} is invalidProperties`, async () => {
        const { notCreated } = await set({ create: { k: draft(more) } });
        expect(notCreated?.k).toMatchObject({ type: 'invalidProperties', properties: expect.arrayContaining(properties) });
      });

    test('a blob that is not there is blobNotFound with its id', async () => {
      const { notCreated } = await set({ create: { k: draft({ attachments: [{ blobId: 'Unone', type: 'a/b' }] }) } });
      expect(notCreated?.k).toMatchObject({ type: 'blobNotFound', notFound: ['Unone'] });
    });

    test('id, blobId, threadId and size come back; Date and Message-ID are made', async () => {
      const { created } = await set({ create: { k: draft() } });
      expect(Object.keys(created!.k!).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
      const [email] = await get([created!.k!.id], { properties: ['messageId', 'sentAt'] });
      expect(email).toMatchObject({ messageId: [expect.stringContaining('@')], sentAt: expect.any(String) });
    });
  });

  test('§4.8: Email/import', async () => {
    const { blobId } = await door.put(
      'Subject: imported\r\nReceived: from a by b; Tue, 3 Feb 2026 04:05:06 +0000\r\n\r\nbody\r\n',
      'message/rfc822',
    );
    const answer = await door.ask<SetResponse>('Email/import', {
      emails: {
        k: { blobId, mailboxIds: { [box.inbox!]: true }, keywords: { $Seen: true } },
        b: { blobId: 'Unone', mailboxIds: { [box.inbox!]: true } },
        m: { blobId, mailboxIds: {} },
        w: { blobId, mailboxIds: { [box.inbox!]: true }, keywords: { 'x y': true } },
      },
    });
    expect(answer.notCreated).toMatchObject({
      b: { type: 'invalidProperties', properties: ['blobId'] },
      m: { type: 'invalidProperties', properties: ['mailboxIds'] },
      w: { type: 'invalidProperties', properties: ['keywords'] },
    });
    const { id } = answer.created!.k!;
    expect(await get([id], { properties: ['keywords', 'receivedAt', 'subject'] })).toEqual([
      { id, keywords: { $seen: true }, receivedAt: '2026-02-03T04:05:06Z', subject: 'imported' },
    ]);
    await set({ destroy: [id] });
  });

  test('§4.9: Email/parse', async () => {
    const { blobId } = await door.put('Subject: parsed\r\nFrom: a@b.test\r\n\r\nbody\r\n', 'message/rfc822');
    const answer = await door.ask<EmailParseResponse>('Email/parse', {
      blobIds: [blobId, 'Unone'],
      properties: ['id', 'subject', 'from', 'keywords', 'textBody', 'bodyValues'],
      fetchTextBodyValues: true,
    });
    expect(answer).toMatchObject({
      notFound: ['Unone'],
      notParsable: null,
      parsed: { [blobId]: { id: null, keywords: null, subject: 'parsed', from: [{ name: null, email: 'a@b.test' }] } },
    });
    expect(Object.values(answer.parsed![blobId]!.bodyValues!)[0]!.value.trim()).toBe('body');
    const part = answer.parsed![blobId]!.textBody![0]!.blobId!;
    expect((await (await door.download(part, 'x', 'text/plain')).text()).trim()).toBe('body');
  });

  test('§4.7: Email/copy between two accounts of a person, opened with one app password', async ({ app, newUser }) => {
    const [one, other] = [await newUser('copy-a'), await newUser('copy-b')];
    const cookie = await signInByPost(app.url, one);
    const post = async (path: string, body: Json): Promise<Json> => {
      const headers = { cookie, 'content-type': 'application/json', ...ourPage(app.url) };
      const response = await fetch(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.ok, path).toBe(true);
      return (await response.json()) as Json;
    };
    const { accountId } = await post('/api/accounts', { address: other.address, password: other.password });
    const { password } = await post('/api/accounts/app-passwords', { name: 'both', scope: 'send' });
    const both = await openDoor(app.url, `Bearer ${password as string}`);
    const fromAccountId = both.accountId;
    const contactsId = both.session.primaryAccounts['urn:ietf:params:jmap:contacts'] as string;
    expect(Object.keys(both.session.accounts).sort()).toEqual([fromAccountId, accountId as string, contactsId].sort());
    const inbox = async (id: unknown) =>
      (await both.ask<QueryResponse>('Mailbox/query', { accountId: id, filter: { role: 'inbox' } })).ids[0]!;
    const { blobId } = await both.put('Subject: copied\r\n\r\nbody\r\n', 'message/rfc822');
    const { created } = await both.ask<SetResponse>('Email/import', {
      emails: { k: { blobId, mailboxIds: { [await inbox(fromAccountId)]: true }, keywords: { $flagged: true } } },
    });
    const id = created!.k!.id;
    const answers = await both.call([
      'Email/copy',
      { fromAccountId, accountId, create: { c: { id, mailboxIds: { [await inbox(accountId)]: true } } }, onSuccessDestroyOriginal: true },
    ]);
    expect(answers).toMatchObject([
      ['Email/copy', { fromAccountId, accountId, notCreated: null }, 'c0'],
      ['Email/set', { accountId: fromAccountId, destroyed: [id] }, 'c0'],
    ]);
    const copy = (answers[0]![1].created as Record<string, { id: string }>).c!;
    const { list } = await both.ask<GetResponse<Email>>('Email/get', { accountId, ids: [copy.id], properties: ['subject', 'keywords'] });
    expect(list).toEqual([{ id: copy.id, subject: 'copied', keywords: { $flagged: true } }]);
    const blobs = await both.ask<Json>('Blob/copy', { fromAccountId, accountId, blobIds: [blobId, 'Unone'] });
    expect(blobs).toMatchObject({ copied: { [blobId]: expect.any(String) }, notCopied: { Unone: { type: 'notFound' } } });
    expect((await both.call(['Email/copy', { fromAccountId, accountId: fromAccountId, create: {} }]))[0]![1]).toMatchObject({
      type: 'invalidArguments',
    });
  });

  test('§5.1: SearchSnippet/get', async () => {
    const filter = { text: 'needle' };
    const { ids } = await query({ filter });
    const answer = await door.ask<SearchSnippetGetResponse>('SearchSnippet/get', { filter, emailIds: [...ids, 'eNone'] });
    expect(answer).toEqual({
      accountId: door.accountId,
      list: [{ emailId: ids[0], subject: null, preview: 'a <mark>needle</mark> in a haystack' }],
      notFound: ['eNone'],
    });
  });

  test('§6: Identity: create, change, destroy; another address is forbiddenFrom', async () => {
    const { list } = await door.ask<GetResponse<Identity>>('Identity/get', { ids: null });
    expect(list).toHaveLength(1);
    expect(list[0]!.mayDelete).toBe(false);
    const answer = await door.ask<SetResponse<Json & { id: string }>>('Identity/set', {
      create: { k: { name: 'Second', email: list[0]!.email }, f: { name: 'x', email: 'pope@example.net' }, n: { name: 'no address' } },
    });
    expect(answer.created!.k).toMatchObject({ mayDelete: true, replyTo: null, bcc: null, textSignature: '', htmlSignature: '' });
    expect(answer.notCreated).toMatchObject({ f: { type: 'forbiddenFrom' }, n: { type: 'invalidProperties', properties: ['email'] } });
    const { id } = answer.created!.k!;
    const changed = await door.ask<SetResponse>('Identity/set', { update: { [id]: { textSignature: 'Bye' } }, ifInState: answer.newState });
    expect(changed.updated).toEqual({ [id]: null });
    const changes = await door.ask<ChangesResponse>('Identity/changes', { sinceState: answer.oldState });
    expect(changes).toMatchObject({ created: [id], updated: [], destroyed: [] });
    expect((await door.ask<SetResponse>('Identity/set', { update: { [id]: { email: 'other@example.test' } } })).notUpdated).toMatchObject({
      [id]: { type: 'invalidProperties' },
    });
    expect(await door.ask<SetResponse>('Identity/set', { destroy: [id, list[0]!.id] })).toMatchObject({
      destroyed: [id],
      notDestroyed: { [list[0]!.id]: { type: 'forbidden' } },
    });
  });

  test('§7: EmailSubmission: held, queried, changed, canceled', async () => {
    const { list } = await door.ask<GetResponse<Identity>>('Identity/get', { ids: null });
    const { email } = list[0]!;
    const emailId = await made({ from: [{ name: null, email }], to: [{ name: null, email }] });
    const before = await door.ask<QueryResponse>('EmailSubmission/query', {});
    const envelope = { mailFrom: { email, parameters: { HOLDFOR: '3600' } }, rcptTo: [{ email }] };
    const answers = await door.call([
      'EmailSubmission/set',
      {
        create: { k: { identityId: list[0]!.id, emailId, envelope } },
        onSuccessUpdateEmail: { '#k': { [`mailboxIds/${box.sent}`]: true, [`mailboxIds/${box.drafts}`]: null } },
      },
      'send',
    ]);
    expect(answers.map(([name, , id]) => [name, id])).toEqual([
      ['EmailSubmission/set', 'send'],
      ['Email/set', 'send'],
    ]);
    const { id } = (answers[0]![1].created as Record<string, { id: string }>).k!;
    for (const filter of [
      { undoStatus: 'pending' },
      { emailIds: [emailId] },
      { identityIds: [list[0]!.id] },
      { after: '2020-01-01T00:00:00Z' },
    ])
      expect((await door.ask<QueryResponse>('EmailSubmission/query', { filter, sort: [{ property: 'sentAt' }] })).ids).toEqual([id]);
    expect((await door.ask<QueryChangesResponse>('EmailSubmission/queryChanges', { sinceQueryState: before.queryState })).added).toEqual([
      { id, index: 0 },
    ]);
    const cancel = () => door.ask<SetResponse>('EmailSubmission/set', { update: { [id]: { undoStatus: 'canceled' } } });
    expect((await cancel()).updated).toEqual({ [id]: null });
    expect((await door.ask<GetResponse<Json>>('EmailSubmission/get', { ids: [id] })).list[0]).toMatchObject({ undoStatus: 'canceled' });
    expect((await door.ask<SetResponse>('EmailSubmission/set', { update: { [id]: { undoStatus: 'pending' } } })).notUpdated).not.toBeNull();
    const wrong = await door.ask<SetResponse>('EmailSubmission/set', {
      create: {
        none: { identityId: list[0]!.id, emailId, envelope: { mailFrom: { email }, rcptTo: [] } },
        from: { identityId: list[0]!.id, emailId, envelope: { mailFrom: { email: 'pope@example.net' }, rcptTo: [{ email }] } },
        bad: { identityId: list[0]!.id, emailId, envelope: { mailFrom: { email }, rcptTo: [{ email: 'no address' }] } },
      },
    });
    expect(wrong.notCreated).toMatchObject({
      none: { type: 'noRecipients' },
      from: { type: 'forbiddenMailFrom' },
      bad: { type: 'invalidRecipients' },
    });
  });
});
