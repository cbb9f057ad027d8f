import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partOfBodyStructure } from './body-structure.ts';
import { decodeFetch } from './decode-fetch.ts';
import { type FetchRow, readFetchRow } from './fetch-row.ts';
import { ResponseSieve } from './response-sieve.ts';
import { fetchTranscripts, oddTranscripts } from './testing/fetch-transcripts.ts';
import { readByLibrary } from './testing/library-reader.ts';
import { textOf } from './tokens.ts';

const lines = [
  '* 5 EXISTS\r\n',
  '* 3 EXPUNGE\r\n',
  '* VANISHED 1:3\r\n',
  '* OK [ALERT] the disk is nearly full {7}\r\nnot-one\r\n',
  '* CAPABILITY IMAP4rev1 IDLE\r\n',
  '* SEARCH 1 2 3\r\n',
  '* BYE so long\r\n',
  'A7 OK [READ-ONLY] done\r\n',
  'A8 NO [SERVERBUG] no\r\n',
  '+ go on\r\n',
  '\r\n',
  '* LIST () "/" {5}\r\nIN\r\nX\r\n',
  '* 12 FETCHED (UID 12)\r\n',
  '* FETCH (UID 12)\r\n',
  '* 12345678901 FETCH (UID 12)\r\n',
  '* 1 STATUS {00}\r\n (MESSAGES 1)\r\n',
];
const pieces = [...lines, ...Object.values(fetchTranscripts), ...Object.values(oddTranscripts)];

const cutAt = (stream: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (stream.length + 1)))].sort((a, b) => a - b);
  const chunks: Buffer[] = [];
  let from = 0;
  for (const to of [...ends, stream.length]) {
    if (to > from) chunks.push(stream.subarray(from, to));
    from = Math.max(from, to);
  }
  return chunks;
};

const sifted = (sieve: ResponseSieve, chunks: readonly Buffer[]) =>
  Buffer.concat(chunks.map((chunk) => sieve.sift(chunk) ?? Buffer.alloc(0)));

const rowText = (row: FetchRow) =>
  JSON.stringify({ ...row, bodyStructure: null, part: partOfBodyStructure(row.bodyStructure) }, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );

async function libraryRows(chunks: readonly Buffer[]) {
  const responses = await readByLibrary(chunks);
  const isRow = (response: (typeof responses)[number]) => textOf(response?.attributes?.[0])?.toUpperCase() === 'FETCH';
  return {
    rows: responses.filter(isRow).map((response) => rowText(readFetchRow(response ?? {}))),
    others: responses.filter((response) => !isRow(response)),
  };
}

const streams = fc.record({
  parts: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }),
  cuts: fc.array(fc.nat(), { maxLength: 12 }),
});

test('while nobody wants rows, octets pass as they came, chunk for chunk', () => {
  fc.assert(
    fc.property(streams, fc.uint8Array({ maxLength: 60 }), ({ parts, cuts }, rubbish) => {
      const sieve = new ResponseSieve();
      const stream = Buffer.concat([Buffer.from(parts.join(''), 'latin1'), rubbish]);
      for (const chunk of cutAt(stream, cuts)) expect(sieve.sift(chunk)).toBe(chunk);
    }),
  );
});

test('what is not taken goes on octet for octet and in order, rubbish or not', () => {
  fc.assert(
    fc.property(streams, fc.uint8Array({ maxLength: 60 }), ({ parts, cuts }, rubbish) => {
      const sieve = new ResponseSieve();
      sieve.wantedBy(() => false);
      const stream = Buffer.concat([rubbish, Buffer.from('\r\n'), Buffer.from(parts.join(''), 'latin1')]);
      const passed = sifted(sieve, cutAt(stream, cuts));
      // Rubbish may end in the middle of an answer: the rest is held back until more comes.
      expect(stream.subarray(0, passed.length).equals(passed)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('rows taken and what the library still reads are together what it reads alone, however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(streams, async ({ parts, cuts }) => {
      const stream = Buffer.from(parts.join(''), 'latin1');
      const alone = await libraryRows([stream]);
      const sieve = new ResponseSieve();
      const taken: string[] = [];
      sieve.wantedBy((response) => {
        const row = decodeFetch(response);
        if (row === null) return false;
        taken.push(rowText(row));
        return true;
      });
      const rest = await libraryRows([sifted(sieve, cutAt(stream, cuts))]);
      expect([...taken, ...rest.rows].sort()).toEqual(alone.rows.sort());
      expect(rest.others).toEqual(alone.others);
    }),
    { numRuns: 600 },
  );
});

test('every answer cut at every octet, and octet by octet, gives the same rows', () => {
  const stream = Buffer.from(Object.values(fetchTranscripts).join(lines[0]), 'latin1');
  const rowsOf = (chunks: Buffer[]) => {
    const sieve = new ResponseSieve();
    const rows: (string | null)[] = [];
    sieve.wantedBy((response) => {
      const row = decodeFetch(response);
      rows.push(row === null ? null : rowText(row));
      return true;
    });
    return { rows, passed: sifted(sieve, chunks).toString('latin1') };
  };
  const whole = rowsOf([stream]);
  expect(whole.rows).toHaveLength(Object.keys(fetchTranscripts).length);
  expect(whole.passed).toBe((lines[0] ?? '').repeat(whole.rows.length - 1));
  for (let at = 1; at < stream.length; at += 1) expect(rowsOf([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole);
  expect(rowsOf(Array.from({ length: stream.length }, (_, at) => stream.subarray(at, at + 1)))).toEqual(whole);
});

test('an answer without an end is not waited for: a megabyte is held at most, then the library has it', () => {
  const sieve = new ResponseSieve();
  let taken = 0;
  sieve.wantedBy(() => {
    taken += 1;
    return true;
  });
  const chunk = Buffer.alloc(64 * 1024, 0x61);
  let [sent, passed] = [0, 0];
  const feed = (octets: Buffer) => {
    sent += octets.length;
    passed += sieve.sift(octets)?.length ?? 0;
    expect(sent - passed).toBeLessThanOrEqual(1024 * 1024);
  };
  feed(Buffer.from('* 1 FETCH (UID 1 X "'));
  for (let count = 0; count < 40; count += 1) feed(chunk);
  expect(passed).toBe(sent);
  // The framing is kept meanwhile: the line ends with the marker of a literal, in which a row stands that is none.
  feed(Buffer.from(' {2'));
  feed(Buffer.from('8}\r'));
  feed(Buffer.from('\n* 2 FETCH (UID 2 FLAGS ())\r\n)\r\n'));
  expect([taken, passed]).toEqual([0, sent]);
  feed(Buffer.from('* 3 FETCH (UID 3 FLAGS ())\r\n'));
  expect(taken).toBe(1);
});

test('a literal too long to be held goes to the library as soon as it is announced, whose bounds count (I1)', () => {
  for (const size of ['1048577', '99999999999999999999', `${'0'.repeat(3_000)}1048577`]) {
    const sieve = new ResponseSieve();
    sieve.wantedBy(() => true);
    const text = `* 1 FETCH (UID 1 BODY[] {${size}}\r\n`;
    expect(sieve.sift(Buffer.from(text))?.toString()).toBe(text);
  }
});
