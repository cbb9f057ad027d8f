import type { ImapSession } from '#lib/imap/index.ts';
import type { EmailId, MessagePart } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { bodyParts, bodySection, decodedPartText, decodeTransfer, previewOfParts, searchTextOf } from '#lib/message/index.ts';
import type { EmailLocation } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { asMailError } from './engine-health.ts';

/** A text part longer than this is indexed, previewed and cached up to here only; the reader fetches the whole when it is opened. */
const maxTextBytes = 256 * 1024;
const maxTextParts = 10;

export type TextWanted = EmailLocation & { structure: MessagePart | null };

/**
 * Fetches the text parts of messages, so that list rows get their preview, the full-text index its words, and opening one of them needs no
 * server. One EXAMINE for each mailbox; a message that went away meanwhile is passed over; one that cannot be read is marked (I18).
 *
 * @param mayGoOn asked before each message: false ends it there, what was fetched is stored
 * @param keepsParts the octets are kept too, so that opening the message needs no server
 * @returns octets that were kept
 * @throws MailError 'network' and other failures of the whole connection
 */
export async function fetchText(
  context: AccountContext,
  session: ImapSession,
  wanted: readonly TextWanted[],
  { mayGoOn = () => true, keepsParts = true }: { mayGoOn?: () => boolean; keepsParts?: boolean } = {},
): Promise<number> {
  let keptBytes = 0;
  const byPath = new Map<string, TextWanted[]>();
  for (const one of wanted) byPath.set(one.path, [...(byPath.get(one.path) ?? []), one]);
  for (const [path, messages] of byPath) {
    const uidValidity = await openOrPass(context, session, path);
    // Stored together: each store is a new state for every screen (settled 7).
    const texts: FetchedText[] = [];
    try {
      for (const message of messages) {
        if (message.uidValidity !== uidValidity) continue;
        context.signal.throwIfAborted();
        if (!mayGoOn()) return keptBytes;
        const text = await fetchOne(context, session, message);
        if (text === null) continue;
        texts.push(keepsParts ? text : { ...text, parts: [] });
        if (keepsParts) for (const { bytes } of text.parts) keptBytes += bytes.byteLength;
      }
    } finally {
      if (texts.length > 0) await context.store.emails.storeText(context.accountId, texts);
    }
  }
  return keptBytes;
}

type FetchedText = ReturnType<typeof textOf>;

/** @returns null for a mailbox that is gone or refuses: its messages are passed over, the others' text comes */
async function openOrPass(context: AccountContext, session: ImapSession, path: string): Promise<number | null> {
  try {
    return (await session.examine(path, { qresync: null, signal: context.signal })).uidValidity;
  } catch (error) {
    const { kind } = asMailError(error);
    if (kind !== 'not-found' && kind !== 'refused' && kind !== 'forbidden') throw error;
    context.log.info('text of a mailbox passed over', { accountId: context.accountId, kind });
    return null;
  }
}

/** @returns null for a message that is gone, or that cannot be read and has been marked so */
async function fetchOne(context: AccountContext, session: ImapSession, message: TextWanted): Promise<FetchedText | null> {
  const { accountId, store, signal } = context;
  const parts = textParts(message.structure);
  const fetched: { part: MessagePart; bytes: Uint8Array; isWhole: boolean }[] = [];
  try {
    for (const part of parts) {
      if (part.partId === null) continue;
      const section = bodySection(message.structure, part);
      // the size that the server tells is that of the part
      const sizeBytes = section === part.partId ? part.size : maxTextBytes;
      const raw = await fetchStart(session, message.uid, section, sizeBytes, signal);
      fetched.push({ part, bytes: decodeTransfer(raw, part.encoding), isWhole: raw.length < maxTextBytes });
    }
  } catch (error) {
    if (!isMailError(error)) throw error;
    if (error.kind === 'not-found') return null;
    if (error.kind !== 'unreadable' && error.kind !== 'refused' && error.kind !== 'too-large') throw error;
    await store.emails.markUnreadable(accountId, message.emailId);
    return null;
  }
  const text = readText(context, message.emailId, fetched);
  if (text === null) await store.emails.markUnreadable(accountId, message.emailId);
  return text;
}

/** @returns null for what our decoders fail on: one bad message never stops the others (I18) */
function readText(context: AccountContext, emailId: EmailId, fetched: Parameters<typeof textOf>[1]): FetchedText | null {
  try {
    return textOf(emailId, fetched);
  } catch (error) {
    context.log.error('text not decoded', { accountId: context.accountId, emailId, error });
    return null;
  }
}

/** The first `maxTextBytes` of a part; one command for the usual small part, a stream cut short for a long one. */
async function fetchStart(session: ImapSession, uid: number, section: string, sizeBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  if (sizeBytes <= maxTextBytes / 2) return session.fetchPart(uid, section, { signal });
  const { stream } = await session.streamPart(uid, section, { signal });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxTextBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxTextBytes);
}

/** The parts that are shown as body and are text, each once. */
export function textParts(structure: MessagePart | null): MessagePart[] {
  if (structure === null) return [];
  const { textBody, htmlBody } = bodyParts(structure);
  return [...new Set([...textBody, ...htmlBody])].filter((part) => part.type.startsWith('text/')).slice(0, maxTextParts);
}

/** What the store keeps of fetched text parts: words for the index, the preview, and the octets of parts that came whole. */
export function textOf(emailId: EmailId, fetched: readonly { part: MessagePart; bytes: Uint8Array; isWhole: boolean }[]) {
  const texts = fetched.map(({ part, bytes }) => ({ type: part.type, text: decodedPartText(bytes, part).text }));
  return {
    emailId,
    search: searchTextOf(texts),
    preview: previewOfParts(texts),
    parts: fetched.filter(({ isWhole }) => isWhole).map(({ part, bytes }) => ({ partId: part.partId ?? '', bytes })),
  };
}
