import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partOfBodyStructure } from './body-structure.ts';
import { decodeFetch } from './decode-fetch.ts';
import { type FetchRow, readFetchRow } from './fetch-row.ts';
import { fetchTranscripts, oddTranscripts } from './testing/fetch-transcripts.ts';
import { readByLibrary } from './testing/library-reader.ts';
import { type ImapResponse, type ImapValue, listOf, textOf } from './tokens.ts';

const octetsOf = (transcript: string) => Buffer.from(transcript, 'latin1');
const isFetch = (response: ImapResponse | null): response is ImapResponse =>
  response !== null && textOf(response.attributes?.[0])?.toUpperCase() === 'FETCH';

type Tree = string | null | undefined | Tree[];
const treeOf = (value: ImapValue): Tree => (value === undefined ? undefined : (listOf(value)?.map(treeOf) ?? textOf(value)));
/** All that anybody reads of a row. */
const comparable = (row: FetchRow) => ({ ...row, bodyStructure: treeOf(row.bodyStructure), part: partOfBodyStructure(row.bodyStructure) });

test.each(Object.entries(fetchTranscripts))('%s: read, and as the library reads it', async (_name, transcript) => {
  const own = decodeFetch(octetsOf(transcript));
  const [response] = await readByLibrary([octetsOf(transcript)]);
  if (own === null || !isFetch(response ?? null)) throw new Error('not read');
  expect(comparable(own)).toEqual(comparable(readFetchRow(response ?? {})));
});

test('flags, sizes, dates, ids and labels are there', () => {
  const rows = Object.fromEntries(Object.entries(fetchTranscripts).map(([name, text]) => [name, decodeFetch(octetsOf(text))]));
  expect(rows.gmail).toMatchObject({
    uid: 41,
    gmailMsgId: '1278455344230334866',
    gmailThrId: '1278455344230334865',
    gmailLabels: ['\\Important', '\\Sent', 'Work', '&AOk-t', 'with blank'],
    modSeq: 9223372036854775807n,
  });
  expect(rows.cyrus).toMatchObject({
    emailId: 'M6d99ac3275bb4e',
    threadId: 'T64b478a75b7ea9',
    flags: ['\\Flagged', 'NonJunk', '$X-ME-Annot-2'],
  });
  expect(rows.exchange).toMatchObject({ uid: 6, flags: ['\\Seen'], internalDateMs: Date.UTC(2020, 2, 5, 15), sizeBytes: 300 });
  expect(rows['yahoo, lower case']).toMatchObject({ uid: 9, body: Buffer.alloc(0) });
  expect(rows['NIL for a body']).toMatchObject({ uid: 10, body: null, bodyStructure: null });
  expect(rows['a partial section']).toMatchObject({ bodyOrigin: 4096, body: Buffer.from('abc') });
});

test.each(Object.entries(oddTranscripts))('%s: read as the library reads it, or left to it', async (_name, transcript) => {
  const own = decodeFetch(octetsOf(transcript));
  if (own === null) return;
  const [response] = await readByLibrary([octetsOf(transcript)]);
  if (!isFetch(response ?? null)) throw new Error('the library reads no FETCH here');
  expect(comparable(own)).toEqual(comparable(readFetchRow(response ?? {})));
});

test('RFC 9051 §4.3: an octet above 127 behind a backslash is left to the library', async () => {
  const quoted = (octets: string) => `* 1 FETCH (UID 5 X-GM-LABELS ("${octets}"))\r\n`;
  expect(decodeFetch(octetsOf(quoted('\u00c3\u00a9')))?.gmailLabels).toEqual(['é']);
  expect(decodeFetch(octetsOf(quoted('\\\\Sent')))?.gmailLabels).toEqual(['\\Sent']);
  for (const octets of ['\\\u00e9', '\\\u00c3\u00a9']) expect(decodeFetch(octetsOf(quoted(octets)))).toBeNull();
});

test('whatever one character more, less or other makes of an answer: never more than the library reads, never another thing', async () => {
  const transcripts = [...Object.values(fetchTranscripts), ...Object.values(oddTranscripts)];
  const strange = fc.constantFrom(...'()[]{}<>"\\ \r\n\0~*%+:,0a\u00e9', '{3}\r\n', '""', ' NIL', '((', '))', '{99999999999999999999}\r\n');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...transcripts),
      fc.array(fc.record({ at: fc.nat(), cut: fc.nat(3), put: strange }), { minLength: 1, maxLength: 3 }),
      async (transcript, edits) => {
        let text = transcript;
        for (const { at, cut, put } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + put + text.slice(place + cut);
        }
        const own = decodeFetch(octetsOf(text));
        if (own === null) return;
        const responses = await readByLibrary([octetsOf(text)]);
        const response = responses[0] ?? null;
        // An answer that is whole for us is whole for the library, and the only one.
        expect({ text, answers: responses.length, isFetch: isFetch(response) }).toEqual({ text, answers: 1, isFetch: true });
        expect(comparable(own)).toEqual(comparable(readFetchRow(response ?? {})));
      },
    ),
    { numRuns: 3_000 },
  );
});

test('rubbish, endless nesting and endless lists are left to the library, in a moment and without a deep stack', () => {
  const nested = (depth: number) => octetsOf(`* 1 FETCH (UID 1 BODYSTRUCTURE ${'('.repeat(depth)}${')'.repeat(depth)})\r\n`);
  expect(decodeFetch(nested(50))).not.toBeNull();
  for (const depth of [61, 1_000, 400_000]) expect(decodeFetch(nested(depth))).toBeNull();
  expect(decodeFetch(octetsOf(`* 1 FETCH (${'X 1 '.repeat(100_000)}UID 1)\r\n`))).toBeNull();
  expect(decodeFetch(octetsOf(`* 1 FETCH (UID 1 X "${'\\"'.repeat(300_000)}`))).toBeNull();
  expect(decodeFetch(octetsOf(`* 1 FETCH (BODY[HEADER.FIELDS (${'a '.repeat(300_000)})] NIL)\r\n`))).toBeNull();
  expect(decodeFetch(octetsOf(`* 1 FETCH (BODY[HEADER.FIELDS (${'"a" '.repeat(900)} NIL)\r\n`))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
      decodeFetch(Buffer.concat([octetsOf('* 1 FETCH ('), octets]));
    }),
    { numRuns: 1_000 },
  );
});

test('half a million parameters in one structure cost linear time', () => {
  const structure = `("text" "plain" (${'"a" "b" '.repeat(60_000)}"c" "d") NIL NIL "7bit" 1 1)`;
  const row = decodeFetch(octetsOf(`* 1 FETCH (UID 1 BODYSTRUCTURE ${structure})\r\n`));
  expect(partOfBodyStructure(row?.bodyStructure)?.params).toMatchObject({ a: 'b' });
});
