import type { IdleHint } from './api.ts';
import type { SessionContext } from './session-context.ts';
import type { ImapResponse } from './tokens.ts';
import type { RunOptions } from './wire.ts';

/** RFC 2177 §3 allows 29 min; lines that forget idle connections are less patient (I25). */
const renewAfterMs = 9 * 60_000;
const doneTimeoutMs = 30_000;
/** Who goes away for good waits this long for a server that has gone silent. */
const farewellMs = 2_000;

/** What ends an IDLE: `breakNow` makes room for another call on the session, `leave` is the end of the waiting. */
type IdleEnds = { breakNow: () => void; leave: () => void };

/**
 * One IDLE in the open mailbox, until it is broken or the server ends it.
 *
 * @param started gets what ends it, before the command is sent
 * @returns true when we ended it
 */
export async function idleOnce(
  context: SessionContext,
  onHint: (hint: IdleHint) => void,
  started: (ends: IdleEnds) => void,
): Promise<boolean> {
  const { wire, selection } = context;
  let mayEnd = false;
  let isWanted = true;
  let isDone = false;
  let doneTimer: NodeJS.Timeout | null = null;
  // A server that does not answer DONE is gone.
  const giveUpIn = (ms: number) => {
    if (doneTimer !== null) clearTimeout(doneTimer);
    doneTimer = setTimeout(() => wire.client.close(), ms);
  };
  const breakNow = () => {
    isWanted = false;
    if (!mayEnd || isDone) return;
    isDone = true;
    giveUpIn(doneTimeoutMs);
    wire.writeLine('DONE');
  };
  const leave = () => {
    breakNow();
    giveUpIn(farewellMs);
  };
  const hear = (keyword: string, kind: IdleHint['kind']) => (response: ImapResponse) => {
    selection.note(keyword, response);
    onHint({ kind });
  };
  const renewal = setTimeout(breakNow, renewAfterMs);
  const release = wire.claimSilence(async () => breakNow());
  started({ breakNow, leave });
  try {
    await wire.run('IDLE', [], {
      // The renewal ends it; the library's watchdog looks after a server that has gone silent (I1).
      timeoutMs: renewAfterMs + 2 * 60_000,
      onContinue: () => {
        mayEnd = true;
        if (!isWanted) breakNow();
      },
      untagged: {
        exists: hear('EXISTS', 'exists'),
        expunge: hear('EXPUNGE', 'expunge'),
        fetch: hear('FETCH', 'flags'),
        vanished: hear('VANISHED', 'vanished'),
        recent: () => {},
      },
    });
    return isDone;
  } finally {
    release();
    clearTimeout(renewal);
    if (doneTimer !== null) clearTimeout(doneTimer);
  }
}

/** For servers without IDLE: a NOOP, whose answer tells what is new (RFC 9051 §6.1.2). */
export async function askByNoop(context: SessionContext, onHint: (hint: IdleHint) => void, options: RunOptions): Promise<void> {
  const { selection } = context;
  const hear = (keyword: string, kind: IdleHint['kind']) => (response: ImapResponse) => {
    const before = selection.open?.exists;
    selection.note(keyword, response);
    // Some servers repeat EXISTS in every answer.
    if (keyword !== 'EXISTS' || selection.open?.exists !== before) onHint({ kind });
  };
  await context.wire.run('NOOP', [], {
    ...options,
    untagged: {
      exists: hear('EXISTS', 'exists'),
      expunge: hear('EXPUNGE', 'expunge'),
      fetch: hear('FETCH', 'flags'),
      vanished: hear('VANISHED', 'vanished'),
    },
  });
}
