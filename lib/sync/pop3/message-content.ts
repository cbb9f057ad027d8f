import { Buffer } from 'node:buffer';
import { parseHeaderBlock, parseMessage } from '#lib/message/index.ts';
import type { EmailContent } from '#lib/store/index.ts';
import { contentOfParsed } from '../content-of-raw.ts';
import { contentOfHeader } from '../email-content.ts';
import { receivedAtOf } from './received-at.ts';

/** A whole message as the index takes it. One that our parser fails on is stored all the same: its octets are what counts. */
export function contentOfMessage(raw: Buffer, nowMs: number): { content: EmailContent; isReadable: boolean } {
  try {
    const parsed = parseMessage(raw);
    return { content: contentOfParsed(raw, parsed, receivedAtOf(parsed.headers.fields, nowMs)), isReadable: true };
  } catch {
    return { content: { ...headerContent(Buffer.alloc(0), raw.length, nowMs), text: { search: '', preview: '' } }, isReadable: false };
  }
}

/** @param sizeBytes as LIST said (J24) */
export function contentOfHeaderOnly(headerBlock: Buffer, sizeBytes: number, nowMs: number): EmailContent {
  const end = /\r?\n\r?\n/.exec(headerBlock.toString('latin1'));
  return headerContent(end === null ? headerBlock : headerBlock.subarray(0, end.index + 2), sizeBytes, nowMs);
}

function headerContent(headerBlock: Buffer, sizeBytes: number, nowMs: number): EmailContent {
  const { fields } = parseHeaderBlock(headerBlock);
  const content = contentOfHeader({
    uid: 0,
    flags: [],
    modSeq: null,
    sizeBytes,
    internalDateMs: receivedAtOf(fields, nowMs),
    headerBlock,
    structure: null,
    emailId: null,
    threadId: null,
    gmail: null,
    preview: null,
    readable: 'all',
  });
  const type = fields.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  // All that can be known without the body.
  return { ...content, isHeaderComplete: true, hasAttachment: /^\s*multipart\/mixed\b/i.test(type) };
}
