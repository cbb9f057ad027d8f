import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMailError } from '#lib/mail/index.ts';
import {
  asGroupedAddresses,
  bodyParts,
  buildMessage,
  decodePartText,
  decodeTransfer,
  firstField,
  type HeaderSpec,
  leaf,
  multipart,
  type ParsedMessage,
  parseMessage,
  partOctets,
  withoutInvisible,
} from './index.ts';
import { fieldStrings } from './testing/eml-corpus.ts';
import { messageSpec } from './testing/message-spec.ts';

const lines = (raw: Buffer): string[] => raw.toString('latin1').split('\r\n');

function textOf(raw: Buffer, message: ParsedMessage, type: string): string | null {
  const { textBody, htmlBody } = bodyParts(message.structure);
  const part = [...textBody, ...htmlBody].find((each) => each.type === type);
  const entry = message.parts.find((each) => each.part === part);
  return part === undefined || entry === undefined ? null : decodePartText(partOctets(raw, entry).body, part).text;
}

function blobOf(raw: Buffer, message: ParsedMessage, partId: string): Buffer {
  const entry = message.parts.find((each) => each.partId === partId);
  if (entry === undefined) throw new Error(`no part ${partId}`);
  return decodeTransfer(partOctets(raw, entry).body, entry.part.encoding);
}

async function refusal(spec: Parameters<typeof buildMessage>[0]): Promise<string> {
  try {
    await buildMessage(spec);
    return 'built';
  } catch (error) {
    return isMailError(error) ? error.kind : String(error);
  }
}

test('a plain message has the fields in order and nothing that changes from call to call', async () => {
  const raw = await buildMessage(messageSpec({ references: ['0@x'], inReplyTo: ['0@x'] }));
  expect(raw.toString()).toBe(
    [
      'Date: Sun, 22 Nov 2026 04:19:32 +0100',
      'From: Ann Example <ann@example.org>',
      'To: bob@example.net',
      'Subject: Plan',
      'Message-ID: <1@example.org>',
      'In-Reply-To: <0@x>',
      'References: <0@x>',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 7bit',
      '',
      'Hello',
    ].join('\r\n'),
  );
  expect(await buildMessage(messageSpec({ references: ['0@x'], inReplyTo: ['0@x'] }))).toEqual(raw);
});

test('S1: the same spec gives the same octets, boundaries included; another seed gives other boundaries', async () => {
  const spec = messageSpec({ body: { kind: 'simple', text: 'a', html: '<p>a</p>', attachments: [] } });
  const raw = await buildMessage(spec);
  expect(await buildMessage(spec)).toEqual(raw);
  expect(await buildMessage({ ...spec, boundarySeed: 'other' })).not.toEqual(raw);
});

test('C1: References keep the first and the last twenty ids and are folded at 78', async () => {
  const references = Array.from({ length: 60 }, (_, index) => `${index}.aaaaaaaaaaaaaaaaaaaaaaaaa@example.org`);
  const raw = await buildMessage(messageSpec({ references }));
  expect(parseMessage(raw).headers.references).toEqual([references[0], ...references.slice(-20)]);
  expect(Math.max(...lines(raw).map((line) => line.length))).toBeLessThanOrEqual(78);
});

