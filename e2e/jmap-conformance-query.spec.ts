import type { Email, QueryChangesResponse, QueryResponse, SearchSnippetGetResponse } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { Arrived, Json } from './jmap/conformance.ts';
import { accountKinds, clientOn, plain } from './jmap/conformance.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

const day = (n: number) => Date.parse(`2025-01-${String(n).padStart(2, '0')}T12:00:00Z`);
const arrived: Arrived[] = [
  {
    raw: plain('Apples', {
      ...{ from: 'Zoe <zoe@example.test>', to: ['Ann <ann@example.test>'], dateMs: day(9), messageId: 'a@q.test' },
      ...{ text: 'A needle in a haystack & <b>more</b>.', headers: ['X-Fruit: red one', 'List-Id: <fruit.example.test>'] },
    }),
    receivedAtMs: day(1),
    flags: ['\\Seen', '\\Flagged'],
  },
  {
    raw: plain('Re: Apples', {
      ...{ from: 'bob@example.test', to: ['zoe@example.test'], cc: ['Carl <carl@example.test>'], dateMs: day(8), messageId: 'b@q.test' },
      ...{ inReplyTo: 'a@q.test', references: ['a@q.test'], text: 'short' },
    }),
    receivedAtMs: day(2),
    flags: ['\\Seen'],
  },
  {
    raw: plain('bananas', {
      ...{
        from: 'Adam <adam@example.test>',
        to: ['Bea <bea@example.test>'],
        dateMs: day(7),
        messageId: 'c@q.test',
        text: 'x'.repeat(5_000),
      },
      ...{ attachments: [{ fileName: 'list.pdf', type: 'application/pdf', content: 'PDF' }] },
    }),
    receivedAtMs: day(3),
  },
  {
    raw: plain('Äpfel', {
      from: 'Carl <carl@example.test>',
      to: ['dan@example.test'],
      dateMs: day(6),
      messageId: 'd@q.test',
      html: '<p>grüne <i>Nadel</i></p>',
    }),
    receivedAtMs: day(4),
    flags: ['$work'],
  },
];
const [apples, reply, bananas, pears] = ['Apples', 'Re: Apples', 'bananas', 'Äpfel'];
const everything = [apples, reply, bananas, pears];

