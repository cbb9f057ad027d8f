import { type Account, mailClient, t } from '#lib/client/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { ReadyState, SendHow } from './composer-state.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import { refusedText } from './refused-text.ts';

export type DraftSendingOptions = {
  account: Pick<Account, 'connection' | 'io'>;
  ready(): ReadyState | null;
  set(patch: Partial<ReadyState>): void;
  keeper(): DraftKeeper | null;
  isOver(): boolean;
  /** on this device */
  keepHere(): Promise<void>;
  /** Hands it to the outbox of the gateway and ends the window. @throws MailError */
  hand(how: SendHow): Promise<void>;
};

/** Sending the draft of one window: at once, or as soon as the gateway can be reached (decision 0048). */
export type DraftSending = {
  /** @returns true when it is in the outbox */
  send(how: SendHow): Promise<boolean>;
  /** There may be a connection now: what waits for one goes. */
  tryWaiting(): void;
  stopWaiting(): void;
  stop(): void;
};

/** As long as the outbox itself tries (S6): what is older is not sent behind anybody's back. */
const longestWaitMs = 48 * 3_600_000;
/** The event stream may stand while requests fail. */
const againMs = 15_000;

export function createDraftSending({ account, ready, set, keeper, isOver, keepHere, hand }: DraftSendingOptions): DraftSending {
  const { io } = account;
  let cancelTimer: (() => void) | null = null;

  async function send(how: SendHow): Promise<boolean> {
    const now = ready();
    const kept = keeper();
    if (now === null || kept === null || now.isSending) return false;
    const sinceMs = now.waiting?.sinceMs ?? io.nowMs();
    set({ isSending: true, problem: null });
    try {
      // An earlier try may have arrived without our hearing of it: one looks before one sends (V4).
      if (!(await kept.settle())) {
        if (isOver()) return true;
        set({ isSending: false, waiting: null });
        await keepHere();
        return false;
      }
      await kept.beginSending();
      // Noted on this device too, or a crash would bring back what was sent.
      await keepHere();
      const isPast = how.sendAtMs != null && how.sendAtMs <= io.nowMs();
      await hand(isPast ? { ...how, sendAtMs: null } : how);
      return true;
    } catch (error) {
      if (!isMailError(error)) throw error;
      const isAway = error.kind === 'network';
      kept.sendingFailed(!isAway && (error.kind !== 'temporary' || error.code === 'fileReturns'));
      const isSignedOut = error.kind === 'login-refused';
      const waits = isAway || (isSignedOut && now.waiting !== null);
      set({ isSending: false, waiting: waits ? { how, sinceMs } : null, problem: waits ? null : refusedText(error) });
      await keepHere();
      if (isAway) cancelTimer ??= io.after(againMs, again);
      if (isSignedOut) mailClient().sessionEnded();
      return false;
    }
  }

  function again(): void {
    cancelTimer = null;
    tryWaiting();
  }

  function tryWaiting(): void {
    const now = ready();
    if (now === null || now.waiting === null || now.isSending || account.connection.state.get().kind !== 'live') return;
    if (io.nowMs() - now.waiting.sinceMs <= longestWaitMs) void send(now.waiting.how);
    else {
      set({ waiting: null, problem: t('compose.waitedTooLong') });
      void keepHere();
    }
  }

  return {
    send,
    tryWaiting,
    stopWaiting() {
      set({ waiting: null });
      void keepHere();
    },
    stop() {
      cancelTimer?.();
    },
  };
}
