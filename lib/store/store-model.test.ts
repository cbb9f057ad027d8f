import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { isMailError } from '#lib/mail/index.ts';
import { ClientPicture } from './testing/client-picture.ts';
import { FakeImap } from './testing/fake-imap.ts';
import { emailContent, listedMailbox } from './testing/store-content.ts';
import { openTestStore, type TestStore } from './testing/test-store.ts';
import { wrongCounts } from './testing/verify-counts.ts';

// Random acts of a person, of another client, of sync and of the outbox, with lost answers and refusals in between. In the end, when all is
// carried and looked at, index and server must show the same mail; all the time counts must be right and `/changes` must tell everything.

const roles = { Archive: 'archive', Sent: 'sent', Drafts: 'drafts', Trash: 'trash' } as const;

class Run {
  readonly t: TestStore;
  readonly imap: FakeImap;
  readonly picture: ClientPicture;
  readonly octets = new Map<string, ReturnType<typeof emailContent>>();
  #serial = 0;

  constructor(t: TestStore, imap: FakeImap) {
    this.t = t;
    this.imap = imap;
    this.picture = new ClientPicture(t.store, t.accountId);
  }

  get emails() {
    return this.t.store.emails;
  }

  async ids(): Promise<Awaited<ReturnType<typeof this.emails.summaries>>> {
    const result = await this.emails.query(this.t.accountId, {
      filter: null,
      sort: [{ key: 'receivedAt', ascending: true, keyword: null }],
      collapseThreads: false,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: null,
      calculateTotal: false,
    });
    if ('anchorNotFound' in result) throw new Error('no anchor was given');
    return this.emails.summaries(this.t.accountId, result.ids);
  }

  async list(): Promise<void> {
    const listed = [...this.imap.mailboxes.keys()].map((path) =>
      listedMailbox(path, path in roles ? { role: roles[path as keyof typeof roles] } : {}),
    );
    await this.t.store.mailboxes.recordListing(this.t.accountId, listed, []);
  }

  deliver(path: string, refs: number, flags: string[]): void {
    const serial = ++this.#serial;
    this.imap.deliver(path, `m${serial}`, {
      receivedAtMs: Date.UTC(2026, 0, 1) + serial * 60_000,
      flags,
      references: refs > 0 && serial > refs ? [`m${serial - refs}@test.example`] : null,
    });
  }

  /** One pass, as sync does it: nothing new is published while an answer is open (J1). */
  async pass(path: string, seen = new Set<string>()): Promise<void> {
    if (seen.has(path)) return;
    seen.add(path);
    const { t, imap } = this;
    const mailbox = imap.mailboxes.get(path);
    const row = (await t.store.mailboxes.syncRows(t.accountId)).find((each) => each.path === path);
    if (!mailbox || !row) return;
    const known = await this.emails.knownUids(t.accountId, row.id, null);
    const knownUids = new Set(known.map(({ uid }) => uid));
    const fresh = [...mailbox.messages.keys()].filter((uid) => !knownUids.has(uid)).map((uid) => imap.synced(path, uid));
    if ((await t.store.intents.unansweredTargets(t.accountId)).includes(row.id)) return;
    const twins = await this.emails.twinMailboxes(
      t.accountId,
      row.id,
      fresh.map(({ content }) => ({
        messageId: content.messageId?.[0] ?? null,
        receivedAtMs: content.receivedAtMs,
        sizeBytes: content.sizeBytes,
        serverEmailId: null,
      })),
    );
    for (const each of await t.store.mailboxes.syncRows(t.accountId))
      if (each.path !== null && twins.includes(each.id)) await this.pass(each.path, seen);
    await this.emails.applyPass(t.accountId, row.id, {
      uidValidity: mailbox.uidValidity,
      appeared: fresh,
      flags: known
        .filter(({ uid }) => mailbox.messages.has(uid))
        .map(({ uid }) => ({ uid, flags: [...mailbox.messages.get(uid)!.flags], modSeq: null })),
      vanished: known.filter(({ uid }) => !mailbox.messages.has(uid)).map(({ uid }) => ({ from: uid, to: uid })),
      checkpoint: { uidNext: mailbox.uidNext, serverMessages: mailbox.messages.size, isFilled: true },
    });
  }

