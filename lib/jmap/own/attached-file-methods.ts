import { Buffer } from 'node:buffer';
import type { AttachedFile, AttachedFileQueryResponse } from '#lib/contract/index.ts';
import { type AccountMail, partBlobId, winmailBlobId } from '#lib/gateway/index.ts';
import { type EmailId, fileKind, type MailFilter } from '#lib/mail/index.ts';
import { readTnef } from '#lib/message/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { estimatedSize } from '../email/body-part-object.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { utcDate } from '../utc-date.ts';
import { filesOf } from './attached-files.ts';

/** Messages that one call looks at, at most, and how many records are unpacked at once. */
const mostLookedAt = 500;
const batch = 100;

/** AttachedFile/query: out of the index alone (J6). Which messages is a question to the index, which of their files one to their structure. */
export const queryAttachedFiles: Method = {
  capability: 'urn:postern:files',
  async run(context, given) {
    const { accountId, filter, position, limit } = checkArguments('AttachedFile/query', given);
    const account = await readyAccount(context, accountId, 'read');
    const { kinds, name, from, threadId, after, before, minSize, maxSize } = filter ?? {};
    const terms: MailFilter[] = [{ op: 'has-attachment', has: true }];
    if (from !== undefined && from.trim() !== '') terms.push({ op: 'text', field: 'from', text: from });
    if (after !== undefined || before !== undefined)
      terms.push({
        op: 'received',
        afterMs: after === undefined ? null : Date.parse(after),
        beforeMs: before === undefined ? null : Date.parse(before),
      });
    // A file is no larger than its message.
    // What the index says of files is what their messages are found by; which of these they are is looked at below.
    if (kinds !== undefined && kinds.length > 0) terms.push({ op: 'file-kind', kinds });
    if (name !== undefined && name.trim() !== '') terms.push({ op: 'file-name', text: name });
    if (minSize !== undefined && minSize > 0) terms.push({ op: 'size', minBytes: minSize, maxBytes: null });
    const emailIds = threadId === undefined ? await emailsWith(account, terms, position) : await emailsOf(account, threadId, position);
    const wantedName = name?.trim().toLowerCase() ?? '';
    const isWanted = (file: AttachedFile): boolean =>
      (kinds === undefined || kinds.length === 0 || kinds.includes(file.kind)) &&
      (wantedName === '' || (file.name ?? '').toLowerCase().includes(wantedName)) &&
      file.size >= (minSize ?? 0) &&
      file.size <= (maxSize ?? Number.POSITIVE_INFINITY);
    const list: AttachedFile[] = [];
    let looked = 0;
    while (looked < emailIds.length && list.length < limit) {
      const ids = emailIds.slice(looked, looked + batch);
      const records = new Map((await account.store.emails.get(account.id, ids)).map((record) => [record.id, record]));
      for (const id of ids) {
        looked += 1;
        const record = records.get(id);
        if (record === undefined) continue;
        const parts = await filesOf(account, record, null);
        list.push(...parts.map((part) => toFile(record, part)).filter(isWanted));
        if (list.length >= limit) break;
      }
      context.signal.throwIfAborted();
    }
    const isEnd = looked === emailIds.length && emailIds.length < mostLookedAt;
    const answer: AttachedFileQueryResponse = { accountId: account.id, list, nextPosition: isEnd ? null : position + looked };
    return [['AttachedFile/query', answer]];
  },
};

async function emailsWith(account: AccountMail, terms: MailFilter[], position: number): Promise<readonly EmailId[]> {
  const found = await account.store.emails.query(account.id, {
    filter: { op: 'and', terms },
    sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
    collapseThreads: false,
    position,
    anchor: null,
    anchorOffset: 0,
    limit: mostLookedAt,
    calculateTotal: false,
  });
  if (!('ids' in found)) throw new MethodError('serverUnavailable');
  return found.ids;
}

async function emailsOf(account: AccountMail, threadId: string, position: number): Promise<readonly EmailId[]> {
  const [thread] = await account.store.emails.threads(account.id, [threadId]);
  return (thread?.emailIds ?? []).toReversed().slice(position, position + mostLookedAt);
}

type Part = Awaited<ReturnType<typeof filesOf>>[number];

const toFile = (record: EmailRecord, { partId, name, type, encoding, size }: Part): AttachedFile => ({
  emailId: record.id,
  threadId: record.threadId,
  blobId: partBlobId(record.id, partId ?? ''),
  name,
  type,
  size: estimatedSize({ encoding, size }),
  kind: fileKind(type, name),
  from: record.from,
  subject: record.subject,
  receivedAt: utcDate(record.receivedAtMs),
});

const mostWinmailBytes = 50 * 1024 * 1024;

/** Types of what Outlook names by its end alone. */
const typeOfEnd: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  txt: 'text/plain',
  csv: 'text/csv',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  eml: 'message/rfc822',
};

/** AttachedFile/unpack: what is in a winmail.dat. Its files have blobIds of their own, which name where they lie in it. */
export const unpackAttachedFile: Method = {
  capability: 'urn:postern:files',
  async run(context, given) {
    const { accountId, blobId } = checkArguments('AttachedFile/unpack', given);
    const account = await readyAccount(context, accountId, 'read');
    const blob = await account.blob(blobId, { range: null, signal: context.signal });
    if (blob === null) throw new MethodError('invalidArguments', 'blobId');
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of blob.stream) {
      size += chunk.byteLength;
      if (size > mostWinmailBytes) throw new MethodError('requestTooLarge');
      chunks.push(chunk);
    }
    const read = readTnef(Buffer.concat(chunks, size));
    const files = (read?.files ?? []).flatMap(({ name, type, octets }, index) => {
      const id = winmailBlobId(blobId, index);
      const end = /\.([a-z0-9]{1,8})$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
      const shown = type ?? (Object.hasOwn(typeOfEnd, end) ? typeOfEnd[end] : undefined) ?? 'application/octet-stream';
      return id === null ? [] : [{ blobId: id, name, type: shown, size: octets.length }];
    });
    return [['AttachedFile/unpack', { accountId: account.id, blobId, files: read === null ? null : files, isCut: read?.isCut ?? false }]];
  },
};
