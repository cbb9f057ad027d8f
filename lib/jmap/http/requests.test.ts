import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProblemDetails, UploadResponse } from '#lib/contract/index.ts';
import { responseSchema, uploadResponseSchema } from '#lib/contract/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';
import type { HttpOptions } from './api-request.ts';
import { apiRequest, sessionRequest } from './api-request.ts';
import { contentDisposition, downloadRequest } from './download-request.ts';
import { uploadRequest } from './upload-request.ts';

let world: JmapWorld;
let options: HttpOptions;
beforeAll(async () => {
  world = await startJmap();
  const { limits, log } = world;
  options = { publicUrl: 'https://mail.example.org', limits, log, messageIdKey: new Uint8Array(32), nowMs: () => world.now.ms };
});
afterAll(() => world.stop());

const url = 'https://mail.example.org';
const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

describe('the API resource', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    apiRequest(
      world.userMail,
      new Request(`${url}/api/jmap`, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json', ...headers },
        signal: signal ?? null,
      }),
      options,
    );
  const echo = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', { filler: 'x'.repeat(3_000) }, 'c0']] });

  test('RFC 8620 §3.1: JSON that no cache keeps', async () => {
    const response = await post(echo);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toContain('no-store');
    const answer = responseSchema.parse(await response.json());
    expect(answer.methodResponses[0]?.[0]).toBe('Core/echo');
  });

  test('RFC 8620 §3.6.1: request errors are problem details with the status of the response', async () => {
    const response = await post('{');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await json<ProblemDetails>(response)).toMatchObject({ type: 'urn:ietf:params:jmap:error:notJSON', status: 400 });
  });

  test('RFC 8620 §3.6.1: maxSizeRequest, whether it is announced or not', async () => {
    const before = world.limits.requestBytes;
    world.limits.requestBytes = 100;
    try {
      for (const body of [echo, new Blob([echo]).stream()]) {
        const request = new Request(`${url}/api/jmap`, {
          method: 'POST',
          body,
          headers: { 'Content-Type': 'application/json' },
          ...(typeof body === 'string' ? {} : { duplex: 'half' }),
        } as RequestInit);
        const response = await apiRequest(world.userMail, request, options);
        expect(await json<ProblemDetails>(response)).toMatchObject({
          type: 'urn:ietf:params:jmap:error:limit',
          limit: 'maxSizeRequest',
          status: 400,
        });
      }
    } finally {
      world.limits.requestBytes = before;
    }
  });

  test('RFC 8620 §3.6.1: maxConcurrentRequests, and the place is free again afterwards', async () => {
    const before = world.limits.concurrentRequests;
    world.limits.concurrentRequests = 1;
    try {
      const [first, second] = await Promise.all([post(echo), post(echo)]);
      expect(first?.status).toBe(200);
      expect(second?.status).toBe(429);
      expect(await json<ProblemDetails>(second!)).toMatchObject({ limit: 'maxConcurrentRequests' });
      expect((await post(echo)).status).toBe(200);
      expect((await post('{')).status).toBe(400);
      expect((await post(echo)).status).toBe(200);
    } finally {
      world.limits.concurrentRequests = before;
    }
  });
});

test('RFC 8620 §2: the Session resource is never cached', async () => {
  const response = sessionRequest(world.userMail, options);
  expect(response.headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate');
  expect((await json<{ apiUrl: string }>(response)).apiUrl).toBe(`${url}/api/jmap`);
});

const upload = (body: BodyInit, type: string | null = 'text/plain', accountId: string = world.accountId) =>
  uploadRequest(
    world.userMail,
    new Request(`${url}/api/upload/${accountId}`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: type === null ? {} : { 'Content-Type': type },
    } as RequestInit),
    accountId,
    options,
  );

