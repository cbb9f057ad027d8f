import type { ImapSession } from '#lib/imap/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { EmailLocation } from '#lib/store/index.ts';
import type { BulkLease } from '#lib/sync/index.ts';
import { openLocation } from './open-location.ts';

/** What is in memory of a download at a time. */
const pieceBytes = 512 * 1024;

export type SectionRoads = {
  /** a connection for a long transfer */
  lease: (signal: AbortSignal) => Promise<BulkLease>;
  /** the connection that readers share, for one turn */
  withReader: <T>(signal: AbortSignal, task: (session: ImapSession) => Promise<T>) => Promise<T>;
};

/** A section of a message on the server, read piece by piece. `end` gives the connection back; so does the end of the caller's signal. */
export type SectionSource = {
  /** octets of the whole message, or of a decoded part; null: not known */
  sizeBytes: number | null;
  /** the server decodes */
  isDecoded: boolean;
  read(from: number): Promise<Buffer>;
  end(isSound: boolean): void;
};

/**
 * Opens a section for a long transfer on a connection of its own. Where the server allows no more than one connection, each piece takes its
 * turn among the other readers instead.
 *
 * @param wantsDecoded the part is to be decoded by the server, if it can (RFC 3516)
 * @throws MailError 'not-found', 'stale-uids', 'too-many' and those of connecting
 */
export async function openSection(
  roads: SectionRoads,
  location: EmailLocation,
  section: string,
  wantsDecoded: boolean,
  signal: AbortSignal,
): Promise<SectionSource> {
  const lease = await leaseOrNull(roads, signal);
  const turn = async <T>(task: (session: ImapSession) => Promise<T>): Promise<T> => {
    if (lease !== null) return task(lease.session);
    return roads.withReader(signal, async (session) => {
      await openLocation(session, location, signal);
      return task(session);
    });
  };
  try {
    if (lease !== null) await openLocation(lease.session, location, signal);
    const { sizeBytes, isDecoded } = await turn(async (session) => {
      const mayAsk = section === '' || (wantsDecoded && session.capabilities.binary);
      const size = mayAsk ? await session.sizeOf(location.uid, section, { signal }) : null;
      return { sizeBytes: size, isDecoded: section !== '' && size !== null };
    });
    let isOut = true;
    const end = (isSound: boolean) => {
      if (!isOut) return;
      isOut = false;
      signal.removeEventListener('abort', broken);
      lease?.giveBack(isSound);
    };
    // Whoever asked is gone, perhaps without having begun to read.
    const broken = () => end(false);
    signal.addEventListener('abort', broken, { once: true });
    return {
      sizeBytes,
      isDecoded,
      read: (from) => turn((session) => session.fetchPiece(location.uid, section, { from, bytes: pieceBytes, isDecoded }, { signal })),
      end,
    };
  } catch (error) {
    lease?.giveBack(false);
    throw error;
  }
}

async function leaseOrNull(roads: SectionRoads, signal: AbortSignal): Promise<BulkLease | null> {
  try {
    return await roads.lease(signal);
  } catch (error) {
    // Only one connection for now (I14): the download goes over it, slowly, rather than not at all.
    if (isMailError(error) && error.kind === 'temporary' && error.code === 'LIMIT') return null;
    throw error;
  }
}

/**
 * The octets of a source from `start` on, up to before `end` (null: to its end), as somebody pulls them. The source ends with the stream,
 * however that ends: read to the end, broken off, or never begun.
 *
 * @throws MailError 'protocol' in the stream when the server has fewer octets than it said
 */
export function octetsOf(source: SectionSource, start: number, end: number | null): AsyncIterable<Buffer> {
  let at = start;
  let isOver = false;
  const finish = (isSound: boolean) => {
    isOver = true;
    source.end(isSound);
  };
  const next = async (): Promise<IteratorResult<Buffer>> => {
    if (isOver || (end !== null && at >= end)) {
      finish(true);
      return { done: true, value: undefined };
    }
    try {
      const octets = await source.read(at);
      if (octets.length === 0 && end !== null) throw new MailError('protocol', 'the server has fewer octets than it said');
      at += octets.length;
      if (octets.length === 0) {
        finish(true);
        return { done: true, value: undefined };
      }
      return { done: false, value: end !== null && at > end ? octets.subarray(0, octets.length - (at - end)) : octets };
    } catch (error) {
      finish(false);
      throw error;
    }
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next,
      async return() {
        finish(true);
        return { done: true, value: undefined };
      },
    }),
  };
}
