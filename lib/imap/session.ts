import { setTimeout as delay } from 'node:timers/promises';
import { myRights, quotaOf } from './access.ts';
import type { FetchedHeader, ImapCapabilities, ImapSession, MailboxEvent } from './api.ts';
import { appendMessage } from './append-message.ts';
import { copyMessages, moveMessages } from './copy-messages.ts';
import { countDeleted, expungeDeleted } from './expunge-deleted.ts';
import { expungeMessages } from './expunge-messages.ts';
import { fetchFlags } from './fetch-flags.ts';
import { fetchHeaderBatch, fetchNewestHeaders, headerBatches } from './fetch-headers.ts';
import { fetchPart, fetchPiece, sizeOfSection, streamPart } from './fetch-part.ts';
import { searchGmail, storeLabels } from './gmail.ts';
import { idleUntilAborted } from './idle-until-aborted.ts';
import { listMailboxes } from './list-mailboxes.ts';
import { createMailbox, deleteMailbox, renameMailbox, subscribeMailbox, unselect } from './mailbox-commands.ts';
import { NameCodec } from './name-codec.ts';
import { Namespaces } from './namespaces.ts';
import { notify } from './notify.ts';
import { keyword, searchMail, textToken } from './search-mail.ts';
import { countUids, searchUids, uidCriterion, uidsInRange } from './search-uids.ts';
import { Selection } from './selection.ts';
import type { SessionContext } from './session-context.ts';
import { mailboxStatus } from './status.ts';
import { storeFlags } from './store-flags.ts';
import { atom, quoted, sequence } from './tokens.ts';
import { Turnstile } from './turnstile.ts';
import type { ImapWire } from './wire.ts';
import { withFallback } from './with-fallback.ts';

const logoutTimeoutMs = 3_000;
const defaultMaxPartBytes = 60 * 1024 * 1024;
const maxUid = 4_294_967_295;

