import type { ImapSession } from '#lib/imap/index.ts';
import type {
  AccountId,
  AccountServers,
  BlobId,
  CredentialSource,
  IdentityId,
  MailCredential,
  MailErrorKind,
  OutgoingOffer,
  Secret,
  ServerSettings,
  SubmissionId,
} from '#lib/mail/index.ts';
import { Alarm, isMailError, MailError } from '#lib/mail/index.ts';
import type { SmtpAccess, SmtpDeadlines, SubmitResult } from '#lib/smtp/index.ts';
import { submitMessage } from '#lib/smtp/index.ts';
import type { DeliveryRecipient, Store, SubmissionRecord } from '#lib/store/index.ts';
import { dsnOf, requiresTls } from './dsn-of.ts';
import { findSentCopy } from './find-sent-copy.ts';
import type { OutboxContext } from './outbox-context.ts';
import { sendGiveUpAfterMs, sendRetryDelayMs, sendSignInDelayMs } from './retry-delay.ts';

/** Longer than the wait for the reply to the final dot (S5): a lease that ran out means that its process is gone. */
const leaseMs = 20 * 60_000;
/** After a loss behind the final dot Sent is looked at now, after 30 s and after 2 min (S4). */
const lookForCopyAfterMs = [0, 30_000, 120_000];

/** Nothing was said of the message. */
const onTheWay: ReadonlySet<string> = new Set<MailErrorKind>([
  'network',
  'tls',
  'protocol',
  'egress-denied',
  'login-refused',
  'login-unavailable',
]);

export type SubmissionRunnerOptions = Omit<OutboxContext, 'withSession' | 'onCarried' | 'onMailboxesChanged' | 'onNamed' | 'savesSent'> & {
  servers: AccountServers;
  guard: SmtpAccess['guard'];
  credentials: CredentialSource;
  /** the outgoing server of an identity that has one of its own, else null */
  ownServerOf?: (identityId: IdentityId) => Promise<{ server: ServerSettings; password: Secret } | null>;
  /** null: the account's server shows no Sent that could be looked at */
  withReader: (<T>(task: (session: ImapSession) => Promise<T>) => Promise<T>) | null;
  /** what an outgoing server says that it takes; whoever is told keeps it */
  onOffer?: (server: ServerSettings, offer: OutgoingOffer) => void;
  /** who listens to what is said to an outgoing server */
  onWire?: (server: ServerSettings) => Pick<SmtpAccess, 'onWire'>;
  /** other waits than those of S5 */
  deadlines?: Partial<SmtpDeadlines>;
};

/**
 * Hands the messages of one account to its SMTP server, one at a time, each at most once (V4). Every state of S3 is durable before the step
 * that it names, so after a crash the state tells what may have happened.
 */
export class SubmissionRunner {
  readonly #options: SubmissionRunnerOptions;
  readonly #alarm = new Alarm();
  /** when Sent was first looked at for a message whose fate is unknown; a new process begins to look anew */
  readonly #lookingSinceMs = new Map<SubmissionId, number>();
  /** a server that let nobody in is not asked again for each message of the queue */
  #signInWaitsUntilMs = 0;
  /** the same for servers of single identities, which hold nobody else up */
  readonly #identityWaits = new Map<IdentityId, { untilMs: number; error: SubmissionRecord['error'] }>();
  /** counts up when a sign-in was proven; an attempt that began before may have had the old password */
  #proofs = 0;

  constructor(options: SubmissionRunnerOptions) {
    this.#options = options;
  }

  wake(): void {
    this.#alarm.ring();
  }

  /** A person wants it now: a server that let nobody in is asked again. */
  wakeByPerson(): void {
    this.#signInWaitsUntilMs = 0;
    this.#identityWaits.clear();
    this.#alarm.ring();
  }

  /** There is a new password, or one that has just been proven: what waits for it is due. */
  async signInIsGood(): Promise<void> {
    this.#proofs += 1;
    await this.#makeDue(({ stage }) => stage === 'auth');
  }

