import { expect, test } from 'vitest';
import { rasterType } from './raster-type.ts';
import { readImageUrl, signImageUrl } from './signed-url.ts';
import { createSlots } from './slots.ts';

const key = new Uint8Array(32).fill(7);
const nowMs = Date.parse('2026-01-01T10:00:00Z');
const wish = { personId: 'p1', accountId: 'a1', emailId: 'e1', url: 'https://img.example/a.png?x=1&y=2#z' };

const queryOf = (path: string | null): URLSearchParams => new URLSearchParams((path ?? '').split('?')[1]);

test('a signed address gives back the image for the same person, without its fragment', () => {
  const permit = readImageUrl(key, 'p1', queryOf(signImageUrl(key, wish, nowMs)), nowMs);
  expect(permit).toMatchObject({ url: 'https://img.example/a.png?x=1&y=2', accountId: 'a1', emailId: 'e1' });
});

test('another person, another key, a changed address or a passed term gives nothing', () => {
  const query = queryOf(signImageUrl(key, wish, nowMs));
  expect(readImageUrl(key, 'p2', query, nowMs)).toBeNull();
  expect(readImageUrl(new Uint8Array(32), 'p1', query, nowMs)).toBeNull();
  expect(readImageUrl(key, 'p1', query, nowMs + 26 * 3_600_000)).toBeNull();
  for (const [name, value] of [
    ['u', 'https://evil.example/'],
    ['e', 'e2'],
    ['t', String(nowMs + 1e12)],
    ['s', ''],
  ] as const) {
    const changed = new URLSearchParams(query);
    changed.set(name, value);
    expect(readImageUrl(key, 'p1', changed, nowMs)).toBeNull();
  }
});

test('only web addresses are signed, and http becomes https', () => {
  expect(queryOf(signImageUrl(key, { ...wish, url: 'http://img.example/a' }, nowMs)).get('u')).toBe('https://img.example/a');
  for (const url of [
    'file:///etc/passwd',
    'data:image/png,x',
    'https://user:secret@img.example/',
    '/api/logout',
    'http://img.example:8080/',
  ])
    expect(signImageUrl(key, { ...wish, url }, nowMs)).toBeNull();
});

test('an image is told by its bytes; SVG, HTML and nothing are none', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(rasterType(bytes('GIF89a....'))).toBe('image/gif');
  expect(rasterType(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe('image/jpeg');
  expect(rasterType(bytes('RIFF\x00\x00\x00\x00WEBPVP8 '))).toBe('image/webp');
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '', 'BM not a bitmap', '%PDF-1.7'])
    expect(rasterType(bytes(text))).toBeNull();
});

test('few run at once, the others get their turn in order, and beyond the limit nobody waits', async () => {
  const slots = createSlots({ atOnce: 1, maxWaiting: 1 });
  const first = await slots.take('one');
  const second = slots.take('one');
  expect(await slots.take('one')).toBeNull();
  expect(await slots.take('other')).not.toBeNull();
  first?.();
  first?.();
  const given = await second;
  expect(given).not.toBeNull();
  given?.();
  expect(await slots.take('one')).not.toBeNull();
});
