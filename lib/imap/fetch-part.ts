import { Readable } from 'node:stream';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { readFetchRow } from './fetch-row.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapToken, type ImapTokens, sequence } from './tokens.ts';
import type { RunOptions } from './wire.ts';

/** One answer of the server; what is in memory at a time is one of them. */
export const blockBytes = 512 * 1024;

/** Where a block begins, how long it may be, and who takes the transfer encoding off. */
export type Piece = { from: number; bytes: number; isDecoded: boolean };
type Block = { octets: Buffer; isLast: boolean; messageBytes: number | null };

/** Runs one turn on the connection: other calls get their turn between two blocks. */
export type Turn = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Octets of one section in blocks, by partial FETCH (RFC 9051 §6.4.5), so that a message of any size costs one block of memory. A server that
 * ignores the partial form and sends everything is read all the same.
 *
 * @throws MailError 'not-found' when the message or the section does not exist, 'unreadable' when the server refuses it
 */
export async function* readBlocks(
  context: SessionContext,
  turn: Turn,
  uid: number,
  section: string,
  options: RunOptions,
): AsyncGenerator<Block, void, undefined> {
  const tokens = sectionTokens(section);
  let offset = 0;
  for (;;) {
    const at = offset;
    const block = await turn(() => fetchBlock(context, uid, tokens, { from: at, bytes: blockBytes, isDecoded: false }, options));
    yield block;
    if (block.isLast) return;
    offset += block.octets.length;
  }
}

async function fetchBlock(
  context: SessionContext,
  uid: number,
  section: ImapTokens,
  { from: offset, bytes, isDecoded }: Piece,
  options: RunOptions,
): Promise<Block> {
  await context.selection.forReading(options);
  const body: ImapToken = { type: 'ATOM', value: isDecoded ? 'BINARY.PEEK' : 'BODY.PEEK', section, partial: [offset, bytes] };
  const items: ImapTokens = [atom('UID'), body];
  if (offset === 0 && section.length === 0) items.push(atom('RFC822.SIZE'));
  let octets: Buffer | null | undefined;
  let origin: number | null = null;
  let messageBytes: number | null = null;
  try {
    await context.wire.run('UID FETCH', [sequence(String(uid)), items], {
      ...options,
      untagged: {
        fetch: (response) => {
          const row = readFetchRow(response);
          if (row.uid !== uid || row.body === undefined) return context.selection.note('FETCH', response);
          octets = row.body;
          origin = row.bodyOrigin;
          messageBytes = row.sizeBytes;
        },
      },
    });
  } catch (error) {
    if (isMailError(error) && error.kind === 'refused')
      throw new MailError('unreadable', 'server refuses this message', {
        stage: 'command',
        code: error.code,
        serverText: error.serverText,
        cause: error,
      });
    throw error;
  }
  if (octets === undefined) throw new MailError('not-found', 'message is gone', { stage: 'command', code: 'GONE' });
  if (octets === null) {
    if (offset === 0) throw new MailError('not-found', 'message has no such part', { stage: 'command', code: 'NO-PART' });
    return { octets: Buffer.alloc(0), isLast: true, messageBytes };
  }
  if (origin === null && octets.length > bytes) return { octets: octets.subarray(offset), isLast: true, messageBytes };
  if (octets.length > bytes) throw new MailError('protocol', 'server sent more than was asked', { stage: 'command' });
  return { octets, isLast: octets.length < bytes, messageBytes };
}

/** @throws MailError 'invalid' for what is no section (RFC 9051 §9 `section-spec`, without HEADER.FIELDS) */
function sectionTokens(section: string): ImapTokens {
  if (section === '') return [];
  if (section.length > 500 || !/^(HEADER|TEXT|[1-9]\d{0,8}(\.[1-9]\d{0,8}){0,99}(\.(HEADER|TEXT|MIME))?)$/.test(section))
    throw new MailError('invalid', 'not a section', { code: 'SECTION' });
  return [atom(section)];
}

/** See ImapSession.fetchPiece. */
export async function fetchPiece(
  context: SessionContext,
  uid: number,
  section: string,
  piece: Piece,
  options: RunOptions,
): Promise<Buffer> {
  const { octets } = await fetchBlock(context, uid, sectionTokens(section), piece, options);
  // A server that ignores the partial form sends the rest too.
  return octets.subarray(0, piece.bytes);
}

/** See ImapSession.sizeOf. @see RFC 3516 §4.2 (BINARY.SIZE) */
export async function sizeOfSection(context: SessionContext, uid: number, section: string, options: RunOptions): Promise<number | null> {
  await context.selection.forReading(options);
  const tokens = sectionTokens(section);
  const item: ImapToken = tokens.length === 0 ? atom('RFC822.SIZE') : { type: 'ATOM', value: 'BINARY.SIZE', section: tokens };
  let size: number | null = null;
  try {
    await context.wire.run('UID FETCH', [sequence(String(uid)), [atom('UID'), item]], {
      ...options,
      untagged: {
        fetch: (response) => {
          const row = readFetchRow(response);
          if (row.uid !== uid) return context.selection.note('FETCH', response);
          size = tokens.length === 0 ? row.sizeBytes : row.binarySizeBytes;
        },
      },
    });
  } catch (error) {
    // A part that it cannot decode ([UNKNOWN-CTE]), or a message that it cannot read: it has no size to tell.
    if (!isMailError(error) || error.kind !== 'refused') throw error;
  }
  return size;
}

/** @throws as `readBlocks`, and 'too-large' */
export async function fetchPart(
  context: SessionContext,
  turn: Turn,
  uid: number,
  section: string,
  maxBytes: number,
  options: RunOptions,
): Promise<Buffer> {
  const blocks: Buffer[] = [];
  let size = 0;
  for await (const { octets } of readBlocks(context, turn, uid, section, options)) {
    size += octets.length;
    if (size > maxBytes) throw new MailError('too-large', 'part is larger than allowed', { stage: 'command', code: 'MAX-BYTES' });
    blocks.push(octets);
  }
  return blocks.length === 1 ? (blocks[0] ?? Buffer.alloc(0)) : Buffer.concat(blocks, size);
}

/** The first block is here before the stream is given out, so that what does not exist is an error and not an empty stream. */
export async function streamPart(
  context: SessionContext,
  turn: Turn,
  uid: number,
  section: string,
  options: RunOptions,
): Promise<{ size: number | null; stream: Readable }> {
  const blocks = readBlocks(context, turn, uid, section, options);
  const first = await blocks.next();
  if (first.done) return { size: 0, stream: Readable.from([]) };
  const { octets, isLast, messageBytes } = first.value;
  async function* all() {
    if (octets.length > 0) yield octets;
    for await (const block of blocks) if (block.octets.length > 0) yield block.octets;
  }
  return { size: isLast ? octets.length : messageBytes, stream: Readable.from(all(), { objectMode: false, highWaterMark: blockBytes }) };
}
