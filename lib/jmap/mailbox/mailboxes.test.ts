import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const set = (given: Record<string, unknown>) => world.call('Mailbox/set', given);
const create = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const { created, notCreated } = await set({ create: { k: { name, ...more } } });
  if (created === null) throw new Error(JSON.stringify(notCreated));
  return created.k!.id;
};
const get = async (id: string) => (await world.call('Mailbox/get', { ids: [id] })).list[0];

describe('RFC 8620 §5.1 /get', () => {
  test('ids null returns all, with every property and a state', async () => {
    const { accountId, state, list, notFound } = await world.call('Mailbox/get', { ids: null });
    expect(accountId).toBe(world.accountId);
    expect(state).toBe((await world.call('Mailbox/get')).state);
    expect(notFound).toEqual([]);
    const inbox = list.find(({ role }) => role === 'inbox');
    expect(inbox).toMatchObject({
      id: world.mailbox.inbox,
      parentId: null,
      totalEmails: 0,
      unreadEmails: 0,
      totalThreads: 0,
      unreadThreads: 0,
    });
    expect(Object.keys(inbox!.myRights).sort()).toEqual(
      [
        'mayAddItems',
        'mayCreateChild',
        'mayDelete',
        'mayReadItems',
        'mayRemoveItems',
        'mayRename',
        'maySetKeywords',
        'maySetSeen',
        'maySubmit',
      ].sort(),
    );
    expect(Object.keys(inbox!)).toHaveLength(11);
  });

  test('an empty list of ids gives empty lists', async () => {
    expect(await world.call('Mailbox/get', { ids: [] })).toMatchObject({ list: [], notFound: [] });
  });

  test('ids that do not exist are in notFound, an id given twice comes once', async () => {
    const { list, notFound } = await world.call('Mailbox/get', { ids: [world.mailbox.inbox, 'mNone', world.mailbox.inbox, 'mNone'] });
    expect(list.map(({ id }) => id)).toEqual([world.mailbox.inbox]);
    expect(notFound).toEqual(['mNone']);
  });

  test('only the properties asked for, and id always', async () => {
    const { list } = await world.call('Mailbox/get', { ids: [world.mailbox.inbox], properties: ['role'] });
    expect(list).toEqual([{ id: world.mailbox.inbox, role: 'inbox' }]);
    const none = await world.call('Mailbox/get', { ids: [world.mailbox.inbox], properties: [] });
    expect(none.list).toEqual([{ id: world.mailbox.inbox }]);
  });

  test('a property that does not exist is invalidArguments', async () => {
    expect((await world.call('Mailbox/get', { properties: ['id', 'colour'] })).type).toBe('invalidArguments');
  });

  test('requestTooLarge: more ids than maxObjectsInGet', async () => {
    const ids = Array.from({ length: world.limits.objectsInGet + 1 }, (_, index) => `m${index}`);
    expect((await world.call('Mailbox/get', { ids })).type).toBe('requestTooLarge');
    expect((await world.call('Mailbox/get', { ids: ids.slice(1) })).notFound).toHaveLength(world.limits.objectsInGet);
  });
});