  /** The outgoing server is another one, or has another door: what never got through to the old one is due. */
  async serverIsOther(): Promise<void> {
    await this.#makeDue(({ kind }) => onTheWay.has(kind));
  }

  async #makeDue(isMended: (error: NonNullable<SubmissionRecord['error']>) => boolean): Promise<void> {
    const { store, accountId, nowMs } = this.#options;
    for (const { id, state, error } of await store.submissions.get(accountId, null))
      if (state === 'deferred' && error !== null && isMended(error))
        await store.submissions.setState(accountId, id, { state: 'deferred', nextAttemptAtMs: nowMs() });
    this.wakeByPerson();
  }

  async run(): Promise<void> {
    const { signal, store, accountId, nowMs, log } = this.#options;
    let isFirst = true;
    while (!signal.aborted) {
      try {
        // One runner per account: what a process left claimed when it died goes on now and not when its lease runs out.
        if (isFirst) await store.submissions.abandonLeases(accountId);
        isFirst = false;
        const heldMs = this.#signInWaitsUntilMs - nowMs();
        if (heldMs > 0) {
          await this.#alarm.sleep(heldMs, signal);
          continue;
        }
        const claimed = await store.submissions.claimDue(accountId, nowMs(), leaseMs);
        if (claimed !== null) {
          await this.#attempt(claimed);
          continue;
        }
        const dueMs = await store.submissions.nextDueMs(accountId);
        await this.#alarm.sleep(dueMs === null ? null : Math.min(Math.max(20, dueMs - nowMs()), 2 ** 31 - 1), signal);
      } catch (error) {
        if (signal.aborted) return;
        log.error('sending turn failed', { accountId, error });
        await this.#alarm.sleep(5_000, signal);
      }
    }
  }

  async #attempt(claimed: SubmissionRecord): Promise<void> {
    // The process died behind the final dot, or the answer was lost: never a second send by itself (S4, RFC 5321 §6.1).
    if (claimed.state === 'dot' || claimed.state === 'uncertain') return this.#resolveUncertain(claimed);
    if (claimed.state === 'accepted' || claimed.state === 'filing') return this.#finish(claimed, claimed.recipients);
    const { store, accountId, servers, guard, credentials, signal } = this.#options;
    const own = (await this.#options.ownServerOf?.(claimed.identityId)) ?? null;
    const held = own === null ? undefined : this.#identityWaits.get(claimed.identityId);
    if (held !== undefined && held.untilMs > this.#options.nowMs())
      return store.submissions.setState(accountId, claimed.id, { state: 'deferred', nextAttemptAtMs: held.untilMs, error: held.error });
    const server = own?.server ?? servers.outgoing;
    const stat = await store.blobs.stat(accountId, claimed.rawBlobId);
    if (stat === null)
      return this.#fail(claimed, { kind: 'storage', code: null, enhancedCode: null, serverText: null }, claimed.recipients);
    const proofs = this.#proofs;
    const waiting = claimed.recipients.filter(({ state }) => state === 'waiting').map(({ address }) => address);
    const submit = (credential: MailCredential) =>
      submitMessage(
        { server, ...credential, guard, ...this.#options.onWire?.(server) },
        {
          from: claimed.envelope.mailFrom.email,
          recipients: waiting,
          octets: () => frozenOctets(store, accountId, claimed.rawBlobId),
          sizeBytes: stat.sizeBytes,
          isEightBit: true,
          dsn: dsnOf(claimed),
          requiresTls: requiresTls(claimed),
        },
        {
          signal,
          ...(this.#options.deadlines === undefined ? {} : { deadlines: this.#options.deadlines }),
          onOffer: (offer) => this.#options.onOffer?.(server, offer),
          onState: (state) =>
            store.submissions.setState(accountId, claimed.id, { state, ...(state === 'connecting' ? { countAttempt: true } : {}) }),
        },
      );
    let result: SubmitResult;
    try {
      const credential: MailCredential = own === null ? await credentials.open() : { kind: 'password', password: own.password };
      result = await submit(credential);
      // Nobody was let in, so nothing was handed over: a fresh token may go where one was withdrawn before its time.
      const fresh = own === null && result.outcome === 'failed' && isSignInRefused(result) ? await credentials.renew(credential) : null;
      if (fresh !== null) result = await submit(fresh);
    } catch (error) {
      // A token could not be had, or the person must be there for it: the message waits as it does for a server.
      if (!isMailError(error) || error.kind === 'storage') throw error;
      result = { outcome: error.permanent && error.stage === 'auth' ? 'failed' : 'deferred', recipients: [], error };
    }
    if (signal.aborted && result.outcome !== 'accepted' && result.outcome !== 'partial' && result.outcome !== 'uncertain') {
      // Stopped by us before anything was handed over: due again at once.
      return store.submissions.setState(accountId, claimed.id, { state: 'deferred', nextAttemptAtMs: this.#options.nowMs() });
    }
    const ownOf = own === null ? null : claimed.identityId;
    await this.#settle({ ...claimed, attempts: claimed.attempts + 1 }, result, { proofs, ownOf, port: server.port });
  }

  /** @param attempt `ownOf`: the identity whose own server it was */
  async #settle(
    record: SubmissionRecord,
    result: SubmitResult,
    attempt: { proofs: number; ownOf: IdentityId | null; port: number },
  ): Promise<void> {
    const recipients = withReplies(record.recipients, result);
    const error = errorOf(result, attempt.port);
    switch (result.outcome) {
      case 'accepted':
      case 'partial': {
        const later = result.recipients.some((recipient) => !recipient.accepted && isTransient(recipient.code));
        if (later && !this.#isOld(record)) return this.#defer(record, recipients, error);
        return this.#finish(record, recipients);
      }
      case 'deferred':
        if (this.#isOld(record)) return this.#fail(record, error, refuseWaiting(recipients));
        return this.#defer(record, recipients, error);
      case 'failed':
        if (isSignInRefused(result)) return this.#awaitSignIn(record, error, attempt);
        return this.#fail(record, error, refuseWaiting(recipients));
      case 'uncertain':
        await this.#options.store.submissions.setState(this.#options.accountId, record.id, {
          state: 'uncertain',
          recipients,
          nextAttemptAtMs: this.#options.nowMs(),
          error,
        });
        return;
    }
  }

  /** Looks in Sent where a copy of the provider's would be; without one the person is asked (S4). */
  async #resolveUncertain(record: SubmissionRecord): Promise<void> {
    const { store, accountId, nowMs, withReader, log } = this.#options;
    const looking = withReader?.((session) => findSentCopy(this.#options, session, record)) ?? Promise.resolve(false);
    const found = await looking.catch((error: unknown) => {
      log.info('Sent could not be looked at', { accountId, error });
      return false;
    });
    if (found)
      return this.#finish(
        record,
        record.recipients.map((one) => (one.state === 'waiting' ? { ...one, state: 'accepted' } : one)),
      );
    const firstLookMs = this.#lookingSinceMs.get(record.id) ?? nowMs();
    const nextLook = (withReader === null ? [] : lookForCopyAfterMs).find((afterMs) => firstLookMs + afterMs > nowMs());
    if (nextLook === undefined) this.#lookingSinceMs.delete(record.id);
    else this.#lookingSinceMs.set(record.id, firstLookMs);
    await store.submissions.setState(accountId, record.id, {
      state: 'uncertain',
      nextAttemptAtMs: nextLook === undefined ? null : firstLookMs + nextLook,
      error: record.error ?? { kind: 'network', code: null, enhancedCode: null, serverText: null },
    });
  }

  /** The Sent copy is the client's to file (J10, S9): nothing is left to do here. */
  #finish(record: SubmissionRecord, recipients: DeliveryRecipient[]): Promise<void> {
    return this.#options.store.submissions.setState(this.#options.accountId, record.id, {
      state: 'done',
      recipients,
      nextAttemptAtMs: null,
    });
  }

  #defer(record: SubmissionRecord, recipients: DeliveryRecipient[], error: SubmissionRecord['error']): Promise<void> {
    const nextAttemptAtMs = this.#options.nowMs() + sendRetryDelayMs(record.attempts);
    return this.#options.store.submissions.setState(this.#options.accountId, record.id, {
      state: 'deferred',
      recipients,
      nextAttemptAtMs,
      error,
    });
  }

  /** The message is as good as before: it waits until somebody is let in again, and so does everything behind it. */
  #awaitSignIn(
    record: SubmissionRecord,
    error: SubmissionRecord['error'],
    { proofs, ownOf }: { proofs: number; ownOf: IdentityId | null },
  ): Promise<void> {
    const isOutdated = proofs !== this.#proofs;
    const untilMs = isOutdated ? 0 : this.#options.nowMs() + sendSignInDelayMs;
    if (ownOf === null) this.#signInWaitsUntilMs = untilMs;
    else this.#identityWaits.set(ownOf, { untilMs, error });
    return this.#options.store.submissions.setState(this.#options.accountId, record.id, {
      state: 'deferred',
      nextAttemptAtMs: isOutdated ? this.#options.nowMs() : untilMs,
      error,
    });
  }

  #fail(record: SubmissionRecord, error: SubmissionRecord['error'], recipients: DeliveryRecipient[]): Promise<void> {
    return this.#options.store.submissions.setState(this.#options.accountId, record.id, {
      state: 'failed',
      recipients,
      nextAttemptAtMs: null,
      error,
    });
  }

  #isOld(record: SubmissionRecord): boolean {
    return this.#options.nowMs() - record.sendAtMs > sendGiveUpAfterMs;
  }
}

