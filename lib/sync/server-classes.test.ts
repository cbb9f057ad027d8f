import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, type MailServers, type OwnMailServers, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { differences, idsByMessageId } from './testing/compare-with-server.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const condstore =
  'IMAP4rev1 LITERAL+ SASL-IR IDLE ENABLE CONDSTORE UIDPLUS MOVE ESEARCH UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS';
const classes = [
  { name: 'QRESYNC', capabilities: 'native' as const },
  { name: 'CONDSTORE only', capabilities: condstore.split(' ') },
  { name: 'neither, but ESEARCH', capabilities: condstore.replace('ENABLE CONDSTORE ', '').split(' ') },
  { name: 'neither, no ESEARCH, no LIST-STATUS, no UIDPLUS', capabilities: 'plain' as const },
];

const message = (subject: string, more: Partial<Parameters<typeof buildMessage>[0]> = {}) =>
  buildMessage({
    from: 'Ana <ana@example.test>',
    to: ['bob@example.test'],
    subject,
    text: subject,
    messageId: `${crypto.randomUUID()}@example.test`,
    dateMs: Date.now(),
    ...more,
  });

describe.each(classes)('a server with $name', ({ name, capabilities }) => {
  let servers: MailServers;
  let own: OwnMailServers | null = null;
  beforeAll(async () => {
    own = capabilities === 'native' ? null : await startMailServers({ smtp: false, imapCapabilities: capabilities });
    servers = own ?? (await sharedMailServers());
  });
  afterAll(() => own?.stop());

  const start = (user: Awaited<ReturnType<MailServers['newUser']>>, looksOften = true) =>
    RunningAccount.start((purpose, options) => openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' }), {
      // Nobody waits for the next minute because a test looked twenty times in this one (I10).
      ...(looksOften ? { statusesPerMinute: 10_000 } : {}),
    });

  test('I15, I16, I19: the first fill comes newest first, in batches, and its checkpoint is the beginning’s', async () => {
    const user = await servers.newUser('fill');
    await servers.fillMailbox(user, 'INBOX', 620, { seed: 3 });
    const account = await start(user);
    try {
      await account.settle({ passAll: capabilities === 'plain' });
      expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
      const fetches = account.commands('worker').filter((line) => /^(UID )?FETCH.*BODY\.PEEK/.test(line));
      // The newest page first, by sequence number; then UIDs downwards, each batch below the one before.
      expect(fetches[0]).toMatch(/^FETCH 571:620 /);
      const tops = fetches.slice(1).map((line) => Math.max(...(/^UID FETCH (\S+) /.exec(line)?.[1]?.match(/\d+/g) ?? []).map(Number)));
      expect(tops.length).toBeGreaterThanOrEqual(2);
      expect(tops).toEqual([...tops].sort((a, b) => b - a));
      const [row] = (await account.store.mailboxes.syncRows(account.accountId)).filter((each) => each.role === 'inbox');
      expect(row?.checkpoint).toMatchObject({ isFilled: true, lowUid: 1, uidNext: 621, serverMessages: 620, fillModSeq: null });
      if (name.includes('QRESYNC') || name.includes('CONDSTORE')) expect(typeof row?.checkpoint.highestModSeq).toBe('bigint');
      // I16: no ENVELOPE, header fields and structure in one command.
      for (const line of fetches) expect(line).toMatch(/BODYSTRUCTURE.*\[HEADER\.FIELDS/);
      for (const line of fetches) expect(line).not.toMatch(/ENVELOPE/);
    } finally {
      await account.stop();
    }
  });

  test('I20–I24: what other clients add, flag and delete while we are away is here after one pass', async () => {
    const user = await servers.newUser('away');
    await servers.appendMany(
      user,
      'INBOX',
      Array.from({ length: 60 }, (_, at) => ({ raw: message(`Number ${at}`), flags: at % 3 === 0 ? ['\\Seen'] : [] })),
    );
    const account = await start(user);
    try {
      await account.settle({ passAll: capabilities === 'plain' });
      const before = await idsByMessageId(account.store, account.accountId);
      await account.pause();
      // Among them the highest UID, which `UID FETCH … VANISHED` of some servers loses (I20), then new mail above it.
      await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'uid', '3,10:20,60']);
      await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged Later', 'mailbox', 'INBOX', 'uid', '5,6,30:33']);
      await servers.doveadm(['flags', 'remove', '-u', user.login, '\\Seen', 'mailbox', 'INBOX', 'uid', '1,4']);
      await servers.appendMany(user, 'INBOX', [{ raw: message('New one') }, { raw: message('New two'), flags: ['\\Answered'] }]);
      await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Made elsewhere']);
      await servers.appendMany(user, 'Made elsewhere', [{ raw: message('In the new mailbox') }]);
      account.wire.length = 0;
      account.resume();
      await account.settle({ passAll: capabilities === 'plain' });
      expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
      const after = await idsByMessageId(account.store, account.accountId);
      for (const [messageId, id] of after) if (before.has(messageId)) expect(id).toBe(before.get(messageId));

      const sent = account.commands('worker');
      if (name === 'QRESYNC') expect(sent.some((line) => /^EXAMINE "?INBOX"? \(QRESYNC \(/.test(line))).toBe(true);
      else expect(sent.join('\n')).not.toMatch(/QRESYNC \(/);
      expect(sent.some((line) => line.includes('CHANGEDSINCE'))).toBe(name === 'CONDSTORE only');
      // I24, I4, I7, I3: nothing open-ended, nothing that writes, nothing that expunges by the way.
      for (const line of sent) {
        expect(line).not.toMatch(/^UID FETCH \S*\*/);
        expect(line).not.toMatch(/^(SELECT|CLOSE|EXPUNGE|STORE|UID STORE)\b/);
        expect(line.length).toBeLessThan(8_000);
      }
    } finally {
      await account.stop();
    }
  });

  test('I23: after nothing but deletions the index is the server’s, whichever end was cut', async () => {
    const user = await servers.newUser('cut');
    await servers.fillMailbox(user, 'Archive', 700, { seed: 8 });
    const account = await start(user);
    try {
      await account.settle({ passAll: capabilities === 'plain' });
      for (const cut of ['1:20', '690:700', '300:420']) {
        await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'Archive', 'uid', cut]);
        await account.settle({ passAll: true });
        expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
      }
    } finally {
      await account.stop();
    }
  });

  test('J1: messages that another client moves keep their ids, also when several go at once and while we are away', async () => {
    const user = await servers.newUser('moves');
    await servers.appendMany(
      user,
      'INBOX',
      Array.from({ length: 20 }, (_, at) => ({ raw: message(`Wanders ${at}`) })),
    );
    const account = await start(user);
    try {
      await account.settle({ passAll: capabilities === 'plain' });
      const before = await idsByMessageId(account.store, account.accountId);
      await servers.doveadm(['move', '-u', user.login, 'Archive', 'mailbox', 'INBOX', 'uid', '1:8']);
      await account.settle({ passAll: capabilities === 'plain' });
      expect(await idsByMessageId(account.store, account.accountId)).toEqual(before);
      await account.pause();
      await servers.doveadm(['move', '-u', user.login, 'Trash', 'mailbox', 'INBOX', 'uid', '9:12']);
      await servers.doveadm(['move', '-u', user.login, 'INBOX', 'mailbox', 'Archive', 'all']);
      account.resume();
      await account.settle({ passAll: capabilities === 'plain' });
      expect(await idsByMessageId(account.store, account.accountId)).toEqual(before);
      expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
    } finally {
      await account.stop();
    }
  });

  test('I12: a mailbox that another client renames stays the same mailbox, with its children', async () => {
    const user = await servers.newUser('rename');
    await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Projects', 'Projects/Mine']);
    await servers.appendMany(user, 'Projects', [
      { raw: message('P1') },
      { raw: message('P2') },
      { raw: message('P3') },
      { raw: message('P4') },
    ]);
    await servers.appendMany(user, 'Projects/Mine', [{ raw: message('M1') }]);
    const account = await start(user);
    try {
      await account.settle({ passAll: capabilities === 'plain' });
      const [parent, child] = [await account.mailbox('Projects'), await account.mailbox('Projects/Mine')];
      const before = await idsByMessageId(account.store, account.accountId);
      await servers.doveadm(['mailbox', 'rename', '-u', user.login, 'Projects', 'Work']);
      await account.settle({ passAll: capabilities === 'plain' });
      expect(await account.mailbox('Work')).toBe(parent);
      expect(await account.mailbox('Work/Mine')).toBe(child);
      expect(await idsByMessageId(account.store, account.accountId)).toEqual(before);
    } finally {
      await account.stop();
    }
  });

  test('I10, I25: an idle account is quiet on the wire', async () => {
    const user = await servers.newUser('idle');
    await servers.appendMany(user, 'INBOX', [{ raw: message('Unread') }, { raw: message('Hidden'), flags: ['\\Deleted'] }]);
    const account = await start(user, false);
    try {
      await account.quiet();
      await account.quiet();
      account.wire.length = 0;
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(account.commands()).toEqual([]);
      // A listing without news costs the listing and nothing else.
      account.engine.relist();
      await until(async () => account.commands('worker').some((line) => line.startsWith('LIST')), 'the listing');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(account.commands().filter((line) => !/^(LIST|LSUB|STATUS|UNSELECT)\b/.test(line))).toEqual([]);
      expect(account.commands().filter((line) => line.startsWith('STATUS')).length).toBeLessThanOrEqual(20);
    } finally {
      await account.stop();
    }
  });
});
