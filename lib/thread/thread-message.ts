import { createHash } from 'node:crypto';
import type { ParsedHeaders } from '#lib/message/index.ts';
import { baseSubject, subjectKey } from './base-subject.ts';
import { messageIdsOf } from './message-ids-of.ts';

/** 16 octets of SHA-256, as 32 hex digits: key of `mid` and `email_ref`. */
export type ThreadHash = string;

/** How messages become threads (T1, T7). `jmap` is the strict rule of RFC 8621 §3; `off`: every message is a thread of its own. */
export type ThreadRule = 'conversation' | 'links' | 'jmap' | 'off';

/** What threading needs to know of one message. */
export type ThreadMessage = {
  ownId: string | null;
  citedIds: readonly string[];
  parentIds: readonly string[];
  /** base subject as it is compared */
  subjectKey: string;
  sentAtMs: number;
  /** lower-case addresses of From, To and Cc */
  participants: readonly string[];
  /** this message joins an earlier one by its subject when there is one: it cites nothing, is a reply or forward, no list or automatic mail */
  isSubjectJoiner: boolean;
};

const minSubjectChars = 4;

/**
 * Takes from the headers what threading needs.
 *
 * @param receivedAtMs stands in for a missing or unreadable Date
 */
export function threadMessage(headers: ParsedHeaders, receivedAtMs: number): ThreadMessage {
  const { ownId, citedIds, parentIds } = messageIdsOf(headers);
  const { base, isReplyOrForward } = baseSubject(headers.subject);
  const people = [...(headers.from ?? []), ...(headers.to ?? []), ...(headers.cc ?? [])].map((address) => address.email.toLowerCase());
  return {
    ownId,
    citedIds,
    parentIds,
    subjectKey: subjectKey(base),
    sentAtMs: headers.sentAtMs ?? receivedAtMs,
    participants: [...new Set(people)].slice(0, 100),
    isSubjectJoiner:
      citedIds.length === 0 && isReplyOrForward && [...base].length >= minSubjectChars && headers.listId === null && !headers.isAutomatic,
  };
}

/** Key of an id, alone or together with a base subject. */
export const idHash = (id: string): ThreadHash => hash(`id\0${id}`);
export const pairHash = (id: string, subject: string): ThreadHash => hash(`pair\0${id}\0${subject}`);

const hash = (text: string): ThreadHash => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Every id of the message, its own first. */
export const allIds = (message: ThreadMessage): string[] =>
  message.ownId === null ? [...message.citedIds] : [message.ownId, ...message.citedIds.filter((id) => id !== message.ownId)];
