import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmailId, fileKind, fileKinds, type Keyword, type MailboxId, type MailFilter, type MailSort } from '#lib/mail/index.ts';
import type { EmailQuery, EmailSummary } from '../api.ts';
import { Connection } from '../sqlite/connection.ts';
import { address, syncedMessage, withFiles } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { defineFilterFunctions } from './filter-functions.ts';
import { PackReader } from './pack-reader.ts';
import { countOn, queryEmails } from './query.ts';

// Against a plain evaluation in memory.

let t: TestStore;
let connection: Connection;
let account: number;
let all: (EmailSummary & { words: Set<string>; header: string; fileNames: string[] })[] = [];
let boxes: MailboxId[] = [];

const words = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
const people = [address('ann@a.example', 'Ann Alpha'), address('bob@b.example'), address('zoe@z.example', 'Zoë Beta')];
const keywordNames: Keyword[] = ['$seen', '$flagged', '$draft', 'work', 'later'];

const tokens = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

const fileNames = ['Report 2026.PDF', 'Übersicht.xlsx', 'photo.jpg'];
beforeAll(async () => {
  t = await openTestStore();
  connection = new Connection(join(t.dataDir, 'postern.db'), { readOnly: true, cacheBytes: 1_000_000 });
  defineFilterFunctions(connection, new PackReader(connection));
  account = connection.get<{ key: number }>('select key from account where id = ?', t.accountId)!.key;
  boxes = await Promise.all(['INBOX', 'Archive', 'Trash'].map((name) => t.mailbox(name)));
  let state = 12345;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const bodies = new Map<string, string>();
  for (const [at, box] of boxes.entries()) {
    const appeared = Array.from({ length: 40 }, (_, index) => {
      const id = `q${at}-${index}`;
      const flags = ['\\Seen', '\\Flagged', '\\Draft', 'work', 'later'].filter(() => random(3) === 0);
      bodies.set(id, `${words[random(5)]} ${words[random(5)]}`);
      return syncedMessage(index + 1, id, {
        flags,
        // few instants, so that ties are common
        receivedAtMs: Date.UTC(2026, 0, 1) + random(12) * 3_600_000,
        sentAtMs: random(4) === 0 ? null : Date.UTC(2026, 0, 1) + random(12) * 3_600_000,
        sizeBytes: random(6) * 100,
        subject: `${random(2) === 0 ? 'Re: ' : ''}${words[random(5)]} ${words[random(5)]}`,
        from: [people[random(3)]!],
        to: random(5) === 0 ? null : [people[random(3)]!, people[random(3)]!],
        cc: random(2) === 0 ? [people[random(3)]!] : null,
        ...(random(3) === 0 ? withFiles(fileNames[random(3)]!) : {}),
        references:
          index > 3 && random(2) === 0
            ? [`q${at}-${index - 1 - random(3)}@test.example`]
            : at > 0 && random(6) === 0
              ? [`q0-${random(40)}@test.example`]
              : null,
      });
    });
    await t.pass(box, { appeared });
  }
  const ids = await queryIds({ ...query, filter: null });
  await t.store.emails.storeText(
    t.accountId,
    (await t.store.emails.summaries(t.accountId, ids)).map(({ id, messageId }) => ({
      emailId: id,
      search: bodies.get(messageId![0]!.split('@')[0]!)!,
      preview: 'preview',
      parts: [],
    })),
  );
  // Some in two mailboxes.
  for (const id of ids.slice(0, 15))
    await t.store.emails.update(t.accountId, [{ id, addKeywords: [], removeKeywords: [], mailboxIds: [boxes[0]!, boxes[1]!] }]);
  const records = await t.store.emails.get(t.accountId, ids);
  all = records.map((record) => ({
    ...record,
    words: new Set(tokens(bodies.get(record.messageId![0]!.split('@')[0]!)!)),
    header: new TextDecoder().decode(record.headerBlock),
    fileNames: record.hasAttachment ? (record.structure?.subParts ?? []).flatMap(({ name }) => name ?? []) : [],
  }));
});
afterAll(async () => {
  connection.close();
  await t.close();
});

