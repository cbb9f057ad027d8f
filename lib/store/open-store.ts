import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type {
  BlobStore,
  CommitEvent,
  EmailStore,
  IdentityStore,
  IntentStore,
  MailboxStore,
  OpenStore,
  PeopleStore,
  PushStore,
  Store,
  SubmissionStore,
  TagStore,
  VacationStore,
} from './api.ts';
import { BlobFiles } from './blob-files.ts';
import { bulkActStore } from './bulk-act-store.ts';
import { contactStore, templateStore } from './contact-store.ts';
import { flatMessages } from './flat-messages.ts';
import { Housekeeper } from './housekeeper.ts';
import { MailJournals } from './mail-journals.ts';
import { maildropStore } from './maildrop-store.ts';
import { migrations } from './migrations/index.ts';
import { arrivalsOf } from './read/arrivals.ts';
import { changesSince, eventsSince, stateOf, statesOf } from './read/changes.ts';
import {
  cachedPart,
  countUids,
  countWithoutText,
  emailRecords,
  emailSummaries,
  emailsWithoutText,
  idsOfUids,
  knownUids,
  locateEmail,
  receivedTimes,
  textReachOf,
  textsWanted,
  threadsWithEmails,
  twinMailboxes,
} from './read/emails.ts';
import { defineFilterFunctions } from './read/filter-functions.ts';
import { houseSettings } from './read/house-settings.ts';
import { identityRecords, identityServers, submissionDueMs, submissionRecords } from './read/identities-submissions.ts';
import { KeptSyncRows } from './read/kept-sync-rows.ts';
import { mailboxRecords, mailboxSyncRow, windowPlaces } from './read/mailboxes.ts';
import { outgoingServerOf } from './read/outgoing-servers.ts';
import { PackReader } from './read/pack-reader.ts';
import {
  accountById,
  accountsOf,
  accountsOfDomain,
  allAccounts,
  appPasswordByHash,
  appPasswordsOf,
  peopleOf,
  personByIdentity,
  preferencesOf,
  sealedCredential,
  sessionByHash,
  sessionsOf,
  sharedWith,
  sharesOf,
} from './read/people.ts';
import { countPushSubscriptions, livePushSubscription, livePushSubscriptions, pushSubscriptionsOf } from './read/push.ts';
import { queryInSlices } from './read/query-in-slices.ts';
import { Reader } from './read/reader.ts';
import { senderKeysOf } from './read/sender-keys.ts';
import { emailsWithKeyword, tagRecords, unkeptOf } from './read/tags.ts';
import { accountThreading, currentThreadId, emailsByMessageId } from './read/threading.ts';
import { accountsWithVacations, vacationOf } from './read/vacations.ts';
import { snoozeStore } from './snooze-store.ts';
import { Connection } from './sqlite/connection.ts';
import { lockFolder } from './sqlite/folder-lock.ts';
import { migrate } from './sqlite/migrate.ts';
import { Writer } from './sqlite/writer.ts';
import { WordIndexer } from './word-indexer.ts';
import { manyAtOnce } from './write/apply-pass.ts';
import { nextDueMs, unansweredTargetsQuery } from './write/carry-intents.ts';
import { newTransaction } from './write/transaction.ts';

const mebibyte = 1024 * 1024;
/** Parts of messages kept after they were fetched, all accounts together. */
const defaultCachedPartBytes = 512 * mebibyte;
/** How exactly “last seen” and “last used” are kept. */
const touchEveryMs = 60_000;