describe('RFC 8620 §5.2 /changes', () => {
  test('tells created, updated and destroyed since a state; nothing new gives three empty lists', async () => {
    const gone = await create('gone');
    const kept = await create('kept');
    const { state } = await world.call('Mailbox/get', { ids: [] });
    const fresh = await create('fresh');
    await set({ update: { [kept]: { sortOrder: 9 } }, destroy: [gone] });
    const changes = await world.call('Mailbox/changes', { sinceState: state });
    expect(changes).toMatchObject({
      accountId: world.accountId,
      oldState: state,
      hasMoreChanges: false,
      created: [fresh],
      updated: [kept],
      destroyed: [gone],
    });
    expect(changes.newState).toBe((await world.call('Mailbox/get', { ids: [] })).state);
    const nothing = await world.call('Mailbox/changes', { sinceState: changes.newState });
    expect(nothing).toMatchObject({ created: [], updated: [], destroyed: [], hasMoreChanges: false, newState: changes.newState });
  });

  test('maxChanges bounds the ids, and the intermediate states lead to the end', async () => {
    const { state } = await world.call('Mailbox/get', { ids: [] });
    const made = [await create('p1'), await create('p2'), await create('p3')];
    const seen: string[] = [];
    let at = state;
    for (let round = 0; round < 5; round += 1) {
      const changes = await world.call('Mailbox/changes', { sinceState: at, maxChanges: 1 });
      expect(changes.created.length + changes.updated.length + changes.destroyed.length).toBeLessThanOrEqual(1);
      seen.push(...changes.created);
      at = changes.newState;
      if (!changes.hasMoreChanges) break;
    }
    expect(seen.sort()).toEqual(made.sort());
    expect(at).toBe((await world.call('Mailbox/get', { ids: [] })).state);
  });

  test('created and destroyed in between is not named at all', async () => {
    const { state } = await world.call('Mailbox/get', { ids: [] });
    const id = await create('short');
    await set({ destroy: [id] });
    expect(await world.call('Mailbox/changes', { sinceState: state })).toMatchObject({ created: [], updated: [], destroyed: [] });
  });

  test.each([0, -1, 1.5, '1'])('maxChanges %j is invalidArguments', async (maxChanges) => {
    const { state } = await world.call('Mailbox/get', { ids: [] });
    expect((await world.call('Mailbox/changes', { sinceState: state, maxChanges })).type).toBe('invalidArguments');
  });

  test('cannotCalculateChanges: a state that was never given', async () => {
    for (const sinceState of ['', 'nonsense', 'x.99'])
      expect((await world.call('Mailbox/changes', { sinceState })).type).toBe('cannotCalculateChanges');
  });

  test('RFC 8621 §2.2 updatedProperties: the counts when nothing else changed, else null', async () => {
    const { state } = await world.call('Mailbox/get', { ids: [] });
    await world.call('Email/set', { create: { d: { mailboxIds: { [world.mailbox.drafts]: true }, subject: 'count me' } } });
    const counts = await world.call('Mailbox/changes', { sinceState: state });
    expect(counts.updated).toEqual([world.mailbox.drafts]);
    expect(counts.updatedProperties).toEqual(['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads']);
    await set({ update: { [world.mailbox.drafts]: { sortOrder: 4 } } });
    expect((await world.call('Mailbox/changes', { sinceState: state })).updatedProperties).toBeNull();
  });
});

