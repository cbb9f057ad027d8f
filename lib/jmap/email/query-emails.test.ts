import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
const id: Record<string, string> = {};
const name = new Map<string, string>();
beforeAll(async () => {
  world = await startJmap();
  const add = async (key: string, minute: number, mailbox: string, keywords: string[], lines: string[], body = 'plain words') => {
    const raw = Buffer.from(message(`Message-ID: <${key}@x.test>`, ...lines, '', body, ''), 'utf8');
    const made = await world.account.createEmail({
      raw,
      mailboxIds: [mailbox] as never,
      keywords,
      receivedAtMs: Date.parse('2026-04-01T00:00:00Z') + minute * 60_000,
    });
    if (!made.ok) throw new Error(JSON.stringify(made.refusal));
    id[key] = made.value.id;
    name.set(made.value.id, key);
  };
  const { inbox, sent, archive } = world.mailbox;
  await add(
    'a',
    1,
    inbox,
    ['$seen'],
    ['From: Zoe <zoe@x.test>', 'To: ann@example.org', 'Subject: Alpha', 'Date: Wed, 1 Apr 2026 00:09:00 +0000'],
  );
  await add(
    'b',
    2,
    inbox,
    ['$flagged'],
    [
      'From: bob@x.test',
      'To: Carl <c@x.test>',
      'Cc: dora@x.test',
      'Subject: Re: beta',
      'Date: Wed, 1 Apr 2026 00:08:00 +0000',
      'X-Kind: News letter',
    ],
    'a needle in it',
  );
  await add(
    'b2',
    3,
    sent,
    [],
    [
      'From: ann@example.org',
      'To: bob@x.test',
      'Bcc: eve@x.test',
      'Subject: Re: beta',
      'In-Reply-To: <b@x.test>',
      'References: <b@x.test>',
    ],
    'longer '.repeat(50),
  );
  await add(
    'c',
    4,
    archive,
    ['$seen', '$flagged'],
    ['From: Äbel <abel@x.test>', 'Subject: gamma', 'Content-Type: multipart/mixed; boundary=q'],
    message('--q', '', 'x', '--q', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename=a.pdf', '', 'y', '--q--'),
  );
});
afterAll(() => world.stop());

const query = (given: Record<string, unknown>) => world.call('Email/query', given);
const keys = async (given: Record<string, unknown>) =>
  (await query({ sort: [{ property: 'receivedAt' }], ...given })).ids.map((one) => name.get(one));
const matching = (filter: unknown) => keys({ filter });

describe('RFC 8621 §4.4.1 filters', () => {
  test('inMailbox and inMailboxOtherThan', async () => {
    expect(await matching({ inMailbox: world.mailbox.inbox })).toEqual(['a', 'b']);
    expect(await matching({ inMailbox: 'mNone' })).toEqual([]);
    expect(await matching({ inMailboxOtherThan: [world.mailbox.inbox, world.mailbox.archive] })).toEqual(['b2']);
  });

  test('before is exclusive, after is inclusive', async () => {
    expect(await matching({ before: '2026-04-01T00:02:00Z' })).toEqual(['a']);
    expect(await matching({ after: '2026-04-01T00:02:00Z' })).toEqual(['b', 'b2', 'c']);
    expect(await matching({ after: '2026-04-01T00:02:00Z', before: '2026-04-01T00:03:00Z' })).toEqual(['b']);
  });

  test('minSize is inclusive, maxSize is exclusive', async () => {
    const { size } = (await world.call('Email/get', { ids: [id.b2], properties: ['size'] })).list[0]!;
    expect(await matching({ minSize: size })).toEqual(['b2']);
    expect(await matching({ maxSize: size })).toEqual(['a', 'b', 'c']);
    expect(await matching({ minSize: size, maxSize: size + 1 })).toEqual(['b2']);
  });

  test('keywords, in any letter case', async () => {
    expect(await matching({ hasKeyword: '$FLAGGED' })).toEqual(['b', 'c']);
    expect(await matching({ notKeyword: '$seen' })).toEqual(['b', 'b2']);
    expect(await matching({ someInThreadHaveKeyword: '$flagged' })).toEqual(['b', 'b2', 'c']);
    expect(await matching({ allInThreadHaveKeyword: '$flagged' })).toEqual(['c']);
    expect(await matching({ noneInThreadHaveKeyword: '$flagged' })).toEqual(['a']);
  });

  test('hasAttachment, true and false', async () => {
    expect(await matching({ hasAttachment: true })).toEqual(['c']);
    expect(await matching({ hasAttachment: false })).toEqual(['a', 'b', 'b2']);
  });

  test('from, to, cc, bcc, subject, body, text', async () => {
    expect(await matching({ from: 'zoe' })).toEqual(['a']);
    expect(await matching({ from: 'bob@x.test' })).toEqual(['b']);
    expect(await matching({ to: 'carl' })).toEqual(['b']);
    expect(await matching({ cc: 'dora' })).toEqual(['b']);
    expect(await matching({ bcc: 'eve' })).toEqual(['b2']);
    expect(await matching({ subject: 'beta' })).toEqual(['b', 'b2']);
    expect(await matching({ body: 'needle' })).toEqual(['b']);
    expect(await matching({ body: 'dora' })).toEqual([]);
    expect(await matching({ text: 'dora' })).toEqual(['b']);
    expect(await matching({ text: 'NEEDLE' })).toEqual(['b']);
  });

  test('header: any field, with and without value', async () => {
    expect(await matching({ header: ['X-Kind'] })).toEqual(['b']);
    expect(await matching({ header: ['x-kind', 'letter'] })).toEqual(['b']);
    expect(await matching({ header: ['X-Kind', 'other'] })).toEqual([]);
  });

  test('several properties must all match; none match everything', async () => {
    expect(await matching({ inMailbox: world.mailbox.inbox, hasKeyword: '$seen' })).toEqual(['a']);
    expect(await matching({})).toEqual(['a', 'b', 'b2', 'c']);
    expect(await matching(null)).toEqual(['a', 'b', 'b2', 'c']);
  });

  test('operators: AND, OR, NOT (none of them), nested', async () => {
    expect(await matching({ operator: 'OR', conditions: [{ from: 'zoe' }, { hasAttachment: true }] })).toEqual(['a', 'c']);
    expect(await matching({ operator: 'NOT', conditions: [{ from: 'zoe' }, { hasAttachment: true }] })).toEqual(['b', 'b2']);
    expect(
      await matching({
        operator: 'AND',
        conditions: [{ operator: 'NOT', conditions: [{ hasKeyword: '$seen' }] }, { inMailbox: world.mailbox.inbox }],
      }),
    ).toEqual(['b']);
  });

  test('a creation id stands for the mailbox made in the same request', async () => {
    const [, found] = await world.calls(
      ['Mailbox/set', { accountId: world.accountId, create: { empty: { name: 'query by reference' } } }],
      ['Email/query', { accountId: world.accountId, filter: { inMailbox: '#empty' } }],
    );
    expect(found![1].ids).toEqual([]);
  });

  test.each([
    ['unsupportedFilter', { colour: 'red' }],
    ['unsupportedFilter', { operator: 'AND', conditions: [{ subject: 'x', colour: 'red' }] }],
    ['invalidArguments', { before: '2026-04-01' }],
    ['invalidArguments', { minSize: -1 }],
    ['invalidArguments', { hasKeyword: 'a b' }],
    ['invalidArguments', { header: [] }],
    ['invalidArguments', { header: ['a', 'b', 'c'] }],
    ['invalidArguments', { header: ['not a name'] }],
    ['invalidArguments', { text: null }],
    ['invalidArguments', { operator: 'AND', conditions: [null] }],
    ['invalidArguments', 'text'],
  ])('%s: %j', async (type, filter) => {
    expect((await query({ filter })).type).toBe(type);
  });
});

describe('RFC 8621 §4.4.2 sorting', () => {
  const sorted = (...sort: unknown[]) => keys({ sort });

  test('every property that is advertised', async () => {
    expect(await sorted({ property: 'receivedAt', isAscending: false })).toEqual(['c', 'b2', 'b', 'a']);
    expect((await sorted({ property: 'size', isAscending: false }))[0]).toBe('b2');
    // i;unicode-casemap: Ä is A and a mark, and the mark comes behind every letter
    expect(await sorted({ property: 'from' }, { property: 'receivedAt' })).toEqual(['b2', 'c', 'b', 'a']);
    expect((await sorted({ property: 'to', isAscending: false }))[0]).toBe('b');
    expect(await sorted({ property: 'subject' }, { property: 'receivedAt' })).toEqual(['a', 'b', 'b2', 'c']);
    expect((await sorted({ property: 'sentAt' })).indexOf('b')).toBeLessThan((await sorted({ property: 'sentAt' })).indexOf('a'));
    expect(await sorted({ property: 'hasKeyword', keyword: '$seen' }, { property: 'receivedAt' })).toEqual(['b', 'b2', 'a', 'c']);
    expect(
      await sorted({ property: 'someInThreadHaveKeyword', keyword: '$flagged', isAscending: false }, { property: 'receivedAt' }),
    ).toEqual(['b', 'b2', 'c', 'a']);
    expect(
      await sorted({ property: 'allInThreadHaveKeyword', keyword: '$FLAGGED', isAscending: false }, { property: 'receivedAt' }),
    ).toEqual(['c', 'a', 'b', 'b2']);
  });

  test('unsupportedSort for a property or collation that is not known; a keyword sort needs its keyword', async () => {
    expect((await query({ sort: [{ property: 'preview' }] })).type).toBe('unsupportedSort');
    expect((await query({ sort: [{ property: 'subject', collation: 'i;none' }] })).type).toBe('unsupportedSort');
    expect((await query({ sort: [{ property: 'subject', collation: 'i;ascii-numeric' }] })).type).toBe('unsupportedSort');
    expect((await query({ sort: [{ property: 'subject', collation: 'i;unicode-casemap' }] })).ids).toHaveLength(4);
    expect((await query({ sort: [{ property: 'hasKeyword' }] })).type).toBe('invalidArguments');
    expect((await query({ sort: [{ isAscending: true }] })).type).toBe('invalidArguments');
  });
});

test('RFC 8621 §4.4.3: collapseThreads keeps the first Email of each Thread; total counts what is left', async () => {
  const result = await query({ sort: [{ property: 'receivedAt', isAscending: false }], collapseThreads: true, calculateTotal: true });
  expect(result.ids.map((one) => name.get(one))).toEqual(['c', 'b2', 'a']);
  expect(result.total).toBe(3);
});

describe('RFC 8620 §5.5 window', () => {
  const sort = [{ property: 'receivedAt' }];
  test('position, negative position, limit, total', async () => {
    expect(await query({ sort, position: 1, limit: 2, calculateTotal: true })).toMatchObject({ ids: [id.b, id.b2], position: 1, total: 4 });
    expect(await query({ sort, position: -1 })).toMatchObject({ ids: [id.c], position: 3 });
    expect(await query({ sort, position: -9, limit: 1 })).toMatchObject({ ids: [id.a], position: 0 });
    expect(await query({ sort, position: 4 })).toMatchObject({ ids: [] });
    expect(await query({ sort, limit: 0, calculateTotal: true })).toMatchObject({ ids: [], total: 4 });
    expect(await query({ sort })).not.toHaveProperty('total');
  });

  test('anchor and anchorOffset, position ignored', async () => {
    expect(await query({ sort, anchor: id.b2, limit: 1, position: 3 })).toMatchObject({ ids: [id.b2], position: 2 });
    expect(await query({ sort, anchor: id.b2, anchorOffset: -1, limit: 2 })).toMatchObject({ ids: [id.b, id.b2], position: 1 });
    expect(await query({ sort, anchor: id.a, anchorOffset: -3, limit: 1 })).toMatchObject({ ids: [id.a], position: 0 });
    expect(await query({ sort, anchorOffset: 2, limit: 1 })).toMatchObject({ ids: [id.a], position: 0 });
    expect((await query({ sort, anchor: id.c, filter: { from: 'zoe' } })).type).toBe('anchorNotFound');
  });

  test('the limit of the server is at least 500 (J16) and is named; a smaller one of the client holds', async () => {
    expect((await query({ sort })).limit).toBeGreaterThanOrEqual(500);
    expect(await query({ sort, limit: 2 })).not.toHaveProperty('limit');
    expect((await query({ sort, limit: 10_000_000 })).limit).toBeGreaterThanOrEqual(500);
    expect((await query({ sort, limit: -1 })).type).toBe('invalidArguments');
  });

  test('queryState stays while nothing changes and moves when the result may have', async () => {
    const before = await query({ filter: { inMailbox: world.mailbox.inbox } });
    expect(before.canCalculateChanges).toBe(true);
    expect((await query({ filter: { inMailbox: world.mailbox.inbox } })).queryState).toBe(before.queryState);
    await world.call('Email/set', { create: { k: { mailboxIds: { [world.mailbox.inbox]: true }, subject: 'new' } } });
    expect((await query({ filter: { inMailbox: world.mailbox.inbox } })).queryState).not.toBe(before.queryState);
  });
});
