import { type AccountId, MailError, type ThreadId, type ThreadRule } from '#lib/mail/index.ts';
import type { ClientIo } from './client-io.ts';
import type { JmapClient } from './jmap-client.ts';
import { createValue, type Readable } from './value.ts';

export type ThreadingState = { rule: ThreadRule /** messages still to be grouped anew */; waiting: number };

/** How an account's mail becomes conversations (T7). */
export type Threading = {
  /** null until it was loaded */
  readonly state: Readable<ThreadingState | null>;
  /** Asks, and again while mail is being grouped anew. @throws MailError */
  load(): Promise<void>;
  /** @throws MailError; the screen has returned to the truth then */
  setRule(rule: ThreadRule): Promise<void>;
  /** Builds one conversation anew (T5). @returns the conversations there are now; null = there is much to do, it is done behind. @throws MailError */
  rebuild(threadId: ThreadId): Promise<ThreadId[] | null>;
  /** Where the messages of a conversation are that was merged into another (J3); null when nobody knows. @throws MailError */
  current(threadId: ThreadId): Promise<ThreadId | null>;
};

const askAgainMs = 1_500;

export function createThreading(client: JmapClient, io: ClientIo, accountId: AccountId, closed: AbortSignal): Threading {
  const state = createValue<ThreadingState | null>(null);
  let stopAsking: () => void = () => {};

  async function load(): Promise<void> {
    stopAsking();
    const { list } = await client.call('Threading/get', { accountId });
    const [now] = list;
    if (now === undefined || closed.aborted) return;
    state.set({ rule: now.rule, waiting: now.waiting });
    // When the gateway is away, whoever looks next asks again.
    if (now.waiting > 0) stopAsking = io.after(askAgainMs, () => void load().catch(() => undefined));
  }

  return {
    state: state.readable,
    load,
    async setRule(rule) {
      const before = state.get();
      state.set({ rule, waiting: before?.waiting ?? 0 });
      try {
        const { notUpdated } = await client.call('Threading/set', { accountId, update: { singleton: { rule } } });
        const refused = notUpdated?.singleton;
        if (refused !== undefined) throw new MailError('refused', `JMAP ${refused.type}`, { code: refused.type, permanent: true });
      } catch (error) {
        state.set(before);
        throw error;
      }
      await load();
    },
    async rebuild(threadId) {
      return (await client.call('ThreadTree/rebuild', { accountId, threadId })).threadIds;
    },
    async current(threadId) {
      return (await client.call('ThreadTree/current', { accountId, threadId })).threadId;
    },
  };
}