describe('RFC 8620 §6.1 upload', () => {
  test('answers accountId, blobId, type and size', async () => {
    const response = await upload('hello', 'text/x-note; charset=utf-8');
    expect(response.status).toBe(201);
    expect(uploadResponseSchema.parse(await response.json())).toMatchObject({
      accountId: world.accountId,
      size: 5,
      type: 'text/x-note; charset=utf-8',
    });
  });

  test('J20: a type that is none becomes application/octet-stream', async () => {
    expect((await json<UploadResponse>(await upload(new Uint8Array([1]), null))).type).toBe('application/octet-stream');
  });

  test('maxSizeUpload: announced or found out on the way; nothing is stored', async () => {
    const before = world.limits.uploadBytes;
    world.limits.uploadBytes = 10;
    try {
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            controller.enqueue(new Uint8Array(8));
          },
        });
      for (const body of ['01234567890', endless()]) {
        const response = await upload(body);
        expect(response.status).toBe(413);
        expect(await json<ProblemDetails>(response)).toMatchObject({ type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeUpload' });
      }
      expect((await upload('0123456789')).status).toBe(201);
    } finally {
      world.limits.uploadBytes = before;
    }
  });

  test('V6: 404 for an account of someone else, 403 with a password that may only read', async () => {
    expect((await upload('x', 'text/plain', 'aOther')).status).toBe(404);
    world.userMail.scope = 'read';
    expect((await upload('x')).status).toBe(403);
    world.userMail.scope = 'send';
  });

  test('maxConcurrentUpload', async () => {
    const before = world.limits.concurrentUploads;
    world.limits.concurrentUploads = 0;
    const response = await upload('x');
    world.limits.concurrentUploads = before;
    expect(await json<ProblemDetails>(response)).toMatchObject({ status: 429, limit: 'maxConcurrentUpload' });
  });

  test('a failing store is 503 without its text', async () => {
    const original = world.account.upload;
    world.account.upload = () => Promise.reject(new MailError('storage', 'secret-canary'));
    const response = await upload('x');
    world.account.upload = original;
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret-canary');
  });
});

