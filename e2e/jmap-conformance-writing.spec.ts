import type { Email, EmailBodyPart, SetError, SetResponse } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { Json } from './jmap/conformance.ts';
import { accountKinds, clientOn } from './jmap/conformance.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

const text = { partId: 't', type: 'text/plain' };
const values = { t: { value: 'x' } };
const body = { textBody: [text], bodyValues: values };
const address = { name: 'Ann', email: 'ann@example.test' };
const structure = (part: Json, more: Json = {}) => ({ bodyStructure: part, bodyValues: values, ...more });

/** Objects that Email/set creates, and what they then read as. */
const good: [what: string, object: Json, properties: Json][] = [
  ['mailboxIds alone', {}, { subject: null, from: null, to: null, keywords: {}, hasAttachment: false, attachments: [] }],
  [
    'every address field',
    { from: [address], sender: [address], to: [address, address], cc: [address], bcc: [address], replyTo: [address] },
    { from: [address], sender: [address], to: [address, address], cc: [address], bcc: [address], replyTo: [address] },
  ],
  [
    'an address without a name',
    { to: [{ name: null, email: 'a@b.test' }, { email: 'c@d.test' }] },
    {
      to: [
        { name: null, email: 'a@b.test' },
        { name: null, email: 'c@d.test' },
      ],
    },
  ],
  ['an unfinished address', { to: [{ name: null, email: 'unfin' }] }, { to: [{ name: null, email: 'unfin' }] }],
  [
    'names beyond ASCII',
    { from: [{ name: 'Jörg "J" Müller, 東京', email: 'j@example.test' }] },
    { from: [{ name: 'Jörg "J" Müller, 東京', email: 'j@example.test' }] },
  ],
  ['a long subject beyond ASCII', { subject: `Grüße 😀 ${'sehr '.repeat(60)}lang` }, { subject: `Grüße 😀 ${'sehr '.repeat(60)}lang` }],
  [
    'ids that it cites',
    { messageId: ['m@x.test'], inReplyTo: ['a@b.test'], references: ['0@b.test', 'a@b.test'] },
    { messageId: ['m@x.test'], inReplyTo: ['a@b.test'], references: ['0@b.test', 'a@b.test'] },
  ],
  ['sentAt with its offset', { sentAt: '2026-01-02T03:04:05+02:00' }, { sentAt: '2026-01-02T03:04:05+02:00' }],
  ['receivedAt', { receivedAt: '2020-02-03T04:05:06Z' }, { receivedAt: '2020-02-03T04:05:06Z' }],
  ['J19: keywords in whatever case', { keywords: { $Draft: true, Important: true } }, { keywords: { $draft: true, important: true } }],
  ['a field in Raw form', { 'header:X-Own': ' as it is' }, { 'header:X-Own': ' as it is' }],
  ['a field in Text form', { 'header:X-Own:asText': 'für alle' }, { 'header:X-Own:asText': 'für alle' }],
  ['a field in Addresses form', { 'header:X-Own:asAddresses': [address] }, { 'header:X-Own:asAddresses': [address] }],
  [
    'a field in GroupedAddresses form',
    { 'header:To:asGroupedAddresses': [{ name: 'We', addresses: [address] }] },
    { 'header:To:asGroupedAddresses': [{ name: 'We', addresses: [address] }], to: [address] },
  ],
  ['a field in MessageIds form', { 'header:X-Own:asMessageIds': ['a@b', 'c@d'] }, { 'header:X-Own:asMessageIds': ['a@b', 'c@d'] }],
  ['a field in Date form', { 'header:X-Own:asDate': '2026-01-02T03:04:05+02:00' }, { 'header:X-Own:asDate': '2026-01-02T03:04:05+02:00' }],
  ['a field in URLs form', { 'header:List-Post:asURLs': ['mailto:a@b.test'] }, { 'header:List-Post:asURLs': ['mailto:a@b.test'] }],
  ['all fields of a name', { 'header:X-Own:all': [' a', ' b'] }, { 'header:X-Own:all': [' a', ' b'], 'header:X-Own': ' b' }],
  ['all fields of a name, in Text form', { 'header:X-Own:asText:all': ['a', 'ü'] }, { 'header:X-Own:asText:all': ['a', 'ü'] }],
  ['the field behind a convenience property', { 'header:Subject:asText': 'Its own' }, { subject: 'Its own' }],
];

