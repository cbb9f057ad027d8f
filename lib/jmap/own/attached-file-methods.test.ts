import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
type Files = { list: { name: string; kind: string; blobId: string; size: number }[]; nextPosition: number | null };
const u16 = (value: number) => [value & 255, value >> 8];
const u32 = (value: number) => [...u16(value & 65535), ...u16(value >>> 16)];
const attribute = (id: number, value: Uint8Array) => [2, ...u16(id), 0, 0, ...u32(value.length), ...value, 0, 0];
const winmail = Buffer.from([
  ...u32(0x223e9f78),
  1,
  0,
  ...attribute(0x9002, new Uint8Array(14)),
  ...attribute(0x8010, Buffer.from('inside.txt\0')),
  ...attribute(0x800f, Buffer.from('found me')),
]);

const put = async (from: string, receivedAtMs: number, ...files: [type: string, name: string, content: string][]) => {
  const parts = files.map(([type, name, content]) =>
    [
      '--b',
      `Content-Type: ${type}`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      content,
    ].join('\r\n'),
  );
  const raw = Buffer.from(message(`From: ${from}`, 'Subject: x', 'Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--', ''));
  const made = await world.account.createEmail({ raw, mailboxIds: [world.mailbox.inbox] as never, keywords: [], receivedAtMs });
  if (!made.ok) throw new Error('not made');
};
const day = (date: string) => Date.parse(`${date}T12:00:00Z`);
const base64 = (text: string) => Buffer.from(text).toString('base64');

beforeAll(async () => {
  world = await startJmap();
  await put(
    'bea@x.test',
    day('2026-11-01'),
    ['application/pdf', 'Bill.pdf', base64('x'.repeat(300))],
    ['image/png', 'photo.png', base64('y')],
  );
  await put('cleo@y.test', day('2026-11-02'), ['application/octet-stream', 'table.xlsx', base64('z')]);
  await put('cleo@y.test', day('2026-11-03'));
  await put('dan@z.test', day('2026-11-04'), ['application/ms-tnef', 'winmail.dat', winmail.toString('base64')]);
});
afterAll(() => world.stop());

const query = async (filter: Record<string, unknown> | null, more: Record<string, unknown> = {}) =>
  (await world.call('AttachedFile/query', { filter, ...more })) as unknown as Files;
const names = async (filter: Record<string, unknown> | null) => (await query(filter)).list.map(({ name }) => name);

test('files of all mail, newest first, by kind, sender, date, size and name', async () => {
  expect(await names(null)).toEqual(['winmail.dat', 'table.xlsx', 'Bill.pdf', 'photo.png']);
  expect(await names({ kinds: ['pdf', 'sheet'] })).toEqual(['table.xlsx', 'Bill.pdf']);
  expect(await names({ from: 'cleo' })).toEqual(['table.xlsx']);
  expect(await names({ after: '2026-11-02T00:00:00Z', before: '2026-11-03T00:00:00Z' })).toEqual(['table.xlsx']);
  expect(await names({ minSize: 200 })).toEqual(['winmail.dat', 'Bill.pdf'].filter((name) => name === 'Bill.pdf'));
  expect(await names({ name: 'BILL' })).toEqual(['Bill.pdf']);
});

test('it goes on where it stopped, and says when all was looked at', async () => {
  const first = await query(null, { limit: 1 });
  expect(first).toMatchObject({ list: [{ name: 'winmail.dat' }], nextPosition: 1 });
  const second = await query(null, { limit: 50, position: first.nextPosition });
  expect(second.list.map(({ name }) => name)).toEqual(['table.xlsx', 'Bill.pdf', 'photo.png']);
  expect(second.nextPosition).toBeNull();
});

test('a winmail.dat is opened, and what is in it has octets of its own', async () => {
  const [file] = (await query({ name: 'winmail' })).list;
  const answer = await world.call('AttachedFile/unpack', { blobId: file?.blobId ?? '' });
  expect(answer.files).toEqual([{ blobId: expect.stringMatching(/^W0_P/), name: 'inside.txt', type: 'text/plain', size: 8 }]);
  const id = answer.files?.[0]?.blobId ?? '';
  const blob = await world.account.blob(id, { range: null, signal: new AbortController().signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of blob?.stream ?? []) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('found me');
});

test('what is no winmail.dat has no files', async () => {
  const [file] = (await query({ name: 'photo' })).list;
  expect(await world.call('AttachedFile/unpack', { blobId: file?.blobId ?? '' })).toMatchObject({ files: null });
});