describe('RFC 8620 §6.2 download', () => {
  const octets = Buffer.from('0123456789');
  let blobId: string;
  beforeAll(async () => {
    blobId = (await json<UploadResponse>(await upload(octets, 'text/x-kept'))).blobId;
  });
  const download = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    downloadRequest(world.userMail, new Request(`${url}/api/download/${path}`, { headers, method }), options);
  const get = (rest = 'name.txt?accept=text/plain', headers: Record<string, string> = {}) =>
    download(`${world.accountId}/${blobId}/${rest}`, headers);

  test('the octets, with the type of the URL', async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('content-length')).toBe('10');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(octets);
  });

  const types = [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'text/javascript',
    'application/pdf',
    'multipart/related',
    'message/rfc822',
    'text/html;charset=utf-7',
  ];
  test.each(types)('J20, security.md §4: the walls stand whatever the type: %s', async (type) => {
    const { headers } = await get(`x.html?accept=${encodeURIComponent(type)}`);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="x\.html"; filename\*=UTF-8''x\.html$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('private, immutable, max-age=31536000, no-transform');
  });

  test.each(['text', 'text/', '/html', 'a b/c', 'text/html\r\nX: y', 'text/html;x', `${'x'.repeat(300)}/y`, 'text/html, text/plain'])(
    'J20: type %j is 400',
    async (type) => {
      expect((await get(`x?accept=${encodeURIComponent(type)}`)).status).toBe(400);
    },
  );

  test('without a type the declared one is kept', async () => {
    expect((await get('x')).headers.get('content-type')).toBe('text/x-kept');
    expect((await get('')).headers.get('content-disposition')).toContain('attachment');
  });

  test('the name: any language, encoded slashes, nothing that ends the header or leads elsewhere', () => {
    expect(contentDisposition('Übersicht 2026.pdf')).toBe(
      'attachment; filename="_bersicht 2026.pdf"; filename*=UTF-8\'\'%C3%9Cbersicht%202026.pdf',
    );
    expect(contentDisposition('a"b\\c;d.txt')).not.toMatch(/"[^"]*"[^;]*"/);
    expect(contentDisposition('../../etc/passwd')).toContain('filename="passwd"');
    expect(contentDisposition('a\r\nSet-Cookie: x=y')).not.toMatch(/[\r\n]/);
    expect(contentDisposition("it's (1)*.txt")).toContain("filename*=UTF-8''it%27s%20%281%29");
    expect(contentDisposition('gpj.\u202eexe')).not.toContain('%E2%80%AE');
    expect(contentDisposition('')).toContain('filename="attachment"');
  });

  test('a name with encoded slashes arrives; one that cannot be decoded is 400', async () => {
    expect((await get('a%2Fb.txt')).headers.get('content-disposition')).toContain('filename="b.txt"');
    expect((await get('%ZZ.txt')).status).toBe(400);
  });

  test('Range: 206 with the part, 416 outside, the whole for what is not understood', async () => {
    const part = await get('x', { Range: 'bytes=2-4' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(part.headers.get('content-length')).toBe('3');
    expect(await part.text()).toBe('234');
    expect(await (await get('x', { Range: 'bytes=-2' })).text()).toBe('89');
    expect((await get('x', { Range: 'bytes=10-' })).status).toBe(416);
    expect((await get('x', { Range: 'bytes=0-1,3-4' })).status).toBe(200);
  });

  test('Range of a part of a message passes over the octets before it', async () => {
    const raw = Buffer.from(message('Subject: x', 'Content-Type: text/plain', '', 'abcdefghij'));
    const made = await world.account.createEmail({ raw, mailboxIds: [world.mailbox.inbox] as never, keywords: [], receivedAtMs: 0 });
    if (!made.ok) throw new Error('not created');
    const response = await download(`${world.accountId}/P${made.value.id}_1/x`, { Range: 'bytes=3-5' });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe('def');
    expect((await download(`${world.accountId}/P${made.value.id}_1/x`, { Range: 'bytes=99-' })).status).toBe(416);
  });

  test('If-Range: the part only for the same blob', async () => {
    const etag = (await get('x')).headers.get('etag')!;
    expect((await get('x', { Range: 'bytes=2-4', 'If-Range': etag })).status).toBe(206);
    expect((await get('x', { Range: 'bytes=2-4', 'If-Range': '"other"' })).status).toBe(200);
  });

  test('HEAD has the headers and no body', async () => {
    const response = await download(`${world.accountId}/${blobId}/x`, {}, 'HEAD');
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('');
  });

  test('V6: 404 for blobs and accounts that are not this person’s, the same for both', async () => {
    const bodies = [];
    for (const path of [`${world.accountId}/U${'a'.repeat(43)}/x`, `aOther/${blobId}/x`, `${world.accountId}/not%20an%20id/x`]) {
      const response = await download(path);
      expect(response.status).toBe(404);
      bodies.push((await json<ProblemDetails>(response)).status);
    }
    expect(new Set(bodies).size).toBe(1);
  });

  test('a mail server that does not answer is 503 without its text', async () => {
    world.account.failure = new MailError('network', 'secret-canary');
    const response = await download(`${world.accountId}/${blobId}/x`);
    world.account.failure = null;
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('secret-canary');
  });

  test.each([true, false])('V9: a client that goes away ends the source (after reading: %s)', async (reads) => {
    const { blob } = world.account;
    let isClosed = false;
    world.account.blob = () => {
      const stream = (async function* () {
        try {
          for (;;) yield await Promise.resolve(new Uint8Array(1024));
        } finally {
          isClosed = true;
        }
      })();
      return Promise.resolve({ type: 'x/y', sizeBytes: null, range: null, stream });
    };
    const response = await get('x');
    world.account.blob = blob;
    const reader = response.body!.getReader();
    if (reads) await reader.read();
    await reader.cancel();
    expect(isClosed).toBe(true);
  });
});
