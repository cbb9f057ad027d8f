import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MailError } from '#lib/mail/index.ts';
import { message, richMessage } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let rich: string;
const receivedAtMs = Date.parse('2026-05-01T08:00:00Z');
beforeAll(async () => {
  world = await startJmap();
  rich = await add(richMessage, ['$flagged', '$seen']);
});
afterAll(() => world.stop());

async function add(raw: string, keywords: string[] = []): Promise<string> {
  const mailboxIds = [world.mailbox.inbox] as never;
  const made = await world.account.createEmail({ raw: Buffer.from(raw, 'utf8'), mailboxIds, keywords, receivedAtMs });
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  return made.value.id;
}
const get = async (id: string, given: Record<string, unknown> = {}) => {
  const { list } = await world.call('Email/get', { ids: [id], ...given });
  return list[0]!;
};

describe('RFC 8621 §4.1 properties', () => {
  test('§4.2: without properties the default list, no more and no less', async () => {
    expect(Object.keys(await get(rich)).sort()).toEqual(
      'id blobId threadId mailboxIds keywords size receivedAt messageId inReplyTo references sender from to cc bcc replyTo subject sentAt hasAttachment preview bodyValues textBody htmlBody attachments'
        .split(' ')
        .sort(),
    );
  });

  test('§4.1.1: metadata', async () => {
    const email = await get(rich);
    expect(email).toMatchObject({
      id: rich,
      mailboxIds: { [world.mailbox.inbox]: true },
      keywords: { $flagged: true, $seen: true },
      size: Buffer.byteLength(richMessage),
      receivedAt: '2026-05-01T08:00:00Z',
      hasAttachment: true,
    });
    expect(email.threadId).toMatch(/^t/);
  });

  test('§4.1.3: convenience properties of the header', async () => {
    expect(await get(rich)).toMatchObject({
      subject: 'Sommer 🌞',
      from: [{ name: 'Björn', email: 'bjorn@example.net' }],
      to: [
        { name: 'Ann', email: 'ann@example.org' },
        { name: null, email: 'carol@example.org' },
        { name: null, email: 'dave@example.org' },
      ],
      cc: [{ name: null, email: 'erin@example.org' }],
      bcc: null,
      sender: null,
      replyTo: null,
      messageId: ['rich@example.net'],
      inReplyTo: ['before@example.org'],
      references: ['first@example.org', 'before@example.org'],
      sentAt: '2026-05-01T09:30:00+02:00',
    });
  });

  test('§4.1.3: header properties keep the spelling of the request', async () => {
    const properties = [
      'header:x-TAG',
      'header:X-Tag:all',
      'header:To:asGroupedAddresses',
      'header:Subject:asText',
      'header:X-None',
      'header:X-None:asDate:all',
    ];
    expect(await get(rich, { properties })).toEqual({
      id: rich,
      'header:x-TAG': ' two',
      'header:X-Tag:all': [' one', ' two'],
      'header:To:asGroupedAddresses': [
        { name: null, addresses: [{ name: 'Ann', email: 'ann@example.org' }] },
        {
          name: 'Friends',
          addresses: [
            { name: null, email: 'carol@example.org' },
            { name: null, email: 'dave@example.org' },
          ],
        },
      ],
      'header:Subject:asText': 'Sommer 🌞',
      'header:X-None': null,
      'header:X-None:asDate:all': [],
    });
  });

  test('§4.1.3: headers are all fields, raw, in order', async () => {
    const { headers } = await get(rich, { properties: ['headers'] });
    expect(headers[0]).toEqual({ name: 'From', value: ' =?utf-8?q?Bj=C3=B6rn?= <bjorn@example.net>' });
    expect(headers.map(({ name }) => name)).toEqual([
      'From',
      'To',
      'Cc',
      'Subject',
      'Date',
      'Message-ID',
      'In-Reply-To',
      'References',
      'X-Tag',
      'X-Tag',
      'MIME-Version',
      'Content-Type',
    ]);
  });

  test.each(['colour', 'header:From:asDate', 'header:', 'header:Subject:asURLs', 'header:From:asText:all'])(
    '§4.2: asking for %s is invalidArguments',
    async (property) => {
      expect((await world.call('Email/get', { ids: [rich], properties: [property] })).type).toBe('invalidArguments');
    },
  );
});

