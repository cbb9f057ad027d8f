import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MailError } from '#lib/mail/index.ts';
import { parseMessage, partOctets } from '#lib/message/index.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const set = (given: Record<string, unknown>) => world.call('Email/set', given);
const inDrafts = () => ({ mailboxIds: { [world.mailbox.drafts]: true } });
const create = (object: Record<string, unknown>) => set({ create: { k: { ...inDrafts(), ...object } } });
async function created(object: Record<string, unknown>): Promise<string> {
  const answer = await create(object);
  if (answer.created === null) throw new Error(JSON.stringify(answer.notCreated));
  return answer.created.k!.id;
}
const get = async (id: string, given: Record<string, unknown> = {}) => (await world.call('Email/get', { ids: [id], ...given })).list[0]!;
const upload = async (octets: string | Uint8Array, type = 'application/octet-stream'): Promise<string> =>
  (await world.store.blobs.put(world.accountId, Buffer.from(octets as string), type)).blobId;
const raw = async (id: string): Promise<string> =>
  Buffer.from((await world.account.raw(id as never, new AbortController().signal))!).toString('utf8');

describe('RFC 8621 §4.6 create', () => {
  test('returns id, blobId, threadId and size, and the Email is complete at once (J8)', async () => {
    const answer = await create({
      subject: 'Grüße',
      from: [{ name: 'Ann', email: 'ann@example.org' }],
      to: [{ email: 'bob@example.net' }],
      keywords: { $draft: true, $Seen: true },
      textBody: [{ partId: 'a', type: 'text/plain' }],
      bodyValues: { a: { value: 'Hällo\nWelt' } },
    });
    const made = answer.created!.k!;
    expect(Object.keys(made).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
    const email = await get(made.id, { fetchTextBodyValues: true });
    expect(email).toMatchObject({
      blobId: made.blobId,
      threadId: made.threadId,
      size: made.size,
      subject: 'Grüße',
      from: [{ name: 'Ann', email: 'ann@example.org' }],
      to: [{ name: null, email: 'bob@example.net' }],
      keywords: { $draft: true, $seen: true },
      mailboxIds: { [world.mailbox.drafts]: true },
      receivedAt: '2026-05-01T12:00:00Z',
      preview: 'Hällo Welt',
      hasAttachment: false,
    });
    expect(Object.values(email.bodyValues)).toEqual([{ value: 'Hällo\nWelt', isEncodingProblem: false, isTruncated: false }]);
    const found = await world.call('Email/query', { filter: { body: 'Welt' } });
    expect(found.ids).toContain(made.id);
  });

  test('Message-ID (of the domain of From) and Date are made where none is given, and kept where one is', async () => {
    const made = await get(await created({ subject: 'x', from: [{ email: 'ann@other.test' }] }));
    expect(made.messageId?.[0]).toMatch(/^[0-9a-z]+\.[0-9a-f]{32}\.[0-9a-f]{32}@other\.test$/);
    expect(made.sentAt).toBe('2026-05-01T12:00:00Z');
    const given = await get(
      await created({
        messageId: ['mine@example.org'],
        sentAt: '2026-01-02T03:04:05+02:00',
        inReplyTo: ['a@b.c'],
        references: ['x@y.z', 'a@b.c'],
      }),
    );
    expect(given).toMatchObject({
      messageId: ['mine@example.org'],
      sentAt: '2026-01-02T03:04:05+02:00',
      inReplyTo: ['a@b.c'],
      references: ['x@y.z', 'a@b.c'],
    });
  });

  test('textBody, htmlBody, inline image and attachments become the tree that readers know', async () => {
    const png = await upload('PNG', 'image/png');
    const pdf = await upload('PDF', 'application/pdf');
    const id = await created({
      textBody: [{ partId: 't' }],
      htmlBody: [{ partId: 'h' }],
      attachments: [
        { blobId: png, cid: 'pic', disposition: 'inline', name: 'p.png' },
        { blobId: pdf, name: 'Über.pdf', type: 'application/pdf' },
      ],
      bodyValues: { t: { value: 'text' }, h: { value: '<img src="cid:pic">' } },
    });
    const { bodyStructure, attachments, hasAttachment } = await get(id, { properties: ['bodyStructure', 'attachments', 'hasAttachment'] });
    const shape = (part: { type: string; subParts?: unknown }): unknown =>
      Array.isArray(part.subParts) ? [part.type, ...part.subParts.map(shape)] : part.type;
    expect(shape(bodyStructure)).toEqual([
      'multipart/mixed',
      ['multipart/alternative', 'text/plain', ['multipart/related', 'text/html', 'image/png']],
      'application/pdf',
    ]);
    expect(attachments).toMatchObject([
      { type: 'image/png', cid: 'pic', name: 'p.png', disposition: 'inline', size: 3 },
      { type: 'application/pdf', name: 'Über.pdf', disposition: 'attachment', size: 3 },
    ]);
    expect(hasAttachment).toBe(true);
  });

  test('an attachment arrives octet by octet', async () => {
    const octets = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) % 256);
    const id = await created({ attachments: [{ blobId: await upload(octets), type: 'application/x-any' }] });
    const { attachments } = await get(id);
    const blob = await world.account.blob(attachments[0]!.blobId!, { range: null, signal: new AbortController().signal });
    const chunks: Uint8Array[] = [];
    for await (const chunk of blob!.stream) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(octets)).toBe(true);
    expect(attachments[0]!.size).toBe(5_000);
  });

  test('an attached message and a part of another Email can be attached by their blobIds', async () => {
    const source = await created({ subject: 'source', attachments: [{ blobId: await upload('inner'), type: 'text/csv', name: 'a.csv' }] });
    const { attachments, blobId } = await get(source);
    const id = await created({
      attachments: [
        { blobId, type: 'message/rfc822' },
        { blobId: attachments[0]!.blobId, type: 'text/csv' },
      ],
    });
    expect((await get(id)).attachments.map(({ type }) => type)).toEqual(['message/rfc822', 'text/csv']);
  });

  test('bodyStructure with headers of parts, parameters of Content-Type included', async () => {
    const id = await created({
      subject: 'invite',
      bodyStructure: {
        type: 'multipart/alternative',
        'header:X-Part': ' outer',
        subParts: [
          { partId: 'a', type: 'text/plain', language: ['en'] },
          { partId: 'b', 'header:Content-Type': 'text/calendar; method=REQUEST; charset=us-ascii', 'header:X-Cal:asText': 'ü' },
        ],
      },
      bodyValues: { a: { value: 'hello' }, b: { value: 'BEGIN:VCALENDAR' } },
    });
    const parsed = parseMessage(Buffer.from(await raw(id)));
    const calendar = parsed.parts.find(({ part }) => part.type === 'text/calendar')!;
    expect(calendar.part).toMatchObject({ charset: 'utf-8', params: { method: 'REQUEST' } });
    expect(partOctets(Buffer.from(await raw(id)), calendar).header.toString()).toMatch(/^X-Cal: =\?utf-8\?/im);
    expect(parsed.headers.fields.find(({ name }) => name === 'X-Part')?.value).toBe(' outer');
    expect(parsed.parts.find(({ part }) => part.type === 'text/plain')?.part.language).toEqual(['en']);
  });

  test('header properties in every form', async () => {
    const id = await created({
      'header:X-Raw': ' as it is',
      'header:Comments:asText': 'schön',
      'header:Reply-To:asGroupedAddresses': [{ name: 'All', addresses: [{ name: null, email: 'a@b.c' }] }],
      'header:List-Unsubscribe:asURLs': ['mailto:u@b.c', 'https://b.c/u'],
      'header:X-Many:asText:all': ['one', 'two'],
      'header:X-When:asDate': '2026-02-03T04:05:06Z',
    });
    const properties = [
      'header:X-Raw',
      'header:Comments:asText',
      'replyTo',
      'header:List-Unsubscribe:asURLs',
      'header:X-Many:asText:all',
      'header:X-When:asDate',
    ];
    expect(await get(id, { properties })).toEqual({
      id,
      'header:X-Raw': ' as it is',
      'header:Comments:asText': 'schön',
      replyTo: [{ name: null, email: 'a@b.c' }],
      'header:List-Unsubscribe:asURLs': ['mailto:u@b.c', 'https://b.c/u'],
      'header:X-Many:asText:all': ['one', 'two'],
      'header:X-When:asDate': '2026-02-03T04:05:06Z',
    });
  });

  test('an Email without any body is an empty text', async () => {
    const email = await get(await created({ subject: 'only a subject' }), { fetchTextBodyValues: true });
    expect(email.textBody).toMatchObject([{ type: 'text/plain' }]);
    expect(Object.values(email.bodyValues)[0]?.value).toBe('');
  });

  test('an Email may be in several mailboxes, also in one made in the same request', async () => {
    const [mailbox, email] = await world.calls(
      ['Mailbox/set', { accountId: world.accountId, create: { box: { name: 'made with mail' } } }],
      [
        'Email/set',
        { accountId: world.accountId, create: { mail: { subject: 'x', mailboxIds: { '#box': true, [world.mailbox.archive]: true } } } },
      ],
    );
    const boxId = (mailbox![1].created as Record<string, { id: string }>).box!.id;
    const emailId = (email![1].created as Record<string, { id: string }>).mail!.id;
    expect((await get(emailId)).mailboxIds).toEqual({ [boxId]: true, [world.mailbox.archive]: true });
  });

  const value = { value: 'x' };
  const wrong: [string, Record<string, unknown>, string[]][] = [
    ['no mailbox', { mailboxIds: {} }, ['mailboxIds']],
    ['a mailbox that does not exist', { mailboxIds: { mNone: true } }, ['mailboxIds']],
    ['a mailbox that is false', { mailboxIds: { mNone: false } }, ['mailboxIds']],
    ['mailboxIds that is a list', { mailboxIds: ['mNone'] }, ['mailboxIds']],
    ['a forbidden keyword', { keywords: { 'a b': true } }, ['keywords']],
    ['J19: $recent', { keywords: { $Recent: true } }, ['keywords']],
    ['a keyword that is not true', { keywords: { $seen: 1 } }, ['keywords']],
    ['receivedAt that is no UTCDate', { receivedAt: '2026-01-01T00:00:00+01:00' }, ['receivedAt']],
    ['headers', { headers: [] }, ['headers']],
    [
      'server-set properties',
      { id: 'e1', size: 3, preview: 'x', blobId: 'b', threadId: 't', hasAttachment: true },
      ['id', 'size', 'preview', 'blobId', 'threadId', 'hasAttachment'],
    ],
    ['an unknown property', { colour: 'red' }, ['colour']],
    [
      'two properties for one field',
      { from: [{ email: 'a@b.c' }], 'header:from:asAddresses': [{ email: 'a@b.c' }] },
      ['header:from:asAddresses'],
    ],
    ['a forbidden form', { 'header:Subject:asDate': '2026-01-01T00:00:00Z' }, ['header:Subject:asDate']],
    ['Content-… on the Email', { 'header:Content-Type': 'text/plain' }, ['header:Content-Type']],
    [
      'a value of the wrong type',
      { subject: 7, from: 'ann', to: [{ name: 'x' }], messageId: 'x', sentAt: 'today' },
      ['subject', 'from', 'to', 'messageId', 'sentAt'],
    ],
    ['a line break in a raw value', { 'header:X-A': ' a\r\nBcc: evil@example.org' }, ['header:X-A']],
    [
      'bodyStructure beside textBody',
      { bodyStructure: { partId: 'a' }, textBody: [{ partId: 'a' }], bodyValues: { a: value } },
      ['textBody'],
    ],
    ['two text bodies', { textBody: [{ partId: 'a' }, { partId: 'a' }], bodyValues: { a: value } }, ['textBody']],
    ['a text body of another type', { textBody: [{ partId: 'a', type: 'text/html' }], bodyValues: { a: value } }, ['textBody']],
    ['an HTML body of another type', { htmlBody: [{ partId: 'a', type: 'text/plain' }], bodyValues: { a: value } }, ['htmlBody']],
    ['a partId without a value', { textBody: [{ partId: 'a' }] }, ['textBody']],
    ['partId and blobId', { textBody: [{ partId: 'a', blobId: 'b' }], bodyValues: { a: value } }, ['textBody']],
    ['neither partId nor blobId', { attachments: [{ type: 'image/png' }] }, ['attachments']],
    ['charset beside partId', { textBody: [{ partId: 'a', charset: 'utf-8' }], bodyValues: { a: value } }, ['textBody']],
    ['size beside partId', { textBody: [{ partId: 'a', size: 1 }], bodyValues: { a: value } }, ['textBody']],
    [
      'a Content-Transfer-Encoding',
      { textBody: [{ partId: 'a', 'header:Content-Transfer-Encoding': '8bit' }], bodyValues: { a: value } },
      ['textBody'],
    ],
    ['headers on a part', { textBody: [{ partId: 'a', headers: [] }], bodyValues: { a: value } }, ['textBody']],
    [
      'two properties for one field of a part',
      { textBody: [{ partId: 'a', type: 'text/plain', 'header:Content-Type': 'text/plain' }], bodyValues: { a: value } },
      ['textBody'],
    ],
    [
      'a field of the Email repeated on the root part',
      { subject: 'x', bodyStructure: { partId: 'a', 'header:Subject': ' y' }, bodyValues: { a: value } },
      ['bodyStructure'],
    ],
    [
      'isTruncated that is true',
      { textBody: [{ partId: 'a' }], bodyValues: { a: { value: 'x', isTruncated: true } } },
      ['bodyValues', 'textBody'],
    ],
    ['isEncodingProblem that is true', { bodyValues: { a: { value: 'x', isEncodingProblem: true } } }, ['bodyValues']],
    ['a multipart without parts', { bodyStructure: { type: 'multipart/mixed', subParts: [] } }, ['bodyStructure']],
    [
      'parts in something that is no multipart',
      { bodyStructure: { type: 'text/plain', partId: 'a', subParts: [{ partId: 'a' }] }, bodyValues: { a: value } },
      ['bodyStructure'],
    ],
  ];
  test.each(wrong)('invalidProperties: %s', async (_, object, properties) => {
    const { notCreated, created: made } = await create(object);
    expect(made).toBeNull();
    expect(notCreated?.k?.type).toBe('invalidProperties');
    expect(notCreated?.k?.properties?.sort()).toEqual(properties.sort());
  });

  test('blobNotFound names every blob that is missing', async () => {
    const here = await upload('here');
    const missing = [`U${'x'.repeat(43)}`, 'Pnothing'];
    const { notCreated } = await create({ attachments: [{ blobId: here }, ...missing.map((blobId) => ({ blobId }))] });
    expect(notCreated?.k).toMatchObject({ type: 'blobNotFound', notFound: missing });
  });

  test('V6: a blob of another account is not found', async () => {
    const foreign =
      (await world.store.blobs.put('aOther' as never, Buffer.from('secret of another'), 'text/plain').catch(() => null))?.blobId ??
      `U${'y'.repeat(43)}`;
    expect((await create({ attachments: [{ blobId: foreign }] })).notCreated?.k?.type).toBe('blobNotFound');
  });

  test('tooLarge: attachments beyond maxSizeAttachmentsPerEmail', async () => {
    const { blob } = world.account;
    world.account.blob = async () => ({
      type: 'x/y',
      sizeBytes: null,
      range: null,
      stream: (async function* () {
        for (let count = 0; count < 100; count += 1) yield await Promise.resolve(new Uint8Array(1_000_000));
      })(),
    });
    try {
      const { notCreated } = await create({ attachments: [{ blobId: `U${'z'.repeat(43)}` }] });
      expect(notCreated?.k).toMatchObject({ type: 'tooLarge', maxSize: Math.floor(world.limits.uploadBytes * 0.7) });
    } finally {
      world.account.blob = blob;
    }
  });

  test('tooManyKeywords', async () => {
    const keywords = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, true]));
    expect((await create({ keywords })).notCreated?.k?.type).toBe('tooManyKeywords');
  });
});

