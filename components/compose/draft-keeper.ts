import type { DraftMark, DraftVersion, SavedDraft } from '#lib/client/index.ts';
import { type EmailId, isMailError, type MailError } from '#lib/mail/index.ts';
import { type DraftStand, reconcileDraft, type Verdict } from './reconcile-draft.ts';

/** What a keeper needs of the gateway, about the draft of one window. All of it throws MailError. */
export type DraftServer = {
  save(replaces: EmailId | null, mark: DraftMark): Promise<SavedDraft>;
  versions(known: EmailId | null): Promise<DraftVersion[]>;
  isThere(emailId: EmailId): Promise<boolean>;
  /** @returns false when some of them had gone already */
  remove(emailIds: readonly EmailId[]): Promise<boolean>;
};

export type KeeperOptions = {
  server: DraftServer;
  stand: DraftStand;
  /** what stands at the gateway is not known to be what was saved last: after a reload, a crash */
  isDoubtful: boolean;
  after(ms: number, callback: () => void): () => void;
  /** how long after a change it is saved; the first unsaved change counts */
  saveAfterMs(): number;
  /** on this device; called before anything else is done about it */
  keepHere(): void;
  say(kind: 'waiting' | 'saving' | 'saved'): void;
  /** It is tried again by itself. */
  failed(error: MailError): void;
  /** Fetches another version and shows it if it still may. `isOwn`: this very window saved it, and forgot it in a crash. @returns whether it is shown. @throws MailError */
  adopt(emailId: EmailId, mayStill: () => boolean, isOwn: boolean): Promise<boolean>;
  /** From now on this is a draft of its own: it needs a new Message-ID. */
  part(because: 'changed' | 'sent', other: EmailId): void;
  /** Deleted elsewhere. `isKeptOn`: there is more here, so it is saved anew; else it is saved again with the next change. */
  wasDeleted(isKeptOn: boolean): void;
  wasSent(emailId: EmailId): void;
};

export type DraftKeeper = {
  stand(): DraftStand;
  /** Something changed: on this device at once, at the gateway soon. */
  touched(): void;
  /** Brings everything to the gateway now. @returns false when that did not work */
  flush(): Promise<boolean>;
  /** Something happened to the mail of the account: looks whether the version that we know still stands. */
  look(): Promise<void>;
  /** It is being handed to the outbox: a save under way is waited for, and none is made behind what is sent. */
  beginSending(): Promise<void>;
  /** That did not work: it is a draft again. `isKnown` false: it may have arrived all the same, which is looked for before anything else. */
  sendingFailed(isKnown: boolean): void;
  /** Clears up what is in doubt. @returns false when somebody else had a hand in it, so that nothing may be sent unseen. @throws MailError */
  settle(): Promise<boolean>;
  /** Nothing more is saved; what is under way is waited for. */
  stop(): Promise<void>;
};

const retryMs = 5_000;
/** A draft that somebody else changes again and again settles with the next try. */
const mostRounds = 4;

