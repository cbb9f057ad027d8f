import type { CollectedMessages, FlatMessages, SyncedMessage } from './api.ts';
import { type PreparedContent, prepareContent } from './prepared-content.ts';

/** A message as the writer reads it. */
export type ArrivedMessage = { uid: number; flags: string[]; labels?: readonly string[]; content: PreparedContent };

/**
 * Collects messages for one `applyPass`, prepared and flat, so that nothing else is kept of them while others are still being fetched. Empty after it
 * was handed over, and then to be filled again: a fill that has new memory for each leaves tens of megabytes behind until they are collected.
 */
export class MessageBatch implements CollectedMessages {
  #uids: number[] = [];
  #lengths: number[] = [];
  readonly #rows = new Octets();
  readonly #details = new Octets();

  add(message: SyncedMessage): void {
    const { facts, headerBlock, ...content } = prepareContent(message.content);
    this.#uids.push(message.uid);
    this.#lengths.push(this.#rows.addText(rowText(message, content)), this.#details.add(facts), this.#details.add(headerBlock));
  }

  get length(): number {
    return this.#uids.length;
  }
  get sizeBytes(): number {
    return this.#rows.length + this.#details.length;
  }

  /** All of it, and the memory to transfer. */
  take(): { messages: FlatMessages; memory: ArrayBuffer[] } {
    const messages = {
      uids: Uint32Array.from(this.#uids),
      lengths: Uint32Array.from(this.#lengths),
      rows: this.#rows.take(),
      details: this.#details.take(),
    };
    this.#uids = [];
    this.#lengths = [];
    return { messages, memory: Object.values(messages).map(({ buffer }) => buffer) };
  }
}

export function flatMessages(messages: readonly SyncedMessage[]): MessageBatch {
  const batch = new MessageBatch();
  for (const message of messages) batch.add(message);
  return batch;
}

export function readFlatMessages({ uids, lengths, rows, details }: FlatMessages): ArrivedMessage[] {
  const text = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  const messages: ArrivedMessage[] = [];
  let [row, detail] = [0, 0];
  for (const [index, uid] of uids.entries()) {
    const rowEnd = row + lengths[3 * index]!;
    const factsEnd = detail + lengths[3 * index + 1]!;
    const headerEnd = factsEnd + lengths[3 * index + 2]!;
    const pieces = { facts: details.subarray(detail, factsEnd), headerBlock: details.subarray(factsEnd, headerEnd) };
    messages.push({ uid, ...readRow(text.toString('utf8', row, rowEnd), pieces) });
    row = rowEnd;
    detail = headerEnd;
  }
  return messages;
}

type Pieces = Pick<PreparedContent, 'facts' | 'headerBlock'>;
type RowContent = Omit<PreparedContent, keyof Pieces>;
type Row = [
  flags: string[],
  sizeBytes: number,
  receivedAtMs: number,
  sentAtMs: number | null,
  sentAt: string | null,
  subject: string | null,
  head: string,
  fromSort: string,
  toSort: string,
  messageId: string | null,
  author: string | null,
  ownId: string | null,
  citedIds: string[],
  parentIds: string[],
  baseSubject: string,
  isSubjectJoiner: boolean,
  hasAttachment: boolean,
  isHeaderComplete: boolean,
  serverEmailId: string | null,
  serverThreadId: string | null,
  text: { search: string; preview: string } | null,
  preview: string | null,
  labels: readonly string[] | null,
];

function rowText({ flags, labels }: SyncedMessage, content: RowContent): string {
  const row: Row = [
    flags,
    content.sizeBytes,
    content.receivedAtMs,
    content.sentAtMs,
    content.sentAt,
    content.subject,
    content.head,
    content.fromSort,
    content.toSort,
    content.messageId,
    content.author,
    content.ownId,
    content.citedIds,
    content.parentIds,
    content.baseSubject,
    content.isSubjectJoiner,
    content.hasAttachment,
    content.isHeaderComplete,
    content.serverEmailId,
    content.serverThreadId,
    content.text,
    content.preview,
    labels ?? null,
  ];
  return JSON.stringify(row);
}

function readRow(text: string, { facts, headerBlock }: Pieces): Omit<ArrivedMessage, 'uid'> {
  const row = JSON.parse(text) as Row;
  const content: PreparedContent = {
    sizeBytes: row[1],
    receivedAtMs: row[2],
    sentAtMs: row[3],
    sentAt: row[4],
    subject: row[5],
    head: row[6],
    fromSort: row[7],
    toSort: row[8],
    messageId: row[9],
    author: row[10],
    ownId: row[11],
    citedIds: row[12],
    parentIds: row[13],
    baseSubject: row[14],
    isSubjectJoiner: row[15],
    hasAttachment: row[16],
    isHeaderComplete: row[17],
    serverEmailId: row[18],
    serverThreadId: row[19],
    text: row[20],
    preview: row[21],
    facts,
    headerBlock,
  };
  const labels = row[22];
  return { flags: row[0], ...(labels === null ? {} : { labels }), content };
}

const firstRoom = 16 * 1024;

/** Octets one behind the other, in memory of their own: a slice of the pool would take all of the pool along. */
class Octets {
  #octets = Buffer.allocUnsafeSlow(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @returns how many octets it became */
  addText(text: string): number {
    this.#makeRoom(text.length * 3);
    const written = this.#octets.write(text, this.#length, 'utf8');
    this.#length += written;
    return written;
  }
  add(octets: Uint8Array): number {
    this.#makeRoom(octets.length);
    this.#octets.set(octets, this.#length);
    this.#length += octets.length;
    return octets.length;
  }

  /** A copy: what was grown to hold so much is used again. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.#octets.buffer.slice(0, this.#length));
    this.#length = 0;
    return taken;
  }

  #makeRoom(octets: number): void {
    const needed = this.#length + octets;
    if (needed <= this.#octets.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#octets.length * 2, firstRoom));
    this.#octets.copy(larger, 0, 0, this.#length);
    this.#octets = larger;
  }
}
