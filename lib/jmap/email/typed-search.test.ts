import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchFilter } from '#lib/client/index.ts';
import type { Mailbox, Tag } from '#lib/contract/index.ts';
import { criteriaOf } from '#lib/imap/search-mail.ts';
import type { ImapTokens } from '#lib/imap/tokens.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';
import { mailFilter } from './query-emails.ts';
import { serverTerms } from './search-beyond-index.ts';

// From what is typed into the search box to the rows that come, out of the index, and to what the mail server is asked for beside it.

let world: JmapWorld;
const keyOf = new Map<string, string>();
const nowMs = Date.parse('2026-05-01T12:00:00Z');
const dayMs = 86_400_000;

const file = (name: string): string[] => [
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'see the file',
  '--b',
  'Content-Type: application/pdf',
  `Content-Disposition: attachment; filename="${name}"`,
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0=',
  '--b--',
  '',
];

beforeAll(async () => {
  world = await startJmap();
  const { inbox, archive } = world.mailbox;
  const add = async (key: string, day: number, mailbox: string, keywords: string[], lines: string[]) => {
    const raw = Buffer.from([`Message-ID: <${key}@x.test>`, ...lines, ''].join('\r\n'));
    const made = await world.account.createEmail({ raw, mailboxIds: [mailbox] as never, keywords, receivedAtMs: nowMs - day * dayMs });
    if (!made.ok) throw new Error('not created');
    keyOf.set(made.value.id, key);
  };
  await add(
    'roof',
    1,
    inbox,
    [],
    ['From: Anna Berg <anna@berg.test>', 'To: ann@example.org', 'Subject: The old roof', '', 'Slates are loose.'],
  );
  await add(
    'bill',
    20,
    inbox,
    ['$seen', '$flagged', 'work'],
    ['From: Bo <bo@shop.test>', 'To: carl@x.test', 'Cc: dora@x.test', 'Subject: Bill', ...file('Invoice 2026-04.pdf')],
  );
  await add(
    'news',
    400,
    archive,
    ['$seen', '$answered'],
    ['From: news@list.test', 'Bcc: eve@x.test', 'List-Id: Garden <garden.list.test>', 'Subject: Roof gardens', '', 'moss '.repeat(800)],
  );
});
afterAll(() => world.stop());

function filterOf(typed: string) {
  const mailboxes = [
    { id: world.mailbox.inbox, name: 'INBOX', role: 'inbox' },
    { id: world.mailbox.archive, name: 'Old things', role: 'archive' },
  ] as Mailbox[];
  const tags = [{ name: 'Work', keyword: 'work' }] as Tag[];
  return searchFilter(typed, mailboxes, ({ name }) => name, nowMs, tags, 'ann@example.org', ['BO@shop.test']).filter;
}

async function rows(typed: string): Promise<string[]> {
  const { ids } = await world.call('Email/query', { filter: filterOf(typed), sort: [{ property: 'receivedAt', isAscending: false }] });
  return ids.map((id) => keyOf.get(id) ?? id);
}

test.each<[typed: string, rows: string[]]>([
  ['from:anna', ['roof']],
  ['from:berg.test', ['roof']],
  ['to:carl', ['bill']],
  ['cc:dora', ['bill']],
  ['bcc:eve', ['news']],
  ['subject:roof', ['roof', 'news']],
  ['body:slates', ['roof']],
  ['has:attachment', ['bill']],
  ['filename:invoice', ['bill']],
  ['filename:.PDF', ['bill']],
  ['filename:*.pdf', ['bill']],
  ['filename:"invoice 2026"', ['bill']],
  ['filename:roof', []],
  ['-filename:pdf subject:roof', ['roof', 'news']],
  ['larger:3k', ['news']],
  ['smaller:3k', ['roof', 'bill']],
  ['before:2026-04-20', ['bill', 'news']],
  ['after:2026-04-20', ['roof']],
  ['older_than:1y', ['news']],
  ['newer_than:7d', ['roof']],
  ['is:unread', ['roof']],
  ['is:starred', ['bill']],
  ['is:answered', ['news']],
  ['is:vip', ['bill']],
  ['-is:vip', ['roof', 'news']],
  ['in:"old things"', ['news']],
  ['in:inbox', ['roof', 'bill']],
  ['label:work', ['bill']],
  ['list:garden', ['news']],
  ['account:ann', ['roof', 'bill', 'news']],
  ['account:other', []],
  ['"old roof"', ['roof']],
  ['"roof old"', []],
  ['slates OR bill', ['roof', 'bill']],
  ['roof -old', ['news']],
  ['(slates OR moss) is:answered', ['news']],
])('typed %j: rows %j', async (typed, wanted) => {
  expect(await rows(typed)).toEqual(wanted);
});

const text = (tokens: ImapTokens): string =>
  tokens.map((token) => (Array.isArray(token) ? `(${text(token)})` : token?.type === 'ATOM' ? token.value : `"${token?.value}"`)).join(' ');

// Everything else the index knows of every message, so the server has nothing to add.
test.each<[typed: string, asked: string[]]>([
  ['roof', ['TEXT "roof"']],
  ['body:slates', ['BODY "slates"']],
  ['"old roof"', ['TEXT "old roof"']],
  ['slates OR bill', ['TEXT "slates"', 'TEXT "bill"']],
  ['roof -old', ['TEXT "roof"', 'TEXT "old"']],
  ['in:inbox roof', ['TEXT "roof"']],
  ...[
    'from:a to:a cc:a bcc:a subject:a',
    'filename:a has:attachment larger:1 smaller:1',
    'before:2026 after:2026 older_than:1d newer_than:1d',
  ]
    .concat('is:unread is:starred is:answered is:vip', 'in:inbox label:work list:a account:a')
    .map((typed): [string, string[]] => [typed, []]),
])('typed %j: the server is asked for %j', async (typed, wanted) => {
  const context = { userMail: world.userMail, createdIds: new Map(), using: new Set(['urn:postern:triage', 'urn:postern:files']) } as never;
  const filter = await mailFilter(context, filterOf(typed));
  expect(serverTerms(filter!).map(({ term }) => text(criteriaOf(term, false)))).toEqual(wanted);
});

test('RFC 8620 §5.5: conditions of our own are unknown where their capability is not in use', async () => {
  for (const filter of [{ fileName: 'a' }, { fromAny: ['a@b.test'] }, { fromContacts: true }]) {
    const request = {
      using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
      methodCalls: [['Email/query', { accountId: world.accountId, filter }, '0']],
    };
    const answer = await world.post(JSON.stringify(request));
    expect(answer.response?.methodResponses[0]).toMatchObject(['error', { type: 'unsupportedFilter' }, '0']);
  }
});

test('fromContacts: mail of whoever is in the address book, as it is now', async () => {
  const query = { filter: { fromContacts: true } };
  const empty = await world.call('Email/query', query);
  expect(empty).toMatchObject({ ids: [], canCalculateChanges: false });
  await world.store.contacts.collect(world.userMail.personId, [{ name: null, email: 'Anna@Berg.test' }]);
  const found = await world.call('Email/query', query);
  expect(found.ids.map((id) => keyOf.get(id))).toEqual(['roof']);
  expect(await world.call('Email/queryChanges', { ...query, sinceQueryState: found.queryState })).toMatchObject({
    type: 'cannotCalculateChanges',
  });
});
