import type { Email, EmailBodyPart, EmailParseResponse } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import type { Json } from './jmap/conformance.ts';
import { accountKinds, clientOn, wire } from './jmap/conformance.ts';

// So many small tests share what is set up for them once.
test.describe.configure({ mode: 'default' });

const manyFields = wire(`From: "Joe \\"J\\" Bloggs" <joe@example.com>, =?utf-8?q?J=C3=B6rg?= <j@example.com>
Sender: office@example.com (The office)
To: A group: jane@example.com, "John Smith" <john@example.com>;, solo@example.com
Cc: undisclosed-recipients:;
Subject: =?utf-8?q?caf=C3=A9?=
 folded
Date: Thu, 13 Oct 2022 01:02:03 +0200 (CEST)
Message-ID: <abc@example.com>
References: <a@b> (comment) <c@d>
In-Reply-To: what you said
List-Post: <mailto:list@example.com>, <http://example.com/x> (comment)
List-Help: NO
X-Raw:   lots of  space
X-Multi: one
x-multi: two
X-Encoded: =?iso-8859-1?q?=E9t=E9?= =?utf-8?q?_=F0=9F=8D=8F?=
X-Not-Encoded: a=?utf-8?q?b?=c
X-Quoted: "=?utf-8?q?b?="
Resent-Date: garbage
Keywords: red, green
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable
Content-Language: en, de
Content-Location: http://example.com/loc
Content-ID: <top@example.com>
Content-Disposition: inline; filename*=utf-8''f%C3%A9.txt

Gr=FC=DFe, =
one line
`);

type Leaf = [type: string, content: string, extra?: string];
const leaf = ([type, content, extra = '']: Leaf): string => `Content-Type: ${type}\n${extra}\n${content}\n`;
let boundaries = 0;
const multi = (subType: string, ...parts: string[]): string => {
  boundaries += 1;
  const boundary = `b${boundaries}`;
  return `Content-Type: multipart/${subType}; boundary=${boundary}\n\n${parts.map((part) => `--${boundary}\n${part}`).join('')}--${boundary}--\n`;
};
const [text, html] = [(content: string) => leaf(['text/plain', content]), (content: string) => leaf(['text/html', content])];
const attached = 'Content-Disposition: attachment\n';
const inline = 'Content-Disposition: inline\n';

/** Body → textBody, htmlBody, attachments, each by the content of its parts (RFC 8621 §4.1.4). */
const trees: [name: string, body: string, textBody: string, htmlBody: string, attachments: string][] = [
  [
    'the example of the RFC',
    multi(
      'mixed',
      text('A'),
      multi(
        'mixed',
        multi(
          'alternative',
          multi('mixed', text('B'), leaf(['image/jpeg', 'C', inline]), text('D')),
          multi('related', html('E'), leaf(['image/jpeg', 'F'])),
        ),
        leaf(['image/jpeg', 'G', attached]),
        leaf(['application/x-excel', 'H']),
        leaf(['message/rfc822', 'Subject: J']),
      ),
      text('K'),
    ),
    'A B C D K',
    'A E K',
    'C F G H Subject: J',
  ],
  ['text alone', text('A'), 'A', 'A', ''],
  ['HTML alone', html('A'), 'A', 'A', ''],
  ['an image alone', leaf(['image/png', 'A']), 'A', 'A', ''],
  ['a PDF alone', leaf(['application/pdf', 'A']), '', '', 'A'],
  ['an alternative of text only', multi('alternative', text('A')), 'A', 'A', ''],
  ['an alternative of HTML only', multi('alternative', html('A')), 'A', 'A', ''],
  ['an alternative of three', multi('alternative', text('A'), leaf(['text/calendar', 'B']), html('C')), 'A', 'C', 'B'],
  [
    'related beside text',
    multi('alternative', text('A'), multi('related', html('B'), leaf(['image/png', 'C', 'Content-ID: <c>\n']))),
    'A',
    'B',
    'C',
  ],
  ['alternative inside related', multi('related', multi('alternative', text('A'), html('B')), leaf(['image/png', 'C'])), 'A', 'B', 'C'],
  ['text that is an attachment', multi('mixed', text('A'), leaf(['text/plain', 'B', attached])), 'A', 'A', 'B'],
  ['text with a name behind text', multi('mixed', text('A'), leaf(['text/plain; name=b.txt', 'B'])), 'A', 'A', 'B'],
  ['text with a name in the first place', multi('mixed', leaf(['text/plain; name=a.txt', 'A']), text('B')), 'A B', 'A B', ''],
  [
    'inline text with a file name',
    multi('mixed', text('A'), leaf(['text/plain', 'B', 'Content-Disposition: inline; filename=b.txt\n'])),
    'A',
    'A',
    'B',
  ],
  [
    'inline media',
    multi('mixed', text('A'), leaf(['image/png', 'B']), leaf(['audio/ogg', 'C']), leaf(['video/mp4', 'D'])),
    'A B C D',
    'A B C D',
    '',
  ],
  ['an attached message', multi('mixed', text('A'), leaf(['message/rfc822', 'Subject: B'])), 'A', 'A', 'Subject: B'],
  ['signed', multi('signed', text('A'), leaf(['application/pgp-signature', 'B'])), 'A', 'A', 'B'],
  ['a report', multi('report', text('A'), leaf(['message/delivery-status', 'B']), leaf(['text/rfc822-headers', 'C'])), 'A', 'A', 'B C'],
];

