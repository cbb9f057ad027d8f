import { makeZip } from 'client-zip';
import { exportSelectionSchema } from '#lib/contract/index.ts';
import { type AccountMail, messageBlobId, type UserMail } from '#lib/gateway/index.ts';
import { type EmailId, isIdSyntax, isMailError, type MailboxId } from '#lib/mail/index.ts';
import { mboxFromLine, mboxMessage } from '#lib/message/index.ts';
import type { EmailSummary } from '#lib/store/index.ts';
import { allFound } from '../email/query-emails.ts';
import { isMethodError } from '../method-error.ts';
import type { RequestContext } from '../request-context.ts';
import type { HttpOptions } from './api-request.ts';
import { archiveNames } from './archive-names.ts';
import { endable } from './archive-request.ts';
import { contentDisposition, endSource, streamOf } from './download-request.ts';
import { plainProblem } from './json-response.ts';

/** Octets of a selection, and Emails of an export. */
const mostSelectionBytes = 1024 * 1024;
const mostEmails = 250_000;
const summariesAtOnce = 200;

/**
 * `GET /api/export/{accountId}/{blobId}`: the messages of an uploaded selection as one mbox or one ZIP. Streamed: one message after the other is
 * fetched as the client reads, nothing is kept. A message that was deleted meanwhile is left out; one that cannot be fetched breaks the
 * download off, so that nobody takes a part for all. `HEAD` says whether there is anything and, as `X-Postern-Messages`, how many messages.
 */
export async function exportRequest(userMail: UserMail, request: Request, options: HttpOptions): Promise<Response> {
  const [, accountId = '', blobId = ''] = /^\/api\/export\/([^/]+)\/(U[\w-]+)$/.exec(new URL(request.url).pathname) ?? [];
  const account = isIdSyntax(accountId) ? userMail.account(accountId) : null;
  if (account === null) return plainProblem(404, 'No such selection.');
  const { signal } = request;
  try {
    const selection = await selectionOf(account, blobId, signal);
    if (selection === null) return plainProblem(404, 'No such selection.');
    const context: RequestContext = { ...options, userMail, using: new Set(['urn:postern:sync']), createdIds: new Map(), signal };
    const ids = await emailsOf(context, account, selection.emails);
    if (ids.length === 0) return plainProblem(404, 'There is nothing to export.');
    if (ids.length > mostEmails) return plainProblem(413, 'These are more messages than one file takes.');
    const isZip = selection.format === 'zip';
    const headers = {
      'Content-Type': isZip ? 'application/zip' : 'application/mbox',
      'Content-Disposition': contentDisposition(`${selection.name.trim() || 'messages'}.${isZip ? 'zip' : 'mbox'}`),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, no-store, no-transform',
      'Referrer-Policy': 'no-referrer',
      'X-Postern-Messages': String(ids.length),
    };
    if (request.method === 'HEAD') return new Response(null, { headers });
    const body = isZip ? makeZip(endable(zipEntries(account, ids, signal))) : streamOf(mbox(account, ids, signal));
    return new Response(body, { headers });
  } catch (error) {
    if (signal.aborted) return plainProblem(400, 'The download was given up.');
    if (isMethodError(error)) return plainProblem(400, 'The selection is not valid.');
    if (!isMailError(error)) throw error;
    options.log.warn('export failed', { accountId: account.id, error });
    return plainProblem(503, 'The messages cannot be fetched now.', { 'Retry-After': '10' });
  }
}

type Selection = ReturnType<typeof exportSelectionSchema.parse>;

/** null: it is not there, or is none */
async function selectionOf(account: AccountMail, blobId: string, signal: AbortSignal): Promise<Selection | null> {
  const blob = blobId === '' ? null : await account.blob(blobId, { range: null, signal });
  if (blob === null) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of blob.stream) {
    length += chunk.byteLength;
    if (length > mostSelectionBytes) return null;
    chunks.push(chunk);
  }
  try {
    return exportSelectionSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString())).data ?? null;
  } catch {
    // Somebody's upload, but no JSON.
    return null;
  }
}

/** Oldest first, as mail is kept in an mbox. @throws MethodError for a filter that is none */
async function emailsOf(context: RequestContext, account: AccountMail, wanted: Selection['emails']): Promise<EmailId[]> {
  const { emails } = account.store;
  if ('threadIds' in wanted) {
    const threads = await emails.threads(account.id, wanted.threadIds);
    const ids = threads.flatMap((thread) => thread.emailIds);
    const { mailboxId } = wanted;
    if (mailboxId === null) return ids;
    const inside = await emails.summaries(account.id, ids);
    const lies = new Set(inside.filter(({ mailboxIds }) => mailboxIds.includes(mailboxId as MailboxId)).map(({ id }) => id));
    return ids.filter((id) => lies.has(id));
  }
  if ('emailIds' in wanted) {
    const known = await emails.summaries(account.id, [...new Set(wanted.emailIds)]);
    return known.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs).map(({ id }) => id);
  }
  const found = (await allFound(context, account, wanted)).reverse();
  if (wanted.without.length === 0) return found;
  const left = new Set((await emails.threads(account.id, wanted.without)).flatMap(({ emailIds }) => emailIds));
  return found.filter((id) => !left.has(id));
}

/** Some at a time: what is known of very many is not held. */
async function* summariesOf(account: AccountMail, ids: readonly EmailId[]): AsyncGenerator<EmailSummary> {
  for (let at = 0; at < ids.length; at += summariesAtOnce) {
    const wanted = ids.slice(at, at + summariesAtOnce);
    const known = new Map((await account.store.emails.summaries(account.id, wanted)).map((email) => [email.id, email]));
    for (const id of wanted) {
      const email = known.get(id);
      if (email !== undefined) yield email;
    }
  }
}

async function* mbox(account: AccountMail, ids: readonly EmailId[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const { id, from, receivedAtMs } of summariesOf(account, ids)) {
    const blob = await account.blob(messageBlobId(id), { range: null, signal });
    if (blob === null) continue;
    yield Buffer.from(mboxFromLine(from?.[0]?.email ?? null, receivedAtMs));
    yield* mboxMessage(blob.stream);
  }
}

async function* zipEntries(account: AccountMail, ids: readonly EmailId[], signal: AbortSignal) {
  const nameOf = archiveNames();
  for await (const { id, subject, receivedAtMs } of summariesOf(account, ids)) {
    const blob = await account.blob(messageBlobId(id), { range: null, signal });
    if (blob === null) continue;
    const at = new Date(receivedAtMs);
    const title = `${at.toISOString().slice(0, 10)} ${(subject ?? '').trim().replaceAll(/[/\\]/g, '_').slice(0, 80) || 'message'}`;
    const chunks = blob.stream[Symbol.asyncIterator]();
    let isWhole = false;
    try {
      const source = { [Symbol.asyncIterator]: () => chunks };
      yield { name: nameOf(`${title}.eml`, 'message/rfc822'), lastModified: at, input: streamOf(source) };
      isWhole = true;
    } finally {
      // given up in the middle, the source has to end too
      if (!isWhole) await endSource(chunks, true);
    }
  }
}
