import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailServers, type OwnMailServers, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { differences, idsByMessageId } from './testing/compare-with-server.ts';
import { HeldFill } from './testing/held-fill.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const condstore =
  'IMAP4rev1 LITERAL+ SASL-IR IDLE ENABLE CONDSTORE UIDPLUS MOVE ESEARCH UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS';
const classes = [
  { name: 'QRESYNC', capabilities: 'native' as const },
  { name: 'CONDSTORE only', capabilities: condstore.split(' ') },
  { name: 'neither, no ESEARCH, no LIST-STATUS, no UIDPLUS', capabilities: 'plain' as const },
];
const count = 2_400;

describe.each(classes)('settled 7: the middle of a mailbox still filling, on a server with $name', ({ capabilities }) => {
  let servers: MailServers;
  let own: OwnMailServers | null = null;
  beforeAll(async () => {
    own = capabilities === 'native' ? null : await startMailServers({ smtp: false, imapCapabilities: capabilities });
    servers = own ?? (await sharedMailServers());
  });
  afterAll(() => own?.stop());

  /** An account whose fill of this mailbox stands still after the first page and `batches` batches. */
  async function filling(mailbox: string, batches: number) {
    const user = await servers.newUser('window');
    const written = await servers.fillMailbox(user, mailbox, count, { seed: 5 });
    const held = new HeldFill();
    const account = await RunningAccount.start(async (purpose, options) => {
      const session = await openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' });
      return purpose === 'worker' ? held.over(session) : session;
    });
    held.letThrough(batches);
    await until(async () => held.asked > batches, 'the fill is held');
    const id = await account.mailbox(mailbox);
    const { store, accountId } = account;
    return {
      user,
      written,
      held,
      account,
      id,
      checkpoint: async () => (await store.mailboxes.syncRow(accountId, id))!.checkpoint,
      known: async (from: number, to: number) => (await store.emails.knownUids(accountId, id, { from, to })).map(({ uid }) => uid),
      /** One batch goes through, in whose place something more urgent may come next. */
      async breathe() {
        const { asked } = held;
        held.letThrough(1);
        await until(async () => held.asked > asked, 'the next batch is asked for');
      },
      differences: () => differences(store, accountId, servers, user),
    };
  }

  const uids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const list = (mailboxId: MailboxId) => ({
    filter: { op: 'in-mailbox' as const, mailboxId },
    sort: [{ key: 'receivedAt' as const, ascending: false, keyword: null }],
    position: 0,
    anchor: null,
    anchorOffset: 0,
    calculateTotal: true,
  });

  test('is there after one batch of the fill at most, and says where it belongs', async () => {
    const { account, held, id, written, checkpoint, known, differences } = await filling('INBOX', 1);
    const { store, accountId, engine } = account;
    try {
      const before = held.asked;
      const served = engine.wantWindow(id, 1_400, 60);
      held.letThrough(1);
      await served;
      // In the place of the batch after the one that was under way.
      expect(held.asked).toBe(before);
      expect(await known(1, 1_200)).toEqual(uids(941, 1_000));
      const now = await checkpoint();
      expect(now).toMatchObject({ isFilled: false, windows: [{ lowUid: 941, highUid: 1_000, below: 940 }] });
      expect(now.lowUid).toBeGreaterThan(1_100);

      const [place, ...others] = await store.mailboxes.windowPlaces(accountId);
      expect(others).toEqual([]);
      expect(place).toMatchObject({ mailboxId: id, position: 1_400, emails: 60 });
      const [first] = await store.emails.summaries(accountId, [place!.firstEmailId!]);
      expect(first!.subject).toBe(written[999]!.subject);
      const rows = await store.emails.query(accountId, { ...list(id), collapseThreads: false, anchor: place!.firstEmailId, limit: 60 });
      if (!('ids' in rows)) throw new Error('no anchor');
      const shown = await store.emails.summaries(accountId, rows.ids);
      expect(shown.map(({ subject }) => subject)).toEqual(
        written
          .slice(940, 1_000)
          .toReversed()
          .map(({ subject }) => subject),
      );
      // J6: what is there counts, and no more than that.
      const { total } = rows;
      expect(total).toBe((await known(1, count)).length);
      const collapsed = await store.emails.query(accountId, {
        ...list(id),
        collapseThreads: true,
        anchor: place!.firstThreadEmailId,
        limit: 60,
      });
      if (!('ids' in collapsed)) throw new Error('no anchor');
      expect(collapsed.ids).toHaveLength(place!.threads);

      const ids = await idsByMessageId(store, accountId);
      held.letThrough(count);
      await account.quiet();
      expect(await differences()).toEqual([]);
      expect((await checkpoint()).windows).toEqual([]);
      expect(await store.mailboxes.windowPlaces(accountId)).toEqual([]);
      const after = await idsByMessageId(store, accountId);
      expect(after.size).toBe(count);
      // Only a thread that grew together with another gives its Emails new ids (J3).
      const kept = written.slice(940, 1_000).filter(({ messageId }) => after.get(messageId) === ids.get(messageId));
      expect(kept.length).toBeGreaterThan(30);
    } finally {
      await account.stop();
    }
  });

  test('what went or changed there is seen while the fill is elsewhere', async () => {
    const { account, user, held, id, breathe, checkpoint, known, differences } = await filling('INBOX', 0);
    try {
      const served = account.engine.wantWindow(id, 1_900, 50);
      held.letThrough(1);
      await served;
      await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'uid', '460,470:471,500']);
      await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'uid', '480']);
      account.engine.markDirty(id);
      await breathe();
      expect(await known(1, 500)).toEqual(uids(451, 500).filter((uid) => ![460, 470, 471, 500].includes(uid)));
      expect((await checkpoint()).lowUid).toBeGreaterThan(1_000);
      const [email] = await account.store.emails.summaries(
        account.accountId,
        await account.store.emails.idsOfUids(account.accountId, id, [480]),
      );
      // Without ESEARCH flags that old are looked at once a day only (I22), and when the fill comes by.
      if (capabilities !== 'plain') expect(email!.keywords).toContain('$flagged');
      held.letThrough(count);
      await until(async () => (await checkpoint()).isFilled, 'filled');
      expect(await differences()).toEqual([]);
    } finally {
      await account.stop();
    }
  });

  test('what went or changed there while nobody looked is seen when the fill comes by, also after a restart', async () => {
    const { account, user, held, id, known, checkpoint, differences } = await filling('Archive', 0);
    try {
      const served = account.engine.wantWindow(id, 1_400, 60);
      held.letThrough(1);
      await served;
      await account.pause();
      const { lowUid } = await checkpoint();
      await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'Archive', 'uid', '941,950:955,1000']);
      await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged Later', 'mailbox', 'Archive', 'uid', '960:962']);
      await servers.doveadm(['flags', 'remove', '-u', user.login, '\\Seen', 'mailbox', 'Archive', 'uid', '970']);
      const { asked } = held;
      account.resume();
      await until(async () => held.asked > asked, 'the fill goes on');
      // Where it was: the window is there, and so is the floor.
      expect(await known(1, 1_000)).toHaveLength(60);
      expect((await checkpoint()).lowUid).toBe(lowUid);
      expect((await account.store.mailboxes.windowPlaces(account.accountId)).map(({ position }) => position)).toEqual([1_400]);
      held.letThrough(count);
      await until(async () => (await checkpoint()).isFilled, 'filled');
      expect(await differences()).toEqual([]);
      await account.quiet();
      expect(await differences()).toEqual([]);
      expect((await idsByMessageId(account.store, account.accountId)).size).toBe(count - 8);
    } finally {
      await account.stop();
    }
  });
});

