import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

let made = 0;
async function add(options: { mailbox?: string; keywords?: string[]; inReplyTo?: number; minute?: number } = {}): Promise<string> {
  made += 1;
  const parent = options.inReplyTo === undefined ? [] : [`In-Reply-To: <${options.inReplyTo}@x.test>`];
  const raw = Buffer.from(message(`Message-ID: <${made}@x.test>`, ...parent, `Subject: s${options.inReplyTo ?? made}`, '', 'words', ''));
  const outcome = await world.account.createEmail({
    raw,
    mailboxIds: [options.mailbox ?? world.mailbox.inbox] as never,
    keywords: options.keywords ?? [],
    receivedAtMs: Date.parse('2026-04-01T00:00:00Z') + (options.minute ?? made) * 60_000,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value.id;
}

type Query = Record<string, unknown>;
const query = (given: Query) => world.call('Email/query', given);

/** What RFC 8620 §5.6 tells a client to do with the answer. */
function splice(ids: readonly string[], removed: readonly string[], added: readonly { id: string; index: number }[]): string[] {
  const out = ids.filter((id) => !removed.includes(id));
  for (const { id, index } of added) out.splice(index, 0, id);
  return out;
}

describe('RFC 8620 §5.6, J7: Email/queryChanges', () => {
  test('nothing changed: both lists are empty and the state stays', async () => {
    await add();
    for (const given of [{}, { collapseThreads: true }, { filter: null }, { filter: {} }]) {
      const { queryState, canCalculateChanges, ids } = await query(given);
      expect(canCalculateChanges).toBe(true);
      const changes = await world.call('Email/queryChanges', { ...given, sinceQueryState: queryState, calculateTotal: true });
      expect(changes).toEqual({
        accountId: world.accountId,
        oldQueryState: queryState,
        newQueryState: queryState,
        total: ids.length,
        removed: [],
        added: [],
      });
    }
  });

  test('a new Email is added at its place; the total is there only when asked for', async () => {
    const sort = [{ property: 'receivedAt', isAscending: false }];
    const { queryState } = await query({ sort });
    const id = await add();
    const changes = await world.call('Email/queryChanges', { sort, sinceQueryState: queryState });
    expect(changes.removed).toEqual([]);
    expect(changes.added).toEqual([{ id, index: 0 }]);
    expect(changes).not.toHaveProperty('total');
    expect(changes.newQueryState).not.toBe(queryState);
  });

  test('an Email that no longer matches is removed and not added', async () => {
    const filter = { notKeyword: '$seen', inMailbox: world.mailbox.inbox };
    const id = await add();
    const { queryState } = await query({ filter });
    await world.call('Email/set', { update: { [id]: { 'keywords/$seen': true } } });
    const changes = await world.call('Email/queryChanges', { filter, sinceQueryState: queryState });
    expect(changes).toMatchObject({ removed: [id], added: [] });
  });

  test('with collapseThreads every Email of a touched Thread counts as changed', async () => {
    const parent = await add();
    const number = made;
    const child = await add({ inReplyTo: number });
    const given = {
      filter: { inMailbox: world.mailbox.inbox },
      sort: [{ property: 'receivedAt', isAscending: false }],
      collapseThreads: true,
    };
    const before = await query(given);
    expect(before.ids[0]).toBe(child);
    await world.call('Email/set', { destroy: [child] });
    const changes = await world.call('Email/queryChanges', { ...given, sinceQueryState: before.queryState });
    expect(changes.removed).toEqual(expect.arrayContaining([child, parent]));
    expect(changes.added).toEqual([{ id: parent, index: 0 }]);
  });

  test('upToId: with immutable filter and sort nothing behind it is told', async () => {
    const sort = [{ property: 'receivedAt', isAscending: true }];
    const before = await query({ sort });
    const late = await add({ minute: 1_000_000 });
    const early = await add({ minute: -1_000 });
    const upToId = before.ids[0];
    const changes = await world.call('Email/queryChanges', { sort, sinceQueryState: before.queryState, upToId });
    expect(changes.added).toEqual([{ id: early, index: 0 }]);
    const all = await world.call('Email/queryChanges', { sort, sinceQueryState: before.queryState });
    expect(all.added.map(({ id }) => id)).toEqual([early, late]);
  });

  test('tooManyChanges: more than maxChanges', async () => {
    const { queryState } = await query({});
    await add();
    await add();
    expect(await world.call('Email/queryChanges', { sinceQueryState: queryState, maxChanges: 1 })).toMatchObject({
      type: 'tooManyChanges',
    });
    expect((await world.call('Email/queryChanges', { sinceQueryState: queryState, maxChanges: 2 })).added).toHaveLength(2);
  });

  test('cannotCalculateChanges: a state of another kind of query', async () => {
    const { queryState } = await query({ collapseThreads: true });
    expect(await world.call('Email/queryChanges', { sinceQueryState: queryState })).toMatchObject({ type: 'cannotCalculateChanges' });
    expect(await world.call('Email/queryChanges', { filter: { x: 1 }, sinceQueryState: queryState })).toMatchObject({
      type: 'unsupportedFilter',
    });
  });

  test('whatever happened, a client that splices has what a new query answers', { timeout: 120_000 }, async () => {
    const { inbox, archive } = world.mailbox;
    const newest = [{ property: 'receivedAt', isAscending: false }];
    const shapes: Query[] = [
      { sort: newest },
      { filter: { inMailbox: inbox }, sort: newest },
      { filter: { inMailbox: inbox }, sort: newest, collapseThreads: true },
      { filter: { hasKeyword: '$flagged' }, sort: [{ property: 'subject' }] },
      { filter: { someInThreadHaveKeyword: '$flagged' }, sort: newest },
      {
        filter: { inMailbox: inbox },
        sort: [{ property: 'someInThreadHaveKeyword', keyword: '$seen' }, { property: 'receivedAt' }],
        collapseThreads: true,
      },
    ];
    const operation = fc.record({ what: fc.constantFrom('create', 'reply', 'flag', 'seen', 'move', 'destroy'), at: fc.nat(1_000) });
    const run = async (operations: readonly { what: string; at: number }[]): Promise<void> => {
      const before = await Promise.all(shapes.map(query));
      for (const { what, at } of operations) {
        const all = (await query({ sort: newest })).ids;
        const id = all[at % Math.max(1, all.length)];
        if (what === 'create' || id === undefined) await add({ minute: at });
        else if (what === 'reply') await add({ inReplyTo: 1 + (at % made), minute: at });
        else if (what === 'destroy') await world.call('Email/set', { destroy: [id] });
        else if (what === 'move')
          await world.call('Email/set', { update: { [id]: { mailboxIds: { [at % 2 === 0 ? inbox : archive]: true } } } });
        else
          await world.call('Email/set', {
            update: { [id]: { [`keywords/${what === 'flag' ? '$flagged' : '$seen'}`]: at % 3 === 0 ? null : true } },
          });
      }
      for (const [index, shape] of shapes.entries()) {
        const { queryState, ids } = before[index]!;
        const changes = await world.call('Email/queryChanges', { ...shape, sinceQueryState: queryState });
        const now = await query(shape);
        expect(splice(ids, changes.removed, changes.added), JSON.stringify(shape)).toEqual(now.ids);
        expect(changes.newQueryState).toBe(now.queryState);
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 12 }), run), { numRuns: 25, seed: 8620 });
  });
});