/** Objects that Email/set refuses (§4.6), with the properties that it names. */
const bad: [what: string, object: Json, properties: string[]][] = [
  ...(['id', 'blobId', 'threadId', 'size', 'hasAttachment', 'preview'] as const).map((name): [string, Json, string[]] => [
    `${name}, which the server sets`,
    { [name]: 'x' },
    [name],
  ]),
  ['headers', { headers: [] }, ['headers']],
  ['an unknown property', { nothing: 1 }, ['nothing']],
  ['a mailbox that is not there', { mailboxIds: { mNo: true } }, ['mailboxIds']],
  ['no mailbox', { mailboxIds: {} }, ['mailboxIds']],
  ['mailboxIds null', { mailboxIds: null }, ['mailboxIds']],
  ['a mailbox that is false', { mailboxIds: { mNo: false } }, ['mailboxIds']],
  ['a keyword with a space', { keywords: { 'a b': true } }, ['keywords']],
  ['a keyword with a bracket', { keywords: { 'a(': true } }, ['keywords']],
  ['a keyword with a backslash', { keywords: { '\\Seen': true } }, ['keywords']],
  ['a keyword of 256 characters', { keywords: { ['x'.repeat(256)]: true } }, ['keywords']],
  ['an empty keyword', { keywords: { '': true } }, ['keywords']],
  ['a keyword that is false', { keywords: { a: false } }, ['keywords']],
  ['the keyword $recent', { keywords: { $recent: true } }, ['keywords']],
  ['a subject that is no String', { subject: 5 }, ['subject']],
  ['a subject with a line break', { subject: 'a\r\nBcc: x@y.test' }, ['subject']],
  ['from that is no array', { from: 'a@b.test' }, ['from']],
  ['an address without email', { from: [{ name: 'x' }] }, ['from']],
  ['a name with a line break', { from: [{ name: 'a\nb', email: 'a@b.test' }] }, ['from']],
  ['a messageId with a space', { messageId: ['a b'] }, ['messageId']],
  ['a sentAt that is no Date', { sentAt: 'yesterday' }, ['sentAt']],
  ['a receivedAt that is no UTCDate', { receivedAt: '2026-01-01T00:00:00+01:00' }, ['receivedAt']],
  ['the same field twice, by a convenience property', { to: [address], 'header:To:asAddresses': [address] }, ['header:To:asAddresses']],
  ['the same field twice, in two forms and cases', { 'header:X-Own': ' a', 'header:x-own:asText': 'b' }, ['header:x-own:asText']],
  ['Content-Type on the Email', { 'header:Content-Type': ' text/plain' }, ['header:Content-Type']],
  ['content-disposition on the Email', { 'header:content-disposition:asText': 'inline' }, ['header:content-disposition:asText']],
  ['a form that is forbidden for the field', { 'header:From:asText': 'a' }, ['header:From:asText']],
  ['a form that is none', { 'header:X-Own:asNothing': 'a' }, ['header:X-Own:asNothing']],
  ['a field name with a space', { 'header:X Own': ' a' }, ['header:X Own']],
  ['a Raw value with a line break that is no folding', { 'header:X-Own': ' a\r\nBcc: x@y.test' }, ['header:X-Own']],
  ['`:all` without an array', { 'header:X-Own:asText:all': 'a' }, ['header:X-Own:asText:all']],
  ['no part in textBody', { textBody: [] }, ['textBody']],
  ['two parts in textBody', { textBody: [text, text], bodyValues: values }, ['textBody']],
  ['HTML in textBody', { textBody: [{ ...text, type: 'text/html' }], bodyValues: values }, ['textBody']],
  ['text in htmlBody', { htmlBody: [text], bodyValues: values }, ['htmlBody']],
  ['a partId that bodyValues does not have', { textBody: [text] }, ['textBody']],
  ['neither partId nor blobId', { textBody: [{ type: 'text/plain' }], bodyValues: values }, ['textBody']],
  ['partId and blobId', { textBody: [{ ...text, blobId: 'Ux' }], bodyValues: values }, ['textBody']],
  ['a charset beside a partId', { textBody: [{ ...text, charset: 'utf-8' }], bodyValues: values }, ['textBody']],
  ['a size beside a partId', { textBody: [{ ...text, size: 1 }], bodyValues: values }, ['textBody']],
  ['headers on a part', { textBody: [{ ...text, headers: [] }], bodyValues: values }, ['textBody']],
  [
    'a Content-Transfer-Encoding on a part',
    { textBody: [{ ...text, 'header:Content-Transfer-Encoding': ' 7bit' }], bodyValues: values },
    ['textBody'],
  ],
  [
    'the same field twice on a part',
    { textBody: [{ ...text, 'header:X': ' a', 'header:x:asText': 'b' }], bodyValues: values },
    ['textBody'],
  ],
  ['isTruncated', { ...body, bodyValues: { t: { value: 'x', isTruncated: true } } }, ['bodyValues']],
  ['isEncodingProblem', { ...body, bodyValues: { t: { value: 'x', isEncodingProblem: true } } }, ['bodyValues']],
  ['a bodyValue without a value', { ...body, bodyValues: { t: {} } }, ['bodyValues']],
  ...(['textBody', 'htmlBody', 'attachments'] as const).map((name): [string, Json, string[]] => [
    `bodyStructure and ${name}`,
    structure(text, { [name]: [text] }),
    [name],
  ]),
  ['a field of the Email on the bodyStructure', structure({ ...text, 'header:Subject:asText': 'y' }, { subject: 'x' }), ['bodyStructure']],
  ['a multipart without parts', structure({ type: 'multipart/mixed', subParts: [] }), ['bodyStructure']],
  ['a multipart with a partId', structure({ type: 'multipart/mixed', partId: 't', subParts: [text] }), ['bodyStructure']],
  ['a leaf with subParts', structure({ ...text, subParts: [text] }), ['bodyStructure']],
];

