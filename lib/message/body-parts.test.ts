import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { MessagePart } from '#lib/mail/index.ts';
import {
  bodyParts,
  bodySection,
  decodePartText,
  hasHeaderField,
  limits,
  messagePart,
  parseMessage,
  partOctets,
  textPartsToFetch,
} from './index.ts';

function part(type: string, name: string, subParts: MessagePart[] | null = null, disposition: string | null = null): MessagePart {
  return {
    partId: subParts === null ? name : null,
    type,
    size: 10,
    name: null,
    charset: null,
    disposition,
    cid: null,
    language: null,
    location: null,
    encoding: '7bit',
    params: {},
    subParts,
  };
}
const ids = (parts: readonly MessagePart[]): string => parts.map((each) => each.partId).join('');

test('a multipart that names no boundary: all that stands in it is its text, in the section around the part', () => {
  const read = (lines: string) => {
    const raw = Buffer.from(lines.replaceAll('\n', '\r\n'));
    const { structure, parts } = parseMessage(raw);
    const { textBody } = bodyParts(structure);
    return textBody.map((one) => {
      const body = partOctets(raw, parts.find(({ part }) => part === one)!).body.toString();
      return [one.partId, one.size === body.length, bodySection(structure, one), body];
    });
  };
  expect(read('Content-Type: multipart/mixed\n\nall\n--of\n\nthis\n')).toEqual([['1', true, 'TEXT', 'all\r\n--of\r\n\r\nthis\r\n']]);
  expect(read('Content-Type: multipart/mixed; boundary=""\n\nx')).toEqual([['1', true, 'TEXT', 'x']]);
  expect(
    read(
      'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/related\n\ninner\n--o\nContent-Type: text/plain\n\nnext\n--o--\n',
    ),
  ).toEqual([
    ['1.1', true, '1', 'inner'],
    ['2', true, '2', 'next'],
  ]);
  // one that is named and never comes: what stands there is a preamble (RFC 2046 §5.1.1)
  expect(read('Content-Type: multipart/mixed; boundary=o\n\npreamble\n')).toEqual([['1', true, '1', '']]);
  expect(read('Content-Type: multipart/mixed; boundary=o\n\n--o\n\n--o--\n')).toEqual([['1', true, '1', '']]);
});

test('the example of RFC 8621 §4.1.4', () => {
  const structure = part('multipart/mixed', '', [
    part('text/plain', 'A', null, 'inline'),
    part('multipart/mixed', '', [
      part('multipart/alternative', '', [
        part('multipart/mixed', '', [
          part('text/plain', 'B', null, 'inline'),
          part('image/jpeg', 'C', null, 'inline'),
          part('text/plain', 'D', null, 'inline'),
        ]),
        part('multipart/related', '', [part('text/html', 'E'), part('image/jpeg', 'F')]),
      ]),
      part('image/jpeg', 'G', null, 'attachment'),
      part('application/x-excel', 'H'),
      part('message/rfc822', 'J'),
    ]),
    part('text/plain', 'K', null, 'inline'),
  ]);
  const { textBody, htmlBody, attachments, hasAttachment } = bodyParts(structure);
  expect([ids(textBody), ids(htmlBody), ids(attachments), hasAttachment]).toEqual(['ABCDK', 'AEK', 'CFGHJ', true]);
});

test('HTML alone is both bodies; a lone image is shown and is no attachment; a text with a name behind the first is one', () => {
  const html = part('text/html', '1');
  expect(bodyParts(html)).toMatchObject({ textBody: [html], htmlBody: [html], attachments: [], hasAttachment: false });
  const image = part('image/png', '1');
  expect(bodyParts(image)).toMatchObject({ textBody: [image], htmlBody: [image], attachments: [] });
  const named = { ...part('text/plain', '2'), name: 'notes.txt' };
  expect(ids(bodyParts(part('multipart/mixed', '', [part('text/plain', '1'), named])).attachments)).toBe('2');
});

test('an image of the page is no attachment to offer, a signature is', () => {
  const image = { ...part('image/png', '2'), cid: 'a@b' };
  expect(bodyParts(part('multipart/related', '', [part('text/html', '1'), image]))).toMatchObject({
    hasAttachment: false,
    attachments: [image],
  });
  expect(bodyParts(part('multipart/related', '', [part('text/html', '1'), { ...image, disposition: 'attachment' }])).hasAttachment).toBe(
    true,
  );
});

test('the text alternative is fetched for the index, the HTML only where there is none', () => {
  const both = part('multipart/alternative', '', [part('text/plain', '1'), part('text/html', '2')]);
  expect(ids(textPartsToFetch(both))).toBe('1');
  const emptyText = part('multipart/alternative', '', [{ ...part('text/plain', '1'), size: 2 }, part('text/html', '2')]);
  expect(ids(textPartsToFetch(emptyText))).toContain('2');
});

