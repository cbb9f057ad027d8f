import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { type ModelServer, startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import type { ModelTraits } from '#lib/imap/testing/model-session.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { differences, differing, indexPicture, otherPicture } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { modelClient } from './testing/other-client.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const dayMs = 24 * 60 * 60_000;

const message = (name: string, header = `Message-ID: <${name}@example.test>\r\n`) =>
  `${header}Subject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nText of ${name}\r\n`;

type Stage = { mail: ModelMail; server: ModelServer; account: RunningAccount };

/** An account that has read all of a pretend server. */
async function onModel(traits: Partial<ModelTraits>, messages: readonly string[], act: (stage: Stage) => Promise<void>): Promise<void> {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  for (const [at, raw] of messages.entries()) mail.append('INBOX', raw, [], Date.UTC(2026, 0, 1) + at * 60_000);
  await using server = await startModelImap(mail, { capabilities: full, ...traits });
  const account = await RunningAccount.start((purpose, options) =>
    openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
  );
  try {
    await account.settle({ passAll: true });
    await act({ mail, server, account });
  } finally {
    await account.stop();
  }
}

const checkpointOf = async ({ account }: Pick<Stage, 'account'>) =>
  (await account.store.mailboxes.syncRows(account.accountId)).find(({ path }) => path === 'INBOX')?.checkpoint;
const subjectsOf = async ({ account }: Pick<Stage, 'account'>) => {
  const inbox = await account.mailbox('INBOX');
  const uids = (await account.store.emails.knownUids(account.accountId, inbox, null)).map(({ uid }) => uid);
  const emails = await account.store.emails.summaries(
    account.accountId,
    await account.store.emails.idsOfUids(account.accountId, inbox, uids),
  );
  return emails.map(({ subject }) => subject);
};
const unequal = async ({ mail, account }: Stage) =>
  differing(await otherPicture(modelClient(mail)), await indexPicture(account.store, account.accountId));
const manyMessages = (count: number) => Array.from({ length: count }, (_, at) => message(`n${at}`));
const listed = async (account: RunningAccount) => {
  const from = account.wire.length;
  account.engine.relist();
  await until(async () => account.wire.slice(from).some(({ line, direction }) => direction === 'out' && / LIST /.test(line)), 'a listing');
  await account.settle({ passAll: false });
};

test('I6: the checkpoint is the HIGHESTMODSEQ of the EXAMINE, not the higher one of the rows that came after it', async () => {
  await onModel({}, manyMessages(3), async (stage) => {
    const { mail, server, account } = stage;
    const box = mail.mailbox('INBOX');
    let examined = 0;
    server.intercept = ({ command, args }) => {
      if (command === 'EXAMINE' && args.includes('INBOX')) examined = box.highestModSeq;
      // Between EXAMINE and the rows another program changes what the pass has looked at already.
      if (command === 'UID FETCH' && args.includes('HEADER') && box.message(1)?.flags.size === 0) box.setFlag(1, '\\Flagged', true);
      return false;
    };
    mail.append('INBOX', message('new'));
    const before = BigInt(box.highestModSeq);
    account.engine.relist();
    await until(async () => (await checkpointOf(stage))?.uidNext === box.uidNext, 'the pass');
    expect((await checkpointOf(stage))?.highestModSeq).toBeLessThanOrEqual(BigInt(examined));
    expect(before).toBeLessThan(BigInt(box.highestModSeq));
    await account.settle({ passAll: false });
    expect(await unequal(stage)).toEqual([]);
  });
});

test('I26: mod-sequences of 63 bits are exact in the store and in the next QRESYNC, against Dovecot', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('modseq');
  const raw = (subject: string) =>
    buildMessage({
      from: 'ana@example.test',
      to: [user.address],
      subject,
      text: subject,
      messageId: `${crypto.randomUUID()}@example.test`,
      dateMs: Date.now(),
    });
  await servers.appendMany(user, 'INBOX', [{ raw: raw('One') }, { raw: raw('Two') }]);
  // Above what a double holds exactly, and odd.
  const high = 2n ** 61n + 12_345n;
  await servers.doveadm(['mailbox', 'update', '-u', user.login, '--min-highest-modseq', String(high), 'INBOX']);
  const account = await RunningAccount.start((purpose, options) =>
    openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' }),
  );
  try {
    await account.settle({ passAll: false });
    const stored = (await checkpointOf({ account }))?.highestModSeq ?? 0n;
    expect(stored).toBeGreaterThanOrEqual(high);
    await account.restart();
    expect((await checkpointOf({ account }))?.highestModSeq).toBe(stored);
    await servers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'uid', '1']);
    await account.settle({ passAll: false });
    expect(account.commands('worker').filter((line) => line.includes(`${stored}))`))).not.toEqual([]);
    expect(await differences(account.store, account.accountId, servers, user)).toEqual([]);
    expect((await checkpointOf({ account }))?.highestModSeq).toBe(stored + 1n);
  } finally {
    await account.stop();
  }
});