const query: EmailQuery = {
  filter: null,
  sort: [],
  collapseThreads: false,
  position: 0,
  anchor: null,
  anchorOffset: 0,
  limit: null,
  calculateTotal: true,
};
async function queryIds(each: EmailQuery): Promise<EmailId[]> {
  const result = await t.store.emails.query(t.accountId, each);
  if ('anchorNotFound' in result) throw new Error('anchor not found');
  return result.ids;
}

type Email = (typeof all)[number];
const addressWords = (list: Email['from']) => (list ?? []).flatMap(({ name, email }) => tokens(`${name ?? ''} ${email}`));

function fieldWords(email: Email, field: string): string[] {
  switch (field) {
    case 'from':
      return addressWords(email.from);
    case 'to':
      return addressWords(email.to);
    case 'cc':
      return addressWords(email.cc);
    case 'bcc':
      return addressWords(email.bcc);
    case 'subject':
      return tokens(email.subject ?? '');
    case 'body':
      return [...email.words];
    default:
      return ['from', 'to', 'cc', 'bcc', 'subject', 'body'].flatMap((each) => fieldWords(email, each));
  }
}

function matches(email: Email, filter: MailFilter): boolean {
  switch (filter.op) {
    case 'and':
      return filter.terms.every((term) => matches(email, term));
    case 'or':
      return filter.terms.some((term) => matches(email, term));
    case 'not':
      return !filter.terms.some((term) => matches(email, term));
    case 'in-mailbox':
      return email.mailboxIds.includes(filter.mailboxId);
    case 'in-mailbox-other-than':
      return email.mailboxIds.some((id) => !filter.mailboxIds.includes(id));
    case 'keyword':
      return email.keywords.includes(filter.keyword) === filter.has;
    case 'thread-keyword': {
      const thread = all.filter(({ threadId }) => threadId === email.threadId).map(({ keywords }) => keywords.includes(filter.keyword));
      if (filter.quantity === 'all') return thread.every(Boolean);
      return thread.some(Boolean) === (filter.quantity === 'some');
    }
    case 'received':
      return (
        (filter.afterMs === null || email.receivedAtMs >= filter.afterMs) &&
        (filter.beforeMs === null || email.receivedAtMs < filter.beforeMs)
      );
    case 'size':
      return (
        (filter.minBytes === null || email.sizeBytes >= filter.minBytes) && (filter.maxBytes === null || email.sizeBytes < filter.maxBytes)
      );
    case 'has-attachment':
      return email.hasAttachment === filter.has;
    case 'text': {
      const wanted = tokens(filter.text);
      const have = fieldWords(email, filter.field);
      return (
        wanted.length > 0 &&
        wanted.every((word, index) => have.some((each) => (index === wanted.length - 1 ? each.startsWith(word) : each === word)))
      );
    }
    case 'file-name':
      return filter.text !== '' && email.fileNames.some((each) => each.toLowerCase().includes(filter.text.toLowerCase()));
    case 'file-kind':
      return email.fileNames.some((each) => filter.kinds.includes(fileKind('application/octet-stream', each)));
    case 'sender':
      return filter.addresses.some((each) => each.toLowerCase() === email.from?.[0]?.email.toLowerCase());
    case 'header':
      return email.header.split('\r\n').some(
        (line) =>
          line.toLowerCase().startsWith(`${filter.name.toLowerCase()}:`) &&
          (filter.value === null ||
            line
              .slice(filter.name.length + 1)
              .toLowerCase()
              .includes(filter.value.toLowerCase())),
      );
  }
}

