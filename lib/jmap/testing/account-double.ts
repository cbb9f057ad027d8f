import type {
  AccountHealth,
  AccountMail,
  BlobContent,
  MailboxProgress,
  NewEmail,
  NewSubmission,
  QuotaState,
  ServerSearch,
} from '#lib/gateway/index.ts';
import { nestedPart, parseBlobId, rangeOf, threadTreeOf } from '#lib/gateway/index.ts';
import type { AccountId, BlobId, EmailId, MailboxId, MailFilter, OutgoingOffer, SubmissionId, Vacation } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import {
  bodyParts,
  decodedPartText,
  decodeTransfer,
  parseMessage,
  partOctets,
  previewOfParts,
  readTnef,
  searchTextOf,
  withoutBcc,
} from '#lib/message/index.ts';
import type { EmailContent, Store } from '#lib/store/index.ts';

/** What tests look at and turn. */
export type AccountDouble = AccountMail & {
  searches: Map<string, ServerSearch>;
  wantedText: EmailId[][];
  /** how often the mail server was to be asked for news */
  checks: number;
  wantedWindows: { mailboxId: MailboxId; position: number; limit: number }[];
  /** ends when the wanted window was fetched */
  windowServed: Promise<void>;
  /** what every call that needs the mail server throws; null = it answers */
  failure: MailError | null;
  healthNow: AccountHealth;
  progressNow: MailboxProgress[];
  /** what was said of quotas, oldest first */
  quotasSaid: QuotaState[];
  vacationNow: Vacation | null;
  /** what its outgoing server is known to take */
  outgoingOffer: OutgoingOffer | null;
  /** how often tags were said to have changed */
  tagChanges: number;
  /** what was posted to servers of the web, and what they answer */
  posted: [url: string, form: string][];
  postStatus: number;
  /** TXT records by name; null = no name server answers */
  published: Map<string, string[]> | null;
  askedNames: string[];
  submittedRaw: Parameters<AccountMail['submitRaw']>[0][];
};