test('text, HTML, inline images and attachments nest as alternative in related in mixed', async () => {
  const raw = await buildMessage(
    messageSpec({
      body: {
        kind: 'simple',
        text: 'Hallo',
        html: '<img src="cid:pic@x">',
        isFlowed: true,
        attachments: [
          { blob: Buffer.from([1, 2, 3]), type: 'image/png', name: 'bild.png', disposition: 'inline', cid: 'pic@x' },
          {
            blob: Readable.from([Buffer.from('a,'), Buffer.from('b')]),
            type: 'text/csv',
            name: 'Größe “neu”.csv',
            disposition: 'attachment',
            cid: null,
          },
        ],
      },
    }),
  );
  const message = parseMessage(raw);
  const shape = (part: ParsedMessage['structure']): unknown =>
    part.subParts === null ? part.type : [part.type, ...part.subParts.map(shape)];
  expect(shape(message.structure)).toEqual([
    'multipart/mixed',
    ['multipart/alternative', 'text/plain', ['multipart/related', 'text/html', 'image/png']],
    'text/csv',
  ]);
  const { attachments, hasAttachment } = bodyParts(message.structure);
  expect(attachments.map((part) => [part.name, part.disposition, part.cid])).toEqual([
    ['bild.png', 'inline', 'pic@x'],
    ['Größe “neu”.csv', 'attachment', null],
  ]);
  expect(hasAttachment).toBe(true);
  expect(blobOf(raw, message, '1.2.2')).toEqual(Buffer.from([1, 2, 3]));
  expect(blobOf(raw, message, '2').toString()).toBe('a,b');
  expect(message.parts.find((each) => each.partId === '1.1')?.part.params).toMatchObject({ format: 'flowed', charset: 'utf-8' });
});

