import { expect, test } from 'vitest';
import { startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { allEmails } from './testing/compare-with-server.ts';
import { RunningAccount, until } from './testing/running-account.ts';

test.each([
  ['says UIDNOTSTICKY', ['* OK [UIDVALIDITY 5] valid', '* OK [UIDNEXT 1] next', '* NO [UIDNOTSTICKY] ids last as long as this session']],
  ['says UIDNOTSTICKY with OK', ['* OK [UIDVALIDITY 5] valid', '* OK [UIDNEXT 1] next', '* OK [UIDNOTSTICKY] so it is']],
  ['has no UIDVALIDITY', ['* OK [UIDNEXT 1] next']],
])('J15: a mailbox of which the server %s may only be read; the others are as they were', async (_name, lines) => {
  await using server = await startFakeImap({
    on: {
      list: (request) => {
        for (const name of ['INBOX', 'Passing']) request.send(`* LIST () "/" "${name}"`);
        for (const name of ['INBOX', 'Passing']) request.send(`* STATUS ${name} (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 5 UNSEEN 0)`);
        request.ok();
      },
      examine: (request) => {
        const isPassing = request.args.includes('Passing');
        request.send('* 0 EXISTS');
        for (const line of isPassing ? lines : ['* OK [UIDVALIDITY 5] valid', '* OK [UIDNEXT 1] next']) request.send(line);
        request.ok('[READ-ONLY] open');
      },
    },
  });
  const account = await RunningAccount.start((purpose, more) =>
    openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
  );
  const rightsOf = async (path: string) =>
    (await account.store.mailboxes.syncRows(account.accountId)).find((row) => row.path === path)?.rights ?? null;
  try {
    await until(async () => (await rightsOf('Passing'))?.mayAddItems === false, 'the rights');
    expect(await rightsOf('Passing')).toMatchObject({
      mayReadItems: true,
      mayRemoveItems: false,
      maySetSeen: false,
      maySetKeywords: false,
      mayRename: false,
      mayDelete: false,
    });
    expect(await rightsOf('INBOX')).toMatchObject({ mayReadItems: true, mayAddItems: true, mayRemoveItems: true, maySetSeen: true });
  } finally {
    await account.stop();
  }
});

test('J15: no Email of a mailbox without lasting UIDs gets an id, which a later session would give to another message; the mailbox keeps its own', async () => {
  let sessions = 0;
  await using server = await startFakeImap({
    on: {
      list: (request) => {
        for (const name of ['INBOX', 'Passing']) request.send(`* LIST () "/" "${name}"`);
        request.send('* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 5 UNSEEN 0)');
        request.send(`* STATUS Passing (MESSAGES 2 UIDNEXT 3 UIDVALIDITY ${100 + sessions} UNSEEN 2)`);
        request.ok();
      },
      examine: (request) => {
        const isPassing = request.args.includes('Passing');
        if (isPassing) sessions += 1;
        request.send(`* ${isPassing ? 2 : 0} EXISTS`);
        request.send(`* OK [UIDVALIDITY ${isPassing ? 100 + sessions : 5}] valid`);
        request.send(`* OK [UIDNEXT ${isPassing ? 3 : 1}] next`);
        if (isPassing) request.send('* NO [UIDNOTSTICKY] ids last as long as this session');
        request.ok('[READ-ONLY] open');
      },
    },
  });
  const account = await RunningAccount.start((purpose, more) =>
    openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
  );
  const row = async () => (await account.store.mailboxes.syncRows(account.accountId)).find(({ path }) => path === 'Passing');
  try {
    await until(async () => (await row())?.rights.mayAddItems === false, 'the rights');
    const first = await row();
    const before = sessions;
    await account.pause();
    account.resume();
    await until(async () => sessions > before, 'another session');
    await until(async () => account.engine.health.state === 'ok' && (await row())?.rights.mayAddItems === false, 'the rights again');
    expect(await row()).toMatchObject({ id: first?.id, totalEmails: 0, rights: { mayReadItems: true } });
    expect(await allEmails(account.store, account.accountId)).toEqual([]);
    expect(account.commands().filter((line) => /FETCH/.test(line))).toEqual([]);
  } finally {
    await account.stop();
  }
});