describe('settled 7: windows wanted of a mailbox still filling', () => {
  test('next to what is here the fill itself goes on; windows that meet become one; the oldest mail can be had', async () => {
    const servers = await sharedMailServers();
    const user = await servers.newUser('windows');
    await servers.fillMailbox(user, 'INBOX', 5_500, { seed: 6 });
    const held = new HeldFill();
    const account = await RunningAccount.start(async (purpose, options) => {
      const session = await openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' });
      return purpose === 'worker' ? held.over(session) : session;
    });
    try {
      await until(async () => held.asked > 0, 'the fill is held');
      const id = await account.mailbox('INBOX');
      const { engine, store, accountId } = account;
      const want = async (position: number, limit: number) => {
        const served = engine.wantWindow(id, position, limit);
        held.letThrough(1);
        await served;
        const { checkpoint } = (await store.mailboxes.syncRow(accountId, id))!;
        return { floor: checkpoint.lowUid!, windows: checkpoint.windows };
      };
      // With each wish one batch of the fill goes by.
      expect(await want(5_350, 50)).toEqual({ floor: 5_251, windows: [{ lowUid: 101, highUid: 150, below: 100 }] });
      expect((await want(5_400, 40)).windows).toEqual([{ lowUid: 61, highUid: 150, below: 60 }]);
      expect((await want(5_340, 15)).windows).toEqual([{ lowUid: 61, highUid: 160, below: 60 }]);
      const now = await want(5_495, 200);
      expect(now.windows).toEqual([
        { lowUid: 1, highUid: 5, below: 0 },
        { lowUid: 61, highUid: 160, below: 60 },
      ]);
      // Farther than the mailbox is long: nothing to fetch.
      expect((await want(50_000, 50)).windows).toEqual(now.windows);
    } finally {
      await account.stop();
    }
  });

  test('just below the floor no window is made: the floor moves', async () => {
    const servers = await sharedMailServers();
    const user = await servers.newUser('windows');
    await servers.fillMailbox(user, 'INBOX', 600, { seed: 6 });
    const held = new HeldFill();
    const account = await RunningAccount.start(async (purpose, options) => {
      const session = await openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' });
      return purpose === 'worker' ? held.over(session) : session;
    });
    try {
      await until(async () => held.asked > 0, 'the fill is held');
      const id = await account.mailbox('INBOX');
      const served = account.engine.wantWindow(id, 240, 30);
      held.letThrough(1);
      await served;
      const { checkpoint } = (await account.store.mailboxes.syncRow(account.accountId, id))!;
      expect(checkpoint).toMatchObject({ lowUid: 331, windows: [] });
      held.letThrough(10);
      await account.quiet();
      expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
    } finally {
      await account.stop();
    }
  });
});
