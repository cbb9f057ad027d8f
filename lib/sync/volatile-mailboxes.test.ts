import { expect, test } from 'vitest';
import { startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
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
