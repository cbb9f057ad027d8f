import { expect, test } from 'vitest';
import { type FakeRequest, startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { RunningAccount, until } from './testing/running-account.ts';

/** What stands in each namespace of a server that keeps them apart: `LIST "" "*"` shows the personal one only. */
const shown: Record<string, string[]> = {
  '"*"': [
    '() "/" "INBOX"',
    '(\\NonExistent \\HasChildren) "/" "Gone"',
    '() "/" "Gone/Kept"',
    '() "/" "Lost/Deep/Kept"',
    '(\\Noinferiors) "/" "Flat"',
    '(\\Trash) "/" "Waste"',
    '() NIL "Odd"',
  ],
  '"~*"': ['() "/" "~bo/Board"'],
  '"#shared.*"': ['() "." "#shared.Team.Plans"', '(\\Trash) "." "#shared.Team.Trash"'],
};

test('I9, I13, J13: one LIST for each namespace, each with its own delimiter or none; what does not exist is shown and never opened', async () => {
  const server = await startFakeImap({
    capabilities: 'IMAP4rev1 AUTH=PLAIN IDLE UIDPLUS MOVE ESEARCH UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED',
    on: {
      namespace: (request: FakeRequest) => {
        request.send('* NAMESPACE (("" "/")) (("~" "/")) (("#shared." "."))');
        request.ok();
      },
      list: (request: FakeRequest) => {
        const pattern = /^"" ("[^"]*")/.exec(request.args)?.[1] ?? '';
        for (const line of shown[pattern] ?? []) request.send(`* LIST ${line}`);
        request.ok();
      },
    },
  });
  const account = await RunningAccount.start((purpose, more) =>
    openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
  );
  try {
    await until(async () => account.engine.health.state === 'ok', 'the first sync');
    const lists = account.commands().filter((line) => line.startsWith('LIST'));
    expect(lists.slice(0, 3).map((line) => /"" ("[^"]*")/.exec(line)?.[1])).toEqual(['"*"', '"~*"', '"#shared.*"']);
    const rows = await account.store.mailboxes.syncRows(account.accountId);
    const byPath = new Map(rows.map((row) => [row.path, row]));
    const nameOf = (id: string | null) => rows.find((row) => row.id === id)?.path ?? null;
    expect(byPath.get('Gone/Kept')).toMatchObject({ name: 'Kept', delimiter: '/' });
    expect(nameOf(byPath.get('Gone/Kept')!.parentId)).toBe('Gone');
    expect(nameOf(byPath.get('Lost/Deep/Kept')!.parentId)).toBe('Lost/Deep');
    expect(byPath.get('#shared.Team.Plans')).toMatchObject({ name: 'Plans', delimiter: '.' });
    expect(nameOf(byPath.get('#shared.Team.Plans')!.parentId)).toBe('#shared.Team');
    expect(byPath.get('~bo/Board')).toMatchObject({ name: 'Board', delimiter: '/' });
    expect(byPath.get('Odd')).toMatchObject({ delimiter: null, parentId: null, rights: { mayCreateChild: false, mayAddItems: true } });
    expect(byPath.get('Flat')!.rights).toMatchObject({ mayCreateChild: false, mayAddItems: true });
    // A role that others gave in what is theirs is none for this person (I11).
    expect([byPath.get('Waste')!.role, byPath.get('#shared.Team.Trash')!.role]).toEqual(['trash', null]);
    for (const path of ['Gone', 'Lost', 'Lost/Deep', '#shared.Team']) {
      const row = byPath.get(path)!;
      expect(row).toMatchObject({ isSelectable: false, totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 });
      expect(row.rights).toMatchObject({ mayReadItems: false, mayAddItems: false, mayRemoveItems: false, mayCreateChild: true });
    }
    const opened = account.commands().filter((line) => /^(EXAMINE|SELECT|STATUS) /.test(line));
    expect(opened.some((line) => /(Gone|Lost|Lost\/Deep|#shared\.Team)"?( |$)/.test(line))).toBe(false);
    expect(opened.some((line) => line.includes('Kept'))).toBe(true);
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});
