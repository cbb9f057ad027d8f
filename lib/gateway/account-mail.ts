import { Buffer } from 'node:buffer';
import type {
  AccountId,
  BlobId,
  EmailId,
  IdentityId,
  MailboxId,
  MailFilter,
  SubmissionId,
  ThreadId,
  ThreadRule,
  Vacation,
} from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { withoutBcc } from '#lib/message/index.ts';
import { rootAuthorities } from '#lib/security/index.ts';
import type { Outcome, SendingDecision, Store, SubmissionRecord } from '#lib/store/index.ts';
import { contentOfRaw } from '#lib/sync/index.ts';
import type { AccountRuntime } from './account-runtime.ts';
import type {
  AccountHealth,
  AccountMail,
  BlobContent,
  Compaction,
  MailboxProgress,
  NewEmail,
  NewSubmission,
  QuotaState,
  ServerSearch,
  ServerSearchTerm,
} from './api.ts';
import { messageBlobId, parseBlobId } from './blob-ids.ts';
import { type AskedRange, rangeOf } from './byte-range.ts';
import { compactMailbox, deletedCount } from './compact-mailbox.ts';
import { maxMessageBytes } from './message-octets.ts';
import { nestedPart } from './nested-part.ts';
import { searchServer } from './search-server.ts';
import { type ThreadTree, threadTreeOf } from './thread-tree-of.ts';
import { winmailFile } from './winmail-file.ts';

/** On an account's first use a request waits this long for its mailboxes (J21). */
const readyWithinMs = 10_000;

/** One account as a request sees it; holds nothing of its own. */
export class RunningAccountMail implements AccountMail {
  readonly id: AccountId;
  readonly address: string;
  readonly incomingHost: string;
  readonly savesSent: boolean;
  readonly authorities = rootAuthorities;
  readonly store: Store;
  readonly #runtime: AccountRuntime;

  constructor(runtime: AccountRuntime, store: Store) {
    this.#runtime = runtime;
    this.store = store;
    this.id = runtime.account.id;
    this.address = runtime.account.address;
    const { incoming, traits } = runtime.account.servers;
    this.incomingHost = incoming.host;
    // A maildrop shows no Sent: what is to be seen there is filed here.
    this.savesSent = incoming.protocol === 'imap' && traits.savesSent === true;
  }

  ready(signal: AbortSignal): Promise<void> {
    return this.#runtime.engine.ready(AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)]));
  }

  part(emailId: EmailId, partId: string, signal: AbortSignal) {
    return this.#runtime.octets.part(emailId, partId, signal);
  }

  parts(wanted: { emailId: EmailId; partId: string }[], signal: AbortSignal) {
    return this.#runtime.octets.parts(wanted, signal);
  }

  headerBlock(emailId: EmailId, signal: AbortSignal) {
    return this.#runtime.octets.headerBlock(emailId, signal);
  }

  raw(emailId: EmailId, signal: AbortSignal) {
    return this.#runtime.octets.raw(emailId, signal);
  }

  structure(emailId: EmailId, signal: AbortSignal) {
    return this.#runtime.octets.structure(emailId, signal);
  }

  async blob(blobId: string, options: { range: AskedRange | null; signal: AbortSignal }): Promise<BlobContent | null> {
    const name = parseBlobId(blobId);
    if (name === null) return null;
    const { blobs } = this.#runtime;
    if (name.kind === 'message') return blobs.message(name.emailId, options.range, options.signal);
    if (name.kind === 'part') return blobs.part(name.emailId, name.partId, options.range, options.signal);
    if (name.kind === 'nested') {
      const message = await this.blob(name.messageBlobId, { range: null, signal: options.signal });
      const raw = message === null ? null : await wholeOf(message.stream);
      return raw === null ? null : nestedPart(raw, name.partId);
    }
    if (name.kind === 'winmail') {
      const container = await this.blob(name.containerBlobId, { range: null, signal: options.signal });
      return container === null ? null : winmailFile(await wholeOf(container.stream), name.index);
    }
    const stat = await this.store.blobs.stat(this.id, name.blobId);
    if (stat === null) return null;
    const range = rangeOf(options.range, stat.sizeBytes);
    if (range === 'unsatisfiable') return { ...stat, stream: nothing(), range };
    const stream = await this.store.blobs.stream(this.id, name.blobId, range ?? undefined);
    return stream === null ? null : { ...stat, stream, range };
  }

