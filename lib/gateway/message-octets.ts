import { Buffer } from 'node:buffer';
import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId, EmailId, MessagePart } from '#lib/mail/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { bodySection, decodeTransfer, parseMessage } from '#lib/message/index.ts';
import type { EmailLocation, EmailRecord, Store } from '#lib/store/index.ts';
import { textOf, textParts } from '#lib/sync/index.ts';
import { findPart } from './find-part.ts';
import { openLocation } from './open-location.ts';

/** A message larger than this is never taken into memory; it can only be streamed. */
export const maxMessageBytes = 50 * 1024 * 1024;
/** Parts up to here are kept after they were fetched. */
export const maxCachedPartBytes = 1024 * 1024;

export type OctetsContext = {
  accountId: AccountId;
  store: Store;
  /** the reading connection, one task at a time; opens the mailbox of the location and checks its UIDVALIDITY */
  withReader: (<T>(signal: AbortSignal, task: (session: ImapSession) => Promise<T>) => Promise<T>) | null;
  /** where there is no such connection: the rest of a message whose header is all that is here. @returns whether it came; throws when it cannot be asked for */
  fetchWhole: (emailId: EmailId, signal: AbortSignal) => Promise<boolean>;
};

/** Reads octets of messages: from what we hold ourselves, from the cache, or from the server (one of the two reads that touch the network). */
export class MessageOctets {
  readonly #context: OctetsContext;

  constructor(context: OctetsContext) {
    this.#context = context;
  }

  async part(emailId: EmailId, partId: string, signal: AbortSignal): Promise<Uint8Array | null> {
    return (await this.parts([{ emailId, partId }], signal)).get(`${emailId}/${partId}`) ?? null;
  }

  /** Transfer-decoded octets by `${emailId}/${partId}`; parts that do not exist are left out. One EXAMINE for each mailbox. */
  async parts(wanted: { emailId: EmailId; partId: string }[], signal: AbortSignal): Promise<Map<string, Uint8Array>> {
    const { accountId, store } = this.#context;
    const found = new Map<string, Uint8Array>();
    const missing: { emailId: EmailId; partId: string }[] = [];
    for (const one of wanted) {
      const cached = await store.emails.cachedPart(accountId, one.emailId, one.partId);
      if (cached === null) missing.push(one);
      else found.set(`${one.emailId}/${one.partId}`, cached);
    }
    if (missing.length === 0) return found;
    const records = new Map(
      (await store.emails.get(accountId, [...new Set(missing.map(({ emailId }) => emailId))])).map((record) => [record.id, record]),
    );
    const remote: { record: EmailRecord; part: MessagePart; location: EmailLocation }[] = [];
    for (const { emailId, partId } of missing) {
      const record = records.get(emailId);
      if (record === undefined) continue;
      const part = findPart(record.structure, partId);
      const location = record.rawBlobId === null && part !== null ? await this.#locate(emailId) : null;
      if (part !== null && location !== null) remote.push({ record, part, location });
      else {
        const bytes = await this.#partOfRaw(record, partId, signal);
        if (bytes !== null) found.set(`${emailId}/${partId}`, bytes);
      }
    }
    if (remote.length > 0) await this.#fetchParts(remote, found, signal);
    return found;
  }

  /** The whole message. @throws MailError 'too-large' beyond `maxMessageBytes`, 'network', 'unreadable' */
  async raw(emailId: EmailId, signal: AbortSignal): Promise<Uint8Array | null> {
    const { accountId, store } = this.#context;
    const [record] = await store.emails.get(accountId, [emailId]);
    return record === undefined ? null : this.#rawOf(record, signal);
  }

  async headerBlock(emailId: EmailId, signal: AbortSignal): Promise<Uint8Array | null> {
    const { accountId, store } = this.#context;
    const [record] = await store.emails.get(accountId, [emailId]);
    if (record === undefined) return null;
    if (record.isHeaderComplete) return record.headerBlock;
    const location = await this.#locate(emailId);
    if (location === null) return record.headerBlock;
    return this.#at(location, signal, (session) => session.fetchPart(location.uid, 'HEADER', { signal }));
  }

