import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { decompressRtf } from './compressed-rtf.ts';
import { parseMessage, partOctets } from './parse-message.ts';
import { emlBytes, emlEntries, hasCorpora } from './testing/eml-corpus.ts';
import { readTnef, type TnefFile } from './tnef.ts';
import { decodeTransfer } from './transfer-encoding.ts';

const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
};
const attribute = (level: number, id: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([level]), u16(id), u16(0), u32(value.length), value, u16(0)]);
const tnef = (...attributes: Buffer[]): Buffer => Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);
const variable = (type: number, id: number, value: Buffer): Buffer =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
const properties = (...all: Buffer[]): Buffer => Buffer.concat([u32(all.length), ...all]);
const begin = attribute(2, 0x9002, Buffer.alloc(14));
const title = (name: string) => attribute(2, 0x8010, Buffer.from(`${name}\0`, 'latin1'));
const data = (text: string) => attribute(2, 0x800f, Buffer.from(text));
const names = (files: readonly TnefFile[] | undefined) => files?.map(({ name, octets }) => [name, octets.toString()]);

test('MS-OXTNEF: files come with their long name, their type and their octets', () => {
  const long = variable(0x001f, 0x3707, Buffer.from('Übersicht 2026.xlsx\0', 'utf16le'));
  const named = Buffer.concat([u16(0x0003), u16(0x8001), Buffer.alloc(16), u32(1), u32(6), Buffer.from('ab\0\0\0\0\0\0'), u32(7)]);
  const type = variable(0x001e, 0x370e, Buffer.from('application/vnd.ms-excel\0'));
  const input = tnef(
    begin,
    title('UBERSI~1.XLS'),
    data('one'),
    attribute(2, 0x9005, properties(named, long, type)),
    begin,
    title('b.txt'),
    data('two'),
  );
  const read = readTnef(input);
  expect(names(read?.files)).toEqual([
    ['Übersicht 2026.xlsx', 'one'],
    ['b.txt', 'two'],
  ]);
  expect(read?.files[0]?.type).toBe('application/vnd.ms-excel');
  expect(read?.isCut).toBe(false);
});

test('names are read in the code page that the file names', () => {
  const input = tnef(
    attribute(1, 0x9007, Buffer.concat([u32(1251), u32(0)])),
    begin,
    attribute(2, 0x8010, Buffer.from([0xcf, 0xf0, 0xe8, 0])),
    data('x'),
  );
  expect(readTnef(input)?.files[0]?.name).toBe('При');
});

test('a message inside gives its files, four deep and no deeper', () => {
  const wrap = (inner: Buffer): Buffer =>
    tnef(begin, attribute(2, 0x9005, properties(variable(0x000d, 0x3701, Buffer.concat([Buffer.alloc(16), inner])))));
  const core = tnef(begin, title('deep.txt'), data('found'));
  expect(names(readTnef(wrap(wrap(wrap(core))))?.files)).toEqual([['deep.txt', 'found']]);
  expect(readTnef(wrap(wrap(wrap(wrap(core)))))?.files.map(({ name }) => name)).toEqual([null]);
});

test('what is written in it as HTML, or as packed RTF, is a file too', () => {
  // the example of MS-OXRTFCP §3.1
  const msExample = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
    'hex',
  );
  expect(decompressRtf(msExample)?.toString('latin1')).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
  const html = properties(variable(0x0102, 0x1013, Buffer.from('<p>Hi</p>')));
  expect(names(readTnef(tnef(attribute(1, 0x9003, html)))?.files)).toEqual([['message.html', '<p>Hi</p>']]);
  const rtf = properties(variable(0x0102, 0x1009, msExample));
  expect(readTnef(tnef(attribute(1, 0x9003, rtf)))?.files[0]).toMatchObject({ name: 'message.rtf' });
});

test('§5: packed text grows twenty times at most, whatever it says of itself', () => {
  const bomb = Buffer.concat([u32(0), u32(0xffffffff), Buffer.from('LZFu'), u32(0), Buffer.alloc(90_000, 0xff)]);
  expect(decompressRtf(bomb)?.length).toBeLessThanOrEqual(bomb.length * 20);
});

test('cut anywhere it ends, and what is whole is given', () => {
  const whole = tnef(begin, title('a.txt'), data('first'), begin, title('b.txt'), data('second'));
  for (let end = 0; end < whole.length; end += 1) {
    const read = readTnef(whole.subarray(0, end));
    if (end < 6) expect(read).toBeNull();
    else expect(read?.files.length).toBeLessThanOrEqual(2);
  }
  expect(names(readTnef(whole.subarray(0, whole.length - 4))?.files)).toEqual([
    ['a.txt', 'first'],
    ['b.txt', 'seco'],
  ]);
  expect(readTnef(Buffer.from('no winmail at all'))).toBeNull();
});

test('§5: lengths and counts that lie are bounded: nothing is read outside of it, and it ends', () => {
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const long = variable(0x001f, 0x3707, Buffer.from('name.bin\0', 'utf16le'));
  const whole = tnef(
    begin,
    title('a.txt'),
    data('x'.repeat(50)),
    attribute(2, 0x9005, properties(long)),
    attribute(1, 0x9003, properties(long)),
  );
  const cases = process.env.POSTERN_TEST_LONG === '1' ? 200_000 : 5_000;
  for (let round = 0; round < cases; round += 1) {
    const input = Buffer.from(whole);
    for (let changes = 1 + next(6); changes > 0; changes -= 1) input[6 + next(input.length - 6)] = next(4) === 0 ? 255 : next(256);
    const files = readTnef(input)?.files ?? [];
    expect(files.reduce((sum, { octets }) => sum + octets.length, 0)).toBeLessThanOrEqual(input.length * 21);
  }
  expect(readTnef(tnef(...Array.from({ length: 30_000 }, () => attribute(1, 1, Buffer.alloc(0)))))?.isCut).toBe(true);
  expect(readTnef(tnef(...Array.from({ length: 800 }, () => [begin, data('x')]).flat()))?.files.length).toBeLessThanOrEqual(501);
});

test.skipIf(!hasCorpora)('every winmail.dat of the corpus is opened', () => {
  const seen: string[] = [];
  for (const { file } of emlEntries()) {
    const raw = emlBytes(file);
    for (const place of parseMessage(raw).parts) {
      if (!/ms-tnef/.test(place.part.type) || place.part.subParts !== null) continue;
      const read = readTnef(decodeTransfer(partOctets(raw, place).body, place.part.encoding));
      seen.push(...(read?.files ?? []).map(({ name }) => name ?? ''));
    }
  }
  expect(seen).toEqual(['message.rtf', 'zappa_av1.jpg', 'bookmark.htm', 'message.rtf', 'message.rtf']);
});