/** RFC 8621 §4.4, §4.5 and §5 with RFC 8620 §5.5 and §5.6, sentence by sentence, over HTTP. */
for (const kind of accountKinds) {
  test.describe(`RFC 8621 §4.4, §4.5, §5 on ${kind.name}`, () => {
    const client = clientOn(kind, arrived);
    /** subjects to ids, and the other way round */
    const ids = new Map<string, string>();
    const subjects = new Map<string, string>();
    test.beforeAll(async () => {
      for (const { id, subject } of await client.get<Email>('Email/get', null, { properties: ['subject'] })) {
        ids.set(subject!, id);
        subjects.set(id, subject!);
      }
    });
    const query = (args: Json) => client.door.ask<QueryResponse>('Email/query', args);
    const byReceived = [{ property: 'receivedAt' }];
    const found = async (filter: Json | null, more: Json = {}): Promise<(string | undefined)[]> =>
      (await query({ filter, sort: byReceived, ...more })).ids.map((id) => subjects.get(id));

    const filters: [filter: Json | null, wanted: (string | undefined)[]][] = [
      [null, everything],
      [{}, everything],
      [{ before: '2025-01-02T12:00:00Z' }, [apples]],
      [{ after: '2025-01-03T12:00:00Z' }, [bananas, pears]],
      [{ after: '2025-01-02T00:00:00Z', before: '2025-01-03T00:00:00Z' }, [reply]],
      [{ minSize: 5_000 }, [bananas]],
      [{ maxSize: 5_000 }, [apples, reply, pears]],
      [{ hasKeyword: '$seen' }, [apples, reply]],
      [{ hasKeyword: '$SEEN' }, [apples, reply]],
      [{ notKeyword: '$seen' }, [bananas, pears]],
      [{ hasKeyword: '$work' }, [pears]],
      [{ hasKeyword: '$nobody' }, []],
      [{ allInThreadHaveKeyword: '$seen' }, [apples, reply]],
      [{ allInThreadHaveKeyword: '$flagged' }, []],
      [{ someInThreadHaveKeyword: '$flagged' }, [apples, reply]],
      [{ noneInThreadHaveKeyword: '$flagged' }, [bananas, pears]],
      [{ hasAttachment: true }, [bananas]],
      [{ hasAttachment: false }, [apples, reply, pears]],
      [{ from: 'zoe' }, [apples]],
      [{ from: 'bob@example.test' }, [reply]],
      [{ to: 'zoe' }, [reply]],
      [{ to: 'Bea' }, [bananas]],
      [{ cc: 'carl' }, [reply]],
      [{ bcc: 'carl' }, []],
      [{ subject: 'apples' }, [apples, reply]],
      [{ subject: 'äpfel' }, [pears]],
      [{ body: 'needle' }, [apples]],
      [{ body: 'nadel' }, [pears]],
      [{ body: 'apples' }, []],
      [{ text: 'carl' }, [reply, pears]],
      [{ text: 'haystack' }, [apples]],
      [{ text: 'nowhere-at-all' }, []],
      [{ header: ['X-Fruit'] }, [apples]],
      [{ header: ['x-fruit', 'RED'] }, [apples]],
      [{ header: ['X-Fruit', 'blue'] }, []],
      [{ header: ['List-Id', 'fruit.example.test'] }, [apples]],
      [{ header: ['Cc'] }, [reply]],
      [{ hasKeyword: '$seen', from: 'zoe' }, [apples]],
      [{ operator: 'AND', conditions: [{ hasKeyword: '$seen' }, { from: 'bob' }] }, [reply]],
      [{ operator: 'OR', conditions: [{ from: 'zoe' }, { from: 'adam' }] }, [apples, bananas]],
      [{ operator: 'NOT', conditions: [{ from: 'zoe' }, { from: 'adam' }] }, [reply, pears]],
      [{ operator: 'AND', conditions: [] }, everything],
      [{ operator: 'OR', conditions: [] }, []],
      [{ operator: 'NOT', conditions: [] }, everything],
      [
        {
          operator: 'AND',
          conditions: [
            { operator: 'NOT', conditions: [{ hasKeyword: '$seen' }] },
            { operator: 'OR', conditions: [{ subject: 'bananas' }, { subject: 'apples' }] },
          ],
        },
        [bananas],
      ],
      [{ inMailbox: 'mNobody' }, []],
      [{ inMailboxOtherThan: [] }, everything],
    ];
    for (const [filter, wanted] of filters)
      test(`§4.4.1: filter ${JSON.stringify(filter)}`, async () => expect(await found(filter)).toEqual(wanted));
    test('§4.4.1: inMailbox; inMailboxOtherThan: in at least one other', async () => {
      const { inbox, archive } = client.box;
      expect(await found({ inMailbox: inbox })).toEqual(everything);
      expect(await found({ inMailbox: archive })).toEqual([]);
      expect(await found({ inMailboxOtherThan: [inbox] })).toEqual([]);
      expect(await found({ inMailboxOtherThan: [archive] })).toEqual(everything);
      await client.result('Email/set', { update: { [ids.get(pears!)!]: { [`mailboxIds/${archive}`]: true } } });
      expect(await found({ inMailboxOtherThan: [inbox] })).toEqual([pears]);
      expect(await found({ operator: 'AND', conditions: [{ inMailbox: inbox }, { inMailbox: archive }] })).toEqual([pears]);
      await client.result('Email/set', { update: { [ids.get(pears!)!]: { [`mailboxIds/${archive}`]: null } } });
    });

    const sorts: [sort: Json[], wanted: (string | undefined)[]][] = [
      [[{ property: 'receivedAt' }], everything],
      [[{ property: 'receivedAt', isAscending: false }], everything.toReversed()],
      [[{ property: 'sentAt' }], everything.toReversed()],
      [[{ property: 'from' }], [bananas, reply, pears, apples]],
      [[{ property: 'to' }], [apples, bananas, pears, reply]],
      [[{ property: 'hasKeyword', keyword: '$flagged', isAscending: false }, { property: 'receivedAt' }], everything],
      [
        [{ property: 'hasKeyword', keyword: '$seen' }, { property: 'receivedAt' }],
        [bananas, pears, apples, reply],
      ],
      [
        [
          { property: 'allInThreadHaveKeyword', keyword: '$seen' },
          { property: 'receivedAt', isAscending: false },
        ],
        [pears, bananas, reply, apples],
      ],
      [
        [{ property: 'someInThreadHaveKeyword', keyword: '$flagged', isAscending: false }, { property: 'sentAt' }],
        [reply, apples, pears, bananas],
      ],
    ];
    for (const [sort, wanted] of sorts)
      test(`§4.4.2: sort ${JSON.stringify(sort)}`, async () => expect(await found(null, { sort })).toEqual(wanted));
    test('§4.4.2: sort by size, and by subject without Re: and letter case', async () => {
      const bySize = await found(null, { sort: [{ property: 'size', isAscending: false }] });
      expect(bySize[0]).toBe(bananas);
      const bySubject = await found(null, { sort: [{ property: 'subject' }, { property: 'receivedAt' }] });
      expect(bySubject.filter((one) => one !== pears)).toEqual([apples, reply, bananas]);
    });
    test('§4.4.2: every property of emailQuerySortOptions can be sorted by; the same query twice is in the same order', async () => {
      const { emailQuerySortOptions } =
        client.door.session.accounts[client.accountId as never]!.accountCapabilities['urn:ietf:params:jmap:mail']!;
      expect(emailQuerySortOptions).toContain('receivedAt');
      for (const property of emailQuerySortOptions) {
        const sort = [{ property, ...(property.endsWith('Keyword') ? { keyword: '$seen' } : {}) }];
        expect(await found(null, { sort })).toEqual(await found(null, { sort }));
      }
    });
    test('§4.4.3: collapseThreads keeps the first of each Thread, after sorting and before paging; total counts Threads', async () => {
      expect(await found(null, { collapseThreads: true })).toEqual([apples, bananas, pears]);
      expect(await found(null, { collapseThreads: true, sort: [{ property: 'receivedAt', isAscending: false }] })).toEqual([
        pears,
        bananas,
        reply,
      ]);
      expect(await found(null, { collapseThreads: true, position: 1, limit: 1 })).toEqual([bananas]);
      expect((await query({ collapseThreads: true, calculateTotal: true })).total).toBe(3);
    });

    const windows: [args: Json, wanted: (string | undefined)[], position: number][] = [
      [{}, everything, 0],
      [{ limit: 2 }, [apples, reply], 0],
      [{ position: 1, limit: 2 }, [reply, bananas], 1],
      [{ position: -1 }, [pears], 3],
      [{ position: -3, limit: 1 }, [reply], 1],
      [{ position: -99, limit: 1 }, [apples], 0],
      [{ position: 4 }, [], 4],
      [{ limit: 0 }, [], 0],
    ];
    for (const [args, wanted, position] of windows)
      test(`RFC 8620 §5.5: ${JSON.stringify(args)}`, async () => {
        const answer = await query({ sort: byReceived, ...args });
        expect(answer).toMatchObject({ position, canCalculateChanges: true, queryState: expect.any(String) });
        expect(answer.ids.map((id) => subjects.get(id))).toEqual(wanted);
        expect(answer).not.toHaveProperty('total');
      });
    test('RFC 8620 §5.5: anchor and anchorOffset; position is then passed over; an anchor that is not there is anchorNotFound', async () => {
      const anchor = ids.get(bananas!);
      for (const [args, wanted, position] of [
        [{ anchor }, [bananas, pears], 2],
        [{ anchor, position: 1 }, [bananas, pears], 2],
        [{ anchor, anchorOffset: -1, limit: 2 }, [reply, bananas], 1],
        [{ anchor, anchorOffset: 1 }, [pears], 3],
        [{ anchor, anchorOffset: -9, limit: 1 }, [apples], 0],
        [{ anchor, anchorOffset: 9 }, [], 11],
      ] as const) {
        const answer = await query({ sort: byReceived, ...args });
        expect(answer.ids.map((id) => subjects.get(id))).toEqual(wanted);
        if (wanted.length > 0) expect(answer.position).toBe(position);
      }
      expect((await client.result('Email/query', { anchor, filter: { from: 'zoe' } })).error).toBe('anchorNotFound');
    });
    test('RFC 8620 §5.5: total is there when asked for, and a limit that the server set', async () => {
      expect(await query({ calculateTotal: true, limit: 1 })).toMatchObject({ total: 4 });
      expect(await query({ limit: 3 })).not.toHaveProperty('limit');
      expect(await query({ limit: 10_000_000 })).toMatchObject({ limit: expect.any(Number) });
    });
    const errors: [args: Json, type: string][] = [
      [{ filter: { nothing: 1 } }, 'unsupportedFilter'],
      [{ filter: { operator: 'OR', conditions: [{ nothing: 1 }] } }, 'unsupportedFilter'],
      [{ filter: { before: 'yesterday' } }, 'invalidArguments'],
      [{ filter: { before: '2025-01-01T00:00:00+01:00' } }, 'invalidArguments'],
      [{ filter: { minSize: -1 } }, 'invalidArguments'],
      [{ filter: { hasAttachment: 'x' } }, 'invalidArguments'],
      [{ filter: { header: [] } }, 'invalidArguments'],
      [{ filter: { header: ['a', 'b', 'c'] } }, 'invalidArguments'],
      [{ filter: { operator: 'XOR', conditions: [] } }, 'invalidArguments'],
      [{ filter: [] }, 'invalidArguments'],
      [{ sort: [{ property: 'nothing' }] }, 'unsupportedSort'],
      [{ sort: [{ property: 'subject', collation: 'i;nothing' }] }, 'unsupportedSort'],
      [{ sort: [{ property: 'hasKeyword' }] }, 'invalidArguments'],
      [{ sort: [{}] }, 'invalidArguments'],
      [{ limit: -1 }, 'invalidArguments'],
      [{ position: 0.5 }, 'invalidArguments'],
      [{ anchorOffset: 'x' }, 'invalidArguments'],
      [{ calculateTotal: 'yes' }, 'invalidArguments'],
      [{ collapseThreads: 1 }, 'invalidArguments'],
    ];
    for (const [args, type] of errors)
      test(`RFC 8620 §5.5: ${JSON.stringify(args)} is ${type}`, async () =>
        expect((await client.result('Email/query', args)).error).toBe(type));

    const shapes: [what: string, args: Json][] = [
      ['of all', { sort: [{ property: 'receivedAt' }] }],
      ['by keyword', { filter: { notKeyword: '$answered' }, sort: [{ property: 'subject' }] }],
      ['sorted by keyword', { sort: [{ property: 'hasKeyword', keyword: '$answered' }, { property: 'receivedAt' }] }],
      ['of Threads', { sort: [{ property: 'receivedAt', isAscending: false }], collapseThreads: true }],
      ['of the Drafts', { filter: { hasKeyword: '$draft' }, sort: [{ property: 'receivedAt' }], calculateTotal: true }],
    ];
    for (const [what, args] of shapes)
      test(`§4.5, J7: queryChanges ${what} lead from the old result to the new one`, async () => {
        const gone = await client.make({ keywords: { $draft: true }, subject: 'gone' });
        const changed = await client.make({ subject: 'changed' });
        let before = await query(args);
        // what the mail server took meanwhile may move the state between the two
        await expect(async () => {
          before = await query(args);
          expect(await client.result('Email/queryChanges', { ...args, sinceQueryState: before.queryState })).toMatchObject({
            removed: [],
            added: [],
            newQueryState: before.queryState,
          });
        }).toPass({ timeout: 30_000 });
        const since = { ...args, sinceQueryState: before.queryState };
        const made = await client.make({
          keywords: { $draft: true },
          subject: 'made',
          inReplyTo: ['c@q.test'],
          receivedAt: '2025-01-02T13:00:00Z',
        });
        await client.result('Email/set', {
          update: { [changed]: { 'keywords/$answered': true, 'keywords/$draft': true } },
          destroy: [gone],
        });
        // what the mail server took meanwhile may move the state between the two
        await expect(async () => {
          const changes = await client.door.ask<QueryChangesResponse>('Email/queryChanges', { ...since, calculateTotal: true });
          const after = await query({ ...args, calculateTotal: true });
          expect(applied(before.ids, changes)).toEqual(after.ids);
          expect(changes).toMatchObject({ oldQueryState: before.queryState, newQueryState: after.queryState, total: after.total });
        }).toPass({ timeout: 30_000 });
        expect((await client.result('Email/queryChanges', { ...since, maxChanges: 1 })).error).toBe('tooManyChanges');
        await client.result('Email/set', { destroy: [made, changed] });
      });
    test('RFC 8620 §5.6: added is by index, lowest first; an id that moved is in both lists', async () => {
      const args = {
        filter: { inMailbox: client.box.inbox },
        sort: [{ property: 'hasKeyword', keyword: '$moved' }, { property: 'receivedAt' }],
      };
      const before = await query(args);
      await client.result('Email/set', {
        update: { [ids.get(apples!)!]: { 'keywords/$moved': true }, [ids.get(reply!)!]: { 'keywords/$moved': true } },
      });
      const { added, removed } = await client.door.ask<QueryChangesResponse>('Email/queryChanges', {
        ...args,
        sinceQueryState: before.queryState,
      });
      expect(added.map(({ index }) => index)).toEqual([2, 3]);
      for (const { id } of added) expect(removed).toContain(id);
    });
    for (const [args, type] of [
      [{ sinceQueryState: 'never' }, 'cannotCalculateChanges'],
      [{}, 'invalidArguments'],
      [{ sinceQueryState: 'x', filter: { nothing: 1 } }, 'unsupportedFilter'],
      [{ sinceQueryState: 'x', sort: [{ property: 'nothing' }] }, 'unsupportedSort'],
      [{ sinceQueryState: 'x', maxChanges: -1 }, 'invalidArguments'],
    ] as const)
      test(`RFC 8620 §5.6: queryChanges of ${JSON.stringify(args)} is ${type}`, async () =>
        expect((await client.result('Email/queryChanges', args)).error).toBe(type));

    test.describe('§5 SearchSnippet/get', () => {
      const snippets = (args: Json) => client.door.ask<SearchSnippetGetResponse>('SearchSnippet/get', args);
      test('§5.1: what matches stands in <mark>, HTML is escaped, the preview has at most 255 octets', async () => {
        const emailIds = [ids.get(apples!)!, ids.get(bananas!)!];
        const { list, notFound } = await snippets({ filter: { text: 'needle' }, emailIds });
        expect(notFound).toBeNull();
        expect(list.map(({ emailId }) => emailId)).toEqual(emailIds);
        expect(list[0]).toEqual({
          emailId: emailIds[0],
          subject: null,
          preview: 'A <mark>needle</mark> in a haystack &amp; &lt;b&gt;more&lt;/b&gt;.',
        });
        expect(list[1]).toEqual({ emailId: emailIds[1], subject: null, preview: null });
        for (const { preview } of list) expect(Buffer.byteLength(preview ?? '')).toBeLessThanOrEqual(255);
      });
      test('§5.1: subject by subject, nothing by what is no text, nothing by what must not be there', async () => {
        const emailIds = [ids.get(apples!)!];
        const subject = async (filter: Json | null) => (await snippets({ filter, emailIds })).list[0]!.subject;
        expect(await subject({ subject: 'apples' })).toBe('<mark>Apples</mark>');
        expect(await subject({ operator: 'OR', conditions: [{ subject: 'apples' }, { from: 'x' }] })).toBe('<mark>Apples</mark>');
        for (const filter of [null, { hasKeyword: '$seen' }, { body: 'apples' }, { operator: 'NOT', conditions: [{ subject: 'apples' }] }])
          expect(await subject(filter)).toBeNull();
      });
      test('§5.1: unknown ids are notFound; an unknown filter is unsupportedFilter; emailIds are needed', async () => {
        expect(await snippets({ filter: null, emailIds: ['eNo'] })).toEqual({ accountId: client.accountId, list: [], notFound: ['eNo'] });
        expect((await client.result('SearchSnippet/get', { filter: { nothing: 1 }, emailIds: [] })).error).toBe('unsupportedFilter');
        expect((await client.result('SearchSnippet/get', { filter: null })).error).toBe('invalidArguments');
      });
    });
  });
}

/** As RFC 8620 §5.6 tells a client to put changes into a result that it has. */
function applied(ids: readonly string[], { removed, added }: QueryChangesResponse): string[] {
  const result = ids.filter((id) => !removed.includes(id));
  for (const { id, index } of added) result.splice(index, 0, id);
  return result;
}