describe('RFC 8620 §5.3 /set with mailboxes', () => {
  test('create returns the id and what the client did not send', async () => {
    const { created, notCreated, oldState, newState } = await set({ create: { k1: { name: 'Projects' } } });
    expect(notCreated).toBeNull();
    expect(newState).not.toBe(oldState);
    expect(created?.k1).toMatchObject({
      parentId: null,
      role: null,
      sortOrder: 0,
      isSubscribed: true,
      totalEmails: 0,
      myRights: { mayReadItems: true },
    });
    expect(created?.k1).not.toHaveProperty('name');
    expect(await get(created!.k1!.id)).toMatchObject({ name: 'Projects', parentId: null });
  });

  test('a creation id is a parent in the same call, whatever the order, and in later calls', async () => {
    const [made, later] = await world.calls(
      ['Mailbox/set', { accountId: world.accountId, create: { child: { name: 'child', parentId: '#top' }, top: { name: 'top-of-tree' } } }],
      ['Mailbox/set', { accountId: world.accountId, create: { third: { name: 'third', parentId: '#child' } } }],
    );
    const created = made![1].created as Record<string, { id: string }>;
    expect((await get(created.child!.id))?.parentId).toBe(created.top!.id);
    const third = (later![1].created as Record<string, { id: string }>).third!.id;
    expect((await get(third))?.parentId).toBe(created.child!.id);
  });

  test('a creation id works as key of update and in destroy', async () => {
    const [, changed] = await world.calls(
      ['Mailbox/set', { accountId: world.accountId, create: { k: { name: 'by reference' } } }],
      ['Mailbox/set', { accountId: world.accountId, update: { '#k': { sortOrder: 3 } } }],
      ['Mailbox/set', { accountId: world.accountId, destroy: ['#k', '#unknown'] }],
    );
    expect(Object.keys(changed![1].updated as object)).toHaveLength(1);
  });

  test('a creation id that is used again stands for the object created last', async () => {
    const account = { accountId: world.accountId };
    const [, second, inside] = await world.calls(
      ['Mailbox/set', { ...account, create: { again: { name: 'again 1' } } }],
      ['Mailbox/set', { ...account, create: { again: { name: 'again 2' } } }],
      ['Mailbox/set', { ...account, create: { inside: { name: 'inside', parentId: '#again' } } }],
    );
    const id = (inside![1].created as Record<string, { id: string }>).inside!.id;
    expect((await get(id))?.parentId).toBe((second![1].created as Record<string, { id: string }>).again!.id);
  });

  test('createdIds of the request are known, and the new ones are added', async () => {
    const body = {
      using: ['urn:ietf:params:jmap:mail'],
      methodCalls: [['Mailbox/set', { accountId: world.accountId, create: { inner: { name: 'inner', parentId: '#given' } } }, 'c0']],
      createdIds: { given: world.mailbox.archive },
    };
    const { response } = await world.post(JSON.stringify(body));
    const id = response?.createdIds?.inner;
    expect(response?.createdIds).toMatchObject({ given: world.mailbox.archive });
    expect((await get(id!))?.parentId).toBe(world.mailbox.archive);
  });

  test('invalidProperties names all that are wrong, and only that object fails', async () => {
    const { created, notCreated } = await set({
      create: {
        bad: { name: '', parentId: 7, role: 'king', sortOrder: -1, isSubscribed: 'yes', totalEmails: 1, colour: 'red' },
        missing: {},
        control: { name: 'a\u0000b' },
        long: { name: 'x'.repeat(256) },
        lost: { name: 'x', parentId: '#nowhere' },
        fine: { name: 'fine beside bad' },
      },
    });
    expect(Object.keys(created!)).toEqual(['fine']);
    expect(notCreated?.bad?.type).toBe('invalidProperties');
    expect(notCreated?.bad?.properties?.sort()).toEqual(['colour', 'isSubscribed', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails']);
    expect(notCreated?.missing).toMatchObject({ type: 'invalidProperties', properties: ['name'] });
    expect(notCreated?.control).toMatchObject({ type: 'invalidProperties', properties: ['name'] });
    expect(notCreated?.long).toMatchObject({ type: 'invalidProperties', properties: ['name'] });
    expect(notCreated?.lost).toMatchObject({ type: 'invalidProperties', properties: ['parentId'] });
  });

  test('J13: a name with the delimiter is invalidProperties', async () => {
    expect((await set({ create: { k: { name: 'a/b' } } })).notCreated?.k).toMatchObject({
      type: 'invalidProperties',
      properties: ['name'],
    });
  });

  test('update changes what is named and nothing else; null sets the default', async () => {
    const id = await create('update me', { sortOrder: 5, isSubscribed: false });
    const { updated, notUpdated } = await set({ update: { [id]: { name: 'updated', isSubscribed: null } } });
    expect(notUpdated).toBeNull();
    expect(updated).toEqual({ [id]: null });
    expect(await get(id)).toMatchObject({ name: 'updated', sortOrder: 5, isSubscribed: true });
  });

  test('the whole object is a valid patch as long as server-set properties are as they are', async () => {
    const id = await create('whole object');
    const object = await get(id);
    expect((await set({ update: { [id]: { ...object, sortOrder: 8 } } })).updated).toEqual({ [id]: null });
    expect(await get(id)).toMatchObject({ sortOrder: 8 });
    const wrong = await set({ update: { [id]: { ...object, totalEmails: 5 } } });
    expect(wrong.notUpdated?.[id]).toMatchObject({ type: 'invalidProperties', properties: ['totalEmails'] });
  });

  test('an update is whole or not at all', async () => {
    const id = await create('all or nothing');
    await set({ update: { [id]: { sortOrder: 7, name: '' } } });
    expect(await get(id)).toMatchObject({ name: 'all or nothing', sortOrder: 0 });
  });

  test('invalidPatch: a path into something that is no object', async () => {
    const id = await create('patch');
    expect((await set({ update: { [id]: { 'name/x': 'y' } } })).notUpdated?.[id]?.type).toBe('invalidPatch');
  });

  test('notFound for updates and destroys of what is not there', async () => {
    const { notUpdated, notDestroyed } = await set({ update: { mNone: { name: 'x' } }, destroy: ['mOther', '#nothing'] });
    expect(notUpdated?.mNone?.type).toBe('notFound');
    expect(notDestroyed?.mOther?.type).toBe('notFound');
    expect(notDestroyed?.['#nothing']?.type).toBe('notFound');
  });

  test('willDestroy: updated and destroyed in one call', async () => {
    const id = await create('will go');
    const { notUpdated, destroyed } = await set({ update: { [id]: { name: 'x' } }, destroy: [id] });
    expect(notUpdated?.[id]?.type).toBe('willDestroy');
    expect(destroyed).toEqual([id]);
  });

  test('stateMismatch: ifInState is not the present state, and nothing happens', async () => {
    const { state, list } = await world.call('Mailbox/get');
    expect((await set({ ifInState: 'other', create: { k: { name: 'never' } } })).type).toBe('stateMismatch');
    expect((await world.call('Mailbox/get')).list).toHaveLength(list.length);
    expect((await set({ ifInState: state, create: { k: { name: 'in state' } } })).created?.k).toBeDefined();
  });

  test('requestTooLarge: create, update and destroy together exceed maxObjectsInSet', async () => {
    const before = world.limits.objectsInSet;
    world.limits.objectsInSet = 2;
    try {
      const given = { create: { k: { name: 'too many' } }, update: { mNone: {} }, destroy: ['mOther'] };
      expect((await set(given)).type).toBe('requestTooLarge');
      expect((await set({ ...given, destroy: null })).created?.k).toBeDefined();
    } finally {
      world.limits.objectsInSet = before;
    }
  });

  test('oldState is the state before, newState the one that /get returns now', async () => {
    const { state } = await world.call('Mailbox/get', { ids: [] });
    const { oldState, newState } = await set({ create: { k: { name: 'states' } } });
    expect(oldState).toBe(state);
    expect(newState).toBe((await world.call('Mailbox/get', { ids: [] })).state);
    expect(await set({})).toMatchObject({
      oldState: newState,
      newState,
      created: null,
      updated: null,
      destroyed: null,
      notCreated: null,
      notUpdated: null,
      notDestroyed: null,
    });
  });
});

describe('RFC 8621 §2.5 Mailbox/set', () => {
  test('J14: a sibling of that name is alreadyExists with its id, on create, rename and move', async () => {
    const first = await create('twin');
    const other = await create('other twin');
    expect((await set({ create: { k: { name: 'twin' } } })).notCreated?.k).toMatchObject({ type: 'alreadyExists', existingId: first });
    expect((await set({ update: { [other]: { name: 'twin' } } })).notUpdated?.[other]).toMatchObject({
      type: 'alreadyExists',
      existingId: first,
    });
    const inside = await create('twin', { parentId: other });
    expect((await set({ update: { [inside]: { parentId: null } } })).notUpdated?.[inside]).toMatchObject({
      type: 'alreadyExists',
      existingId: first,
    });
  });

  test('names move on in one call: A to B while B goes to C', async () => {
    const a = await create('name A');
    const b = await create('name B');
    const { updated } = await set({ update: { [a]: { name: 'name B' }, [b]: { name: 'name C' } } });
    expect(Object.keys(updated ?? {}).sort()).toEqual([a, b].sort());
  });

  test('RFC 8620 §5.3: names are exchanged in one call, since the final state is valid', async () => {
    const [a, b, c] = [await create('round A'), await create('round B'), await create('round C')];
    expect((await set({ update: { [a]: { name: 'round B' }, [b]: { name: 'round A', sortOrder: 3 } } })).notUpdated).toBeNull();
    expect(await get(a)).toMatchObject({ name: 'round B' });
    expect(await get(b)).toMatchObject({ name: 'round A', sortOrder: 3 });
    expect((await set({ update: { [a]: { name: 'round C' }, [b]: { name: 'round B' }, [c]: { name: 'round A' } } })).notUpdated).toBeNull();
    expect([(await get(a))?.name, (await get(b))?.name, (await get(c))?.name]).toEqual(['round C', 'round B', 'round A']);
  });

  test('RFC 8620 §5.3: an exchange of which one half is invalid leaves both names as they were', async () => {
    const [a, b] = [await create('half A'), await create('half B')];
    const { notUpdated } = await set({ update: { [a]: { name: 'half B' }, [b]: { name: 'half A', sortOrder: -1 } } });
    expect(notUpdated?.[a]?.type).toBe('alreadyExists');
    expect(notUpdated?.[b]?.type).toBe('invalidProperties');
    expect([(await get(a))?.name, (await get(b))?.name]).toEqual(['half A', 'half B']);
  });

  test('a mailbox cannot become its own descendant', async () => {
    const top = await create('loop top');
    const below = await create('loop below', { parentId: top });
    expect((await set({ update: { [top]: { parentId: below } } })).notUpdated?.[top]?.type).toBe('invalidProperties');
    expect((await set({ update: { [top]: { parentId: 'mNone' } } })).notUpdated?.[top]).toMatchObject({
      type: 'invalidProperties',
      properties: ['parentId'],
    });
  });

  test('J14: mailboxHasChild comes before everything, also with onDestroyRemoveEmails', async () => {
    const top = await create('has child');
    await create('the child', { parentId: top });
    for (const onDestroyRemoveEmails of [false, true]) {
      expect((await set({ destroy: [top], onDestroyRemoveEmails })).notDestroyed?.[top]?.type).toBe('mailboxHasChild');
    }
  });

  test('a branch goes in one call, whatever the order', async () => {
    const top = await create('branch');
    const below = await create('leaf', { parentId: top });
    expect((await set({ destroy: [top, below] })).destroyed?.sort()).toEqual([top, below].sort());
  });

  test('J14: mailboxHasEmail unless onDestroyRemoveEmails; Emails in other mailboxes stay', async () => {
    const id = await create('with mail');
    const { created } = await world.call('Email/set', {
      create: {
        one: { mailboxIds: { [id]: true }, subject: 'goes' },
        both: { mailboxIds: { [id]: true, [world.mailbox.archive]: true }, subject: 'stays' },
      },
    });
    expect((await set({ destroy: [id] })).notDestroyed?.[id]?.type).toBe('mailboxHasEmail');
    expect((await set({ destroy: [id], onDestroyRemoveEmails: true })).destroyed).toEqual([id]);
    const { list, notFound } = await world.call('Email/get', { ids: [created!.one!.id, created!.both!.id], properties: ['mailboxIds'] });
    expect(list).toEqual([{ id: created!.both!.id, mailboxIds: { [world.mailbox.archive]: true } }]);
    expect(notFound).toEqual([created!.one!.id]);
  });

  test('I11: role can be set, is taken from the mailbox that had it, and the inbox keeps its own', async () => {
    const id = await create('Bin of my own');
    const { state } = await world.call('Mailbox/get', { ids: [] });
    expect((await set({ update: { [id]: { role: 'trash' } } })).updated).toEqual({ [id]: null });
    expect(await get(id)).toMatchObject({ role: 'trash' });
    expect(await get(world.mailbox.trash)).toMatchObject({ role: null, name: 'Trash' });
    expect((await world.call('Mailbox/changes', { sinceState: state })).updated.sort()).toEqual([id, world.mailbox.trash].sort());
    expect((await world.call('Mailbox/query', { filter: { role: 'trash' } })).ids).toEqual([id]);
    const invalid = { type: 'invalidProperties', properties: ['role'] };
    expect((await set({ update: { [id]: { role: 'inbox' } } })).notUpdated?.[id]).toMatchObject(invalid);
    expect((await set({ update: { [id]: { role: 'king' } } })).notUpdated?.[id]).toMatchObject(invalid);
    expect((await set({ create: { k: { name: 'Second bin', role: 'trash' } } })).notCreated?.k).toMatchObject(invalid);
    expect((await set({ update: { [world.mailbox.inbox]: { role: null } } })).notUpdated?.[world.mailbox.inbox]?.type).toBe('forbidden');
    // Back in one call, both named: RFC 8621 §2, no two with one role.
    expect((await set({ update: { [world.mailbox.trash]: { role: 'trash' }, [id]: { role: null } } })).notUpdated).toBeNull();
    expect([(await get(id))?.role, (await get(world.mailbox.trash))?.role]).toEqual([null, 'trash']);
  });

  test('J13: the inbox is neither renamed nor destroyed', async () => {
    const { notUpdated, notDestroyed } = await set({ update: { [world.mailbox.inbox]: { name: 'Other' } } }).then(async (first) => ({
      notUpdated: first.notUpdated,
      notDestroyed: (await set({ destroy: [world.mailbox.inbox] })).notDestroyed,
    }));
    expect(notUpdated?.[world.mailbox.inbox]?.type).toBe('forbidden');
    expect(notDestroyed?.[world.mailbox.inbox]?.type).toBe('forbidden');
  });
});

describe('RFC 8621 §2.3 Mailbox/query', () => {
  let tree: Record<'root' | 'b' | 'a' | 'deep', string>;
  beforeAll(async () => {
    const root = await create('Qroot', { sortOrder: 50 });
    const b = await create('Qb', { parentId: root, sortOrder: 1 });
    const a = await create('qA', { parentId: root, sortOrder: 2, isSubscribed: false });
    const deep = await create('Qdeep', { parentId: b });
    tree = { root, a, b, deep };
  });
  const query = (given: Record<string, unknown>) => world.call('Mailbox/query', given);
  const ids = async (given: Record<string, unknown>) => (await query(given)).ids;

  test('every filter property, alone and combined', async () => {
    expect(await ids({ filter: { role: 'sent' } })).toEqual([world.mailbox.sent]);
    expect((await ids({ filter: { parentId: tree.root } })).sort()).toEqual([tree.a, tree.b].sort());
    expect((await ids({ filter: { name: 'q' } })).length).toBeGreaterThanOrEqual(4);
    expect((await ids({ filter: { hasAnyRole: true } })).sort()).toEqual(Object.values(world.mailbox).sort());
    expect(await ids({ filter: { hasAnyRole: true, role: null } })).toEqual([]);
    expect(await ids({ filter: { isSubscribed: false, parentId: tree.root } })).toEqual([tree.a]);
    expect(await ids({ filter: { parentId: null, name: 'Qroot' } })).toEqual([tree.root]);
  });

  test('RFC 8620 §5.5: operators', async () => {
    const both = { operator: 'OR', conditions: [{ role: 'sent' }, { role: 'trash' }] };
    expect((await ids({ filter: both })).sort()).toEqual([world.mailbox.sent, world.mailbox.trash].sort());
    expect(await ids({ filter: { operator: 'AND', conditions: [both, { role: 'trash' }] } })).toEqual([world.mailbox.trash]);
    const none = await ids({ filter: { operator: 'NOT', conditions: [{ hasAnyRole: true }, { name: 'q' }] } });
    expect(none).not.toContain(tree.root);
    expect(none).not.toContain(world.mailbox.inbox);
    expect(await ids({ filter: { operator: 'AND', conditions: [] } })).toEqual(await ids({ filter: null }));
  });

  test('filter null and {} match all', async () => {
    const { list } = await world.call('Mailbox/get');
    expect(await ids({ filter: {} })).toHaveLength(list.length);
    expect(await ids({ filter: null })).toHaveLength(list.length);
  });

  test('sort by sortOrder and name, letter case aside, both directions', async () => {
    const filter = { parentId: tree.root };
    expect(await ids({ filter, sort: [{ property: 'sortOrder' }] })).toEqual([tree.b, tree.a]);
    expect(await ids({ filter, sort: [{ property: 'name' }] })).toEqual([tree.a, tree.b]);
    expect(await ids({ filter, sort: [{ property: 'name', isAscending: false }] })).toEqual([tree.b, tree.a]);
  });

  test('sortAsTree puts ancestors first and compares siblings', async () => {
    const filter = { name: 'q' };
    const sorted = await ids({ filter, sortAsTree: true, sort: [{ property: 'name' }] });
    expect(sorted.filter((id) => Object.values(tree).includes(id))).toEqual([tree.root, tree.a, tree.b, tree.deep]);
  });

  test('filterAsTree drops those whose ancestors do not match', async () => {
    const filter = { operator: 'OR', conditions: [{ name: 'Qroot' }, { name: 'Qdeep' }] };
    expect((await ids({ filter })).sort()).toEqual([tree.root, tree.deep].sort());
    expect(await ids({ filter, filterAsTree: true })).toEqual([tree.root]);
  });

  test('RFC 8620 §5.5: position, negative position, limit, total', async () => {
    const sort = [{ property: 'name' }];
    const all = await ids({ sort });
    expect(await query({ sort, position: 2, limit: 2, calculateTotal: true })).toMatchObject({
      ids: all.slice(2, 4),
      position: 2,
      total: all.length,
    });
    expect(await query({ sort, position: -2 })).toMatchObject({ ids: all.slice(-2), position: all.length - 2 });
    expect(await query({ sort, position: -1000, limit: 1 })).toMatchObject({ ids: all.slice(0, 1), position: 0 });
    expect(await query({ sort, position: all.length })).toMatchObject({ ids: [] });
    expect(await query({ sort, limit: 0 })).toMatchObject({ ids: [] });
    expect(await query({ sort, limit: 1 })).not.toHaveProperty('total');
  });

  test('RFC 8620 §5.5: anchor and anchorOffset', async () => {
    const sort = [{ property: 'name' }];
    const all = await ids({ sort });
    expect(await query({ sort, anchor: all[3], limit: 1 })).toMatchObject({ ids: [all[3]], position: 3 });
    expect(await query({ sort, anchor: all[3], anchorOffset: -1, limit: 2, position: 7 })).toMatchObject({
      ids: [all[2], all[3]],
      position: 2,
    });
    expect(await query({ sort, anchor: all[1], anchorOffset: -5, limit: 1 })).toMatchObject({ ids: [all[0]], position: 0 });
    expect(await query({ sort, anchorOffset: 3, limit: 1 })).toMatchObject({ ids: [all[0]], position: 0 });
    expect((await query({ anchor: 'mNone' })).type).toBe('anchorNotFound');
  });

  test('a limit of the server is named, the client’s own is not', async () => {
    expect((await query({})).limit).toBeGreaterThanOrEqual(500);
    expect(await query({ limit: 3 })).not.toHaveProperty('limit');
  });

  test('unsupportedSort, unsupportedFilter, invalidArguments', async () => {
    expect((await query({ sort: [{ property: 'colour' }] })).type).toBe('unsupportedSort');
    expect((await query({ sort: [{ property: 'name', collation: 'i;klingon' }] })).type).toBe('unsupportedSort');
    expect((await query({ filter: { colour: 'red' } })).type).toBe('unsupportedFilter');
    expect((await query({ filter: { name: 7 } })).type).toBe('invalidArguments');
    expect((await query({ filter: { operator: 'XOR', conditions: [] } })).type).toBe('invalidArguments');
    expect((await query({ filter: { operator: 'AND' } })).type).toBe('invalidArguments');
    expect((await query({ limit: -1 })).type).toBe('invalidArguments');
    expect((await query({ position: 1.5 })).type).toBe('invalidArguments');
  });

  test('V9: a filter without end is refused', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? { name: 'x' } : { operator: 'NOT', conditions: [nested(depth - 1)] });
    expect((await query({ filter: nested(60) })).type).toBe('unsupportedFilter');
    expect((await query({ filter: nested(20) })).ids).toBeInstanceOf(Array);
    const wide = { operator: 'OR', conditions: Array.from({ length: 5_000 }, () => ({ name: 'x' })) };
    expect((await query({ filter: wide })).type).toBe('unsupportedFilter');
  });

  test('queryState changes when the result may have changed, and not otherwise', async () => {
    const before = await query({});
    expect((await query({})).queryState).toBe(before.queryState);
    await create('changes the query');
    expect((await query({})).queryState).not.toBe(before.queryState);
    expect(before.canCalculateChanges).toBe(true);
  });
});
