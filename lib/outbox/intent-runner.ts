import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId, MailError } from '#lib/mail/index.ts';
import { Alarm, isMailError, MailError as MailErrorClass } from '#lib/mail/index.ts';
import type { Intent, IntentWork } from '#lib/store/index.ts';
import { carryLabels } from './carry-labels.ts';
import { carryMailbox } from './carry-mailboxes.ts';
import { type Carried, carryAppend, carryCopies, carryKeywords, carryMoves, carryRemovals } from './carry-messages.ts';

import type { OutboxContext } from './outbox-context.ts';
import { intentRetryDelayMs } from './retry-delay.ts';

/** Intents of one command at most: a bulk action becomes a few commands, and what waits for the connection gets its turn between them. */
const batchSize = 200;
/** An intent that cannot be resolved to a place on the server is given up after this many tries. */
const maxUnresolved = 25;
/** A mailbox that is not there under its name is looked for in this many listings. */
const maxMissing = 3;
/** The longest wait that a server may ask for. */
const longestWaitMs = 60 * 60_000;

/** Carries the intents of one account to its server, in order, each safe to repeat (G3). */
export class IntentRunner {
  readonly #context: OutboxContext;
  readonly #alarm = new Alarm();

  constructor(context: OutboxContext) {
    this.#context = context;
  }

  /** There may be new intents, or the account is online again. */
  wake(): void {
    this.#alarm.ring();
  }

