import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { type FakeImapOptions, type FakeRequest, fakeCapabilities, startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const list = (names: string[], more: string[] = []) => ({
  list: (request: FakeRequest) => {
    for (const name of names) request.send(`* LIST () "/" "${name}"`);
    for (const line of more) request.send(line);
    request.ok();
  },
});

async function startOver(options: FakeImapOptions) {
  const server = await startFakeImap(options);
  const account = await RunningAccount.start((purpose, more) =>
    openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
  );
  return { server, account };
}

const header = (subject: string, id: string) =>
  `Subject: ${subject}\r\nMessage-ID: <${id}@example.test>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\n`;
const row = (seq: number, uid: number, flags: string, block: string) =>
  `* ${seq} FETCH (UID ${uid} FLAGS (${flags}) INTERNALDATE "01-Jan-2026 10:00:00 +0000" RFC822.SIZE ${500 + uid} BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" 10 1 NIL NIL NIL NIL) BODY[HEADER.FIELDS (DATE)] {${block.length}}\r\n${block})`;

test('I14: a second refused login asks for the person, and nobody of the account knocks again until then', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('locked');
  let password = user.password;
  const account = await RunningAccount.start((purpose, options) =>
    openDovecot(servers, { ...user, password }, { ...options, idleConnection: purpose === 'watch' }),
  );
  try {
    await account.quiet();
    password = 'no longer right';
    account.attempts.length = 0;
    for (const session of account.sessions) session.destroy();
    await until(async () => account.engine.health.error?.kind === 'login-refused', 'the first refusal');
    expect(account.engine.health.state).toBe('retrying');
    account.engine.hurry();
    await until(async () => account.engine.health.state === 'needs-you', 'the second refusal');
    // Neither a screen that wants to read nor an act knocks at the door now.
    await expect(account.engine.read(1, null, (session) => session.allUids())).rejects.toMatchObject({ kind: 'login-refused' });
    await account.store.mailboxes.create(account.accountId, {
      name: 'Waits',
      parentId: null,
      isSubscribed: true,
      sortOrder: 1,
      role: null,
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // At most: the watch and the worker at the same moment, then the one second try (imap-login-slow: 3 in all).
    expect(account.attempts.length).toBeLessThanOrEqual(3);
    expect(account.health.map(({ state }) => state)).toContain('needs-you');
    password = user.password;
    account.engine.hurry();
    await account.quiet();
    expect(await servers.doveadm(['mailbox', 'list', '-u', user.login])).toContain('Waits');
  } finally {
    await account.stop();
  }
});

test('I14: a server that allows one connection gets one, and reading goes over it', async () => {
  let connections = 0;
  const { server, account } = await startOver({
    on: {
      ...list(['INBOX']),
      authenticate: (request) => {
        connections += 1;
        if (connections > 1) request.no('[LIMIT] too many connections');
        else request.ask('');
      },
    },
  });
  try {
    await until(async () => account.engine.health.state === 'ok', 'the worker at work');
    await until(async () => account.turnedAway.includes('watch'), 'the watch turned away');
    const before = account.attempts.length;
    await account.engine.read(1, null, (session) => session.examine('INBOX'));
    account.engine.markDirty(await account.mailbox('INBOX'));
    await until(async () => account.engine.health.state === 'ok', 'still well');
    expect(connections).toBe(2);
    expect(account.attempts.slice(before).every((purpose) => purpose === 'watch')).toBe(true);
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});

test('I14: a read that finds the server’s limit goes over the one connection there is', async () => {
  let connections = 0;
  const { server, account } = await startOver({
    on: {
      ...list(['INBOX']),
      authenticate: (request) => {
        connections += 1;
        // The watch hangs at the door, so that the reader is the one that is turned away.
        if (connections === 1) request.ask('');
        else if (account.attempts.at(-1) === 'reader') request.no('[LIMIT] too many connections');
      },
    },
  });
  try {
    await until(async () => account.engine.health.state === 'ok', 'the worker at work');
    await until(async () => account.attempts.includes('watch'), 'the watch at the door');
    const remote = await account.engine.read(1, null, (session) => session.examine('INBOX'));
    expect(remote.uidValidity).not.toBeNull();
    expect(account.attempts).toContain('reader');
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});

test('I14: an account whose provider names no limit has four connections at most, whatever is wanted of it', async () => {
  const { server, account } = await startOver({ on: list(['INBOX', 'Archive', 'Work'], []) });
  const open = () => account.sessions.filter(({ closed }) => !closed).length;
  try {
    await until(async () => account.engine.health.state === 'ok', 'quiet');
    await until(async () => account.commands('watch').some((line) => line === 'IDLE'), 'the watch over the inbox');
    await account.engine.read(1, null, (session) => session.examine('Archive'));
    account.engine.look(await account.mailbox('Work'));
    await until(async () => account.commands('watch').some((line) => /^EXAMINE "?Work/.test(line)), 'the watch over what is open');
    expect(open()).toBe(4);
    const never = new AbortController().signal;
    for (let time = 0; time < 3; time += 1)
      await expect(account.engine.bulk.lease(never)).rejects.toMatchObject({ kind: 'temporary', code: 'LIMIT' });
    await account.engine.read(1, null, (session) => session.examine('Archive'));
    expect(open()).toBe(4);
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});

test('I10: without LIST-STATUS no more than 20 single STATUS are asked in a minute, however often the list is', async () => {
  const names = ['INBOX', ...Array.from({ length: 60 }, (_, at) => `Folder ${at}`)];
  const { server, account } = await startOver({
    capabilities: fakeCapabilities.replace(' LIST-STATUS', ''),
    on: {
      ...list(names),
      status: (request) => {
        request.send(
          `* STATUS ${request.args.slice(0, request.args.lastIndexOf('" (') + 1) || 'INBOX'} (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1 UNSEEN 0)`,
        );
        request.ok();
      },
    },
  });
  try {
    await until(async () => account.engine.health.state === 'ok', 'the first sync');
    for (let again = 0; again < 5; again += 1) {
      const before = account.commands().filter((line) => line.startsWith('LIST')).length;
      account.engine.relist();
      await until(async () => account.commands().filter((line) => line.startsWith('LIST')).length > before, 'another listing');
      await until(async () => account.engine.health.state === 'ok', 'quiet');
    }
    const asked = account.commands().filter((line) => line.startsWith('STATUS'));
    expect(asked.length).toBe(20);
    expect(new Set(asked).size).toBe(20);
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});

test('I18: a message that the server cannot give is in the list, marked; the others are whole', async () => {
  const rows = new Map([1, 2, 3].map((uid) => [uid, row(uid, uid, uid === 3 ? '\\Seen' : '', header(`Number ${uid}`, `n${uid}`))]));
  const fetch = (request: FakeRequest) => {
    const wanted = [...rows.keys()].filter((uid) => isIn(uid, request.args.split(' ')[0] ?? ''));
    if (wanted.includes(2) && request.args.includes('HEADER')) {
      request.no('[SERVERBUG] internal error');
      return;
    }
    for (const uid of wanted) request.raw(`${rows.get(uid)}\r\n`);
    request.ok();
  };
  const search = (request: FakeRequest) => {
    const hits = /\b(FLAGGED|ANSWERED|DELETED|DRAFT)$/.test(request.args) ? '' : / SEEN$/.test(request.args) ? ' ALL 3' : ' ALL 1:3';
    request.send(request.args.startsWith('RETURN') ? `* ESEARCH (TAG "${request.tag}") UID${hits}` : '* SEARCH 1 2 3');
    request.ok();
  };
  const { server, account } = await startOver({
    mailbox: { exists: 3, uidNext: 4, uidValidity: 9 },
    on: {
      ...list(['INBOX'], ['* STATUS "INBOX" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 9 UNSEEN 2)']),
      fetch,
      'uid fetch': fetch,
      'uid search': search,
    },
  });
  try {
    await until(async () => account.engine.health.state === 'ok', 'the first sync');
    const inbox = await account.mailbox('INBOX');
    const emails = await account.store.emails.summaries(
      account.accountId,
      await account.store.emails.idsOfUids(account.accountId, inbox, [1, 2, 3]),
    );
    expect(emails.map(({ subject, textState }) => [subject, textState])).toEqual([
      ['Number 1', 'absent'],
      [null, 'unreadable'],
      ['Number 3', 'absent'],
    ]);
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});

test.each([
  ['date, size and flags alone', (args: string) => args.includes('HEADER'), '2026-01-01T10:00:00.000Z', ['$seen'], 502],
  ['only the date', (args: string) => args.includes('HEADER') || /SIZE|FLAGS/.test(args), '2026-01-01T10:00:00.000Z', [], 0],
  ['nothing, so the date is its neighbour’s', () => true, '2026-01-01T10:00:00.000Z', [], 0],
])(
  'I18: of a message that cannot be read the server gives %s; it stands where it belongs, the others are whole',
  async (_, refuses, receivedAt, keywords, sizeBytes) => {
    const rows = new Map([1, 2, 3].map((uid) => [uid, row(uid, uid, uid === 1 ? '' : '\\Seen', header(`Number ${uid}`, `n${uid}`))]));
    const fetch = (request: FakeRequest) => {
      const wanted = [...rows.keys()].filter((uid) => isIn(uid, request.args.split(' ')[0] ?? ''));
      if (wanted.includes(2) && refuses(request.args)) {
        request.no('[SERVERBUG] internal error');
        return;
      }
      const places: Record<string, string> = {
        FLAGS: 'FLAGS (\\Seen)',
        INTERNALDATE: 'INTERNALDATE "01-Jan-2026 10:00:00 +0000"',
        'RFC822.SIZE': 'RFC822.SIZE 502',
      };
      const items = Object.entries(places).filter(([name]) => request.args.includes(name));
      for (const uid of wanted)
        request.raw(
          request.args.includes('HEADER')
            ? `${rows.get(uid)}\r\n`
            : `* ${uid} FETCH (UID ${uid} ${items.map(([, text]) => text).join(' ')})\r\n`,
        );
      request.ok();
    };
    // As the rows say, so that a pass right after the fill changes nothing.
    const seen = ({ args }: FakeRequest) => (/\bSEEN$/.test(args) ? ` ALL ${keywords.length > 0 ? '2:3' : '3'}` : '');
    const search = (request: FakeRequest) => {
      const isFlag = /\b(FLAGGED|ANSWERED|DELETED|DRAFT|SEEN)$/.test(request.args);
      request.send(
        request.args.startsWith('RETURN') ? `* ESEARCH (TAG "${request.tag}") UID${isFlag ? seen(request) : ' ALL 1:3'}` : '* SEARCH 1 2 3',
      );
      request.ok();
    };
    const { server, account } = await startOver({
      mailbox: { exists: 3, uidNext: 4, uidValidity: 9 },
      on: {
        ...list(['INBOX'], ['* STATUS "INBOX" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 9 UNSEEN 2)']),
        fetch,
        'uid fetch': fetch,
        'uid search': search,
      },
    });
    try {
      const inbox = await until(async () => {
        const found = (await account.store.mailboxes.syncRows(account.accountId)).find((each) => each.path === 'INBOX');
        return found?.checkpoint.isFilled ? found.id : null;
      }, 'the first sync');
      const ids = await account.store.emails.idsOfUids(account.accountId, inbox, [1, 2, 3]);
      const emails = await account.store.emails.summaries(account.accountId, ids);
      expect(emails.map(({ subject }) => subject)).toEqual(['Number 1', null, 'Number 3']);
      expect(emails[1]).toMatchObject({ keywords, receivedAtMs: Date.parse(receivedAt) });
      await until(async () => (await account.store.emails.summaries(account.accountId, ids))[1]?.textState === 'unreadable', 'the mark');
      expect((await account.store.emails.get(account.accountId, [ids[1]!]))[0]).toMatchObject({ sizeBytes });
    } finally {
      await account.stop();
      await server[Symbol.asyncDispose]();
    }
  },
);

test('I26: a line that cannot be read is followed by a comparison of everything', async () => {
  let flags = '';
  let isOdd = false;
  const fetch = (request: FakeRequest) => {
    if (isIn(1, request.args.split(' ')[0] ?? ''))
      request.raw(`${request.args.includes('HEADER') ? row(1, 1, flags, header('One', 'one')) : `* 1 FETCH (UID 1 FLAGS (${flags}))`}\r\n`);
    request.ok();
  };
  const search = (request: FakeRequest) => {
    const flag = /(UN)?(SEEN|FLAGGED|ANSWERED|DELETED|DRAFT)$/.exec(request.args)?.[2];
    const hits = flag === undefined || flags.toUpperCase().includes(flag) ? '1' : null;
    request.send(`* ESEARCH (TAG "${request.tag}") UID${hits === null ? '' : ` ALL ${hits}`}`);
    request.ok();
  };
  const { server, account } = await startOver({
    // Mod-sequences that never move: only a comparison shows what changed.
    mailbox: { exists: 1, uidNext: 2, uidValidity: 9, highestModSeq: 5 },
    on: {
      list: (request) => {
        request.send('* LIST () "/" "INBOX"');
        request.send('* STATUS "INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9 UNSEEN 1 HIGHESTMODSEQ 5)');
        if (isOdd) request.send('* 1 FETCH (UID 1 FLAGS (\\Flagged "');
        isOdd = false;
        request.ok();
      },
      fetch,
      'uid fetch': fetch,
      'uid search': search,
    },
  });
  try {
    await account.quiet();
    flags = '\\Flagged';
    await account.quiet();
    const inbox = await account.mailbox('INBOX');
    const keywords = async () => {
      const [email] = await account.store.emails.summaries(
        account.accountId,
        await account.store.emails.idsOfUids(account.accountId, inbox, [1]),
      );
      return email?.keywords;
    };
    expect(await keywords()).toEqual([]);
    isOdd = true;
    account.engine.relist();
    await until(async () => (await keywords())?.includes('$flagged'), 'the flag found by comparison');
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});

function isIn(uid: number, set: string): boolean {
  return set.split(',').some((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return uid >= Math.min(from, to) && uid <= Math.max(from, to);
  });
}