/** @throws MailError 'storage' when the blob went away under a pending send */
async function* frozenOctets(store: Store, accountId: AccountId, blobId: BlobId): AsyncGenerator<Uint8Array> {
  const stream = await store.blobs.stream(accountId, blobId);
  if (stream === null) throw new MailError('storage', 'the octets of a pending message are gone', { stage: 'store', permanent: true });
  yield* stream;
}

/** Nobody was let in: that says nothing about the message. */
const isSignInRefused = (result: SubmitResult): boolean => 'error' in result && result.error.stage === 'auth';

/** No reply, or 4yz (RFC 5321 §4.2.1). */
const isTransient = (code: string | null) => code === null || code.startsWith('4');

/** Each recipient's own answer (S6): accepted and refused ones are final, the others wait. */
function withReplies(recipients: readonly DeliveryRecipient[], result: SubmitResult): DeliveryRecipient[] {
  const replies = new Map(result.recipients.map((reply) => [reply.address, reply]));
  return recipients.map((recipient) => {
    const reply = replies.get(recipient.address);
    if (reply === undefined || recipient.state !== 'waiting') return recipient;
    const said = [reply.code, reply.enhancedCode, reply.text].filter((word) => word !== null).join(' ');
    const smtpReply = reply.code === null ? recipient.smtpReply : said;
    const isHandedOver = result.outcome === 'accepted' || result.outcome === 'partial';
    if (reply.accepted) return { ...recipient, state: isHandedOver ? 'accepted' : 'waiting', smtpReply };
    return { ...recipient, state: isTransient(reply.code) ? 'waiting' : 'refused', smtpReply };
  });
}

const refuseWaiting = (recipients: DeliveryRecipient[]): DeliveryRecipient[] =>
  recipients.map((recipient) => (recipient.state === 'waiting' ? { ...recipient, state: 'refused' } : recipient));

function errorOf(result: SubmitResult, port: number): SubmissionRecord['error'] {
  const error = 'error' in result ? result.error : null;
  if (error === null || !isMailError(error)) return null;
  const { kind, stage, code, enhancedCode, serverText } = error;
  return { kind, stage, port, code, enhancedCode, serverText };
}
