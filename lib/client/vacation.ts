import type { VacationResponse } from '#lib/contract/index.ts';
import { type AccountId, isMailError, MailError } from '#lib/mail/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { createValue, type Readable } from './value.ts';

/** What the account says of an absence; `not-offered`: its mail server keeps none (J23). */
export type VacationState = VacationResponse | 'not-offered';

export type Vacation = {
  /** null until it was loaded */
  readonly state: Readable<VacationState | null>;
  /** @throws MailError */
  load(): Promise<void>;
  /** Shown at once. @throws MailError; the screen has returned to the truth then */
  save(patch: Partial<Omit<VacationResponse, 'id'>>): Promise<void>;
  /** The gateway has another one now: asked for where somebody looks at it. */
  changed(): void;
};

export function createVacation(client: JmapClient, accountId: AccountId, closed: AbortSignal): Vacation {
  const state = createValue<VacationState | null>(null);

  async function load(): Promise<void> {
    try {
      const { list } = await client.call('VacationResponse/get', { accountId });
      const [now] = list;
      if (now !== undefined && !closed.aborted) state.set(now);
    } catch (error) {
      if (!isMailError(error) || error.code !== 'accountNotSupportedByMethod') throw error;
      state.set('not-offered');
    }
  }

  return {
    state: state.readable,
    load,
    async save(patch) {
      const before = state.get();
      if (before !== null && before !== 'not-offered') state.set({ ...before, ...patch });
      try {
        const { notUpdated } = await client.call('VacationResponse/set', { accountId, update: { singleton: patch } });
        const refused = notUpdated?.singleton;
        if (refused !== undefined) throw new MailError('refused', `JMAP ${refused.type}`, { code: refused.type, permanent: true });
      } catch (error) {
        state.set(before);
        throw error;
      }
    },
    changed() {
      // When the gateway is away, whoever looks next asks again.
      if (state.get() !== null) void load().catch(() => undefined);
    },
  };
}
