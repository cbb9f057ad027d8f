import { makeZip } from 'client-zip';
import { type AccountMail, partBlobId, type UserMail } from '#lib/gateway/index.ts';
import { type EmailId, isIdSyntax, MailError } from '#lib/mail/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { filesOf } from '../own/attached-files.ts';
import type { HttpOptions } from './api-request.ts';
import { archiveNames } from './archive-names.ts';
import { contentDisposition, endSource, streamOf } from './download-request.ts';
import { plainProblem } from './json-response.ts';

const mostFiles = 1_000;
const mostBytes = 2 * 1024 ** 3;
const mostMessages = 500;

type Entry = { name: string; blobId: string; receivedAtMs: number };

/**
 * `GET /api/archive/{accountId}/{id}`: all files of an Email, or of the Emails of a Thread, as one ZIP. Streamed: one file after the other is
 * fetched as the client reads, nothing is kept. What cannot be fetched any more breaks the download off, so that nobody takes a part for all.
 */
export async function archiveRequest(userMail: UserMail, request: Request, options: HttpOptions): Promise<Response> {
  const [, accountId = '', id = ''] = /^\/api\/archive\/([^/]+)\/([^/]+)$/.exec(new URL(request.url).pathname) ?? [];
  const account = isIdSyntax(accountId) && isIdSyntax(id) ? userMail.account(accountId) : null;
  if (account === null) return plainProblem(404, 'No such message.');
  try {
    const records = await recordsOf(account, id);
    if (records.length === 0) return plainProblem(404, 'No such message.');
    const nameOf = archiveNames();
    const entries: Entry[] = [];
    let bytes = 0;
    for (const record of records)
      for (const { partId, name, type, size } of await filesOf(account, record, request.signal)) {
        bytes += size;
        entries.push({ name: nameOf(name, type), blobId: partBlobId(record.id, partId ?? ''), receivedAtMs: record.receivedAtMs });
      }
    if (entries.length === 0) return plainProblem(404, 'There are no files.');
    if (entries.length > mostFiles || bytes > mostBytes) return plainProblem(413, 'These are more files than one archive takes.');
    const title = records.at(-1)?.subject?.trim() || 'attachments';
    const headers = {
      'Content-Type': 'application/zip',
      'Content-Disposition': contentDisposition(`${title.slice(0, 100)}.zip`),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, no-store, no-transform',
      'Referrer-Policy': 'no-referrer',
    };
    return new Response(makeZip(endable(contents(account, entries, request.signal))), { headers });
  } catch (error) {
    if (request.signal.aborted) return plainProblem(400, 'The download was given up.');
    options.log.warn('archive failed', { accountId: account.id, error });
    return plainProblem(503, 'The files cannot be fetched now.', { 'Retry-After': '10' });
  }
}

async function recordsOf(account: AccountMail, id: string): Promise<EmailRecord[]> {
  const [thread] = id.startsWith('t') ? await account.store.emails.threads(account.id, [id]) : [];
  const ids = id.startsWith('t') ? (thread?.emailIds ?? []).slice(-mostMessages) : [id as EmailId];
  const records = new Map((await account.store.emails.get(account.id, ids)).map((record) => [record.id, record]));
  return ids.map((one) => records.get(one)).filter((record) => record !== undefined);
}

/** A reader who goes away throws into the source (client-zip); that is an end like any other, and no error of anybody's. */
export function endable<Item>(source: AsyncGenerator<Item, void, undefined>): AsyncIterable<Item> {
  const ended: AsyncIterator<Item> = {
    next: () => source.next(),
    throw: async () => {
      await source.return();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => ended };
}

async function* contents(account: AccountMail, entries: readonly Entry[], signal: AbortSignal) {
  let total = 0;
  for (const { name, blobId, receivedAtMs } of entries) {
    const blob = await account.blob(blobId, { range: null, signal });
    if (blob === null) throw new MailError('not-found', 'a file of the archive is gone');
    const chunks = blob.stream[Symbol.asyncIterator]();
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
        total += next.value.byteLength;
        if (total > mostBytes) throw new MailError('too-large', 'the archive is larger than one may be');
        yield next.value;
      }
    };
    let isWhole = false;
    try {
      yield { name, lastModified: new Date(receivedAtMs), input: streamOf(counted()) };
      isWhole = true;
    } finally {
      // given up in the middle, the source has to end too
      if (!isWhole) await endSource(chunks, true);
    }
  }
}
