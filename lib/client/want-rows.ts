import { isMailError, type MailboxId } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import type { ClientIo } from './client-io.ts';
import type { JmapClient } from './jmap-client.ts';

/** While the scroll bar is dragged, where it stops counts. */
const atMostEveryMs = 150;
/** The gateway answers as soon as the messages are there; what takes longer comes with the next push. */
const waitMs = 2_000;

export type WantRows = (mailboxId: MailboxId, window: { position: number; limit: number }) => void;

/**
 * Asks the gateway for a part of a mailbox that is still filling, and takes over where it stands once it is there. A hint: when it is lost,
 * the fill gets there by itself.
 */
export function createWantRows(client: JmapClient, cache: AccountCache, io: Pick<ClientIo, 'nowMs' | 'after'>): WantRows {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let latest: (() => void) | null = null;

  async function ask(mailboxId: MailboxId, window: { position: number; limit: number }): Promise<void> {
    const { accountId } = cache;
    const got = client.batch((batch) => {
      batch.call('MailboxProgress/want', { accountId, mailboxId, ...window, waitMs });
      return batch.call('MailboxProgress/get', { accountId, ids: null });
    });
    try {
      const { list } = await got.result;
      cache.putProgress(list);
    } catch (error) {
      if (!isMailError(error)) throw error;
    }
  }

  return (mailboxId, window) => {
    const isWaiting = latest !== null;
    latest = () => {
      latest = null;
      askedAtMs = io.nowMs();
      void ask(mailboxId, window);
    };
    if (isWaiting) return;
    const pauseMs = askedAtMs + atMostEveryMs - io.nowMs();
    if (pauseMs <= 0) latest();
    else io.after(pauseMs, () => latest?.());
  };
}
