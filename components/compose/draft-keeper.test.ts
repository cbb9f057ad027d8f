import { expect, test } from 'vitest';
import type { DraftVersion } from '#lib/client/index.ts';
import { type EmailId, MailError } from '#lib/mail/index.ts';
import { createDraftKeeper } from './draft-keeper.ts';

/** A keeper on a clock that is turned by hand. */
function setUp() {
  let nowMs = 0;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const saves: { atMs: number; revision: number }[] = [];
  const said: string[] = [];
  let isAway = false;
  let kept = 0;
  let found: DraftVersion[] = [];
  const sentElsewhere: EmailId[] = [];
  const keeper = createDraftKeeper({
    stand: { writer: 'me', savedId: null, savedRevision: 0, revision: 0, sendingRevision: null },
    isDoubtful: false,
    server: {
      async save(_, { revision }) {
        if (isAway) throw new MailError('network', 'away');
        saves.push({ atMs: nowMs, revision });
        return { emailId: `e${revision}` as EmailId, replacedIsGone: false, leftBehind: null };
      },
      async versions() {
        if (isAway) throw new MailError('network', 'away');
        return found;
      },
      isThere: async () => true,
      remove: async () => true,
    },
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    saveAfterMs: () => 1_200,
    keepHere: () => {
      kept += 1;
    },
    say: (kind) => said.push(kind),
    failed: () => said.push('failed'),
    adopt: async () => true,
    part: () => undefined,
    wasDeleted: () => undefined,
    wasSent(emailId) {
      sentElsewhere.push(emailId);
      void keeper.stop();
    },
  });
  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const next = [...timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;
      timers.delete(next);
      nowMs = next.atMs;
      next.run();
    }
    nowMs = untilMs;
  }
  const goAway = (away: boolean): void => {
    isAway = away;
  };
  const find = (versions: DraftVersion[]): void => {
    found = versions;
  };
  return { keeper, saves, said, sentElsewhere, pass, kept: () => kept, goAway, find };
}

test('V3: on this device at every change, at the gateway within two seconds of each, also while somebody types without a pause', async () => {
  const { keeper, saves, pass, kept } = setUp();
  for (let key = 1; key <= 100; key += 1) {
    keeper.touched();
    expect(kept()).toBeGreaterThanOrEqual(key);
    await pass(100);
    const saved = saves.at(-1);
    // Ten changes a second: what is not at the gateway is less than two seconds old.
    expect(keeper.stand().revision - (saved?.revision ?? 0)).toBeLessThan(20);
  }
  await pass(2_000);
  expect(saves.at(-1)?.revision).toBe(100);
  expect(saves.length).toBeLessThan(12);
});

test('a gateway that is away is tried again by itself, and nothing is called saved meanwhile', async () => {
  const { keeper, saves, said, pass, goAway } = setUp();
  goAway(true);
  keeper.touched();
  await pass(20_000);
  expect(said.filter((kind) => kind === 'failed').length).toBeGreaterThan(1);
  expect(said).not.toContain('saved');
  goAway(false);
  await pass(6_000);
  expect([saves.length, said.at(-1)]).toEqual([1, 'saved']);
});

test('V4: nothing is saved behind a message that is being sent; it is a draft again when that failed', async () => {
  const { keeper, saves, pass } = setUp();
  keeper.touched();
  await keeper.beginSending();
  await pass(10_000);
  expect([saves.length, keeper.stand().sendingRevision]).toEqual([0, 1]);
  keeper.sendingFailed(true);
  await pass(10_000);
  expect([saves.length, keeper.stand().sendingRevision]).toEqual([1, null]);
});

test.each([
  ['me', true],
  ['somebody', false],
])('a later version that %s saved is shown; whether it is one’s own is told', async (writer, isOwn) => {
  const told: [EmailId, boolean][] = [];
  const keeper = createDraftKeeper({
    stand: { writer: 'me', savedId: 'e1' as EmailId, savedRevision: 1, revision: 1, sendingRevision: null },
    isDoubtful: true,
    server: {
      save: async () => ({ emailId: 'e2' as EmailId, replacedIsGone: false, leftBehind: null }),
      versions: async () => [{ emailId: 'e9' as EmailId, isDraft: true, mark: { writer, revision: 5, base: 'e1' as EmailId } }],
      isThere: async () => true,
      remove: async () => true,
    },
    after: () => () => undefined,
    saveAfterMs: () => 1_200,
    adopt: async (emailId, _mayStill, own) => {
      told.push([emailId, own]);
      return true;
    },
    ...{ keepHere: () => undefined, say: () => undefined, failed: () => undefined, part: () => undefined },
    ...{ wasDeleted: () => undefined, wasSent: () => undefined },
  });
  await keeper.flush();
  expect(told).toEqual([['e9', isOwn]]);
});

test('V4: when it is not known whether a message was sent, one looks before anything is saved or sent again', async () => {
  const { keeper, saves, sentElsewhere, pass, goAway, find } = setUp();
  keeper.touched();
  await keeper.beginSending();
  keeper.sendingFailed(false);
  expect(keeper.stand().sendingRevision).toBe(1);
  goAway(true);
  await expect(keeper.settle()).rejects.toThrow();
  goAway(false);
  find([{ emailId: 'sent' as EmailId, isDraft: false, mark: null }]);
  expect(await keeper.settle()).toBe(false);
  await pass(10_000);
  expect([saves, sentElsewhere]).toEqual([[], ['sent']]);

  const other = setUp();
  other.keeper.touched();
  await other.keeper.beginSending();
  other.keeper.sendingFailed(false);
  expect([await other.keeper.settle(), other.keeper.stand().sendingRevision]).toEqual([true, null]);
});
