import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMessage, type MailServers, type MailUser, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { differences, idsByMessageId } from './testing/compare-with-server.ts';
import { RunningAccount } from './testing/running-account.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const folders = ['INBOX', 'Archive', 'Trash', 'Work'];
const flags = ['\\Flagged', '\\Seen', '$Forwarded', 'later'];

type Step =
  /** a person here: on message `which`, whatever and wherever that is */
  | { who: 'us'; act: 'flag' | 'unflag' | 'move' | 'copy' | 'destroy'; which: number; folder: number; flag: number }
  /** another client */
  | { who: 'them'; act: 'flag' | 'unflag' | 'move' | 'expunge' | 'deliver'; which: number; folder: number; flag: number }
  | { who: 'fate'; act: 'cut' | 'restart' | 'pause' };

const number = fc.nat({ max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      who: fc.constant('us' as const),
      act: fc.constantFrom('flag', 'unflag', 'move', 'move', 'copy', 'destroy'),
      which: number,
      folder: number,
      flag: number,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      who: fc.constant('them' as const),
      act: fc.constantFrom('flag', 'unflag', 'move', 'move', 'expunge', 'deliver'),
      which: number,
      folder: number,
      flag: number,
    }),
  },
  { weight: 2, arbitrary: fc.record({ who: fc.constant('fate' as const), act: fc.constantFrom('cut', 'restart', 'pause') }) },
);

/** What is done to one mailbox by a sequence, and which Message-IDs it touches. */
class World {
  readonly user: MailUser;
  readonly account: RunningAccount;
  readonly #servers: MailServers;
  /** moved or copied by both sides: the id of such a message may be another one in the end (a unique match is not always to be had) */
  readonly contested = new Set<string>();
  readonly #touchedByUs = new Set<string>();
  readonly #touchedByThem = new Set<string>();

  constructor(servers: MailServers, user: MailUser, account: RunningAccount) {
    this.#servers = servers;
    this.user = user;
    this.account = account;
  }

  async carryOut(one: Step): Promise<void> {
    if (one.who === 'us') await this.#weDo(one);
    else if (one.who === 'them') await this.#theyDo(one);
    else if (one.act === 'cut') for (const session of this.account.sessions.splice(0)) session.destroy();
    else if (one.act === 'restart') {
      await this.account.pause();
      this.account.resume();
    } else await new Promise((resolve) => setTimeout(resolve, 120));
  }

  async #weDo({ act, which, folder, flag }: Extract<Step, { who: 'us' }>): Promise<void> {
    const { store, accountId } = this.account;
    const ids = [...(await idsByMessageId(store, accountId))].sort();
    const [messageId, id] = ids[which % Math.max(1, ids.length)] ?? [];
    if (id === undefined || messageId === undefined) return;
    const mailboxes: MailboxId[] = [];
    for (const path of folders) mailboxes.push(await this.account.mailbox(path));
    const target = mailboxes[folder % folders.length]!;
    const change = (add: string[], remove: string[], mailboxIds: MailboxId[] | null) =>
      store.emails.update(accountId, [{ id: id as EmailId, addKeywords: add, removeKeywords: remove, mailboxIds }]);
    const keyword = ['$flagged', '$seen', '$forwarded', 'later'][flag % 4]!;
    if (act === 'flag') await change([keyword], [], null);
    else if (act === 'unflag') await change([], [keyword], null);
    else if (act === 'destroy') await store.emails.destroy(accountId, [id]);
    else if (act === 'move') await change([], [], [target]);
    else {
      const [email] = await store.emails.summaries(accountId, [id]);
      await change([], [], [...new Set([...(email?.mailboxIds ?? []), target])]);
    }
    if (act === 'move' || act === 'copy' || act === 'destroy') this.#contest(this.#touchedByUs, this.#touchedByThem, messageId);
  }

  async #theyDo({ act, which, folder, flag }: Extract<Step, { who: 'them' }>): Promise<void> {
    const { doveadm } = this.#servers;
    const [path, other] = [folders[folder % folders.length]!, folders[(folder + 1 + flag) % folders.length]!];
    if (act === 'deliver') return this.#servers.deliver(this.user, newMessage(`Delivered ${which}`));
    const table = await doveadm(['-f', 'tab', 'fetch', '-u', this.user.login, 'uid hdr.message-id', 'mailbox', path, 'all']);
    const rows = table.trim().split('\n').slice(1);
    const [uid, messageId] = (rows[which % Math.max(1, rows.length)] ?? '').split('\t');
    if (uid === undefined || uid === '' || messageId === undefined) return;
    const query = ['mailbox', path, 'uid', uid];
    // What our side expunges meanwhile is no failure of theirs.
    const run = (args: string[]) =>
      doveadm([...args, ...query]).catch((error: Error) => (/no longer exists|expunged/i.test(error.message) ? '' : Promise.reject(error)));
    const name = flags[flag % flags.length]!;
    if (act === 'flag') await run(['flags', 'add', '-u', this.user.login, name]);
    else if (act === 'unflag') await run(['flags', 'remove', '-u', this.user.login, name]);
    else if (act === 'move' && other !== path) await run(['move', '-u', this.user.login, other]);
    else if (act === 'expunge') await run(['expunge', '-u', this.user.login]);
    if (act === 'move' || act === 'expunge') this.#contest(this.#touchedByThem, this.#touchedByUs, messageId.replaceAll(/[<>\s]/g, ''));
  }

  #contest(mine: Set<string>, others: ReadonlySet<string>, messageId: string): void {
    mine.add(messageId);
    if (others.has(messageId)) this.contested.add(messageId);
  }
}