/** An account over the real store whose mail server is this process: octets come from the store's own blobs. */
export function accountDouble(store: Store, id: AccountId, address: string, nowMs: () => number): AccountDouble {
  const raws = new Map<string, Buffer>();
  const rawOf = async (emailId: EmailId): Promise<Buffer | null> => {
    const known = raws.get(emailId);
    if (known !== undefined) return known;
    const [record] = await store.emails.get(id, [emailId]);
    if (record === undefined || record.rawBlobId === null) return null;
    const octets = await store.blobs.read(id, record.rawBlobId);
    return octets === null ? null : Buffer.from(octets);
  };
  const partOf = async (emailId: EmailId, partId: string): Promise<Buffer | null> => {
    const raw = await rawOf(emailId);
    if (raw === null) return null;
    const parsed = parseMessage(raw).parts.find((part) => part.partId === partId && part.embeddedDepth === 0);
    return parsed === undefined ? null : decodeTransfer(partOctets(raw, parsed).body, parsed.part.encoding);
  };
  const reach = (): void => {
    if (double.failure !== null) throw double.failure;
  };
  const double: AccountDouble = {
    id,
    address,
    incomingHost: 'imap.example.org',
    store,
    searches: new Map(),
    posted: [],
    postStatus: 200,
    published: new Map(),
    askedNames: [],
    wantedText: [],
    wantedWindows: [],
    checks: 0,
    windowServed: Promise.resolve(),
    failure: null,
    healthNow: {
      state: 'ok',
      lastSyncAtMs: 0,
      retryAtMs: null,
      pending: 0,
      toFetch: 0,
      toIndex: 0,
      connections: 1,
      error: null,
      pop3: null,
    },
    progressNow: [],
    quotasSaid: [{ state: 'k0', quotas: [] }],
    vacationNow: null,
    outgoingOffer: null,
    tagChanges: 0,
    submittedRaw: [],
    savesSent: false,
    ready: () => Promise.resolve(),
    async part(emailId, partId) {
      reach();
      return partOf(emailId, partId);
    },
    async parts(wanted) {
      reach();
      const found = new Map<string, Uint8Array>();
      for (const { emailId, partId } of wanted) {
        const octets = await partOf(emailId, partId);
        if (octets !== null) found.set(`${emailId}/${partId}`, octets);
      }
      return found;
    },
    async headerBlock(emailId) {
      reach();
      const raw = await rawOf(emailId);
      if (raw === null) return null;
      const end = raw.indexOf('\r\n\r\n');
      return end < 0 ? raw : raw.subarray(0, end + 4);
    },
    async raw(emailId) {
      reach();
      return rawOf(emailId);
    },
    async structure(emailId) {
      reach();
      const raw = await rawOf(emailId);
      return raw === null ? null : parseMessage(raw).structure;
    },
    async blob(blobId, { range }) {
      reach();
      const octets = await blobOctets(blobId);
      if (octets === null) return null;
      const shown = rangeOf(range, octets.byteLength);
      const bytes = shown === null ? octets : shown === 'unsatisfiable' ? Buffer.alloc(0) : octets.subarray(shown.start, shown.end + 1);
      const content: BlobContent = {
        type: (await store.blobs.stat(id, blobId))?.type ?? 'application/octet-stream',
        sizeBytes: octets.byteLength,
        stream: oneChunk(bytes),
        range: shown,
      };
      return content;
    },
    upload: (source, type) => store.blobs.put(id, source, type),
    async createEmail({ raw, mailboxIds, keywords, receivedAtMs }: NewEmail) {
      const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
      const { blobId } = await store.blobs.put(id, octets, 'message/rfc822');
      const made = await store.emails.create(id, { content: contentOf(octets, receivedAtMs), rawBlobId: blobId, mailboxIds, keywords });
      if (!made.ok) return made;
      raws.set(made.value.id, octets);
      return { ok: true, value: { ...made.value, blobId: `M${made.value.id}` as BlobId, sizeBytes: octets.byteLength } };
    },
    async submit({ identityId, emailId, envelope, sendAtMs }: NewSubmission) {
      const [email] = await store.emails.get(id, [emailId]);
      const raw = await rawOf(emailId);
      if (email === undefined || raw === null) return { ok: false, refusal: { kind: 'not-found' } };
      const { blobId } = await store.blobs.put(id, withoutBcc(raw), 'message/rfc822');
      const record = await store.submissions.create(id, {
        identityId,
        emailId,
        threadId: email.threadId,
        envelope,
        sendAtMs,
        recipients: envelope.rcptTo.map(({ email: to }) => ({ address: to, state: 'waiting', smtpReply: null })),
        rawBlobId: blobId,
        messageId: email.messageId?.[0] ?? null,
        nowMs: nowMs(),
      });
      return { ok: true, value: record };
    },
    submitRaw(message) {
      double.submittedRaw.push(message);
      return Promise.resolve({ ok: true, value: null });
    },
    steerSubmission: (submissionId, decision) => store.submissions.steer(id, submissionId, decision, nowMs()),
    cancelSubmission: (submissionId: SubmissionId) => store.submissions.cancel(id, submissionId),
    checkNow() {
      double.checks += 1;
    },
    async postOutside(url, form) {
      reach();
      double.posted.push([url, form]);
      return double.postStatus;
    },
    authorities: [],
    async txtRecords(name) {
      double.askedNames.push(name);
      if (double.published === null) throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
      return double.published.get(name) ?? [];
    },
    tagsChanged() {
      double.tagChanges += 1;
    },
    snoozesChanged() {},
    bulkActsChanged() {},
    wantText: (emailIds) => void double.wantedText.push(emailIds),
    wantWindow: (mailboxId, position, limit) => {
      double.wantedWindows.push({ mailboxId, position, limit });
      return double.windowServed;
    },
    searchServer: (_: MailFilter) => Promise.resolve([]),
    runServerSearch(id, terms) {
      const search = double.searches.get(id) ?? {
        id,
        terms,
        folders: 0,
        searched: 0,
        isDone: terms.length === 0,
        error: null,
        hits: new Map(),
        news: new Set(),
      };
      double.searches.set(id, search);
      return search;
    },
    serverSearch: (id) => double.searches.get(id) ?? null,
    stopServerSearch: (id) => double.searches.delete(id),
    threadTree: (threadId) => threadTreeOf(store, id, threadId),
    deletedCount: () => Promise.resolve(null),
    compact: () => Promise.reject(new MailError('forbidden', 'nothing of that kind is kept here', { permanent: true })),
    threading: () => store.emails.threading(id),
    async setThreadRule(rule) {
      await store.emails.setThreadRule(id, rule);
    },
    rebuildThread: (threadId) => store.emails.rethread(id, threadId),
    progress: () => Promise.resolve(double.progressNow),
    quotas: () => Promise.resolve(double.quotasSaid),
    outgoingServer: async () => ({
      host: 'smtp.example',
      port: 587,
      offer: double.outgoingOffer,
      learnedAtMs: double.outgoingOffer === null ? null : nowMs(),
    }),
    vacation: () => Promise.resolve(double.vacationNow),
    setVacation: async (vacation) => {
      double.vacationNow = vacation;
    },
    health: () => Promise.resolve(double.healthNow),
  };
  const blobOctets = async (blobId: string): Promise<Buffer | null> => {
    const name = parseBlobId(blobId);
    if (name === null) return null;
    if (name.kind === 'message') return rawOf(name.emailId);
    if (name.kind === 'part') return partOf(name.emailId, name.partId);
    if (name.kind === 'nested') {
      const message = await blobOctets(name.messageBlobId);
      const part = message === null ? null : nestedPart(message, name.partId);
      const chunks: Uint8Array[] = [];
      for await (const chunk of part?.stream ?? []) chunks.push(chunk);
      return part === null ? null : Buffer.concat(chunks);
    }
    if (name.kind === 'winmail') {
      const container = await blobOctets(name.containerBlobId);
      return container === null ? null : (readTnef(container)?.files[name.index]?.octets ?? null);
    }
    const octets = await store.blobs.read(id, name.blobId);
    return octets === null ? null : Buffer.from(octets);
  };
  return double;
}