const nested = (depth: number): Buffer => {
  const open = Array.from(
    { length: depth },
    (_, index) => `Content-Type: multipart/mixed; boundary=b${index}.\r\n\r\n--b${index}.\r\n`,
  ).join('');
  return Buffer.from(`${open}\r\ntext\r\n`);
};

test('bounds: multiparts fifty deep, a thousand parts, messages ten deep; beyond them the rest is one part', () => {
  expect(parseMessage(nested(limits.mimeDepth)).isCut).toBe(false);
  expect(parseMessage(nested(limits.mimeDepth + 1)).isCut).toBe(true);
  const many = (count: number): Buffer =>
    Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(count)}--b--\r\n`);
  expect(parseMessage(many(limits.mimeParts - 1))).toMatchObject({ isCut: false });
  const over = parseMessage(many(limits.mimeParts));
  expect(over.isCut).toBe(true);
  expect(over.parts).toHaveLength(limits.mimeParts);
  const inside = (depth: number): Buffer => Buffer.from(`${'Content-Type: message/rfc822\r\n\r\n'.repeat(depth)}Subject: x\r\n\r\nbody`);
  expect(parseMessage(inside(limits.embeddedDepth))).toMatchObject({ isCut: false });
  expect(parseMessage(inside(limits.embeddedDepth + 1)).isCut).toBe(true);
});

test('sections inside an attached message are numbered below it', () => {
  const inner = 'Subject: in\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\none\r\n--i\r\n\r\ntwo\r\n--i--\r\n';
  const raw = Buffer.from(
    `Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nhi\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n${inner}--o--\r\n`,
  );
  const { parts, structure } = parseMessage(raw);
  expect(parts.map((each) => [each.partId, each.embeddedDepth])).toEqual([
    [null, 0],
    ['1', 0],
    ['2', 0],
    [null, 1],
    ['2.1', 1],
    ['2.2', 1],
  ]);
  expect(structure.subParts?.[1]?.subParts).toBeNull();
  const two = parts.find((each) => each.partId === '2.2');
  expect(two && partOctets(raw, two).body.toString()).toBe('two');
});

test('a part made from BODYSTRUCTURE facts has its name decoded whichever way it was written', () => {
  const facts = (params: Record<string, string>, dispositionParams: Record<string, string> = {}) =>
    messagePart({
      fields: {
        contentType: { value: 'application/pdf', params: new Map(Object.entries(params)) },
        disposition: { value: 'attachment', params: new Map(Object.entries(dispositionParams)) },
        encoding: 'BASE64',
        contentId: '<a@b>',
        language: null,
        location: null,
      },
      type: 'application/pdf',
      partId: '2',
      size: 5,
    });
  expect(facts({ name: '=?utf-8?B?R3LDvMOfZS5wZGY=?=' })).toMatchObject({
    name: 'Grüße.pdf',
    encoding: 'base64',
    cid: 'a@b',
    charset: null,
  });
  expect(facts({ name: 'x' }, { 'filename*0*': "utf-8''Gr%C3%BC", 'filename*1*': '%C3%9Fe', 'filename*2': '.pdf' }).name).toBe('Grüße.pdf');
  expect(facts({}, { 'filename*': "iso-8859-1'de'Gr%FC%DFe.pdf" }).name).toBe('Grüße.pdf');
  expect(facts({}, { filename: '' }).name).toBeNull();
});

test('text of a part: charset, line ends, and what is wrong with it', () => {
  const decode = (octets: Buffer, charset: string | null, encoding = '8bit', type = 'text/plain') =>
    decodePartText(octets, { charset, encoding, type });
  expect(decode(Buffer.from('a\r\nb'), 'us-ascii')).toEqual({ text: 'a\nb', isEncodingProblem: false });
  expect(decode(Buffer.from('Gr\xf6\xdfe', 'latin1'), 'iso-8859-1')).toEqual({ text: 'Größe', isEncodingProblem: false });
  expect(decode(Buffer.from('Größe'), 'us-ascii')).toEqual({ text: 'Größe', isEncodingProblem: true });
  expect(decode(Buffer.from('Gr\xf6\xdfe', 'latin1'), 'utf-8')).toEqual({ text: 'Gr\ufffd\ufffde', isEncodingProblem: true });
  expect(decode(Buffer.from('Größe'), 'x-no-such').isEncodingProblem).toBe(true);
  expect(decode(Buffer.from('x'), 'utf-8', 'x-strange')).toEqual({ text: 'x', isEncodingProblem: true });
  expect(decode(Buffer.from('<meta charset=koi8-r>\xf0', 'latin1'), 'us-ascii', '8bit', 'text/html').text).toBe('<meta charset=koi8-r>П');
});

test('J18: data without a single header field is no message', () => {
  expect(hasHeaderField(Buffer.from('Subject: x\n\nbody'))).toBe(true);
  for (const data of ['', '\r\nSubject: x', 'just text\nand more', '\0\0\0']) expect(hasHeaderField(Buffer.from(data))).toBe(false);
});
