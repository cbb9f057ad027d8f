import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Email, GetResponse, QueryResponse } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import { openDoor } from './jmap/jmap-door.ts';
import { buildMessage } from './servers/index.ts';

const html = '<!doctype html><script>document.title = "ran"; fetch("/api/jmap")</script>';
/** file name, type that the mail claims, content */
const files: [string, string, string][] = [
  ['page.html', 'text/html', html],
  ['picture.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>1</script></svg>'],
  ['data.xml', 'text/xml', '<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">document.title=1</x:script>'],
  ['code.js', 'text/javascript', 'document.title = "ran"'],
  ['paper.pdf', 'application/pdf', '%PDF-1.7\n1 0 obj\n<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\nendobj\n'],
  ['archive.mht', 'application/x-mimearchive', `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${html}`],
];
/** security.md §4, whatever the type (J20) */
const safety = {
  'content-disposition': expect.stringMatching(/^attachment; filename="[^"\r\n]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/),
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, immutable, max-age=31536000, no-transform',
};

/** A body whose length is not known beforehand. */
const streamOf = (chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) =>
  Readable.toWeb(Readable.from(chunks)) as unknown as ReadableStream<Uint8Array>;

test('§4, J20: every download is an attachment in a sandbox, whatever it is and is asked for as', async ({
  app,
  newUser,
  mailServers,
  page,
}) => {
  const user = await newUser('files');
  await mailServers.deliver(
    user,
    buildMessage({
      from: 'zoe@example.test',
      to: [user.address],
      subject: 'Files',
      html,
      attachments: files.map(([fileName, type, content]) => ({ fileName, type, content })),
    }),
  );
  const door = await openDoor(app.url, user);
  await expect.poll(async () => (await door.ask<QueryResponse>('Email/query', {})).ids).toHaveLength(1);
  const { ids } = await door.ask<QueryResponse>('Email/query', {});
  const { list } = await door.ask<GetResponse<Email>>('Email/get', { ids, properties: ['attachments', 'blobId', 'htmlBody'] });
  const parts = list[0]!.attachments!.map(({ blobId, name }) => ({ blobId: blobId!, name: name ?? '' }));
  expect(parts.map(({ name }) => name)).toEqual(files.map(([name]) => name));
  const uploads: { blobId: string; name: string }[] = [];
  for (const [name, type, content] of files) uploads.push({ blobId: (await door.put(content, type)).blobId, name });
  const whole = { blobId: list[0]!.blobId, name: 'message.eml' };
  const body = { blobId: list[0]!.htmlBody![0]!.blobId!, name: 'body.html' };

  for (const { blobId, name } of [...parts, ...uploads, whole, body]) {
    const type = files.find(([file]) => file === name)?.[1] ?? 'text/html';
    for (const asked of [type, 'text/html', 'text/plain; charset=utf-8', '']) {
      const response = await door.download(blobId, name, asked);
      const headers = Object.fromEntries(response.headers);
      expect(response.status, `${name} as ${asked}`).toBe(200);
      expect(headers, `${name} as ${asked}`).toMatchObject(safety);
      if (asked !== '') expect(headers['content-type']).toBe(asked);
      expect(response.headers.get('content-encoding')).toBeNull();
      const content = files.find(([file]) => file === name)?.[2];
      if (content !== undefined) expect(await response.text()).toBe(content);
    }
    for (const broken of ['html', 'text/', 'text/html\r\nX-Evil: 1', 'text/html, text/plain', '<script>', `text/${'x'.repeat(300)}`])
      expect((await door.download(blobId, name, broken)).status, `${name} as ${broken}`).toBe(400);
  }

  const { blobId } = uploads[0]!;
  for (const name of [
    '../../etc/passwd',
    'a\r\nSet-Cookie: x=1',
    'invoice\u202Efdp.exe',
    'CON',
    '',
    'über "quoted" \\ 100%.txt',
    '日本語.html',
    'x'.repeat(600),
  ]) {
    const response = await door.download(blobId, name, 'text/html');
    expect(response.status, name).toBe(200);
    const disposition = response.headers.get('content-disposition') ?? '';
    expect(disposition, name).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\x21-\x7e]+$/);
    expect(decodeURIComponent(disposition.split("''")[1] ?? ''), name).not.toMatch(/[/\\\u202e\r\n]|^(?:CON)?$/);
    expect(response.headers.get('set-cookie')).toBeNull();
  }

  // opened directly by a browser that is signed in, nothing runs: it is saved
  await page.setExtraHTTPHeaders({ authorization: door.authorization });
  await page.goto(`${app.url}/sign-in`);
  for (const { blobId: one, name } of uploads) {
    const saved = page.waitForEvent('download');
    const url = door.session.downloadUrl.replace('{accountId}', door.accountId).replace('{blobId}', one).replace('{name}', name);
    await page.goto(url.replace('{type}', 'text/html')).catch(() => null); // a navigation that became a download
    expect((await saved).suggestedFilename()).toBe(name);
  }
  expect(await page.title()).not.toBe('ran');
});