export const openStore: OpenStore = async ({ dataDir, log, cachedPartBytes = defaultCachedPartBytes }) => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const path = join(dataDir, 'postern.db');
  const unlock = lockFolder(dataDir);
  try {
    prepareDatabase(path);
  } catch (error) {
    unlock();
    throw error;
  }

  const listeners = new Set<(event: CommitEvent) => void>();
  const writer = new Writer(path, (event) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log?.warn('a commit listener failed', { error });
      }
    }
  });
  const connection = new Connection(path, { readOnly: true, cacheBytes: 16 * mebibyte });
  const packs = new PackReader(connection);
  defineFilterFunctions(connection, packs);
  const reader = new Reader(connection);
  const files = new BlobFiles(join(dataDir, 'blobs'));
  await files.clearTemporary();
  const journals = new MailJournals(dataDir);
  await writer.call('clearMaildropLocks');
  const purge = new Purge(writer, log);
  purge.start();
  const indexer = new WordIndexer({ writer, log });
  const housekeeper = new Housekeeper({ writer, cachedPartBytes, log, wakeIndexer: () => indexer.wake(0) });
  housekeeper.start();
  indexer.wake(0);

  const store: Store = {
    people: peopleStore(writer, reader, purge, journals),
    mailboxes: mailboxStore(writer, reader),
    emails: emailStore(writer, reader, packs, housekeeper, journals, indexer),
    intents: intentStore(writer, reader),
    submissions: submissionStore(writer, reader),
    identities: identityStore(writer, reader),
    blobs: blobStore(writer, reader, files),
    tags: tagStore(writer, reader),
    push: pushStore(writer, reader),
    snoozes: snoozeStore(writer, reader),
    bulkActs: bulkActStore(writer, reader),
    vacations: vacationStore(writer, reader),
    contacts: contactStore(writer, reader),
    templates: templateStore(writer, reader),
    outgoingServers: {
      get: (accountId, server) => reader.on(accountId, (account, db) => outgoingServerOf(db, account, server)),
      note: (accountId, server, offer, nowMs) => writer.call('noteOutgoingOffer', accountId, server, offer, nowMs),
    },
    senderKeys: {
      of: (accountId, address) => reader.on(accountId, (account, db) => senderKeysOf(db, account, address)),
      keep: (accountId, address, key) => writer.call('keepSenderKey', accountId, address, key),
    },
    houseSettings: {
      all: () => reader.read((db) => houseSettings(db)),
      put: (setting) => writer.call('putHouseSetting', setting),
      remove: (name) => writer.call('removeHouseSetting', name),
    },
    maildrops: maildropStore(path, writer, reader, files, journals),
    state: (accountId, type) => reader.on(accountId, (account, db) => stateOf(db, account, type)),
    states: (accountId) => reader.on(accountId, (account, db) => statesOf(db, account)),
    changes: (accountId, type, sinceState, maxChanges) =>
      reader.on(accountId, (account, db) => changesSince(db, account, type, sinceState, maxChanges)),
    events: (accountId, sinceMs) => reader.on(accountId, (account, db) => eventsSince(db, account, sinceMs)),
    async tidy() {
      await indexer.finish();
      await housekeeper.round();
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      listeners.clear();
      purge.stop();
      housekeeper.stop();
      indexer.stop();
      await writer.close();
      connection.close();
      unlock();
    },
  };
  return store;
};

/** Makes the file readable by its owner only before anything is in it, then migrates. */
function prepareDatabase(path: string): void {
  const isNew = !existsSync(path);
  const connection = new Connection(path, { readOnly: false, cacheBytes: 8 * mebibyte });
  try {
    if (isNew) for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) chmodSync(path + suffix, 0o600);
    migrate(connection, path, migrations);
    // SQLite gives the log and its index the rights of the database file from now on.
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) chmodSync(path + suffix, 0o600);
  } finally {
    connection.close();
  }
}

/** Erases what removed accounts left, a little at a time behind the other writes; goes on after a restart. */
class Purge {
  readonly #writer: Writer;
  readonly #log: Parameters<OpenStore>[0]['log'];
  #isRunning = false;
  #isStopped = false;

  constructor(writer: Writer, log: Parameters<OpenStore>[0]['log']) {
    this.#writer = writer;
    this.#log = log;
  }
  start(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    this.#run().catch((error: unknown) => {
      if (!this.#isStopped) this.#log?.warn('erasing a removed account failed', { error });
    });
  }
  stop(): void {
    this.#isStopped = true;
  }
  async #run(): Promise<void> {
    try {
      while (!this.#isStopped && (await this.#writer.call('purgeRemoved')));
    } finally {
      this.#isRunning = false;
    }
  }
}