async function* oneChunk(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  if (octets.byteLength > 0) yield await Promise.resolve(octets);
}

/** What the index keeps of a message, from its octets (J8). */
export function contentOf(raw: Buffer, receivedAtMs: number): EmailContent {
  const { headers, structure, parts } = parseMessage(raw);
  const lists = bodyParts(structure);
  const texts = [...new Set([...lists.textBody, ...lists.htmlBody])]
    .filter((part) => part.type.startsWith('text/'))
    .map((part) => {
      const parsed = parts.find((one) => one.part === part);
      if (parsed === undefined) throw new MailError('internal', 'a part of the structure is not among the parts');
      return { type: part.type, text: decodedPartText(decodeTransfer(partOctets(raw, parsed).body, part.encoding), part).text };
    });
  const search = searchTextOf(texts);
  const headerEnd = raw.indexOf('\r\n\r\n');
  const { subject, from, sender, replyTo, to, cc, bcc, sentAt, sentAtMs, messageId, inReplyTo, references } = headers;
  return {
    ...{ subject, from, sender, replyTo, to, cc, bcc, sentAt, sentAtMs, messageId, inReplyTo, references },
    sizeBytes: raw.byteLength,
    receivedAtMs,
    isList: headers.listId !== null,
    isAutomatic: headers.isAutomatic,
    structure,
    hasAttachment: lists.hasAttachment,
    headerBlock: headerEnd < 0 ? raw : raw.subarray(0, headerEnd + 4),
    isHeaderComplete: true,
    text: { search, preview: previewOfParts(texts) },
    serverEmailId: null,
    serverThreadId: null,
  };
}