const base = (subject: string | null) => (subject ?? '').replace(/^Re: /, '').toUpperCase();
const name = (list: Email['from']) => (list?.[0] ? list[0].name || list[0].email : '').toUpperCase().normalize('NFKD');
function sortValue(email: Email, { key, keyword }: MailSort): number | string {
  switch (key) {
    case 'receivedAt':
      return email.receivedAtMs;
    case 'sentAt':
      return email.sentAtMs ?? email.receivedAtMs;
    case 'size':
      return email.sizeBytes;
    case 'from':
      return name(email.from);
    case 'to':
      return name(email.to);
    case 'subject':
      return base(email.subject);
    case 'hasKeyword':
      return Number(email.keywords.includes(keyword!));
    case 'allInThreadHaveKeyword':
      return Number(matches(email, { op: 'thread-keyword', keyword: keyword!, quantity: 'all' }));
    case 'someInThreadHaveKeyword':
      return Number(matches(email, { op: 'thread-keyword', keyword: keyword!, quantity: 'some' }));
  }
}

function evaluate(each: EmailQuery): EmailId[] {
  const sort: MailSort[] = each.sort.length === 0 ? [{ key: 'receivedAt', ascending: false, keyword: null }] : each.sort;
  const found = all
    .filter((email) => each.filter === null || matches(email, each.filter))
    .sort((a, b) => {
      for (const by of sort) {
        const [left, right] = [sortValue(a, by), sortValue(b, by)];
        if (left !== right) return (left < right ? -1 : 1) * (by.ascending ? 1 : -1);
      }
      return a.id < b.id ? -1 : 1;
    });
  if (!each.collapseThreads) return found.map(({ id }) => id);
  const seen = new Set<string>();
  return found.filter(({ threadId }) => !seen.has(threadId) && seen.add(threadId)).map(({ id }) => id);
}

const hour = fc.integer({ min: -1, max: 13 }).map((hours) => Date.UTC(2026, 0, 1) + hours * 3_600_000);
const keyword = fc.constantFrom(...keywordNames);
const box = fc.constantFrom(0, 1, 2);
type Leaf = Exclude<MailFilter, { op: 'and' | 'or' | 'not' }>;
const leaf: fc.Arbitrary<() => Leaf> = fc.oneof(
  box.map((at) => () => ({ op: 'in-mailbox' as const, mailboxId: boxes[at]! })),
  fc
    .uniqueArray(box, { maxLength: 3 })
    .map((list) => () => ({ op: 'in-mailbox-other-than' as const, mailboxIds: list.map((at) => boxes[at]!) })),
  fc.record({ keyword, has: fc.boolean() }).map((each) => () => ({ op: 'keyword' as const, ...each })),
  fc
    .record({ keyword, quantity: fc.constantFrom('all' as const, 'some' as const, 'none' as const) })
    .map((each) => () => ({ op: 'thread-keyword' as const, ...each })),
  fc.record({ afterMs: fc.option(hour), beforeMs: fc.option(hour) }).map((each) => () => ({ op: 'received' as const, ...each })),
  fc
    .record({ minBytes: fc.option(fc.integer({ min: 0, max: 600 })), maxBytes: fc.option(fc.integer({ min: 0, max: 600 })) })
    .map((each) => () => ({ op: 'size' as const, ...each })),
  fc.boolean().map((has) => () => ({ op: 'has-attachment' as const, has })),
  fc.constantFrom('report', '.PDF', 'übersicht', 'photo', '2026.pdf', 'none', '').map((text) => () => ({ op: 'file-name' as const, text })),
  fc.uniqueArray(fc.constantFrom(...fileKinds), { maxLength: 3 }).map((kinds) => () => ({ op: 'file-kind' as const, kinds })),
  fc
    .uniqueArray(fc.constantFrom('ann@a.example', 'BOB@b.example', 'nobody@else.example'), { maxLength: 3 })
    .map((addresses) => () => ({ op: 'sender' as const, addresses })),
  fc
    .record({
      field: fc.constantFrom(
        'any' as const,
        'from' as const,
        'to' as const,
        'cc' as const,
        'bcc' as const,
        'subject' as const,
        'body' as const,
      ),
      text: fc.constantFrom('alpha', 'alp', 'ALPHA beta', 'zoe', 'ann@a.example', 'be', 'nowhere', '***', 'zoë'),
    })
    .map((each) => () => ({ op: 'text' as const, ...each })),
  fc
    .record({ name: fc.constantFrom('X-Probe', 'x-probe', 'X-None', 'Subject'), value: fc.constantFrom(null, 'YES', 'test', 'alpha') })
    .map((each) => () => ({ op: 'header' as const, ...each })),
);
const filter: fc.Arbitrary<() => MailFilter> = fc.letrec<{ node: () => MailFilter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf as fc.Arbitrary<() => MailFilter>,
    fc
      .record({ op: fc.constantFrom('and' as const, 'or' as const, 'not' as const), terms: fc.array(tie('node'), { maxLength: 3 }) })
      .map(({ op, terms }) => () => ({ op, terms: terms.map((term) => term()) })),
  ),
})).node;
const sort: fc.Arbitrary<MailSort[]> = fc.array(
  fc.oneof(
    fc.record({
      key: fc.constantFrom('receivedAt' as const, 'sentAt' as const, 'size' as const, 'from' as const, 'to' as const, 'subject' as const),
      ascending: fc.boolean(),
      keyword: fc.constant(null),
    }),
    fc.record({
      key: fc.constantFrom('hasKeyword' as const, 'allInThreadHaveKeyword' as const, 'someInThreadHaveKeyword' as const),
      ascending: fc.boolean(),
      keyword,
    }),
  ),
  { maxLength: 2 },
);