describe('RFC 8621 §4.6 update', () => {
  test('keywords: the whole set, single ones by path, and lower case comes back', async () => {
    const id = await created({ subject: 'flags', keywords: { $draft: true } });
    expect((await set({ update: { [id]: { 'keywords/$seen': true, 'keywords/$draft': null } } })).updated).toEqual({ [id]: null });
    expect((await get(id)).keywords).toEqual({ $seen: true });
    expect((await set({ update: { [id]: { keywords: { $Flagged: true } } } })).updated).toEqual({ [id]: { keywords: { $flagged: true } } });
    expect((await get(id)).keywords).toEqual({ $flagged: true });
    expect((await set({ update: { [id]: { keywords: null } } })).updated).toEqual({ [id]: null });
    expect((await get(id)).keywords).toEqual({});
  });

  test('§4.1.1: keywords have no letter case, also where a path takes one away', async () => {
    const { created } = await world.call('Email/set', {
      create: { k: { mailboxIds: { [world.mailbox.inbox]: true }, keywords: { $Seen: true, Blue: true } } },
    });
    const { id } = created!.k!;
    const { updated, notUpdated } = await world.call('Email/set', { update: { [id]: { 'keywords/$SEEN': null, 'keywords/GREEN': true } } });
    expect([Object.keys(updated ?? {}), notUpdated]).toEqual([[id], null]);
    expect((await world.call('Email/get', { ids: [id], properties: ['keywords'] })).list[0]!.keywords).toEqual({ blue: true, green: true });
  });

  test('mailboxIds: moving keeps the id (J1), adding and removing by path', async () => {
    const id = await created({ subject: 'move' });
    await set({ update: { [id]: { mailboxIds: { [world.mailbox.archive]: true } } } });
    expect((await get(id)).mailboxIds).toEqual({ [world.mailbox.archive]: true });
    await set({ update: { [id]: { [`mailboxIds/${world.mailbox.inbox}`]: true, [`mailboxIds/${world.mailbox.archive}`]: null } } });
    expect((await get(id)).mailboxIds).toEqual({ [world.mailbox.inbox]: true });
  });

  test.each([
    ['no mailbox left', (box: string) => ({ [`mailboxIds/${box}`]: null }), 'mailboxIds'],
    ['mailboxIds null', () => ({ mailboxIds: null }), 'mailboxIds'],
    ['a mailbox that does not exist', () => ({ 'mailboxIds/mNone': true }), 'mailboxIds'],
    ['a value that is not true', () => ({ 'keywords/$seen': false }), 'keywords'],
    ['a forbidden keyword', () => ({ 'keywords/a b': true }), 'keywords'],
    ['a property that never changes', () => ({ subject: 'other' }), 'subject'],
    ['a property that does not exist', () => ({ colour: 'red' }), 'colour'],
  ])('invalidProperties: %s, and the Email stays as it was', async (_, patch, property) => {
    const id = await created({ subject: 'stays', keywords: { $flagged: true } });
    const { notUpdated } = await set({ update: { [id]: { ...patch(world.mailbox.drafts), 'keywords/extra': true } } });
    const error = notUpdated?.[id];
    // a patch of `keywords` beside one of `keywords/extra` has its own error
    expect(error).toMatchObject({ type: 'invalidProperties', properties: [property] });
    expect(await get(id)).toMatchObject({ keywords: { $flagged: true }, mailboxIds: { [world.mailbox.drafts]: true }, subject: 'stays' });
  });

  test('a whole Email as it was got is a valid patch', async () => {
    const id = await created({ subject: 'round trip', textBody: [{ partId: 'a' }], bodyValues: { a: { value: 'x' } } });
    const email = await get(id, {
      properties: ['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt', 'subject', 'textBody', 'preview'],
    });
    expect((await set({ update: { [id]: { ...email, keywords: { $seen: true } } } })).updated).toEqual({ [id]: null });
  });

  test('invalidPatch: keywords beside keywords/x', async () => {
    const id = await created({ subject: 'patch' });
    expect((await set({ update: { [id]: { keywords: {}, 'keywords/x': true } } })).notUpdated?.[id]?.type).toBe('invalidPatch');
  });

  test('one bad update does not stop the others', async () => {
    const [good, bad] = [await created({ subject: 'good' }), await created({ subject: 'bad' })];
    const { updated, notUpdated } = await set({
      update: { [bad]: { mailboxIds: {} }, [good]: { 'keywords/$seen': true }, eNone: { 'keywords/$seen': true } },
    });
    expect(updated).toEqual({ [good]: null });
    expect(Object.fromEntries(Object.entries(notUpdated!).map(([id, { type }]) => [id, type]))).toEqual({
      [bad]: 'invalidProperties',
      eNone: 'notFound',
    });
  });

  test('hundreds of updates are one call', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 60; count += 1) ids.push(await created({ subject: `many ${count}` }));
    const { updated } = await set({ update: Object.fromEntries(ids.map((id) => [id, { 'keywords/$seen': true }])) });
    expect(Object.keys(updated!)).toHaveLength(60);
  });
});