function peopleStore(writer: Writer, reader: Reader, purge: Purge, journals: MailJournals): PeopleStore {
  return {
    personByIdentity: (identity) => reader.read((db) => personByIdentity(db, identity)),
    createPersonWithAccount: (input) => writer.call('createPersonWithAccount', input),
    addIdentity: (identity, personId) => writer.call('addIdentity', identity, personId),
    addAccount: (input) => writer.call('addAccount', input),
    async removeAccount(accountId) {
      await writer.call('removeAccount', accountId);
      await journals.remove(accountId);
      purge.start();
    },
    async updateAccount(accountId, patch) {
      await writer.call('updateAccount', accountId, patch);
      const account = await reader.read((db) => accountById(db, accountId));
      if (account !== null && (await journals.has(accountId))) await journals.noteAccount(account);
    },
    account: (accountId) => reader.read((db) => accountById(db, accountId)),
    accountsOf: (personId) => reader.read((db) => accountsOf(db, personId)),
    accountsOfDomain: (domain, most) => reader.read((db) => accountsOfDomain(db, domain, most)),
    allAccounts: () => reader.read((db) => allAccounts(db)),
    sharedWith: (personId) => reader.read((db) => sharedWith(db, personId)),
    peopleOf: (accountId) => reader.read((db) => peopleOf(db, accountId)),
    shareAccount: (accountId, input) => writer.call('shareAccount', accountId, input),
    unshareAccount: (accountId, shareId) => writer.call('unshareAccount', accountId, shareId),
    sharesOf: (accountId) => reader.read((db) => sharesOf(db, accountId)),
    sealedCredential: (accountId, personId) => reader.read((db) => sealedCredential(db, accountId, personId)),
    async eraseDemo() {
      await writer.call('eraseDemo');
      purge.start();
    },
    createSession: (input) => writer.call('createSession', input),
    async sessionByHash(tokenHash, nowMs, everyMs = touchEveryMs) {
      const session = await reader.read((db) => sessionByHash(db, tokenHash, nowMs));
      if (session && nowMs - session.lastSeenAtMs >= everyMs) await writer.call('touchSession', session.id, nowMs);
      return session;
    },
    sessionsOf: (personId) => reader.read((db) => sessionsOf(db, personId, Date.now())),
    revokeSession: (personId, sessionId) => writer.call('revokeSession', personId, sessionId),
    revokeSessionByHash: (tokenHash) => writer.call('revokeSessionByHash', tokenHash),
    revokeAllSessions: (personId) => writer.call('revokeAllSessions', personId),
    createAppPassword: (input) => writer.call('createAppPassword', input),
    async appPasswordByHash(secretHash, nowMs) {
      const found = await reader.read((db) => appPasswordByHash(db, secretHash));
      if (found && nowMs - (found.lastUsedAtMs ?? 0) >= touchEveryMs) await writer.call('touchAppPassword', found.id, nowMs);
      return found;
    },
    appPasswordsOf: (personId) => reader.read((db) => appPasswordsOf(db, personId)),
    revokeAppPassword: (personId, id) => writer.call('revokeAppPassword', personId, id),
    preferences: (personId) => reader.read((db) => preferencesOf(db, personId)),
    setPreferences: (personId, preferences) => writer.call('setPreferences', personId, preferences),
  };
}

