import type { Mailbox, QueryChangesResponse, SetError, SetResponse, Thread } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { Json } from './jmap/conformance.ts';
import { clientOn, everyKind, plain } from './jmap/conformance.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

/** RFC 8621 §2 and §3, sentence by sentence, over HTTP. */
for (const kind of everyKind) {
  test.describe(`RFC 8621 §2, §3 on ${kind.name}`, () => {
    const client = clientOn(kind, [{ raw: plain('seen'), flags: ['\\Seen'] }, { raw: plain('new') }]);
    let count = 0;
    const name = (): string => {
      count += 1;
      return `Box ${count}`;
    };
    const set = (args: Json) => client.door.ask<SetResponse<Partial<Mailbox> & { id: string }>>('Mailbox/set', args);
    const create = async (object: Json = {}): Promise<string> => (await set({ create: { k: { name: name(), ...object } } })).created!.k!.id;
    const mailbox = async (id: string): Promise<Mailbox> => (await client.get<Mailbox>('Mailbox/get', [id]))[0]!;
    const query = async (args: Json): Promise<string[]> => (await client.result('Mailbox/query', args)).ids as string[];
    const counts = async (id: string) => {
      const { totalEmails, unreadEmails, totalThreads, unreadThreads } = await mailbox(id);
      return [totalEmails, unreadEmails, totalThreads, unreadThreads];
    };

    test.describe('§2 the object', () => {
      test('§2: a Mailbox has these properties and no others, each of its type', async () => {
        for (const one of await client.get<Mailbox>('Mailbox/get', null)) {
          expect(one).toEqual({
            id: expect.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
            name: expect.stringMatching(/./),
            parentId: one.parentId === null ? null : expect.any(String),
            role: one.role === null ? null : expect.any(String),
            sortOrder: expect.any(Number),
            totalEmails: expect.any(Number),
            unreadEmails: expect.any(Number),
            totalThreads: expect.any(Number),
            unreadThreads: expect.any(Number),
            myRights: expect.any(Object),
            isSubscribed: expect.any(Boolean),
          });
          expect(Number.isInteger(one.sortOrder) && one.sortOrder >= 0 && one.sortOrder < 2 ** 31).toBe(true);
        }
      });
      const rights = 'mayReadItems mayAddItems mayRemoveItems maySetSeen maySetKeywords mayCreateChild mayRename mayDelete maySubmit';
      for (const right of rights.split(' '))
        test(`§2: myRights says ${right}, a Boolean`, async () => {
          for (const { myRights } of await client.get<Mailbox>('Mailbox/get', null))
            expect(myRights).toHaveProperty(right, expect.any(Boolean));
        });
      test('§2: no two Mailboxes have one role, and roles are lower case', async () => {
        const roles = (await client.get<Mailbox>('Mailbox/get', null)).map(({ role }) => role).filter((role) => role !== null);
        expect(new Set(roles).size).toBe(roles.length);
        expect(roles.every((role) => role === role.toLowerCase())).toBe(true);
      });
      test('§2: no two siblings have one name', async () => {
        const places = (await client.get<Mailbox>('Mailbox/get', null)).map((one) => `${one.parentId}/${one.name}`);
        expect(new Set(places).size).toBe(places.length);
      });
      test('§2: unreadEmails leaves out $seen and $draft; unreadThreads counts a Thread whose unread Email is elsewhere', async () => {
        const [here, there] = [await create(), await create()];
        const head = 'Message-ID: <counts@example.test>\r\nSubject: Counted\r\n\r\nx';
        const reply = 'Message-ID: <counts2@example.test>\r\nIn-Reply-To: <counts@example.test>\r\nSubject: Re: Counted\r\n\r\nx';
        const first = await client.bring(head, { mailboxIds: { [here]: true }, keywords: { $seen: true } });
        await client.bring(reply, { mailboxIds: { [there]: true } });
        expect(await counts(here)).toEqual([1, 0, 1, 1]);
        expect(await counts(there)).toEqual([1, 1, 1, 1]);
        await client.result('Email/set', { update: { [first]: { keywords: { $draft: true } } } });
        expect(await counts(here)).toEqual([1, 0, 1, 1]);
        await client.result('Email/set', { update: { [first]: { keywords: {} } } });
        expect(await counts(here)).toEqual([1, 1, 1, 1]);
      });
      test('§2: Emails only in the trash do not make a Thread unread elsewhere, and others do not make it unread in the trash', async () => {
        const here = await create();
        const { trash } = client.box;
        const head = 'Message-ID: <trash@example.test>\r\nSubject: Binned\r\n\r\nx';
        const reply = 'Message-ID: <trash2@example.test>\r\nIn-Reply-To: <trash@example.test>\r\nSubject: Re: Binned\r\n\r\nx';
        const read = await client.bring(head, { mailboxIds: { [here]: true }, keywords: { $seen: true } });
        const binned = await client.bring(reply, { mailboxIds: { [trash!]: true } });
        const [, , , unreadInTrash] = await counts(trash!);
        expect(await counts(here)).toEqual([1, 0, 1, 0]);
        await client.result('Email/set', { update: { [read]: { keywords: {} }, [binned]: { keywords: { $seen: true } } } });
        expect(await counts(here)).toEqual([1, 1, 1, 1]);
        expect((await counts(trash!))[3]).toBe(unreadInTrash! - 1);
      });
    });

    test.describe('§2.2, §2.3, §2.4 changes and queries', () => {
      test('§2.2: updatedProperties names the counts when only they moved, and is null when more did', async () => {
        const id = await create();
        const { state } = await client.result('Mailbox/get', { ids: [] });
        await client.make({ mailboxIds: { [id]: true } });
        const counted = await client.result('Mailbox/changes', { sinceState: state });
        expect(counted).toMatchObject({ created: [], updated: [id], destroyed: [] });
        expect((counted.updatedProperties as string[]).sort()).toEqual(['totalEmails', 'totalThreads', 'unreadEmails', 'unreadThreads']);
        await set({ update: { [id]: { sortOrder: 3 } } });
        expect((await client.result('Mailbox/changes', { sinceState: state })).updatedProperties).toBeNull();
      });
      const filters: [string, () => Json, (one: Mailbox) => boolean][] = [
        ['role inbox', () => ({ role: 'inbox' }), ({ role }) => role === 'inbox'],
        ['role null', () => ({ role: null }), ({ role }) => role === null],
        ['hasAnyRole', () => ({ hasAnyRole: true }), ({ role }) => role !== null],
        ['hasAnyRole false', () => ({ hasAnyRole: false }), ({ role }) => role === null],
        ['isSubscribed', () => ({ isSubscribed: true }), ({ isSubscribed }) => isSubscribed],
        ['parentId null', () => ({ parentId: null }), ({ parentId }) => parentId === null],
        ['name contains, any case', () => ({ name: 'nBo' }), (one) => one.name.toLowerCase().includes('nbo')],
        ['nothing', () => ({}), () => true],
        [
          'AND',
          () => ({ operator: 'AND', conditions: [{ hasAnyRole: true }, { name: 's' }] }),
          (one) => one.role !== null && /s/i.test(one.name),
        ],
        [
          'OR',
          () => ({ operator: 'OR', conditions: [{ role: 'sent' }, { role: 'trash' }] }),
          ({ role }) => role === 'sent' || role === 'trash',
        ],
        [
          'NOT',
          () => ({ operator: 'NOT', conditions: [{ role: 'sent' }, { role: 'trash' }] }),
          ({ role }) => role !== 'sent' && role !== 'trash',
        ],
      ];
      for (const [what, filter, isMatch] of filters)
        test(`§2.3: filter: ${what}`, async () => {
          const all = await client.get<Mailbox>('Mailbox/get', null);
          const wanted = all.filter(isMatch).map(({ id }) => id);
          expect(wanted).not.toEqual([]);
          expect((await query({ filter: filter() })).sort()).toEqual(wanted.sort());
        });
      test('§2.3: sort by sortOrder and name; parentId too', async () => {
        const [second, first] = [await create({ sortOrder: 9, name: `b ${name()}` }), await create({ sortOrder: 9, name: `A ${name()}` })];
        const ids = await query({
          filter: { operator: 'NOT', conditions: [{ hasAnyRole: true }] },
          sort: [{ property: 'sortOrder', isAscending: false }, { property: 'name' }],
        });
        expect(ids.slice(0, 2)).toEqual([first, second]);
        const withRole = await query({ filter: { hasAnyRole: true } });
        expect((await client.result('Mailbox/query', { sort: [{ property: 'parentId' }] })).ids).toHaveLength(ids.length + withRole.length);
      });
      test('§2.3: sortAsTree puts children behind their parent, filterAsTree takes out what has a parent taken out', async () => {
        const parent = await create({ name: `Tree ${name()}` });
        const child = await create({ name: 'aaa leaf', parentId: parent });
        const sort = [{ property: 'name' }];
        const flat = await query({ sort });
        expect(flat.indexOf(child)).toBeLessThan(flat.indexOf(parent));
        const tree = await query({ sort, sortAsTree: true });
        expect(tree.indexOf(child)).toBe(tree.indexOf(parent) + 1);
        const leaf = { name: 'aaa leaf' };
        expect(await query({ filter: leaf })).toEqual([child]);
        expect(await query({ filter: leaf, filterAsTree: true })).toEqual([]);
      });
      const errors: [string, Json, string][] = [
        ['an unknown filter', { filter: { nothing: 1 } }, 'unsupportedFilter'],
        ['a filter value of a wrong type', { filter: { name: 5 } }, 'invalidArguments'],
        ['an unknown operator', { filter: { operator: 'XOR', conditions: [] } }, 'invalidArguments'],
        ['an operator without conditions', { filter: { operator: 'AND' } }, 'invalidArguments'],
        ['an unknown sort', { sort: [{ property: 'totalEmails' }] }, 'unsupportedSort'],
        ['an unknown collation', { sort: [{ property: 'name', collation: 'i;no' }] }, 'unsupportedSort'],
        ['a negative limit', { limit: -1 }, 'invalidArguments'],
        ['an anchor that is not among them', { anchor: 'mNo' }, 'anchorNotFound'],
      ];
      for (const [what, args, type] of errors)
        test(`RFC 8620 §5.5: ${what} is ${type}`, async () => expect((await client.result('Mailbox/query', args)).error).toBe(type));
      test('§2.4: queryChanges: what came, went and moved; with a tree, what is below it', async () => {
        const sort = [{ property: 'name' }];
        const [kept, gone] = [await create({ name: 'M kept' }), await create({ name: 'M gone' })];
        const filter = { name: 'M ' };
        const before = await client.result('Mailbox/query', { filter, sort });
        const made = await create({ name: 'M a made' });
        await set({ update: { [kept]: { name: 'M zz kept' } }, destroy: [gone] });
        const answer = await client.door.ask<QueryChangesResponse>('Mailbox/queryChanges', {
          ...{ filter, sort, sinceQueryState: before.queryState, calculateTotal: true },
        });
        expect(apply(before.ids as string[], answer)).toEqual(await query({ filter, sort }));
        expect(answer).toMatchObject({ oldQueryState: before.queryState, total: 2 });
        expect(answer.added.map(({ id }) => id)).toContain(made);
        const most = { filter, sort, sinceQueryState: before.queryState, maxChanges: 1 };
        expect((await client.result('Mailbox/queryChanges', most)).error).toBe('tooManyChanges');
        expect((await client.result('Mailbox/queryChanges', { sinceQueryState: 'no' })).error).toBe('cannotCalculateChanges');
      });
    });

    test.describe('§2.5 Mailbox/set', () => {
      const refused = async (args: Json): Promise<SetError | null> => client.setError('Mailbox/set', args);
      const creates: [string, () => Json, string, string[]?][] = [
        ['without a name', () => ({}), 'invalidProperties', ['name']],
        ['an empty name', () => ({ name: '' }), 'invalidProperties', ['name']],
        ['a name that is no String', () => ({ name: 5 }), 'invalidProperties', ['name']],
        ['a control character in the name', () => ({ name: 'a\u0007' }), 'invalidProperties', ['name']],
        ['a name of more octets than maxSizeMailboxName', () => ({ name: 'ü'.repeat(200) }), 'invalidProperties', ['name']],
        ['a parent that is not there', () => ({ name: name(), parentId: 'mNo' }), 'invalidProperties', ['parentId']],
        ['a creation id that is not there', () => ({ name: name(), parentId: '#no' }), 'invalidProperties', ['parentId']],
        ['an unknown role', () => ({ name: name(), role: 'nothing' }), 'invalidProperties', ['role']],
        ['the role inbox', () => ({ name: name(), role: 'inbox' }), 'invalidProperties', ['role']],
        ['a sortOrder below 0', () => ({ name: name(), sortOrder: -1 }), 'invalidProperties', ['sortOrder']],
        ['a sortOrder of 2^31', () => ({ name: name(), sortOrder: 2 ** 31 }), 'invalidProperties', ['sortOrder']],
        ['isSubscribed that is no Boolean', () => ({ name: name(), isSubscribed: 'x' }), 'invalidProperties', ['isSubscribed']],
        ['an id', () => ({ name: name(), id: 'x' }), 'invalidProperties', ['id']],
        ['totalEmails, which the server sets', () => ({ name: name(), totalEmails: 1 }), 'invalidProperties', ['totalEmails']],
        ['myRights, which the server sets', () => ({ name: name(), myRights: {} }), 'invalidProperties', ['myRights']],
        ['an unknown property', () => ({ name: name(), nothing: 1 }), 'invalidProperties', ['nothing']],
        ['several at once', () => ({ name: '', role: 'nothing', nothing: 1 }), 'invalidProperties', ['name', 'nothing', 'role']],
      ];
      for (const [what, object, type, properties] of creates)
        test(`§2.5: create with ${what} is ${type}, and says which`, async () => {
          const error = await refused({ create: { k: object() } });
          expect({ type: error?.type, properties: error?.properties?.toSorted() }).toEqual({ type, properties });
        });
      test('§2: the name of a sibling, on create, rename and move, is alreadyExists with existingId; elsewhere it is free', async () => {
        const [one, two] = [await create({ name: 'Same' }), await create({ name: 'Other' })];
        const below = await create({ name: 'Same', parentId: two });
        for (const args of [
          { create: { k: { name: 'Same' } } },
          { update: { [two]: { name: 'Same' } } },
          { update: { [below]: { parentId: null } } },
        ])
          expect(await refused(args)).toMatchObject({ type: 'alreadyExists', existingId: one });
      });
      test('RFC 8620 §5.3: created has id and what the server set; one bad object stops no other', async () => {
        const answer = await set({ create: { good: { name: name() }, bad: {} } });
        expect(answer.created!.good).toMatchObject({
          id: expect.any(String),
          totalEmails: 0,
          myRights: { mayReadItems: true },
          parentId: null,
          role: null,
          sortOrder: 0,
        });
        expect(Object.keys(answer.created!)).toEqual(['good']);
        expect(answer.notCreated).toMatchObject({ bad: { type: 'invalidProperties' } });
      });
      test('RFC 8620 §5.3: creates come before updates, and those before destroys; a parent made in the same call counts', async () => {
        const leaf = await create();
        const answer = await set({
          create: { child: { name: 'child', parentId: '#parent' }, parent: { name: name() }, gone: { name: name() } },
          update: { [leaf]: { parentId: '#child' }, '#parent': { sortOrder: 4 } },
          destroy: ['#gone'],
        });
        expect(answer).toMatchObject({ notCreated: null, notUpdated: null, notDestroyed: null, destroyed: [answer.created!.gone!.id] });
        expect((await mailbox(leaf)).parentId).toBe(answer.created!.child!.id);
        expect((await mailbox(answer.created!.child!.id)).parentId).toBe(answer.created!.parent!.id);
        expect((await mailbox(answer.created!.parent!.id)).sortOrder).toBe(4);
      });
      test('§2: a Mailbox is not its own ancestor', async () => {
        const parent = await create();
        const child = await create({ parentId: parent });
        for (const parentId of [parent, child])
          expect(await refused({ update: { [parent]: { parentId } } })).toMatchObject({
            type: 'invalidProperties',
            properties: ['parentId'],
          });
      });
      const patches: [string, () => Json, string, string[]?][] = [
        ['a count', () => ({ totalEmails: 99 }), 'invalidProperties', ['totalEmails']],
        ['its id', () => ({ id: 'x' }), 'invalidProperties', ['id']],
        ['a right', () => ({ 'myRights/mayDelete': false }), 'invalidProperties', ['myRights']],
        ['an unknown property', () => ({ nothing: 1 }), 'invalidProperties', ['nothing']],
        ['name set to null', () => ({ name: null }), 'invalidProperties', ['name']],
        ['a path into a String', () => ({ 'name/x': 1 }), 'invalidPatch'],
        ['a path into nothing', () => ({ 'nothing/x': 1 }), 'invalidPatch'],
        ['a path and its beginning', () => ({ myRights: {}, 'myRights/mayDelete': true }), 'invalidPatch'],
        ['a pointer with a stray ~', () => ({ 'name~2': 1 }), 'invalidPatch'],
      ];
      for (const [what, patch, type, properties] of patches)
        test(`RFC 8620 §5.3: update of ${what} is ${type}, and nothing of it is done`, async () => {
          const id = await create();
          const before = await mailbox(id);
          const error = await refused({ update: { [id]: { sortOrder: 5, ...patch() } } });
          expect({ type: error?.type, properties: error?.properties }).toEqual({ type, properties });
          expect(await mailbox(id)).toEqual(before);
        });
      test('RFC 8620 §5.3: what the server sets may be sent as it is: an object that was got can be sent back whole', async () => {
        const id = await create();
        const whole = await mailbox(id);
        expect(await set({ update: { [id]: { ...whole, sortOrder: 7 } } })).toMatchObject({ updated: { [id]: null }, notUpdated: null });
        expect(await mailbox(id)).toEqual({ ...whole, sortOrder: 7 });
      });
      test('RFC 8620 §5.3: null sets the default: sortOrder 0, no role, no parent', async () => {
        const parent = await create();
        const id = await create({ parentId: parent, sortOrder: 8 });
        expect((await set({ update: { [id]: { sortOrder: null, parentId: null, role: null } } })).notUpdated).toBeNull();
        expect(await mailbox(id)).toMatchObject({ sortOrder: 0, parentId: null, role: null });
      });
      test('RFC 8620 §5.3: an unknown id is notFound; one to be destroyed is willDestroy', async () => {
        const id = await create();
        expect(await refused({ update: { mNo: { name: 'x' } } })).toEqual({ type: 'notFound' });
        expect(await refused({ destroy: ['mNo'] })).toEqual({ type: 'notFound' });
        const answer = await set({ update: { [id]: { name: 'x' } }, destroy: [id] });
        expect(answer).toMatchObject({ notUpdated: { [id]: { type: 'willDestroy' } }, destroyed: [id] });
      });
      test('RFC 8620 §5.3: ifInState: of the present state done, of another stateMismatch and nothing done', async () => {
        // counts that come from the mail server may move the state between two requests
        await expect(async () => {
          const { state } = await client.result('Mailbox/get', { ids: [] });
          const answer = await set({ ifInState: state, create: { k: { name: name() } } });
          expect(answer.oldState).toBe(state);
          expect((await client.result('Mailbox/set', { ifInState: state, destroy: [answer.created!.k!.id] })).error).toBe('stateMismatch');
          expect((await mailbox(answer.created!.k!.id)).id).toBe(answer.created!.k!.id);
        }).toPass({ timeout: 30_000 });
      });
      test('§2.5: mailboxHasChild, also with onDestroyRemoveEmails; with its children it goes', async () => {
        const parent = await create();
        const child = await create({ parentId: parent });
        expect(await refused({ destroy: [parent], onDestroyRemoveEmails: true })).toEqual({ type: 'mailboxHasChild' });
        expect((await set({ destroy: [parent, child] })).destroyed!.toSorted()).toEqual([parent, child].sort());
      });
      test('§2.5: mailboxHasEmail; with onDestroyRemoveEmails its Emails go, those of other Mailboxes stay there', async () => {
        const [id, other] = [await create(), await create()];
        const both = await client.make({ mailboxIds: { [id]: true, [other]: true } });
        const only = await client.make({ mailboxIds: { [id]: true } });
        expect(await refused({ destroy: [id] })).toEqual({ type: 'mailboxHasEmail' });
        expect((await set({ destroy: [id], onDestroyRemoveEmails: true })).destroyed).toEqual([id]);
        expect(await client.result('Email/get', { ids: [both, only], properties: ['mailboxIds'] })).toMatchObject({
          list: [{ id: both, mailboxIds: { [other]: true } }],
          notFound: [only],
        });
      });
      test('J13: the inbox is neither renamed nor destroyed: forbidden, as its rights say', async () => {
        const id = client.box.inbox!;
        expect((await mailbox(id)).myRights).toMatchObject({ mayRename: false, mayDelete: false });
        expect(await refused({ update: { [id]: { name: 'x' } } })).toMatchObject({ type: 'forbidden' });
        expect(await refused({ destroy: [id] })).toMatchObject({ type: 'forbidden' });
      });
      for (const args of [
        { create: [] },
        { create: { 'a b': {} } },
        { create: { k: 5 } },
        { update: { x: 5 } },
        { destroy: 'x' },
        { onDestroyRemoveEmails: 'x' },
      ])
        test(`RFC 8620 §5.3: ${JSON.stringify(args)} is invalidArguments`, async () =>
          expect((await client.result('Mailbox/set', args)).error).toBe('invalidArguments'));
    });

    test.describe('§3 Threads', () => {
      test('§3, §3.1: a Thread has id and emailIds, oldest receivedAt first, in whatever Mailbox they are', async () => {
        const root = 'Message-ID: <root@t.test>\r\nSubject: Thread\r\n\r\nx';
        const reply = (n: number) => `Message-ID: <r${n}@t.test>\r\nReferences: <root@t.test>\r\nSubject: Re: Thread\r\n\r\nx`;
        const last = await client.bring(reply(2), { receivedAt: '2026-03-03T00:00:00Z' });
        const first = await client.bring(root, { receivedAt: '2026-01-01T00:00:00Z', mailboxIds: { [client.box.archive!]: true } });
        const middle = await client.bring(reply(1), { receivedAt: '2026-02-02T00:00:00Z', mailboxIds: { [client.box.trash!]: true } });
        const { threadId } = await client.email(first, ['threadId']);
        expect(await client.get<Thread>('Thread/get', [threadId as string])).toEqual([{ id: threadId, emailIds: [first, middle, last] }]);
      });
      test('§3: an Email is in one Thread, which is in Thread/changes when it comes and goes', async () => {
        const { state } = await client.result('Thread/get', { ids: [] });
        const id = await client.make({ subject: 'alone' });
        const { threadId } = await client.email(id, ['threadId']);
        expect(await client.result('Thread/changes', { sinceState: state })).toMatchObject({
          created: [threadId],
          updated: [],
          destroyed: [],
        });
        const { state: later } = await client.result('Thread/get', { ids: [] });
        await client.result('Email/set', { destroy: [id] });
        expect(await client.result('Thread/changes', { sinceState: later })).toMatchObject({
          created: [],
          updated: [],
          destroyed: [threadId],
        });
        expect(await client.result('Thread/get', { ids: [threadId] })).toMatchObject({ list: [], notFound: [threadId] });
      });
    });
  });
}

/** As RFC 8620 §5.6 tells a client to put changes into a result that it has. */
function apply(ids: readonly string[], { removed, added }: QueryChangesResponse): string[] {
  const result = ids.filter((id) => !removed.includes(id));
  for (const { id, index } of added) result.splice(index, 0, id);
  return result;
}