describe('RFC 8621 §2.4: Mailbox/queryChanges', () => {
  test('counts alone change nothing; a renamed parent takes its children along in a tree', async () => {
    const { created } = await world.call('Mailbox/set', {
      create: { a: { name: 'A' }, a1: { name: 'x', parentId: '#a' }, b: { name: 'B' }, b1: { name: 'x', parentId: '#b' } },
    });
    const given = { sort: [{ property: 'name' }], sortAsTree: true, filter: { hasAnyRole: false } };
    const before = await world.call('Mailbox/query', given);
    expect(before.canCalculateChanges).toBe(true);
    await add();
    expect(await world.call('Mailbox/queryChanges', { ...given, sinceQueryState: before.queryState })).toMatchObject({
      removed: [],
      added: [],
    });
    const { a, b } = created as unknown as Record<string, { id: string }>;
    await world.call('Mailbox/set', { update: { [a!.id]: { name: 'C' } } });
    const changes = await world.call('Mailbox/queryChanges', { ...given, sinceQueryState: before.queryState, calculateTotal: true });
    const now = await world.call('Mailbox/query', given);
    expect(splice(before.ids, changes.removed, changes.added)).toEqual(now.ids);
    expect(now.ids[0]).toBe(b!.id);
    expect(changes.total).toBe(now.ids.length);
  });
});