  upload(source: AsyncIterable<Uint8Array>, type: string) {
    return this.store.blobs.put(this.id, source, type);
  }

  async createEmail(email: NewEmail) {
    const { raw, mailboxIds, keywords, receivedAtMs } = email;
    if (this.#runtime.engine.isFullFor(raw.length)) return { ok: false as const, refusal: { kind: 'over-quota' as const } };
    const blob = await this.store.blobs.put(this.id, raw, 'message/rfc822');
    const content = contentOfRaw(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), receivedAtMs);
    const messageId = keywords.includes('$draft') ? (content.messageId?.[0] ?? null) : null;
    const notBeforeMs = messageId === null ? 0 : this.#runtime.draftPace.next(messageId);
    const outcome = await this.store.emails.create(this.id, { content, rawBlobId: blob.blobId, mailboxIds, keywords, notBeforeMs });
    if (!outcome.ok) return outcome;
    const { id, threadId } = outcome.value;
    return { ok: true as const, value: { id, threadId, blobId: messageBlobId(id), sizeBytes: raw.length } };
  }

  async submit(submission: NewSubmission): Promise<Outcome<SubmissionRecord>> {
    const [email] = await this.store.emails.summaries(this.id, [submission.emailId]);
    const raw = await this.raw(submission.emailId, AbortSignal.timeout(30_000));
    if (email === undefined || raw === null) return { ok: false, refusal: { kind: 'not-found', properties: ['emailId'] } };
    // Frozen now: whatever happens to the Email later, these octets are sent (S1, J10).
    const frozen = await this.store.blobs.put(
      this.id,
      withoutBcc(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)),
      'message/rfc822',
    );
    const nowMs = Date.now();
    const record = await this.store.submissions.create(this.id, {
      identityId: submission.identityId,
      emailId: submission.emailId,
      threadId: email.threadId,
      envelope: submission.envelope,
      sendAtMs: Math.max(submission.sendAtMs, nowMs),
      recipients: submission.envelope.rcptTo.map(({ email: address }) => ({ address, state: 'waiting', smtpReply: null })),
      rawBlobId: frozen.blobId,
      messageId: email.messageId?.[0] ?? null,
      nowMs,
    });
    return { ok: true, value: record };
  }

  async submitRaw({ identityId, raw, from, to }: Parameters<AccountMail['submitRaw']>[0]): Promise<Outcome<null>> {
    const { blobId } = await this.store.blobs.put(this.id, raw, 'message/rfc822');
    await this.store.submissions.create(this.id, hiddenSubmission(identityId, blobId, from, to, Date.now()));
    this.#runtime.wakeSubmissions();
    return { ok: true, value: null };
  }

  cancelSubmission(id: SubmissionId): Promise<Outcome<null>> {
    return this.store.submissions.cancel(this.id, id);
  }

  async steerSubmission(id: SubmissionId, decision: SendingDecision): Promise<Outcome<null>> {
    const outcome = await this.store.submissions.steer(this.id, id, decision, Date.now());
    // A held one that is due now shows nothing new.
    this.#runtime.wakeSubmissions();
    return outcome;
  }

  tagsChanged(): void {
    this.#runtime.tags.changed();
  }

  snoozesChanged(): void {
    this.#runtime.wakeSnoozer();
  }

  bulkActsChanged(): void {
    this.#runtime.wakeBulkWorker();
  }

  wantText(emailIds: EmailId[]): void {
    this.#runtime.engine.wantText(emailIds);
  }

  wantWindow(mailboxId: MailboxId, position: number, limit: number): Promise<void> {
    return this.#runtime.engine.wantWindow(mailboxId, position, limit);
  }

  runServerSearch(id: string, terms: readonly ServerSearchTerm[], leftOut: readonly MailboxId[]): ServerSearch {
    return this.#runtime.searches.run(id, terms, leftOut);
  }

  serverSearch(id: string): ServerSearch | null {
    return this.#runtime.searches.get(id);
  }

  stopServerSearch(id: string): boolean {
    return this.#runtime.searches.stop(id);
  }

  async searchServer(filter: MailFilter, signal: AbortSignal): Promise<EmailId[] | null> {
    return searchServer(this.store, this.id, this.#runtime.imap, filter, signal);
  }

  threadTree(threadId: string): Promise<ThreadTree | null> {
    return threadTreeOf(this.store, this.id, threadId);
  }

  threading() {
    return this.store.emails.threading(this.id);
  }

  async setThreadRule(rule: ThreadRule): Promise<void> {
    if (await this.store.emails.setThreadRule(this.id, rule)) this.#runtime.wakeRegrouper();
  }

  async rebuildThread(threadId: ThreadId): Promise<ThreadId[] | null> {
    const threads = await this.store.emails.rethread(this.id, threadId);
    if (threads === null) this.#runtime.wakeRegrouper();
    return threads;
  }

  deletedCount(mailboxId: MailboxId, signal: AbortSignal): Promise<number | null> {
    return deletedCount(this.store, this.id, this.#runtime.imap, mailboxId, signal);
  }

  compact(mailboxId: MailboxId, expectedCount: number, signal: AbortSignal): Promise<Compaction> {
    return compactMailbox(this.store, this.id, this.#runtime.imap, mailboxId, expectedCount, signal);
  }

  progress(): Promise<MailboxProgress[]> {
    return this.#runtime.progress();
  }

  quotas(): Promise<readonly QuotaState[]> {
    return Promise.resolve(this.#runtime.quotaBook.said);
  }

  async outgoingServer(identityId: IdentityId, signal: AbortSignal | null) {
    const { outgoingOffers } = this.#runtime;
    const own = await this.#runtime.ownServerOf(identityId);
    const outgoing = own?.server ?? this.#runtime.account.servers.outgoing;
    const found =
      signal === null
        ? await outgoingOffers.known(outgoing)
        : await outgoingOffers.get(outgoing, AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)]), own?.password);
    return { host: outgoing.host, port: outgoing.port, offer: found?.offer ?? null, learnedAtMs: found?.learnedAtMs ?? null };
  }

  vacation(signal: AbortSignal): Promise<Vacation | null> {
    return this.#runtime.vacations.get(AbortSignal.any([signal, AbortSignal.timeout(readyWithinMs)]));
  }

  setVacation(vacation: Vacation): Promise<void> {
    return this.#runtime.vacations.set(vacation);
  }

  postOutside(url: string, form: string, signal: AbortSignal): Promise<number> {
    return this.#runtime.postOutside(url, form, signal);
  }

  txtRecords(name: string): Promise<string[]> {
    return this.#runtime.txtRecords(name);
  }

  checkNow(): void {
    this.#runtime.engine.checkNow();
  }

  health(): Promise<AccountHealth> {
    return this.#runtime.health();
  }
}

function hiddenSubmission(identityId: IdentityId, rawBlobId: BlobId, from: string, to: readonly string[], nowMs: number) {
  return {
    ...{ identityId, emailId: null, threadId: null, rawBlobId, messageId: null, sendAtMs: nowMs, nowMs, isHidden: true },
    envelope: { mailFrom: { email: from, parameters: null }, rcptTo: to.map((email) => ({ email, parameters: null })) },
    recipients: to.map((address) => ({ address, state: 'waiting' as const, smtpReply: null })),
  };
}

/** @throws MailError 'too-large' */
async function wholeOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > maxMessageBytes) throw new MailError('too-large', 'message around a part is too large', { permanent: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // a range outside of the blob has no octets
}