const walking = { fewHits: 0, hitsInSlice: 2 };

test('J16: every filter, sort and window gives what a plain evaluation gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.option(filter),
      sort,
      fc.boolean(),
      fc.integer({ min: -30, max: 60 }),
      fc.option(fc.integer({ min: 0, max: 30 })),
      fc.option(fc.record({ nth: fc.nat(), offset: fc.integer({ min: -5, max: 5 }) })),
      async (makeFilter, by, collapseThreads, position, limit, anchoring) => {
        const each: EmailQuery = {
          ...query,
          filter: makeFilter === null ? null : makeFilter(),
          sort: by,
          collapseThreads,
          position,
          limit,
        };
        const expected = evaluate(each);
        const anchorAt = anchoring && expected.length > 0 ? anchoring.nth % expected.length : null;
        if (anchorAt !== null) Object.assign(each, { anchor: expected[anchorAt], anchorOffset: anchoring!.offset });
        const from =
          anchorAt !== null ? Math.max(0, anchorAt + anchoring!.offset) : position < 0 ? Math.max(0, expected.length + position) : position;
        const result = await t.store.emails.query(t.accountId, each);
        // Walking a mailbox gives the same as reading hits, and counting in slices the same as counting at once.
        const { result: walked, counting } = queryEmails(connection, account, each, walking);
        let total = 'ids' in walked ? walked.total : null;
        while (counting !== null && total === null) total = countOn(connection, account, each, counting, walking);
        expect('ids' in walked ? { ...walked, total } : walked).toEqual(result);
        expect(result).toMatchObject({
          ids: expected.slice(from, limit === null ? undefined : from + limit),
          position: from,
          total: expected.length,
        });
      },
    ),
    { numRuns: 600 },
  );
}, 300_000);

test('RFC 8620 §5.5: an anchor that is not in the results is said to be missing', async () => {
  const inbox: MailFilter = { op: 'in-mailbox', mailboxId: boxes[0]! };
  const elsewhere = all.find(({ mailboxIds }) => !mailboxIds.includes(boxes[0]!))!;
  for (const collapseThreads of [false, true]) {
    expect(await t.store.emails.query(t.accountId, { ...query, filter: inbox, collapseThreads, anchor: elsewhere.id })).toEqual({
      anchorNotFound: true,
    });
    expect(
      await t.store.emails.query(t.accountId, {
        ...query,
        filter: { op: 'not', terms: [inbox] },
        collapseThreads,
        anchor: 'enone' as EmailId,
      }),
    ).toEqual({ anchorNotFound: true });
  }
});