const newMessage = (subject: string) =>
  buildMessage({
    from: 'Ana <ana@example.test>',
    to: ['bob@example.test'],
    subject: `${subject} ${crypto.randomUUID()}`,
    text: subject,
    messageId: `${crypto.randomUUID()}@example.test`,
    dateMs: Date.now(),
  });

const condstore =
  'IMAP4rev1 LITERAL+ SASL-IR IDLE ENABLE CONDSTORE UIDPLUS MOVE ESEARCH UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS';
const classes = [
  { name: 'QRESYNC', capabilities: 'native' as const, sequences: isLong ? 100 : 4 },
  { name: 'CONDSTORE only', capabilities: condstore.split(' '), sequences: isLong ? 40 : 1 },
  { name: 'neither, no UIDPLUS, no MOVE', capabilities: 'plain' as const, sequences: isLong ? 40 : 2 },
];
const title =
  'J1, J2, G3: after any mixture of acts here, changes elsewhere, lost connections and restarts the index is the server’s, as a fresh one is';

test.each(classes)(
  `${title} ($name, $sequences sequences)`,
  { timeout: isLong ? 3_600_000 : 300_000 },
  async ({ capabilities, sequences }) => {
    await using own = capabilities === 'native' ? null : await startMailServers({ smtp: false, imapCapabilities: capabilities });
    const servers: MailServers = own ?? (await sharedMailServers());
    // Where the listing does not tell which mailbox changed, all of them get their pass.
    const passAll = capabilities !== 'native';
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 18 }), async (steps) => {
        const user = await servers.newUser('mix');
        await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Work']);
        await servers.appendMany(
          user,
          'INBOX',
          Array.from({ length: 12 }, (_, at) => ({ raw: newMessage(`Number ${at}`) })),
        );
        const connect = (purpose: string, options: object) =>
          openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' });
        const account = await RunningAccount.start(connect);
        try {
          await account.quiet({ passAll });
          const before = await idsByMessageId(account.store, account.accountId);
          const world = new World(servers, user, account);
          for (const one of steps) await world.carryOut(one);
          await account.quiet({ passAll });
          await account.quiet({ passAll });
          expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
          const after = await idsByMessageId(account.store, account.accountId);
          for (const [messageId, id] of after)
            if (before.has(messageId) && !world.contested.has(messageId))
              expect([messageId, id]).toEqual([messageId, before.get(messageId)]);
        } finally {
          await account.stop();
        }
        // A fresh index over the same mailbox sees the same.
        const fresh = await RunningAccount.start(connect);
        try {
          await fresh.quiet({ passAll });
          expect(await differences(fresh.store, fresh.accountId, servers, user)).toEqual([]);
        } finally {
          await fresh.stop();
        }
      }),
      {
        seed: Number(process.env.POSTERN_TEST_SEED ?? 20260111),
        numRuns: sequences,
        endOnFailure: true,
        includeErrorInReport: true,
        ...(process.env.POSTERN_TEST_PATH ? { path: process.env.POSTERN_TEST_PATH } : {}),
      },
    );
  },
);
