import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideThread, groupMessages, hubSubjects, type ThreadMessage, type ThreadRule, threadQuestion, threadTree } from './index.ts';
import { MemoryThreads } from './testing/memory-threads.ts';

function message(part: Partial<ThreadMessage>): ThreadMessage {
  const citedIds = part.citedIds ?? [];
  return { ownId: null, parentIds: citedIds, subjectKey: '', sentAtMs: 0, participants: [], isSubjectJoiner: false, ...part, citedIds };
}

const sorted = (groups: number[][]): string =>
  JSON.stringify(groups.map((group) => group.toSorted((a, b) => a - b)).toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0)));

function grouped(messages: readonly ThreadMessage[], order: readonly number[], rule: ThreadRule): string {
  const threads = new MemoryThreads(rule);
  for (const index of order) threads.add(messages[index] as ThreadMessage);
  return sorted(threads.groups().map((group) => group.map((at) => order[at] as number)));
}

test('T1: an id of an absent message that connects too many subjects splits the thread, in every order', () => {
  const tracker = Array.from({ length: hubSubjects + 1 }, (_, index) =>
    [0, 1].map((copy) => message({ ownId: `${index}-${copy}@t`, citedIds: ['root@t'], subjectKey: `ticket${index}`, sentAtMs: index })),
  ).flat();
  const wanted = sorted(Array.from({ length: hubSubjects + 1 }, (_, index) => [2 * index, 2 * index + 1]));
  const forwards = tracker.map((_, index) => index);
  expect(grouped(tracker, forwards, 'conversation')).toBe(wanted);
  expect(grouped(tracker, forwards.toReversed(), 'conversation')).toBe(wanted);
  expect(
    grouped(
      tracker.slice(2),
      forwards.slice(2).map((index) => index - 2),
      'conversation',
    ),
  ).toBe(sorted([forwards.slice(2).map((index) => index - 2)]));
});

test('T1: when the message of a hub id arrives, all that cite it are one thread again', () => {
  const tickets = Array.from({ length: hubSubjects + 5 }, (_, index) =>
    message({ ownId: `${index}@t`, citedIds: ['root@t'], subjectKey: `ticket${index}` }),
  );
  const all = [...tickets, message({ ownId: 'root@t', subjectKey: 'root' })];
  expect(JSON.parse(grouped(all, [...all.keys()], 'conversation'))).toHaveLength(1);
  expect(JSON.parse(grouped(all, [...all.keys()].toReversed(), 'conversation'))).toHaveLength(1);
});

test('T3: the incremental decision gives the same threads as grouping all at once, whatever the order', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const one = fc.record({
    ownId: fc.option(ids, { nil: null }),
    citedIds: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: fc.constantFrom('root', 'root2') }, ids), { maxLength: 3 }),
    subjectKey: fc.constantFrom(...Array.from({ length: 24 }, (_, index) => `s${index}`)),
  });
  const set = fc
    .array(one, { minLength: 1, maxLength: 40 })
    .chain((parts) =>
      fc.tuple(
        fc.constant(parts.map(message)),
        fc.shuffledSubarray([...parts.keys()], { minLength: parts.length, maxLength: parts.length }),
      ),
    );
  fc.assert(
    fc.property(set, fc.constantFrom<ThreadRule>('links', 'jmap', 'conversation', 'off'), ([messages, order], rule) => {
      expect(grouped(messages, order, rule)).toBe(sorted(groupMessages(messages, rule)));
    }),
    { numRuns: 300 },
  );
});

test('T3: several threads found: the largest stays, the others are merged into it', () => {
  const bridge = message({ ownId: 'x@a', citedIds: ['one@a', 'two@a'] });
  const question = threadQuestion(bridge, 'links');
  const facts = (thread: string) => ({ thread, pairThread: null, isPresent: true, subjects: 0, hasSubject: false });
  const hashOf = (id: string) => question.ids.find((each) => each.id === id)?.hash ?? '';
  const decision = decideThread(bridge, 'links', {
    ids: new Map([
      [hashOf('one@a'), facts('small')],
      [hashOf('two@a'), facts('large')],
    ]),
    sameSubject: [],
    sizeOf: (thread) => (thread === 'large' ? 9 : 2),
  });
  expect(decision).toMatchObject({ join: 'large', merge: ['small'], regroup: [] });
  expect(decision.rows).toHaveLength(3);
});

const day = 24 * 60 * 60 * 1000;
const plan = (part: Partial<ThreadMessage>): ThreadMessage =>
  message({ subjectKey: 'planofwork', participants: ['ann@a', 'bob@b'], ...part });

test('T4: a reply without ids waits for its parent, which may arrive later', () => {
  const messages = [
    plan({ ownId: '1', sentAtMs: day }),
    plan({ ownId: '2', sentAtMs: 2 * day, isSubjectJoiner: true }),
    plan({ ownId: '3', citedIds: ['2'], sentAtMs: 3 * day }),
  ];
  for (const order of [
    [0, 1, 2],
    [1, 0, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
    [0, 2, 1],
  ])
    expect(grouped(messages, order, 'conversation')).toBe('[[0,1,2]]');
});

test('T4: a subject joins only within thirty days, and never with one shared address', () => {
  const parent = plan({ ownId: '1', sentAtMs: 0 });
  expect(grouped([parent, plan({ ownId: '2', sentAtMs: 31 * day, isSubjectJoiner: true })], [0, 1], 'conversation')).toBe('[[0],[1]]');
  expect(
    grouped([parent, plan({ ownId: '2', sentAtMs: day, isSubjectJoiner: true, participants: ['ann@a', 'eve@e'] })], [1, 0], 'conversation'),
  ).toBe('[[0],[1]]');
});

test('T6: loops, chains of thousands of ids and very large threads end', () => {
  const chain = Array.from({ length: 500 }, (_, index) =>
    message({ ownId: `${index}`, citedIds: index === 0 ? [] : [`${index - 1}`], sentAtMs: index }),
  );
  let depth = 0;
  for (let nodes = threadTree(chain); nodes.length > 0; nodes = nodes[0]?.children ?? []) depth += 1;
  expect(depth).toBe(500);
  const ring = Array.from({ length: 300 }, (_, index) => message({ ownId: `${index}`, citedIds: [`${(index + 1) % 300}`] }));
  let count = 0;
  const open = [...threadTree(ring)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count += 1;
    open.push(...node.children);
  }
  expect(count).toBe(300);
  const flat = threadTree([...chain, message({ ownId: 'last', sentAtMs: -1 })]);
  expect(flat).toHaveLength(501);
  expect(flat[0]?.message?.ownId).toBe('last');
});

test('T6: every message appears in the tree exactly once', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const set = fc.array(fc.record({ ownId: fc.option(ids, { nil: null }), citedIds: fc.array(ids, { maxLength: 5 }) }), { maxLength: 20 });
  fc.assert(
    fc.property(set, (parts) => {
      const messages = parts.map((part, index) => ({ ...message(part), index }));
      const seen: number[] = [];
      const open = [...threadTree(messages)];
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        if (node.message !== null) seen.push(node.message.index);
        open.push(...node.children);
      }
      expect(seen.sort((a, b) => a - b)).toEqual([...messages.keys()]);
    }),
  );
});