/** RFC 8621 §4.1, §4.2 and §4.9, sentence by sentence, over HTTP. */
for (const kind of accountKinds) {
  test.describe(`RFC 8621 §4.1, §4.2, §4.9 on ${kind.name}`, () => {
    const client = clientOn(kind, [
      { raw: manyFields, flags: ['\\Seen', '\\Flagged', '$Forwarded'], receivedAtMs: Date.parse('2024-05-06T07:08:09Z') },
    ]);
    let id: string;
    test.beforeAll(async () => {
      id = ((await client.result('Email/query', {})).ids as string[])[0]!;
    });

    test('§4.1.1: metadata: ids, mailboxIds, keywords in lower case, size, receivedAt as UTCDate', async () => {
      const email = await client.email(id, ['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt']);
      expect(email).toEqual({
        id,
        blobId: expect.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
        threadId: expect.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
        mailboxIds: { [client.box.inbox!]: true },
        keywords: { $seen: true, $flagged: true, $forwarded: true },
        size: manyFields.length,
        receivedAt: '2024-05-06T07:08:09Z',
      });
      const raw = await client.door.download(email.blobId as string, 'x.eml', 'message/rfc822');
      expect(await raw.text()).toBe(manyFields);
    });

    const headers: [property: string, value: unknown][] = [
      ['messageId', ['abc@example.com']],
      ['inReplyTo', null],
      ['references', ['a@b', 'c@d']],
      ['sender', [{ name: 'The office', email: 'office@example.com' }]],
      [
        'from',
        [
          { name: 'Joe "J" Bloggs', email: 'joe@example.com' },
          { name: 'Jörg', email: 'j@example.com' },
        ],
      ],
      [
        'to',
        [
          { name: null, email: 'jane@example.com' },
          { name: 'John Smith', email: 'john@example.com' },
          { name: null, email: 'solo@example.com' },
        ],
      ],
      ['cc', []],
      ['bcc', null],
      ['replyTo', null],
      ['subject', 'café folded'],
      ['sentAt', '2022-10-13T01:02:03+02:00'],
      ['header:Subject', ' =?utf-8?q?caf=C3=A9?=\r\n folded'],
      ['header:subject:asText', 'café folded'],
      ['header:SUBJECT:asText:all', ['café folded']],
      ['header:X-Raw', '   lots of  space'],
      ['header:X-Raw:asText', 'lots of  space'],
      ['header:X-Multi', ' two'],
      ['header:X-Multi:all', [' one', ' two']],
      ['header:X-Multi:asText:all', ['one', 'two']],
      ['header:X-None', null],
      ['header:X-None:all', []],
      ['header:X-None:asAddresses', null],
      ['header:X-Encoded:asText', 'été 🍏'],
      ['header:X-Not-Encoded:asText', 'a=?utf-8?q?b?=c'],
      [
        'header:From:asAddresses',
        [
          { name: 'Joe "J" Bloggs', email: 'joe@example.com' },
          { name: 'Jörg', email: 'j@example.com' },
        ],
      ],
      [
        'header:To:asGroupedAddresses',
        [
          {
            name: 'A group',
            addresses: [
              { name: null, email: 'jane@example.com' },
              { name: 'John Smith', email: 'john@example.com' },
            ],
          },
          { name: null, addresses: [{ name: null, email: 'solo@example.com' }] },
        ],
      ],
      ['header:Cc:asGroupedAddresses', [{ name: 'undisclosed-recipients', addresses: [] }]],
      ['header:Cc:asAddresses:all', [[]]],
      ['header:Message-ID:asMessageIds', ['abc@example.com']],
      ['header:References:asMessageIds:all', [['a@b', 'c@d']]],
      ['header:In-Reply-To:asMessageIds', null],
      ['header:Date:asDate', '2022-10-13T01:02:03+02:00'],
      ['header:Resent-Date:asDate', null],
      ['header:List-Post:asURLs', ['mailto:list@example.com', 'http://example.com/x']],
      ['header:List-Help:asURLs', null],
      ['header:Keywords:asText', 'red, green'],
      ['header:X-Multi:asDate', null],
      ['header:X-Multi:asURLs', null],
      ['header:X-Multi:asMessageIds', null],
    ];
    for (const [property, value] of headers)
      test(`§4.1.2, §4.1.3: ${property} is ${JSON.stringify(value).slice(0, 80)}`, async () =>
        expect(await client.email(id, [property])).toEqual({ id, [property]: value }));

    const forbidden = [
      ...['header:From:asText', 'header:From:asDate', 'header:To:asMessageIds', 'header:To:asURLs'],
      ...['header:Subject:asAddresses', 'header:Subject:asDate', 'header:Comments:asURLs', 'header:Keywords:asGroupedAddresses'],
      ...['header:Date:asText', 'header:Date:asAddresses', 'header:Resent-Date:asMessageIds'],
      ...['header:Message-ID:asText', 'header:References:asAddresses', 'header:In-Reply-To:asDate'],
      ...['header:List-Post:asText', 'header:List-Unsubscribe:asAddresses', 'header:Received:asText', 'header:Return-Path:asAddresses'],
      ...[
        'header:X:asNothing',
        'header:X:astext',
        'header:X:all:asText',
        'header:',
        'header::asText',
        'header:X Y',
        'Header:X',
        'nothing',
        '',
      ],
    ];
    for (const property of forbidden)
      test(`§4.1.2, §4.2: «${property}» is invalidArguments`, async () =>
        expect((await client.result('Email/get', { ids: [id], properties: [property] })).error).toBe('invalidArguments'));

    test('§4.1.3: headers has every field, in order, named as it stands there, in Raw form', async () => {
      const { headers: all } = (await client.email(id, ['headers'])) as Pick<Email, 'headers'>;
      const lines = manyFields.slice(0, manyFields.indexOf('\r\n\r\n')).replaceAll('\r\n ', '\u0000').split('\r\n');
      expect(all.map(({ name, value }) => `${name}:${value}`)).toEqual(lines.map((line) => line.replaceAll('\u0000', '\r\n ')));
    });
    test('§4.2: without properties: the default ones, bodyValues empty unless asked for', async () => {
      const [email] = await client.get<Email>('Email/get', [id]);
      const metadata = 'id blobId threadId mailboxIds keywords size receivedAt'.split(' ');
      const fields = 'messageId inReplyTo references sender from to cc bcc replyTo subject sentAt'.split(' ');
      const body = 'hasAttachment preview bodyValues textBody htmlBody attachments'.split(' ');
      expect(Object.keys(email!).sort()).toEqual([...metadata, ...fields, ...body].sort());
      expect(email!.bodyValues).toEqual({});
    });
    test('§4.2: bodyProperties: the default ones, those that were asked for, none; an unknown one is invalidArguments', async () => {
      const part = async (more: Json = {}) => ((await client.email(id, ['textBody'], more)) as Pick<Email, 'textBody'>).textBody[0]!;
      expect(await part()).toEqual({
        ...{ partId: expect.any(String), blobId: expect.any(String), size: expect.any(Number), name: 'fé.txt', type: 'text/plain' },
        ...{
          charset: 'iso-8859-1',
          disposition: 'inline',
          cid: 'top@example.com',
          language: ['en', 'de'],
          location: 'http://example.com/loc',
        },
      });
      expect(await part({ bodyProperties: ['type', 'header:content-type', 'header:X-Multi:asText:all'] })).toEqual({
        type: 'text/plain',
        'header:content-type': ' text/plain; charset=iso-8859-1',
        'header:X-Multi:asText:all': ['one', 'two'],
      });
      expect(await part({ bodyProperties: [] })).toEqual({});
      const wrong = { ids: [id], properties: ['textBody'], bodyProperties: ['nothing'] };
      expect((await client.result('Email/get', wrong)).error).toBe('invalidArguments');
    });
    test('§4.1.4: a value is decoded: transfer encoding, charset, and CRLF is LF', async () => {
      const email = (await client.email(id, ['bodyValues', 'textBody'], { fetchTextBodyValues: true })) as unknown as Email;
      expect(email.bodyValues[email.textBody[0]!.partId!]).toEqual({
        value: 'Grüße, one line\n',
        isEncodingProblem: false,
        isTruncated: false,
      });
    });

    for (const [name, body, textBody, htmlBody, attachments] of trees)
      test(`§4.1.4: textBody, htmlBody and attachments of ${name}`, async () => {
        const email = await whole(await client.bring(wire(`Subject: tree\nMIME-Version: 1.0\n${body}`)));
        const contents = async (parts: readonly EmailBodyPart[]) => {
          const all: string[] = [];
          for (const { blobId } of parts) all.push((await (await client.door.download(blobId!, 'x', 'a/b')).text()).trim());
          return all.join(' ');
        };
        expect(await contents(email.textBody)).toBe(textBody);
        expect(await contents(email.htmlBody)).toBe(htmlBody);
        expect(await contents(email.attachments)).toBe(attachments);
      });
    const whole = async (of: string) =>
      (await client.email(of, ['bodyStructure', 'textBody', 'htmlBody', 'attachments', 'bodyValues', 'hasAttachment', 'preview'], {
        fetchAllBodyValues: true,
      })) as unknown as Email;

    test('§4.1.4: bodyStructure is the tree: multiparts have subParts and neither partId nor blobId, leaves have both and no subParts', async () => {
      const { bodyStructure } = await whole(
        await client.bring(wire(`Subject: tree\n${multi('mixed', text('A'), multi('alternative', text('B'), html('C')))}`)),
      );
      const shape = (part: EmailBodyPart): unknown =>
        part.type.startsWith('multipart/')
          ? [part.type, part.partId, part.blobId, part.subParts?.map(shape)]
          : [part.type, typeof part.partId, typeof part.blobId, part.subParts ?? null];
      const a = (type: string) => [type, 'string', 'string', null];
      expect(shape(bodyStructure)).toEqual([
        'multipart/mixed',
        null,
        null,
        [a('text/plain'), ['multipart/alternative', null, null, [a('text/plain'), a('text/html')]]],
      ]);
    });
    test('§4.2: fetchTextBodyValues, fetchHTMLBodyValues and fetchAllBodyValues give the text of text parts in these lists', async () => {
      const of = await client.bring(
        wire(
          `Subject: tree\n${multi('mixed', multi('alternative', text('A'), html('B')), leaf(['text/csv', 'C', attached]), leaf(['image/png', 'D', attached]))}`,
        ),
      );
      const values = async (more: Json) =>
        Object.values(((await client.email(of, ['bodyValues'], more)) as Pick<Email, 'bodyValues'>).bodyValues).map(({ value }) =>
          value.trim(),
        );
      expect(await values({})).toEqual([]);
      expect(await values({ fetchTextBodyValues: true })).toEqual(['A']);
      expect(await values({ fetchHTMLBodyValues: true })).toEqual(['B']);
      expect((await values({ fetchTextBodyValues: true, fetchHTMLBodyValues: true })).sort()).toEqual(['A', 'B']);
      expect((await values({ fetchAllBodyValues: true })).sort()).toEqual(['A', 'B', 'C']);
    });

    const cuts: [what: string, type: string, content: string, maxBytes: number, value: string, isTruncated: boolean][] = [
      ['0 is all', 'text/plain', 'abcdef', 0, 'abcdef', false],
      ['longer than the value', 'text/plain', 'abcdef', 6, 'abcdef', false],
      ['in the middle', 'text/plain', 'abcdef', 3, 'abc', true],
      ['not inside a character of two octets', 'text/plain; charset=utf-8', 'aéb', 2, 'a', true],
      ['not inside a character of four', 'text/plain; charset=utf-8', 'a😀b', 4, 'a', true],
      ['not inside a tag', 'text/html', '<p>one <a href="x">two</a>', 12, '<p>one ', true],
      ['not inside the first tag', 'text/html', '<p>one', 2, '', true],
      ['a < in HTML that is no tag', 'text/html', 'a < b and c', 5, 'a < b', true],
      ['a < in plain text', 'text/plain', 'a <b and c', 4, 'a <b', true],
    ];
    for (const [what, type, content, maxBodyValueBytes, value, isTruncated] of cuts)
      test(`§4.2: maxBodyValueBytes: ${what}`, async () => {
        const of = await client.bring(wire(`Subject: cut\nContent-Type: ${type}\nContent-Transfer-Encoding: 8bit\n\n${content}`));
        const { bodyValues } = (await client.email(of, ['bodyValues'], { fetchAllBodyValues: true, maxBodyValueBytes })) as Pick<
          Email,
          'bodyValues'
        >;
        expect(Object.values(bodyValues)).toEqual([{ value, isEncodingProblem: false, isTruncated }]);
      });
    const encodings: [what: string, fields: string, content: Uint8Array, value: string, isEncodingProblem: boolean][] = [
      ['an unknown charset', 'Content-Type: text/plain; charset=x-no\n', Buffer.from('abc'), 'abc', true],
      [
        'octets that are not in the charset',
        'Content-Type: text/plain; charset=utf-8\n',
        Buffer.from([0x61, 0xff, 0x62]),
        'a\ufffdb',
        true,
      ],
      ['an unknown transfer encoding', 'Content-Type: text/plain\nContent-Transfer-Encoding: x-no\n', Buffer.from('abc'), 'abc', true],
      ['base64 of UTF-8', 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n', Buffer.from('w6k='), 'é', false],
      ['no Content-Type at all', '', Buffer.from('abc'), 'abc', false],
    ];
    for (const [what, fields, content, value, isEncodingProblem] of encodings)
      test(`§4.1.4: EmailBodyValue of ${what}`, async () => {
        const of = await client.bring(Buffer.concat([Buffer.from(wire(`Subject: encoded\n${fields}\n`)), content]));
        expect(Object.values((await whole(of)).bodyValues)).toEqual([{ value, isEncodingProblem, isTruncated: false }]);
      });
    test('§4.1.4: hasAttachment is true for what is to be saved, false for text alone and for the images of its HTML; preview is plain text of at most 256 characters', async () => {
      const flags: [string, boolean][] = [
        [text('A'), false],
        [multi('related', html('<img src="cid:c">'), leaf(['image/png', 'B', 'Content-ID: <c>\nContent-Disposition: inline\n'])), false],
        [multi('mixed', text('A'), leaf(['application/pdf', 'B', attached])), true],
      ];
      for (const [body, hasAttachment] of flags)
        expect((await whole(await client.bring(wire(`Subject: x\n${body}`)))).hasAttachment).toBe(hasAttachment);
      const { preview } = await whole(
        await client.bring(wire(`Subject: x\n${html(`<style>p{}</style><p>Hello <b>you</b> &amp; me ${'x '.repeat(300)}`)}`)),
      );
      expect(preview).toMatch(/^Hello you & me x/);
      expect(preview.length).toBeLessThanOrEqual(256);
    });

    test.describe('§4.9 Email/parse', () => {
      const parse = (args: Json) => client.door.ask<EmailParseResponse>('Email/parse', args);
      test('§4.9: the attached message: its default properties, and parts that can be downloaded', async () => {
        const inner = `From: in@example.com\nSubject: inside\n${multi('mixed', text('A'), leaf(['text/csv', 'B', attached]))}`;
        const { attachments } = await whole(
          await client.bring(wire(`Subject: outer\n${multi('mixed', text('x'), leaf(['message/rfc822', inner]))}`)),
        );
        const blobId = attachments[0]!.blobId!;
        const { parsed, notFound, notParsable } = await parse({ blobIds: [blobId] });
        expect([notFound, notParsable]).toEqual([null, null]);
        const message = parsed![blobId]!;
        const fields = 'messageId inReplyTo references sender from to cc bcc replyTo subject sentAt';
        expect(Object.keys(message).sort()).toEqual(
          `${fields} hasAttachment preview bodyValues textBody htmlBody attachments`.split(' ').sort(),
        );
        expect(message).toMatchObject({ subject: 'inside', from: [{ name: null, email: 'in@example.com' }] });
        expect(await (await client.door.download(message.attachments![0]!.blobId!, 'b', 'text/csv')).text()).toMatch(/^B/);
      });
      test('§4.9: what only an Email has is null; values and header properties as in /get', async () => {
        const { blobId } = await client.door.put(manyFields, 'message/rfc822');
        const properties = [
          'id',
          'mailboxIds',
          'keywords',
          'receivedAt',
          'threadId',
          'blobId',
          'size',
          'subject',
          'header:X-Multi:asText:all',
          'bodyValues',
        ];
        const { parsed } = await parse({ blobIds: [blobId], properties, fetchTextBodyValues: true });
        expect(parsed![blobId]).toMatchObject({
          ...{ id: null, mailboxIds: null, keywords: null, receivedAt: null, threadId: null, blobId, size: manyFields.length },
          ...{ subject: 'café folded', 'header:X-Multi:asText:all': ['one', 'two'] },
        });
        expect(Object.values(parsed![blobId]!.bodyValues!)).toEqual([
          { value: 'Grüße, one line\n', isEncodingProblem: false, isTruncated: false },
        ]);
      });
      test('§4.9: no such blob is notFound, what is no message notParsable, an unknown property invalidArguments', async () => {
        const { blobId } = await client.door.put('no field here', 'text/plain');
        expect(await parse({ blobIds: [blobId, 'Uno'] })).toMatchObject({ parsed: null, notParsable: [blobId], notFound: ['Uno'] });
        expect((await client.result('Email/parse', { blobIds: [], properties: ['nothing'] })).error).toBe('invalidArguments');
        expect((await client.result('Email/parse', {})).error).toBe('invalidArguments');
      });
    });
  });
}
