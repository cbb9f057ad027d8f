import { createHash, randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, sharedMailServers } from '#e2e/servers/index.ts';
import type { AccountMail, BlobContent, Gateway } from './api.ts';
import { partBlobId } from './blob-ids.ts';
import { inMailbox, mailboxOf, message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

const mebibyte = 1024 * 1024;
const signal = () => AbortSignal.timeout(60_000);
const file = randomBytes(25 * mebibyte + 13);
let raw: Buffer;
let mail: AccountMail;
let login: string;
let messageBlob: string;
let partBlob: string;

beforeAll(async () => {
  const user = await servers.newUser('big');
  login = user.login;
  raw = buildMessage({
    from: user.address,
    to: [user.address],
    subject: 'Large',
    text: 'See the file.',
    attachments: [{ fileName: 'large.bin', type: 'application/octet-stream', content: file }],
  });
  await servers.appendMany(user, 'INBOX', [{ raw }, { raw: message('Small') }]);
  ({ mail } = await openMail(gateway, loginOf(servers, user)));
  const inbox = await mailboxOf(mail, 'inbox');
  const emails = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 2 ? found : null;
  }, 'both messages');
  const email = emails.find(({ subject }) => subject === 'Large')!;
  messageBlob = `M${email.id}`;
  partBlob = partBlobId(email.id, '2');
}, 60_000);

async function all(content: BlobContent | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content!.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const range = (start: number | null, end: number | null, blob = partBlob) => mail.blob(blob, { range: { start, end }, signal: signal() });
const size = file.length;

describe('a 25 MB attachment', () => {
  test('arrives byte-identical, with its size known before, in memory of a few pieces', async () => {
    const content = await mail.blob(partBlob, { range: null, signal: signal() });
    expect(content).toMatchObject({ type: 'application/octet-stream', sizeBytes: size, range: null });
    const hash = createHash('sha256');
    let largest = 0;
    let most = 0;
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().arrayBuffers;
    for await (const chunk of content!.stream) {
      hash.update(chunk);
      largest = Math.max(largest, chunk.byteLength);
      collect();
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(hash.digest('hex')).toBe(createHash('sha256').update(file).digest('hex'));
    expect(largest).toBeLessThanOrEqual(512 * 1024);
    expect(most).toBeLessThan(8 * mebibyte);
  });

  test.each([
    [0, 0],
    [0, size - 2],
    [1, null],
    [512 * 1024 - 1, 512 * 1024],
    [512 * 1024, 1024 * 1024 - 1],
    [size - 1, size - 1],
    [size - 1, size + 500],
    [null, 1],
    [null, 700_000],
    [13_000_001, 13_000_076],
  ] as const)('range %s–%s is these octets and no others', async (start, end) => {
    const from = start ?? size - (end ?? 0);
    const to = start === null ? size - 1 : Math.min(end ?? size - 1, size - 1);
    const content = await range(start, end);
    expect(content?.range).toEqual({ start: from, end: to });
    expect((await all(content)).equals(file.subarray(from, to + 1))).toBe(true);
  });

  test('a range over everything is the whole, one outside is none', async () => {
    const whole = await range(0, null);
    expect(whole?.range).toBe(null);
    await whole!.stream[Symbol.asyncIterator]().return!(undefined);
    const outside = await range(size, null);
    expect(outside?.range).toBe('unsatisfiable');
    expect(await all(outside)).toHaveLength(0);
  });

  test('the whole message from the middle', async () => {
    const content = await range(1_000_000, 2_200_000, messageBlob);
    expect(content).toMatchObject({ type: 'message/rfc822', sizeBytes: raw.length, range: { start: 1_000_000, end: 2_200_000 } });
    expect((await all(content)).equals(raw.subarray(1_000_000, 2_200_001))).toBe(true);
  });

  test('I14: a long download has the one connection to spare; the next ones and a reader take turns on another', async () => {
    const held = await mail.blob(partBlob, { range: null, signal: signal() });
    await held!.stream[Symbol.asyncIterator]().next();
    const inTurn = await mail.blob(partBlob, { range: { start: 0, end: 1_500_000 }, signal: signal() });
    const inbox = await mailboxOf(mail, 'inbox');
    const small = (await inMailbox(mail, inbox)).find(({ subject }) => subject === 'Small')!;
    expect(Buffer.from((await mail.part(small.id, '1', signal()))!).toString()).toContain('Small');
    expect((await all(inTurn)).equals(file.subarray(0, 1_500_001))).toBe(true);
    const who = await servers.doveadm(['who', '-1', login]);
    // worker, reader, the one that watches, and one download
    expect(who.split('\n').filter((line) => line.includes('imap')).length).toBeLessThanOrEqual(4);
    await held!.stream[Symbol.asyncIterator]().return!(undefined);
  });
});

test('a multipart that names no boundary: its text is read, shown in the list and found by its words, though the server shows an empty part', async () => {
  const user = await servers.newUser('torn');
  const fields = ['From: ana@example.test', 'MIME-Version: 1.0'];
  const top = [...fields, 'Subject: top', 'Content-Type: multipart/mixed', '', 'zwetschge above'];
  const within = ['--o', 'Content-Type: multipart/related', '', 'zwetschge within', '--o', '', 'and more', '--o--'];
  const nested = [...fields, 'Subject: nested', 'Content-Type: multipart/mixed; boundary=o', '', ...within, ''];
  await servers.appendMany(user, 'INBOX', [{ raw: top.join('\r\n') }, { raw: nested.join('\r\n') }]);
  const { mail: torn } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(torn, 'inbox');
  const emails = await eventually(async () => {
    const found = await inMailbox(torn, inbox);
    return found.length === 2 && found.every(({ preview }) => preview !== '') ? found : null;
  }, 'both previews');
  const text = async (subject: string, partId: string) =>
    Buffer.from((await torn.part(emails.find((email) => email.subject === subject)!.id, partId, signal()))!).toString();
  expect(new Map(emails.map(({ subject, preview }) => [subject, preview]))).toEqual(
    new Map([
      ['top', 'zwetschge above'],
      ['nested', 'zwetschge within'],
    ]),
  );
  expect(await text('top', '1')).toBe('zwetschge above');
  expect(await text('nested', '1.1')).toBe('zwetschge within');
  const found = await torn.store.emails.query(torn.id, {
    ...{ filter: { op: 'text', field: 'any', text: 'zwetschge' }, sort: [], collapseThreads: false },
    ...{ position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: false },
  });
  expect('ids' in found && found.ids).toHaveLength(2);
});