describe('RFC 8621 §4.1.4 body parts', () => {
  test('textBody, htmlBody and attachments are decomposed as the RFC does', async () => {
    const { textBody, htmlBody, attachments } = await get(rich);
    expect(textBody.map(({ type }) => type)).toEqual(['text/plain']);
    expect(htmlBody.map(({ type }) => type)).toEqual(['text/html']);
    expect(attachments.map(({ type }) => type)).toEqual(['image/png', 'application/pdf', 'message/rfc822']);
  });

  test('a part has the default properties', async () => {
    const { attachments } = await get(rich);
    expect(attachments[1]).toEqual({
      partId: '2',
      blobId: `P${rich}_2`,
      size: 8,
      name: 'Übersicht.pdf',
      type: 'application/pdf',
      charset: null,
      disposition: 'attachment',
      cid: null,
      language: ['de', 'en'],
      location: null,
    });
    expect(attachments[0]).toMatchObject({ partId: '1.2.2', name: 'pic.png', disposition: 'inline', cid: 'pic', size: 8 });
  });

  test('bodyStructure is the whole tree; multiparts have neither partId nor blobId', async () => {
    const { bodyStructure } = await get(rich, { properties: ['bodyStructure'], bodyProperties: ['partId', 'blobId', 'type'] });
    expect(bodyStructure).toEqual({
      partId: null,
      blobId: null,
      type: 'multipart/mixed',
      subParts: [
        {
          partId: null,
          blobId: null,
          type: 'multipart/alternative',
          subParts: [
            { partId: '1.1', blobId: `P${rich}_1-1`, type: 'text/plain' },
            {
              partId: null,
              blobId: null,
              type: 'multipart/related',
              subParts: [
                { partId: '1.2.1', blobId: `P${rich}_1-2-1`, type: 'text/html' },
                { partId: '1.2.2', blobId: `P${rich}_1-2-2`, type: 'image/png' },
              ],
            },
          ],
        },
        { partId: '2', blobId: `P${rich}_2`, type: 'application/pdf' },
        { partId: '3', blobId: `P${rich}_3`, type: 'message/rfc822' },
      ],
    });
  });

  test('bodyProperties: header fields of each part, and headers', async () => {
    const bodyProperties = ['headers', 'header:Content-Disposition', 'header:content-language:asText'];
    const { attachments } = await get(rich, { properties: ['attachments'], bodyProperties });
    expect(attachments[1]).toEqual({
      headers: [
        { name: 'Content-Type', value: ' application/pdf' },
        { name: 'Content-Transfer-Encoding', value: ' base64' },
        { name: 'Content-Disposition', value: " attachment; filename*=utf-8''%C3%9Cbersicht.pdf" },
        { name: 'Content-Language', value: ' de, en' },
      ],
      'header:Content-Disposition': " attachment; filename*=utf-8''%C3%9Cbersicht.pdf",
      'header:content-language:asText': 'de, en',
    });
  });

  test('a bodyProperties entry that does not exist is invalidArguments', async () => {
    expect((await world.call('Email/get', { ids: [rich], bodyProperties: ['colour'] })).type).toBe('invalidArguments');
  });
});

describe('RFC 8621 §4.2 bodyValues', () => {
  const values = async (given: Record<string, unknown>) => (await get(rich, { properties: ['bodyValues'], ...given })).bodyValues;

  test('none unless asked for', async () => {
    expect(await values({})).toEqual({});
  });

  test('fetchTextBodyValues: text parts of textBody, charset undone, CRLF as LF', async () => {
    expect(await values({ fetchTextBodyValues: true })).toEqual({
      '1.1': { value: 'Grüße\nsecond line', isEncodingProblem: false, isTruncated: false },
    });
  });

  test('fetchHTMLBodyValues and fetchAllBodyValues', async () => {
    expect(Object.keys(await values({ fetchHTMLBodyValues: true }))).toEqual(['1.2.1']);
    expect(Object.keys(await values({ fetchAllBodyValues: true })).sort()).toEqual(['1.1', '1.2.1']);
  });

  test('maxBodyValueBytes cuts each value, not inside a tag', async () => {
    const cut = await values({ fetchAllBodyValues: true, maxBodyValueBytes: 16 });
    expect(cut['1.1']).toEqual({ value: 'Grüße\nsecond l', isEncodingProblem: false, isTruncated: true });
    expect(cut['1.2.1']).toEqual({ value: '<p>Grüße ', isEncodingProblem: false, isTruncated: true });
  });

  test('isEncodingProblem: a charset that nobody knows', async () => {
    const id = await add(message('Subject: x', 'Content-Type: text/plain; charset=x-klingon', '', 'abc', ''));
    const { bodyValues } = await get(id, { properties: ['bodyValues'], fetchAllBodyValues: true });
    expect(bodyValues['1']?.isEncodingProblem).toBe(true);
    expect(bodyValues['1']?.value).toContain('abc');
  });

  test('J24: octets that are gone give an empty value that is truncated', async () => {
    const { parts } = world.account;
    world.account.parts = () => Promise.resolve(new Map());
    try {
      expect(await values({ fetchTextBodyValues: true })).toEqual({ '1.1': { value: '', isEncodingProblem: false, isTruncated: true } });
    } finally {
      world.account.parts = parts;
    }
  });

  test('serverUnavailable when the mail server does not answer; what is in the index still comes', async () => {
    world.account.failure = new MailError('network', 'reset');
    try {
      expect((await world.call('Email/get', { ids: [rich], fetchTextBodyValues: true })).type).toBe('serverUnavailable');
      expect((await get(rich)).subject).toBe('Sommer 🌞');
    } finally {
      world.account.failure = null;
    }
  });
});

