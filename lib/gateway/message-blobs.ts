import { Readable } from 'node:stream';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { transferDecoder } from '#lib/message/index.ts';
import type { EmailLocation, Store } from '#lib/store/index.ts';
import type { BlobContent } from './api.ts';
import { type AskedRange, type ByteRange, rangeOf } from './byte-range.ts';
import { findPart } from './find-part.ts';
import { type MessageOctets, maxCachedPartBytes } from './message-octets.ts';
import { octetsOf, openSection, type SectionRoads } from './section-source.ts';

/** Decoded sizes that are remembered, of the parts downloaded last. */
const maxKnownSizes = 1000;

/** Messages and their parts as downloads: in constant memory, from the middle where that is asked for. */
export class MessageBlobs {
  readonly #accountId: AccountId;
  readonly #store: Store;
  readonly #octets: MessageOctets;
  readonly #roads: SectionRoads | null;
  readonly #knownSizes = new Map<string, number>();

  constructor(parts: { accountId: AccountId; store: Store; octets: MessageOctets; roads: SectionRoads | null }) {
    this.#accountId = parts.accountId;
    this.#store = parts.store;
    this.#octets = parts.octets;
    this.#roads = parts.roads;
  }

  /** The whole message, or null. */
  async message(emailId: EmailId, asked: AskedRange | null, signal: AbortSignal): Promise<BlobContent | null> {
    const [record] = await this.#store.emails.get(this.#accountId, [emailId]);
    if (record === undefined) return null;
    const held = record.rawBlobId === null ? null : await this.#store.blobs.stat(this.#accountId, record.rawBlobId);
    if (record.rawBlobId !== null && held !== null) {
      const range = rangeOf(asked, held.sizeBytes);
      const type = 'message/rfc822';
      if (range === 'unsatisfiable') return { type, sizeBytes: held.sizeBytes, stream: once(new Uint8Array()), range };
      const stream = await this.#store.blobs.stream(this.#accountId, record.rawBlobId, range ?? undefined);
      if (stream !== null) return { type, sizeBytes: held.sizeBytes, stream, range };
    }
    // Of a POP3 account only the header may be here: the rest is fetched as a whole.
    if (this.#roads === null) return this.#fromMemory(await this.#octets.raw(emailId, signal), 'message/rfc822', asked);
    const location = await this.#store.emails.locate(this.#accountId, emailId);
    return location === null ? null : { type: 'message/rfc822', ...(await this.#section(location, '', null, '', asked, signal)) };
  }

  /** One part, transfer-decoded, or null. */
  async part(emailId: EmailId, partId: string, asked: AskedRange | null, signal: AbortSignal): Promise<BlobContent | null> {
    const [record] = await this.#store.emails.get(this.#accountId, [emailId]);
    if (record === undefined) return null;
    const known = findPart(record.structure, partId);
    const isLarge = this.#roads !== null && record.rawBlobId === null && known !== null && known.size > maxCachedPartBytes;
    const location = isLarge ? await this.#store.emails.locate(this.#accountId, emailId) : null;
    if (known !== null && location !== null) {
      const section = await this.#section(location, partId, known.encoding, `${emailId}/${partId}`, asked, signal);
      return { type: known.type, ...section };
    }
    const bytes = await this.#octets.part(emailId, partId, signal);
    if (bytes === null) return null;
    const part = known ?? findPart(await this.#octets.structure(emailId, signal), partId);
    return this.#fromMemory(bytes, part?.type ?? 'application/octet-stream', asked);
  }

  #fromMemory(bytes: Uint8Array | null, type: string, asked: AskedRange | null): BlobContent | null {
    if (bytes === null) return null;
    const range = rangeOf(asked, bytes.length);
    const shown = range === null || range === 'unsatisfiable' ? bytes : bytes.subarray(range.start, range.end + 1);
    return { type, sizeBytes: bytes.length, stream: once(shown), range };
  }

  async #section(
    location: EmailLocation,
    section: string,
    encoding: string | null,
    key: string,
    asked: AskedRange | null,
    signal: AbortSignal,
  ): Promise<Omit<BlobContent, 'type'>> {
    const needsDecoding = section !== '' && isEncoded(encoding);
    if (this.#roads === null) throw new MailError('not-found', 'this account has no server to be asked', { stage: 'store' });
    const source = await openSection(this.#roads, location, section, isBase64(encoding), signal);
    const sizeBytes = source.sizeBytes ?? this.#knownSizes.get(key) ?? null;
    const range = rangeOf(asked, sizeBytes);
    if (range === 'unsatisfiable') {
      source.end(true);
      return { sizeBytes, stream: once(new Uint8Array()), range };
    }
    if (source.isDecoded || !needsDecoding) {
      const stream = octetsOf(source, range?.start ?? 0, range === null ? source.sizeBytes : range.end + 1);
      return { sizeBytes, stream: section === '' || source.isDecoded ? stream : this.#counted(key, stream), range };
    }
    // The server does not decode: it is done here, from the first octet on, and what lies before the range is passed over.
    const decoded = this.#counted(key, decodedBy(encoding, octetsOf(source, 0, null)));
    return { sizeBytes, stream: range === null ? decoded : sliceOf(decoded, range), range };
  }

  /** Remembers how much it was when all of it went by: the next download can be of a range. */
  #counted(key: string, stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const sizes = this.#knownSizes;
    let bytes = 0;
    return mapped(
      stream,
      (chunk) => {
        bytes += chunk.byteLength;
        return chunk;
      },
      () => {
        const oldest = sizes.keys().next();
        if (sizes.size >= maxKnownSizes && oldest.done !== true) sizes.delete(oldest.value);
        sizes.set(key, bytes);
      },
    );
  }
}

const isBase64 = (encoding: string | null): boolean => encoding?.trim().toLowerCase() === 'base64';
const isEncoded = (encoding: string | null): boolean => isBase64(encoding) || encoding?.trim().toLowerCase() === 'quoted-printable';

function decodedBy(encoding: string | null, octets: AsyncIterable<Buffer>): AsyncIterable<Uint8Array> {
  const raw = Readable.from(octets, { objectMode: false });
  const decoder = transferDecoder(encoding);
  raw.on('error', (error) => decoder.destroy(error));
  const chunks = raw.pipe(decoder)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => chunks.next(),
      async return() {
        raw.destroy();
        decoder.destroy();
        return { done: true, value: undefined };
      },
    }),
  };
}

/** Passes a stream on; its end reaches the source also when nobody began to read. */
function mapped(
  source: AsyncIterable<Uint8Array>,
  map: (chunk: Uint8Array) => Uint8Array | null,
  onEnd: () => void = () => {},
): AsyncIterable<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const end = async () => {
    await chunks.return?.();
    return { done: true as const, value: undefined };
  };
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const step = await chunks.next();
        if (step.done === true) {
          onEnd();
          return { done: true, value: undefined };
        }
        const value = map(step.value);
        return value === null ? end() : { done: false, value };
      },
      return: end,
    }),
  };
}

function sliceOf(source: AsyncIterable<Uint8Array>, { start, end }: ByteRange): AsyncIterable<Uint8Array> {
  let at = 0;
  return mapped(source, (chunk) => {
    if (at > end) return null;
    const from = Math.max(0, start - at);
    const to = Math.min(chunk.byteLength, end + 1 - at);
    at += chunk.byteLength;
    return from < to ? chunk.subarray(from, to) : chunk.subarray(0, 0);
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
