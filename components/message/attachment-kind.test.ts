import { expect, test } from 'vitest';
import type { BlobId } from '#lib/mail/index.ts';
import { namesDisagree, viewKind } from './attachment-kind.ts';
import { parseDelimited } from './delimited-text.ts';

const kind = (type: string, name: string | null = null, size = 100) => viewKind({ type, name, size, blobId: 'b' as BlobId });

test('§4: what is looked at here, by type and name; SVG, what runs and what is too large never', () => {
  expect(kind('image/png')).toBe('image');
  expect(kind('IMAGE/JPEG')).toBe('image');
  expect(kind('audio/mpeg')).toBe('audio');
  expect(kind('video/mp4')).toBe('video');
  expect(kind('text/csv')).toBe('table');
  expect(kind('application/octet-stream', 'figures.CSV')).toBe('table');
  expect(kind('text/plain', 'a.txt')).toBe('text');
  expect(kind('application/octet-stream', 'build.log')).toBe('text');
  expect(kind('message/rfc822')).toBe('message');
  expect(kind('application/pdf', 'a.pdf')).toBe('pdf');
  expect(kind('application/octet-stream', 'a.PDF')).toBe('pdf');
  expect(kind('text/plain', 'a.pdf')).toBe('text');
  expect(kind('text/calendar', 'a.ics')).toBe('calendar');
  expect(kind('application/octet-stream', 'a.vcf')).toBe('card');
  // its source, as lines
  expect(kind('text/html', 'a.html')).toBe('text');
  for (const [type, name] of [
    ['image/svg+xml', 'a.svg'],
    ['application/octet-stream', 'a.exe'],
    ['image/tiff', 'a.tif'],
  ] as const)
    expect(kind(type, name), type).toBeNull();
  expect(kind('text/plain', 'a.txt', 6_000_000)).toBeNull();
  expect(kind('text/plain', 'a.txt', 0)).toBeNull();
  expect(viewKind({ type: 'text/plain', name: 'a', size: 1, blobId: null })).toBeNull();
});

test('V10: a type and a name that say different things are told apart from those that agree or say nothing', () => {
  const says = (type: string, name: string | null) => namesDisagree({ type, name });
  expect(says('application/x-msdownload', 'invoice.pdf')).toBe(true);
  expect(says('application/pdf', 'invoice.pdf.exe')).toBe(true);
  expect(says('image/png', 'photo.html')).toBe(true);
  expect(says('text/html', 'photo.jpg')).toBe(true);
  expect(says('application/pdf', 'invoice.PDF')).toBe(false);
  expect(says('application/octet-stream', 'setup.exe')).toBe(false);
  expect(says('video/mp4', 'song.m4a')).toBe(false);
  expect(says('text/plain', 'notes')).toBe(false);
  expect(says('application/pdf', null)).toBe(false);
});

test('RFC 4180: quotes, doubled quotes, line breaks in quotes, empty cells; semicolons and tabs', () => {
  expect(parseDelimited('a,"b ""c"", d",\r\n"x\r\ny",,z\r\n').rows).toEqual([
    ['a', 'b "c", d', ''],
    ['x\r\ny', '', 'z'],
  ]);
  expect(parseDelimited('\ufeffName;Sum\nÄnne;1,5').rows).toEqual([
    ['Name', 'Sum'],
    ['Änne', '1,5'],
  ]);
  expect(parseDelimited('a\tb\n1\t2').rows).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
  expect(parseDelimited('').rows).toEqual([]);
  expect(parseDelimited('"never closed, here').rows).toEqual([['never closed, here']]);
});

test('a table is cut at a thousand rows and sixty columns, in linear time', () => {
  expect(parseDelimited('a\n'.repeat(5000))).toMatchObject({ isCut: true, rows: { length: 1000 } });
  expect(parseDelimited(`${','.repeat(100)}\n`)).toMatchObject({ isCut: true });
  for (const text of ['"', '""', ',', '"\n', '\r']) expect(parseDelimited(text.repeat(1_000_000)).rows.length).toBeLessThanOrEqual(1000);
});
