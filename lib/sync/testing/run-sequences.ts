import { expect } from 'vitest';
import { ClientPicture } from '#lib/store/testing/client-picture.ts';
import type { TestStore } from '#lib/store/testing/test-store.ts';
import { wrongCounts } from '#lib/store/testing/verify-counts.ts';
import { differing, idsByMessageId, indexPicture, type MailPicture, otherPicture } from './compare-with-server.ts';
import type { House } from './house.ts';
import type { OtherClient } from './other-client.ts';
import { RunningAccount, until } from './running-account.ts';
import { lookAtScreen, type Step, Strand } from './strand.ts';

/** Nobody waits for the next minute because a test looked twenty times in this one (I10). */
const statusesPerMinute = 10_000;

/**
 * Runs the sequences side by side, one step of each in turn, and compares everything after quiet.
 *
 * @param within store in which the accounts are made
 */
export async function runSequences(within: TestStore, house: House, sequences: readonly Step[][]): Promise<void> {
  const { other, passAll } = house;
  const account = await RunningAccount.start(house.connect, { within, shownMost: house.window, statusesPerMinute });
  const earlier: ClientPicture[] = [];
  const remember = async () => {
    const picture = new ClientPicture(account.store, account.accountId);
    await picture.fetchAll();
    // Clients that ask in small pages, each of them stopped somewhere between two states that ever were the latest.
    for (const [at, one] of earlier.entries()) await one.follow(1 + (at % 4), 1);
    earlier.push(picture);
  };
  try {
    const all = sequences.map((_, at) => new Strand(`s${at}`, account, other, house.prefix));
    await remember();
    for (const strand of all) await strand.prepare();
    // A first sync has just read everything.
    await account.settle({ passAll: false });
    const before = await idsByMessageId(account.store, account.accountId);
    await remember();
    const first = await indexPicture(account.store, account.accountId);
    const longest = Math.max(0, ...sequences.map((steps) => steps.length));
    for (let at = 0; at < longest; at += 1) {
      const befallen = new Set<string>();
      const screen = await lookAtScreen(account);
      for (const [index, steps] of sequences.entries()) {
        const one = steps[at];
        if (one === undefined) continue;
        // What befalls the account befalls all its sequences: each kind once in two rounds, the restart, which takes longest, once in six.
        if (one.who === 'fate' && (befallen.has(one.act) || at % (one.act === 'restart' ? 6 : 2) > 0)) continue;
        befallen.add(one.act);
        if (one.who !== 'fate') await all[index]?.carryOut(one, screen);
        else if (one.act === 'cut') for (const session of account.sessions.splice(0)) session.destroy();
        else if (one.act === 'restart') await restart(account, earlier);
        else if (one.act === 'pause') await new Promise((resolve) => setTimeout(resolve, 5 + one.which * 4));
        else house.lose(one.act === 'lose-answer' ? 'answer' : 'command');
      }
      if (at % 3 === 1) await remember();
    }
    for (const strand of all) await strand.takeBack();
    await account.settle({ passAll });
    // What Dovecot tells one session of a mailbox that another has just made or deleted may be a second old.
    await until(async () => {
      if ((await strangeMailboxes(account, other)).length === 0) return true;
      // In an old session, theirs or ours, that is asked again and again, it can be older than that.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await other.begin();
      for (const session of account.sessions.splice(0)) session.destroy();
      await account.settle({ passAll: false });
      return false;
    }, 'a true listing').catch(async (cause: unknown) => {
      throw new Error(`mailboxes of one side only: ${(await strangeMailboxes(account, other)).join(', ')}`, { cause });
    });
    const [server, index] = [readable(house, await otherPicture(other)), await indexPicture(account.store, account.accountId)];
    expect(differing(server, inWindow(house, server, index))).toEqual([]);
    // INBOX keeps its UIDs. What we wanted elsewhere while it was out of sight is elsewhere here.
    for (const [uid, messageId] of house.outside('INBOX'))
      if (`INBOX ${uid}` in first && !all.some((strand) => strand.isTouchedByUs(messageId)))
        expect(index[`INBOX ${uid}`]?.messageId).toBe(messageId);
    expect(wrongCounts(account.dataDir)).toEqual([]);
    const after = await idsByMessageId(account.store, account.accountId);
    for (const [messageId, id] of after)
      if (before.has(messageId) && all.some((strand) => messageId.startsWith(`${strand.name}.`) && strand.keepsId(messageId)))
        expect([messageId, id]).toEqual([messageId, before.get(messageId)]);
    const now = earlier[0] === undefined ? null : await earlier[0].now();
    for (const [at, picture] of earlier.entries()) {
      await picture.follow(at % 2 === 0 ? null : 3);
      expect(picture.picture).toEqual(now);
    }
    for (const line of account.commands()) expect(line).not.toMatch(/^(CLOSE|EXPUNGE)\b/);
  } finally {
    await account.stop();
  }
  const fresh = await RunningAccount.start(house.connect, { within, statusesPerMinute });
  try {
    await fresh.settle({ passAll: false });
    expect(differing(readable(house, await otherPicture(other)), await indexPicture(fresh.store, fresh.accountId))).toEqual([]);
  } finally {
    await fresh.stop();
  }
}

/** Mailboxes that only one of the two has. */
async function strangeMailboxes({ store, accountId }: RunningAccount, other: OtherClient): Promise<string[]> {
  const rows = (await store.mailboxes.syncRows(accountId)).filter(({ isSelectable }) => isSelectable);
  const here = new Set(rows.flatMap(({ path }) => (path === null ? [] : [path])));
  const there = new Set(await other.mailboxes());
  return [...here, ...there].filter((path) => !here.has(path) || !there.has(path));
}

/** A message that the server cannot give is in the list, and nothing is known of what it says. */
function readable(house: House, picture: MailPicture): MailPicture {
  return Object.fromEntries(
    Object.entries(picture).map(([place, { messageId, flags }]) => [
      place,
      { messageId: house.isUnreadable(messageId) ? '' : messageId, flags },
    ]),
  );
}

/** Pictures are of the store that is closed: they go on with the one that is opened. */
async function restart(account: RunningAccount, pictures: ClientPicture[]): Promise<void> {
  await account.restart();
  for (const picture of pictures) picture.store = account.store;
}

/**
 * Without what is out of sight: below the lowest message of a mailbox that shows as many as it ever does. It may have been deleted there, and
 * nobody can tell (I23); where it is still there it is the same message.
 */
function inWindow(house: House, server: MailPicture, index: MailPicture): MailPicture {
  const { window } = house;
  if (window === null) return index;
  const uidsOf = (path: string) =>
    Object.keys(server).flatMap((key) =>
      key.startsWith(`${path} `) && /^\d+$/.test(key.slice(path.length + 1)) ? [Number(key.slice(path.length + 1))] : [],
    );
  return Object.fromEntries(
    Object.entries(index).filter(([place, { messageId }]) => {
      const [, path = '', uid = ''] = /^(.*) (\d+)$/.exec(place) ?? [];
      const seen = uidsOf(path);
      if (seen.length < window || Number(uid) >= Math.min(...seen)) return true;
      expect([place, house.outside(path).get(Number(uid)) ?? messageId]).toEqual([place, messageId]);
      return false;
    }),
  );
}