function mailboxStore(writer: Writer, reader: Reader): MailboxStore {
  const syncRows = new KeptSyncRows(reader);
  return {
    get: (accountId, ids) => reader.on(accountId, (account, db) => mailboxRecords(db, account, ids)),
    syncRows: async (accountId) => (await syncRows.of(accountId)).filter(({ isLeaving }) => !isLeaving),
    passRows: (accountId) => syncRows.of(accountId),
    syncRow: (accountId, id) => reader.on(accountId, (account, db) => mailboxSyncRow(db, account, id)),
    windowPlaces: (accountId) => reader.on(accountId, (account, db) => windowPlaces(db, account)),
    recordListing: (accountId, listed, renames, unlisted = []) => writer.call('recordListing', accountId, listed, renames, unlisted),
    async create(accountId, input) {
      const created = await writer.call('createMailbox', accountId, input);
      if (!created.ok) return created;
      const [record] = await reader.on(accountId, (account, db) => mailboxRecords(db, account, [created.value]));
      return record ? { ok: true, value: record } : { ok: false, refusal: { kind: 'not-found' } };
    },
    update: (accountId, id, patch) => writer.call('updateMailbox', accountId, id, patch),
    destroy: (accountId, id, options) => writer.call('destroyMailbox', accountId, id, options),
    restore: (accountId, id) => writer.call('restoreDestroyed', accountId, id),
    holdDestroyed: (accountId, id, notBeforeMs) => writer.call('holdDestroyed', accountId, id, notBeforeMs),
  };
}

function emailStore(
  writer: Writer,
  reader: Reader,
  packs: PackReader,
  housekeeper: Housekeeper,
  journals: MailJournals,
  indexer: WordIndexer,
): EmailStore {
  return {
    get: (accountId, ids) => reader.on(accountId, (account, db) => emailRecords(db, packs, account, ids)),
    summaries: (accountId, ids) => reader.on(accountId, (account, db) => emailSummaries(db, account, ids)),
    receivedTimes: (accountId, ids) => reader.on(accountId, (account, db) => receivedTimes(db, account, ids)),
    query: (accountId, query) => queryInSlices(reader, accountId, query),
    threads: (accountId, ids) => reader.on(accountId, (account, db) => threadsWithEmails(db, account, ids)),
    locate: (accountId, emailId) => reader.on(accountId, (account, db) => locateEmail(db, account, emailId)),
    textsWanted: (accountId, range) => reader.on(accountId, (account, db) => textsWanted(db, packs, account, range)),
    textReach: (accountId) => reader.on(accountId, (account, db) => textReachOf(db, account)),
    setTextReach: (accountId, reach) => writer.call('setTextReach', accountId, reach),
    countWithoutText: (accountId, sinceMs) => reader.on(accountId, (account, db) => countWithoutText(db, account, sinceMs)),
    withoutText: (accountId, ids, limit) => reader.on(accountId, (account, db) => emailsWithoutText(db, packs, account, ids, limit)),
    cachedPart: (accountId, emailId, partId) =>
      reader.on(accountId, (account, db) => cachedPart(db, account, emailId, partId, (email) => housekeeper.touched(email, partId))),
    async applyPass(accountId, mailboxId, { appeared, ...facts }) {
      const batch = Array.isArray(appeared) ? flatMessages(appeared) : appeared;
      const { length } = batch;
      if (length === 0) return writer.call('applyPass', accountId, mailboxId, { ...facts, appeared: null });
      const { messages, memory } = batch.take();
      const result = await writer.hand(memory, 'applyPass', accountId, mailboxId, { ...facts, appeared: messages });
      if (length > manyAtOnce) indexer.wake(length);
      return result;
    },
    twinMailboxes: (accountId, mailboxId, messages) =>
      reader.on(accountId, (account, db) => twinMailboxes(db, account, mailboxId, messages)),
    releaseHeld: (accountId, heldBeforeMs) => writer.call('releaseHeld', accountId, heldBeforeMs),
    rethread: (accountId, threadId) => writer.call('rethreadEmails', accountId, threadId),
    currentThread: (accountId, threadId) =>
      reader.on(accountId, (account, db) => currentThreadId(db, account, threadId) as ThreadId | null),
    byMessageId: (accountId, messageId, limit) => reader.on(accountId, (account, db) => emailsByMessageId(db, account, messageId, limit)),
    threading: (accountId) => reader.on(accountId, (account, db) => accountThreading(db, account)),
    setThreadRule: (accountId, rule) => writer.call('setThreadRule', accountId, rule),
    regroup: (accountId, most) => writer.call('regroupEmails', accountId, most),
    voidLocations: (accountId, mailboxId, newUidValidity) => writer.call('voidLocations', accountId, mailboxId, newUidValidity),
    knownUids: (accountId, mailboxId, range) => reader.on(accountId, (account, db) => knownUids(db, account, mailboxId, range)),
    idsOfUids: (accountId, mailboxId, uids) => reader.on(accountId, (account, db) => idsOfUids(db, account, mailboxId, uids)),
    countUids: (accountId, mailboxId, range) => reader.on(accountId, (account, db) => countUids(db, account, mailboxId, range)),
    storeText: (accountId, texts) => writer.call('storeText', accountId, texts),
    markUnreadable: (accountId, emailId) => writer.call('markUnreadable', accountId, emailId),
    update: (accountId, updates) => writer.call('updateEmails', accountId, updates),
    destroy: (accountId, ids) => writer.call('destroyEmails', accountId, ids),
    async create(accountId, input) {
      await journals.note(accountId, [{ made: input.rawBlobId, atMs: Date.now() }]);
      return writer.call('createEmail', accountId, input);
    },
  };
}