/** A session over a connection that is logged in. */
export function openSession(wire: ImapWire, capabilities: ImapCapabilities): ImapSession {
  const names = new NameCodec(capabilities.utf8);
  const selection = new Selection(wire, names, capabilities.condstore);
  const turns = new Turnstile();
  const namespaces = new Namespaces(wire, names, capabilities.namespace);
  const context: SessionContext = { wire, capabilities, names, selection, namespaces: (options) => namespaces.get(options) };
  const ending = watchEnd(wire);
  const pass = turns.pass.bind(turns);

  async function* fetchHeaders(
    ...[what, { detail = 'all', ...options } = {}]: Parameters<ImapSession['fetchHeaders']>
  ): AsyncGenerator<FetchedHeader, void, undefined> {
    if ('seqFromEnd' in what) yield* await pass(() => fetchNewestHeaders(context, what.seqFromEnd, options), options.signal);
    else
      for (const batch of headerBatches(what)) yield* await pass(() => fetchHeaderBatch(context, batch, options, detail), options.signal);
  }

  /** A read in the examined mailbox. */
  const read = <T>(task: () => Promise<T>, options: { signal?: AbortSignal | undefined }) =>
    pass(async () => {
      await selection.forReading(options);
      return task();
    }, options.signal);

  /** In the form of RFC 4731, or in the old one. */
  const search = <T>(task: () => Promise<T>) => withFallback(capabilities, 'esearch', task);

  return {
    capabilities,
    get closed() {
      return wire.client.isClosed;
    },
    serverId: { ...(wire.client.serverInfo as Record<string, string> | null) },
    onClose: ending.onClose,
    onMailboxEvent: (listener: (event: MailboxEvent) => void) => selection.onEvent(listener),
    async close() {
      if (wire.client.isClosed) return;
      ending.isOurs();
      // A server that does not answer LOGOUT keeps nobody waiting.
      await Promise.race([wire.client.logout().catch(() => undefined), delay(logoutTimeoutMs, undefined, { ref: false })]);
      wire.client.close();
    },
    destroy() {
      ending.isOurs();
      wire.client.close();
    },

    list: (options = {}) => pass(() => listMailboxes(context, options), options.signal),
    myRights: (path, options = {}) => pass(() => myRights(context, path, options), options.signal),
    quotas: (path, options = {}) => pass(() => quotaOf(context, path, options), options.signal),
    status: (path, options = {}) => pass(() => mailboxStatus(context, path, options), options.signal),
    examine: (path, { qresync = null, ...options } = {}) =>
      pass(
        () => withFallback(capabilities, 'qresync', () => selection.examine(path, capabilities.qresync ? qresync : null, options)),
        options.signal,
      ),
    unselect: () => pass(() => unselect(context, {})),

    allUids: (options = {}) => read(() => search(() => uidsInRange(context, null, options)), options),
    uidsIn: (range, options = {}) => read(() => search(() => uidsInRange(context, range, options)), options),
    uidsAt: ({ from, to }, options = {}) => read(() => searchUids(context, [sequence(`${from}:${to}`)], options), options),
    countIn: (range, options = {}) => read(() => search(() => countUids(context, uidCriterion(range), options)), options),
    uidsWithFlag: (flag, options = {}) => read(() => search(() => searchUids(context, keyword(flag, true), options)), options),
    async byHeaderMessageId(uidFrom, messageId, options = {}) {
      const criteria = [
        ...uidCriterion({ from: uidFrom, to: maxUid }),
        atom('HEADER'),
        quoted('Message-ID'),
        textToken(messageId, capabilities.utf8),
      ];
      // `n:4294967295` names the last message too when n lies above it (I24).
      return (await read(() => search(() => searchUids(context, criteria, options)), options)).filter((uid) => uid >= uidFrom);
    },
    search: (path, filter, options = {}) =>
      pass(async () => {
        await selection.at(path, null, options);
        return search(() => searchMail(context, filter, options));
      }, options.signal),

    fetchHeaders,
    fetchFlags: (uids, { changedSince, ...options } = {}) =>
      pass(() => fetchFlags(context, uids, changedSince ?? null, options), options.signal),
    fetchPart: (uid, section, { maxBytes = defaultMaxPartBytes, ...options } = {}) =>
      fetchPart(context, (task) => pass(task, options.signal), uid, section, maxBytes, options),
    fetchPiece: (uid, section, piece, options = {}) => pass(() => fetchPiece(context, uid, section, piece, options), options.signal),
    sizeOf: (uid, section, options = {}) => pass(() => sizeOfSection(context, uid, section, options), options.signal),
    streamPart: (uid, section, options = {}) => streamPart(context, (task) => pass(task, options.signal), uid, section, options),

    storeFlags: (path, uidValidity, uids, change, { unchangedSince, ...options } = {}) =>
      pass(() => storeFlags(context, path, uidValidity, uids, change, unchangedSince ?? null, options), options.signal),
    storeLabels: (path, uidValidity, uids, change, options = {}) =>
      pass(() => storeLabels(context, path, uidValidity, uids, change, options), options.signal),
    searchGmail: (path, what, options = {}) =>
      pass(async () => {
        await selection.at(path, null, options);
        return search(() => searchGmail(context, what, options));
      }, options.signal),
    copy: (path, uidValidity, uids, target, options = {}) =>
      pass(() => copyMessages(context, path, uidValidity, uids, target, options), options.signal),
    move: (path, uidValidity, uids, target, options = {}) =>
      pass(() => withFallback(capabilities, 'move', () => moveMessages(context, path, uidValidity, uids, target, options)), options.signal),
    expunge: (path, uidValidity, uids, options = {}) =>
      pass(() => expungeMessages(context, path, uidValidity, uids, options), options.signal),
    countDeleted: (path, options = {}) => pass(() => countDeleted(context, path, options), options.signal),
    expungeDeleted: (path, uidValidity, expected, options = {}) =>
      pass(() => expungeDeleted(context, path, uidValidity, expected, options), options.signal),
    append: (path, message, options = {}) => pass(() => appendMessage(context, path, message, options), options.signal),

    createMailbox: (path, { specialUse = null, ...options } = {}) =>
      pass(() => createMailbox(context, path, specialUse, options), options.signal),
    renameMailbox: (from, to, options = {}) => pass(() => renameMailbox(context, from, to, options), options.signal),
    deleteMailbox: (path, options = {}) => pass(() => deleteMailbox(context, path, options), options.signal),
    subscribe: (path, options = {}) => pass(() => subscribeMailbox(context, 'SUBSCRIBE', path, options), options.signal),
    unsubscribe: (path, options = {}) => pass(() => subscribeMailbox(context, 'UNSUBSCRIBE', path, options), options.signal),

    notify: (onNews, options = {}) => pass(() => notify(context, onNews, options), options.signal),
    idle: (path, options) => idleUntilAborted(context, turns, path, options, ending.ended),
  };
}

function watchEnd(wire: ImapWire) {
  const listeners: ((error: Error | null) => void)[] = [];
  const ended = new AbortController();
  let isOurs = false;
  const reason = () => (isOurs ? null : wire.lost('command'));
  wire.client.on('close', () => {
    ended.abort();
    for (const listener of listeners.splice(0)) listener(reason());
  });
  return {
    ended: ended.signal,
    isOurs: () => {
      isOurs = true;
    },
    onClose: (listener: (error: Error | null) => void) => {
      if (wire.client.isClosed) listener(reason());
      else listeners.push(listener);
    },
  };
}
