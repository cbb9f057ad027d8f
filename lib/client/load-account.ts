import { isMailError, type MailError, type MailErrorKind } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import type { ClientIo } from './client-io.ts';
import {
  loadHealth,
  loadIdentities,
  loadMailboxes,
  loadProgress,
  loadQueue,
  loadQuotas,
  loadSubmissions,
  loadTags,
} from './follow-changes.ts';
import type { JmapClient } from './jmap-client.ts';
import { createValue, type Readable } from './value.ts';

const submissionsOfMs = 24 * 3_600_000;
const firstPauseMs = 5_000;
const longestPauseMs = 60_000;
const lastingKinds: ReadonlySet<MailErrorKind> = new Set(['forbidden', 'invalid', 'not-found']);
/** Answers that asking again does not change: a right that is missing, a method that this gateway does not have. A call that only failed with the one that it leans on says nothing of that kind. */
const isLasting = ({ kind, code }: MailError): boolean => lastingKinds.has(kind) && code !== 'invalidResultReference';

export type AccountLoad = {
  /** failed = the mailboxes did not come; `load` tries again */
  readonly status: Readable<'loading' | 'ready' | 'failed'>;
  /** Asks once for everything that has not come yet. Fulfilled when each part has come or failed. */
  load(): Promise<void>;
};

type LoadOptions = { client: JmapClient; cache: AccountCache; io: ClientIo; closed: AbortSignal; onLoaded: () => void };

/**
 * Loads what stands around the lists of an account. Each part by itself: changes are followed only of what was asked once, so a part whose
 * answer got lost is asked again, with growing pauses, and does not stay away until the page is opened anew.
 */
export function createAccountLoad({ client, cache, io, closed, onLoaded }: LoadOptions): AccountLoad {
  const status = createValue<'loading' | 'ready' | 'failed'>('loading');
  const mailboxes = () => loadMailboxes(client, cache);
  const missing = new Set<() => Promise<unknown>>([
    mailboxes,
    () => loadIdentities(client, cache),
    () => loadProgress(client, cache),
    () => loadHealth(client, cache),
    () => loadTags(client, cache),
    () => loadQuotas(client, cache),
    () => loadSubmissions(client, cache, io.nowMs() - submissionsOfMs),
    () => loadQueue(client, cache),
  ]);
  let loading: Promise<void> | null = null;
  let pauseMs = firstPauseMs;

  async function round(): Promise<void> {
    status.set('loading');
    await Promise.all([...missing].map(come));
    // Mailboxes that are here already stay on screen.
    status.set(cache.mailboxes() === null ? 'failed' : 'ready');
    onLoaded();
    if (missing.size === 0) return;
    loading = null;
    if (status.get() === 'failed') return;
    io.after(pauseMs, () => {
      if (!closed.aborted) void load();
    });
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  async function come(part: () => Promise<unknown>): Promise<void> {
    try {
      await part();
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (part === mailboxes || !isLasting(error)) return;
    }
    missing.delete(part);
  }

  function load(): Promise<void> {
    loading ??= round();
    return loading;
  }

  return { status: status.readable, load };
}