test.each([
  { name: 'with QRESYNC', capabilities: full },
  { name: 'without QRESYNC and ESEARCH', capabilities: without('QRESYNC', 'ESEARCH') },
])('I26: a HIGHESTMODSEQ lower than the stored one means that all flags and all UIDs are compared ($name)', async ({ capabilities }) => {
  // More than the newest 1,000, which is as far as a usual pass looks without ESEARCH.
  await onModel({ capabilities }, manyMessages(1_010), async (stage) => {
    const box = stage.mail.mailbox('INBOX');
    // Restored from a backup: nothing tells what is different.
    box.messages = box.messages.filter(({ uid }) => uid !== 5);
    box.messages[0]?.flags.add('\\Flagged');
    for (const each of box.messages) each.modSeq = 1;
    box.gone.length = 0;
    box.highestModSeq = 2;
    await listed(stage.account);
    expect(await unequal(stage)).toEqual([]);
    expect((await checkpointOf(stage))?.highestModSeq).toBe(2n);
  });
});

test('I26: each mailbox is compared in full once a week, over restarts too, also where nothing shows a change', async () => {
  await onModel({}, manyMessages(3), async (stage) => {
    const { mail, account } = stage;
    const box = mail.mailbox('INBOX');
    // A change of which no counter tells.
    box.message(2)?.flags.add('\\Flagged');
    account.pass(6 * dayMs);
    await listed(account);
    expect(await unequal(stage)).not.toEqual([]);
    await account.restart();
    account.pass(dayMs + 60_000);
    await listed(account);
    expect(await unequal(stage)).toEqual([]);
    // And then not again for a week.
    const from = account.wire.length;
    await listed(account);
    expect(account.wire.slice(from).filter(({ line, direction }) => direction === 'out' && /SEARCH/.test(line))).toEqual([]);
  });
});

