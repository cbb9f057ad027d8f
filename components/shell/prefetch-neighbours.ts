import type { ThreadId } from '#lib/mail/index.ts';
import type { MailView } from './mail-view.ts';
import { whenIdle } from './when-idle.ts';

const latestMs = 300;

/** What is known of the network where the browser says so (Network Information API); others say nothing. */
type Network = { connection?: { saveData?: boolean } };

/**
 * Asks for the conversations below and above the open one, so that the next step of the reader is drawn at once: when the open one is here
 * itself and the browser has nothing to do, and not for people who save data. @returns takes it back
 */
export function prefetchNeighbours(
  { list, rows, accountOf }: Pick<MailView, 'list' | 'rows' | 'accountOf'>,
  threadId: ThreadId,
  idle: typeof whenIdle = whenIdle,
): () => void {
  if ((navigator as Network).connection?.saveData === true) return () => undefined;
  const open = accountOf(threadId).conversations.of(threadId);
  let takeBack: (() => void) | null = null;
  const ask = (): void => {
    const index = list.indexOf(threadId);
    if (index < 0) return;
    // Most people go on downwards.
    for (const beside of [index + 1, index - 1]) {
      const emailId = beside < 0 ? null : list.at(beside);
      const neighbour = emailId === null ? null : (rows.email(emailId)?.threadId ?? null);
      if (neighbour !== null) accountOf(neighbour).conversations.prefetch(neighbour);
    }
  };
  const look = (): void => {
    if (takeBack === null && open.get().status === 'ready') takeBack = idle(ask, latestMs);
  };
  const stop = open.subscribe(look);
  look();
  return () => {
    stop();
    takeBack?.();
  };
}
