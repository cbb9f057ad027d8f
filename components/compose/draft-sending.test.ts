import { expect, test } from 'vitest';
import { createValue } from '#lib/client/value.ts';
import { MailError, type MailErrorKind } from '#lib/mail/index.ts';
import type { ReadyState, SendHow, Waiting } from './composer-state.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import { createDraftSending } from './draft-sending.ts';

/** One window's message, a gateway that answers as it is told, and a clock that is turned by hand. */
function setUp(waiting: Waiting | null = null) {
  let nowMs = 1_000;
  let state = { isSending: false, waiting, problem: null } as ReadyState;
  let isOver = false;
  let refusal: MailErrorKind | null = null;
  /** what looking says: nobody else touched it, it was sent already, somebody else changed it */
  let found: 'nothing' | 'sent' | 'changed' = 'nothing';
  const sent: SendHow[] = [];
  const kept: (Waiting | null)[] = [];
  const known: boolean[] = [];
  const timers: { atMs: number; run: () => void }[] = [];
  const connection = createValue<{ kind: 'live' | 'offline' }>({ kind: 'offline' });
  const keeper = {
    async settle() {
      if (refusal === 'network') throw new MailError('network', 'away');
      if (found === 'sent') isOver = true;
      return found === 'nothing';
    },
    beginSending: async () => undefined,
    sendingFailed: (isKnown: boolean) => known.push(isKnown),
  } as unknown as DraftKeeper;
  const sending = createDraftSending({
    account: {
      connection: { state: connection.readable, set: () => undefined, revive: () => undefined, live: async () => undefined },
      io: {
        nowMs: () => nowMs,
        after: (ms: number, run: () => void) => {
          timers.push({ atMs: nowMs + ms, run });
          return () => timers.splice(0);
        },
      },
    } as never,
    ready: () => state,
    set: (patch) => {
      state = { ...state, ...patch };
    },
    keeper: () => keeper,
    isOver: () => isOver,
    keepHere: async () => void kept.push(state.waiting),
    async hand(how) {
      if (refusal !== null) throw new MailError(refusal, 'no');
      sent.push(how);
      isOver = true;
    },
  });
  return {
    ...{ sending, sent, kept, known, timers, state: () => state },
    refuse: (kind: MailErrorKind | null) => {
      refusal = kind;
    },
    find: (what: typeof found) => {
      found = what;
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
    goLive: () => connection.set({ kind: 'live' }),
    settled: async () => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    },
  };
}

test('V4: sent without a connection it waits, on this device too, and goes once when there is one', async () => {
  const { sending, sent, kept, known, state, refuse, goLive, settled } = setUp();
  refuse('network');
  expect(await sending.send({ archive: true })).toBe(false);
  expect(state()).toMatchObject({ isSending: false, waiting: { how: { archive: true }, sinceMs: 1_000 }, problem: null });
  expect([kept.at(-1), known]).toEqual([state().waiting, [false]]);
  sending.tryWaiting();
  await settled();
  expect(sent).toEqual([]);
  refuse(null);
  goLive();
  sending.tryWaiting();
  sending.tryWaiting();
  await settled();
  expect(sent).toEqual([{ archive: true }]);
});

test('V4: what arrived although its answer was lost is not sent again; what somebody else changed waits for a person', async () => {
  for (const what of ['sent', 'changed'] as const) {
    const { sending, sent, state, find, goLive, settled } = setUp({ how: {}, sinceMs: 0 });
    find(what);
    goLive();
    sending.tryWaiting();
    await settled();
    expect(sent).toEqual([]);
    if (what === 'changed') expect(state()).toMatchObject({ isSending: false, waiting: null });
  }
});

test('a time that has passed while it waited is now; after two days nothing goes by itself; what is taken back is a draft', async () => {
  const late = setUp({ how: { sendAtMs: 500, archive: false }, sinceMs: 0 });
  late.goLive();
  late.sending.tryWaiting();
  await late.settled();
  expect(late.sent).toEqual([{ sendAtMs: null, archive: false }]);

  const old = setUp({ how: {}, sinceMs: 0 });
  old.pass(49 * 3_600_000);
  old.goLive();
  old.sending.tryWaiting();
  await old.settled();
  expect(old.sent).toEqual([]);
  expect([old.state().waiting, old.state().problem === null, old.kept.at(-1)]).toEqual([null, false, null]);

  const back = setUp({ how: {}, sinceMs: 0 });
  back.sending.stopWaiting();
  back.goLive();
  back.sending.tryWaiting();
  await back.settled();
  expect([back.sent, back.kept]).toEqual([[], [null]]);
});

test('a connection that stands while requests fail is tried again by the clock; a refusal waits for nothing', async () => {
  const { sending, sent, timers, state, refuse, goLive, settled } = setUp();
  goLive();
  refuse('network');
  await sending.send({});
  expect(timers).toHaveLength(1);
  refuse(null);
  timers[0]?.run();
  await settled();
  expect(sent).toHaveLength(1);

  const refused = setUp();
  refused.refuse('refused');
  await refused.sending.send({});
  expect(refused.state()).toMatchObject({ waiting: null, isSending: false });
  expect([refused.state().problem === null, refused.known]).toEqual([false, [true]]);
  expect(state().waiting).not.toBeNull();
});