  /** Carries one batch; `trouble` decides what becomes of its answer. @returns false when nothing was due */
  async carry(trouble: 'none' | 'lost' | 'no-uidplus' | 'refused', nowMs: number): Promise<boolean> {
    const { t, imap } = this;
    const batch = await t.store.intents.nextBatch(t.accountId, nowMs, 10);
    for (const intent of batch) {
      const { work } = intent;
      if (trouble === 'refused') {
        await t.store.intents.undo([intent.id], { kind: 'refused', serverText: 'NO' });
        continue;
      }
      const target = 'to' in work && typeof work.to === 'object' ? work.to.path : null;
      const note = target === null ? null : imap.mailboxes.get(target);
      await t.store.intents.started([intent.id], note ? { uidNext: note.uidNext, uidValidity: note.uidValidity } : null);
      try {
        const done = imap.carry(intent, (blobId) => {
          const content = this.octets.get(blobId)!;
          return { id: content.messageId![0]!.split('@')[0]!, content };
        });
        if (trouble === 'lost') await t.store.intents.defer([intent.id], 0, 'network');
        else await t.store.intents.confirm([{ intentId: intent.id, landed: trouble === 'no-uidplus' ? null : done.landed }]);
      } catch (error) {
        if (isMailError(error) || (error as Error).message !== 'gone') throw error;
        await t.store.intents.undo([intent.id], { kind: 'not-found', serverText: null });
      }
    }
    return batch.length > 0;
  }

  async create(paths: string[]): Promise<void> {
    const { t } = this;
    const serial = ++this.#serial;
    const blob = await t.store.blobs.put(t.accountId, new TextEncoder().encode(`raw ${serial}`), 'message/rfc822');
    const content = emailContent(`m${serial}`, {
      receivedAtMs: Date.UTC(2026, 0, 1) + serial * 60_000,
      text: { search: 'words', preview: 'words' },
    });
    this.octets.set(blob.blobId, content);
    const mailboxIds = await Promise.all(paths.map((path) => t.mailbox(path)));
    await this.emails.create(t.accountId, { content, rawBlobId: blob.blobId, mailboxIds, keywords: ['$draft', '$seen'] });
  }

  /** Until nothing moves any more. */
  async quiesce(): Promise<void> {
    for (let round = 0; round < 30; round++) {
      let isBusy = false;
      while (await this.carry('none', Date.now() + 1_000_000)) isBusy = true;
      await this.list();
      for (const path of this.imap.mailboxes.keys()) await this.pass(path);
      const { destroyed } = await this.emails.releaseHeld(this.t.accountId, Date.now());
      if (!isBusy && destroyed === 0 && (await this.t.store.intents.pendingCount(this.t.accountId)) === 0) {
        const pending = (await this.emails.releaseHeld(this.t.accountId, Date.now())).stillHeld;
        if (pending === 0) return;
      }
    }
    throw new Error(`intents stay: ${await this.t.store.intents.pendingCount(this.t.accountId)}`);
  }

  async view(): Promise<Record<string, string[]>> {
    const view: Record<string, string[]> = {};
    const { t } = this;
    const flagOf: Record<string, string> = { $seen: '\\Seen', $flagged: '\\Flagged', $draft: '\\Draft' };
    const all = await this.ids();
    for (const row of await t.store.mailboxes.syncRows(t.accountId)) {
      if (row.path === null) continue;
      view[row.path] = all
        .filter(({ mailboxIds }) => mailboxIds.includes(row.id))
        .map(({ messageId, keywords }) =>
          `${messageId![0]!.split('@')[0]} ${keywords
            .map((keyword) => flagOf[keyword] ?? keyword)
            .sort()
            .join(' ')}`.trim(),
        )
        .sort();
    }
    return view;
  }
}

const paths = ['INBOX', 'Archive', 'Sent', 'Work'];
const anyPath = fc.constantFrom(...paths, 'Trash');
const anyFlag = fc.constantFrom('\\Seen', '\\Flagged', 'tag');
const anyKeyword = fc.constantFrom('$seen', '$flagged', 'tag');
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      path: anyPath,
      refs: fc.nat(3),
      flags: fc.uniqueArray(anyFlag, { maxLength: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), path: anyPath }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('keyword' as const), nth: fc.nat(), keyword: anyKeyword, add: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      nth: fc.nat(),
      paths: fc.uniqueArray(anyPath, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('destroy' as const), nth: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('create' as const), paths: fc.uniqueArray(anyPath, { minLength: 1, maxLength: 3 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('carry' as const),
      trouble: fc.constantFrom('none' as const, 'none' as const, 'lost' as const, 'no-uidplus' as const, 'refused' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('other-flag' as const), path: anyPath, nth: fc.nat(), flag: anyFlag, add: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('other-move' as const), path: anyPath, nth: fc.nat(), to: anyPath }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('other-expunge' as const), path: anyPath, nth: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('follow' as const), max: fc.option(fc.integer({ min: 1, max: 4 })) }) },
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

