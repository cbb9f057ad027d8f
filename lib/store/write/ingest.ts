import type { Keyword } from '#lib/mail/index.ts';
import type { PreparedContent } from '../prepared-content.ts';
import { unpackHead } from './email-head.ts';
import { type EmailUnit, flagsOf, systemBits } from './email-unit.ts';
import { freshId } from './fresh-id.ts';
import { ownHash } from './hash-id.ts';
import { casemapKey } from './sort-text.ts';
import { traitsOfArriving } from './thread-rows.ts';
import { placeInThread } from './threading.ts';
import type { Work } from './work.ts';

const noKeywords: ReadonlySet<Keyword> = new Set();

const textStates = { absent: 0, stored: 1, unreadable: 2 } as const;
export const textStateNumber = (state: keyof typeof textStates): number => textStates[state];
export const textStateName = (state: number): keyof typeof textStates => (['absent', 'stored', 'unreadable'] as const)[state] ?? 'absent';

/**
 * Stores a new Email with its thread and index entries. It has no location yet; the caller adds one.
 *
 * @param isShown it is going to be visible, so it takes its place in the change log at once
 * @param keywords as JMAP shows them
 * @param wordsWait its header comes into the full-text index later (`indexWords`); where its text is here already, that is not put off
 */
export function insertEmail(
  work: Work,
  content: PreparedContent,
  {
    keywords,
    rawBlobId,
    isShown,
    wordsWait = false,
  }: { keywords: Iterable<Keyword>; rawBlobId: string | null; isShown: boolean; wordsWait?: boolean },
): EmailUnit {
  const { connection } = work;
  const key = work.nextEmailKey();
  const id = freshId('e');
  const { receivedAtMs } = content;
  const traits = traitsOfArriving(content);
  const thread = placeInThread(work, content, traits);
  const set = new Set(keywords);
  const log = isShown ? (work.takesMany ? work.changes.createdAmongMany('Email', key) : work.changes.created('Email', id)) : null;
  if (isShown) work.changes.arrived();
  const flags = flagsOf(set);
  const own = ownHash(content);
  const place = work.packs.add(content);
  const preview = content.text?.preview ?? content.preview ?? '';
  const wordRow = work.words.place(key, receivedAtMs);
  connection.run(
    `insert into email (key, id, account, log, thread, received_at_ms, sent_at_ms, sent_at, size_bytes, subject, from_sort, to_sort, subject_sort, flags,
      has_attachment, preview, text_state, raw_blob_id, own_hash, subject_hash, thread_at_ms,
      is_joiner, server_email_id, server_thread_id, head, pack, slot, is_header_complete, word_row)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    key,
    id,
    work.account,
    log,
    thread,
    receivedAtMs,
    content.sentAtMs,
    content.sentAt,
    content.sizeBytes,
    content.subject,
    content.fromSort,
    content.toSort,
    casemapKey(traits.baseSubject),
    flags,
    content.hasAttachment ? 1 : 0,
    preview,
    textStateNumber(content.text ? 'stored' : 'absent'),
    rawBlobId,
    own,
    traits.subjectHash,
    traits.sentAtMs,
    traits.isSubjectJoiner ? 1 : 0,
    content.serverEmailId,
    content.serverThreadId,
    content.head,
    place.pack,
    place.slot,
    content.isHeaderComplete ? 1 : 0,
    wordRow,
  );
  for (const keyword of set)
    if (!systemBits.has(keyword)) connection.run('insert into keyword (email, keyword) values (?, ?)', key, keyword);
  if (wordsWait && content.text === null) work.noteWordsWaiting();
  else work.words.put(wordRow, { subject: content.subject, head: unpackHead(content.head), search: content.text?.search ?? '' });

  const unit: EmailUnit = {
    key,
    id,
    log,
    thread,
    receivedAtMs,
    sizeBytes: content.sizeBytes,
    ownHash: own,
    rawBlobId,
    pack: place.pack,
    slot: place.slot,
    keywords: set,
    preview,
    locations: [],
    isFresh: true,
    writtenLog: log,
    before: { isVisible: false, id, thread, mailboxes: [], keywords: noKeywords, flags, preview },
  };
  work.adopt(unit);
  if (traits.isSubjectJoiner) work.noteJoiner();
  return unit;
}