  async structure(emailId: EmailId, signal: AbortSignal): Promise<MessagePart | null> {
    const raw = await this.raw(emailId, signal);
    return raw === null ? null : parseMessage(asBuffer(raw)).structure;
  }

  async #fetchParts(
    wanted: { record: EmailRecord; part: MessagePart; location: EmailLocation }[],
    found: Map<string, Uint8Array>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#reader(signal, async (session) => {
      let openPath: string | null = null;
      for (const { record, part, location } of wanted.toSorted((a, b) => (a.location.path < b.location.path ? -1 : 1))) {
        if (openPath !== location.path) await openLocation(session, location, signal);
        openPath = location.path;
        try {
          const encoded = await session.fetchPart(location.uid, bodySection(record.structure, part), { maxBytes: maxMessageBytes, signal });
          found.set(`${record.id}/${part.partId}`, decodeTransfer(encoded, part.encoding));
        } catch (error) {
          if (!isMailError(error) || error.kind !== 'not-found') throw error;
        }
      }
    });
    for (const record of new Set(wanted.map((one) => one.record))) await this.#keepText(record, found);
  }

  /** All text of the message is here now: the index, the preview and the next reader get it too. */
  async #keepText(record: EmailRecord, found: ReadonlyMap<string, Uint8Array>): Promise<void> {
    if (record.textState !== 'absent') return;
    const parts = textParts(record.structure).map((part) => ({ part, bytes: found.get(`${record.id}/${part.partId}`), isWhole: true }));
    const whole = parts.filter((part): part is typeof part & { bytes: Uint8Array } => part.bytes !== undefined);
    if (parts.length !== whole.length || whole.some(({ bytes }) => bytes.length > maxCachedPartBytes)) return;
    await this.#context.store.emails.storeText(this.#context.accountId, [textOf(record.id, whole)]);
  }

  async #partOfRaw(record: EmailRecord, partId: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const raw = await this.#rawOf(record, signal);
    if (raw === null) return null;
    const buffer = asBuffer(raw);
    const place = parseMessage(buffer).parts.find((part) => part.partId === partId);
    return place === undefined ? null : decodeTransfer(buffer.subarray(place.bodyStart, place.bodyEnd), place.part.encoding);
  }

  async #rawOf(record: EmailRecord, signal: AbortSignal): Promise<Uint8Array | null> {
    const { accountId, store } = this.#context;
    const held = record.rawBlobId === null ? null : await store.blobs.read(accountId, record.rawBlobId);
    if (held !== null) return held;
    const location = await this.#locate(record.id);
    if (location === null) return record.rawBlobId === null ? this.#restOf(record.id, signal) : null;
    return this.#at(location, signal, (session) => session.fetchPart(location.uid, '', { maxBytes: maxMessageBytes, signal }));
  }

  /** Null: no server has it, or none that gives a message more than once. */
  #locate(emailId: EmailId): Promise<EmailLocation | null> {
    const { accountId, store, withReader } = this.#context;
    return withReader === null ? Promise.resolve(null) : store.emails.locate(accountId, emailId);
  }

  #reader<T>(signal: AbortSignal, task: (session: ImapSession) => Promise<T>): Promise<T> {
    const { withReader } = this.#context;
    if (withReader === null) throw new MailError('not-found', 'this account has no server to be asked', { stage: 'store' });
    return withReader(signal, task);
  }

  /** P10: the rest of a large message, while its server still has it. */
  async #restOf(emailId: EmailId, signal: AbortSignal): Promise<Uint8Array | null> {
    const { accountId, store, fetchWhole } = this.#context;
    if (!(await fetchWhole(emailId, signal))) return null;
    const [record] = await store.emails.get(accountId, [emailId]);
    return record === undefined || record.rawBlobId === null ? null : store.blobs.read(accountId, record.rawBlobId);
  }

  #at<T>(location: EmailLocation, signal: AbortSignal, task: (session: ImapSession) => Promise<T>): Promise<T> {
    return this.#reader(signal, async (session) => {
      await openLocation(session, location, signal);
      return task(session);
    });
  }
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