test('I26: in a NOMODSEQ mailbox no mod-sequence is asked for or stored, and the flags are found by I22', async () => {
  await onModel({ noModSeq: true }, manyMessages(3), async (stage) => {
    const { mail, account } = stage;
    mail.mailbox('INBOX').setFlag(2, '\\Flagged', true);
    mail.append('INBOX', message('new'));
    await listed(account);
    expect(await unequal(stage)).toEqual([]);
    expect(await checkpointOf(stage)).toMatchObject({ highestModSeq: null, fillModSeq: null });
    for (const line of account.commands('worker')) expect(line).not.toMatch(/MODSEQ \(|CHANGEDSINCE|QRESYNC \(|\bMODSEQ\b(?!\))/);
    expect(account.commands('worker').some((line) => /^UID SEARCH RETURN \(ALL\) FLAGGED/.test(line))).toBe(true);
  });
});

test('I27: under a new UIDVALIDITY a message without Message-ID is found by EMAILID; without that, by date and size', async () => {
  for (const capabilities of [[...full, 'OBJECTID'], full])
    await onModel({ capabilities }, [message('with'), message('a', ''), message('longer', ''), message('b', '')], async (stage) => {
      const { mail, account } = stage;
      const ids = async () => {
        const inbox = await account.mailbox('INBOX');
        const uids = (await account.store.emails.knownUids(account.accountId, inbox, null)).map(({ uid }) => uid);
        return account.store.emails.idsOfUids(account.accountId, inbox, uids);
      };
      const before = await ids();
      expect(before).toHaveLength(4);
      mail.renumber('INBOX');
      await listed(account);
      expect((await checkpointOf(stage))?.uidValidity).toBe(mail.mailbox('INBOX').uidValidity);
      expect(await ids()).toEqual(before);
      expect(await unequal(stage)).toEqual([]);
    });
});

test('I27: what was wanted of a message under its old UID is done to it under the new one; where it is gone, the person is told', async () => {
  await onModel({}, manyMessages(4), async (stage) => {
    const { mail, account } = stage;
    const { store, accountId } = account;
    const inbox = await account.mailbox('INBOX');
    const [, kept, gone] = await store.emails.idsOfUids(accountId, inbox, [1, 2, 3]);
    await account.pause();
    const change = { addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null };
    await store.emails.update(accountId, [
      { ...change, id: kept! },
      { ...change, id: gone! },
    ]);
    mail.mailbox('INBOX').expunge([3]);
    mail.renumber('INBOX');
    account.resume();
    // By itself: nobody asks for another listing.
    await until(async () => (await store.intents.pendingCount(accountId)) === 0, 'both intents ended');
    await until(async () => (await store.emails.summaries(accountId, [gone!])).length === 0, 'the message gone');
    const flagged = mail.mailbox('INBOX').messages.filter(({ flags }) => flags.has('\\Flagged'));
    expect(flagged.map(({ raw }) => /Subject: (.*)\r/.exec(raw.toString())?.[1])).toEqual(['n1']);
    expect(await store.events(accountId, 0)).toMatchObject([{ kind: 'keywords:not-found', emailId: gone }]);
    await account.settle({ passAll: false });
    expect(await unequal(stage)).toEqual([]);
  });
});

test('I27, J15: a mailbox whose UIDVALIDITY is another one in every session is left unread and may only be read', async () => {
  await onModel({}, [message('kept')], async (stage) => {
    const { mail, account } = stage;
    mail.append('Archive', message('filed'));
    await listed(account);
    const reads = () => account.commands('worker').filter((line) => /^EXAMINE "?Archive/.test(line)).length;
    const rights = async () => (await account.store.mailboxes.syncRows(account.accountId)).find(({ path }) => path === 'Archive')?.rights;
    for (let session = 0; session < 8 && (await rights())?.mayAddItems === true; session += 1) {
      const before = reads();
      for (const each of account.sessions.splice(0)) each.destroy();
      mail.renumber('Archive');
      account.engine.relist();
      account.engine.hurry();
      await until(async () => {
        account.engine.hurry();
        return reads() > before;
      }, 'a look at it');
      await listed(account);
    }
    expect(await rights()).toMatchObject({
      mayReadItems: true,
      mayAddItems: false,
      mayRemoveItems: false,
      maySetSeen: false,
      mayDelete: false,
    });
    expect(await subjectsOf(stage)).toEqual(['kept']);
    // It keeps its UIDVALIDITY: an ordinary mailbox again.
    for (const each of account.sessions.splice(0)) each.destroy();
    account.pass(6 * 60_000);
    account.engine.hurry();
    mail.append('Archive', message('more'));
    await until(async () => {
      account.engine.hurry();
      account.engine.relist();
      return (await rights())?.mayAddItems === true;
    }, 'its rights again');
    await account.settle({ passAll: true });
    expect(await unequal(stage)).toEqual([]);
  });
});

test('I27: a copy whose source got new UIDs while it was carried does not keep the account from reading the source anew', async () => {
  await onModel({}, manyMessages(2), async (stage) => {
    const { mail, server, account } = stage;
    mail.append('Archive', message('filed'));
    await listed(account);
    const { store, accountId } = account;
    const archive = await account.mailbox('Archive');
    const [id] = await store.emails.idsOfUids(accountId, archive, [1]);
    let isCut = false;
    server.intercept = ({ command, args, socket }) => {
      // UIDNEXT of the target is noted; the copy that comes next is lost, and nothing more is seen of its source.
      if (!isCut && command === 'STATUS' && args.includes('INBOX')) {
        mail.renumber('Archive');
        isCut = true;
      } else if (isCut && /COPY|EXAMINE|SELECT/.test(command)) socket.destroy();
      return socket.destroyed;
    };
    const mailboxIds = [archive, await account.mailbox('INBOX')];
    await store.emails.update(accountId, [{ id: id!, addKeywords: [], removeKeywords: [], mailboxIds }]);
    await until(async () => (await store.intents.unansweredTargets(accountId)).length > 0, 'the copy begun');
    await account.pause();
    mail.append('INBOX', message('meanwhile'));
    server.intercept = () => false;
    await account.restart();
    await account.settle({ passAll: false });
    expect(await unequal(stage)).toEqual([]);
    expect((await account.store.emails.summaries(accountId, [id!]))[0]?.mailboxIds.toSorted()).toEqual(mailboxIds.toSorted());
  });
});