function intentStore(writer: Writer, reader: Reader): IntentStore {
  return {
    nextBatch: (accountId, nowMs, max) => writer.call('nextBatch', accountId, nowMs, max),
    nextDueMs: (accountId) => reader.on(accountId, (account, db) => nextDueMs(newTransaction(db, Date.now()), account)),
    pendingCount: (accountId) =>
      reader.on(accountId, (account, db) => db.get<{ n: number }>('select count(*) n from intent where account = ?', account)!.n),
    started: (intentIds, note) => writer.call('intentsStarted', intentIds, note),
    confirm: (results) => writer.call('confirmIntents', results),
    defer: (intentIds, untilMs, reason) => writer.call('deferIntents', intentIds, untilMs, reason),
    undo: (intentIds, reason) => writer.call('undoIntents', intentIds, reason),
    unansweredTargets: (accountId: AccountId) =>
      reader.on(accountId, (account, db) => db.all<{ id: MailboxId }>(unansweredTargetsQuery, account).map(({ id }) => id)),
  };
}

function submissionStore(writer: Writer, reader: Reader): SubmissionStore {
  return {
    get: (accountId, ids) => reader.on(accountId, (account, db) => submissionRecords(db, account, ids)),
    create: (accountId, input) => writer.call('createSubmission', accountId, input),
    cancel: (accountId, id) => writer.call('cancelSubmission', accountId, id),
    steer: (accountId, id, decision, nowMs) => writer.call('steerSubmission', accountId, id, decision, nowMs),
    destroy: (accountId, id) => writer.call('destroySubmission', accountId, id),
    claimDue: (accountId, nowMs, leaseMs) => writer.call('claimSubmission', accountId, nowMs, leaseMs),
    nextDueMs: (accountId) => reader.on(accountId, (account, db) => submissionDueMs(db, account)),
    setState: (accountId, id, change) => writer.call('setSubmissionState', accountId, id, change),
    arrivals: (accountId) => reader.on(accountId, (account, db) => arrivalsOf(db, account)),
    noteArrivalsRead: (accountId, readTo) => writer.call('noteArrivalsRead', accountId, readTo),
    report: (accountId, report) => writer.call('reportSubmission', accountId, report),
    abandonLeases: (accountId) => writer.call('abandonLeases', accountId),
  };
}

function identityStore(writer: Writer, reader: Reader): IdentityStore {
  return {
    get: (accountId, ids) => reader.on(accountId, (account, db) => identityRecords(db, account, ids)),
    servers: (accountId) => reader.on(accountId, (account, db) => identityServers(db, account)),
    setServer: (accountId, id, own) => writer.call('setIdentityServer', accountId, id, own),
    create: (accountId, input) => writer.call('createIdentity', accountId, input),
    destroy: (accountId, id) => writer.call('destroyIdentity', accountId, id),
    update: (accountId, id, patch) => writer.call('updateIdentity', accountId, id, patch),
  };
}

