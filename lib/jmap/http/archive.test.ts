import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';
import { archiveNames } from './archive-names.ts';
import { archiveRequest } from './archive-request.ts';

let world: JmapWorld;
let emailId = '';
let threadId = '';
const part = (name: string, content: string, ...more: string[]) =>
  ['--b', `Content-Type: application/octet-stream`, `Content-Disposition: attachment; filename="${name}"`, ...more, '', content].join(
    '\r\n',
  );

beforeAll(async () => {
  world = await startJmap();
  const put = async (id: string, ...parts: string[]) => {
    const head = [`Message-ID: <${id}@x.test>`, ...(id === 'a' ? [] : ['References: <a@x.test>']), 'From: bea@x.test', 'Subject: Papers'];
    const raw = Buffer.from(message(...head, 'Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--', ''));
    const mailboxIds = [world.mailbox.inbox] as never;
    const made = await world.account.createEmail({ raw, mailboxIds, keywords: [], receivedAtMs: world.now.ms });
    if (!made.ok) throw new Error('not made');
    return made.value;
  };
  const first = await put('a', part('../../etc/passwd', 'one'), part('Plan.pdf', 'two'), part('plan.PDF', 'three'));
  emailId = first.id;
  threadId = first.threadId;
  await put('b', part('plan.pdf', 'four'));
});
afterAll(() => world.stop());

const ask = (id: string, accountId: string = world.accountId) =>
  archiveRequest(world.userMail, new Request(`https://p.test/api/archive/${accountId}/${id}`), {
    publicUrl: 'https://p.test',
    limits: world.limits,
    log: world.log,
    messageIdKey: new Uint8Array(32),
    nowMs: () => world.now.ms,
  });

/** Names and contents as the central directory of a ZIP has them (stored, sizes behind the data). */
function entries(zip: Buffer): [string, string][] {
  const found: [string, string][] = [];
  for (let at = zip.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0 && zip.readUInt32LE(at) === 0x02014b50; ) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place)) as [number, number, number];
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
    const from = zip.readUInt32LE(at + 42);
    const begin = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28);
    found.push([name, zip.subarray(begin, begin + zip.readUInt32LE(at + 24)).toString()]);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return found;
}

test('§4: all files of a message in one archive, under names without paths and each once', async () => {
  const response = await ask(emailId);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toContain('Papers.zip');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(entries(Buffer.from(await response.arrayBuffer()))).toEqual([
    ['passwd', 'one'],
    ['Plan.pdf', 'two'],
    ['plan (2).PDF', 'three'],
  ]);
});

test('the files of a conversation, oldest message first', async () => {
  const response = await ask(threadId);
  expect(entries(Buffer.from(await response.arrayBuffer())).map(([name]) => name)).toEqual([
    'passwd',
    'Plan.pdf',
    'plan (2).PDF',
    'plan (3).pdf',
  ]);
});

test('V6: nothing of an account that is not the person’s, and nothing where there is nothing', async () => {
  expect((await ask(emailId, 'aOther')).status).toBe(404);
  expect((await ask('eNone')).status).toBe(404);
  expect((await ask('tNone')).status).toBe(404);
  expect((await ask('..%2F')).status).toBe(404);
});

test('a file that cannot be fetched breaks the archive off: a part is never taken for all', async () => {
  const original = world.account.blob.bind(world.account);
  let asked = 0;
  world.account.blob = (blobId, options) => {
    asked += 1;
    return asked === 2 ? Promise.resolve(null) : original(blobId, options);
  };
  const response = await ask(emailId);
  await expect(response.arrayBuffer()).rejects.toThrow();
  world.account.blob = original;
});

test('given up in the middle, it fetches no more and ends what it had open', async () => {
  const original = world.account.blob.bind(world.account);
  let asked = 0;
  let isEnded = false;
  world.account.blob = async () => {
    asked += 1;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(1000);
      } finally {
        isEnded = true;
      }
    };
    return { type: 'x/y', sizeBytes: null, range: null, stream: endless() };
  };
  const reader = (await ask(emailId)).body?.getReader();
  for (let reads = 0; reads < 20; reads += 1) await reader?.read();
  await reader?.cancel();
  await expect.poll(() => isEnded).toBe(true);
  expect(asked).toBe(1);
  world.account.blob = original;
});

test('§4: names that lie, hide or clash', () => {
  const nameOf = archiveNames();
  const names = ['..\\..\\x.txt', 'photo\u202egnp.exe', 'CON', 'a\u0301.txt', '\u00e1.txt', '.', null, null].map((name) =>
    nameOf(name, 'message/rfc822'),
  );
  expect(names).toEqual([
    'x.txt',
    'photognp.exe',
    '_CON',
    'á.txt',
    'á (2).txt',
    'attachment.eml',
    'attachment (2).eml',
    'attachment (3).eml',
  ]);
});
