import type { ImapSession } from '#lib/imap/index.ts';
import { Alarm, isMailError } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import { retryDelayMs } from './retry-delay.ts';

/** Events come in bursts: one pass for all of them (I25). */
const settleMs = 300;
/** How often a server without IDLE is asked. */
const pollMs = 30_000;

/**
 * Watches one mailbox on a connection of its own and says when a pass is worth its while. Ends with its signal; a lost connection is made
 * again, and then a pass is asked for, since events may have been missed.
 */
export async function watchMailbox(
  context: AccountContext,
  path: string,
  connect: (signal: AbortSignal) => Promise<ImapSession>,
  onHint: () => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let session: ImapSession | null = null;
    let settle: ReturnType<typeof setTimeout> | null = null;
    const hint = () => {
      settle ??= setTimeout(() => {
        settle = null;
        onHint();
      }, settleMs);
    };
    try {
      session = await connect(signal);
      onHint();
      if (session.capabilities.idle) {
        const startedMs = context.nowMs();
        await session.idle(path, { onHint: hint, signal });
        if (context.nowMs() - startedMs > 60_000) failures = 0;
      } else {
        await new Alarm().sleep(pollMs, signal);
        failures = 0;
        continue;
      }
    } catch (error) {
      if (signal.aborted) return;
      context.log.info('watching connection lost', {
        accountId: context.accountId,
        kind: isMailError(error) ? error.kind : 'internal',
        error,
      });
    } finally {
      if (settle !== null) clearTimeout(settle);
      session?.destroy();
    }
    failures += 1;
    await new Alarm().sleep(retryDelayMs(failures, Math.random()), signal);
  }
}