/** Keeps one draft: at the gateway soon after every change, and never over somebody else's version of it. */
export function createDraftKeeper(options: KeeperOptions): DraftKeeper {
  const { server } = options;
  let stand = options.stand;
  let { isDoubtful } = options;
  let leftBehind: EmailId[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let cancelTimer: (() => void) | null = null;
  let isOver = false;
  let isSending = false;

  function schedule(ms: number): void {
    if (isSending) return;
    cancelTimer ??= options.after(ms, () => {
      cancelTimer = null;
      void flush();
    });
  }
  function unschedule(): void {
    cancelTimer?.();
    cancelTimer = null;
  }
  function setStand(patch: Partial<DraftStand>): void {
    stand = { ...stand, ...patch };
    options.keepHere();
  }

  async function save(): Promise<void> {
    const { writer, savedId, revision } = stand;
    options.say('saving');
    const saved = await server.save(savedId, { writer, revision, base: savedId });
    if (saved.leftBehind !== null) leftBehind.push(saved.leftBehind);
    setStand({ savedId: saved.emailId, savedRevision: revision });
    if (saved.replacedIsGone) isDoubtful = true;
  }

  /** @returns true: nobody else has touched it */
  async function settleDoubt(): Promise<boolean> {
    const versions = await server.versions(stand.savedId);
    if (isOver) return false;
    // What was written meanwhile counts.
    const verdict = reconcileDraft(stand, versions);
    isDoubtful = false;
    leftBehind.push(...verdict.stale);
    // If it was handed to the outbox, it never got there.
    if (verdict.do !== 'was-sent') stand = { ...stand, sendingRevision: null };
    const own = versions.filter(({ mark }) => mark?.writer === stand.writer);
    await obey(verdict, new Set(own.map(({ emailId }) => emailId)));
    return verdict.do === 'go-on' && !verdict.wasDeleted;
  }

  async function obey(verdict: Verdict, ownIds: ReadonlySet<EmailId>): Promise<void> {
    switch (verdict.do) {
      case 'go-on':
        setStand({ savedId: verdict.savedId, savedRevision: verdict.savedRevision });
        if (verdict.wasDeleted) options.wasDeleted(true);
        return;
      case 'adopt':
        if (await adopted(verdict.emailId, ownIds.has(verdict.emailId)))
          setStand({ savedId: verdict.emailId, savedRevision: verdict.revision, revision: verdict.revision });
        else isDoubtful = true;
        return;
      case 'part':
        // Saved under its new name it is, even if every word of it was saved under the old one.
        setStand({ savedId: verdict.savedId, savedRevision: verdict.savedRevision, revision: stand.revision + 1 });
        options.part(verdict.because, verdict.other);
        return;
      case 'was-sent':
        await tidy(null);
        options.wasSent(verdict.emailId);
        return;
      case 'was-deleted':
        setStand({ savedId: null, savedRevision: stand.revision });
        options.wasDeleted(false);
    }
  }

  /** False when something was written before the other version was here. */
  function adopted(emailId: EmailId, isOwn: boolean): Promise<boolean> {
    const { revision } = stand;
    return options.adopt(emailId, () => !isOver && stand.revision === revision, isOwn);
  }

  async function tidy(stays: EmailId | null): Promise<void> {
    const gone = leftBehind.filter((emailId) => emailId !== stays);
    leftBehind = [];
    if (gone.length === 0) return;
    try {
      // Somebody else replaced it too, or only our answer was lost: that shows when one looks.
      if (!(await server.remove(gone))) isDoubtful = true;
    } catch (error) {
      if (!isMailError(error)) throw error;
      // What is in the way is taken away some other time.
      leftBehind.push(...gone);
    }
  }

  /** One round after the other, until what is on the screen stands at the gateway. */
  async function round(): Promise<boolean> {
    unschedule();
    for (let count = 0; count < mostRounds && !isOver; count += 1) {
      if (!isDoubtful && stand.revision === stand.savedRevision && leftBehind.length === 0) break;
      try {
        if (isDoubtful) await settleDoubt();
        if (!isOver && stand.revision !== stand.savedRevision && !isDoubtful) await save();
        if (!isOver && !isDoubtful) await tidy(stand.savedId);
      } catch (error) {
        if (!isMailError(error)) throw error;
        if (isOver) return false;
        options.failed(error);
        schedule(retryMs);
        return false;
      }
    }
    if (isOver) return true;
    const isDone = !isDoubtful && stand.revision === stand.savedRevision;
    options.say(isDone ? 'saved' : 'waiting');
    if (!isDone) schedule(options.saveAfterMs());
    return isDone;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }
  function flush(): Promise<boolean> {
    return inTurn(async () => (isOver || isSending ? isOver : round()));
  }

  return {
    stand: () => stand,
    touched() {
      if (isOver) return;
      stand = { ...stand, revision: stand.revision + 1 };
      options.keepHere();
      options.say('waiting');
      schedule(options.saveAfterMs());
    },
    flush,
    look() {
      return inTurn(async () => {
        if (isOver || stand.savedId === null || isDoubtful || isSending) return;
        try {
          if (await server.isThere(stand.savedId)) return;
        } catch (error) {
          // Out of reach: the next change, or the next news of the account, looks again.
          if (!isMailError(error)) throw error;
          return;
        }
        isDoubtful = true;
        await round();
      });
    },
    async beginSending() {
      isSending = true;
      unschedule();
      await turn;
      setStand({ sendingRevision: stand.revision });
    },
    sendingFailed(isKnown) {
      isSending = false;
      if (isKnown) setStand({ sendingRevision: null });
      else isDoubtful = true;
      schedule(options.saveAfterMs());
    },
    settle: () => inTurn(async () => (isOver ? false : isDoubtful ? settleDoubt() : true)),
    async stop() {
      isOver = true;
      unschedule();
      await turn;
    },
  };
}