  async run(): Promise<void> {
    const { signal, store, accountId, nowMs, log } = this.#context;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const dueMs = await store.intents.nextDueMs(accountId);
        if (dueMs !== null && dueMs <= nowMs()) {
          await this.#carryNext();
          failures = 0;
          continue;
        }
        await this.#alarm.sleep(dueMs === null ? null : Math.max(50, dueMs - nowMs()), signal);
      } catch (error) {
        if (signal.aborted) return;
        // The connection, not the intent: it stays first in line and is tried when the account is online again.
        failures += 1;
        log.info('outbox waits', { accountId, error, failures });
        await this.#alarm.sleep(Math.min(intentRetryDelayMs(failures - 1), 60_000), signal);
      }
    }
  }

  /** Takes the next intents only when the connection is there, so that until then a person may still change what is queued. */
  #carryNext(): Promise<void> {
    const { store, accountId, nowMs } = this.#context;
    return this.#carry(() => store.intents.nextBatch(accountId, nowMs(), batchSize));
  }

  async #carry(take: () => Promise<Intent[]>): Promise<void> {
    let intents: Intent[] | null = null;
    try {
      await this.#context.withSession(async (session) => {
        intents = await take();
        if (intents.length > 0) await this.#carryOn(session, intents);
      });
      this.#tell(intents ?? []);
    } catch (error) {
      // Without a connection nothing was taken.
      if (!isMailError(error) || intents === null) throw error;
      await this.#settle(intents, error);
    }
  }

  /** Confirmed before the connection is given on: the pass that comes next knows what we did (J1). */
  async #carryOn(session: ImapSession, intents: Intent[]): Promise<void> {
    const { store } = this.#context;
    const carried = await this.#command(session, intents);
    const gone = carried.filter(({ isGone }) => isGone).map(({ intentId }) => intentId);
    await store.intents.confirm(carried.filter(({ isGone }) => !isGone));
    if (gone.length > 0) await store.intents.undo(gone, { kind: 'not-found', serverText: null });
  }

  #command(session: ImapSession, intents: Intent[]): Promise<Carried> {
    const first = intents[0];
    if (first === undefined) return Promise.resolve([]);
    const context = this.#context;
    switch (first.work.kind) {
      case 'keywords':
        return carryKeywords(context, session, ofKind(intents, 'keywords'));
      case 'move':
        return carryMoves(context, session, ofKind(intents, 'move'));
      case 'copy':
        return carryCopies(context, session, ofKind(intents, 'copy'));
      case 'labels':
        return carryLabels(context, session, ofKind(intents, 'labels'));
      case 'remove':
        return carryRemovals(context, session, ofKind(intents, 'remove'));
      case 'append':
        return carryAppend(context, session, { ...first, work: first.work });
      default:
        return this.#carryNames(session, { ...first, work: first.work });
    }
  }

  async #carryNames(session: ImapSession, intent: Parameters<typeof carryMailbox>[2]): Promise<Carried> {
    const { store, accountId } = this.#context;
    await carryMailbox(this.#context, session, intent);
    const row = await store.mailboxes.syncRow(accountId, intent.work.mailboxId);
    this.#context.onNamed(intent.work, row?.delimiter ?? null);
    return [{ intentId: intent.id, landed: null }];
  }

  async #settle(intents: Intent[], error: MailError): Promise<void> {
    const { store, nowMs, signal } = this.#context;
    const ids = intents.map(({ id }) => id);
    const attempts = Math.max(...intents.map((intent) => intent.attempts));
    switch (error.kind) {
      case 'storage':
        // Our own disk: the intent waits for room. Only octets that are gone for good end it.
        if (error.permanent) return this.#undo(intents, error);
        throw error;
      case 'network':
      case 'protocol':
        if (signal.aborted) return;
        // Lost in the middle of this command: the others go first, so that one that always ends so holds up nobody for ever.
        return store.intents.defer(ids, nowMs() + intentRetryDelayMs(attempts), error.kind);
      case 'aborted':
      case 'tls':
      case 'login-refused':
      case 'login-unavailable':
      case 'egress-denied':
        if (!signal.aborted) throw error;
        return;
      case 'stale-uids':
        if (attempts >= maxUnresolved) return this.#undo(intents, error);
        this.#tell(intents);
        return store.intents.defer(ids, nowMs() + intentRetryDelayMs(attempts), error.kind);
      case 'temporary':
      case 'too-many': {
        const isUnresolved = error.code === 'NOTYET';
        if (isUnresolved && attempts >= maxUnresolved) return this.#undo(intents, error);
        if (isUnresolved) this.#tell(intents);
        const delayMs = intentRetryDelayMs(isUnresolved ? Math.min(attempts, 2) : attempts);
        return store.intents.defer(ids, nowMs() + Math.max(delayMs, Math.min(error.retryAfterMs ?? 0, longestWaitMs)), error.kind);
      }
      case 'not-found':
        // Renamed or deleted by another client: the next listing tells under which name it is now, or takes the intent away with it.
        if (error.stage === 'mailbox' && attempts < maxMissing && !intents.some(({ work }) => work.kind.startsWith('mailbox-'))) {
          this.#context.onMailboxesChanged();
          return store.intents.defer(ids, nowMs() + intentRetryDelayMs(attempts), error.kind);
        }
        return this.#refuse(intents, error);
      default:
        return this.#refuse(intents, error);
    }
  }

  async #refuse(intents: Intent[], error: MailError): Promise<void> {
    const { log, accountId } = this.#context;
    // One of many was refused: find out which.
    if (intents.length > 1) {
      for (const intent of intents) await this.#carry(() => Promise.resolve([intent]));
      return;
    }
    log.info('intent refused', { accountId, intentId: intents[0]?.id, error });
    return this.#undo(intents, error);
  }

  async #undo(intents: Intent[], error: MailError): Promise<void> {
    await this.#context.store.intents.undo(
      intents.map(({ id }) => id),
      { kind: error.kind, serverText: error.serverText },
    );
    this.#tell(intents);
  }

  #tell(intents: Intent[]): void {
    const touched = new Set<MailboxId>();
    for (const { work } of intents) for (const id of mailboxesOf(work)) touched.add(id);
    if (intents.some(({ work }) => work.kind.startsWith('mailbox-'))) this.#context.onMailboxesChanged();
    if (touched.size > 0) this.#context.onCarried([...touched]);
  }
}

function ofKind<Kind extends IntentWork['kind']>(
  intents: Intent[],
  kind: Kind,
): (Intent & { work: Extract<IntentWork, { kind: Kind }> })[] {
  return intents.map((intent) => {
    if (intent.work.kind !== kind) throw new MailErrorClass('internal', 'a batch of intents of several kinds');
    return { ...intent, work: intent.work as Extract<IntentWork, { kind: Kind }> };
  });
}

function mailboxesOf(work: IntentWork): MailboxId[] {
  switch (work.kind) {
    case 'labels':
      return [work.location.mailboxId];
    case 'keywords':
      return work.locations.map(({ mailboxId }) => mailboxId);
    case 'move':
    case 'copy':
      return work.from === null ? [work.to.mailboxId] : [work.from.mailboxId, work.to.mailboxId];
    case 'remove':
      return work.location === null ? [] : [work.location.mailboxId];
    case 'append':
      return [work.to.mailboxId];
    default:
      return [];
  }
}
