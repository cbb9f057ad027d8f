import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DraftMark, DraftVersion } from '#lib/client/index.ts';
import { type EmailId, MailError } from '#lib/mail/index.ts';
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.ts';
import { type DraftStand, reconcileDraft } from './reconcile-draft.ts';

const id = (text: string) => text as EmailId;
const stand = (patch: Partial<DraftStand> = {}): DraftStand => ({
  writer: 'me',
  savedId: id('e1'),
  savedRevision: 3,
  revision: 3,
  sendingRevision: null,
  ...patch,
});
const version = (emailId: string, mark: DraftMark | null, isDraft = true): DraftVersion => ({ emailId: id(emailId), isDraft, mark });
const mine = (emailId: string, revision: number, base: string | null = null) =>
  version(emailId, { writer: 'me', revision, base: base === null ? null : id(base) });
const theirs = (emailId: string, base: string | null) =>
  version(emailId, { writer: 'them', revision: 1, base: base === null ? null : id(base) });

describe('S11: a draft that was changed elsewhere', () => {
  test('is gone on with while it still stands', () => {
    expect(reconcileDraft(stand(), [mine('e1', 3)])).toMatchObject({ do: 'go-on', savedId: 'e1', savedRevision: 3, stale: [] });
  });
  test('is shown anew when nothing was written here meanwhile', () => {
    expect(reconcileDraft(stand(), [theirs('e2', 'e1')])).toMatchObject({ do: 'adopt', emailId: 'e2' });
    expect(reconcileDraft(stand(), [theirs('e2', 'e1'), mine('e1', 3)])).toMatchObject({ do: 'adopt', emailId: 'e2' });
    expect(reconcileDraft(stand(), [version('e2', null)])).toMatchObject({ do: 'adopt', emailId: 'e2' });
  });
  test('is kept beside what was written here meanwhile', () => {
    expect(reconcileDraft(stand({ revision: 4 }), [theirs('e2', 'e1')])).toMatchObject({
      do: 'part',
      because: 'changed',
      other: 'e2',
      savedId: null,
    });
  });
  test('is kept beside what was saved here at the same time', () => {
    const both = [mine('e3', 4, 'e1'), theirs('e2', 'e1')];
    expect(reconcileDraft(stand({ savedId: id('e3'), savedRevision: 4, revision: 4 }), both)).toMatchObject({ do: 'part', savedId: 'e3' });
    expect(reconcileDraft(stand({ revision: 4 }), both)).toMatchObject({ do: 'part', savedId: 'e3', savedRevision: 4 });
  });
  test('and was deleted there is saved anew when there is more here, and else only said', () => {
    expect(reconcileDraft(stand(), [])).toMatchObject({ do: 'was-deleted' });
    expect(reconcileDraft(stand({ revision: 4 }), [])).toMatchObject({ do: 'go-on', savedId: null, wasDeleted: true });
    expect(reconcileDraft(stand({ savedId: null }), [])).toMatchObject({ do: 'go-on', savedRevision: 3, wasDeleted: false });
  });
  test('and was sent there ends here, unless there is more here', () => {
    const sent = version('e9', null, false);
    expect(reconcileDraft(stand(), [sent])).toMatchObject({ do: 'was-sent', emailId: 'e9' });
    expect(reconcileDraft(stand({ revision: 4 }), [sent])).toMatchObject({ do: 'part', because: 'sent', savedId: null });
    expect(reconcileDraft(stand(), [sent, mine('e1', 3)])).toMatchObject({ do: 'part', because: 'sent', savedId: 'e1' });
  });
  test('and was sent there as the very Email that it was: the sent message is nobody’s to replace', () => {
    const sent = version('e1', { writer: 'me', revision: 3, base: null }, false);
    expect(reconcileDraft(stand(), [sent])).toMatchObject({ do: 'was-sent', emailId: 'e1', stale: [] });
    expect(reconcileDraft(stand({ revision: 4 }), [sent])).toMatchObject({ do: 'part', because: 'sent', savedId: null, stale: [] });
  });
  test('a message that this window was sending when it died was sent', () => {
    const sent = version('e9', null, false);
    expect(reconcileDraft(stand({ revision: 4, sendingRevision: 4 }), [sent, mine('e1', 3)])).toEqual({
      do: 'was-sent',
      emailId: 'e9',
      stale: ['e1'],
    });
    expect(reconcileDraft(stand({ revision: 5, sendingRevision: 4 }), [sent])).toMatchObject({ do: 'part', because: 'sent' });
  });
  test('a save whose answer was lost is recognised, and what it replaced is cleared away', () => {
    expect(reconcileDraft(stand({ revision: 5 }), [mine('e2', 4, 'e1'), mine('e1', 3), mine('e0', 2)])).toEqual({
      do: 'go-on',
      savedId: 'e2',
      savedRevision: 4,
      wasDeleted: false,
      stale: ['e1', 'e0'],
    });
  });
  test('a device that was killed before it had written what the gateway got shows that', () => {
    expect(reconcileDraft(stand({ revision: 4 }), [mine('e3', 6, 'e1'), mine('e2', 5)])).toEqual({
      do: 'adopt',
      emailId: 'e3',
      revision: 6,
      stale: ['e2'],
    });
  });
  test('a sent message that is opened to be changed is its own draft', () => {
    expect(reconcileDraft(stand({ sentId: id('e1') }), [version('e1', null, false)])).toMatchObject({ do: 'go-on', savedId: 'e1' });
  });
});