function tagStore(writer: Writer, reader: Reader): TagStore {
  return {
    list: (accountId) => reader.on(accountId, (account, db) => tagRecords(db, account)),
    put: (accountId, keyword, look) => writer.call('putTag', accountId, keyword, look),
    forget: (accountId, keyword) => writer.call('forgetTag', accountId, keyword),
    emailsWith: (accountId, keyword, after, limit) =>
      reader.on(accountId, (account, db) => emailsWithKeyword(db, account, keyword, after, limit)),
    async noteKept(accountId, mailboxId, kept, unkept) {
      // Nearly always there is nothing new, and nothing is written.
      const before = await reader.on(accountId, (account, db) => unkeptOf(db, account, mailboxId));
      const isNew = kept.some((keyword) => before.has(keyword)) || unkept.some((keyword) => !before.has(keyword));
      if (isNew) await writer.call('noteKeptKeywords', accountId, mailboxId, kept, unkept);
    },
  };
}

function vacationStore(writer: Writer, reader: Reader): VacationStore {
  return {
    get: (accountId) => reader.on(accountId, (account, db) => vacationOf(db, account)),
    supportedOf: (personId) => reader.read((db) => accountsWithVacations(db, personId)),
    noteService: (accountId, service, nowMs) => writer.call('noteVacationService', accountId, service, nowMs),
    set: (accountId, vacation) => writer.call('setVacation', accountId, vacation),
    agree: (accountId, version, vacation) => writer.call('agreeVacation', accountId, version, vacation),
    defer: (accountId, version, untilMs) => writer.call('deferVacation', accountId, version, untilMs),
    undo: (accountId, version, reason) => writer.call('undoVacation', accountId, version, reason),
  };
}

function pushStore(writer: Writer, reader: Reader): PushStore {
  return {
    of: (personId, credential) => reader.read((db) => pushSubscriptionsOf(db, personId, credential)),
    countOf: (personId) => reader.read((db) => countPushSubscriptions(db, personId)),
    live: (id, nowMs) => reader.read((db) => livePushSubscription(db, id, nowMs)),
    allLive: (nowMs) => reader.read((db) => livePushSubscriptions(db, nowMs)),
    create: (row, nowMs) => writer.call('createPushSubscription', row, nowMs),
    update: (id, patch) => writer.call('updatePushSubscription', id, patch),
    destroy: (ids) => writer.call('destroyPushSubscriptions', ids),
    destroyOf: (credential) => writer.call('destroyPushSubscriptionsOf', credential),
  };
}

function blobStore(writer: Writer, reader: Reader, files: BlobFiles): BlobStore {
  const stat = (accountId: AccountId, blobId: string): Promise<{ sizeBytes: number; type: string } | null> =>
    reader.on(accountId, (account, db) => {
      const row = db.get<{ size_bytes: number; type: string }>(
        'select b.size_bytes, a.type from account_blob a join blob b on b.id = a.blob_id where a.account = ? and a.blob_id = ?',
        account,
        blobId,
      );
      return row ? { sizeBytes: row.size_bytes, type: row.type } : null;
    });
  return {
    async put(accountId, source, type) {
      const { blobId, sizeBytes } = await files.write(source);
      await writer.call('recordBlob', accountId, blobId, sizeBytes, type);
      return { blobId, sizeBytes, type };
    },
    stat,
    read: async (accountId, blobId) => ((await stat(accountId, blobId)) ? files.read(blobId) : null),
    stream: async (accountId, blobId, range) => ((await stat(accountId, blobId)) ? files.stream(blobId, range) : null),
    async sweep(olderThanMs) {
      const before = Date.now() - olderThanMs;
      const { forgotten, orphans } = await writer.call('forgetBlobs', before);
      for (const blobId of orphans) await files.remove(blobId);
      return forgotten;
    },
  };
}