describe('RFC 8620 §5.3 states of Email/set', () => {
  test('changes made meanwhile by others cannot hide between oldState and newState', async () => {
    const id = await created({ subject: 'race' });
    const { emails } = world.store;
    const original = emails.update;
    emails.update = async (...given) => {
      emails.update = original;
      await created({ subject: 'arrives in between' });
      return original.apply(emails, given);
    };
    const { oldState, newState, updated } = await set({ update: { [id]: { 'keywords/$seen': true } } });
    expect(updated).toEqual({ [id]: null });
    expect(oldState).toBeNull();
    expect(newState).toBe((await world.call('Email/get', { ids: [] })).state);
  });

  test('serverPartialFail when something fails after something else was done, and nothing of its text gets out', async () => {
    const { emails } = world.store;
    const original = emails.destroy;
    emails.destroy = () => Promise.reject(new MailError('internal', 'secret-canary'));
    try {
      expect(await set({ create: { k: { ...inDrafts(), subject: 'half' } }, destroy: ['eAny'] })).toEqual({ type: 'serverPartialFail' });
      expect((await set({ destroy: ['eAny'] })).type).toBe('serverFail');
    } finally {
      emails.destroy = original;
    }
    expect(world.logLines.join('')).not.toContain('secret-canary');
  });
});