/** A gateway with drafts in memory; contents are the words that were typed. */
class World {
  readonly emails = new Map<EmailId, { messageId: string; words: Set<string>; mark: DraftMark | null; isDraft: boolean }>();
  /** words that a person threw away, seeing them */
  readonly discarded = new Set<string>();
  count = 0;
}

type Fault = 'none' | 'before' | 'after' | 'between';

/** A window on one device, as a session works with its keeper. */
class Desk {
  readonly world: World;
  readonly writer: string;
  messageId = 'm0';
  words = new Set<string>();
  keeper: DraftKeeper | null = null;
  /** what the device would find after a crash */
  kept: { stand: DraftStand; words: Set<string>; messageId: string } | null = null;
  fault: Fault = 'none';
  said: string[] = [];

  constructor(world: World, writer: string) {
    this.world = world;
    this.writer = writer;
  }

  begin(start: DraftStand, isDoubtful: boolean): void {
    const { world } = this;
    const lose = (when: Fault) => {
      if (this.fault !== when) return;
      this.fault = 'none';
      throw new MailError('network', when);
    };
    this.keeper = createDraftKeeper({
      stand: start,
      isDoubtful,
      server: {
        save: async (replaces, mark) => {
          lose('before');
          world.count += 1;
          const emailId = id(`e${world.count}`);
          world.emails.set(emailId, { messageId: this.messageId, words: new Set(this.words), mark, isDraft: true });
          lose('after');
          if (replaces === null) return { emailId, replacedIsGone: false, leftBehind: null };
          if (this.fault === 'between') {
            this.fault = 'none';
            return { emailId, replacedIsGone: false, leftBehind: replaces };
          }
          return { emailId, replacedIsGone: !world.emails.delete(replaces), leftBehind: null };
        },
        versions: async (known) => {
          lose('before');
          return [...world.emails]
            .filter(([emailId, email]) => email.messageId === this.messageId || emailId === known)
            .map(([emailId, { mark, isDraft }]) => ({ emailId, mark, isDraft }))
            .reverse();
        },
        isThere: async (emailId) => world.emails.has(emailId),
        remove: async (ids) => {
          lose('before');
          return ids.map((one) => world.emails.delete(one)).every(Boolean);
        },
      },
      after: () => () => undefined,
      saveAfterMs: () => 0,
      keepHere: () => this.keep(),
      say: () => undefined,
      failed: () => undefined,
      adopt: async (emailId, mayStill) => {
        const email = world.emails.get(emailId);
        if (email === undefined) throw new MailError('not-found', 'gone again');
        if (!mayStill()) return false;
        this.words = new Set(email.words);
        this.said.push('adopt');
        return true;
      },
      part: (because) => {
        world.count += 1;
        this.messageId = `m${world.count}`;
        this.said.push(because);
        this.keep();
      },
      wasDeleted: () => this.said.push('deleted'),
      wasSent: () => this.close(),
    });
    this.keep();
  }
  keep(): void {
    if (this.keeper !== null) this.kept = { stand: this.keeper.stand(), words: new Set(this.words), messageId: this.messageId };
  }
  open(): void {
    const found = [...this.world.emails].reverse().find(([, email]) => email.isDraft);
    if (this.keeper !== null || found === undefined) return;
    const [savedId, { words, messageId }] = found;
    this.words = new Set(words);
    this.messageId = messageId;
    this.world.count += 1;
    this.begin({ writer: `${this.writer}${this.world.count}`, savedId, savedRevision: 0, revision: 0, sendingRevision: null }, false);
  }
  type(word: string): void {
    if (this.keeper === null) return;
    this.words.add(word);
    this.keeper.touched();
  }
  crash(): void {
    this.keeper = null;
    const { kept } = this;
    if (kept === null) return;
    this.words = new Set(kept.words);
    this.messageId = kept.messageId;
    this.begin(kept.stand, true);
  }
  close(): void {
    void this.keeper?.stop();
    this.keeper = null;
    this.kept = null;
    this.words = new Set();
  }
  discard(): void {
    if (this.keeper === null) return;
    const { savedId, writer } = this.keeper.stand();
    for (const word of this.words) this.world.discarded.add(word);
    for (const [emailId, { mark, messageId }] of this.world.emails)
      if (emailId === savedId || (mark?.writer === writer && messageId === this.messageId)) this.world.emails.delete(emailId);
    this.close();
  }
  async send(isAnswerLost: boolean): Promise<void> {
    if (this.keeper === null) return;
    await this.keeper.beginSending();
    const { savedId } = this.keeper.stand();
    this.world.count += 1;
    this.world.emails.set(id(`e${this.world.count}`), {
      messageId: this.messageId,
      words: new Set(this.words),
      mark: null,
      isDraft: false,
    });
    // The page died before it heard of it.
    if (isAnswerLost) return this.crash();
    if (savedId !== null) this.world.emails.delete(savedId);
    this.close();
  }
}