test('RFC 9110 §14: ranges of uploads and of mail; a blob never changes', async ({ app, newUser, mailServers }) => {
  const user = await newUser('range');
  const octets = randomBytes(300_000);
  await mailServers.deliver(
    user,
    buildMessage({
      from: 'z@example.test',
      to: [user.address],
      subject: 'x',
      attachments: [{ fileName: 'a', type: 'application/x-a', content: octets }],
    }),
  );
  const door = await openDoor(app.url, user);
  const { blobId } = await door.put(octets, 'application/octet-stream');
  const get = async (id: string, headers: Record<string, string>) => {
    const response = await door.download(id, 'x.bin', 'application/octet-stream', headers);
    return {
      status: response.status,
      range: response.headers.get('content-range'),
      etag: response.headers.get('etag'),
      octets: Buffer.from(await response.arrayBuffer()),
    };
  };
  const whole = await get(blobId, {});
  expect([whole.status, whole.range, whole.octets.equals(octets)]).toEqual([200, null, true]);
  for (const [range, start, end] of [
    ['bytes=0-99', 0, 99],
    ['bytes=1000-', 1000, 299_999],
    ['bytes=-500', 299_500, 299_999],
    ['bytes=299990-400000', 299_990, 299_999],
  ] as const) {
    const part = await get(blobId, { range });
    expect([part.status, part.range], range).toEqual([206, `bytes ${start}-${end}/300000`]);
    expect(part.octets.equals(octets.subarray(start, end + 1)), range).toBe(true);
  }
  expect((await get(blobId, { range: 'bytes=300000-' })).status).toBe(416);
  for (const range of ['bytes=1-2,5-6', 'lines=1-2', 'bytes=9-1']) expect((await get(blobId, { range })).status, range).toBe(200);
  expect((await get(blobId, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
  expect((await get(blobId, { range: 'bytes=0-9', 'if-range': whole.etag! })).status).toBe(206);

  await expect.poll(async () => (await door.ask<QueryResponse>('Email/query', {})).ids).toHaveLength(1);
  const { ids } = await door.ask<QueryResponse>('Email/query', {});
  const { list } = await door.ask<GetResponse<Email>>('Email/get', { ids, properties: ['attachments'] });
  const attached = list[0]!.attachments![0]!.blobId!;
  expect((await get(attached, {})).octets.equals(octets)).toBe(true);
  const part = await get(attached, { range: 'bytes=100000-100099' });
  // whether the octets can be reached in the middle is the server's matter: all of them, or exactly these
  if (part.status === 206) expect(part.octets.equals(octets.subarray(100_000, 100_100))).toBe(true);
  else expect([part.status, part.octets.equals(octets)]).toEqual([200, true]);
});

test('settled 14: 60 MB go up and come back octet for octet; more than the limit does not', async ({ app, newUser, ownApp }) => {
  const door = await openDoor(app.url, await newUser('large'));
  const block = randomBytes(1 << 20);
  const count = 60;
  const hash = createHash('sha256');
  for (let index = 0; index < count; index++) hash.update(block);
  const blocks = async function* () {
    for (let index = 0; index < count; index++) yield block;
  };
  const answer = await door.put(streamOf(blocks()), 'application/x-large');
  expect(answer).toMatchObject({ accountId: door.accountId, size: count * block.length, type: 'application/x-large' });
  const back = await door.download(answer.blobId, 'large', 'application/x-large');
  const got = createHash('sha256');
  for await (const chunk of back.body! as unknown as AsyncIterable<Uint8Array>) got.update(chunk);
  expect(got.digest('hex')).toBe(hash.digest('hex'));

  const small = await ownApp({ env: { POSTERN_LIMITS: 'uploadBytes=1000' } });
  const narrow = await openDoor(small.url, await newUser('narrow'));
  expect(narrow.session.capabilities['urn:ietf:params:jmap:core'].maxSizeUpload).toBe(1000);
  expect((await narrow.upload(Buffer.alloc(1000), 'x/y')).status).toBe(201);
  for (const body of [Buffer.alloc(1001), streamOf([Buffer.alloc(600), Buffer.alloc(401)])]) {
    const refused = await narrow.upload(body, 'x/y');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([413, 'application/problem+json']);
    expect(await refused.json()).toMatchObject({ type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeUpload' });
  }
  // a type that is none is not kept
  expect(((await (await narrow.upload('x', 'not a type')).json()) as { type: string }).type).toBe('application/octet-stream');
});