test('RFC 8621 §4.6: destroy removes from all mailboxes; the Email is notFound and in destroyed at once (J1)', async () => {
  const id = await created({ subject: 'destroy me' });
  const { state } = await world.call('Email/get', { ids: [] });
  expect(await set({ destroy: [id, 'eNone'] })).toMatchObject({ destroyed: [id], notDestroyed: { eNone: { type: 'notFound' } } });
  expect((await world.call('Email/get', { ids: [id] })).notFound).toEqual([id]);
  expect((await world.call('Email/changes', { sinceState: state })).destroyed).toEqual([id]);
});

test('J8: create and destroy in the same call', async () => {
  const { created: made, destroyed } = await set({ create: { k: { ...inDrafts(), subject: 'short life' } }, destroy: ['#k'] });
  expect(destroyed).toEqual([made!.k!.id]);
});

describe('RFC 8621 §4.8 Email/import', () => {
  const sample = message(
    'Received: from a by b; Fri, 1 May 2026 06:00:00 +0000',
    'Received: from x by y; Thu, 30 Apr 2026 06:00:00 +0000',
    'Subject: imported',
    'Message-ID: <i@x.test>',
    '',
    'body',
    '',
  );
  const importOne = (entry: Record<string, unknown>) =>
    world.call('Email/import', { emails: { k: { mailboxIds: { [world.mailbox.inbox]: true }, ...entry } } });

  test('adds the message with the date of its newest Received field', async () => {
    const answer = await importOne({ blobId: await upload(sample), keywords: { $Seen: true } });
    expect(Object.keys(answer.created!.k!).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
    expect(await get(answer.created!.k!.id)).toMatchObject({
      subject: 'imported',
      receivedAt: '2026-05-01T06:00:00Z',
      keywords: { $seen: true },
      size: sample.length,
    });
    expect(answer).toMatchObject({ notCreated: null, newState: (await world.call('Email/get', { ids: [] })).state });
  });

  test('J18: the same message again is an Email of its own; receivedAt with fractions is cut to seconds', async () => {
    const blobId = await upload(sample);
    const first = await importOne({ blobId, receivedAt: '2026-01-01T00:00:00.750Z' });
    const second = await importOne({ blobId });
    expect(first.created!.k!.id).not.toBe(second.created!.k!.id);
    expect((await get(first.created!.k!.id)).receivedAt).toBe('2026-01-01T00:00:00Z');
  });

  test('J18: bare LF is accepted, and the blob of the Email is its own', async () => {
    const blobId = await upload('Subject: lf\n\nline\n');
    const made = (await importOne({ blobId })).created!.k!;
    expect(made.blobId).not.toBe(blobId);
    expect(await raw(made.id)).toBe('Subject: lf\r\n\r\nline\r\n');
  });

  test('J18: without a Received field and a date it is received now', async () => {
    const made = (await importOne({ blobId: await upload(message('Subject: now', '', 'x')) })).created!.k!;
    expect((await get(made.id)).receivedAt).toBe('2026-05-01T12:00:00Z');
  });

  test('invalidEmail: data without a single header field', async () => {
    for (const data of ['', 'just text', '\r\nSubject: too late\r\n\r\n']) {
      expect((await importOne({ blobId: await upload(data) })).notCreated?.k?.type).toBe('invalidEmail');
    }
  });

  test('invalidProperties: blob, mailbox, keyword', async () => {
    const blobId = await upload(sample);
    const properties = async (entry: Record<string, unknown>) => {
      const { notCreated } = await importOne(entry);
      expect(notCreated?.k?.type).toBe('invalidProperties');
      return notCreated?.k?.properties;
    };
    expect(await properties({ blobId: `U${'0'.repeat(43)}` })).toEqual(['blobId']);
    expect(await properties({})).toEqual(['blobId']);
    expect(await properties({ blobId, mailboxIds: { mNone: true } })).toEqual(['mailboxIds']);
    expect(await properties({ blobId, mailboxIds: {} })).toEqual(['mailboxIds']);
    expect(await properties({ blobId, keywords: { 'a(b': true } })).toEqual(['keywords']);
    expect(await properties({ blobId, receivedAt: 'x' })).toEqual(['receivedAt']);
  });

  test('stateMismatch', async () => {
    expect((await world.call('Email/import', { ifInState: 'other', emails: {} })).type).toBe('stateMismatch');
  });
});