const hasMore = (words: ReadonlySet<string>, than: ReadonlySet<string>): boolean => [...words].some((word) => !than.has(word));

type Step = {
  desk: 0 | 1;
  do: 'open' | 'type' | 'flush' | 'look' | 'crash' | 'close' | 'discard' | 'send' | 'send-lost' | 'lose';
  fault: Fault;
};

const steps = fc.array(
  fc.record({
    desk: fc.constantFrom(0 as const, 1 as const),
    do: fc.constantFrom<Step['do'][]>(
      'open',
      'type',
      'type',
      'type',
      'type',
      'flush',
      'flush',
      'flush',
      'look',
      'look',
      'crash',
      'close',
      'discard',
      'send',
      'send-lost',
      'lose',
    ),
    fault: fc.constantFrom<Fault[]>('before', 'after', 'between'),
  }),
  { maxLength: 40 },
);

test('V3, S11: whatever two devices do with one draft, and whatever answers are lost, no word is lost that nobody threw away', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const world = new World();
      const desks = [new Desk(world, 'a'), new Desk(world, 'b')] as const;
      desks[0].begin({ writer: 'a', savedId: null, savedRevision: 0, revision: 0, sendingRevision: null }, false);
      const typed = ['w0'];
      desks[0].type('w0');
      await desks[0].keeper?.flush();
      desks[1].open();
      for (const step of list) {
        const desk = desks[step.desk];
        if (step.do === 'open') desk.open();
        else if (step.do === 'type' && desk.keeper !== null) {
          typed.push(`w${typed.length}`);
          desk.type(`w${typed.length - 1}`);
        } else if (step.do === 'flush') await desk.keeper?.flush();
        else if (step.do === 'look') await desk.keeper?.look();
        else if (step.do === 'crash') desk.crash();
        else if (step.do === 'close' && (await desk.keeper?.flush())) desk.close();
        else if (step.do === 'discard') desk.discard();
        else if (step.do === 'send') await desk.send(false);
        else if (step.do === 'send-lost') await desk.send(true);
        else if (step.do === 'lose') desk.fault = step.fault;
      }
      // The network is well again: a few tries, and everything stands.
      for (let count = 0; count < 6; count += 1)
        for (const desk of desks) {
          desk.fault = 'none';
          await desk.keeper?.look();
          await desk.keeper?.flush();
        }
      const shown = new Set(desks.flatMap((desk) => (desk.keeper === null ? [] : [...desk.words])));
      const standing = new Set([...world.emails.values()].flatMap(({ words }) => [...words]));
      for (const word of typed) expect(standing.has(word) || shown.has(word) || world.discarded.has(word), `${word} is lost`).toBe(true);
      for (const desk of desks) {
        const now = desk.keeper?.stand();
        if (now !== undefined) expect(now.savedRevision, 'a window settles').toBe(now.revision);
        // What is called saved is there.
        const saved = now?.savedId == null ? null : world.emails.get(now.savedId);
        if (now === undefined || saved === null) continue;
        expect([...(saved?.words ?? [])].sort()).toEqual([...desk.words].sort());
        // Two that went different ways are two drafts, and the person was told.
        if (saved?.mark?.writer !== now.writer) continue;
        for (const [emailId, email] of world.emails) {
          const isSame = emailId === now.savedId || email.messageId !== desk.messageId || !email.isDraft;
          const isApart = !isSame && hasMore(email.words, desk.words) && hasMore(desk.words, email.words);
          expect(isApart, `${emailId} and ${now.savedId} pass for one`).toBe(false);
        }
      }
    }),
    { numRuns: process.env.POSTERN_TEST_LONG === '1' ? 20_000 : 1_500 },
  );
});