test('a message that cannot be taken apart is shown as its source', async () => {
  const id = await add(message('Subject: odd', '', 'text'));
  const { structure } = world.account;
  const { emails } = world.store;
  const original = emails.get;
  emails.get = async (...given) => (await original.apply(emails, given)).map((record) => ({ ...record, structure: null }));
  world.account.structure = () => Promise.reject(new MailError('unreadable', 'no'));
  try {
    const email = await get(id, { properties: ['textBody', 'bodyValues', 'attachments'], fetchTextBodyValues: true });
    expect(email.textBody).toMatchObject([{ type: 'text/plain', partId: '1' }]);
    expect(email.attachments).toEqual([]);
    expect(email.bodyValues['1']?.value).toBe('Subject: odd\n\ntext');
  } finally {
    emails.get = original;
    world.account.structure = structure;
  }
});

test('RFC 8620 §5.1: ids null returns all Emails, requestTooLarge when they are more than maxObjectsInGet', async () => {
  const all = await world.call('Email/get', { ids: null, properties: [] });
  expect(all.list.map(({ id }) => id)).toContain(rich);
  const before = world.limits.objectsInGet;
  world.limits.objectsInGet = 1;
  try {
    expect((await world.call('Email/get', { ids: null })).type).toBe('requestTooLarge');
    expect((await world.call('Thread/get', { ids: null })).type).toBe('requestTooLarge');
  } finally {
    world.limits.objectsInGet = before;
  }
  expect((await world.call('Thread/get', { ids: null })).list.length).toBeGreaterThan(0);
});

test('settled 7: rows whose text is not there ask for it, and their preview is empty', async () => {
  const { emails } = world.store;
  const original = emails.summaries;
  emails.summaries = async (...given) =>
    (await original.apply(emails, given)).map((record) => ({ ...record, textState: 'absent', preview: '' }));
  try {
    world.account.wantedText = [];
    expect((await get(rich, { properties: ['preview'] })).preview).toBe('');
    expect(world.account.wantedText).toEqual([[rich]]);
    await get(rich, { properties: ['subject'] });
    expect(world.account.wantedText).toHaveLength(1);
  } finally {
    emails.summaries = original;
  }
});

test('RFC 8621 §3: a Thread lists every Email by receivedAt', async () => {
  const first = await world.account.createEmail({
    raw: Buffer.from(message('Message-ID: <t1@x.test>', 'Subject: thread', '', 'a')),
    mailboxIds: [world.mailbox.inbox] as never,
    keywords: [],
    receivedAtMs: receivedAtMs + 2_000,
  });
  const reply = await world.account.createEmail({
    raw: Buffer.from(
      message('Message-ID: <t2@x.test>', 'In-Reply-To: <t1@x.test>', 'References: <t1@x.test>', 'Subject: Re: thread', '', 'b'),
    ),
    mailboxIds: [world.mailbox.sent] as never,
    keywords: [],
    receivedAtMs: receivedAtMs + 1_000,
  });
  if (!first.ok || !reply.ok) throw new Error('not created');
  const { list, notFound } = await world.call('Thread/get', { ids: [first.value.threadId, 'tNone'] });
  expect(list).toEqual([{ id: first.value.threadId, emailIds: [reply.value.id, first.value.id] }]);
  expect(notFound).toEqual(['tNone']);
});

test('RFC 8620 §3.7: the example of the RFC: query, threads, and all their Emails in one request', async () => {
  const account = { accountId: world.accountId };
  const reference = (resultOf: string, name: string, path: string) => ({ resultOf, name, path });
  const responses = await world.calls(
    [
      'Email/query',
      {
        ...account,
        filter: { inMailbox: world.mailbox.inbox },
        sort: [{ property: 'receivedAt', isAscending: false }],
        collapseThreads: true,
        position: 0,
        limit: 10,
        calculateTotal: true,
      },
    ],
    ['Email/get', { ...account, '#ids': reference('c0', 'Email/query', '/ids'), properties: ['threadId'] }],
    ['Thread/get', { ...account, '#ids': reference('c1', 'Email/get', '/list/*/threadId') }],
    ['Email/get', { ...account, '#ids': reference('c2', 'Thread/get', '/list/*/emailIds'), properties: ['from', 'receivedAt', 'subject'] }],
  );
  expect(responses.map(([name]) => name)).toEqual(['Email/query', 'Email/get', 'Thread/get', 'Email/get']);
  expect((responses[3]![1].list as unknown[]).length).toBeGreaterThan((responses[0]![1].ids as unknown[]).length);
});
