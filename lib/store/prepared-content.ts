import { baseSubject, messageIdsOf } from '#lib/thread/index.ts';
import type { EmailContent } from './api.ts';
import { packFacts } from './email-pack.ts';
import { packHead } from './write/email-head.ts';
import { addressSortKey } from './write/sort-text.ts';

/**
 * What the writer stores of a message, ready for its columns: everything that follows from the message alone, so that the writer's thread,
 * for which all others wait, has only the mailbox's part left to do.
 */
export type PreparedContent = {
  sizeBytes: number;
  /** whole seconds (J4) */
  receivedAtMs: number;
  sentAtMs: number | null;
  sentAt: string | null;
  subject: string | null;
  /** as column `head` holds it (`packHead`) */
  head: string;
  fromSort: string;
  toSort: string;
  /** the first one, as written */
  messageId: string | null;
  /** address of the first author; only where there is no Message-ID */
  author: string | null;
  /** ids that place it in a thread (lib/thread) */
  ownId: string | null;
  citedIds: string[];
  parentIds: string[];
  baseSubject: string;
  isSubjectJoiner: boolean;
  hasAttachment: boolean;
  isHeaderComplete: boolean;
  serverEmailId: string | null;
  serverThreadId: string | null;
  text: { search: string; preview: string } | null;
  /** what stands for it until then */
  preview: string | null;
  /** structure and cited ids as a pack holds them (`packFacts`) */
  facts: Uint8Array;
  headerBlock: Uint8Array;
};

/** J4: whole seconds. */
export const wholeSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

const minSubjectChars = 4;

export function prepareContent(content: EmailContent): PreparedContent {
  const { ownId, citedIds, parentIds } = messageIdsOf(content);
  const { base, isReplyOrForward } = baseSubject(content.subject);
  const messageId = content.messageId?.[0] ?? null;
  return {
    sizeBytes: content.sizeBytes,
    receivedAtMs: wholeSeconds(content.receivedAtMs),
    sentAtMs: content.sentAtMs,
    sentAt: content.sentAt,
    subject: content.subject,
    head: packHead(content),
    fromSort: addressSortKey(content.from),
    toSort: addressSortKey(content.to),
    messageId,
    author: messageId ? null : (content.from?.[0]?.email ?? null),
    ownId,
    citedIds,
    parentIds,
    baseSubject: base,
    isSubjectJoiner: isReplyOrForward && citedIds.length === 0 && !content.isList && !content.isAutomatic && hasWeight(base),
    hasAttachment: content.hasAttachment,
    isHeaderComplete: content.isHeaderComplete,
    serverEmailId: content.serverEmailId,
    serverThreadId: content.serverThreadId,
    text: content.text,
    preview: content.preview ?? null,
    facts: Buffer.from(packFacts(content)),
    headerBlock: content.headerBlock,
  };
}

/** A subject of a few letters joins nothing. */
export const hasWeight = (base: string): boolean => [...base].length >= minSubjectChars;