/** RFC 8621 §4.6 and §4.8 with RFC 8620 §5.3, sentence by sentence, over HTTP. */
for (const kind of accountKinds) {
  test.describe(`RFC 8621 §4.6, §4.8 on ${kind.name}`, () => {
    const client = clientOn(kind);
    const set = (args: Json) => client.door.ask<SetResponse<{ id: string } & Json>>('Email/set', args);
    const refused = (args: Json): Promise<SetError | null> => client.setError('Email/set', args);

    for (const [what, object, properties] of good)
      test(`§4.6: created with ${what}, it reads so`, async () => {
        const id = await client.make(object);
        expect(await client.email(id, Object.keys(properties))).toEqual({ id, ...properties });
      });
    for (const [what, object, properties] of bad)
      test(`§4.6: ${what} is invalidProperties, and says which`, async () => {
        const error = await refused({ create: { k: client.draft(object) } });
        expect(error).toMatchObject({ type: 'invalidProperties', properties: expect.arrayContaining(properties) });
      });

    test('§4.6: created has id, blobId, threadId and size; Message-ID, Date and MIME-Version are made; the octets are a message', async () => {
      const { created } = await set({ create: { k: client.draft({ subject: 'made', ...body }) } });
      expect(Object.keys(created!.k!).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
      const raw = await (await client.door.download(created!.k!.blobId as string, 'x', 'message/rfc822')).text();
      expect(raw.length).toBe(created!.k!.size);
      for (const field of [
        /^Message-ID: <[^@>\s]+@[^>\s]+>\r$/im,
        /^Date: \w{3}, \d{1,2} \w{3} \d{4} /im,
        /^MIME-Version: 1\.0\r$/im,
        /^Subject: made\r$/m,
      ])
        expect(raw).toMatch(field);
      expect(raw).not.toMatch(/[^\r]\n/);
    });
    test('§4.6: text, HTML and attachments: an alternative, an inline image beside its HTML, files with name, type, cid, language and location', async () => {
      const { blobId } = await client.door.put(Buffer.from([0, 255, 13, 10, 7]), 'image/png');
      const id = await client.make({
        textBody: [text],
        htmlBody: [{ partId: 'h', type: 'text/html' }],
        bodyValues: { t: { value: 'Grüße\nzwei' }, h: { value: '<p>Grüße <img src="cid:pic@x"></p>' } },
        attachments: [
          { blobId, type: 'image/png', cid: 'pic@x', disposition: 'inline', name: 'pic.png' },
          {
            blobId,
            type: 'application/x-thing',
            name: 'Übersicht "1".bin',
            language: ['de', 'en'],
            location: 'http://x.test/y',
            size: 999,
          },
        ],
      });
      const email = (await client.email(id, ['bodyStructure', 'textBody', 'htmlBody', 'attachments', 'bodyValues', 'hasAttachment'], {
        fetchAllBodyValues: true,
      })) as unknown as Email;
      const shape = ({ type, subParts }: EmailBodyPart): string =>
        subParts == null ? type : `${type.slice(10)}(${subParts.map(shape).join(' ')})`;
      expect(shape(email.bodyStructure)).toBe('mixed(alternative(text/plain related(text/html image/png)) application/x-thing)');
      expect(email.bodyValues[email.textBody[0]!.partId!]!.value).toBe('Grüße\nzwei');
      expect(email.bodyValues[email.htmlBody[0]!.partId!]!.value).toBe('<p>Grüße <img src="cid:pic@x"></p>');
      expect(email.attachments).toMatchObject([
        { type: 'image/png', cid: 'pic@x', disposition: 'inline', name: 'pic.png', size: 5 },
        {
          type: 'application/x-thing',
          name: 'Übersicht "1".bin',
          language: ['de', 'en'],
          location: 'http://x.test/y',
          disposition: 'attachment',
          size: 5,
        },
      ]);
      for (const part of email.attachments) {
        const down = await client.door.download(part.blobId!, 'x', part.type);
        expect([...new Uint8Array(await down.arrayBuffer())]).toEqual([0, 255, 13, 10, 7]);
      }
      expect(email.hasAttachment).toBe(true);
    });
    test('§4.6: bodyStructure as it is given, with fields of its parts', async () => {
      const part = {
        type: 'multipart/mixed',
        subParts: [
          { ...text, 'header:X-Part:asText': 'für' },
          {
            type: 'multipart/alternative',
            subParts: [
              { partId: 'u', type: 'text/plain' },
              { partId: 'v', type: 'text/html' },
            ],
          },
        ],
      };
      const id = await client.make({ bodyStructure: part, bodyValues: { t: { value: 'a' }, u: { value: 'b' }, v: { value: 'c' } } });
      const { bodyStructure } = (await client.email(id, ['bodyStructure'], {
        bodyProperties: ['type', 'subParts', 'header:X-Part:asText'],
      })) as unknown as Email;
      const plainPart = (type: string, field: string | null = null) => ({ type, 'header:X-Part:asText': field, subParts: null });
      expect(bodyStructure).toEqual({
        ...{ type: 'multipart/mixed', 'header:X-Part:asText': null },
        subParts: [
          plainPart('text/plain', 'für'),
          { type: 'multipart/alternative', 'header:X-Part:asText': null, subParts: [plainPart('text/plain'), plainPart('text/html')] },
        ],
      });
    });
    test('§4.6: blobs that are not there are blobNotFound, each once in notFound', async () => {
      const attachments = ['Uno', 'Udos', 'Uno'].map((blobId) => ({ blobId, type: 'a/b' }));
      const error = await refused({ create: { k: client.draft({ attachments }) } });
      expect({ ...error, notFound: error?.notFound?.toSorted() }).toMatchObject({ type: 'blobNotFound', notFound: ['Udos', 'Uno'] });
    });
    test('§4.6: more keywords than a server keeps are tooManyKeywords, on create and update', async () => {
      const keywords = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, true]));
      expect(await refused({ create: { k: client.draft({ keywords }) } })).toMatchObject({ type: 'tooManyKeywords' });
      expect(await refused({ update: { [await client.make()]: { keywords } } })).toMatchObject({ type: 'tooManyKeywords' });
    });
    test('§4.6, RFC 8620 §5.3: one bad object stops no other; what was made in the same call is meant by #', async () => {
      const { created, notCreated, updated, destroyed } = await set({
        create: { good: client.draft(), bad: client.draft({ nothing: 1 }), gone: client.draft() },
        update: { '#good': { 'keywords/a': true } },
        destroy: ['#gone'],
      });
      expect(Object.keys(created!).sort()).toEqual(['gone', 'good']);
      expect(Object.keys(notCreated!)).toEqual(['bad']);
      expect(updated).toEqual({ [created!.good!.id]: null });
      expect(destroyed).toEqual([created!.gone!.id]);
    });
    test('RFC 8620 §5.3: creation ids hold for later calls of the request, for any type, and come back with createdIds', async () => {
      const response = await client.door.post(
        JSON.stringify({
          using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
          createdIds: { drafts: client.box.drafts },
          methodCalls: [
            ['Mailbox/set', { accountId: client.accountId, create: { box: { name: 'Made on the way' } } }, 'a'],
            ['Email/set', { accountId: client.accountId, create: { mail: { mailboxIds: { '#box': true, '#drafts': true } } } }, 'b'],
            ['Email/get', { accountId: client.accountId, ids: ['#mail'], properties: ['mailboxIds'] }, 'c'],
          ],
        }),
      );
      const { methodResponses, createdIds } = (await response.json()) as {
        methodResponses: [string, Json, string][];
        createdIds: Record<string, string>;
      };
      expect(createdIds).toEqual({ drafts: client.box.drafts, box: expect.any(String), mail: expect.any(String) });
      expect(methodResponses[2]![1].list).toEqual([
        { id: createdIds.mail, mailboxIds: { [createdIds.box!]: true, [client.box.drafts!]: true } },
      ]);
    });

    const updates: [what: string, patch: () => Json, after: () => Json][] = [
      ['one keyword is added', () => ({ 'keywords/b': true }), () => ({ keywords: { a: true, b: true } })],
      ['one keyword is removed', () => ({ 'keywords/a': null }), () => ({ keywords: {} })],
      ['a keyword that is not there is removed', () => ({ 'keywords/z': null }), () => ({ keywords: { a: true } })],
      ['all keywords are replaced', () => ({ keywords: { c: true } }), () => ({ keywords: { c: true } })],
      ['keywords null is the default', () => ({ keywords: null }), () => ({ keywords: {} })],
      ['keywords in capitals', () => ({ 'keywords/BIG': true }), () => ({ keywords: { a: true, big: true } })],
      ['a keyword with a slash and a tilde', () => ({ 'keywords/x~1y~0z': true }), () => ({ keywords: { a: true, 'x/y~z': true } })],
      [
        'it is put into one more mailbox',
        () => ({ [`mailboxIds/${client.box.archive}`]: true }),
        () => ({ mailboxIds: { [client.box.drafts!]: true, [client.box.archive!]: true } }),
      ],
      [
        'it is moved',
        () => ({ [`mailboxIds/${client.box.drafts}`]: null, [`mailboxIds/${client.box.archive}`]: true }),
        () => ({ mailboxIds: { [client.box.archive!]: true } }),
      ],
      [
        'it is moved by the whole set',
        () => ({ mailboxIds: { [client.box.trash!]: true } }),
        () => ({ mailboxIds: { [client.box.trash!]: true } }),
      ],
      [
        'what does not change is sent along',
        () => ({ subject: 'kept', size: undefined, keywords: { d: true } }),
        () => ({ keywords: { d: true }, subject: 'kept' }),
      ],
      ['an empty patch', () => ({}), () => ({ keywords: { a: true } })],
    ];
    for (const [what, patch, result] of updates)
      test(`§4.6, RFC 8620 §5.3: ${what}`, async () => {
        const id = await client.make({ subject: 'kept', keywords: { a: true } });
        expect((await set({ update: { [id]: patch() } })).notUpdated).toBeNull();
        expect(await client.email(id, Object.keys(result()))).toEqual({ id, ...result() });
      });
    const wrongUpdates: [what: string, patch: () => Json, type: string, properties?: string[]][] = [
      ['a keyword set to false', () => ({ 'keywords/a': false }), 'invalidProperties', ['keywords']],
      ['a bad keyword', () => ({ 'keywords/a b': true }), 'invalidProperties', ['keywords']],
      ['no mailbox left', () => ({ [`mailboxIds/${client.box.drafts}`]: null }), 'invalidProperties', ['mailboxIds']],
      ['mailboxIds empty', () => ({ mailboxIds: {} }), 'invalidProperties', ['mailboxIds']],
      ['mailboxIds null', () => ({ mailboxIds: null }), 'invalidProperties', ['mailboxIds']],
      ['an unknown mailbox', () => ({ 'mailboxIds/mNo': true }), 'invalidProperties', ['mailboxIds']],
      ['an immutable property', () => ({ subject: 'other' }), 'invalidProperties', ['subject']],
      ['another receivedAt', () => ({ receivedAt: '2020-01-01T00:00:00Z' }), 'invalidProperties', ['receivedAt']],
      ['a header field', () => ({ 'header:X-Own': ' a' }), 'invalidProperties', ['header:X-Own']],
      ['an unknown property', () => ({ nothing: 1 }), 'invalidProperties', ['nothing']],
      ['a path into nothing', () => ({ 'nothing/a': 1 }), 'invalidPatch'],
      ['a path too deep', () => ({ 'keywords/a/b': true }), 'invalidPatch'],
      ['a path and its beginning', () => ({ keywords: {}, 'keywords/b': true }), 'invalidPatch'],
      ['a path into an array', () => ({ 'from/0': address }), 'invalidPatch'],
    ];
    for (const [what, patch, type, properties] of wrongUpdates)
      test(`§4.6, RFC 8620 §5.3: update with ${what} is ${type}; nothing of it is done`, async () => {
        const id = await client.make({ keywords: { a: true }, from: [address] });
        const error = await refused({ update: { [id]: { 'keywords/extra': true, ...patch() } } });
        expect({ type: error?.type, properties: error?.properties }).toEqual({ type, properties });
        expect((await client.email(id, ['keywords'])).keywords).toEqual({ a: true });
      });
    test('§4.6, J8: destroyed, it is gone from everywhere at once; once more it is notFound', async () => {
      const id = await client.make({ mailboxIds: { [client.box.drafts!]: true, [client.box.archive!]: true }, keywords: { once: true } });
      const { oldState, ...done } = await set({ destroy: [id, 'eNo'] });
      expect(done).toMatchObject({ destroyed: [id], notDestroyed: { eNo: { type: 'notFound' } } });
      expect((await client.result('Email/query', { filter: { hasKeyword: 'once' } })).ids).toEqual([]);
      expect((await client.result('Email/changes', { sinceState: oldState })).destroyed).toEqual([id]);
      expect(await refused({ destroy: [id] })).toEqual({ type: 'notFound' });
      expect(await refused({ update: { [id]: { 'keywords/a': true } } })).toEqual({ type: 'notFound' });
    });
    test('RFC 8620 §5.3: ifInState; newState is the state that /get then has', async () => {
      expect((await client.result('Email/set', { ifInState: 'other', destroy: [] })).error).toBe('stateMismatch');
      // what the mail server takes of earlier mail may move the state between two requests
      await expect(async () => {
        const { state } = await client.result('Email/get', { ids: [] });
        const { oldState, newState } = await set({ ifInState: state, create: { k: client.draft() } });
        expect(oldState).toBe(state);
        expect((await client.result('Email/get', { ids: [] })).state).toBe(newState);
      }).toPass({ timeout: 30_000 });
    });

    test.describe('§4.8 Email/import', () => {
      const importing = (emails: Json, more: Json = {}) =>
        client.door.ask<SetResponse<{ id: string } & Json>>('Email/import', { emails, ...more });
      const blob = async (raw: string) => (await client.door.put(raw, 'message/rfc822')).blobId;
      const into = (blobId: string, more: Json = {}) => ({ blobId, mailboxIds: { [client.box.inbox!]: true }, ...more });
      test('§4.8: created has id, blobId, threadId and size; keywords and receivedAt as given; the same message twice is two Emails', async () => {
        const blobId = await blob('Subject: in\r\n\r\nx');
        const { created } = await importing({
          a: into(blobId, { keywords: { $Seen: true }, receivedAt: '2020-02-03T04:05:06Z' }),
          b: into(blobId),
        });
        expect(Object.keys(created!.a!).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
        expect(created!.a!.id).not.toBe(created!.b!.id);
        expect(await client.email(created!.a!.id, ['keywords', 'receivedAt'])).toMatchObject({
          keywords: { $seen: true },
          receivedAt: '2020-02-03T04:05:06Z',
        });
        expect((await client.email(created!.b!.id, ['keywords'])).keywords).toEqual({});
      });
      test('§4.8: receivedAt is by default the time of the newest Received field', async () => {
        const id = await client.bring(
          'Received: from a by b; Tue, 3 Feb 2026 04:05:06 +0100\r\nReceived: from c by a; Mon, 2 Feb 2026 04:05:06 +0000\r\nSubject: x\r\n\r\nx',
        );
        expect((await client.email(id, ['receivedAt'])).receivedAt).toBe('2026-02-03T03:05:06Z');
      });
      const wrong: [what: string, object: (good: string) => Json, properties: string[]][] = [
        ['an unknown blob', () => into('Uno'), ['blobId']],
        ['no blob', () => ({ mailboxIds: { [client.box.inbox!]: true } }), ['blobId']],
        ['no mailbox', (blobId) => ({ blobId }), ['mailboxIds']],
        ['an empty set of mailboxes', (blobId) => ({ blobId, mailboxIds: {} }), ['mailboxIds']],
        ['an unknown mailbox', (blobId) => ({ blobId, mailboxIds: { mNo: true } }), ['mailboxIds']],
        ['a bad keyword', (blobId) => into(blobId, { keywords: { 'a b': true } }), ['keywords']],
        ['a bad receivedAt', (blobId) => into(blobId, { receivedAt: 'x' }), ['receivedAt']],
        ['an unknown property', (blobId) => into(blobId, { nothing: 1 }), ['nothing']],
      ];
      for (const [what, object, properties] of wrong)
        test(`§4.8: ${what} is invalidProperties`, async () => {
          const { notCreated } = await importing({ k: object(await blob('Subject: x\r\n\r\n')) });
          expect(notCreated!.k).toMatchObject({ type: 'invalidProperties', properties });
        });
      test('§4.8: what is no message is invalidEmail, and the others are imported; an emails that is missing is invalidArguments', async () => {
        const { created, notCreated } = await importing({
          bad: into(await blob('no field here')),
          good: into(await blob('Subject: x\n\nbare line feeds')),
        });
        expect([Object.keys(created!), notCreated]).toMatchObject([['good'], { bad: { type: 'invalidEmail' } }]);
        expect((await client.result('Email/import', {})).error).toBe('invalidArguments');
      });
      test('§4.8: ifInState: stateMismatch', async () =>
        expect((await client.result('Email/import', { emails: {}, ifInState: 'x' })).error).toBe('stateMismatch'));
      test('J8: imported, it is got, found, counted and in its Thread in the same request', async () => {
        const blobId = await blob('Message-ID: <now@x.test>\r\nSubject: Right now\r\n\r\nunmistakable');
        const { accountId } = client;
        const emailId = { resultOf: 'c0', name: 'Email/import', path: '/created/k/id' };
        const answers = await client.results(
          ['Email/import', { emails: { k: into(blobId) } }],
          ['Email/query', { filter: { body: 'unmistakable' } }],
          ['Email/get', { accountId, ids: ['#k'], properties: ['subject', 'preview'] }],
          ['Core/echo', { '#id': emailId }],
        );
        expect(answers[1]![1].ids).toEqual([answers[3]![1].id]);
        expect(answers[2]![1].list).toMatchObject([{ subject: 'Right now', preview: 'unmistakable' }]);
      });
    });
  });
}