test('attachments of every octet and length arrive byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      const blob = Buffer.from(bytes);
      const raw = await buildMessage(
        messageSpec({
          body: {
            kind: 'simple',
            text: 'x',
            html: null,
            attachments: [{ blob, type: 'text/plain', name: 'a.txt', disposition: 'attachment', cid: null }],
          },
        }),
      );
      expect(blobOf(raw, parseMessage(raw), '2').equals(blob)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('an attached message stays readable as a message and keeps its octets', async () => {
  const inner = await buildMessage(messageSpec({ subject: 'Grüße', body: { kind: 'simple', text: 'Größe', html: null, attachments: [] } }));
  const raw = await buildMessage(
    messageSpec({
      body: {
        kind: 'simple',
        text: 'see below',
        html: null,
        attachments: [{ blob: inner, type: 'message/rfc822', name: null, disposition: 'attachment', cid: null }],
      },
    }),
  );
  const message = parseMessage(raw);
  expect(blobOf(raw, message, '2').equals(inner)).toBe(true);
  expect(message.parts.find((each) => each.partId === '2.1')?.part.type).toBe('text/plain');
});

test('a tree given by the caller is built as it stands, with fields of its parts', async () => {
  const root = multipart('mixed', [
    {
      ...leaf('text/plain', { text: 'one' }),
      language: ['de', 'en'],
      location: 'https://example.org/a',
      headers: [{ name: 'X-Part', form: 'text', value: 'Grüße' }],
    },
    leaf('text/plain', { text: 'two' }, { name: 'zwei.txt' }),
  ]);
  const raw = await buildMessage(messageSpec({ body: { kind: 'tree', root } }));
  const { structure, parts } = parseMessage(raw);
  expect(structure.subParts).toMatchObject([
    { partId: '1', language: ['de', 'en'], location: 'https://example.org/a', disposition: null },
    { partId: '2', name: 'zwei.txt', disposition: null },
  ]);
  expect(firstField({ fields: parts.find((each) => each.partId === '1')?.fields ?? [] }, 'x-part')).toContain('=?utf-8?');
});

describe('parse(build(m)) = m', () => {
  // What a header can carry: no controls, no lone surrogates, and nothing that NFC would change.
  const text = fc
    .oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.string({ unit: fc.constantFrom('a', ' ', 'ä', '=?', '?=', '"', 'x@y', '<', ',', '漢'), maxLength: 80 }),
    )
    .map((value) => value.replace(/\p{Cc}/gu, '').normalize('NFC'));
  const isVisible = (value: string): boolean => withoutInvisible(value) === value;
  const name = text
    .map((value) => value.replace(/\s+/g, ' ').trim())
    .filter(isVisible)
    .map((value) => (value === '' ? null : value));
  const local = fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-z0-9]{1,5})?$/);
  const email = fc.tuple(local, fc.stringMatching(/^[a-z0-9]{1,10}\.[a-z]{2,5}$/)).map(([left, right]) => `${left}@${right}`);
  const addresses = fc.array(fc.record({ name, email }), { minLength: 1, maxLength: 5 });
  const id = fc.stringMatching(/^[A-Za-z0-9.$_+-]{1,60}@[a-z0-9.-]{1,30}$/);

  test('header fields', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          subject: text,
          from: addresses,
          to: addresses,
          cc: addresses,
          bcc: addresses,
          replyTo: addresses,
          references: fc.array(id, { minLength: 1, maxLength: 20 }),
        }),
        async (part) => {
          const raw = await buildMessage(messageSpec(part));
          const { headers } = parseMessage(raw);
          expect(headers.subject).toBe(part.subject);
          for (const key of ['from', 'to', 'cc', 'bcc', 'replyTo'] as const) expect(headers[key]).toEqual(part[key]);
          expect(headers.references).toEqual(part.references);
          expect(headers.sentAtMs).toBe(Date.UTC(2026, 10, 22, 3, 19, 32));
          expect(headers.sentAt).toBe('2026-11-22T04:19:32+01:00');
          expect(raw.every((octet) => octet < 128)).toBe(true);
          expect(lines(raw).every((line) => line.length <= 998)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('text and HTML of any content, line ends as LF', async () => {
    const body = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('\n', '\r\n', '.', '-- ', 'From ', ' ', '=', 'ä', '--=_', 'x'.repeat(300)), maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(body, body, async (plain, html) => {
        const raw = await buildMessage(messageSpec({ body: { kind: 'simple', text: plain, html, attachments: [] } }));
        const message = parseMessage(raw);
        const lf = (value: string): string => value.replace(/\r\n|\r|\n/g, '\n');
        // a text of no octets at all is not shown by the algorithm of RFC 8621 any differently
        expect(textOf(raw, message, 'text/plain')).toBe(lf(plain));
        expect(textOf(raw, message, 'text/html')).toBe(lf(html));
        expect(lines(raw).every((line) => line.length <= 998)).toBe(true);
        expect(raw.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 200 },
    );
  });

  test('file names', async () => {
    const fileName = text.map((value) => value.replace(/\s+/g, ' ').trim()).filter((value) => value !== '' && !value.includes('=?'));
    await fc.assert(
      fc.asyncProperty(fileName, async (value) => {
        const raw = await buildMessage(
          messageSpec({
            body: {
              kind: 'simple',
              text: null,
              html: null,
              attachments: [{ blob: Buffer.from('x'), type: 'a/b', name: value, disposition: 'attachment', cid: null }],
            },
          }),
        );
        expect(parseMessage(raw).structure.subParts?.[0]?.name).toBe(value);
      }),
      { numRuns: 200 },
    );
  });

  test('groups', async () => {
    const groups = fc.array(
      fc.record({ name: name.filter((value) => value !== null), addresses: fc.array(fc.record({ name, email }), { maxLength: 3 }) }),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(groups, async (value) => {
        const raw = await buildMessage(messageSpec({ headers: [{ name: 'X-People', form: 'groups', value }] }));
        expect(asGroupedAddresses(firstField(parseMessage(raw).headers, 'X-People') ?? '')).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });
});

describe('V6: nothing that a user gives starts a field of its own', () => {
  const fields = ['\r', '\n', '\r\n', '\0', '\r\nBcc: eve@evil.example', 'a\r\n b'];
  test.each(fields)('%j is refused in every value', async (bad) => {
    const value = `x${bad}y`;
    const specs = [
      messageSpec({ subject: value }),
      messageSpec({ from: [{ name: value, email: 'a@b' }] }),
      messageSpec({ to: [{ name: null, email: `${value}@b` }] }),
      messageSpec({ messageId: [`${value}@b`] }),
      messageSpec({ headers: [{ name: value, form: 'text', value: 'x' }] }),
      messageSpec({ headers: [{ name: 'X-A', form: 'text', value }] }),
      messageSpec({ headers: [{ name: 'X-A', form: 'urls', value: [value] }] }),
      messageSpec({ headers: [{ name: 'X-A', form: 'groups', value: [{ name: value, addresses: [] }] }] }),
      messageSpec({
        body: {
          kind: 'simple',
          text: null,
          html: null,
          attachments: [{ blob: Buffer.from('x'), type: 'a/b', name: value, disposition: 'attachment', cid: null }],
        },
      }),
      messageSpec({
        body: {
          kind: 'simple',
          text: null,
          html: null,
          attachments: [{ blob: Buffer.from('x'), type: `a/${value}`, name: null, disposition: 'attachment', cid: null }],
        },
      }),
      messageSpec({
        body: {
          kind: 'simple',
          text: null,
          html: null,
          attachments: [{ blob: Buffer.from('x'), type: 'a/b', name: null, disposition: 'inline', cid: value }],
        },
      }),
      messageSpec({ body: { kind: 'tree', root: { ...leaf('text/plain', { text: '' }), location: value } } }),
      messageSpec({ body: { kind: 'tree', root: { ...leaf('text/plain', { text: '' }), disposition: value } } }),
      messageSpec({ body: { kind: 'tree', root: { ...leaf('text/plain', { text: '' }), params: { method: value } } } }),
      messageSpec({ body: { kind: 'tree', root: { ...leaf('text/plain', { text: '' }), params: { [value]: 'x' } } } }),
    ];
    for (const spec of specs) expect(await refusal(spec)).toBe('invalid');
  });

  test('a raw value may be folded, but holds no line of its own', async () => {
    const raw = (value: string): HeaderSpec[] => [{ name: 'X-Raw', form: 'raw', value }];
    const built = await buildMessage(messageSpec({ headers: raw(' one\r\n two') }));
    expect(parseMessage(built).headers.fields.find((field) => field.name === 'X-Raw')?.value).toBe(' one\r\n two');
    for (const bad of [' one\r\ntwo', ' one\r\nBcc: eve@evil.example', ' one\r\n \r\n', ' one\n\nBcc: x', ' a\0', ` ${'x'.repeat(1000)}`])
      expect(await refusal(messageSpec({ headers: raw(bad) }))).toBe('invalid');
  });

  test('fields that the builder writes itself are refused', async () => {
    for (const name of ['Content-Type', 'mime-version', 'CONTENT-TRANSFER-ENCODING']) {
      expect(await refusal(messageSpec({ headers: [{ name, form: 'text', value: 'x' }] }))).toBe('invalid');
    }
  });

  test.each(fieldStrings())('the string %j in every field comes back or is refused', async (value) => {
    const spec = messageSpec({
      subject: value,
      from: [{ name: value, email: 'ann@example.org' }],
      body: {
        kind: 'simple',
        text: value,
        html: null,
        attachments: [{ blob: Buffer.from('x'), type: 'a/b', name: value, disposition: 'attachment', cid: null }],
      },
    });
    if (/[\r\n\0]/.test(value)) {
      expect(await refusal(spec)).toBe('invalid');
      return;
    }
    const raw = await buildMessage(spec);
    const message = parseMessage(raw);
    expect(message.headers.fields.map((field) => field.name)).toEqual([
      'Date',
      'From',
      'To',
      'Subject',
      'Message-ID',
      'MIME-Version',
      'Content-Type',
    ]);
    expect(message.headers.subject).toBe(value.replace(/\p{Cc}/gu, '').normalize('NFC'));
    expect(message.headers.from?.map((each) => each.email)).toEqual(['ann@example.org']);
    expect(textOf(raw, message, 'text/plain')).toBe(value);
  });
});

test('an international domain goes out in ASCII, an international local part as it is', async () => {
  const raw = await buildMessage(
    messageSpec({
      to: [
        { name: null, email: 'bob@müller.example' },
        { name: null, email: 'jürgen@müller.example' },
      ],
    }),
  );
  expect(parseMessage(raw).headers.to?.map((each) => each.email)).toEqual(['bob@xn--mller-kva.example', 'jürgen@müller.example']);
});