async function perform(run: Run, each: Act): Promise<void> {
  const { t, imap } = run;
  const nthUid = (path: string, nth: number): number | null => {
    const uids = [...(imap.mailboxes.get(path)?.messages.keys() ?? [])];
    return uids.length === 0 ? null : uids[nth % uids.length]!;
  };
  const nthEmail = async (nth: number) => {
    const emails = await run.ids();
    return emails.length === 0 ? null : emails[nth % emails.length]!;
  };
  switch (each.do) {
    case 'deliver':
      return run.deliver(each.path, each.refs, each.flags);
    case 'pass':
      return run.pass(each.path);
    case 'keyword': {
      const email = await nthEmail(each.nth);
      const [add, remove] = each.add ? [[each.keyword], []] : [[], [each.keyword]];
      if (email) await run.emails.update(t.accountId, [{ id: email.id, addKeywords: add, removeKeywords: remove, mailboxIds: null }]);
      return;
    }
    case 'place': {
      const email = await nthEmail(each.nth);
      const mailboxIds = await Promise.all(each.paths.map((path) => t.mailbox(path === 'Trash' ? 'trash' : path)));
      if (!email) return;
      const outcome = (await run.emails.update(t.accountId, [{ id: email.id, addKeywords: [], removeKeywords: [], mailboxIds }])).get(
        email.id,
      );
      expect(outcome).toEqual({ ok: true, value: null });
      const [after] = await run.emails.summaries(t.accountId, [email.id]);
      expect(after?.mailboxIds.toSorted()).toEqual(mailboxIds.toSorted());
      return;
    }
    case 'destroy': {
      const email = await nthEmail(each.nth);
      if (!email) return;
      await run.emails.destroy(t.accountId, [email.id]);
      expect(await run.emails.summaries(t.accountId, [email.id])).toEqual([]);
      return;
    }
    case 'create':
      return run.create(each.paths.map((path) => (path === 'Trash' ? 'trash' : path)));
    case 'carry':
      await run.carry(each.trouble, Date.now());
      return;
    case 'other-flag': {
      const uid = nthUid(each.path, each.nth);
      const flags = uid === null ? null : imap.mailboxes.get(each.path)!.messages.get(uid)!.flags;
      if (each.add) flags?.add(each.flag);
      else flags?.delete(each.flag);
      return;
    }
    case 'other-move': {
      const uid = nthUid(each.path, each.nth);
      if (uid !== null && imap.mailboxes.has(each.to) && each.to !== each.path) imap.move(each.path, uid, each.to);
      return;
    }
    case 'other-expunge': {
      const uid = nthUid(each.path, each.nth);
      if (uid !== null) imap.mailboxes.get(each.path)!.messages.delete(uid);
      return;
    }
    case 'release':
      await run.emails.releaseHeld(t.accountId, Date.now());
      return;
    case 'follow':
      await run.picture.follow(each.max);
      expect(run.picture.picture).toEqual(await run.picture.now());
      return;
  }
}

const runs = process.env.POSTERN_TEST_LONG === '1' ? 1000 : 12;

test('G3, J1–J7: whatever happens, index and server agree in the end, counts are right and /changes tells all', async () => {
  // One store for all: most of the time would go into opening them.
  const within = await openTestStore([]);
  onTestFinished(() => within.close());
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
      // No Trash on the server: it exists here from the start and is created when something is put in it (J13).
      const imap = new FakeImap(paths);
      const t = await within.another([]);
      const run = new Run(t, imap);
      await run.list();
      await run.picture.fetchAll();
      for (const each of acts) {
        if ('path' in each && each.path === 'Trash' && !imap.mailboxes.has('Trash')) continue;
        await perform(run, each);
        expect(wrongCounts(t.dataDir)).toEqual([]);
      }
      await run.quiesce();
      expect(await run.view()).toEqual(imap.view());
      await run.picture.follow(3);
      expect(run.picture.picture).toEqual(await run.picture.now());
      expect(wrongCounts(t.dataDir)).toEqual([]);
    }),
    { numRuns: runs },
  );
}, 600_000);
